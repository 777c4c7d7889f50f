//! What stands on the disk: nothing is written behind bytes of which it is not known that they are there.
//!
//! After a failed `fsync` the system may hold bytes in memory that never reach the disk, and give them to whoever reads
//! (docs/decisions/0151). Two rules follow.
//! 1. A transaction that failed at the disk ends writing. The file is opened anew, by [`LogDb::reopen`], and what was
//!    committed is moved out of the WAL, before [`LogDb::begin`] says yes again.
//! 2. What stands in the WAL at an opening is written once more, byte for byte, and synced, before anything is written
//!    behind it: the run before may have ended over a failed `fsync`. Where that fails, the file can be read, and each
//!    `begin` tries again.
//! 3. What SQLite copies from the WAL into the file is compared afterwards, and mended: see `wal`. So nothing is copied
//!    but here: not by SQLite after a commit, and not when a connection closes.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ffi};

use super::keep::MARK;
use super::wal::Wal;
use super::{LogDb, STATEMENTS};
use crate::database::{BUSY, beside, open_for_writing};
use crate::folder::make_private_file;
use crate::{DatabaseKey, StoreError};

/// How much of the WAL is written once more at a time.
const PIECE: usize = 1 << 20;
/// From so many bytes on, and with so many more since the last time or so many transactions, the WAL is copied.
const MUCH: u64 = 4 << 20;
const MANY: u32 = 256;
/// A WAL that is longer is cut, where nobody reads.
const TOO_MUCH: u64 = 16 << 20;

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
    /// The file itself, to compare pages with. As long as connections are open it is never closed: with the first
    /// handle of a process that is closed, all locks of that process on a file are gone (POSIX).
    pages: File,
}

impl std::fmt::Debug for OnDisk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OnDisk").field("path", &self.path).finish()
    }
}

impl OnDisk {
    pub(super) fn new(path: &Path, key: &DatabaseKey) -> Result<Self, StoreError> {
        make_private_file(path)?;
        let pages = OpenOptions::new().read(true).write(true).open(path);
        Ok(Self {
            path: path.to_owned(),
            key: key.clone(),
            pages: pages.map_err(|e| StoreError::io(path, e))?,
        })
    }

