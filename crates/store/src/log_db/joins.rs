//! Joins under way. They survive a restart and finish by themselves.

use rusqlite::params;
use trust::{BoardId, LogId};

use super::LogDb;
use super::rows::{Bytes, all, int, uint};
use crate::StoreError;

/// How far a join is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinState {
    /// Nobody let this device in yet.
    Asking,
    /// Let in; the board's entries are on their way.
    Fetching {
        /// The log of the `Join`.
        log: LogId,
        /// Its number there.
        seq: u64,
        /// How many entries the board had then.
        entries: u64,
    },
    /// Refused, for good: a stable word.
    Refused(String),
}

/// A join under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinRecord {
    /// The board.
    pub board: BoardId,
    /// The ticket's text; it holds a secret.
    pub ticket: String,
    /// Since when.
    pub since_ms: u64,
    /// How far.
    pub state: JoinState,
    /// Whether the board is met through relays only: beside the ticket, so that no damage takes the one without the other.
    pub hidden: bool,
}

impl LogDb {
    /// Keeps a join, in place of an older one for the same board.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn keep_join(&self, join: &JoinRecord) -> Result<(), StoreError> {
        let (number, refusal, at) = match &join.state {
            JoinState::Asking => (0, None, None),
            JoinState::Fetching { log, seq, entries } => (1, None, Some((log.0, *seq, *entries))),
            JoinState::Refused(code) => (2, Some(code), None),
        };
        let sql = "INSERT OR REPLACE INTO \
             joins(board, ticket, since_ms, state, refusal, join_log, join_seq, entries, hidden) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        self.db.prepare_cached(sql)?.execute(params![
            join.board.0,
            join.ticket,
            int(join.since_ms),
            number,
            refusal,
            at.map(|(log, ..)| log),
            at.map(|(_, seq, _)| int(seq)),
            at.map(|(.., entries)| int(entries)),
            join.hidden,
        ])?;
        Ok(())
    }

    /// Keeps the signed request of a join, for a person whose seed is not here when it is asked.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn keep_request(&self, board: BoardId, request: &[u8]) -> Result<(), StoreError> {
        self.set_meta(&request_of(board), request)
    }

    /// Returns the signed request of a join, if one is kept.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn request(&self, board: BoardId) -> Result<Option<Vec<u8>>, StoreError> {
        self.meta(&request_of(board))
    }

    /// Forgets a join and its request: it is done, or was given up.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn end_join(&self, board: BoardId) -> Result<(), StoreError> {
        let sql = "DELETE FROM joins WHERE board = ?";
        self.db.prepare_cached(sql)?.execute([board.0])?;
        self.forget_meta(&request_of(board))
    }

    /// Returns the joins, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn joins(&self) -> Result<Vec<JoinRecord>, StoreError> {
        let sql = "SELECT board, ticket, since_ms, state, refusal, join_log, join_seq, entries, hidden \
             FROM joins ORDER BY since_ms, board";
        all(&mut *self.db.prepare_cached(sql)?, [], |row| {
            let Bytes(board) = row.get(0)?;
            Ok(JoinRecord {
                board: BoardId(board),
                ticket: row.get(1)?,
                since_ms: uint(row.get(2)?),
                state: state(row)?,
                hidden: row.get(8)?,
            })
        })
    }
}

/// The name under which the request of a join is kept.
fn request_of(board: BoardId) -> String {
    format!("request {board}")
}

fn state(row: &rusqlite::Row<'_>) -> Result<JoinState, StoreError> {
    let number: i64 = row.get(3)?;
    match number {
        0 => Ok(JoinState::Asking),
        1 => {
            let Bytes(log) = row.get(5)?;
            Ok(JoinState::Fetching {
                log: LogId(log),
                seq: uint(row.get(6)?),
                entries: uint(row.get(7)?),
            })
        }
        2 => Ok(JoinState::Refused(row.get(4)?)),
        _ => Err(StoreError::BadRow { table: "joins" }),
    }
}
