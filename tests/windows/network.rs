//! Relays in Settings, and the network check: plain words, and no address unless somebody asks for them.

use anyhow::{Result, ensure};

use super::window::Window;

const BOARD: &str = "Harbour Ward relief";
/// Nobody listens there, on no computer.
const RELAY: &str = "http://127.0.0.1:9";

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn relays_are_none_at_first_then_ones_own_or_with_one_tap_the_public_ones() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    alice.introduce().unwrap();
    // Nobody is asked for in this test: it is about the list.
    alice.work_offline(true).unwrap();
    alice
        .part_reads(
            "relays",
            "You use none: computers connect directly, or in the same room.",
        )
        .unwrap();
    alice.keep_picture_of("relays", "relays-none").unwrap();
    type_wrong(&alice).unwrap();
    add_own(&alice).unwrap();
    take_public(&alice).unwrap();
    alice.close().unwrap();
}

fn type_wrong(alice: &Window) -> Result<()> {
    for wrong in [
        "relay.example.org",
        "https://",
        "https://relay.example.org/x?y",
    ] {
        alice.fill("Add the relay of your community", wrong)?;
        alice.click("button", "Add relay")?;
        alice.part_reads(
            "relays",
            "Type an address that begins with https:// or http://",
        )?;
        ensure!(alice.count("button", "Remove ")? == 0, "{wrong} was added");
    }
    alice.keep_picture_of("relays", "relays-wrong")
}

fn add_own(alice: &Window) -> Result<()> {
    alice.fill("Add the relay of your community", RELAY)?;
    alice.click("button", "Add relay")?;
    let told = alice.part_reads("relays", "Not asked while you work offline.")?;
    ensure!(told.contains(RELAY), "{told}");
    ensure!(told.contains("It has no certificate (http)"), "{told}");
    ensure!(!told.contains("You use none"), "{told}");
    alice.keep_picture_of("relays", "relays-own")
}

/// One tap adds them, one takes them away; one's own stays.
fn take_public(alice: &Window) -> Result<()> {
    alice.click("button", "Use the public relays")?;
    alice.sees("button", "Remove the public relays")?;
    ensure!(
        alice.count("button", "Use the public relays")? == 0,
        "twice"
    );
    alice.keep_picture_of("relays", "relays-public")?;
    alice.click("button", "Remove the public relays")?;
    alice.sees("button", "Use the public relays")?;
    alice.click_like("button", "Remove http")?;
    alice.part_reads("relays", "You use none").map(drop)
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn the_network_check_says_in_plain_words_what_stands_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    let bob = Window::open("Bob", folder.path()).unwrap();
    alice.introduce().unwrap();
    alice.make_board(BOARD).unwrap();
    let ticket = alice.invite().unwrap();
    bob.introduce().unwrap();
    bob.join(&ticket, BOARD).unwrap();
    alice
        .part_reads("status", "On 2 of 2 people’s devices")
        .unwrap();
    offline(&alice).unwrap();
    dead_relay(&alice).unwrap();
    nobody(&alice, bob).unwrap();
    alice.close().unwrap();
}

/// Found by the line of the pill as well as from Settings.
fn offline(alice: &Window) -> Result<()> {
    alice.work_offline(true)?;
    alice.click("button", "Check the network")?;
    finds(
        alice,
        "workingOffline",
        "You work offline: this computer connects to nobody.",
    )?;
    alice.part_reads("network-check", "Switch off “Work offline” in Settings.")?;
    alice.keep_picture("network-offline");
    alice.click("button", "Back to Settings")?;
    alice.work_offline(false)
}

/// A relay that does not answer; its address stands in the report only where somebody asks for it.
fn dead_relay(alice: &Window) -> Result<()> {
    alice.fill("Add the relay of your community", RELAY)?;
    alice.click("button", "Add relay")?;
    alice.sees("button", &format!("Remove {RELAY}"))?;
    alice.click("button", "Check the network")?;
    finds(alice, "relayUnreachable", "Your relay is of no use now.")?;
    alice.part_reads("network-check", "Look at its address in Settings")?;
    alice.keep_picture("network-relay");
    no_addresses(alice)?;
    alice.click("button", "Look again and show addresses")?;
    alice.sees("heading", "Addresses")?;
    alice.reads("Relays that do not")?;
    alice.reads(RELAY)?;
    alice.keep_picture("network-addresses");
    alice.click("button", "Look again")?;
    alice.sees("button", "Look again and show addresses")?;
    no_addresses(alice)?;
    alice.click("button", "Back to Settings")?;
    alice.click_like("button", "Remove http")?;
    alice.part_reads("relays", "You use none").map(drop)
}

/// Bob closes his window: then nobody is online, which is no trouble of this computer's.
fn nobody(alice: &Window, bob: Window) -> Result<()> {
    bob.close()?;
    alice.enter_board(BOARD)?;
    let pill = alice.finds("[data-testid=\"status\"]")?;
    alice.script("arguments[0].click()", &[pill.to_value()])?;
    alice.click("button", "Check the network")?;
    alice.sees("heading", "Network check")?;
    alice.until("nobody to be online", |alice| {
        if alice.count("button", "Look again")? == 0 {
            return Ok(None);
        }
        let told = alice.part("network-check")?;
        if !told.contains("Nobody is online: the one other device does not answer.") {
            alice.click("button", "Look again")?;
            return Ok(None);
        }
        ensure!(told.contains("Agree on a time"), "{told}");
        Ok(Some(()))
    })?;
    alice.keep_picture("network-nobody");
    no_addresses(alice)
}

fn finds(window: &Window, code: &str, words: &str) -> Result<()> {
    window.sees("heading", "Network check")?;
    window.finds(&format!("li[data-code=\"{code}\"]"))?;
    window.part_reads("network-check", words).map(drop)
}

/// No number with dots or colons, and no name of a computer, is on the page.
fn no_addresses(window: &Window) -> Result<()> {
    let page = window.text()?;
    let address = page.split([' ', ',', '(', ')']).find(|word| {
        let parts = |by: char| word.split(by).filter(|part| !part.is_empty());
        let numbers = parts('.')
            .filter(|part| part.starts_with(|c: char| c.is_ascii_digit()))
            .count();
        let hex = |part: &str| part.chars().all(|c| c.is_ascii_hexdigit());
        numbers > 2 || word.contains("://") || (parts(':').count() > 2 && parts(':').all(hex))
    });
    ensure!(address.is_none(), "{address:?} in {page}");
    Ok(())
}
