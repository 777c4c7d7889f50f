//! Power cuts: ends an app's process as one does, and knows which process it is.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::webdriver::wait_for;

/// Ends a process without a word to it.
pub fn cut(process: u32) -> Result<()> {
    let status = Command::new("kill")
        .args(["-KILL", &process.to_string()])
        .status()?;
    ensure!(status.success(), "kill {process}: {status}");
    Ok(())
}

/// Waits until a process is gone.
pub fn wait_until_gone(process: u32) -> Result<()> {
    wait_for("the process to be gone", || {
        let state = std::fs::read_to_string(format!("/proc/{process}/stat"));
        Ok(state
            .map_or(true, |stat| stat.contains(") Z "))
            .then_some(()))
    })
}

/// The number of the app's process, whoever started it: it is known by its data folder.
pub fn process_of(folder: &Path) -> Result<u32> {
    let home = format!("MANYHANDS_HOME={}", folder.display());
    for entry in std::fs::read_dir("/proc")? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let read = |file: &str| std::fs::read(path.join(file)).unwrap_or_default();
        let is_app = read("comm").starts_with(b"manyhands");
        let environment = String::from_utf8_lossy(&read("environ")).into_owned();
        if is_app && environment.split('\0').any(|one| one == home) {
            return name.parse().with_context(|| format!("/proc/{name}"));
        }
    }
    bail!("no process has its data in {}", folder.display())
}
