//! What only newer apps know: kept as it is and counted, so that it can be said that it is there.
//!
//! Items of kinds that this app does not know stand here, and in no list. Statements and certificates of unknown kinds
//! stand among what is set aside. Never changes any of it.

use model::Statement;
use rusqlite::Connection;
use trust::{ItemId, Kind};

use super::News;
use crate::api::AppError;

/// The reason of a certificate of an unknown kind.
const UNKNOWN_CERTIFICATE: &str = "unknown-kind";

/// Tells whether an entry that does not count is of a kind that only newer apps know.
pub(super) fn is_newer(news: &News) -> bool {
    match news.entry.header.kind {
        Kind::Certificate => news.reason == UNKNOWN_CERTIFICATE,
        Kind::Statement => {
            model::UNKNOWN_REASONS.contains(&news.reason.as_str())
                && Statement::is_newer(&news.entry.body)
        }
        Kind::Blob => model::UNKNOWN_REASONS.contains(&news.reason.as_str()),
        Kind::Change => false,
    }
}

/// Notes an item of an unknown kind.
pub(super) fn keep(connection: &Connection, board: i64, item: ItemId) -> Result<(), AppError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO newer (board, item, code) VALUES (?, ?, ?)")?
        .execute((board, item.as_bytes(), item.code()))?;
    Ok(())
}

/// Returns how many things of a board only newer apps know.
pub(crate) fn count(connection: &Connection, board: i64) -> Result<u32, AppError> {
    Ok(connection
        .prepare_cached(
            "SELECT (SELECT count(*) FROM newer WHERE board = ?1)
                  + (SELECT count(*) FROM aside WHERE board = ?1 AND newer = 1)",
        )?
        .query_row([board], |row| row.get(0))?)
}

/// Returns whether something was said about one of these items that only newer apps know.
pub(crate) fn said_about(
    connection: &Connection,
    board: i64,
    items: impl IntoIterator<Item = ItemId>,
) -> Result<bool, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM aside WHERE board = ? AND item = ? AND newer = 1)",
    )?;
    for item in items {
        if statement.query_row((board, item.as_bytes()), |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns whether a code, or the beginning of one, means an item of an unknown kind.
pub(super) fn has(connection: &Connection, board: i64, code: &str) -> Result<bool, AppError> {
    let after = format!("{code}~");
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM newer WHERE board = ? AND code >= ? AND code < ?)",
        )?
        .query_row((board, code, after), |row| row.get(0))?)
}
