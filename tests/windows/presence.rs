//! Who has the board open, and who edits what: seen in the other window, and gone with whoever is gone.

use anyhow::{Result, ensure};

use super::power;
use super::window::Window;

const BOARD: &str = "Harbour Ward relief";
const INSULIN: &str = "A cool box for insulin";

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn who_looks_and_who_edits_is_seen_and_gone_within_half_a_minute_of_a_cut() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    let bob = Window::open("Bob", folder.path()).unwrap();
    alice.introduce().unwrap();
    alice.make_board(BOARD).unwrap();
    alice.add("Add need", INSULIN).unwrap();
    let ticket = alice.invite().unwrap();
    bob.introduce().unwrap();
    bob.join(&ticket, BOARD).unwrap();
    alice.go("Needs and offers").unwrap();
    look_and_edit(&alice, &bob).unwrap();
    tell_nothing(&alice, &bob).unwrap();
    cut(&alice, &bob).unwrap();
    alice.close().unwrap();
}

fn look_and_edit(alice: &Window, bob: &Window) -> Result<()> {
    for (window, other) in [(alice, "Bob"), (bob, "Alice")] {
        window.part_reads("here-now", &format!("Also looking at this board: {other}"))?;
    }
    bob.open_row(INSULIN)?;
    bob.enter("Title")?;
    alice.part_reads("editing", "Bob is editing this")?;
    alice.keep_picture("presence-row");
    alice.open_row(INSULIN)?;
    alice.part_reads("editing-note", "Being edited right now by Bob.")?;
    alice.keep_picture_of("editing-note", "presence-page")?;
    bob.click("button", "Close")?;
    gone(alice, "editing")?;
    alice.part_reads("here-now", "Bob").map(drop)
}

/// Bob switches it off: he is seen no more, and still sees Alice.
fn tell_nothing(alice: &Window, bob: &Window) -> Result<()> {
    bob.go("Settings")?;
    bob.click("checkbox", "Show others what I have open")?;
    bob.enter_board(BOARD)?;
    bob.part_reads("here-now", "Alice")?;
    gone(alice, "here-now")?;
    bob.go("Settings")?;
    bob.click("checkbox", "Show others what I have open")?;
    bob.enter_board(BOARD)?;
    alice.part_reads("here-now", "Bob").map(drop)
}

/// Bob's computer loses power while he edits. Nothing says good-bye, and within half a minute nothing says he is here.
fn cut(alice: &Window, bob: &Window) -> Result<()> {
    bob.open_row(INSULIN)?;
    bob.enter("Title")?;
    alice.part_reads("editing-note", "Bob")?;
    power::cut(power::process_of(&bob.folder)?)?;
    gone(alice, "editing-note")?;
    gone(alice, "here-now")?;
    ensure!(alice.count("button", "is editing")? == 0, "a chip is left");
    Ok(())
}

/// Waits, not longer than half a minute, until a part is not there.
fn gone(window: &Window, id: &str) -> Result<()> {
    window.until(&format!("{id} to be gone"), |window| {
        Ok(window.part(id)?.is_empty().then_some(()))
    })
}
