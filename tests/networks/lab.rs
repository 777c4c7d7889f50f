//! A place for one test: laptops, what they write down, and what becomes of it afterwards.
//!
//! Owns the names of namespaces, and that none is left behind: not by this run, and not by one that was killed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::wire::now;

/// What the names of our namespaces begin with; the process id and a hyphen follow.
const OURS: &str = "mhnet";

/// Cards and laptops are numbered, so that no two of one run have the same name.
static NUMBER: AtomicU32 = AtomicU32::new(0);
static TIDIED: Once = Once::new();

/// See the module.
pub struct Lab {
    name: &'static str,
    folder: Option<tempfile::TempDir>,
}

impl Lab {
    /// Begins a test. What a killed run left is put away first.
    pub fn new(name: &'static str) -> Self {
        TIDIED.call_once(put_away_what_was_left);
        println!("-- {name}");
        let folder = tempfile::Builder::new().prefix("mh-networks-").tempdir();
        Self {
            name,
            folder: Some(folder.unwrap()),
        }
    }

    /// Where a laptop of this name keeps its things.
    pub fn folder_of(&self, name: &str) -> PathBuf {
        let folder = self.folder.as_ref().unwrap().path().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Tells a figure.
    pub fn tell(&self, what: &str) {
        println!("   {}: {what}", self.name);
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Some(folder) = self.folder.take()
        {
            let kept = folder.keep();
            println!("   {}: what each mh wrote: {}", self.name, kept.display());
        }
    }
}

/// Returns a number that nothing else has in this run.
pub fn number() -> u32 {
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// A network namespace; it goes with the value, and what runs in it.
pub struct Space {
    /// As `ip netns` knows it.
    pub name: String,
}

impl Space {
    /// Makes one with nothing in it but itself.
    pub fn new(name: &str) -> Self {
        let name = format!("{OURS}{}-{}-{name}", std::process::id(), number());
        run(&["ip", "netns", "add", &name]).unwrap();
        let space = Self { name };
        space.ip(&["link", "set", "lo", "up"]);
        space
    }

    /// `ip` in it.
    pub fn ip(&self, words: &[&str]) {
        run(&[&["ip", "-n", &self.name], words].concat()).unwrap();
    }

    /// A command in it, ready to run.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name]).arg(program);
        command.stdin(Stdio::null());
        command
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        put_away(&self.name);
    }
}

/// Ends what runs in a namespace of ours, and takes it away.
fn put_away(name: &str) {
    for process in said(&["ip", "netns", "pids", name])
        .unwrap_or_default()
        .lines()
    {
        let _ = run(&["kill", "-KILL", process]);
    }
    if let Err(error) = run(&["ip", "netns", "del", name]) {
        println!("   {name} is left: {error:#}");
    }
}

fn put_away_what_was_left() {
    let all = said(&["ip", "netns", "list"]).unwrap_or_default();
    let names = all.lines().filter_map(|line| line.split(' ').next());
    for name in names.filter(|name| is_left(name)) {
        println!("   left by a run that was killed: {name}");
        put_away(name);
    }
}

/// Whether a namespace is of a run of these tests that is over.
fn is_left(name: &str) -> bool {
    let Some((process, _)) = name.strip_prefix(OURS).and_then(|of| of.split_once('-')) else {
        return false;
    };
    let Ok(process) = process.parse::<u32>() else {
        return false;
    };
    process != std::process::id() && !Path::new(&format!("/proc/{process}")).exists()
}

/// Runs a command, which must do it.
pub fn run(words: &[&str]) -> Result<()> {
    said(words).map(drop)
}

/// Runs a command, which must do it, and returns what it says.
fn said(words: &[&str]) -> Result<String> {
    let output = Command::new(words[0])
        .args(&words[1..])
        .stdin(Stdio::null())
        .output()
        .with_context(|| words.join(" "))?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        bail!("{}: {}", words.join(" "), why.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Asks again and again until there is an answer; another process brings it about, and says nothing unasked. Returns
/// how long it took as well.
pub fn until<T>(
    what: &str,
    patience: Duration,
    mut ask: impl FnMut() -> Option<T>,
) -> (T, Duration) {
    let start = now();
    loop {
        if let Some(answer) = ask() {
            return (answer, start.elapsed());
        }
        assert!(
            start.elapsed() < patience,
            "not within {} s: {what}",
            patience.as_secs()
        );
    }
}

/// Lets the time of the wires pass: a cut lasts as long as it lasts, and a flood too.
pub fn passes(time: Duration) {
    let until: Instant = now() + time;
    while let Some(left) = until.checked_duration_since(now()) {
        std::thread::park_timeout(left);
    }
}
