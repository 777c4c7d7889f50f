//! The Debian package, as a person uses it: installed, opened by a link, removed.
//!
//! Needs root (or a sudo that does not ask), a screen, and the package that `cargo xtask test package` makes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests may unwrap, and say what they leave out"
)]

#[path = "windows/bus.rs"]
#[allow(dead_code, reason = "the window tests use it")]
mod bus;
#[path = "windows/pictures.rs"]
#[allow(dead_code, reason = "the window tests use the rest")]
mod pictures;
#[path = "windows/power.rs"]
#[allow(dead_code, reason = "the window tests use the rest")]
mod power;
#[path = "windows/webdriver.rs"]
#[allow(dead_code, reason = "the window tests use the rest")]
mod webdriver;
#[path = "windows/window.rs"]
#[allow(dead_code, reason = "the window tests use the rest")]
mod window;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use window::Window;

const SCHEME: &str = "x-scheme-handler/manyhands";

#[test]
#[ignore = "needs root and a screen: cargo xtask test package"]
fn installed_it_opens_a_link_and_can_be_removed() {
    let package = std::env::var("MANYHANDS_PACKAGE").expect("the package's path");
    install(&package).expect("it installs");
    let used = use_it();
    as_root(&["dpkg", "--remove", "manyhands"]).expect("it can be removed");
    used.expect("it works when installed");
    for file in [
        "/usr/bin/manyhands",
        "/usr/bin/mh",
        "/usr/share/applications/Manyhands.desktop",
    ] {
        assert!(!Path::new(file).exists(), "{file} is left behind");
    }
}

fn install(package: &str) -> Result<()> {
    as_root(&["dpkg", "--install", package]).map(drop)
}

fn as_root(words: &[&str]) -> Result<String> {
    if said(&["id", "-u"])?.trim() == "0" {
        return said(words);
    }
    said(&[&["sudo", "-n"], words].concat())
}

fn use_it() -> Result<()> {
    let desktop = said(&["xdg-mime", "query", "default", SCHEME])?;
    ensure!(!desktop.trim().is_empty(), "no program opens {SCHEME}");
    let file = Path::new("/usr/share/applications").join(desktop.trim());
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    ensure!(
        text.contains("Exec=manyhands %u"),
        "the link is dropped: {text}"
    );
    let folder = tempfile::tempdir()?;
    let link = ticket(folder.path())?;
    // The app is closed. The desktop's own opener starts it; the driver waits for the window.
    let bob = Window::open_by("/usr/bin/xdg-open", &[link], "Bob", folder.path())?;
    // The first run asks for a name; then the link is looked at.
    bob.fill("Your name", "Bob")?;
    bob.click("button", "Continue")?;
    bob.sees("heading", "Join a board")?;
    bob.reads("Water and blankets")?;
    bob.keep_picture("package-join");
    let app = power::process_of(folder.path())?;
    power::cut(app)?;
    power::wait_until_gone(app)
}

/// Alice's board and a ticket for it, made by the installed `mh`.
fn ticket(folder: &Path) -> Result<String> {
    mh(folder, &["new", "Water and blankets", "--name", "Alice"])?;
    let told = mh(folder, &["invite", "--json"])?;
    let start = told
        .find("manyhands://join/")
        .context("no link in what mh invite says")?;
    let link = &told[start..];
    let end = link
        .find(|c: char| c == '"' || c.is_whitespace())
        .unwrap_or(link.len());
    Ok(link[..end].to_owned())
}

fn mh(folder: &Path, words: &[&str]) -> Result<String> {
    let mut command = Command::new("/usr/bin/mh");
    command
        .args(["--profile", "alice"])
        .args(words)
        .env("MANYHANDS_HOME", folder)
        .env("MANYHANDS_VAULT", "plain-file");
    read(&mut command)
}

fn said(words: &[&str]) -> Result<String> {
    read(Command::new(words[0]).args(&words[1..]))
}

fn read(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        bail!("{command:?}: {}\n{told}{error}", output.status);
    }
    Ok(told)
}
