//! Before the boards are open: how the key is kept, the lock, and coming back with the twelve words.

use anyhow::{Context, Result};
use serde_json::json;

use super::bus::Bus;
use super::window::Window;

const PASSPHRASE: &str = "four tired green boats";

/// Locks with a passphrase, as the page asks where no keyring answers.
fn lock(window: &Window, passphrase: &str) -> Result<()> {
    window.sees("heading", "How shall your boards be locked?")?;
    window.click("radio", "With a passphrase")?;
    window.fill("New passphrase", passphrase)?;
    window.fill("The same once more", passphrase)?;
    window.click("button", "Lock with this passphrase")
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_passphrase_is_set_asked_for_and_opens_the_boards_again() {
    let folder = tempfile::tempdir().unwrap();
    let bus = Bus::start(folder.path()).unwrap();
    let alice = Window::open_unchosen("Alice", folder.path(), &bus).unwrap();
    alice.sees("heading", "Welcome to Manyhands").unwrap();
    alice.fill("Your name", "Alice").unwrap();
    alice.click("button", "Continue").unwrap();
    alice
        .sees("heading", "How shall your boards be locked?")
        .unwrap();
    alice.keep_picture("door-keep");
    // No keyring answers on this bus: that is said, and the other locks stand beside.
    alice.click("button", "Use the keyring").unwrap();
    alice.reads("No keyring answers on this computer").unwrap();
    alice.keep_picture("door-no-keyring");
    lock(&alice, PASSPHRASE).unwrap();
    // The name that was typed before is not asked for again.
    alice.sees("heading", "Your boards").unwrap();
    alice.make_board("Harbour Ward relief").unwrap();
    alice.close().unwrap();

    let alice = Window::open_unchosen("Alice", folder.path(), &bus).unwrap();
    alice.sees("heading", "Your boards are locked").unwrap();
    alice.fill("Passphrase", "four tired blue boats").unwrap();
    alice.press(&["\u{e007}"]).unwrap();
    alice.reads("This is not the passphrase").unwrap();
    alice.keep_picture("door-wrong");
    // Nothing of the boards is behind the door.
    assert!(!alice.text().unwrap().contains("Harbour Ward"));
    alice.fill("Passphrase", PASSPHRASE).unwrap();
    alice.click("button", "Open").unwrap();
    alice.sees("heading", "Needs and offers").unwrap();
    alice.reads("Harbour Ward relief").unwrap();
    alice.close().unwrap();
}

/// The desktop would ask for the password of a new keyring, and its window is closed without one.
#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_keyring_that_is_not_made_leaves_the_choice_of_another_lock() {
    let folder = tempfile::tempdir().unwrap();
    let mut bus = Bus::start(folder.path()).unwrap();
    if !bus.start_keyring(folder.path()) {
        println!("skipped: gnome-keyring-daemon is not installed");
        return;
    }
    let alice = Window::open_unchosen("Alice", folder.path(), &bus).unwrap();
    alice.fill("Your name", "Alice").unwrap();
    alice.click("button", "Continue").unwrap();
    alice.reads("a window of your computer may ask").unwrap();
    alice
        .until("the keyring to say that it was not opened", |alice| {
            // It may not be on the bus yet.
            alice.click("button", "Use the keyring")?;
            let told = alice.text()?.contains("The keyring was not opened");
            Ok(told.then_some(()))
        })
        .unwrap();
    alice.keep_picture("door-closed");
    alice
        .sees("heading", "How shall your boards be locked?")
        .unwrap();
    assert!(!alice.text().unwrap().contains("key to your boards"));
    lock(&alice, PASSPHRASE).unwrap();
    alice.sees("heading", "Your boards").unwrap();
    alice.close().unwrap();
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn the_twelve_words_bring_alice_back_on_another_computer() {
    let folder = tempfile::tempdir().unwrap();
    let bus = Bus::start(folder.path()).unwrap();
    let old = Window::open("Alice", folder.path()).unwrap();
    old.introduce().unwrap();
    old.go("Settings").unwrap();
    old.click("button", "Write them down…").unwrap();
    old.sees("heading", "Recovery sheet").unwrap();
    old.click("button", "Show the twelve words").unwrap();
    old.finds("[data-testid=\"word-sheet\"]").unwrap();
    old.keep_picture("recovery-sheet");
    let words = words_of(&old).unwrap();
    assert_eq!(words.split(' ').count(), 12, "{words}");
    old.close().unwrap();

    let computer = folder.path().join("new");
    std::fs::create_dir_all(&computer).unwrap();
    let new = Window::open_unchosen("Alice", &computer, &bus).unwrap();
    new.sees("heading", "Welcome to Manyhands").unwrap();
    new.click("button", "I already use Manyhands").unwrap();
    new.click("radio", "The twelve words alone").unwrap();
    let last = words.split(' ').next_back().unwrap();
    new.fill("Your twelve words", &words.replace(last, "zebrra"))
        .unwrap();
    new.click("button", "Bring me back").unwrap();
    new.until("what is wrong with the words", |new| {
        let text = new.text()?;
        let said = text.contains("belong together") || text.contains("none of the words");
        Ok(said.then_some(()))
    })
    .unwrap();
    new.fill("Your twelve words", &words).unwrap();
    new.click("button", "Bring me back").unwrap();
    lock(&new, PASSPHRASE).unwrap();
    new.sees("heading", "You are back").unwrap();
    new.keep_picture("door-back");
    new.click("button", "Open Manyhands").unwrap();
    new.introduce().unwrap();
    new.close().unwrap();
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_forgotten_passphrase_is_put_aside_whole_and_the_window_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let bus = Bus::start(folder.path()).unwrap();
    let alice = Window::open_unchosen("Alice", folder.path(), &bus).unwrap();
    alice.fill("Your name", "Alice").unwrap();
    alice.click("button", "Continue").unwrap();
    lock(&alice, PASSPHRASE).unwrap();
    alice.sees("heading", "Your boards").unwrap();
    alice.close().unwrap();

    let alice = Window::open_unchosen("Alice", folder.path(), &bus).unwrap();
    alice.click("button", "I have forgotten it").unwrap();
    alice
        .click("button", "Move it aside, and begin anew")
        .unwrap();
    alice.sees("heading", "Welcome to Manyhands").unwrap();
    alice.reads("alice-aside-").unwrap();
    let profiles = std::fs::read_dir(alice.folder.join("profiles")).unwrap();
    let aside = profiles
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("-aside-"))
        .unwrap();
    assert!(aside.join("vault").exists() && aside.join("log.db").exists());
    alice.close().unwrap();
}

/// The words of the sheet, in their order.
fn words_of(window: &Window) -> Result<String> {
    let read = "return [...document.querySelectorAll(arguments[0] + ' li span:last-child')]
        .map((word) => word.textContent.trim()).join(' ')";
    let told = window.script(read, &[json!("[data-testid=\"word-sheet\"]")])?;
    told.as_str().map(str::to_owned).context("no words")
}
