//! The app: the one thing that a window, a script or a test holds.

mod handling;
mod opening;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use node::{Clock, DataFolder, Database, Judge, Node, NodeOptions};
use tokio::sync::{broadcast, watch};

use crate::api::{
    AppError, BackupView, Intent, Outcome, Query, Reading, ReadingAnswer, RestoredView, Secret,
    StartState, VaultEntry,
};
use crate::attachments;
use crate::cases;
use crate::control::Server;
use crate::desk::Desk;
use crate::first_screen::{Teller, Unchecked};
use crate::intents::{self, network};
use crate::judge::BoardJudge;
use crate::live::{self, Subscription};
use crate::local::Local;
use crate::parcels;
use crate::tasks::{Tasks, Works, blocking};
use crate::{door, follow, only_here, readings, safety, views};

/// How many touches a view may miss before it looks again as a whole.
const TOUCHES: usize = 256;
/// How long callers may still be answered when the app closes. The window waits five seconds for all of it.
const ANSWERS: Duration = Duration::from_secs(3);

/// Where and how an app is opened.
#[derive(Debug, Clone)]
pub struct AppOptions {
    /// The data folder; it is made where it is not there.
    pub root: PathBuf,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Whether the network is used at all. A helper and the window do; a short command need not.
    pub network: bool,
    /// Whether it stays on this machine: for tests.
    pub loopback: bool,
    /// How one gets in, and which way is chosen where there is none yet.
    pub vault: VaultEntry,
    /// Whether others on this machine may hand it intents, by the control socket.
    pub control: bool,
    /// What this device is called until the person calls it something; empty: nothing.
    pub computer: String,
}

impl AppOptions {
    /// Returns the options of a window: with network and control socket, by the system's clock, and called as the
    /// system calls the computer.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        Self {
            root,
            clock: Arc::new(node::SystemClock),
            network: true,
            loopback: false,
            vault: VaultEntry::default(),
            control: true,
            computer: crate::devices::computer(),
        }
    }
}

/// The open app. Clones are the same app.
#[derive(Clone)]
pub struct App {
    pub(crate) desk: Arc<Desk>,
    tasks: Tasks,
    control: Arc<Mutex<Option<Server>>>,
}

impl App {
    /// How long [`Self::shutdown`] may take over answers and peers; the disk comes on top.
    pub const ENDS_WITHIN: Duration = ANSWERS.saturating_add(Node::ENDS_WITHIN);

    /// Returns the data folder of a profile; `MANYHANDS_HOME` goes before what the system says.
    ///
    /// # Errors
    /// Where the system knows no home, or the profile's name is none.
    pub fn root_for(profile: Option<&str>) -> Result<PathBuf, AppError> {
        Ok(DataFolder::root_for(profile)?)
    }

    /// Opens the data folder, brings the index up to the log and starts what runs beside it.
    ///
    /// # Errors
    /// `InUse` where another process holds the folder, `DataTooNew`, failures of the disk, and what stands in the way
    /// of the vault: `VaultChoice`, `PassphraseNeeded`, `PassphraseWrong`, `KeyringFailed`, `VaultDamaged`.
    pub async fn open(options: AppOptions) -> Result<Self, AppError> {
        Self::open_judged_by(options, Arc::new(BoardJudge)).await
    }

