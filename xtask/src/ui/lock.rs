//! One xtask at a time in the UI's folder: two terminals on a fresh clone do not fetch into each other.

use std::fs::{File, TryLockError};
use std::path::Path;

use anyhow::{Context, Result};

/// Beside the UI's folder, not in it: there its own age would ask for another build.
const LOCK: &str = "target/xtask-ui.lock";

/// Held while it lives; the system lets go of it too when the process ends in whatever way.
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other xtask of this clone is at work here, and says so where it has to wait.
    ///
    /// # Errors
    /// When the file cannot be made or locked.
    pub fn take() -> Result<Self> {
        Self::take_at(Path::new(LOCK))
    }

    fn take_at(path: &Path) -> Result<Self> {
        let told = || format!("cannot lock {}", path.display());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(told)?;
        }
        let file = File::create(path).with_context(told)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                println!("Another xtask is preparing the UI; waiting for it.");
                file.lock().with_context(told)?;
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(told),
        }
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_waits_until_the_first_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("target/lock");
        let first = Lock::take_at(&path).unwrap();
        let (sender, done) = std::sync::mpsc::sync_channel(1);
        let second = std::thread::spawn(move || {
            let _lock = Lock::take_at(&path).unwrap();
            done.try_recv().is_ok()
        });
        sender.send(()).unwrap();
        drop(first);
        assert!(second.join().unwrap(), "it did not wait");
    }
}
