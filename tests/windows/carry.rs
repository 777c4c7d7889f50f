//! Two people without any network: a file for each other on a stick, and files that are none, or none for them.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::window::Window;

const BOARD: &str = "Harbour Ward relief";
const BOAT: &str = "A boat to Quay Street";
const WAITS: &str = "1 change waits to be sent";
const LOAVES: &str = "Forty loaves, come and get them";

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_stick_carries_what_the_other_lacks_and_the_screens_say_what_is_true() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    let bob = Window::open("Bob", folder.path()).unwrap();
    let carol = Window::open("Carol", folder.path()).unwrap();
    come_together(&alice, &bob, &carol).unwrap();
    alice.add("Add need", BOAT).unwrap();
    alice.part_reads("status", WAITS).unwrap();
    bob.add("Add offer", LOAVES).unwrap();

    let for_bob = folder.path().join("for-bob.carried");
    save(&alice, "Bob", &for_bob).unwrap();
    // Saved is not carried: nobody has it yet.
    alice.part_reads("status", WAITS).unwrap();
    refuse_others(&alice, &bob, &carol, &for_bob).unwrap();
    ensure_rows(&bob, &[LOAVES]).unwrap();
    read(&bob, &for_bob, "Written by Alice for Harbour Ward relief").unwrap();
    ensure_rows(&bob, &[BOAT, LOAVES]).unwrap();
    again(&bob, &for_bob).unwrap();
    ensure_rows(&bob, &[BOAT, LOAVES]).unwrap();
    // Alice does not know of it yet, and does not say so.
    alice.part_reads("status", WAITS).unwrap();

    let for_alice = folder.path().join("for-alice.carried");
    save(&bob, "Alice", &for_alice).unwrap();
    read(&alice, &for_alice, "Written by Bob for Harbour Ward relief").unwrap();
    ensure_rows(&alice, &[BOAT, LOAVES]).unwrap();
    alice
        .part_reads("status", "On 2 of 3 people’s devices: you, Bob ")
        .unwrap();
    alice.keep_picture("carry-both");
    for window in [alice, bob, carol] {
        window.close().unwrap();
    }
}

/// All three have the board, and none of them is connected from then on.
fn come_together(alice: &Window, bob: &Window, carol: &Window) -> Result<()> {
    alice.introduce()?;
    alice.make_board(BOARD)?;
    for window in [bob, carol] {
        let ticket = alice.invite()?;
        window.introduce()?;
        window.join(&ticket, BOARD)?;
    }
    alice.part_reads("status", "On 3 of 3 people’s devices")?;
    for window in [alice, bob, carol] {
        window.work_offline(true)?;
        window.enter_board(BOARD)?;
    }
    Ok(())
}

/// Saves what somebody lacks, from their page.
fn save(window: &Window, for_whom: &str, file: &Path) -> Result<()> {
    window.open_person(for_whom)?;
    window.will_choose(file)?;
    window.click("button", &format!("Save what {for_whom} lacks…"))?;
    window.part_reads(
        "person-page",
        &format!("for {for_whom}. Only they can open the file."),
    )?;
    ensure!(file.exists(), "no file was saved");
    window.keep_picture(&format!("carry-saved-{}", window.person.to_lowercase()));
    Ok(())
}

/// Reads a file beside the people, and waits for what is said of it.
fn read(window: &Window, file: &Path, said: &str) -> Result<()> {
    window.go("People")?;
    window.will_choose(file)?;
    window.click("button", "Read a file…")?;
    window.reads(said)?;
    window.keep_picture(&format!("carry-read-{}", window.person.to_lowercase()));
    Ok(())
}

/// The same file once more changes nothing, and says so.
fn again(window: &Window, file: &Path) -> Result<()> {
    read(window, file, "Nothing new in it.")
}

/// A file that somebody changed, that was not copied whole, that is something else, that one saved oneself, and that is
/// for somebody else: each says which, and nothing comes of it.
fn refuse_others(alice: &Window, bob: &Window, carol: &Window, for_bob: &Path) -> Result<()> {
    let bytes = std::fs::read(for_bob)?;
    let mut changed = bytes.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let beside = |name: &str, bytes: &[u8]| -> Result<PathBuf> {
        let path = for_bob.with_file_name(name);
        std::fs::write(&path, bytes)?;
        Ok(path)
    };
    let changed = beside("changed", &changed)?;
    read(
        bob,
        &changed,
        "This file is damaged, or somebody changed it.",
    )?;
    let cut = beside("cut", &bytes[..bytes.len() - 1])?;
    read(
        bob,
        &cut,
        "This file ends too early: it was not copied whole.",
    )?;
    let letter = beside("letter", b"Dear Bob,")?;
    read(
        bob,
        &letter,
        "This is not a file that somebody saved for you",
    )?;
    read(alice, for_bob, "You saved this file yourself.")?;
    read(carol, for_bob, "This file is for somebody else")?;
    ensure_rows(carol, &[])
}

/// Exactly these are on the list.
fn ensure_rows(window: &Window, wanted: &[&str]) -> Result<()> {
    window.go("Needs and offers")?;
    window.until("the needs and offers as they should be", |window| {
        let rows = window.rows()?;
        let all = wanted
            .iter()
            .all(|title| rows.iter().any(|row| row.contains(title)));
        ensure!(rows.len() <= wanted.len(), "{rows:#?}");
        Ok((all && rows.len() == wanted.len()).then_some(()))
    })
}
