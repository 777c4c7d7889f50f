//! What a person did while a board was on its way: kept in order until the history is checked.
//!
//! Owns the rows and their bounds. Never signs anything: `intents/doing` does, and notes here what it is about to
//! sign before it is on disk, so that nothing is done twice after a crash.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use trust::BoardId;

use crate::api::{AppError, ErrorCode, ItemKind, ItemState};

use super::Local;

pub(super) const SCHEMA: &str = "
CREATE TABLE meanwhile (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    board TEXT NOT NULL,
    deed TEXT NOT NULL,
    at INTEGER NOT NULL,
    entry TEXT,
    refused TEXT
) STRICT;
CREATE INDEX meanwhile_of_board ON meanwhile (board, n);
";

/// How many are kept for a board at most.
pub(crate) const MOST: usize = 200;
/// How long one may be, in bytes.
const MAX_DEED: usize = 64 * 1024;

/// What is to be done. Ids are texts, as in the api.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(crate) enum Deed {
    /// An item is to be made.
    Add {
        kind: ItemKind,
        fields: BTreeMap<String, String>,
    },
    /// An item is to be claimed that was shown before it was checked: as `kind`, `title` and in the state `seen`.
    Claim {
        item: String,
        kind: ItemKind,
        title: String,
        seen: ItemState,
        quantity: Option<u32>,
        until: Option<i64>,
        note: Option<String>,
    },
}

/// A draft of something that is done once its board is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meanwhile {
    /// Its number; a later one is higher.
    pub(crate) n: i64,
    /// The board, as text.
    pub(crate) board: String,
    pub(crate) deed: Deed,
    /// When it was made.
    pub(crate) at: i64,
    /// The first entry that was signed for it, noted before it was on disk.
    pub(crate) entry: Option<String>,
    /// Why it was not done when its turn came.
    pub(crate) refused: Option<AppError>,
}

const COLUMNS: &str = "SELECT n, board, deed, at, entry, refused FROM meanwhile";

impl Local {
    /// Keeps a draft; it is on disk when this returns. Returns its number.
    pub(crate) fn keep_meanwhile(
        &self,
        board: BoardId,
        deed: &Deed,
        at: i64,
    ) -> Result<i64, AppError> {
        let deed = serde_json::to_string(deed).map_err(AppError::internal)?;
        if deed.len() > MAX_DEED {
            return Err(AppError::bad_field("draft", "tooLong"));
        }
        let board = board.to_string();
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        let kept: i64 = tx.query_row(
            "SELECT count(*) FROM meanwhile WHERE board = ?",
            [&board],
            |row| row.get(0),
        )?;
        if usize::try_from(kept).is_ok_and(|kept| kept >= MOST) {
            let error = AppError::new(ErrorCode::TooManyDrafts, "too many drafts on the board");
            return Err(error.with("most", MOST));
        }
        tx.execute(
            "INSERT INTO meanwhile (board, deed, at) VALUES (?, ?, ?)",
            (&board, deed, at),
        )?;
        let n = tx.last_insert_rowid();
        tx.commit()?;
        Ok(n)
    }

    /// Returns all drafts of a board, in the order in which they were made.
    pub(crate) fn meanwhile(&self, board: BoardId) -> Result<Vec<Meanwhile>, AppError> {
        let connection = self.lock();
        let sql = format!("{COLUMNS} WHERE board = ? ORDER BY n");
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map([board.to_string()], read)?;
        rows.map(|row| parsed(row?)).collect()
    }

    /// Returns one draft.
    pub(crate) fn meanwhile_one(&self, n: i64) -> Result<Option<Meanwhile>, AppError> {
        let sql = format!("{COLUMNS} WHERE n = ?");
        let found = self.lock().query_row(&sql, [n], read).optional()?;
        found.map(parsed).transpose()
    }

    /// Returns the boards with drafts that nothing has stood in the way of yet.
    pub(crate) fn meanwhile_boards(&self) -> Result<Vec<String>, AppError> {
        let connection = self.lock();
        let sql = "SELECT DISTINCT board FROM meanwhile WHERE refused IS NULL";
        let mut statement = connection.prepare_cached(sql)?;
        let boards = statement.query_map([], |row| row.get(0))?;
        Ok(boards.collect::<Result<_, _>>()?)
    }

    /// Counts all drafts, those too that were refused.
    pub(crate) fn count_meanwhile(&self) -> Result<u32, AppError> {
        let sql = "SELECT count(*) FROM meanwhile";
        Ok(self.lock().query_row(sql, [], |row| row.get(0))?)
    }

    /// Notes by which entry a draft is being done; `None` where that one was never kept.
    pub(crate) fn meanwhile_by(&self, n: i64, entry: Option<&str>) -> Result<(), AppError> {
        self.lock()
            .execute("UPDATE meanwhile SET entry = ? WHERE n = ?", (entry, n))?;
        Ok(())
    }

    /// Notes why a draft was not done; `None` tries it again.
    pub(crate) fn meanwhile_refused(
        &self,
        n: i64,
        refused: Option<&AppError>,
    ) -> Result<(), AppError> {
        let refused = refused.map(serde_json::to_string).transpose();
        let refused = refused.map_err(AppError::internal)?;
        self.lock()
            .execute("UPDATE meanwhile SET refused = ? WHERE n = ?", (refused, n))?;
        Ok(())
    }

    /// Writes another deed in the place of one: what was seen is looked at anew.
    pub(crate) fn meanwhile_seen(&self, n: i64, deed: &Deed) -> Result<(), AppError> {
        let deed = serde_json::to_string(deed).map_err(AppError::internal)?;
        self.lock()
            .execute("UPDATE meanwhile SET deed = ? WHERE n = ?", (deed, n))?;
        Ok(())
    }

    /// Forgets a draft: it is done, or not wanted. One that is not there is no error.
    pub(crate) fn drop_meanwhile(&self, n: i64) -> Result<(), AppError> {
        self.lock()
            .execute("DELETE FROM meanwhile WHERE n = ?", [n])?;
        Ok(())
    }
}

type Columns = (i64, String, String, i64, Option<String>, Option<String>);

fn read(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
    ))
}

fn parsed((n, board, deed, at, entry, refused): Columns) -> Result<Meanwhile, AppError> {
    let bad =
        |error: serde_json::Error| AppError::internal(format!("a draft cannot be read: {error}"));
    Ok(Meanwhile {
        n,
        board,
        deed: serde_json::from_str(&deed).map_err(bad)?,
        at,
        entry,
        refused: refused
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(bad)?,
    })
}
