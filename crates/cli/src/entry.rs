//! How `mh` gets into the data folder: what the environment says, and else what a person types.
//!
//! Owns the questions and the terminal. What is typed is not shown. Without a terminal nothing is asked, and nothing
//! is chosen for somebody: the answer says how to choose, and ends with 2.

use std::io::{IsTerminal, Read, Write};

use app::api::{AppError, ErrorCode, Secret, VaultEntry, VaultWay};

use crate::trouble::Trouble;
use crate::words;

/// So often a wrong passphrase may be typed again.
const TRIES: u32 = 3;
/// More than twelve words ever have.
const MAX_WORDS: u64 = 4096;

/// Opens something that needs the vault, and asks for what it lacks.
///
/// # Errors
/// What opening it refuses, where nobody can be asked, or has answered wrongly three times.
pub async fn with_entry<T, F>(mut open: impl FnMut(VaultEntry) -> F) -> Result<T, AppError>
where
    F: Future<Output = Result<T, AppError>>,
{
    let mut entry = VaultEntry::from_environment()?;
    let (mut tries, mut chosen) = (0, false);
    loop {
        let refused = match open(entry.clone()).await {
            Err(refused) if asks() && tries < TRIES => refused,
            other => return other,
        };
        let first = refused.code == ErrorCode::VaultChoice && entry.way.is_none();
        // The keyring that somebody chose here did not help, and nothing is made yet: there are other locks.
        let other = refused.code == ErrorCode::KeyringFailed && chosen;
        if first || other {
            if other {
                tries += 1;
                say(&format!("{}\n\n", words::sentence(&refused)));
            }
            entry.way = choice();
            chosen = true;
            if entry.way.is_none() {
                return Err(refused);
            }
            continue;
        }
        let again = if is_new(&refused) {
            new_passphrase()
        } else if is_locked(&refused) {
            ask("Passphrase: ").map(Secret::new)
        } else {
            None
        };
        let Some(again) = again else {
            return Err(refused);
        };
        tries += 1;
        entry.passphrase = Some(again);
    }
}

/// Does what asks for the passphrase again: with what is known of it, and else with what a person types.
///
/// # Errors
/// What it refuses, where nobody can be asked, or has answered wrongly three times.
pub async fn with_passphrase<T, F>(
    known: Option<Secret>,
    mut act: impl FnMut(Option<Secret>) -> F,
) -> Result<T, AppError>
where
    F: Future<Output = Result<T, AppError>>,
{
    let (mut typed, mut tries) = (known, 0);
    loop {
        let refused = match act(typed.clone()).await {
            Err(refused) if is_locked(&refused) && !is_new(&refused) => refused,
            other => return other,
        };
        let asked = asks() && tries < TRIES;
        let Some(again) = asked.then(|| ask("Passphrase: ")).flatten() else {
            return Err(refused);
        };
        tries += 1;
        typed = Some(Secret::new(again));
    }
}

/// Asks for a passphrase twice; `None` where nobody answers, or the two differ.
pub fn new_passphrase() -> Option<Secret> {
    let first = ask("New passphrase (four unusual words are good): ")?;
    let second = ask("The same once more: ")?;
    if first == second {
        return Some(Secret::new(first));
    }
    say("They are not the same.\n");
    None
}

/// Reads the twelve words: typed without being shown, or from standard input.
///
/// # Errors
/// Where they cannot be read.
pub fn words() -> Result<Secret, Trouble> {
    if asks() {
        let typed = ask("Your twelve words: ").ok_or_else(|| Trouble::usage("No words."))?;
        return Ok(Secret::new(typed));
    }
    let mut text = String::new();
    std::io::stdin()
        .take(MAX_WORDS)
        .read_to_string(&mut text)
        .map_err(|why| Trouble::file("-".as_ref(), &why))?;
    Ok(Secret::new(text))
}

/// Asks for the twelve words, for one act; `None` without a terminal.
pub fn asked_words() -> Option<Secret> {
    if !asks() {
        return None;
    }
    say("Your twelve words are on paper only. They are used for this once.\n");
    ask("Your twelve words: ").map(Secret::new)
}

/// Whether somebody can be asked.
fn asks() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

fn is_locked(refused: &AppError) -> bool {
    matches!(
        refused.code,
        ErrorCode::PassphraseNeeded | ErrorCode::PassphraseWrong
    )
}

fn is_new(refused: &AppError) -> bool {
    is_locked(refused) && refused.details.get("why").is_some_and(|why| why == "new")
}

fn choice() -> Option<VaultWay> {
    say("How shall your boards be locked on this computer?\n\
         1  with the desktop's keyring, which opens when you log in; it may ask for its password, or for a new one,\n\
         \x20  in a window of its own\n\
         2  with a passphrase that you type each time\n\
         3  not locked: whoever gets hold of this disk can read your boards\n");
    say("1, 2 or 3: ");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).ok()?;
    match line.trim() {
        "1" => Some(VaultWay::Keyring),
        "2" => Some(VaultWay::Passphrase),
        "3" => Some(VaultWay::PlainFile),
        _ => None,
    }
}

fn ask(question: &str) -> Option<String> {
    rpassword::prompt_password(question).ok()
}

/// Says something to a person at a terminal; one that went away is nobody to tell.
fn say(words: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(words.as_bytes()).and_then(|()| out.flush());
}
