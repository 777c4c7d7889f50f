//! Two stewards in two windows: the second is taken early, both must agree from then on, and the first hands over.

use anyhow::{Result, ensure};

use super::window::Window;

const BOARD: &str = "Harbour Ward relief";

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_second_steward_is_taken_and_the_first_hands_the_board_over() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    let bob = Window::open("Bob", folder.path()).unwrap();
    alice.introduce().unwrap();
    alice.make_board(BOARD).unwrap();
    let ticket = alice.invite().unwrap();
    bob.introduce().unwrap();
    bob.join(&ticket, BOARD).unwrap();
    take_a_second(&alice, &bob).unwrap();
    hand_over(&alice, &bob).unwrap();
    alice.close().unwrap();
    bob.close().unwrap();
}

/// Alone, Alice decides at once; Bob's window says so by itself.
fn take_a_second(alice: &Window, bob: &Window) -> Result<()> {
    bob.board_settings()?;
    bob.reads("Now: Alice")?;
    ensure!(bob.count("button", "stewards…")? == 0, "an editor proposes");
    alice.go("People")?;
    alice.reads("Bob")?;
    alice.click("button", "Choose the stewards…")?;
    alice.sees("heading", "Board settings")?;
    alice.reads("You are the only steward, and others are on this board.")?;
    alice.click("button", "Choose the stewards…")?;
    alice.click_like("checkbox", "Bob")?;
    alice.reads("With two, both must agree")?;
    alice.keep_picture("stewards");
    alice.click("button", "Change the stewards")?;
    for window in [alice, bob] {
        window.reads("2 of them must agree before others are stewards.")?;
    }
    Ok(())
}

/// Alice proposes Bob alone; nothing holds until he agrees too.
fn hand_over(alice: &Window, bob: &Window) -> Result<()> {
    alice.click("button", "Propose other stewards…")?;
    alice.click_like("checkbox", "Alice")?;
    alice.reads("You would be no steward any more, but a coordinator.")?;
    alice.click("button", "Propose it")?;
    let told = alice.part_reads("proposal", "Agreed so far: you")?;
    ensure!(told.contains("1 more must agree"), "{told}");
    alice.reads("2 of them must agree before others are stewards.")?;
    ensure!(alice.count("button", "Agree")? == 0, "agreed twice");
    let told = bob.part_reads("proposal", "Agreed so far: Alice")?;
    ensure!(told.contains("No steward any more: Alice"), "{told}");
    bob.keep_picture("stewards-proposal");
    bob.click("button", "Agree")?;
    bob.reads("Now: you")?;
    alice.reads("Now: Bob")?;
    // Whoever has handed over may go.
    alice.sees("button", "Leave this board…")?;
    alice.go("People")?;
    alice.reads("Coordinator")?;
    bob.sees("button", "Choose the stewards…").map(drop)
}
