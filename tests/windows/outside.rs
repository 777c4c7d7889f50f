//! Who is not on the board: a helper that carries it sealed, and somebody who sends a report.

use anyhow::{Result, ensure};

use super::window::Window;

const BOARD: &str = "Harbour Ward relief";
const INSULIN: &str = "A cool box for insulin";
const REPORT: &str = "The cellar of 12 Quay Street is under water, two people are in it.";

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_helper_carries_a_board_between_people_who_are_never_online_together() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    let bob = Window::open("Bob", folder.path()).unwrap();
    alice.introduce().unwrap();
    alice.make_board(BOARD).unwrap();
    let ticket = alice.invite().unwrap();
    bob.introduce().unwrap();
    bob.join(&ticket, BOARD).unwrap();
    let dora = Window::open("Dora", folder.path()).unwrap();
    carry(&alice, &dora).unwrap();
    bob.work_offline(true).unwrap();
    alice.go("Needs and offers").unwrap();
    alice.add("Add need", INSULIN).unwrap();
    alice
        .part_reads("status", "on the helper Library basement")
        .unwrap();
    alice.close().unwrap();
    bob.work_offline(false).unwrap();
    bob.enter_board(BOARD).unwrap();
    bob.has_row(INSULIN).unwrap();
    stop(&dora).unwrap();
    bob.close().unwrap();
    dora.close().unwrap();
}

/// Alice makes a ticket for a helper, and Dora switches it on; she learns not even the board's name.
fn carry(alice: &Window, dora: &Window) -> Result<()> {
    alice.go("Share")?;
    alice.click("radio", "A computer as a helper")?;
    alice.fill("Name of the helper (optional)", "Library basement")?;
    alice.click("button", "Make an invite ticket")?;
    let ticket = alice.until("a ticket", |alice| {
        alice.value_of("[data-testid=\"ticket-text\"]")
    })?;
    dora.introduce()?;
    dora.go("Settings")?;
    dora.click("button", "Carried boards")?;
    dora.fill("Invite ticket for a helper", &ticket)?;
    dora.click("button", "Carry this board")?;
    dora.part_reads("carried", "2 devices connected now")?;
    dora.keep_picture("carried");
    let page = dora.text()?;
    ensure!(!page.contains(BOARD) && !page.contains("Alice"), "{page}");
    Ok(())
}

/// Nothing of the board is on Dora's list any more.
fn stop(dora: &Window) -> Result<()> {
    dora.click_like("button", "Stop carrying…")?;
    dora.sees("dialog", "")?;
    dora.click("button", "Stop carrying")?;
    dora.part_reads("announcement", "does not carry the board any more")?;
    dora.until("an empty list", |dora| {
        Ok(dora.part("carried")?.is_empty().then_some(()))
    })
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_report_of_somebody_who_is_not_on_the_board_is_read_in_the_inbox() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    let carol = Window::open("Carol", folder.path()).unwrap();
    alice.introduce().unwrap();
    alice.make_board(BOARD).unwrap();
    let ticket = alice
        .invite_for("Whoever sees it, to send reports")
        .unwrap();
    report(&carol, &ticket).unwrap();
    read(&alice).unwrap();
    carol.click("button", "Your boards").unwrap();
    carol.reads("No boards yet").unwrap();
    alice.close().unwrap();
    carol.close().unwrap();
}

/// Carol pastes the ticket where one joins, is led to the form for reports, and sends what she saw.
fn report(carol: &Window, ticket: &str) -> Result<()> {
    carol.introduce()?;
    carol.click("button", "I have an invite ticket")?;
    carol.fill("Invite ticket", ticket)?;
    carol.click("button", "Write a report")?;
    carol.fill("What you want to tell", REPORT)?;
    carol.keep_picture("report");
    carol.click("button", "Send the report")?;
    carol.reads("Sent.")
}

/// Alice finds it under Reports, and makes a need of it.
fn read(alice: &Window) -> Result<()> {
    alice.go("Reports")?;
    let told = alice.part_reads("reports", REPORT)?;
    ensure!(
        told.contains("taken in by Alice") || told.contains("taken in by you"),
        "{told}"
    );
    alice.keep_picture("reports");
    alice.click("button", "Make a need of it")?;
    alice.fill("Title", "Two people in a cellar")?;
    alice.click("button", "Add the need")?;
    alice.go("Needs and offers")?;
    alice.open_row("Two people in a cellar")?;
    alice.until("the words of the report on its page", |alice| {
        let read = "return [...document.querySelectorAll('textarea')].some((one) => one.value === arguments[0])";
        let found = alice.script(read, &[REPORT.into()])?;
        Ok((found == true).then_some(()))
    })
}