    /// Opens it with another judge of bodies: a test holds one back to see what stands meanwhile.
    pub(crate) async fn open_judged_by(
        options: AppOptions,
        judge: Arc<dyn Judge>,
    ) -> Result<Self, AppError> {
        let root = options.root;
        // The lock comes first: nothing of the folder is touched while somebody else holds it.
        let folder = Arc::new(DataFolder::open(&root)?);
        let entry = options.vault;
        let (vault, folder) = blocking(move || Ok((door::enter(&folder, &entry)?, folder))).await?;
        let index_key = vault.database_key(Database::Index);
        let local = Local::open(&folder.local_db(), &vault.database_key(Database::Local))?;
        opening::keep_place(&folder, &vault, &local, options.clock.now_ms())?;
        let mut settings = network(&local.settings());
        settings.offline |= !options.network;
        let node = Node::start(NodeOptions {
            folder,
            vault,
            clock: Arc::clone(&options.clock),
            judge,
            network: settings,
            loopback: options.loopback,
        })?;
        opening::keep_damage(&local, &node, options.clock.now_ms());
        let index = opening::open_index(&root, &index_key, &node)?;
        let cursor = index.cursor()?;
        let (indexed, _) = watch::channel(cursor);
        let (news, _) = broadcast::channel(TOUCHES);
        let desk = Arc::new(Desk {
            root,
            node,
            index,
            local,
            clock: options.clock,
            network: options.network,
            computer: options.computer,
            lane: tokio::sync::Mutex::default(),
            importing: tokio::sync::Mutex::default(),
            previews: tokio::sync::Mutex::default(),
            indexed,
            news,
            asked: Mutex::default(),
            unchecked: Unchecked::default(),
            parcel: parcels::UnderWay::default(),
            open: tokio::sync::Mutex::default(),
            stop_check: tokio::sync::Notify::new(),
            works: Works::default(),
        });
        views::remember_joins(&desk);
        follow::begin(&desk).await?;
        let teller = Arc::new(Teller::of(&desk));
        desk.node.show_screens_by(teller).await?;
        let tasks = Tasks::default();
        follow::start(&desk, &tasks);
        cases::start(&desk, &tasks);
        attachments::start(&desk, &tasks);
        let app = Self {
            desk,
            tasks,
            control: Arc::default(),
        };
        if options.control {
            let server = Server::start(&app.desk.root, app.clone())?;
            *app.held() = Some(server);
        }
        Ok(app)
    }

    /// Says what a data folder needs before it opens: the first question of a window.
    ///
    /// # Errors
    /// `InUse`, and `VaultDamaged` where the file that opens it is gone or spoilt.
    pub async fn start_state(root: &Path) -> Result<StartState, AppError> {
        door::start_state(root).await
    }

    /// Brings a person back by the twelve words, into a folder that no app has open; with a backup, all boards too.
    ///
    /// # Errors
    /// `WordsWrong`, `BackupUnusable`, and what [`App::open`] says; nothing was changed then.
    pub async fn restore(
        root: &Path,
        entry: VaultEntry,
        words: Secret,
        backup: Option<&Path>,
        now_ms: u64,
    ) -> Result<RestoredView, AppError> {
        door::restore(root, entry, words, backup, now_ms).await
    }

    /// Makes a backup of everything but this device's own keys, sealed by the twelve words, and reads it whole again.
    ///
    /// # Errors
    /// `DiskFull`, `DiskFailed`, `BackupUnusable`; no file was changed then.
    pub async fn write_backup(&self, path: &Path) -> Result<BackupView, AppError> {
        safety::write_backup(&self.desk, path).await
    }

    /// Saves what a person lacks of a board as a file for them. `over`: a file of this name may be replaced.
    ///
    /// # Errors
    /// `CarryFailed`, `DiskFull`, `DiskFailed`; no file was changed then.
    pub async fn save_carried(
        &self,
        (board, person): (&str, &str),
        path: &Path,
        over: bool,
    ) -> Result<Outcome, AppError> {
        let saved = parcels::save(&self.desk, board, person, (path, over)).await?;
        Ok(Outcome::CarriedSaved { saved })
    }

    /// Reads a file that was carried here.
    ///
    /// # Errors
    /// `CarryFailed`; nothing was changed then, unless it was given up, or the disk failed.
    pub async fn read_carried(&self, path: &Path) -> Result<Outcome, AppError> {
        let read = parcels::read(&self.desk, path).await?;
        Ok(Outcome::CarriedRead { read })
    }

    /// Gives up the file that is being saved or read, if there is one.
    pub fn give_up_carrying(&self) {
        self.desk.parcel.give_up();
    }

    /// Reads a backup of this person whole and checks every entry of it.
    ///
    /// # Errors
    /// `BackupUnusable`, each with what is wrong.
    pub async fn verify_backup(&self, path: &Path) -> Result<BackupView, AppError> {
        safety::verify_backup(&self.desk, path).await
    }

