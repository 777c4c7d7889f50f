//! A second computer of one person: it asks, the first one answers, both are her; then it is lost and taken off.

use anyhow::{Result, ensure};

use super::window::Window;

const BOARD: &str = "Harbour Ward relief";
const TORCHES: &str = "Twenty torches for the net loft";
const LOAVES: &str = "Forty loaves, come and get them";
const LATE: &str = "Written after it was lost";

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_second_computer_is_the_same_person_until_it_is_taken_off() {
    let folder = tempfile::tempdir().unwrap();
    let laptop = Window::open("Alice", folder.path()).unwrap();
    let second = Window::open("Alice", &folder.path().join("second")).unwrap();
    laptop.introduce().unwrap();
    laptop.make_board(BOARD).unwrap();
    laptop.add("Add need", TORCHES).unwrap();
    ask_and_answer(&laptop, &second).unwrap();
    both_are_alice(&laptop, &second).unwrap();
    lose(&laptop, &second).unwrap();
    laptop.close().unwrap();
    second.close().unwrap();
}

/// The request goes from the new computer to the old one and its answer back; the numbers are compared on both.
fn ask_and_answer(laptop: &Window, second: &Window) -> Result<()> {
    second.sees("heading", "Welcome to Manyhands")?;
    second.click("button", "I already use Manyhands")?;
    second.sees("heading", "Another device of yours")?;
    let request = second.part_reads("device-number", " ")?;
    second.keep_picture("device-new");
    second.click("button", "Copy the text")?;
    second.part_reads("announcement", "Copied")?;
    laptop.go("Settings")?;
    laptop.click("button", "Your devices")?;
    laptop.click("button", "Add a device")?;
    laptop.paste("Code of the new device")?;
    let shown = laptop.part_reads("device-number", " ")?;
    ensure!(shown == request, "{shown} is not {request}");
    laptop.click("button", "The same: add it")?;
    let answer = laptop.part_reads("answer-number", " ")?;
    laptop.keep_picture("device-answer");
    laptop.click("button", "Copy the text")?;
    laptop.part_reads("announcement", "Copied")?;
    second.paste("The answer")?;
    let shown = second.part_reads("answer-number", " ")?;
    ensure!(shown == answer, "{shown} is not {answer}");
    second.reads("You become Alice")?;
    second.keep_picture("device-found");
    second.click("button", "The same: this is me")?;
    laptop.click("button", "Done")
}

/// Each has what the other writes, and the board counts one person.
fn both_are_alice(laptop: &Window, second: &Window) -> Result<()> {
    second.enter_board(BOARD)?;
    second.has_row(TORCHES)?;
    second.add("Add offer", LOAVES)?;
    laptop.part_reads("own-devices", "connected now")?;
    laptop.keep_picture("devices");
    laptop.enter_board(BOARD)?;
    laptop.has_row(LOAVES)?;
    for window in [laptop, second] {
        window.go("People")?;
        window.reads("You are the only one here so far")?;
        ensure!(window.part("person")?.contains("Steward"), "another role");
    }
    Ok(())
}

/// It is taken off while it is not reached. What it writes then counts nowhere, and it is told as soon as it is back.
fn lose(laptop: &Window, second: &Window) -> Result<()> {
    second.work_offline(true)?;
    laptop.go("Settings")?;
    laptop.click("button", "Your devices")?;
    laptop.click_like("button", "Lost, or not used any more")?;
    laptop.sees("dialog", "")?;
    laptop.keep_picture("device-lost");
    laptop.click("button", "Take it off")?;
    laptop.part_reads("own-devices", "taken off")?;
    second.enter_board(BOARD)?;
    second.add("Add need", LATE)?;
    second.work_offline(false)?;
    second.sees("link", "Set aside (1)")?;
    second.enter_board(BOARD)?;
    second.part_reads("device-off", "This computer was taken off this board.")?;
    ensure!(second.count("button", "Add need")? == 0, "it can still add");
    second.keep_picture("device-off");
    second.click_like("link", "Set aside")?;
    second.part_reads("aside", "Written on a device that was taken off the board.")?;
    laptop.enter_board(BOARD)?;
    // What it wrote before stands; it is not heard any more.
    laptop.has_row(LOAVES)?;
    let rows = laptop.rows()?;
    ensure!(!rows.iter().any(|row| row.contains(LATE)), "{rows:#?}");
    Ok(())
}
