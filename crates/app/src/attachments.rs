//! Pictures and files of items: put there, fetched, shown small, saved as a copy, kept.
//!
//! Owns the way of a file from this disk to an item and back, and which files are fetched by themselves. A picture is
//! made anew before it goes anywhere (`picture`); nothing but such a picture is ever shown; a copy gets a harmless name
//! in a folder that the person chose, and never takes another file's place. Bytes on their way and who may have them are
//! `node`'s; which files stand is `model`'s.

mod adding;
mod budget;
mod names;
mod picture;
mod saving;
mod tend;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use model::Attachment;
use node::{FileState, FilesError};
use tokio::time::timeout;
use trust::{BoardId, EntryId, ItemId};

use crate::api::{
    AppError, AttachmentRow, AttachmentState, ErrorCode, Outcome, ReadingAnswer, Row, RowData,
};
use crate::desk::{At, Desk};
use crate::index;
use crate::intents::take_file_off;
use crate::live::Touched;
use crate::local::Mark;
use crate::tasks::blocking;

pub(crate) use adding::attach;
pub(crate) use saving::save;
pub(crate) use tend::start;
use tend::{elsewhere_mark, taken_away};

/// The largest file that is put to an item.
const MOST: u64 = 200 << 20;
/// The largest picture that is made anew, and that a preview is made of.
const MOST_OF_A_PICTURE: u64 = 32 << 20;

/// How long a list waits to know how its files stand.
const LOOKED_AT: Duration = Duration::from_millis(500);

/// A file that an item shows, or that is kept here though it was taken off.
struct Shown {
    file: Attachment,
    item: ItemId,
}

/// Returns the files of an item.
pub(crate) async fn list(desk: &Arc<Desk>, board: &str, said: &str) -> Result<Vec<Row>, AppError> {
    let at = desk.at(board)?;
    let files = of_item(desk, &at, said).await?;
    let names = desk.look(at.id, index::names).await?;
    let states = looked_at(desk, files.iter().map(|shown| &shown.file)).await;
    let room = node::free_room(&desk.root);
    let mut rows = Vec::new();
    for Shown { file, .. } in files {
        let hash = data_encoding::HEXLOWER.encode(&file.hash);
        let kept = at.marks.kept_files.contains(&hash);
        if file.taken_off.is_some() && !kept {
            continue;
        }
        let (state, have) = match states.get(&file.hash) {
            Some(FileState::Here) => (AttachmentState::Here, node::sealed_len(file.size)),
            Some(FileState::Coming(have)) => (AttachmentState::Coming, *have),
            Some(FileState::Nobody(have)) => (AttachmentState::Nobody, *have),
            Some(FileState::Left(have)) if at.marks.stopped_files.contains(&hash) => {
                (AttachmentState::Stopped, *have)
            }
            Some(FileState::Left(have)) => (budget::why_left(&file, room), *have),
            Some(FileState::Wrong) => (AttachmentState::Wrong, 0),
            // It was not looked at yet.
            None => (AttachmentState::Coming, 0),
        };
        let mine = file.author == at.me();
        let name = if mine { Some(at.my_name.clone()) } else { None };
        let row = AttachmentRow {
            attachment: file.entry.to_string(),
            picture: is_picture(&file),
            by: name
                .or_else(|| names.get(&file.author).cloned())
                .unwrap_or_default(),
            mine,
            at: file.time.wall_ms.cast_signed(),
            size: file.size.cast_signed(),
            have: have.min(file.size).cast_signed(),
            state,
            kept,
            taken_off: file.taken_off.is_some(),
            risky: names::is_risky(&file.name),
            name: file.name,
        };
        rows.push(Row {
            key: row.attachment.clone(),
            data: RowData::Attachment(row),
        });
    }
    Ok(rows)
}

/// Returns what names the person's own files of a board that are here and, as far as is known, nowhere else.
pub(crate) async fn only_here(desk: &Arc<Desk>, board: BoardId) -> Result<Vec<String>, AppError> {
    let (marks, me) = (desk.local.marks(board)?, desk.node.me(board));
    let mut files = desk.look(board, index::files_of_board).await?;
    let taken = desk
        .node
        .board(board)
        .map_or((0, 0), |info| taken_away(&info));
    let hex = |file: &Attachment| data_encoding::HEXLOWER.encode(&file.hash);
    files.retain(|file| {
        let mine = Some(file.author) == me && file.taken_off.is_none();
        mine && !marks.files_elsewhere.contains(&elsewhere_mark(file, taken))
    });
    let states = looked_at(desk, files.iter()).await;
    // What was not looked at yet is taken for being here.
    let here = |file: &&Attachment| {
        let state = states.get(&file.hash);
        state.is_none_or(|state| *state == FileState::Here)
    };
    Ok(files.iter().filter(here).map(hex).collect())
}

/// Returns how each file stands; waits a moment for those that the node was not told of yet: a run of `mh` is short.
async fn looked_at(
    desk: &Desk,
    of: impl Iterator<Item = &Attachment> + Clone,
) -> Arc<BTreeMap<[u8; 32], FileState>> {
    let mut states = desk.node.files();
    let all = |known: &Arc<BTreeMap<[u8; 32], FileState>>| {
        of.clone().all(|file| known.contains_key(&file.hash))
    };
    // Where it takes longer the screen says so, and is told when it is known.
    let _ = timeout(LOOKED_AT, states.wait_for(all)).await;
    let now = states.borrow();
    Arc::clone(&now)
}

fn is_picture(file: &Attachment) -> bool {
    let media = ["image/png", "image/jpeg", "image/webp"];
    media.contains(&file.media.as_str()) && file.size <= MOST_OF_A_PICTURE
}

