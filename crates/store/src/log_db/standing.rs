//! What stands on the disk: nothing is written behind bytes of which it is not known that they are there.
//!
//! After a failed `fsync` the system may hold bytes in memory that never reach the disk, and give them to whoever reads
//! (docs/decisions/0151). Two rules follow.
//! 1. A transaction that failed at the disk ends writing. The file is opened anew, by [`LogDb::reopen`], and what was
//!    committed is moved out of the WAL, before [`LogDb::begin`] says yes again.
//! 2. What stands in the WAL at an opening is written once more, byte for byte, and synced, before anything is written
//!    behind it: the run before may have ended over a failed `fsync`. Where that fails, the file can be read, and each
//!    `begin` tries again.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ffi};

use super::{LogDb, STATEMENTS};
use crate::database::{Access, beside, open_database};
use crate::{DatabaseKey, StoreError};

/// How much of the WAL is written once more at a time.
const PIECE: usize = 1 << 20;

/// How writing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// All that was written before is on the disk.
    Sound,
    /// What the run before left in the WAL may be in memory only.
    Found,
    /// The file was opened anew; behind what was committed the WAL may hold what is on no disk.
    Reopened,
    /// The disk failed in a transaction.
    Failed,
}

/// Where the file is, and how it opens.
pub(super) struct OnDisk {
    path: PathBuf,
    key: DatabaseKey,
}

impl std::fmt::Debug for OnDisk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OnDisk").field("path", &self.path).finish()
    }
}

impl OnDisk {
    pub(super) fn new(path: &Path, key: &DatabaseKey) -> Self {
        Self {
            path: path.to_owned(),
            key: key.clone(),
        }
    }

    /// Opens the file for writing.
    pub(super) fn connect(&self) -> Result<Connection, StoreError> {
        let db = open_database(&self.path, &self.key, Access::Write)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        Ok(db)
    }

    /// Returns whether a run before left something in the WAL.
    pub(super) fn has_wal(&self) -> bool {
        let wal = std::fs::metadata(beside(&self.path, "-wal"));
        wal.is_ok_and(|wal| wal.len() > 0)
    }

    /// Writes the WAL once more, as it is, and syncs it.
    fn renew_wal(&self) -> Result<(), StoreError> {
        let path = beside(&self.path, "-wal");
        match renew(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            done => done.map_err(|e| StoreError::io(path, e)),
        }
    }
}

/// Writes a file once more, as it is, piece by piece, and syncs it.
fn renew(path: &Path) -> std::io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let mut piece = vec![0; PIECE];
    let mut at = 0;
    loop {
        file.seek(SeekFrom::Start(at))?;
        let count = file.read(&mut piece)?;
        if count == 0 {
            return file.sync_all();
        }
        file.seek(SeekFrom::Start(at))?;
        file.write_all(&piece[..count])?;
        at += count as u64;
    }
}

impl LogDb {
    /// Opens the file anew after the disk failed; does nothing where it did not. Until this has succeeded, nothing is
    /// written. The transaction that failed is undone.
    ///
    /// # Errors
    /// [`StoreError`] where the disk still fails.
    pub fn reopen(&mut self) -> Result<(), StoreError> {
        if self.standing.get() != Standing::Failed {
            return Ok(());
        }
        let Some(file) = &self.file else {
            self.standing.set(Standing::Sound);
            return Ok(());
        };
        let db = file.connect()?;
        db.set_prepared_statement_cache_capacity(STATEMENTS);
        // The one that failed is closed here.
        self.db = db;
        self.standing.set(Standing::Reopened);
        tracing::warn!("log.db was opened anew, because the disk failed");
        self.settle()
    }

    /// Notes how a step of a transaction ended at the disk.
    pub(super) fn noting<T>(&self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(StoreError::DiskFailed(_)) = &done {
            self.standing.set(Standing::Failed);
        }
        done
    }

    /// Sees to it that all that was written before is on the disk; cheap where that is known.
    pub(super) fn settle(&self) -> Result<(), StoreError> {
        match (self.standing.get(), &self.file) {
            (Standing::Sound, _) => return Ok(()),
            (Standing::Found | Standing::Reopened, None) => {}
            (Standing::Found, Some(file)) => file.renew_wal()?,
            (Standing::Reopened, Some(_)) => self.empty_wal()?,
            (Standing::Failed, _) => {
                let words = "the disk failed before, and the file was not opened anew";
                return Err(failure(ffi::SQLITE_IOERR_FSYNC, words));
            }
        }
        self.standing.set(Standing::Sound);
        Ok(())
    }

    /// As [`LogDb::settle`], at the opening: where there is no room, or the disk fails, the file is still read.
    pub(super) fn settle_if_possible(&self) -> Result<(), StoreError> {
        match self.settle() {
            Err(
                error @ (StoreError::DiskFull(_)
                | StoreError::DiskFailed(_)
                | StoreError::Io { .. }),
            ) => {
                tracing::warn!(%error, "log.db is opened to read; writing waits for the disk");
                Ok(())
            }
            other => other,
        }
    }

    /// Moves what was committed into the file, and begins the WAL anew: what failed is in it no longer.
    fn empty_wal(&self) -> Result<(), StoreError> {
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: bool = self.db.query_row(sql, [], |row| row.get(0))?;
        if busy {
            let words = "somebody reads, and the WAL cannot be begun anew";
            return Err(failure(ffi::SQLITE_IOERR_LOCK, words));
        }
        Ok(())
    }
}

fn failure(code: std::ffi::c_int, words: &str) -> StoreError {
    rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some(words.to_owned())).into()
}
