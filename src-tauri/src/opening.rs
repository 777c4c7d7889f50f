//! Opening the app beside the window, and closing it in order.
//!
//! Owns the one [`App`]. The doors wait for it: while it opens, its place is locked for writing.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tauri::async_runtime::{self, RwLock};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

use app::api::{AppError, ErrorCode};
use app::{App, AppOptions};

use crate::arguments::Arguments;
use crate::window;

/// How long an orderly end may take: what the app waits for answers and peers, and some time for the disk. What was
/// shown as saved is on disk before it begins.
const PATIENCE: Duration = App::ENDS_WITHIN.saturating_add(Duration::from_secs(3));

type Place = Arc<RwLock<Option<Result<App, AppError>>>>;

/// The app, once it is open.
#[derive(Default)]
pub struct Opened {
    place: Place,
    ending: AtomicBool,
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
}

/// Returns where the data of a start is: the profile's folder.
///
/// # Errors
/// When the profile's name is none, or the system names no place for data.
pub fn folder(arguments: &Arguments) -> Result<PathBuf, AppError> {
    App::root_for(arguments.profile.as_deref())
}

/// Begins to open the app. The doors wait from now on.
pub fn start(handle: &AppHandle, folder: PathBuf) {
    let place = Arc::clone(&handle.state::<Opened>().place);
    let Ok(mut place) = place.try_write_owned() else {
        return;
    };
    let handle = handle.clone();
    async_runtime::spawn(async move {
        let opened = App::open(AppOptions::new(folder)).await;
        let failure = opened.as_ref().err().cloned();
        *place = Some(opened);
        drop(place);
        if let Some(failure) = failure {
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

/// The only sentences of the shell: there is no page to say them.
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
mod tests {
    use super::*;

    #[test]
    fn an_orderly_end_is_waited_for() {
        // Answers (3 s), goodbyes and sockets (6 s).
        assert!(PATIENCE > App::ENDS_WITHIN && PATIENCE > Duration::from_secs(9));
    }
}
