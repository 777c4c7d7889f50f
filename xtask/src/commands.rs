//! Starts other programs, and says which.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Makes the repository's root the working folder, wherever the command was given.
pub fn go_to_the_root() -> Result<()> {
    // As cargo tells it now: of two clones with one target folder, the other one may have built this program.
    let told = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = told.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let root = here.parent().context("xtask stands in the repository")?;
    std::env::set_current_dir(root).with_context(|| format!("cannot enter {}", root.display()))
}

/// A command line in words.
pub fn command(words: &[&str]) -> Command {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

/// Runs a command before the person's eyes.
///
/// # Errors
/// When it cannot be started, or ends with something else than success.
pub fn run(command: &mut Command) -> Result<()> {
    let told = in_words(command);
    println!("$ {told}");
    let status = command
        .status()
        .with_context(|| format!("cannot start: {told}"))?;
    if !status.success() {
        bail!("{told}: {status}");
    }
    Ok(())
}

/// Returns the first line that a command prints, or `None` if it does not work here.
pub fn first_line(words: &[&str]) -> Option<String> {
    let output = command(words).output().ok()?;
    if !output.status.success() {
        return None;
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Some(text.lines().next().unwrap_or_default().trim().to_owned())
}

/// Returns where a program is, if it is on the path.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let places = std::env::split_paths(&path);
    places
        .map(|place| place.join(program))
        .find(|file| file.is_file())
}

/// Returns the command as a person would type it.
pub fn in_words(command: &Command) -> String {
    let program = command.get_program().to_string_lossy().into_owned();
    let words = command.get_args().map(|word| word.to_string_lossy());
    std::iter::once(program)
        .chain(words.map(|word| {
            if word.contains([' ', '"', '|', '(', '*']) {
                format!("'{word}'")
            } else {
                word.into_owned()
            }
        }))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether this process is root.
pub fn is_root() -> bool {
    first_line(&["id", "-u"]).as_deref() == Some("0")
}

/// Whether commands can be run as root without asking anybody.
pub fn can_be_root() -> bool {
    is_root() || first_line(&["sudo", "-n", "id", "-u"]).as_deref() == Some("0")
}

/// The cargo that started us.
pub fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

/// Returns the folder in which cargo puts the programs of a profile (`debug`, `release`).
///
/// It lies beside the one that this program is in, wherever `CARGO_TARGET_DIR` and the like have it.
pub fn built(profile: &str) -> Result<PathBuf> {
    let own = std::env::current_exe().context("cannot tell where this program is")?;
    let folder = own.parent().context("this program is in no folder")?;
    Ok(folder.with_file_name(profile))
}
