//! The doors between the web view and the app. There are no others.
//!
//! Each takes plain data that was measured ([`crate::capped`]), waits until the app is open, and hands on
//! what it says. None takes a path; none interprets an intent, but for putting a chosen file's content
//! where its token stands.

use std::path::PathBuf;

use serde::Serialize;
use tauri::ipc::Channel;
use tauri::{AppHandle, State, async_runtime};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder};

use app::api::{AppError, Intent, Outcome, Query, Reading, ReadingAnswer, ViewUpdate, Window};

use crate::capped::{Capped, CappedFile};
use crate::channel::Subscriptions;
use crate::files::{self, Chosen};
use crate::opening::Opened;
use crate::{deep_link, window};

/// A file that was chosen, as the web view knows it.
#[derive(Serialize)]
pub struct ChosenFile {
    /// Names it in later calls.
    pub token: String,
    /// Its name, without its folder.
    pub name: String,
}

/// Does what a person asks for. Done means: on disk.
#[tauri::command]
pub async fn dispatch(
    opened: State<'_, Opened>,
    chosen: State<'_, Chosen>,
    intent: Capped<Intent>,
) -> Result<Outcome, AppError> {
    let intent = chosen.in_intent(intent.0)?;
    opened.app().await?.dispatch(intent).await
}

/// Answers something once.
#[tauri::command]
pub async fn read(
    opened: State<'_, Opened>,
    chosen: State<'_, Chosen>,
    reading: Capped<Reading>,
) -> Result<ReadingAnswer, AppError> {
    let reading = chosen.in_reading(reading.0)?;
    opened.app().await?.read(reading).await
}

/// Keeps a view true: sends arrays of updates through the channel, and returns the subscription's number.
#[tauri::command]
pub async fn subscribe(
    opened: State<'_, Opened>,
    subscriptions: State<'_, Subscriptions>,
    query: Capped<Query>,
    channel: Channel<Vec<ViewUpdate>>,
) -> Result<u32, AppError> {
    let subscription = opened.app().await?.subscribe(query.0);
    Ok(subscriptions.add(subscription, channel))
}

/// Moves the window of a subscribed list.
#[tauri::command]
pub async fn move_window(
    subscriptions: State<'_, Subscriptions>,
    id: u32,
    window: Capped<Window>,
) -> Result<(), AppError> {
    subscriptions.move_window(id, window.0);
    Ok(())
}

/// Ends a subscription.
#[tauri::command]
pub async fn unsubscribe(subscriptions: State<'_, Subscriptions>, id: u32) -> Result<(), AppError> {
    subscriptions.remove(id);
    Ok(())
}

/// Lets the person choose a list; the web view gets a token and a name, or `null`.
#[tauri::command]
pub async fn choose_import_file(
    handle: AppHandle,
    chosen: State<'_, Chosen>,
) -> Result<Option<ChosenFile>, AppError> {
    let dialog = handle
        .dialog()
        .file()
        .add_filter("CSV", &["csv", "tsv", "txt", "CSV", "TSV", "TXT"]);
    let Some(path) = choose(dialog).await? else {
        return Ok(None);
    };
    let name = files::name(&path);
    let token = chosen.remember(path);
    Ok(Some(ChosenFile { token, name }))
}

/// Lets the person choose a picture; returns its bytes as base64, or `null`.
#[tauri::command]
pub async fn choose_picture(handle: AppHandle) -> Result<Option<String>, AppError> {
    let dialog = handle.dialog().file().add_filter(
        "PNG, JPEG, WebP",
        &["png", "jpg", "jpeg", "webp", "PNG", "JPG", "JPEG", "WEBP"],
    );
    match choose(dialog).await? {
        Some(path) => blocking(move || files::read(&path)).await.map(Some),
        None => Ok(None),
    }
}

/// Lets the person choose a file with a text of another device, such as an answer to its request; returns the text, or
/// `null`.
#[tauri::command]
pub async fn choose_text(handle: AppHandle) -> Result<Option<String>, AppError> {
    match choose(handle.dialog().file()).await? {
        Some(path) => blocking(move || files::read_text(&path)).await.map(Some),
        None => Ok(None),
    }
}

/// Writes an export where the person wants it; `false` if they changed their mind.
#[tauri::command]
pub async fn save_export(
    handle: AppHandle,
    file_name: Capped<String>,
    text: CappedFile,
) -> Result<bool, AppError> {
    let dialog = handle.dialog().file().set_file_name(file_name.0);
    let Some(path) = choose_place(dialog).await? else {
        return Ok(false);
    };
    blocking(move || files::write(&path, &text.0)).await?;
    Ok(true)
}

/// Hands out the link that the app was opened with, once.
#[tauri::command]
pub async fn take_opened_ticket(
    opened: State<'_, deep_link::Opened>,
) -> Result<Option<String>, AppError> {
    Ok(opened.take())
}

/// Waits for the person's choice. A driven window has nobody who could: its driver names the file.
pub(crate) async fn choose(
    dialog: FileDialogBuilder<tauri::Wry>,
) -> Result<Option<PathBuf>, AppError> {
    if let Some(path) = window::chosen_by_driver() {
        return Ok(Some(path));
    }
    let chosen = blocking(move || Ok(dialog.blocking_pick_file())).await?;
    Ok(chosen.and_then(|path| path.into_path().ok()))
}

/// Waits until the person has said where a file goes. A driven window has nobody who could: its driver names the place.
pub(crate) async fn choose_place(
    dialog: FileDialogBuilder<tauri::Wry>,
) -> Result<Option<PathBuf>, AppError> {
    if let Some(path) = window::chosen_by_driver() {
        return Ok(Some(path));
    }
    let chosen = blocking(move || Ok(dialog.blocking_save_file())).await?;
    Ok(chosen.and_then(|path| path.into_path().ok()))
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let done = async_runtime::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(AppError::internal(error)))
}
