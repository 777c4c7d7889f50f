//! A backup file: everything of a person but the device, sealed with a key that follows from the twelve words.
//!
//! Owns the file's form, in three layers: `sealed` (pieces of 64 KiB that are sealed one after the other, so that
//! neither order nor end can be changed), `record` (what stands in them, one after the other), and this module
//! with its parts (`write` reads a log into it, `check` takes it apart again and checks every entry, `restore`
//! puts it into a log). A backup is read as if an enemy had written it: all lengths have limits, nothing of it
//! counts before the whole file was read, and what is restored is judged again like what arrives from others.
//!
//! Never holds the device's secrets: whoever restores it is a new device, with logs of its own.

use std::path::{Path, PathBuf};

use trust::{
    BoardId, BoardNonce, Compartment, DeviceId, EndpointId, Entry, EpochKey, LogId, TicketId,
};

use crate::{BackupKey, Fork, Seen, StoreError};

mod check;
mod record;
mod restore;
mod sealed;
mod write;

pub use restore::{Restored, restore_backup};
pub use write::write_backup;

/// Why a backup cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The disk failed, or the profile's own files did.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file is something else.
    #[error("{0} is not a backup of Manyhands")]
    NoBackup(PathBuf),
    /// It was written by a newer app.
    #[error("this backup was made by a newer app: update the app and try again")]
    TooNew,
    /// It belongs to other words.
    #[error("these twelve words do not open this backup: it belongs to another person")]
    OtherWords,
    /// It ends before its end: it was not copied whole.
    #[error("the backup ends too early: copy it again, whole")]
    CutShort,
    /// It is not what was written. Nothing of it was taken over.
    #[error("the backup is damaged: {0}; use another copy")]
    Damaged(&'static str),
    /// What is to be kept is longer than a backup can hold.
    #[error("a part of the backup is too long")]
    TooLong,
}

/// What a backup holds besides boards: what the log does not know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupContents {
    /// When it is made.
    pub made_ms: u64,
    /// Settings, drafts and the like of the device, each under a name that the app chooses.
    pub local: Vec<LocalPart>,
}

/// A thing of the app's own that a backup carries without knowing what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPart {
    /// What it is, in the app's words; at most 1,024 bytes.
    pub name: String,
    /// Its bytes; at most 1 MiB.
    pub value: Vec<u8>,
}

/// What a backup holds, counted while it was written or read whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupSummary {
    /// When it was made.
    pub made_ms: u64,
    /// Its boards.
    pub boards: Vec<BoardSummary>,
    /// How many things of the app's own.
    pub local: u64,
}

/// What a backup holds of one board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardSummary {
    /// Which one.
    pub board: BoardId,
    /// How many logs.
    pub logs: u64,
    /// How many entries, all checked.
    pub entries: u64,
}

/// A part of a backup, in the order in which they stand in it. All that follow a board, or a log, are of it.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Board {
        board: BoardId,
        nonce: BoardNonce,
        added_ms: u64,
    },
    Epoch {
        compartment: Compartment,
        key: EpochKey,
    },
    Invitation {
        ticket: TicketId,
        text: String,
    },
    Log {
        log: LogId,
        device: DeviceId,
    },
    Entry(Box<Entry>),
    /// The entries from here on stand on another branch of the log.
    Branch,
    Fork(Fork),
    Join {
        ticket: String,
        board: BoardId,
        since_ms: u64,
    },
    Address {
        endpoint: EndpointId,
        address: String,
        seen: Seen,
    },
    Local(LocalPart),
}

/// Reads a backup whole, and checks every piece and every entry of it.
///
/// # Errors
/// [`BackupError`], each with what to do.
pub fn verify_backup(path: &Path, key: &BackupKey) -> Result<BackupSummary, BackupError> {
    check::read(path, key, &mut |_| Ok(()))
}

/// Wraps a failure of a file operation.
fn io(path: &Path, error: std::io::Error) -> BackupError {
    StoreError::io(path, error).into()
}

#[cfg(test)]
mod tests;
