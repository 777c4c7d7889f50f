//! Power cuts: what was shown as saved is there afterwards, and so is what was being typed.

use anyhow::Result;
use serde_json::json;

use super::window::Window;

const BOARD: &str = "Old Net Loft";
const ROUNDS: u32 = 3;

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn nothing_shown_as_saved_is_missing_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut alice = Window::open("Alice", folder.path()).unwrap();
    alice.introduce().unwrap();
    alice.make_board(BOARD).unwrap();
    alice.add("Add need", "Torches").unwrap();
    for round in 1..=ROUNDS {
        let (title, comment) = edit_until_the_end(&alice, round).unwrap();
        alice.kill().unwrap();
        alice = Window::open("Alice", folder.path()).unwrap();
        find_it_again(&alice, &title, &comment).unwrap();
    }
    alice.close().unwrap();
}

/// Saves a title, then types a comment that is never sent; returns both.
fn edit_until_the_end(alice: &Window, round: u32) -> Result<(String, String)> {
    alice.open_row("Torches")?;
    let title = format!("Torches and batteries, round {round}");
    alice.retitle(&title)?;
    let comment = format!("I can bring {round} boxes, if somebody");
    alice.fill("Write a comment", &comment)?;
    wait_for_the_draft(alice, &comment)?;
    Ok((title, comment))
}

/// The window says nothing of drafts: asks the door until the draft is on disk.
fn wait_for_the_draft(alice: &Window, text: &str) -> Result<()> {
    let ask = "
      window.__drafts = null;
      const reading = { type: 'view', query: { type: 'drafts' } };
      window.__TAURI_INTERNALS__.invoke('read', { reading }).then((told) => { window.__drafts = JSON.stringify(told); });";
    alice.until("the draft", |alice| {
        alice.script(ask, &[])?;
        let told = alice.until("an answer", |alice| {
            let told = alice.script("return window.__drafts", &[])?;
            Ok(told.as_str().map(str::to_owned))
        })?;
        Ok(told.contains(&json!(text).to_string()).then_some(()))
    })
}

fn find_it_again(alice: &Window, title: &str, comment: &str) -> Result<()> {
    alice.enter_board(BOARD)?;
    alice.open_row(title)?;
    let read = "return [...document.querySelectorAll('textarea')].map((one) => one.value)";
    alice.until("the comment that was being typed", |alice| {
        let typed: Vec<String> = serde_json::from_value(alice.script(read, &[])?)?;
        Ok(typed.iter().any(|text| text == comment).then_some(()))
    })?;
    alice.click("button", "Close")
}
