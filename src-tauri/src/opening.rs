//! Opening the app beside the window, and closing it in order.
//!
//! Owns the one [`App`]. The doors wait for it: while it opens, its place is locked for writing. Where a person has
//! to let it in first (a passphrase, a locked keyring), the place stays locked, and the doors of `keeping` alone answer.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tauri::async_runtime::{self, RwLock};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

use app::api::{AppError, DoorState, ErrorCode, RestoredView, Secret, StartState, VaultEntry};
use app::{App, AppOptions, Clock, SystemClock};

use crate::arguments::Arguments;
use crate::window;

/// How long an orderly end may take: what the app waits for answers and peers, and some time for the disk. What was
/// shown as saved is on disk before it begins.
const PATIENCE: Duration = App::ENDS_WITHIN.saturating_add(Duration::from_secs(3));

type Place = Arc<RwLock<Option<Result<App, AppError>>>>;
/// Puts the app into its place, and lets the doors go on.
type Put = Box<dyn FnOnce(Result<App, AppError>) + Send>;

/// The app, once it is open.
#[derive(Default)]
pub struct Opened {
    place: Place,
    ending: AtomicBool,
    door: Arc<RwLock<Door>>,
}

/// What stands between the person and the app.
#[derive(Default)]
struct Door {
    folder: PathBuf,
    state: Option<DoorState>,
    /// Kept while a person is asked.
    put: Mutex<Option<Put>>,
}

impl Opened {
    /// Waits until the app is open, and returns it.
    ///
    /// # Errors
    /// Why it could not be opened; [`ErrorCode::Closing`] while it closes.
    pub async fn app(&self) -> Result<App, AppError> {
        match &*self.place.read().await {
            Some(opened) => opened.clone(),
            None => Err(AppError::new(ErrorCode::Closing, "the app is closing")),
        }
    }

    /// Says whether the boards are open, without waiting.
    pub fn is_open(&self) -> bool {
        let place = self.place.try_read();
        place.is_ok_and(|place| matches!(&*place, Some(Ok(_))))
    }

    /// Waits until opening was tried, and says what came of it.
    pub async fn door(&self) -> DoorState {
        let state = self.door.read().await.state.clone();
        state.unwrap_or(DoorState::Open)
    }

    /// Tries to open the app with what a person typed or chose.
    ///
    /// # Errors
    /// What nobody at the door can do anything about.
    pub async fn unlock(&self, entry: VaultEntry) -> Result<DoorState, AppError> {
        self.door.write().await.attempt(entry).await
    }

    /// Moves a folder that does not open out of the way, whole, and begins anew: nothing is deleted.
    ///
    /// # Errors
    /// `InUse` where it is open; `DiskFailed` where the folder cannot be moved: then it stands where it stood.
    pub async fn put_aside(&self) -> Result<DoorState, AppError> {
        self.door.write().await.put_aside()
    }

    /// Brings a person back before the first start, and opens the app.
    ///
    /// # Errors
    /// `Closing` where it is open already; what the words, the backup or the folder refuse: then the door still asks.
    pub async fn restore(
        &self,
        entry: VaultEntry,
        words: Secret,
        backup: Option<PathBuf>,
    ) -> Result<RestoredView, AppError> {
        let mut door = self.door.write().await;
        if !door.asks() {
            return Err(AppError::new(ErrorCode::InUse, "the boards are open"));
        }
        let now_ms = SystemClock.now_ms();
        let (folder, backup) = (door.folder.clone(), backup.as_deref());
        let restored = App::restore(&folder, entry.clone(), words, backup, now_ms).await?;
        door.attempt(entry).await?;
        Ok(restored)
    }
}

