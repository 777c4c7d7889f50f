//! The doors for how the data is kept: letting a person in, bringing them back, the twelve words, backups.
//!
//! Files are chosen here; the page never learns a path. `start_state`, `unlock`, `put_aside`, `choose_backup` and
//! `restore` are the only doors that do not wait for the app to be open.

use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use app::api::{AppError, BackupView, DoorState, Outcome, RestoredView, Secret, VaultEntry};

use crate::capped::Capped;
use crate::commands::{ChosenFile, choose, choose_place};
use crate::files::{self, Chosen};
use crate::opening::Opened;

/// What a backup is called if nobody says otherwise.
const NAME: &str = "manyhands.backup";
/// What a file for somebody is called if nobody says otherwise.
const CARRIED_NAME: &str = "manyhands.carried";

/// Says whether the app is open, or what a person has to do first. The page asks this before anything else.
#[tauri::command]
pub async fn start_state(opened: State<'_, Opened>) -> Result<DoorState, AppError> {
    Ok(opened.door().await)
}

/// Lets a person in: with a passphrase, with a choice at the first start, or once more after they unlocked a keyring.
#[tauri::command]
pub async fn unlock(
    opened: State<'_, Opened>,
    entry: Capped<VaultEntry>,
) -> Result<DoorState, AppError> {
    opened.unlock(entry.0).await
}

/// Moves a folder that does not open out of the way, and begins anew. The answer's error says where it went (`aside`).
#[tauri::command]
pub async fn put_aside(opened: State<'_, Opened>) -> Result<DoorState, AppError> {
    opened.put_aside().await
}

/// Lets the person choose a backup; the web view gets a token and a name, or `null`.
#[tauri::command]
pub async fn choose_backup(
    handle: AppHandle,
    chosen: State<'_, Chosen>,
) -> Result<Option<ChosenFile>, AppError> {
    let Some(path) = choose(handle.dialog().file()).await? else {
        return Ok(None);
    };
    let name = files::name(&path);
    let token = chosen.remember(path);
    Ok(Some(ChosenFile { token, name }))
}

/// Brings a person back by the twelve words, at the door; with `backup`, the token of a chosen file, all boards too.
#[tauri::command]
pub async fn restore(
    opened: State<'_, Opened>,
    chosen: State<'_, Chosen>,
    entry: Capped<VaultEntry>,
    words: Capped<Secret>,
    backup: Capped<Option<String>>,
) -> Result<RestoredView, AppError> {
    let file = match backup.0 {
        Some(token) => Some(chosen.path(&token)?),
        None => None,
    };
    opened.restore(entry.0, words.0, file).await
}

/// Tells the twelve words, to be written down, to who proves that they could open the folder: an open app has its key,
/// and so would every script that gets into the page.
#[tauri::command]
pub async fn recovery_words(
    opened: State<'_, Opened>,
    passphrase: Capped<Option<Secret>>,
) -> Result<Vec<String>, AppError> {
    let app = opened.app().await?;
    app.recovery_words(passphrase.0.as_ref()).await
}

/// Makes a backup where the person wants it, and reads it whole again; `null` where they changed their mind.
#[tauri::command]
pub async fn save_backup(
    handle: AppHandle,
    opened: State<'_, Opened>,
) -> Result<Option<BackupView>, AppError> {
    let dialog = handle.dialog().file().set_file_name(NAME);
    let Some(path) = choose_place(dialog).await? else {
        return Ok(None);
    };
    opened.app().await?.write_backup(&path).await.map(Some)
}

/// Saves what somebody lacks as a file for them, where the person wants it; `null` where they changed their mind. That a
/// file of the name is replaced, the dialog asks.
#[tauri::command]
pub async fn save_carried(
    handle: AppHandle,
    opened: State<'_, Opened>,
    board: Capped<String>,
    person: Capped<String>,
) -> Result<Option<Outcome>, AppError> {
    let dialog = handle.dialog().file().set_file_name(CARRIED_NAME);
    let Some(path) = choose_place(dialog).await? else {
        return Ok(None);
    };
    let app = opened.app().await?;
    let saved = app.save_carried((&board.0, &person.0), &path, true).await;
    saved.map(Some)
}

/// Reads a file that somebody carried here; `null` where the person changed their mind.
#[tauri::command]
pub async fn read_carried(
    handle: AppHandle,
    opened: State<'_, Opened>,
) -> Result<Option<Outcome>, AppError> {
    let Some(path) = choose(handle.dialog().file()).await? else {
        return Ok(None);
    };
    opened.app().await?.read_carried(&path).await.map(Some)
}

/// Gives up the file that is being saved or read.
#[tauri::command]
pub async fn give_up_carrying(opened: State<'_, Opened>) -> Result<(), AppError> {
    opened.app().await?.give_up_carrying();
    Ok(())
}

/// Reads a backup that the person chooses, and checks all of it; `null` where they changed their mind.
#[tauri::command]
pub async fn check_backup(
    handle: AppHandle,
    opened: State<'_, Opened>,
) -> Result<Option<BackupView>, AppError> {
    let Some(path) = choose(handle.dialog().file()).await? else {
        return Ok(None);
    };
    opened.app().await?.verify_backup(&path).await.map(Some)
}
