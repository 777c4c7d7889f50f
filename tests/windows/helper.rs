//! A helper as communities run one: `mh helper` on a computer of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};

/// The running program; it ends with the value.
pub struct Helper {
    process: Child,
    /// What it goes on saying has somewhere to go.
    _output: Option<BufReader<ChildStdout>>,
}

impl Helper {
    /// Starts `mh helper TICKET` with its data under `folder`, and waits until it carries the board.
    pub fn start(folder: &Path, ticket: &str) -> Result<Self> {
        let mh = Path::new(env!("CARGO_BIN_EXE_manyhands")).with_file_name("mh");
        let mut process = Command::new(&mh)
            .args(["helper", ticket])
            .env("MANYHANDS_HOME", folder.join("helper"))
            .env("MANYHANDS_VAULT", "plain-file")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} does not start: cargo build --workspace", mh.display()))?;
        let output = process.stdout.take().context("no output")?;
        let mut output = BufReader::new(output);
        let mut helper = Self {
            process,
            _output: None,
        };
        let mut said = String::new();
        output.read_line(&mut said)?;
        helper._output = Some(output);
        ensure!(said.starts_with("Carrying "), "the helper says: {said}");
        Ok(helper)
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
