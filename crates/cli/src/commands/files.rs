//! Pictures and files of items.
//!
//! Paths are made whole here: who does the work may stand in another folder.

use std::path::{Path, PathBuf};

use app::api::{AttachmentRow, Outcome, Query, RowData};
use serde_json::json;

use super::keep::{readable, whole};
use crate::answer::Answer;
use crate::args::SaveAttachmentArgs;
use crate::here::{Here, defect};
use crate::print;
use crate::trouble::Trouble;

/// Puts a file to an item.
pub async fn attach(here: &Here, code: &str, file: &Path) -> Result<Answer, Trouble> {
    let file = readable(file)?;
    let board = here.the_board().await?.board;
    let item = here.item(&board, code).await?.row;
    let done = here.session.attach(&board, &item.item, &file).await?;
    let Outcome::Attached { name, picture } = done else {
        return Err(defect("a file that was added"));
    };
    let json = json!({ "attached": { "code": item.code, "name": name, "picture": picture } });
    let about = if picture {
        "The picture was made anew: where and when it was taken is not in it."
    } else {
        "What the file itself says of who made it, where and when goes along."
    };
    let text = format!("Added {} to {}. {about}", print::plain(&name), item.code);
    Ok(Answer::new(json, text))
}

/// Tells what files an item has.
pub async fn attachments(here: &Here, code: &str) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let item = here.item(&board, code).await?.row.item;
    let rows = here.view(Query::Attachments { board, item }).await?;
    let files: Option<Vec<AttachmentRow>> = rows
        .into_iter()
        .map(|row| {
            let RowData::Attachment(file) = row.data else {
                return None;
            };
            Some(file)
        })
        .collect();
    let files = files.ok_or_else(|| defect("files"))?;
    let text = print::attachments(&files);
    Ok(Answer::new(json!({ "attachments": files }), text))
}

/// Saves a copy.
pub async fn save(here: &Here, args: SaveAttachmentArgs) -> Result<Answer, Trouble> {
    let SaveAttachmentArgs { code, name, folder } = args;
    let folder = whole(&folder.unwrap_or_else(|| PathBuf::from(".")))?;
    let board = here.the_board().await?.board;
    let item = here.item(&board, &code).await?.row.item;
    let saved = here
        .session
        .save_attachment((&board, &item, &name), &folder);
    let Outcome::Saved { name, as_text } = saved.await? else {
        return Err(defect("a copy"));
    };
    let path = folder.join(&name);
    let mut text = format!("Saved as {}.", path.display());
    if as_text {
        text.push_str(" A computer may run files of this kind: it is called a text, so that nothing runs by a click.");
    }
    let json = json!({ "saved": { "path": path, "asText": as_text } });
    Ok(Answer::new(json, text))
}
