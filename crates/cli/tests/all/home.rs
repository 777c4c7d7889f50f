//! A person's computer: a data folder of its own, and `mh` on it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// Far above what any of it takes.
const PATIENCE: Duration = Duration::from_secs(90);

/// One person's data folder.
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// Makes an empty one.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Makes one with a name and a board called "Relief"; nobody nearby is looked for.
    pub fn with_board(name: &str) -> Self {
        let home = Self::new();
        home.ok(&["name", name]);
        home.ok(&["settings", "nearby=off"]);
        home.ok(&["new", "Relief"]);
        home
    }

    /// Where everything is.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// `mh`, ready to run.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mh"));
        command
            .args(args)
            .env("MANYHANDS_HOME", self.folder.path())
            // The explicit choice of scripts: no keyring of whoever runs the tests is touched.
            .env("MANYHANDS_VAULT", "plain-file")
            .env_remove("MANYHANDS_PASSPHRASE")
            .stdin(Stdio::null());
        command
    }

    /// Runs `mh` to its end.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs `mh`, which must do it; returns what it says on standard output.
    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(
            output.status.success(),
            "mh {args:?}: {}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `mh --json`, which must do it; returns `result`.
    pub fn json(&self, args: &[&str]) -> Value {
        let text = self.ok(&[args, &["--json"]].concat());
        let mut answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(answer["ok"], true, "{text}");
        answer["result"].take()
    }

    /// Runs `mh --json`, which must refuse; returns the exit code and `error`.
    pub fn refused(&self, args: &[&str]) -> (i32, Value) {
        let output = self.run(&[args, &["--json"]].concat());
        let mut answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer["ok"], false, "mh {args:?}: {answer}");
        (output.status.code().unwrap(), answer["error"].take())
    }

    /// Runs `mh` with something on standard input.
    pub fn with_input(&self, args: &[&str], input: &[u8]) -> Output {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Titles of what `mh list` shows, sorted.
    pub fn titles(&self, kind: &str) -> Vec<String> {
        let list = self.json(&["list", kind]);
        let items = list["items"].as_array().unwrap();
        let mut titles: Vec<String> = items
            .iter()
            .map(|item| item["title"].as_str().unwrap().to_owned())
            .collect();
        titles.sort();
        titles
    }

    /// Asks again and again until the answer is what is waited for: another process brings it about.
    #[expect(clippy::disallowed_methods, reason = "a test that waits for a process")]
    pub fn until(&self, args: &[&str], wanted: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let told = self.ok(args);
            if wanted(&told) {
                return told;
            }
            assert!(Instant::now() < deadline, "{told}");
        }
    }

    /// Starts `mh serve` and waits until it is ready.
    pub fn serve(&self) -> Serving {
        self.start(&["serve"], "Ready.")
    }

    /// Starts `mh helper TICKET` and waits until somebody has answered.
    pub fn helps(&self, ticket: &str) -> Serving {
        self.start(&["helper", ticket], "Carrying ")
    }

    fn start(&self, args: &[&str], said: &str) -> Serving {
        let mut child = self
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut ready)
            .unwrap();
        assert!(ready.starts_with(said), "{ready}");
        Serving { child }
    }
}

/// A running `mh serve`.
pub struct Serving {
    child: Child,
}

impl Serving {
    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// Asks it to end, and waits for it.
    pub fn stop(mut self) -> ExitStatus {
        self.signal("TERM");
        self.child.wait().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
