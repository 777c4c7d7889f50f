//! Power cuts at moments that nobody chose: what was shown as saved is there afterwards, and so is what was typed.
//!
//! The moments come from a seed that is printed; `MANYHANDS_SEED` repeats them as far as machines repeat themselves.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::power;
use super::window::Window;

const BOARD: &str = "Old Net Loft";
const CUTS: u32 = 7;
/// The window writes a draft 80 ms after a letter; this is for a machine that has much else to do.
const DRAFT_IS_ON_DISK: Duration = Duration::from_millis(500);
const ENTER: &str = "\u{e007}";

/// What Alice saw and did before the power went.
#[derive(Default)]
struct Witness {
    /// The title that stood beside "Saved".
    saved: String,
    /// The title that was being typed since.
    tried: String,
    /// Comments that stood in the list.
    said: Vec<String>,
    /// The comment that was being typed, letter by letter.
    typed: Vec<(Instant, char)>,
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn nothing_shown_as_saved_is_missing_after_a_power_cut() {
    let given = std::env::var("MANYHANDS_SEED")
        .ok()
        .and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    println!("MANYHANDS_SEED={seed}");
    let mut dice = Dice(seed);
    let folder = tempfile::tempdir().unwrap();
    let mut alice = Window::open("Alice", folder.path()).unwrap();
    alice.introduce().unwrap();
    alice.make_board(BOARD).unwrap();
    alice.add("Add need", "Torches").unwrap();
    alice.open_row("Torches").unwrap();
    let mut witness = Witness {
        saved: "Torches".to_owned(),
        ..Witness::default()
    };
    for _ in 0..CUTS {
        let cut = live_until_the_cut(&alice, &mut dice, &mut witness).unwrap();
        drop(alice);
        alice = Window::open("Alice", folder.path()).unwrap();
        find_it_again(&alice, &mut witness, cut).unwrap();
    }
    alice.close().unwrap();
}

/// Works until the power goes at a moment between nothing and four seconds from now; returns the moment.
#[expect(
    clippy::disallowed_methods,
    reason = "the power goes while the window is worked in"
)]
fn live_until_the_cut(alice: &Window, dice: &mut Dice, witness: &mut Witness) -> Result<Instant> {
    let process = power::process_of(&alice.folder)?;
    let after = Duration::from_millis(dice.below(4000));
    let cutter = std::thread::spawn(move || {
        std::thread::sleep(after);
        let moment = Instant::now();
        power::cut(process).map(|()| moment)
    });
    let ended = live(alice, dice, witness);
    let moment = cutter.join().map_err(|_| anyhow::anyhow!("no cut"))??;
    power::wait_until_gone(process)?;
    let titles = format!("saved “{}”, trying “{}”", witness.saved, witness.tried);
    println!(
        "cut after {after:?}: {titles}, typed {} letters; {ended:#}",
        witness.typed.len()
    );
    Ok(moment)
}

/// Gives the need one title after another and types comments, some of which are sent. Ends by an error: the cut.
#[expect(
    clippy::disallowed_methods,
    reason = "notes when each letter was typed"
)]
fn live(alice: &Window, dice: &mut Dice, witness: &mut Witness) -> anyhow::Error {
    let mut work = || -> Result<()> {
        witness.tried = format!("{} torches", 10_000 + dice.below(90_000));
        let title = alice.now("textbox", "Title")?;
        alice.script(
            "arguments[0].focus(); arguments[0].select();",
            &[title.to_value()],
        )?;
        alice.type_into(&title, &witness.tried)?;
        alice.press(&[ENTER])?;
        while !stands_saved(alice, &witness.tried)? {}
        witness.saved.clone_from(&witness.tried);
        let field = alice.now("textbox", "Write a comment")?;
        alice.script(
            "arguments[0].focus(); arguments[0].select();",
            &[field.to_value()],
        )?;
        witness.typed.clear();
        for letter in long_comment(dice).chars() {
            alice.type_into(&field, &letter.to_string())?;
            witness.typed.push((Instant::now(), letter));
        }
        if dice.below(2) == 0 {
            say(alice, witness)?;
        }
        Ok(())
    };
    loop {
        if let Err(error) = work() {
            return error;
        }
    }
}

