//! The doors for how the data is kept: letting a person in, bringing them back, backups.
//!
//! Files are chosen here; the page never learns a path. `start_state`, `unlock` and `restore` are the only doors that
//! do not wait for the app to be open.

use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use app::api::{AppError, BackupView, DoorState, RestoredView, Secret, VaultEntry};

use crate::capped::Capped;
use crate::commands::{blocking, choose};
use crate::opening::Opened;

/// What a backup is called if nobody says otherwise.
const NAME: &str = "manyhands.backup";

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

/// Brings a person back by the twelve words, at the door; with `backup` from a file that they choose. `null` where
/// they changed their mind.
#[tauri::command]
pub async fn restore(
    handle: AppHandle,
    opened: State<'_, Opened>,
    entry: Capped<VaultEntry>,
    words: Capped<Secret>,
    backup: bool,
) -> Result<Option<RestoredView>, AppError> {
    let file = if backup {
        match choose(handle.dialog().file()).await? {
            Some(file) => Some(file),
            None => return Ok(None),
        }
    } else {
        None
    };
    opened.restore(entry.0, words.0, file).await.map(Some)
}

/// Makes a backup where the person wants it, and reads it whole again; `null` where they changed their mind.
#[tauri::command]
pub async fn save_backup(
    handle: AppHandle,
    opened: State<'_, Opened>,
) -> Result<Option<BackupView>, AppError> {
    let dialog = handle.dialog().file().set_file_name(NAME);
    let path = blocking(move || Ok(dialog.blocking_save_file())).await?;
    let Some(path) = path.and_then(|path| path.into_path().ok()) else {
        return Ok(None);
    };
    opened.app().await?.write_backup(&path).await.map(Some)
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
