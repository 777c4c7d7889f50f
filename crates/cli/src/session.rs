//! Who does the work: this process, or the one that holds the data folder.
//!
//! Owns the choice. The folder is opened here; if another process holds it, the same intents and
//! readings go to that one over its control socket, and the answers are the same.
//!
//! 1. Open the folder.
//! 2. In use: call the holder.
//! 3. It does not answer: it may be just closing, so both are tried again for a short while, and only
//!    then the answer is "in use".

use std::path::Path;
use std::time::Duration;

use app::api::{
    AppError, BackupView, ErrorCode, Intent, Outcome, Reading, ReadingAnswer, VaultEntry,
};
use app::{App, AppOptions, Client};
use tokio::time::{Instant, sleep};

use crate::entry::with_entry;

/// How long a held folder is tried again, and how far apart.
const PATIENCE: Duration = Duration::from_secs(5);
const BETWEEN: Duration = Duration::from_millis(20);

/// How far apart a command that waits asks again. The holder of the folder answers what it is asked over its control
/// socket and says nothing unasked, and a lock that is let go tells nobody: so it is asked, and not waited for.
pub const LOOK: Duration = Duration::from_millis(200);

/// What the app does beside the work, if this process opens the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Nothing: it is done in a moment, and whoever comes meanwhile waits for it.
    Nothing,
    /// It takes longer: others hand their work over.
    Others,
    /// The same, and it listens and calls.
    Network,
}

/// A line to the app, wherever it runs.
pub enum Session {
    /// In this process.
    Own(Box<App>),
    /// In the process that holds the folder.
    Other(Client),
}

impl Session {
    /// Opens the folder, or calls its holder.
    ///
    /// # Errors
    /// `InUse` where the holder does not answer; whatever opening the folder refuses.
    pub async fn open(root: &Path, beside: Beside) -> Result<Self, AppError> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match Self::open_own(root, beside).await {
                Err(error) if error.code == ErrorCode::InUse => {}
                own => return own,
            }
            match Client::connect(root).await {
                Ok(client) => return Ok(Self::Other(client)),
                Err(error) if Instant::now() >= deadline => return Err(error),
                Err(_) => sleep(BETWEEN).await,
            }
        }
    }

    /// Opens the folder in this process.
    ///
    /// # Errors
    /// `InUse` where another process holds it; whatever opening the folder refuses.
    pub async fn open_own(root: &Path, beside: Beside) -> Result<Self, AppError> {
        let app = with_entry(|entry| {
            let mut options = AppOptions::new(root.to_owned());
            options.network = beside == Beside::Network;
            options.control = beside != Beside::Nothing;
            options.vault = entry;
            App::open(options)
        });
        Ok(Self::Own(Box::new(app.await?)))
    }

    /// Opens a folder that has no way in yet in the chosen way.
    ///
    /// # Errors
    /// Whatever opening the folder refuses.
    pub async fn open_as(root: &Path, entry: VaultEntry) -> Result<Self, AppError> {
        let mut options = AppOptions::new(root.to_owned());
        options.network = false;
        options.control = false;
        options.vault = entry;
        Ok(Self::Own(Box::new(App::open(options).await?)))
    }

    /// Makes a backup.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn write_backup(&self, path: &Path) -> Result<BackupView, AppError> {
        match self {
            Self::Own(app) => app.write_backup(path).await,
            Self::Other(client) => client.write_backup(path).await,
        }
    }

    /// Checks a backup.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn verify_backup(&self, path: &Path) -> Result<BackupView, AppError> {
        match self {
            Self::Own(app) => app.verify_backup(path).await,
            Self::Other(client) => client.verify_backup(path).await,
        }
    }

    /// Whether the work is done in this process.
    pub fn is_own(&self) -> bool {
        matches!(self, Self::Own(_))
    }

    /// Does what is asked.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn dispatch(&self, intent: Intent) -> Result<Outcome, AppError> {
        match self {
            Self::Own(app) => app.dispatch(intent).await,
            Self::Other(client) => client.dispatch(intent).await,
        }
    }

    /// Tells what is asked.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn read(&self, reading: Reading) -> Result<ReadingAnswer, AppError> {
        match self {
            Self::Own(app) => app.read(reading).await,
            Self::Other(client) => client.read(reading).await,
        }
    }

    /// Closes what this process opened.
    ///
    /// # Errors
    /// Where the last write fails: what was not acknowledged before may not be saved.
    pub async fn close(self) -> Result<(), AppError> {
        match self {
            Self::Own(app) => app.shutdown().await,
            Self::Other(_) => Ok(()),
        }
    }
}