fn long_comment(dice: &mut Dice) -> String {
    let boxes = dice.below(10_000);
    format!("I can bring {boxes} boxes on Tuesday, if somebody opens the side gate of the net loft")
}

/// Sends the comment, and waits until it stands in the list.
fn say(alice: &Window, witness: &mut Witness) -> Result<()> {
    let text: String = witness.typed.iter().map(|(_, letter)| letter).collect();
    let button = alice.now("button", "Add comment")?;
    alice.script("arguments[0].click()", &[button.to_value()])?;
    while !alice.part("comments")?.contains(&text) {}
    witness.said.push(text);
    witness.typed.clear();
    Ok(())
}

/// Whether the screen says at one moment that this title is saved.
fn stands_saved(alice: &Window, title: &str) -> Result<bool> {
    let look = "
      const state = document.querySelector('[data-testid=\"saved-state\"]');
      const title = document.querySelector('[data-field=\"title\"] :is(input, textarea)');
      return state?.dataset.phase === 'saved' && title?.value === arguments[0];";
    Ok(alice.script(look, &[title.into()])? == true)
}

fn find_it_again(alice: &Window, witness: &mut Witness, cut: Instant) -> Result<()> {
    alice.enter_board(BOARD)?;
    let rows = alice.whole_list(1)?;
    let begun = beginning(&rows[0], &witness.tried);
    let is_known =
        is_titled(&rows[0], &witness.saved) || !begun.is_empty() && is_titled(&rows[0], &begun);
    ensure!(
        is_known,
        "saved was “{}”, then “{}” was typed; there is {rows:?}",
        witness.saved,
        witness.tried
    );
    alice.open_row("")?;
    alice.sees("textbox", "Write a comment")?;
    let comments = alice.part("comments")?;
    for said in &witness.said {
        ensure!(
            comments.contains(said),
            "“{said}” stood in the list; there is {comments}"
        );
    }
    let field = alice.now("textbox", "Write a comment")?;
    let draft = alice.script("return arguments[0].value", &[field.to_value()])?;
    let draft = draft.as_str().unwrap_or_default();
    let whole: String = witness.typed.iter().map(|(_, letter)| letter).collect();
    let old = |at: &Instant| *at + DRAFT_IS_ON_DISK < cut;
    let long_before = witness.typed.iter().filter(|(at, _)| old(at));
    let sure: String = long_before.map(|(_, letter)| letter).collect();
    let was_sent = !whole.is_empty() && comments.contains(&whole);
    let is_there =
        was_sent || sure.is_empty() || draft.starts_with(&sure) && whole.starts_with(draft);
    ensure!(
        is_there,
        "typed “{whole}”, of it “{sure}” long before; there is “{draft}”"
    );
    println!("back: {rows:?}, “{draft}” of “{whole}”, sure of “{sure}”");
    if !is_titled(&rows[0], &witness.saved) {
        witness.saved = begun;
    }
    // What came back is on the disk: from here on all of it counts.
    witness.typed = draft.chars().map(|letter| (cut, letter)).collect();
    Ok(())
}

/// Whether a row has just this title; its kind follows.
fn is_titled(row: &str, title: &str) -> bool {
    row.strip_prefix(title)
        .is_some_and(|rest| rest.starts_with("Need"))
}

/// The longest beginning of a title with which a row begins: a pause while typing saves what there is.
fn beginning(row: &str, title: &str) -> String {
    let same = row
        .chars()
        .zip(title.chars())
        .take_while(|(one, other)| one == other);
    same.map(|(letter, _)| letter).collect()
}

/// Numbers that a seed decides (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}
