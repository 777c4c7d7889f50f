//! The doors for pictures and files of items: both ask the person which file, or which folder. The page names neither.

use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use app::api::{AppError, Outcome};

use crate::capped::Capped;
use crate::commands::{blocking, choose};
use crate::opening::Opened;
use crate::window;

/// Lets the person choose a picture or a file, and puts it to an item; `null` where they changed their mind.
#[tauri::command]
pub async fn attach_file(
    handle: AppHandle,
    opened: State<'_, Opened>,
    board: Capped<String>,
    item: Capped<String>,
) -> Result<Option<Outcome>, AppError> {
    let Some(path) = choose(handle.dialog().file()).await? else {
        return Ok(None);
    };
    let app = opened.app().await?;
    app.attach(&board.0, &item.0, &path).await.map(Some)
}

/// Lets the person choose a folder, and saves a copy of a file there; `null` where they changed their mind.
#[tauri::command]
pub async fn save_attachment(
    handle: AppHandle,
    opened: State<'_, Opened>,
    board: Capped<String>,
    item: Capped<String>,
    attachment: Capped<String>,
) -> Result<Option<Outcome>, AppError> {
    // A driven window has nobody who could choose: its driver names the folder.
    let folder = match window::chosen_by_driver() {
        Some(folder) => Some(folder),
        None => {
            let dialog = handle.dialog().file();
            let chosen = blocking(move || Ok(dialog.blocking_pick_folder())).await?;
            chosen.and_then(|path| path.into_path().ok())
        }
    };
    let Some(folder) = folder else {
        return Ok(None);
    };
    let app = opened.app().await?;
    let of = (board.0.as_str(), item.0.as_str(), attachment.0.as_str());
    app.save_attachment(of, &folder).await.map(Some)
}