async fn of_item(desk: &Arc<Desk>, at: &At, said: &str) -> Result<Vec<Shown>, AppError> {
    let (said, now) = (said.to_owned(), desk.now());
    desk.look(at.id, move |connection, number| {
        let no_such = || AppError::new(ErrorCode::NoSuchItem, "no such item");
        let item = index::find(connection, number, &said)?;
        let kin = index::kin_state(connection, number, item, now)?.ok_or_else(no_such)?;
        let files = model::attachments(&kin.signed());
        let shown = files.into_iter().filter_map(|file| {
            let item = kin.item_of(file.entry)?;
            Some(Shown { file, item })
        });
        Ok(shown.collect())
    })
    .await
}

/// Finds one file of an item by its entry, or by a beginning of its name where that is clear.
async fn one(desk: &Arc<Desk>, at: &At, said: &str, which: &str) -> Result<Shown, AppError> {
    let mut files = of_item(desk, at, said).await?;
    let by_entry = which.parse::<EntryId>().ok();
    let wanted = which.to_lowercase();
    files.retain(|shown| match by_entry {
        Some(entry) => shown.file.entry == entry,
        None => {
            let hash = data_encoding::HEXLOWER.encode(&shown.file.hash);
            let there = shown.file.taken_off.is_none() || at.marks.kept_files.contains(&hash);
            there && shown.file.name.to_lowercase() == wanted
        }
    });
    // The newest of several with one name.
    let newest = files.pop();
    newest.ok_or_else(|| AppError::new(ErrorCode::NoSuchAttachment, "no such file on the item"))
}

/// Makes the small picture that the window shows.
pub(crate) async fn preview(
    desk: &Arc<Desk>,
    (board, item, which): (&str, &str, &str),
) -> Result<ReadingAnswer, AppError> {
    let at = desk.at(board)?;
    let file = one(desk, &at, item, which).await?.file;
    if !is_picture(&file) {
        return Err(bad("brokenPicture", "not a picture"));
    }
    // One at a time: each may take more than a hundred megabytes.
    let _turn = desk.previews.lock().await;
    let bytes = open(desk, &file, Vec::new()).await?;
    let small = blocking(move || picture::preview(&bytes)).await?;
    Ok(ReadingAnswer::Preview {
        base64: data_encoding::BASE64.encode(&small),
    })
}

async fn open<W: Write + Send + 'static>(
    desk: &Arc<Desk>,
    file: &Attachment,
    to: W,
) -> Result<W, AppError> {
    let opened = desk.node.open_file((file.hash, file.key.0), file.size, to);
    Ok(opened.await?)
}

/// Fetches a file that is too large to come by itself, or stops it.
pub(crate) async fn fetch(
    desk: &Arc<Desk>,
    (board, item, which): (&str, &str, &str),
    on: bool,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let file = one(desk, &at, item, which).await?.file;
    let hash = data_encoding::HEXLOWER.encode(&file.hash);
    desk.local.mark(at.id, &Mark::FetchFile(hash.clone()), on)?;
    desk.local.mark(at.id, &Mark::StopFile(hash), !on)?;
    changed(desk).await
}

/// Keeps a file on this device also where it is taken off its item, or not any more.
pub(crate) async fn keep(
    desk: &Arc<Desk>,
    (board, item, which): (&str, &str, &str),
    on: bool,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let file = one(desk, &at, item, which).await?.file;
    let hash = data_encoding::HEXLOWER.encode(&file.hash);
    desk.local.mark(at.id, &Mark::KeepFile(hash.clone()), on)?;
    if on {
        desk.local.mark(at.id, &Mark::StopFile(hash), false)?;
    }
    changed(desk).await
}

async fn changed(desk: &Arc<Desk>) -> Result<Outcome, AppError> {
    tend::name(desk).await?;
    desk.tell(Touched {
        files: true,
        ..Touched::default()
    });
    Ok(Outcome::Done { undoable: false })
}

/// Takes a file of one's own off its item. It stays on the disks of those who have it.
pub(crate) async fn detach(
    desk: &Arc<Desk>,
    (board, item, which): (&str, &str, &str),
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let shown = one(desk, &at, item, which).await?;
    at.must(shown.file.author == at.me())?;
    take_file_off(desk, &at, shown.item, shown.file.entry).await?;
    tend::name(desk).await?;
    Ok(Outcome::Done { undoable: false })
}

impl From<FilesError> for AppError {
    fn from(error: FilesError) -> Self {
        let code = match &error {
            FilesError::NotHere => ErrorCode::NotHere,
            FilesError::File(node::FileError::TooLong(most)) => return too_large(*most),
            FilesError::File(node::FileError::Store(store)) if store.is_full() => {
                ErrorCode::DiskFull
            }
            FilesError::File(node::FileError::Store(_)) | FilesError::Folder(_) => {
                ErrorCode::DiskFailed
            }
            FilesError::File(node::FileError::Target(error)) => return unwritable(error),
            FilesError::File(node::FileError::Source(_)) => {
                return bad("unreadable", &error.to_string());
            }
            FilesError::File(node::FileError::Damaged) => {
                return bad("damaged", &error.to_string());
            }
            FilesError::NoRandomness => ErrorCode::Internal,
        };
        Self::new(code, error)
    }
}

fn bad(why: &str, message: &str) -> AppError {
    AppError::new(ErrorCode::BadFile, message).with("why", why)
}

fn too_large(most: u64) -> AppError {
    AppError::new(ErrorCode::TooLarge, "the file is too large").with("limit", most)
}

fn unwritable(error: &io::Error) -> AppError {
    if error.kind() == io::ErrorKind::StorageFull {
        return AppError::new(ErrorCode::DiskFull, error);
    }
    bad("unwritable", &error.kind().to_string())
}

#[cfg(test)]
pub(crate) use picture::tests as pictures;
