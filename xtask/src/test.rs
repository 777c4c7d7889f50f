//! `cargo xtask test`: the stages, their order and their budgets. `.ci/run` calls this and nothing else.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::commands::{self, cargo, command, find};
use crate::machine::{self, Purpose};
use crate::report::Counts;
use crate::stage::{Ended, Plan, Stage};
use crate::{networks, package, python, ui};

const fn stage(name: &'static str, minutes: u64, plan: fn() -> Result<Plan>) -> Stage {
    Stage {
        name,
        budget: Duration::from_secs(minutes * 60),
        others_need_it: false,
        tests: false,
        plan,
    }
}

const fn first(name: &'static str, minutes: u64, plan: fn() -> Result<Plan>) -> Stage {
    Stage {
        others_need_it: true,
        ..stage(name, minutes, plan)
    }
}

const fn tests(name: &'static str, minutes: u64, plan: fn() -> Result<Plan>) -> Stage {
    Stage {
        tests: true,
        ..stage(name, minutes, plan)
    }
}

/// All stages. The UI comes before Rust: the shell embeds what it builds.
const STAGES: &[Stage] = &[
    first("machine", 8, || {
        machine::prepare(Purpose::Test)?;
        ui::packages()?;
        Ok(Plan::default())
    }),
    stage("fmt", 1, || cargo_plan(&[&["fmt", "--all", "--check"]])),
    stage("ui-lint", 2, || npm_plan("lint")),
    tests("ui-test", 4, || npm_plan("test")),
    first("ui-build", 2, || {
        ui::rebuild()?;
        Ok(Plan::default())
    }),
    stage("clippy", 10, || {
        let words = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ];
        cargo_plan(&[&words])
    }),
    first("build", 12, build_plan),
    tests("rust", 15, rust_plan),
    tests("simulation", 12, simulation_plan),
    tests("fuzz", 2, fuzz_plan),
    stage("deny", 1, deny_plan),
    tests("networks", 5, networks::plan),
    tests("windows", 8, windows_plan),
    tests("package", 4, package_plan),
];

/// Runs the named stages, or all; prints the table, and last the closing line. Ends the process if one failed.
///
/// # Errors
/// When a stage is named that there is none of, or the disk is nearly full.
pub fn test(names: &[String]) -> Result<()> {
    for name in names {
        if !STAGES.iter().any(|stage| stage.name == name) {
            let all: Vec<_> = STAGES.iter().map(|stage| stage.name).collect();
            bail!("there is no stage {name}; there are: {}", all.join(", "));
        }
    }
    machine::has_room()?;
    let chosen = |stage: &&Stage| names.is_empty() || names.iter().any(|name| name == stage.name);
    let mut ended: Vec<Ended> = Vec::new();
    for stage in STAGES.iter().filter(chosen) {
        let one = stage.run();
        let stop = !one.well && stage.others_need_it;
        ended.push(one);
        if stop {
            println!("\nThe rest needs this stage and is not run.");
            break;
        }
    }
    close(&ended);
    Ok(())
}

fn close(ended: &[Ended]) {
    println!("\n{:<10} {:>8} {:>8}  result", "stage", "took", "budget");
    let mut all = Counts::default();
    let mut took = Duration::ZERO;
    for one in ended {
        let late = if one.took > one.budget {
            ", over its budget"
        } else {
            ""
        };
        let result = if one.well { "ok" } else { "FAILED" };
        let counts = one.counts.closing_line();
        println!(
            "{:<10} {:>8} {:>8}  {result}{late} ({counts})",
            one.name,
            minutes(one.took),
            minutes(one.budget)
        );
        all += one.counts;
        took += one.took;
    }
    println!("{:<10} {:>8}\n", "all", minutes(took));
    if let Err(full) = machine::has_room() {
        println!("{full}\n");
    }
    println!("{}", all.closing_line());
    if ended.iter().any(|one| !one.well) {
        std::process::exit(1);
    }
}

