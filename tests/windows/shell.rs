//! The shell itself: what the page may do, and what it may not, whatever page it is.

use anyhow::Result;
use serde_json::{Value, json};

use super::window::Window;

/// Asks a door of the shell, and returns `{ok}` or `{error}`.
const ASK: &str = "
  const [door, words] = arguments;
  window.__asked = null;
  window.__TAURI_INTERNALS__.invoke(door, words).then(
    (ok) => { window.__asked = { ok }; },
    (error) => { window.__asked = { error }; });
";

fn ask(window: &Window, door: &str, words: &Value) -> Result<Value> {
    window.script(ASK, &[json!(door), words.clone()])?;
    window.until(&format!("an answer of {door}"), |window| {
        let told = window.script("return window.__asked", &[])?;
        Ok((!told.is_null()).then_some(told))
    })
}

fn alice() -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    alice.finds("body").unwrap();
    (folder, alice)
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn the_page_reaches_our_doors_and_no_others() {
    let (_folder, alice) = alice();
    let settings = json!({ "reading": { "type": "view", "query": { "type": "settings" } } });
    let told = ask(&alice, "read", &settings).unwrap();
    assert!(told["ok"]["type"] == "view", "{told}");
    for (door, words) in [
        ("plugin:dialog|open", json!({ "options": {} })),
        ("plugin:dialog|save", json!({ "options": {} })),
        ("plugin:deep-link|register", json!({ "protocol": "x" })),
        ("plugin:window|close", json!({})),
        (
            "plugin:webview|create_webview_window",
            json!({ "options": {} }),
        ),
        ("plugin:event|emit", json!({ "event": "x", "payload": 1 })),
        ("plugin:fs|read_text_file", json!({ "path": "/etc/passwd" })),
        ("no_such_door", json!({})),
    ] {
        let told = ask(&alice, door, &words).unwrap();
        assert!(told.get("error").is_some(), "{door} answered {told}");
    }
    alice.close().unwrap();
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_door_takes_no_path_and_nothing_huge() {
    let (_folder, alice) = alice();
    let import = |source: Value| {
        let request = json!({ "source": source, "kind": null, "columns": null });
        json!({ "reading": { "type": "previewImport", "board": "00", "request": request } })
    };
    let told = ask(
        &alice,
        "read",
        &import(json!({ "type": "chosen", "token": "/etc/passwd" })),
    );
    assert_eq!(told.unwrap()["error"]["code"], "badFile");
    let huge = "
      const text = 'a'.repeat(1100000);
      window.__asked = null;
      window.__TAURI_INTERNALS__.invoke('dispatch', { intent: { type: 'saveDraft', key: 'k', text } }).then(
        (ok) => { window.__asked = { ok }; }, (error) => { window.__asked = { error }; });";
    alice.script(huge, &[]).unwrap();
    let told = alice.until("an answer", |window| {
        let told = window.script("return window.__asked", &[])?;
        Ok((!told.is_null()).then_some(told))
    });
    assert_eq!(told.unwrap()["error"]["code"], "tooLarge");
    alice.close().unwrap();
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn nothing_runs_but_our_own_files_and_the_page_goes_nowhere() {
    let (_folder, alice) = alice();
    let start = alice.script("return location.href", &[]).unwrap();
    let tried = "
      window.__ran = [];
      const script = document.createElement('script');
      script.textContent = 'window.__ran.push(\"inline\")';
      document.body.append(script);
      const holder = document.createElement('div');
      holder.innerHTML = '<img src=x onerror=\"window.__ran.push(1)\"><a href=\"javascript:window.__ran.push(2)\">x</a>';
      document.body.append(holder);
      holder.querySelector('a').click();
      try { window.__ran.push(new Function('return \"eval\"')()); } catch { }
      window.__opened = window.open('https://example.invalid/');
      const away = document.createElement('a');
      away.href = 'https://example.invalid/';
      document.body.append(away);
      away.click();
      window.__fetched = null;
      fetch('https://example.invalid/').then(() => { window.__fetched = 'yes'; }, () => { window.__fetched = 'no'; });";
    alice.script(tried, &[]).unwrap();
    let fetched = alice.until("the fetch to fail", |window| {
        let told = window.script("return window.__fetched", &[])?;
        Ok(told.as_str().map(str::to_owned))
    });
    assert_eq!(fetched.unwrap(), "no");
    assert_eq!(alice.script("return window.__ran", &[]).unwrap(), json!([]));
    assert_eq!(
        alice.script("return window.__opened", &[]).unwrap(),
        Value::Null
    );
    assert_eq!(alice.script("return location.href", &[]).unwrap(), start);
    alice.close().unwrap();
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_link_that_is_opened_while_the_app_runs_reaches_its_window() {
    let (_folder, alice) = alice();
    alice.introduce().unwrap();
    alice.make_board("Here already").unwrap();
    alice
        .start_again_with("manyhands://join/mh1damaged")
        .unwrap();
    alice.sees("heading", "Join a board").unwrap();
    let read = "return document.querySelector('textarea').value";
    let typed = alice.script(read, &[]).unwrap();
    assert_eq!(typed, "manyhands://join/mh1damaged");
    alice.close().unwrap();
}
