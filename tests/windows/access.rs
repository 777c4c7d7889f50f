//! What axe objects to in the real engine: the main screens, in light, dark and high contrast, and mirrored.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::window::Window;

/// What counts: the rest are hints, which are printed.
const GRAVE: &[&str] = &["serious", "critical"];
const RUN: &str = "
  window.__axe = null;
  axe.run(document, { resultTypes: ['violations'] }).then(
    ({ violations }) => { window.__axe = violations.map(({ id, impact, nodes }) => ({
      id, impact, where: nodes.map((node) => node.target.join(' ')).join(' | ').slice(0, 300) })); },
    (error) => { window.__axe = [{ id: String(error), impact: 'critical', where: '' }]; });";
const BLINK: &str = "
  const [theme, direction] = arguments;
  document.documentElement.dataset.theme = theme;
  document.documentElement.dir = direction;";

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn axe_has_no_grave_objection_in_the_real_engine() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(&axe).unwrap();
    alice.sees("heading", "Welcome to Manyhands").unwrap();
    // The content policy allows no script of others; a driver is above it.
    alice
        .script(&format!("{axe}; window.axe = axe;"), &[])
        .unwrap();
    let mut found = Vec::new();
    walk(&alice, &mut |screen| look(&alice, screen, &mut found)).unwrap();
    assert!(found.is_empty(), "{found:#?}");
    alice.close().unwrap();
}

/// Goes through the screens, empty and with something on them.
fn walk(alice: &Window, look: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    look("first run")?;
    alice.introduce()?;
    look("no boards")?;
    alice.click("button", "Make a board")?;
    alice.sees("textbox", "Name of the board")?;
    look("new board")?;
    alice.click("button", "Cancel")?;
    alice.make_board("Harbour Ward relief")?;
    look("no needs")?;
    alice.click("button", "Add need")?;
    alice.sees("dialog", "")?;
    look("add a need")?;
    alice.click("button", "Cancel")?;
    fill(alice)?;
    for place in ["Supplies", "Sites", "People", "Your boards", "Settings"] {
        alice.go(place)?;
        look(place)?;
    }
    keep_safe(alice, look)?;
    alice.enter_board("Harbour Ward relief")?;
    open_things(alice, look)?;
    decide(alice, look)
}

/// The pages behind Settings: the words, the lock, devices, carried boards; and a report from outside.
fn keep_safe(alice: &Window, look: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    alice
        .click("button", "Change the lock…")
        .or_else(|_| alice.click("button", "Lock your boards…"))?;
    alice.sees("dialog", "")?;
    look("the lock")?;
    alice.click("button", "Cancel")?;
    alice.click("button", "Write them down…")?;
    alice.click("button", "Show the twelve words")?;
    alice.finds("[data-testid=\"word-sheet\"]")?;
    look("the recovery sheet")?;
    alice.click("button", "I have written them down")?;
    look("two of the words")?;
    alice.go("Settings")?;
    alice.click("button", "Your devices")?;
    alice.finds("[data-testid=\"own-devices\"]")?;
    look("own devices")?;
    alice.click("button", "Add a device")?;
    alice.sees("textbox", "Code of the new device")?;
    look("add a device")?;
    alice.go("Settings")?;
    alice.click("button", "Carried boards")?;
    alice.sees("textbox", "Invite ticket for a helper")?;
    look("carried boards")?;
    the_network(alice, look)?;
    alice.go("Your boards")?;
    alice.click("button", "I have an invite ticket")?;
    alice.click("button", "Send a report")?;
    alice.sees("textbox", "What you want to tell")?;
    look("a report")
}

/// What is only here, the network check with and without addresses, a relay in the list.
fn the_network(alice: &Window, look: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    alice.go("Settings")?;
    alice.click("button", "What is only here")?;
    alice.finds("[data-testid=\"only-here-list\"]")?;
    look("what is only here")?;
    alice.click("button", "Back to Settings")?;
    alice.work_offline(true)?;
    alice.fill("Add the relay of your community", "http://192.0.2.7:3340")?;
    alice.click("button", "Add relay")?;
    alice.sees("button", "Remove http://192.0.2.7:3340")?;
    look("a relay")?;
    alice.click("button", "Check the network")?;
    alice.click("button", "Look again and show addresses")?;
    alice.sees("heading", "Addresses")?;
    look("network check")?;
    alice.click("button", "Back to Settings")?;
    alice.click_like("button", "Remove http")?;
    alice.work_offline(false)
}

