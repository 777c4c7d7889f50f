//! The main job from end to end: two people, two windows, one board; apart, and together again.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::window::Window;

const BOARD: &str = "Harbour Ward relief";
const BLANKETS: &str = "Wool blankets (grey)";
const HALL: &str = "Somebody with a van for the school hall";
const NEEDS: &[&str] = &[
    HALL,
    "Baby food for two families",
    "A quiet room for twelve",
];

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn two_people_fill_a_board_part_meet_again_and_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    let bob = Window::open("Bob", folder.path()).unwrap();
    fill(&alice).unwrap();
    share(&alice, &bob).unwrap();
    part(&alice, &bob).unwrap();
    act_apart(&alice, "Van with a driver, Tuesday", "7").unwrap();
    act_apart(&bob, "Van or trailer, any day", "6").unwrap();
    meet(&alice, &bob).unwrap();
    for window in [&alice, &bob] {
        see_both_claims_and_titles(window).unwrap();
        see_the_recount(window).unwrap();
    }
    alice.close().unwrap();
    bob.close().unwrap();
}

/// Alice makes a board, imports the project's own lists twice, and adds three needs and ten blankets.
fn fill(alice: &Window) -> Result<()> {
    alice.introduce()?;
    alice.make_board(BOARD)?;
    alice.part_reads("status", "Only on this device")?;
    import_twice(alice, "Supplies", &own_list("supplies.csv"), 64)?;
    alice.reads("Nappies size 4")?;
    import_twice(alice, "Sites", &own_list("sites.csv"), 20)?;
    let rows = alice.whole_list(20)?;
    let desks = rows.iter().filter(|row| row.contains("Flood Desk")).count();
    ensure!(desks == 2, "two desks at two addresses stay two: {desks}");
    alice.reads("<b>FULL</b> since Tuesday <script>")?;
    alice.go("Supplies")?;
    alice.add("Add a supply", BLANKETS)?;
    alice.move_stock("Received", BLANKETS, "10")?;
    alice.keep_picture("supplies");
    alice.go("Needs and offers")?;
    for need in NEEDS {
        alice.add("Add need", need)?;
    }
    alice.keep_picture("needs");
    Ok(())
}

/// A list twice: the second time adds none.
fn import_twice(window: &Window, section: &str, list: &Path, rows: u32) -> Result<()> {
    let first = window.import(section, list)?;
    ensure!(
        first.starts_with(&format!("{rows} new")),
        "{section}: {first}"
    );
    window.shows(rows)?;
    let second = window.import(section, list)?;
    ensure!(
        second.starts_with("0 new"),
        "{section}, the second time: {second}"
    );
    window.keep_picture(&format!("import-{}", section.to_lowercase()));
    window.go(section)?;
    window.shows(rows)
}

/// Bob joins by the ticket, and sees all of it.
fn share(alice: &Window, bob: &Window) -> Result<()> {
    let ticket = alice.invite()?;
    alice.keep_picture_of("ticket-text", "share")?;
    bob.introduce()?;
    bob.join(&ticket, BOARD)?;
    for (place, number) in [("Needs and offers", 3), ("Supplies", 65), ("Sites", 20)] {
        alice.go(place)?;
        bob.go(place)?;
        bob.shows(number)?;
        same_rows(alice, bob, place)?;
    }
    alice.go("Needs and offers")?;
    let status = alice.part_reads("status", "Bob")?;
    ensure!(
        status.starts_with("On 2 of 2 people’s devices: you, Bob "),
        "{status}"
    );
    bob.part_reads("status", "On 2 of 2 people’s devices: you, Alice ")
        .map(drop)
}

fn part(alice: &Window, bob: &Window) -> Result<()> {
    for window in [alice, bob] {
        window.work_offline(true)?;
        window.enter_board(BOARD)?;
    }
    Ok(())
}

/// Claims the need, gives it another title, and gives out blankets, each alone.
fn act_apart(window: &Window, title: &str, blankets: &str) -> Result<()> {
    window.open_row(HALL)?;
    window.click("button", "Claim")?;
    window.part_reads("claims", window.person)?;
    window.retitle(title)?;
    window.go("Supplies")?;
    window.move_stock("Give out", BLANKETS, blankets)
}

fn meet(alice: &Window, bob: &Window) -> Result<()> {
    for window in [alice, bob] {
        window.work_offline(false)?;
    }
    for window in [alice, bob] {
        window.enter_board(BOARD)?;
    }
    for place in ["Supplies", "Sites", "Needs and offers"] {
        alice.go(place)?;
        bob.go(place)?;
        same_rows(alice, bob, place)?;
    }
    alice.part_reads("status", "On 2 of 2 people’s devices: you, Bob ")?;
    bob.part_reads("status", "On 2 of 2 people’s devices: you, Alice ")
        .map(drop)
}

/// Waits until both windows show the same rows.
fn same_rows(alice: &Window, bob: &Window, place: &str) -> Result<()> {
    alice.until(&format!("the same {place} as in Bob's window"), |alice| {
        let (ours, theirs) = (alice.rows()?, bob.rows()?);
        ensure!(ours == theirs, "Alice: {ours:#?}\nBob: {theirs:#?}");
        Ok((!ours.is_empty()).then_some(()))
    })
}

fn see_both_claims_and_titles(window: &Window) -> Result<()> {
    window.until("the claim of both in the list", |window| {
        let rows = window.rows()?;
        let both = |row: &&String| row.contains("Alice") && row.contains("Bob");
        Ok(rows.iter().find(both).map(drop))
    })?;
    window.open_row("2 versions")?;
    let claims = window.part_reads("claims", "also coming")?;
    ensure!(
        claims.contains("Alice") && claims.contains("Bob"),
        "{claims}"
    );
    let versions = window.part_reads("versions-title", "both changed Title")?;
    for title in ["Van with a driver, Tuesday", "Van or trailer, any day"] {
        ensure!(versions.contains(title), "{title} is missing: {versions}");
    }
    window.keep_picture(&format!("two-versions-{}", window.person.to_lowercase()));
    window.click("button", "Close")
}

fn see_the_recount(window: &Window) -> Result<()> {
    window.go("Supplies")?;
    window.sees("button", &format!("Recount {BLANKETS}"))?;
    window.open_row(BLANKETS)?;
    window.part_reads("on-hand", "-3")?;
    window.part_reads("notice-belowZero", "Recount")?;
    window.keep_picture(&format!("recount-{}", window.person.to_lowercase()));
    window.click("button", "Close")
}

fn own_list(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn the_lists_of_2012_come_in_once() {
    let lists = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !lists.exists() {
        println!("skipped: {} is not there", lists.display());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    alice.introduce().unwrap();
    alice.make_board("New York 2012").unwrap();
    import_twice(&alice, "Supplies", &lists.join("relief-items.csv"), 101).unwrap();
    import_twice(&alice, "Sites", &lists.join("relief-sites.csv"), 35).unwrap();
    alice.fill("Find in sites", "FEMA").unwrap();
    alice.shows(3).unwrap();
    let mut rows = alice.whole_list(3).unwrap();
    rows.retain(|row| row.starts_with("FEMA"));
    assert_eq!(
        rows.len(),
        2,
        "one name at two addresses is two sites: {rows:#?}"
    );
    alice.close().unwrap();
}
