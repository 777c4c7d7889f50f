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
    AppError, BackupView, ErrorCode, Intent, Outcome, Reading, ReadingAnswer, Secret, VaultEntry,
};
use app::{App, AppOptions, Client};
use tokio::time::{Instant, sleep};

use crate::entry::{self, with_entry};

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
    /// In this process, with the passphrase that opened the folder.
    Own(Box<App>, Option<Secret>),
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
        let mut typed = None;
        let app = with_entry(|entry| {
            typed.clone_from(&entry.passphrase);
            let mut options = AppOptions::new(root.to_owned());
            options.network = beside == Beside::Network;
            options.control = beside != Beside::Nothing;
            options.vault = entry;
            App::open(options)
        });
        let app = Box::new(app.await?);
        Ok(Self::Own(app, typed))
    }

    /// Opens a folder that has no way in yet in the chosen way.
    ///
    /// # Errors
    /// Whatever opening the folder refuses.
    pub async fn open_as(root: &Path, entry: VaultEntry) -> Result<Self, AppError> {
        let mut options = AppOptions::new(root.to_owned());
        options.network = false;
        options.control = false;
        let typed = entry.passphrase.clone();
        options.vault = entry;
        Ok(Self::Own(Box::new(App::open(options).await?), typed))
    }

    /// Makes a backup.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn write_backup(&self, path: &Path) -> Result<BackupView, AppError> {
        match self {
            Self::Own(app, _) => app.write_backup(path).await,
            Self::Other(client) => client.write_backup(path).await,
        }
    }

    /// Checks a backup.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn verify_backup(&self, path: &Path) -> Result<BackupView, AppError> {
        match self {
            Self::Own(app, _) => app.verify_backup(path).await,
            Self::Other(client) => client.verify_backup(path).await,
        }
    }

    /// Saves what a person lacks as a file. The path is whole.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn save_carried(
        &self,
        of: (&str, &str),
        path: &Path,
        over: bool,
    ) -> Result<Outcome, AppError> {
        match self {
            Self::Own(app, _) => app.save_carried(of, path, over).await,
            Self::Other(client) => client.save_carried(of, path, over).await,
        }
    }

    /// Reads a file that was carried here. The path is whole.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn read_carried(&self, path: &Path) -> Result<Outcome, AppError> {
        match self {
            Self::Own(app, _) => app.read_carried(path).await,
            Self::Other(client) => client.read_carried(path).await,
        }
    }

    /// Gives up the file that is being saved or read. Asked on [`Self::another`], as this one waits for it.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn give_up_carrying(&self) -> Result<(), AppError> {
        match self {
            Self::Own(app, _) => {
                app.give_up_carrying();
                Ok(())
            }
            Self::Other(client) => client.give_up_carrying().await,
        }
    }

    /// Returns a second line to the same app: it answers while something else is under way on this one.
    ///
    /// # Errors
    /// `InUse` where the holder of the folder does not answer any more.
    pub async fn another(&self) -> Result<Self, AppError> {
        Ok(match self {
            Self::Own(app, _) => Self::Own(app.clone(), None),
            Self::Other(client) => Self::Other(client.another().await?),
        })
    }

    /// Puts a file to an item. The path is whole.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn attach(&self, board: &str, item: &str, path: &Path) -> Result<Outcome, AppError> {
        match self {
            Self::Own(app, _) => app.attach(board, item, path).await,
            Self::Other(client) => client.attach(board, item, path).await,
        }
    }

    /// Saves a copy of a file of an item. The folder is whole.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn save_attachment(
        &self,
        of: (&str, &str, &str),
        folder: &Path,
    ) -> Result<Outcome, AppError> {
        match self {
            Self::Own(app, _) => app.save_attachment(of, folder).await,
            Self::Other(client) => client.save_attachment(of, folder).await,
        }
    }

    /// Whether the work is done in this process.
    pub fn is_own(&self) -> bool {
        matches!(self, Self::Own(..))
    }

    /// Tells the twelve words, once the passphrase was typed again where the folder opens with one.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn recovery_words(&self) -> Result<Vec<String>, AppError> {
        entry::with_passphrase(self.typed()?, |typed| async move {
            match self {
                Self::Own(app, _) => app.recovery_words(typed.as_ref()).await,
                Self::Other(client) => client.recovery_words(typed.as_ref()).await,
            }
        })
        .await
    }

    /// Does what is asked. What asks for the passphrase again gets it, and what the person has to sign while the twelve
    /// words are on paper only gets them where somebody can type them.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn dispatch(&self, intent: Intent) -> Result<Outcome, AppError> {
        if !asks_more(&intent) {
            return self.pass_on(intent).await;
        }
        let done = entry::with_passphrase(self.typed()?, |typed| {
            let intent = intent.clone();
            let intent = match typed {
                None => intent,
                Some(passphrase) => Intent::WithPassphrase {
                    passphrase,
                    intent: Box::new(intent),
                },
            };
            self.pass_on(intent)
        });
        let refused = match done.await {
            Err(refused) if refused.code == ErrorCode::WordsNeeded => refused,
            other => return other,
        };
        let Some(words) = entry::asked_words() else {
            return Err(refused);
        };
        let intent = Box::new(intent);
        self.pass_on(Intent::WithWords { words, intent }).await
    }

    async fn pass_on(&self, intent: Intent) -> Result<Outcome, AppError> {
        match self {
            Self::Own(app, _) => app.dispatch(intent).await,
            Self::Other(client) => client.dispatch(intent).await,
        }
    }

    /// What was typed to open the folder, or what the environment says.
    fn typed(&self) -> Result<Option<Secret>, AppError> {
        match self {
            Self::Own(_, Some(typed)) => Ok(Some(typed.clone())),
            Self::Own(_, None) | Self::Other(_) => Ok(VaultEntry::from_environment()?.passphrase),
        }
    }

    /// Tells what is asked.
    ///
    /// # Errors
    /// Whatever the app refuses.
    pub async fn read(&self, reading: Reading) -> Result<ReadingAnswer, AppError> {
        match self {
            Self::Own(app, _) => app.read(reading).await,
            Self::Other(client) => client.read(reading).await,
        }
    }

    /// Closes what this process opened.
    ///
    /// # Errors
    /// Where the last write fails: what was not acknowledged before may not be saved.
    pub async fn close(self) -> Result<(), AppError> {
        match self {
            Self::Own(app, _) => app.shutdown().await,
            Self::Other(_) => Ok(()),
        }
    }
}

/// Whether an intent may be refused until the passphrase, or the twelve words, are typed for it.
const fn asks_more(intent: &Intent) -> bool {
    matches!(
        intent,
        Intent::ChangeVault { .. }
            | Intent::AddDevice { .. }
            | Intent::CreateBoard { .. }
            | Intent::CreateRecoverableBoard { .. }
            | Intent::Join { .. }
            | Intent::CarryBoard { .. }
            | Intent::RevokeDevice { .. }
            | Intent::RevokeOwnDevice { .. }
            | Intent::ProposeStewards { .. }
            | Intent::AgreeStewards { .. }
    )
}