/// Where coordinators and stewards decide: reports, what is sealed, the stewards.
fn decide(alice: &Window, look: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    alice.press(&["\u{e00c}"])?;
    alice.go("Reports")?;
    look("reports")?;
    alice.go("Needs and offers")?;
    alice.open_row("A quiet room")?;
    alice.click("button", "Seal name and address…")?;
    alice.sees("dialog", "")?;
    look("sealing")?;
    alice.fill("Name", "Family at the quay")?;
    alice.fill("Address", "Quay 7")?;
    alice.click("button", "Seal it")?;
    alice.part_reads("case", "1 person can open this")?;
    alice.click("button", "Open")?;
    alice.part_reads("case-record", "Quay 7")?;
    look("a sealed case")?;
    alice.click("button", "Close")?;
    alice.click("button", "More")?;
    alice.click("menuitem", "Board settings")?;
    alice.sees("heading", "Stewards")?;
    look("board settings")
}

fn fill(alice: &Window) -> Result<()> {
    alice.add("Add need", "A quiet room for twelve")?;
    for (section, list) in [("Supplies", "supplies.csv"), ("Sites", "sites.csv")] {
        let list = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data")
            .join(list);
        alice.import(section, &list)?;
    }
    Ok(())
}

/// Lists, pages, menus and forms that stand over them.
fn open_things(alice: &Window, look: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    look("needs")?;
    alice.click("button", "Columns")?;
    alice.finds("[data-column] [data-item-code]")?;
    look("columns")?;
    alice.open_row("A quiet room")?;
    alice.sees("textbox", "Write a comment")?;
    look("a need's page")?;
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/icons/icon.png");
    alice.will_choose(&picture)?;
    alice.click("button", "Add a picture or file…")?;
    alice.finds("[data-testid=\"attachments\"] img")?;
    look("a picture")?;
    alice.click("button", "Close")?;
    alice.click_like("button", "change the board")?;
    alice.sees("menuitem", "Join a board")?;
    look("the menu of boards")?;
    alice.click("menuitem", "Join a board")?;
    alice.sees("textbox", "Invite ticket")?;
    look("join")?;
    alice.enter_board("Harbour Ward relief")?;
    alice.go("Supplies")?;
    alice.click("button", "Received Nappies size 4")?;
    alice.sees("textbox", "How many")?;
    look("stock")?;
    alice.click("button", "Cancel")?;
    alice.go("Share")?;
    alice.click("button", "Make an invite ticket")?;
    alice.finds("[data-testid=\"ticket-text\"]")?;
    look("an invite ticket")?;
    let pill = alice.finds("[data-testid=\"status\"]")?;
    alice.script("arguments[0].click()", &[pill.to_value()])?;
    alice.sees("heading", "Where your work is")?;
    look("where the work is")
}

/// Runs axe in each look, and keeps what is grave.
fn look(alice: &Window, screen: &str, found: &mut Vec<String>) -> Result<()> {
    for (theme, direction) in [
        ("light", "ltr"),
        ("dark", "ltr"),
        ("contrast", "ltr"),
        ("light", "rtl"),
    ] {
        alice.script(BLINK, &[json!(theme), json!(direction)])?;
        // What is fading in has not its own colours yet.
        alice.until("all to stand still", |alice| {
            let moving = "return document.getAnimations().length";
            Ok((alice.script(moving, &[])? == 0).then_some(()))
        })?;
        alice.script(RUN, &[])?;
        let told = alice.until("axe", |alice| {
            let told = alice.script("return window.__axe", &[])?;
            Ok((!told.is_null()).then_some(told))
        })?;
        let told: Vec<Value> = serde_json::from_value(told).context("axe's answer")?;
        for one in told {
            let line = format!("{screen}, {theme} {direction}: {one}");
            let grave = one["impact"]
                .as_str()
                .is_none_or(|impact| GRAVE.contains(&impact));
            println!("{line}");
            if grave {
                found.push(line);
            }
        }
    }
    alice.script(BLINK, &[json!("light"), json!("ltr")])?;
    Ok(())
}
