//! People in two windows: who is here, a removal and who knows of it, invites, and what is set aside and let in.

use anyhow::{Result, ensure};

use super::window::Window;

const BOARD: &str = "Harbour Ward relief";
const OFFER: &str = "Forty loaves, come and get them";

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_removal_is_told_and_work_that_was_set_aside_is_let_in() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    let bob = Window::open("Bob", folder.path()).unwrap();
    come_together(&alice, &bob).unwrap();
    offer(&alice, &bob).unwrap();
    remove(&alice).unwrap();
    hear_of_it(&alice, &bob).unwrap();
    let_in(&alice).unwrap();
    alice.close().unwrap();
    bob.close().unwrap();
}

/// Bob comes by an invite for one person; it is used up then.
fn come_together(alice: &Window, bob: &Window) -> Result<()> {
    alice.introduce()?;
    alice.make_board(BOARD)?;
    let ticket = alice.invite()?;
    bob.introduce()?;
    bob.join(&ticket, BOARD)?;
    alice.part_reads("invitations", "Used up")?;
    let told = alice.part_reads("invitations", "1 person came in of 1: Bob")?;
    ensure!(told.contains("made by Alice"), "{told}");
    alice.keep_picture("invitations");
    alice.go("People")?;
    alice.reads("Bob")?;
    // Asked for early, while there is one steward.
    alice.reads("You are the only steward.")
}

/// Bob offers something that Alice has, and is not reached any more then.
fn offer(alice: &Window, bob: &Window) -> Result<()> {
    bob.add("Add offer", OFFER)?;
    alice.go("Needs and offers")?;
    stands_there(alice)?;
    bob.work_offline(true)
}

/// The offer is in the list.
fn stands_there(window: &Window) -> Result<()> {
    window.until("the offer in the list", |window| {
        let there = window.rows()?.iter().any(|row| row.contains(OFFER));
        Ok(there.then_some(()))
    })
}

/// Alice removes him and what he made, with a reason; she alone knows of it.
fn remove(alice: &Window) -> Result<()> {
    alice.go("People")?;
    alice.click("button", "Actions for Bob")?;
    alice.click("menuitem", "Remove from the board…")?;
    alice.sees("dialog", "")?;
    alice.fill("In your words", "Moved away")?;
    alice.click("radio", "Set it aside too")?;
    alice.keep_picture("remove");
    alice.click("button", "Remove Bob")?;
    alice.part_reads("person-page", "Who knows of it")?;
    alice.keep_picture("removed");
    let knows = alice.part("knows")?;
    ensure!(knows.contains("You") && knows.contains("Knows"), "{knows}");
    Ok(())
}

/// Bob comes back and is told by whom and why; what he made stands aside at Alice's.
fn hear_of_it(alice: &Window, bob: &Window) -> Result<()> {
    bob.work_offline(false)?;
    bob.enter_board(BOARD)?;
    let told = bob.part_reads("removed-banner", "Alice removed you from this board")?;
    ensure!(told.contains("Moved away"), "{told}");
    bob.keep_picture("removed-bob");
    ensure!(bob.count("button", "Add need")? == 0, "Bob can still add");
    alice.click_like("link", "Set aside")?;
    alice.sees("heading", "Set aside")?;
    alice.reads(OFFER)?;
    alice.keep_picture("aside");
    Ok(())
}

/// It is let in, and stands among the offers again.
fn let_in(alice: &Window) -> Result<()> {
    alice.click_like("button", &format!("Let in: {OFFER}"))?;
    alice.part_reads("announcement", "Let in.")?;
    alice.go("Needs and offers")?;
    stands_there(alice)
}
