//! The chain of one log: that each entry continues the one before.
//!
//! Owns where a reader stands in a log. Signatures are checked beside it
//! ([`Entry::verify_signature`]): one at the end of a received range proves the range.

use crate::{BoardId, DeviceId, Entry, EntryId, Kind, LogId};

/// An entry that does not continue its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// It is of another log.
    #[error("an entry of another log")]
    OtherLog,
    /// Its number is not the next one.
    #[error("number {found} where {wanted} was due")]
    WrongSeq {
        /// The number that is due.
        wanted: u64,
        /// The number that came.
        found: u64,
    },
    /// It names another entry before it: the log forked, or the bytes were changed.
    #[error("it does not follow the entry before it")]
    WrongPrev,
    /// The log is of another board.
    #[error("a log of another board")]
    OtherBoard,
    /// The device did not certify the log, or is another one than in the first entry.
    #[error("the device did not certify this log")]
    WrongDevice,
}

/// Where a reader stands in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The log.
    pub log: LogId,
    /// The number that is due.
    pub next_seq: u64,
    /// The id of the newest entry; zero before the first.
    pub prev: EntryId,
    /// Whose log it is; `None` before the first entry.
    pub device: Option<DeviceId>,
}

impl Chain {
    /// Stands before the first entry of a log.
    #[must_use]
    pub const fn new(log: LogId) -> Self {
        Self {
            log,
            next_seq: 1,
            prev: EntryId::ZERO,
            device: None,
        }
    }

    /// Stands behind an entry that was checked before.
    #[must_use]
    pub const fn behind(entry: &Entry) -> Self {
        Self {
            log: entry.log,
            next_seq: entry.seq.saturating_add(1),
            prev: entry.id,
            device: Some(entry.header.device),
        }
    }

    /// Moves on to this entry if it is the next one; stays where it is otherwise.
    ///
    /// # Errors
    /// [`ChainError`] where the entry does not continue the log of this board.
    pub fn follow(&mut self, entry: &Entry, board: BoardId) -> Result<(), ChainError> {
        if entry.log != self.log {
            return Err(ChainError::OtherLog);
        }
        if entry.seq != self.next_seq {
            return Err(ChainError::WrongSeq {
                wanted: self.next_seq,
                found: entry.seq,
            });
        }
        if entry.prev != self.prev {
            return Err(ChainError::WrongPrev);
        }
        match (&entry.header.first, self.device) {
            (Some(_), None) => check_start(entry, board)?,
            (None, Some(device)) if device == entry.header.device => {}
            _ => return Err(ChainError::WrongDevice),
        }
        *self = Self::behind(entry);
        Ok(())
    }
}

/// Checks the first entry of a log: it names the board, and its device certified the log.
fn check_start(entry: &Entry, board: BoardId) -> Result<(), ChainError> {
    let start = entry.header.first.as_ref().ok_or(ChainError::WrongDevice)?;
    let founds = entry.header.kind == Kind::Certificate && entry.id == board.genesis();
    let named = if founds { BoardId::ZERO } else { board };
    if start.board != named {
        return Err(ChainError::OtherBoard);
    }
    start
        .verify(entry.header.device, entry.log)
        .map_err(|_| ChainError::WrongDevice)
}