fn minutes(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Takes the pictures of the README anew.
///
/// # Errors
/// When the window test fails.
pub fn pictures() -> Result<()> {
    machine::prepare(Purpose::Test)?;
    ui::build()?;
    for mut words in build_plan()?.commands {
        commands::run(&mut words)?;
    }
    for mut words in windows_plan()?.commands {
        commands::run(words.env("MANYHANDS_WRITE_PICTURES", "1"))?;
    }
    Ok(())
}

fn cargo_command(words: &[&str]) -> Command {
    let mut all = command(&[&cargo()]);
    all.args(words);
    all
}

fn cargo_plan(commands: &[&[&str]]) -> Result<Plan> {
    let all: Vec<_> = commands.iter().map(|words| cargo_command(words)).collect();
    Ok(all.into())
}

fn npm_plan(script: &str) -> Result<Plan> {
    Ok(vec![ui::npm(&["run", script])?].into())
}

fn has_nextest() -> bool {
    find("cargo-nextest").is_some()
}

/// Builds the two programs and all tests, with one set of features, so that nothing is built twice.
fn build_plan() -> Result<Plan> {
    let tests: &[&str] = if has_nextest() {
        &["nextest", "run", "--workspace", "--no-run"]
    } else {
        &["test", "--workspace", "--no-run"]
    };
    cargo_plan(&[&["build", "--workspace"], tests])
}

/// All tests that need no screen. Those that do are marked `ignore` and have stages of their own.
fn rust_plan() -> Result<Plan> {
    let mut plan = all_tests()?;
    match python::with_packages() {
        Ok(python) => {
            for words in &mut plan.commands {
                words.env("MANYHANDS_PYTHON", &python);
            }
        }
        Err(why) => plan.skipped.push(format!(
            "the second reader of the format does not run: {why:#}"
        )),
    }
    Ok(plan)
}

fn all_tests() -> Result<Plan> {
    if has_nextest() {
        let words = [
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
            "--config-file",
            ".ci/nextest.toml",
        ];
        cargo_plan(&[&words])
    } else {
        println!("cargo-nextest is not installed; cargo test does it too.");
        cargo_plan(&[&["test", "--workspace", "--no-fail-fast"]])
    }
}

/// Worlds of people who edit, part, meet again, remove, lose frames and put old folders back: `MANYHANDS_SEEDS` (20,000) of
/// them, on both cores. A few hundred are among the rest.
fn simulation_plan() -> Result<Plan> {
    let words = [
        "test",
        "--workspace",
        "--lib",
        "in_20000_worlds",
        "--",
        "--ignored",
        "--nocapture",
    ];
    cargo_plan(&[&words])
}

/// The seed of the stage: the same tree is tried with the same inputs. `cargo xtask fuzz` draws another one each time.
const FUZZ_SEED: &str = "2026";

/// Mutates the corpora, `MANYHANDS_FUZZ_SECONDS` (10) for each target, on both cores. Replaying them is among the rest.
fn fuzz_plan() -> Result<Plan> {
    let words = [
        "test",
        "--workspace",
        "--test",
        "fuzz",
        "--",
        "--ignored",
        "--nocapture",
    ];
    let mut mutating = cargo_command(&words);
    if std::env::var_os("MANYHANDS_FUZZ_SEED").is_none() {
        mutating.env("MANYHANDS_FUZZ_SEED", FUZZ_SEED);
    }
    Ok(vec![mutating].into())
}

fn deny_plan() -> Result<Plan> {
    if find("cargo-deny").is_none() {
        return Ok(Plan {
            commands: Vec::new(),
            skipped: vec!["cargo-deny is not installed; `cargo install cargo-deny` has it".into()],
        });
    }
    cargo_plan(&[&["deny", "--offline", "check", "licenses", "bans", "sources"]])
}

/// The tests in the real window: a screen that is none, a bus of its own, one window after another.
fn windows_plan() -> Result<Plan> {
    Ok(vec![on_a_screen("windows")].into())
}

fn package_plan() -> Result<Plan> {
    let package = package::package(true)?;
    if !commands::can_be_root() {
        return Ok(Plan {
            commands: Vec::new(),
            skipped: vec![
                "the package is made, but not installed: that needs root, or a sudo that does not ask".into(),
            ],
        });
    }
    let mut words = on_a_screen("package");
    words.env("MANYHANDS_PACKAGE", package);
    Ok(vec![words].into())
}

/// The ignored tests of one test binary of the shell, with a screen and a bus.
fn on_a_screen(binary: &str) -> Command {
    let mut words = command(&["xvfb-run", "-a", "-s", "-screen 0 1600x1200x24"]);
    words.args(["dbus-run-session", "--", &cargo(), "test", "--workspace"]);
    words.args(["--test", binary, "--"]);
    words.args(["--ignored", "--nocapture", "--test-threads", "1"]);
    words.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    words
}
