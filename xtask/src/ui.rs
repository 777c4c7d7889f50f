//! The UI: its packages from npm, its build, its own checks.
//!
//! Owns that two xtasks never fetch or build at once, and that packages count only when all of them are there.

mod lock;
mod stamp;

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};

use crate::commands::{command, run};
use crate::machine;
use lock::Lock;
use stamp::Packages;

/// What the packages are installed into.
const PACKAGES: &str = "ui/node_modules";
const WANTED: &str = "ui/package-lock.json";
/// What the build makes last, and what the shell embeds.
const BUILT: &str = "ui/dist/index.html";

/// Fetches the UI's packages if their lock has changed, and builds it if a source is newer than the last build.
///
/// # Errors
/// When npm or the build fails.
pub fn build() -> Result<()> {
    let _lock = Lock::take()?;
    fetch()?;
    if is_fresh()? {
        println!("The UI is built already.");
        return Ok(());
    }
    make()
}

/// Builds the UI whether a source is newer or not.
///
/// # Errors
/// When npm or the build fails.
pub fn rebuild() -> Result<()> {
    let _lock = Lock::take()?;
    fetch()?;
    make()
}

/// Fetches the UI's packages if their lock has changed.
///
/// # Errors
/// When npm fails.
pub fn packages() -> Result<()> {
    let _lock = Lock::take()?;
    fetch()
}

fn make() -> Result<()> {
    run(&mut npm(&["run", "build"])?).context("the UI cannot be built")
}

/// The caller holds the lock.
fn fetch() -> Result<()> {
    let wanted = std::fs::read(WANTED).with_context(|| format!("cannot read {WANTED}"))?;
    let packages = Packages::new(Path::new(PACKAGES), &wanted);
    if packages.are_whole() {
        return Ok(());
    }
    packages.begin()?;
    // Not `npm ci`: it refuses a lock without the optional packages of other systems, and a registry that
    // does not carry those cannot write another lock. The versions are those of the lock either way.
    // The compiler is among what npm leaves out where it is set up for production.
    let words = [
        "install",
        "--no-save",
        "--no-audit",
        "--no-fund",
        "--include=dev",
    ];
    let fetched = npm(&words).and_then(|mut npm| run(&mut npm));
    if let Err(error) = fetched.context("the UI's packages cannot be fetched") {
        if packages.give_back()? {
            println!(
                "{error:#}. Going on with the packages that were there; the next run fetches again."
            );
            return Ok(());
        }
        return Err(error);
    }
    ensure!(
        packages.have_their_tools(),
        "npm has fetched the UI's packages without the TypeScript compiler: remove {PACKAGES} and look at `npm config get omit`"
    );
    packages.end()
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
            if ["node_modules", "node_modules.aside", "dist", "tests"]
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