impl Door {
    fn asks(&self) -> bool {
        let put = self.put.lock();
        put.unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn take(&self) -> Option<Put> {
        let put = self.put.lock();
        put.unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Opens what can be opened without a person. Where nothing is yet and nothing was chosen, they are asked first:
    /// they may want to bring themselves back.
    async fn begin(&mut self, entry: VaultEntry) -> Result<DoorState, AppError> {
        let chosen = entry.way.is_some() || entry.passphrase.is_some();
        if !chosen && App::start_state(&self.folder).await.ok() == Some(StartState::New) {
            let state = first(None);
            self.state = Some(state.clone());
            return Ok(state);
        }
        self.attempt(entry).await
    }

    fn put_aside(&mut self) -> Result<DoorState, AppError> {
        if !self.asks() {
            return Err(AppError::new(ErrorCode::InUse, "the boards are open"));
        }
        let beside = beside(&self.folder, SystemClock.now_ms());
        app::put_aside(&self.folder, &beside)?;
        let state = first(Some(&beside));
        self.state = Some(state.clone());
        Ok(state)
    }

    /// Opens the app, if it is not open yet.
    async fn attempt(&mut self, entry: VaultEntry) -> Result<DoorState, AppError> {
        let Some(put) = self.take() else {
            return Ok(self.state.clone().unwrap_or(DoorState::Open));
        };
        let mut options = AppOptions::new(self.folder.clone());
        options.vault = entry;
        let state = match App::open(options).await {
            Ok(app) => {
                put(Ok(app));
                DoorState::Open
            }
            Err(error) if error.is_at_the_door() => {
                *self.put.lock().unwrap_or_else(PoisonError::into_inner) = Some(put);
                let state = App::start_state(&self.folder).await.ok();
                DoorState::Asks { state, error }
            }
            Err(error) => {
                put(Err(error.clone()));
                self.state = Some(DoorState::Open);
                return Err(error);
            }
        };
        self.state = Some(state.clone());
        Ok(state)
    }
}

/// What is asked before anything is here; `aside` is where a folder went that did not open.
fn first(aside: Option<&Path>) -> DoorState {
    let error = AppError::new(ErrorCode::VaultChoice, "nothing is here yet").with("why", "first");
    let error = match aside {
        Some(path) => error.with("aside", path.display()),
        None => error,
    };
    let state = Some(StartState::New);
    DoorState::Asks { state, error }
}

/// Returns the name of a folder that was put aside: a profile beside the others, which can be opened again.
fn beside(folder: &Path, now_ms: u64) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!("{name}-aside-{}", now_ms / 1000))
}

/// Returns where the data of a start is: the profile's folder.
///
/// # Errors
/// When the profile's name is none, or the system names no place for data.
pub fn folder(arguments: &Arguments) -> Result<PathBuf, AppError> {
    App::root_for(arguments.profile.as_deref())
}

/// Begins to open the app. The doors wait from now on.
pub fn start(handle: &AppHandle, folder: &Path) {
    let opened = handle.state::<Opened>();
    let place = Arc::clone(&opened.place).try_write_owned();
    let door = Arc::clone(&opened.door).try_write_owned();
    let (Ok(mut place), Ok(mut door)) = (place, door) else {
        return;
    };
    door.folder = folder.to_owned();
    let put: Put = Box::new(move |opened| *place = Some(opened));
    door.put = Mutex::new(Some(put));
    let handle = handle.clone();
    async_runtime::spawn(async move {
        let opened = match VaultEntry::from_environment() {
            Ok(entry) => door.begin(entry).await,
            Err(error) => Err(error),
        };
        drop(door);
        if let Err(failure) = opened {
            tell(&handle, &failure);
        }
    });
}

/// Says why the app cannot open, and ends.
fn tell(handle: &AppHandle, failure: &AppError) {
    tracing::error!(%failure, "the app cannot be opened");
    window::hide(handle);
    let ended = handle.clone();
    handle
        .dialog()
        .message(in_words(failure))
        .title("Manyhands")
        .kind(MessageDialogKind::Error)
        .show(move |_| ended.exit(1));
}

/// The only sentences of the shell, for what no page can ask a person about.
fn in_words(failure: &AppError) -> String {
    let known = [
        (
            ErrorCode::InUse,
            "These boards are open in another program on this device. Close it there, then start Manyhands again.",
        ),
        (
            ErrorCode::DataTooNew,
            "These boards were written by a newer version of Manyhands. Please update it. Nothing was changed.",
        ),
        (
            ErrorCode::DiskFull,
            "The disk is full. Please make room, then start Manyhands again. Nothing was changed.",
        ),
    ];
    let found = known.iter().find(|(code, _)| *code == failure.code);
    let what = found.map_or(
        "Your boards cannot be opened. Nothing was changed.",
        |(_, what)| what,
    );
    format!("{what}\n\n{failure}")
}

/// Closes the app in order, then ends the process. A second call does nothing.
pub fn end(handle: &AppHandle) {
    let opened = handle.state::<Opened>();
    if opened.ending.swap(true, Ordering::SeqCst) {
        return;
    }
    window::hide(handle);
    // Whoever is asked at the door is not waited for.
    if let Ok(door) = opened.door.try_read() {
        drop(door.take());
    }
    let place = Arc::clone(&opened.place);
    let ended = handle.clone();
    async_runtime::spawn(async move {
        if let Some(Ok(app)) = place.write().await.take()
            && let Err(error) = app.shutdown().await
        {
            tracing::error!(%error, "the app did not end in order");
        }
        ended.exit(0);
    });
    // Something that hangs must not keep a process without a window.
    thread::spawn(|| {
        thread::park_timeout(PATIENCE);
        std::process::exit(0);
    });
}

#[cfg(test)]
mod tests;
