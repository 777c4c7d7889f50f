//! Texts by people who mean harm: shown as the text that they are, and nothing of it runs.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::window::Window;

/// Each would set `window.__ran`, or break out of its place, wherever a text were taken for something else.
const TEXTS: &[&str] = &[
    "<script>window.__ran = 1</script>",
    "<img src=x onerror=\"window.__ran = 1\">",
    "<svg/onload=window.__ran=1>",
    "\"><iframe srcdoc='<script>parent.__ran=1</script>'>",
    "<a href=\"javascript:window.__ran=1\">the list</a>",
    "javascript:window.__ran=1",
    "{{constructor.constructor('window.__ran=1')()}}",
    "${window.__ran=1}`';window.__ran=1//",
    "<style>*{display:none}</style>",
    "</textarea><base href=\"https://example.invalid/\">",
    "'; DROP TABLE items; --",
    "=HYPERLINK(\"https://example.invalid\")",
    "&lt;b&gt; &amp;nbsp; %3Cscript%3E",
    "[click](javascript:window.__ran=1) **bold** # heading",
];

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn nothing_that_people_write_runs() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    alice.introduce().unwrap();
    alice
        .make_board("<b>Board</b><img src=x onerror='window.__ran=1'>")
        .unwrap();
    for text in TEXTS {
        write(&alice, text).unwrap();
    }
    let rows = alice.whole_list(TEXTS.len()).unwrap();
    for text in TEXTS {
        assert!(
            rows.iter().any(|row| row.contains(text)),
            "{text} is not shown as it is: {rows:#?}"
        );
    }
    for text in TEXTS {
        alice.open_row(text).unwrap();
        alice.part_reads("comments", text).unwrap();
    }
    clean(&alice).unwrap();
    for place in ["Supplies", "Sites", "People", "Your boards", "Settings"] {
        alice.go(place).unwrap();
        clean(&alice).unwrap();
        if place == "People" {
            alice.click("link", "Share").unwrap();
        }
    }
    alice.close().unwrap();
}

/// Adds a need with this text everywhere, and says it in a comment, past the form that might mind.
fn write(alice: &Window, text: &str) -> Result<()> {
    let add = "
      const [text] = arguments;
      const board = location.hash.split('/')[2];
      const fields = { title: text, details: text, unit: text.slice(0, 20), area: text };
      const dispatch = (intent) => window.__TAURI_INTERNALS__.invoke('dispatch', { intent });
      window.__wrote = null;
      dispatch({ type: 'addItem', board, kind: 'need', fields })
        .then(({ item }) => dispatch({ type: 'comment', board, item, text }))
        .then(() => { window.__wrote = 'yes'; }, (error) => { window.__wrote = JSON.stringify(error); });";
    alice.script(add, &[json!(text)])?;
    let wrote = alice.until("the text to be written", |alice| {
        let told = alice.script("return window.__wrote", &[])?;
        Ok(told.as_str().map(str::to_owned))
    })?;
    ensure!(wrote == "yes", "{text}: {wrote}");
    Ok(())
}

/// Nothing ran, and no element came out of a text.
fn clean(alice: &Window) -> Result<()> {
    let look = "return {
      ran: window.__ran ?? null,
      elements: document.querySelectorAll('iframe, base, svg[onload], img[onerror], a[href^=\"javascript\"], main b, main style').length,
      foreign: [...document.scripts].filter((one) => !one.src.startsWith('tauri://localhost/')).map((one) => one.textContent.slice(0, 80)),
    }";
    let found = alice.script(look, &[])?;
    ensure!(found["ran"] == Value::Null, "something ran: {found}");
    ensure!(found["elements"] == 0, "a text became an element: {found}");
    let scripts = found["foreign"].to_string();
    ensure!(
        !scripts.contains("__ran"),
        "a text became a script: {found}"
    );
    Ok(())
}
