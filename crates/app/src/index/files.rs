//! Which items have files: so that nobody reads all statements of a board to find them.

use std::collections::BTreeSet;

use model::{Attachment, StatementKind};
use rusqlite::Connection;
use trust::{Entry, EntryId, ItemId, Kind};

use super::derive::signed;
use super::entries::kept_of_item;
use crate::api::AppError;

/// Notes an item to which a file was put.
pub(super) fn keep(connection: &Connection, board: i64, entry: &Entry) -> Result<(), AppError> {
    let (Kind::Statement, Some(item)) = (entry.header.kind, entry.header.item) else {
        return Ok(());
    };
    if !StatementKind::Attach.is_of(&entry.body) {
        return Ok(());
    }
    connection
        .prepare_cached("INSERT OR IGNORE INTO files (entry, board, item) VALUES (?, ?, ?)")?
        .execute((entry.id.as_bytes(), board, item.as_bytes()))?;
    Ok(())
}

/// Forgets an entry that does not count any more.
pub(super) fn drop(connection: &Connection, entry: EntryId) -> Result<(), AppError> {
    connection
        .prepare_cached("DELETE FROM files WHERE entry = ?")?
        .execute([entry.as_bytes()])?;
    Ok(())
}

/// Returns all files of a board, also those that were taken off their items.
pub(crate) fn of_board(connection: &Connection, board: i64) -> Result<Vec<Attachment>, AppError> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT item FROM files WHERE board = ?")?;
    let items = statement.query_map([board], |row| row.get::<_, [u8; 16]>(0))?;
    let items = items.collect::<Result<BTreeSet<_>, _>>()?;
    let mut files = Vec::new();
    for item in items {
        let kept = kept_of_item(connection, board, Some(ItemId(item)))?;
        files.extend(model::attachments(&signed(&kept)));
    }
    Ok(files)
}
