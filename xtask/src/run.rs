//! `cargo xtask run` and `cargo xtask bindings`.

use anyhow::Result;

use crate::commands::{built, cargo, command, run as start};
use crate::machine::{self, Purpose};
use crate::ui;

/// Installs what is missing, builds, and opens the window; returns when it is closed.
///
/// # Errors
/// When a step fails; says which.
pub fn run(profile: Option<&str>, build_only: bool) -> Result<()> {
    machine::prepare(Purpose::Run)?;
    ui::build()?;
    // Of the whole workspace, so that iroh and the like are built with the features that the tests have too.
    start(&mut command(&[
        &cargo(),
        "build",
        "--workspace",
        "--bin",
        "manyhands",
    ]))?;
    if build_only {
        return Ok(());
    }
    let window = built("debug")?.join("manyhands");
    let mut words = command(&[&window.to_string_lossy()]);
    if let Some(profile) = profile {
        words.args(["--profile", profile]);
    }
    start(&mut words)
}

/// Writes the TypeScript twins of the app's types into `ui/src/bindings`.
///
/// # Errors
/// When the app does not build, or a file cannot be written.
pub fn bindings() -> Result<()> {
    // Of the whole workspace too: of one package alone, half of what it uses would be built anew.
    let test = "api::tests::the_committed_bindings_are_those_of_the_api";
    let mut words = command(&[&cargo(), "test", "--workspace", "--lib", test]);
    start(words.env("MANYHANDS_WRITE_BINDINGS", "1"))
}
