//! `cargo xtask fuzz`: by coverage where there are cargo-fuzz and a nightly, else by mutation on stable Rust.
//!
//! Owns no target: they are plain functions of `testkit`, and their inputs are its corpora.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::commands::{cargo, command, find, first_line, run};

/// Where cargo-fuzz finds its programs: `fuzz/` below.
const TESTKIT: &str = "crates/testkit";
/// What one input may take, as the tests have it; memory is counted with the sanitizer's own.
const LIMITS: [&str; 2] = ["-timeout=1", "-rss_limit_mb=2048"];

/// Fuzzes one target, or all of them one after another, for so many seconds each.
///
/// # Errors
/// Where there is no such target, and where something was found.
pub fn fuzz(target: Option<&str>, seconds: u32) -> Result<()> {
    let all = targets(Path::new(TESTKIT))?;
    if let Some(target) = target
        && !all.iter().any(|name| name == target)
    {
        bail!("there is no target {target}; there are: {}", all.join(", "));
    }
    let lacking = lacking();
    if !lacking.is_empty() {
        println!("Not by coverage, but by mutation on stable Rust: here is no");
        for (what, command) in lacking {
            println!("  {what:<22} {command}");
        }
        return run(&mut mutate(target, seconds));
    }
    let chosen = all
        .iter()
        .filter(|name| target.is_none_or(|target| target == *name));
    for name in chosen {
        let found = Path::new(TESTKIT).join("fuzz/found").join(name);
        std::fs::create_dir_all(&found)
            .with_context(|| format!("cannot make {}", found.display()))?;
        run(&mut by_coverage(name, seconds))?;
    }
    Ok(())
}

/// Returns the names of all targets: each has a corpus of its own.
fn targets(testkit: &Path) -> Result<Vec<String>> {
    let corpora: PathBuf = testkit.join("corpora");
    let entries = std::fs::read_dir(&corpora)
        .with_context(|| format!("cannot read {}", corpora.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", corpora.display()))?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Returns what is missing for fuzzing by coverage, each with the command that installs it.
fn lacking() -> Vec<(&'static str, &'static str)> {
    let mut lacking = Vec::new();
    if first_line(&["cargo", "+nightly", "--version"]).is_none() {
        lacking.push(("nightly of Rust", "rustup toolchain install nightly"));
    }
    if find("cargo-fuzz").is_none() {
        lacking.push(("cargo-fuzz", "cargo install cargo-fuzz"));
    }
    lacking
}

fn by_coverage(name: &str, seconds: u32) -> Command {
    let (found, seeds) = (format!("fuzz/found/{name}"), format!("corpora/{name}"));
    let mut words = command(&[
        "cargo", "+nightly", "fuzz", "run", name, &found, &seeds, "--",
    ]);
    words.args(LIMITS).arg(format!("-max_total_time={seconds}"));
    words.current_dir(TESTKIT);
    words
}

fn mutate(target: Option<&str>, seconds: u32) -> Command {
    let mut words = command(&[&cargo(), "test", "--workspace", "--test", "fuzz"]);
    words.args(["--", "--ignored", "--nocapture"]);
    words.env("MANYHANDS_FUZZ_SECONDS", seconds.to_string());
    if let Some(target) = target {
        words.env("MANYHANDS_FUZZ_TARGET", target);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::in_words;

    #[test]
    fn every_target_with_a_corpus_is_known_and_no_other() {
        let testkit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/testkit");
        let all = targets(&testkit).unwrap();
        assert!(all.iter().any(|name| name == "ticket"), "{all:?}");
        for name in &all {
            let program = format!("fuzz/fuzz_targets/{}.rs", name.replace('-', "_"));
            assert!(testkit.join(&program).is_file(), "{program}");
        }
        let error = targets(&testkit.join("nowhere")).unwrap_err();
        assert!(error.to_string().starts_with("cannot read"), "{error}");
    }

    #[test]
    fn the_command_is_the_one_that_contributing_tells() {
        let told = include_str!("../../CONTRIBUTING.md");
        let words = in_words(&by_coverage("ticket", 60));
        let (command, _) = words.split_once(" -- ").unwrap();
        assert!(told.contains(command), "{command}");
        assert!(told.contains("cargo xtask fuzz ticket"));
    }
}
