//! One stage of the tests: runs its commands before the person's eyes, counts, and keeps to a budget of time.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::commands::in_words;
use crate::report::{self, Counts};

/// A stage that takes this many times its budget hangs, and is ended.
const PATIENCE: u32 = 3;

/// A part of the tests.
pub struct Stage {
    /// Its name in the table and on the command line.
    pub name: &'static str,
    /// How long it may take on two cores with nothing built yet.
    pub budget: Duration,
    /// Whether nothing after it makes sense when it fails.
    pub others_need_it: bool,
    /// Whether each of its commands runs tests: one that ran none has failed.
    pub tests: bool,
    /// What it runs; may do work of its own first.
    pub plan: fn() -> Result<Plan>,
}

/// The commands of a stage.
#[derive(Default)]
pub struct Plan {
    /// In this order; the first that fails ends the stage.
    pub commands: Vec<Command>,
    /// Why something is left out here.
    pub skipped: Vec<String>,
}

impl From<Vec<Command>> for Plan {
    fn from(commands: Vec<Command>) -> Self {
        Self {
            commands,
            skipped: Vec::new(),
        }
    }
}

/// What came of a stage.
pub struct Ended {
    /// Its name.
    pub name: &'static str,
    /// How long it took.
    pub took: Duration,
    /// How long it may take.
    pub budget: Duration,
    /// What was counted in it.
    pub counts: Counts,
    /// Whether all of it went well.
    pub well: bool,
}

impl Stage {
    /// Runs the stage.
    #[expect(clippy::disallowed_methods, reason = "measures how long a stage takes")]
    pub fn run(&self) -> Ended {
        let minutes = self.budget.as_secs_f64() / 60.0;
        println!("\n== {} (budget {minutes:.0} min)", self.name);
        let start = Instant::now();
        let mut counts = Counts::default();
        let done = self.carry_out(start + self.budget * PATIENCE, &mut counts);
        let well = match &done {
            Ok(well) => *well,
            Err(error) => {
                println!("{error:#}");
                false
            }
        };
        if !well && counts.failed == 0 {
            counts.failed = 1;
        }
        Ended {
            name: self.name,
            took: start.elapsed(),
            budget: self.budget,
            counts,
            well: well && counts.failed == 0,
        }
    }

    fn carry_out(&self, deadline: Instant, counts: &mut Counts) -> Result<bool> {
        let plan = (self.plan)()?;
        for why in &plan.skipped {
            println!("skipped: {why}");
            counts.skipped += 1;
        }
        for mut command in plan.commands {
            let (well, counted) = watched(&mut command, deadline)?;
            *counts += counted;
            if let Some(why) = failure(well, counted, self.tests) {
                println!("{why}: {}", in_words(&command));
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Returns why a command has failed, if it has.
fn failure(well: bool, counted: Counts, tests: bool) -> Option<&'static str> {
    match (well, tests && counted.is_none()) {
        (false, _) => Some("Failed"),
        // A filter that fits nothing ends well.
        (true, true) => Some("Failed, for no test was run"),
        (true, false) => None,
    }
}

/// Runs a command, hands on what it prints, and ends it when it is past the deadline.
fn watched(command: &mut Command, deadline: Instant) -> Result<(bool, Counts)> {
    let told = in_words(command);
    println!("$ {told}");
    command
        .env("CARGO_TERM_COLOR", "never")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start: {told}"))?;
    let (sender, lines) = sync_channel(256);
    if let Some(output) = child.stdout.take() {
        hand_on(output, sender.clone());
    }
    if let Some(output) = child.stderr.take() {
        hand_on(output, sender);
    }
    let counts = print_until(&lines, deadline, &mut child);
    let status = child.wait().context("the command was lost")?;
    Ok((status.success(), counts))
}

fn hand_on(output: impl Read + Send + 'static, to: SyncSender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            if to.send(line).is_err() {
                break;
            }
        }
    });
}

#[expect(clippy::disallowed_methods, reason = "keeps the deadline of a stage")]
fn print_until(lines: &Receiver<String>, deadline: Instant, child: &mut Child) -> Counts {
    let mut counts = Counts::default();
    let mut ended = false;
    loop {
        match lines.recv_timeout(Duration::from_secs(1)) {
            Ok(line) => {
                if let Some(read) = report::read(&line) {
                    counts += read;
                }
                // Whoever reads us may have gone; the tests go on.
                let _ = writeln!(std::io::stdout(), "{line}");
            }
            Err(RecvTimeoutError::Timeout) => {
                // A daemon that a test left behind may hold the pipe: the child's own end is what counts.
                if matches!(child.try_wait(), Ok(Some(_))) {
                    return counts;
                }
            }
            Err(RecvTimeoutError::Disconnected) => return counts,
        }
        if !ended && Instant::now() > deadline {
            println!("This takes too long; ending it.");
            ended = true;
            end_group(child.id());
        }
    }
}

/// Ends a process and all that it started: it leads a group of its own.
fn end_group(leader: u32) {
    let group = format!("-{leader}");
    let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_of_which_none_was_run_have_failed() {
        let (none, mut one) = (Counts::default(), Counts::default());
        one.passed = 1;
        assert_eq!(failure(true, one, true), None);
        assert!(failure(true, none, true).is_some());
        assert!(failure(false, one, true).is_some());
        // What is no test counts nothing.
        assert_eq!(failure(true, none, false), None);
        // Told to be left out is not the same as left out.
        one = Counts {
            skipped: 1,
            ..Counts::default()
        };
        assert_eq!(failure(true, one, true), None);
    }

    #[test]
    fn a_stage_that_is_left_out_is_counted_as_skipped() {
        let stage = Stage {
            name: "package",
            budget: Duration::from_secs(60),
            others_need_it: false,
            tests: true,
            plan: || {
                Ok(Plan {
                    commands: Vec::new(),
                    skipped: vec!["no root".to_owned()],
                })
            },
        };
        let ended = stage.run();
        assert!(ended.well);
        assert_eq!(ended.counts.closing_line(), "0 passed, 0 failed, 1 skipped");
    }
}
