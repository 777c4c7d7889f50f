//! The UI: its packages from npm, its build, its own checks.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::commands::{command, run};
use crate::machine;

/// What the packages were last installed for: a copy of the lock.
const STAMP: &str = "ui/node_modules/.manyhands-lock";
const LOCK: &str = "ui/package-lock.json";
/// What the build makes last, and what the shell embeds.
const BUILT: &str = "ui/dist/index.html";

/// Fetches the UI's packages if its lock has changed, and builds it if a source is newer than the last build.
///
/// # Errors
/// When npm or the build fails.
pub fn build() -> Result<()> {
    packages()?;
    if is_fresh()? {
        println!("The UI is built already.");
        return Ok(());
    }
    run(&mut npm(&["run", "build"])?)
}

/// Fetches the UI's packages if its lock has changed.
///
/// # Errors
/// When npm fails.
pub fn packages() -> Result<()> {
    let lock = std::fs::read(LOCK).with_context(|| format!("cannot read {LOCK}"))?;
    if std::fs::read(STAMP).is_ok_and(|stamp| stamp == lock) {
        return Ok(());
    }
    // Not `npm ci`: it refuses a lock without the optional packages of other systems, and a registry that
    // does not carry those cannot write another lock. The versions are those of the lock either way.
    let words = ["install", "--no-save", "--no-audit", "--no-fund"];
    run(&mut npm(&words)?)?;
    std::fs::write(STAMP, lock).with_context(|| format!("cannot write {STAMP}"))
}

/// An npm command in the UI's folder, with a Node that is new enough.
///
/// # Errors
/// When there is no such Node.
pub fn npm(words: &[&str]) -> Result<Command> {
    let mut npm = command(&["npm", "--prefix", "ui"]);
    npm.args(words);
    if let Some(folder) = machine::newer_node()? {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let places = std::iter::once(folder).chain(std::env::split_paths(&path));
        npm.env("PATH", std::env::join_paths(places)?);
    }
    Ok(npm)
}

fn is_fresh() -> Result<bool> {
    let Ok(built) = std::fs::metadata(BUILT) else {
        return Ok(false);
    };
    Ok(newest(Path::new("ui"))? <= built.modified()?)
}

fn newest(folder: &Path) -> Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let changed = if entry.file_type()?.is_dir() {
            if ["node_modules", "dist", "tests"]
                .iter()
                .any(|not| name == *not)
            {
                continue;
            }
            newest_of_folder(&entry.path())?
        } else {
            entry.metadata()?.modified()?
        };
        newest = newest.max(changed);
    }
    Ok(newest)
}

fn newest_of_folder(folder: &Path) -> Result<SystemTime> {
    // A file that was taken away shows in its folder's own time.
    let own = std::fs::metadata(folder)?.modified()?;
    Ok(newest(folder)?.max(own))
}
