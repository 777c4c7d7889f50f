//! The start, the recovery sheet and a safety number by keys alone: each place is reached, and one sees where one is.

use anyhow::{Result, bail, ensure};

use super::bus::Bus;
use super::window::Window;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";
const UP: &str = "\u{e013}";
const PASSPHRASE: &str = "four tired green boats";
const BOARD: &str = "Harbour Ward relief";
/// More places than a page has.
const MOST: usize = 60;
/// Whether what has the focus shows it, in view.
const SEEN: &str = "
  const at = document.activeElement;
  const around = [at, at.closest('label'), at.parentElement].filter(Boolean);
  const ring = around.some((one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  });
  const box = (at.closest('label') ?? at).getBoundingClientRect();
  return ring && box.bottom > 0 && box.top < innerHeight;";

/// The way through a window without a mouse.
impl Window {
    /// The name of what has the focus, as a screen reader says it.
    fn focused(&self) -> Result<String> {
        let told = self.ask("focused", "any", "", false)?;
        Ok(told.as_str().unwrap_or_default().to_owned())
    }

    /// Presses Tab until the focus is on what begins with this name.
    fn walk_to(&self, name: &str) -> Result<()> {
        let mut passed = Vec::new();
        for _ in 0..MOST {
            let at = self.focused()?;
            if at.starts_with(name) {
                ensure!(self.script(SEEN, &[])? == true, "no ring around {at}");
                return Ok(());
            }
            passed.push(at);
            self.press(&[TAB])?;
        }
        bail!("Tab does not lead to “{name}”: {passed:#?}")
    }

    /// Goes to a button or a link, and presses it.
    fn walk_and_press(&self, name: &str) -> Result<()> {
        self.walk_to(name)?;
        self.press(&[ENTER])
    }

    /// Types letter by letter, wherever the focus is.
    fn types(&self, text: &str) -> Result<()> {
        let letters: Vec<String> = text.chars().map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        self.press(&letters)
    }
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn the_start_and_the_recovery_sheet_need_no_mouse() {
    let folder = tempfile::tempdir().unwrap();
    let bus = Bus::start(folder.path()).unwrap();
    let alice = Window::open_unchosen("Alice", folder.path(), &bus).unwrap();
    start(&alice).unwrap();
    write_down(&alice).unwrap();
    alice.close().unwrap();
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_safety_number_is_compared_without_a_mouse() {
    let folder = tempfile::tempdir().unwrap();
    let bob = Window::open("Bob", folder.path()).unwrap();
    bob.introduce().unwrap();
    bob.make_board(BOARD).unwrap();
    let ticket = bob.invite().unwrap();
    // The window that was opened last has the screen's focus, and shows its own.
    let alice = Window::open("Alice", folder.path()).unwrap();
    alice.introduce().unwrap();
    alice.join(&ticket, BOARD).unwrap();
    compare(&alice, &bob).unwrap();
    alice.close().unwrap();
    bob.close().unwrap();
}

/// A name, the choice of the lock, a board: nothing but keys.
fn start(alice: &Window) -> Result<()> {
    alice.sees("heading", "Welcome to Manyhands")?;
    alice.walk_to("Your name")?;
    alice.types("Alice")?;
    alice.press(&[ENTER])?;
    alice.sees("heading", "How shall your boards be locked?")?;
    alice.walk_to("With the keyring of this computer")?;
    alice.press(&[DOWN, DOWN])?;
    alice.reads("Only where nobody else ever uses this computer")?;
    alice.press(&[UP])?;
    alice.walk_to("New passphrase")?;
    alice.types(PASSPHRASE)?;
    alice.walk_to("The same once more")?;
    alice.types(PASSPHRASE)?;
    alice.press(&[ENTER])?;
    alice.sees("heading", "Your boards")?;
    alice.walk_and_press("Make a board")?;
    alice.sees("textbox", "Name of the board")?;
    alice.walk_to("Name of the board")?;
    alice.types(BOARD)?;
    alice.press(&[ENTER])?;
    alice.sees("heading", "Needs and offers").map(drop)
}

/// The twelve words are shown, and two of them typed from the paper.
fn write_down(alice: &Window) -> Result<()> {
    alice.walk_and_press("Settings")?;
    alice.sees("button", "Write them down…")?;
    alice.walk_and_press("Write them down…")?;
    alice.sees("heading", "Recovery sheet")?;
    alice.walk_and_press("Show the twelve words")?;
    // Asked again, and the focus is there already.
    alice.sees("textbox", "Your passphrase")?;
    alice.walk_to("Your passphrase")?;
    alice.types(PASSPHRASE)?;
    alice.press(&[ENTER])?;
    alice.finds("[data-testid=\"word-sheet\"]")?;
    let words = words_of(alice)?;
    alice.walk_and_press("I have written them down")?;
    alice.reads("Type these two from your paper.")?;
    for _ in 0..2 {
        alice.walk_to("Word ")?;
        let place: usize = alice.focused()?.replace("Word ", "").parse()?;
        alice.types(&words[place - 1])?;
        alice.press(&[TAB])?;
    }
    alice.walk_and_press("Check")?;
    alice.part_reads("announcement", "Both are right")?;
    alice.walk_and_press("Back to Settings")?;
    alice.part_reads("words", "You have said that they are on paper.")?;
    alice.walk_and_press("Needs and offers")?;
    alice.sees("heading", "Needs and offers").map(drop)
}

/// Both see the same thirty digits; Alice notes that it is Bob.
fn compare(alice: &Window, bob: &Window) -> Result<()> {
    bob.go("People")?;
    bob.click_like("button", "Editor: may change")?;
    let theirs = bob.part_reads("safety", " ")?;
    // She had the mouse; from here on the ring shows where she is.
    alice.press(&[TAB])?;
    alice.walk_and_press("People")?;
    alice.sees("heading", "People")?;
    alice.reads("Bob")?;
    // First the list, which scrolls; then who is in it.
    alice.walk_to("Bob")?;
    alice.press(&[TAB])?;
    alice.walk_and_press("Bob")?;
    let ours = alice.part_reads("safety", " ")?;
    ensure!(ours == theirs, "{ours} is not {theirs}");
    alice.keep_picture("safety-number");
    alice.walk_and_press("We compared: the same")?;
    alice.reads("You noted that it is them.")?;
    // The focus has not fallen out of the page: what takes it back is the next place.
    alice.walk_to("Take this note back")
}

/// The words of the sheet, in their order.
fn words_of(window: &Window) -> Result<Vec<String>> {
    let read =
        "return [...document.querySelectorAll('[data-testid=\"word-sheet\"] li span:last-child')]
        .map((word) => word.textContent.trim())";
    let words: Vec<String> = serde_json::from_value(window.script(read, &[])?)?;
    ensure!(words.len() == 12, "{words:?}");
    Ok(words)
}
