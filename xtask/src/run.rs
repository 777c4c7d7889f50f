//! `cargo xtask run` and `cargo xtask bindings`.

use anyhow::Result;

use crate::commands::{cargo, command, run as start};
use crate::machine::{self, Purpose};
use crate::ui;

/// Installs what is missing, builds, and opens the window; returns when it is closed.
///
/// # Errors
/// When a step fails; says which.
pub fn run(profile: Option<&str>, build_only: bool) -> Result<()> {
    machine::prepare(Purpose::Run)?;
    ui::build()?;
    if build_only {
        return start(&mut command(&[&cargo(), "build", "--bin", "manyhands"]));
    }
    let mut words = command(&[&cargo(), "run", "--bin", "manyhands", "--"]);
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
    let mut words = command(&[&cargo(), "test", "--package", "app", "bindings"]);
    start(words.env("MANYHANDS_WRITE_BINDINGS", "1"))
}