    /// Opens the file for writing. What is in the WAL is copied by [`LogDb::copy_checked`] only.
    pub(super) fn connect(&self) -> Result<Connection, StoreError> {
        let db = open_for_writing(&self.path, &self.key)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "wal_autocheckpoint", 0)?;
        Ok(db)
    }

    /// Lets the next start look through the whole file.
    fn mark(&self) {
        if let Err(error) = make_private_file(&beside(&self.path, MARK)) {
            tracing::warn!(%error, "the next start does not know of the damage");
        }
    }

    /// Returns how long the WAL is on the disk.
    pub(super) fn wal_length(&self) -> u64 {
        std::fs::metadata(self.wal()).map_or(0, |wal| wal.len())
    }

    fn wal(&self) -> PathBuf {
        beside(&self.path, "-wal")
    }

    /// Reads the WAL.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where something that was saved stands in it and cannot be read.
    pub(super) fn read_wal(&self) -> Result<Wal, StoreError> {
        let path = self.wal();
        let wal = Wal::read(&path).map_err(|e| StoreError::io(&path, e))?;
        if wal.is_damaged() {
            return Err(StoreError::Damaged(path));
        }
        Ok(wal)
    }

    /// Compares the file with the first frames of the WAL, and mends it.
    fn compare(&self, frames: usize) -> Result<(), StoreError> {
        let path = self.wal();
        let wal = Wal::read(&path).map_err(|e| StoreError::io(&path, e))?;
        let mended = wal.mend(&path, &self.pages, frames);
        match mended.map_err(|e| StoreError::io(&self.path, e))? {
            0 => {}
            pages => tracing::error!(pages, "the disk did not keep what it was given; mended"),
        }
        Ok(())
    }

    /// Returns whether a run before left something in the WAL.
    pub(super) fn has_wal(&self) -> bool {
        self.wal_length() > 0
    }

    /// Writes the WAL once more, as it is, and syncs it.
    fn renew_wal(&self) -> Result<(), StoreError> {
        let path = self.wal();
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
        let failed = self.standing.get() == Standing::Failed;
        if !failed && self.answers() {
            return Ok(());
        }
        let Some(file) = &self.file else {
            self.standing.set(Standing::Sound);
            return Ok(());
        };
        if !failed {
            file.mark();
        }
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
        match (&done, &self.file) {
            (Err(StoreError::DiskFailed(_)), _) => self.standing.set(Standing::Failed),
            (Err(error), Some(file)) if error.is_damage() => {
                file.mark();
                self.standing.set(Standing::Failed);
            }
            _ => {}
        }
        done
    }

    /// Sees to it that all that was written before is on the disk; cheap where that is known.
    pub(super) fn settle(&self) -> Result<(), StoreError> {
        match (self.standing.get(), &self.file) {
            (Standing::Sound, _) => return Ok(()),
            (Standing::Found | Standing::Reopened, None) => {}
            (Standing::Found, Some(file)) => self.take_found(file)?,
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
        if !self.copy_all()? {
            let words = "somebody reads, and the WAL cannot be begun anew";
            return Err(failure(ffi::SQLITE_IOERR_LOCK, words));
        }
        Ok(())
    }

    /// Takes over what a run before left in the WAL: it is put on the disk, copied into the file, and compared.
    fn take_found(&self, file: &OnDisk) -> Result<(), StoreError> {
        let before = file.read_wal()?.len();
        file.renew_wal()?;
        let after = file.read_wal()?.len();
        let copied = match self.copy("PASSIVE") {
            // It is on the disk, in the WAL; what is there must be readable without any room.
            Err(error) if error.is_full() => return Ok(()),
            copied => copied?,
        };
        if after != before || copied.frames < before {
            // SQLite, or the disk, read something else than what is there.
            return Err(StoreError::Damaged(file.wal()));
        }
        Ok(())
    }

    /// Copies what is in the WAL into the file, looks whether it is there, and begins the WAL anew. Returns whether
    /// that went: not while somebody reads what was before.
    pub(super) fn copy_all(&self) -> Result<bool, StoreError> {
        let copied = self.copy("FULL")?;
        Ok(!copied.busy && !self.copy("TRUNCATE")?.busy)
    }

    /// Lets SQLite copy, and looks whether the file holds what was copied: SQLite itself never does.
    fn copy(&self, how: &str) -> Result<Copied, StoreError> {
        let sql = format!("PRAGMA wal_checkpoint({how})");
        let copied = self.db.query_row(&sql, [], |row| {
            Ok(Copied {
                busy: row.get(0)?,
                frames: usize::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
                done: usize::try_from(row.get::<_, i64>(2)?).unwrap_or(0),
            })
        });
        let copied = self.noting(copied.map_err(StoreError::from))?;
        if let Some(file) = self.file.as_ref().filter(|_| copied.done > 0) {
            file.compare(copied.done)?;
        }
        Ok(copied)
    }

    /// Copies what is in the WAL where that has become much. Its failure is nobody's: all of it is in the WAL.
    pub(super) fn copy_if_much(&self) {
        let Some(file) = &self.file else { return };
        let (length, commits) = (file.wal_length(), self.commits.get() + 1);
        let grown = length.saturating_sub(self.copied_at.get()) >= MUCH;
        self.commits.set(commits);
        if length < MUCH || !(grown || commits >= MANY) {
            return;
        }
        let copied = self.copy("PASSIVE").and_then(|copied| {
            if length > TOO_MUCH && copied.done == copied.frames {
                self.db.busy_timeout(Duration::ZERO)?;
                self.copy("TRUNCATE")?;
                self.db.busy_timeout(BUSY)?;
            }
            Ok(())
        });
        if let Err(error) = copied {
            tracing::warn!(%error, "what is in the WAL stays there for now");
        }
        self.commits.set(0);
        self.copied_at.set(file.wal_length());
    }

    /// Returns whether the connection reads. SQLCipher gives one up with the first page that does not open.
    fn answers(&self) -> bool {
        let sql = "PRAGMA shrink_memory; SELECT count(*) FROM sqlite_schema; SELECT count(*) FROM boards;";
        self.db.execute_batch(sql).is_ok()
    }

    /// Ends in order: one file is left, where nobody reads.
    pub(super) fn end(&self) {
        let sound = self.file.is_some() && self.standing.get() == Standing::Sound;
        if !sound || self.in_transaction() || self.db.busy_timeout(Duration::ZERO).is_err() {
            return;
        }
        if self.copy_all().unwrap_or(false) {
            // Nothing is left to be copied: SQLite may take its files away.
            let keep = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
            let done = self.db.set_db_config(keep, false);
            if let Err(error) = done {
                tracing::warn!(%error, "an empty WAL stays");
            }
        }
    }
}

/// What a checkpoint did: whether somebody was in its way, of how many frames, and how many of them are in the file.
struct Copied {
    busy: bool,
    frames: usize,
    done: usize,
}

fn failure(code: std::ffi::c_int, words: &str) -> StoreError {
    rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some(words.to_owned())).into()
}