    /// Puts a file of this disk to an item. Not an intent: the web view names no paths.
    ///
    /// # Errors
    /// `BadFile`, `TooLarge`, and what a statement is refused for; nothing was changed then.
    pub async fn attach(&self, board: &str, item: &str, path: &Path) -> Result<Outcome, AppError> {
        attachments::attach(&self.desk, board, item, path).await
    }

    /// Saves a copy of a file of an item into a folder. `attachment` is its id, or its name. No file is written over.
    ///
    /// # Errors
    /// `NotHere`, `NoSuchAttachment`, `BadFile`, `DiskFull`; no copy is there then.
    pub async fn save_attachment(
        &self,
        (board, item, attachment): (&str, &str, &str),
        folder: &Path,
    ) -> Result<Outcome, AppError> {
        attachments::save(&self.desk, (board, item, attachment), folder).await
    }

    /// Returns the twelve words, to be written down. Not a reading: they are told only to who could open the folder now,
    /// with the passphrase typed again or a keyring that opens.
    ///
    /// # Errors
    /// `PassphraseNeeded` and `PassphraseWrong` (why `again`), `KeyringFailed`; `WordsNeeded` where they are on paper.
    pub async fn recovery_words(
        &self,
        passphrase: Option<&Secret>,
    ) -> Result<Vec<String>, AppError> {
        safety::recovery_words(&self.desk, passphrase).await
    }

    /// Does what a person asks. Done means: on disk, and in all views.
    ///
    /// # Errors
    /// See [`crate::api::ErrorCode`]; nothing was changed unless the code says otherwise.
    pub async fn dispatch(&self, intent: Intent) -> Result<Outcome, AppError> {
        intents::dispatch(&self.desk, intent).await
    }

    /// Reads something once.
    ///
    /// # Errors
    /// See [`crate::api::ErrorCode`].
    pub async fn read(&self, reading: Reading) -> Result<ReadingAnswer, AppError> {
        readings::read(&self.desk, reading).await
    }

    /// Says whether the person is to be asked before the window closes: something for others exists on this device only,
    /// and they were not told of it yet. Answers within two seconds: whoever is connected gets the last changes first.
    ///
    /// # Errors
    /// See [`crate::api::ErrorCode`].
    pub async fn ask_before_closing(&self) -> Result<bool, AppError> {
        only_here::ask_before_closing(&self.desk).await
    }

    /// Shows a view and keeps it true.
    #[must_use]
    pub fn subscribe(&self, query: Query) -> Subscription {
        let source = Arc::clone(&self.desk);
        live::subscribe(source, query, self.desk.news.subscribe(), &self.tasks)
    }

    /// Returns the data folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.desk.root
    }

    /// Closes the app, in this order: no more callers, what they asked for is answered, the tasks, the node with all
    /// that it still writes, work that blocks. Then the folder is free, unless there are other handles of this app.
    ///
    /// # Errors
    /// Where the node's last write fails.
    pub async fn shutdown(self) -> Result<(), AppError> {
        let server = self.held().take();
        if let Some(server) = server {
            // Answers wait for the index: its tasks go on until they are given.
            server.close(ANSWERS).await;
        }
        self.tasks.stop().await;
        // Whoever edits now is let finish.
        let _lane = self.desk.lane.lock().await;
        self.desk.node.shutdown().await;
        // What a task had begun goes on without it, and holds the folder.
        let _none = self.desk.works.ended().await;
        Ok(())
    }

    /// Hands out what intents and views work on, for tests that do what no intent does.
    #[cfg(test)]
    pub(crate) fn desk(&self) -> &Arc<Desk> {
        &self.desk
    }

    /// Lets the disk be full, for tests.
    #[cfg(test)]
    pub(crate) async fn limit_disk(&self, pages: Option<u32>) {
        let limited = self.desk.node.limit_disk(pages).await;
        assert!(limited.is_ok(), "{limited:?}");
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Option<Server>> {
        self.control
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
