//! People in three windows: who is here, a removal and who knows of it, invite tickets, and what is set aside and let in.

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
    let carol = Window::open("Carol", folder.path()).unwrap();
    come_together(&alice, &bob, &carol).unwrap();
    offer(&alice, &bob, &carol).unwrap();
    remove(&alice).unwrap();
    hear_of_it(&alice, &bob).unwrap();
    hear_of_it_late(&alice, &carol).unwrap();
    let_in(&alice, &carol).unwrap();
    for window in [alice, bob, carol] {
        window.close().unwrap();
    }
}

/// Bob comes by an invite ticket for one person, which is used up then; Carol by another.
fn come_together(alice: &Window, bob: &Window, carol: &Window) -> Result<()> {
    alice.introduce()?;
    alice.make_board(BOARD)?;
    // Both are made before Bob is there, so that neither names his device: whom he let in goes with his work.
    let for_carol = alice.invite()?;
    let for_bob = alice.invite()?;
    bob.introduce()?;
    bob.join(&for_bob, BOARD)?;
    alice.part_reads("invitations", "Used up")?;
    let told = alice.part_reads("invitations", "1 person came in of 1: Bob")?;
    ensure!(told.contains("made by Alice"), "{told}");
    alice.keep_picture_of("invitations", "invitations")?;
    carol.introduce()?;
    carol.join(&for_carol, BOARD)?;
    alice.go("People")?;
    alice.reads("Bob")?;
    alice.reads("Carol")?;
    // Asked for early, while there is one steward.
    alice.reads("You are the only steward.")
}

/// Bob offers something that the others have; he and Carol are not reached any more then.
fn offer(alice: &Window, bob: &Window, carol: &Window) -> Result<()> {
    bob.add("Add offer", OFFER)?;
    for window in [alice, carol] {
        window.go("Needs and offers")?;
        window.has_row(OFFER)?;
    }
    bob.work_offline(true)?;
    carol.work_offline(true)
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
    alice.part_reads("person-page", "Who knows of it: 1 of 2")?;
    alice.keep_picture("removed");
    let knows = alice.part("knows")?;
    ensure!(knows.contains("You Knows"), "{knows}");
    ensure!(knows.contains("Carol Not yet"), "{knows}");
    Ok(())
}

/// Bob comes back and is told by whom and why.
fn hear_of_it(alice: &Window, bob: &Window) -> Result<()> {
    bob.work_offline(false)?;
    bob.enter_board(BOARD)?;
    let told = bob.part_reads("removed-banner", "Alice removed you from this board")?;
    ensure!(told.contains("Moved away"), "{told}");
    bob.keep_picture("removed-bob");
    ensure!(bob.count("button", "Add need")? == 0, "Bob can still add");
    let knows = alice.part("knows")?;
    ensure!(knows.contains("Carol Not yet"), "{knows}");
    Ok(())
}

/// Carol still has the offer, until she hears of it; Alice sees that she has.
fn hear_of_it_late(alice: &Window, carol: &Window) -> Result<()> {
    carol.enter_board(BOARD)?;
    carol.has_row(OFFER)?;
    carol.work_offline(false)?;
    alice.part_reads("person-page", "Who knows of it: 2 of 2")?;
    alice.part_reads("knows", "Carol Knows")?;
    carol.enter_board(BOARD)?;
    carol.until("the offer to be gone", |carol| {
        let there = carol.rows()?.iter().any(|row| row.contains(OFFER));
        Ok((!there).then_some(()))
    })?;
    alice.click_like("link", "Set aside")?;
    alice.sees("heading", "Set aside")?;
    alice.reads(OFFER)?;
    alice.keep_picture("aside");
    Ok(())
}

/// It is let in, and stands among the offers of both again.
fn let_in(alice: &Window, carol: &Window) -> Result<()> {
    alice.click_like("button", &format!("Let in: {OFFER}"))?;
    alice.part_reads("announcement", "Let in.")?;
    alice.go("Needs and offers")?;
    alice.has_row(OFFER)?;
    carol.has_row(OFFER)
}
