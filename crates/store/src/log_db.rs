//! `log.db`: the truth. Append-only entries, what was decided about them, and what peers hold.
//!
//! Owns the connection, its settings and its transactions; the schema is in `schema`, the queries are
//! in the modules below it. One writer; readers open the file beside it. Steps of a write: `begin`,
//! any number of jobs each inside of a savepoint, `commit`. After a failed commit the caller opens the file
//! anew (`standing`) and reads everything again from the disk.

use std::cell::Cell;
use std::path::Path;

use rusqlite::Connection;

use crate::database::{Access, harden, open_database};
use crate::{DatabaseKey, StoreError};

mod amounts;
mod apart;
mod boards;
mod branches;
mod carried;
mod entries;
mod items;
mod joins;
mod keep;
mod peers;
mod receipts;
mod rows;
mod schema;
mod standing;
mod verdicts;
mod wal;
mod whole;

pub use boards::{BoardRecord, LogRecord};
pub use branches::BranchRecord;
pub use carried::{CarriedKey, CarriedPeer, CarriedRecord, FrameLogKey, FrameRow};
pub use entries::{Fork, Known};
pub use joins::{JoinRecord, JoinState};
pub use keep::Moved;
pub use peers::Seen;
pub use receipts::Receipt;
pub use rows::{BoardKey, EntryKey, LogKey};
pub use schema::SCHEMA_VERSION;
pub use verdicts::{Cause, VerdictRow};

use standing::{OnDisk, Standing};

/// Prepared statements that are kept.
const STATEMENTS: usize = 128;

/// An open `log.db`.
#[derive(Debug)]
pub struct LogDb {
    db: Connection,
    standing: Cell<Standing>,
    /// Transactions since the WAL was copied last.
    commits: Cell<u32>,
    /// How long it was then.
    copied_at: Cell<u64>,
    /// `None` in memory.
    file: Option<OnDisk>,
}

impl Drop for LogDb {
    fn drop(&mut self) {
        self.end();
    }
}

impl LogDb {
    /// Opens the file, made with mode 0600 where it is missing, and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::TooNew`] for a file of a newer app, [`StoreError::WrongKey`] for one that does not open with
    /// this key; both are left as they are.
    pub fn open(path: &Path, key: &DatabaseKey) -> Result<Self, StoreError> {
        let file = OnDisk::new(path, key)?;
        file.read_wal()?;
        let standing = if file.has_wal() {
            Standing::Found
        } else {
            Standing::Sound
        };
        let db = file.connect()?;
        Self::prepare(db, path, standing, Some(file))
    }

    /// Opens a database that lives in memory only, not sealed: for simulations.
    ///
    /// # Errors
    /// [`StoreError`] where SQLite has no memory.
    pub fn in_memory() -> Result<Self, StoreError> {
        let db = Connection::open_in_memory()?;
        harden(&db)?;
        Self::prepare(db, Path::new(":memory:"), Standing::Sound, None)
    }

    /// Opens a second connection that only reads.
    ///
    /// # Errors
    /// [`StoreError`] where the file is not there or no database.
    pub fn reader(path: &Path, key: &DatabaseKey) -> Result<Self, StoreError> {
        let db = open_database(path, key, Access::Read)?;
        db.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self::over(db))
    }

    /// Begins a transaction that holds the write lock.
    ///
    /// # Errors
    /// [`StoreError`] where another connection holds it, and after the disk failed until [`LogDb::reopen`].
    pub fn begin(&self) -> Result<(), StoreError> {
        self.settle()?;
        self.noting(self.run("BEGIN IMMEDIATE"))
    }

    /// Ends the transaction: what it wrote is on the disk now.
    ///
    /// # Errors
    /// [`StoreError`]: then nothing of it counts, and the caller rolls back and reads its state again.
    pub fn commit(&self) -> Result<(), StoreError> {
        self.noting(self.run("COMMIT"))?;
        self.copy_if_much();
        Ok(())
    }

    /// Undoes the transaction; does nothing where none is open (SQLite ends it by itself after some failures).
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn rollback(&self) -> Result<(), StoreError> {
        if self.db.is_autocommit() {
            return Ok(());
        }
        self.run("ROLLBACK")
    }

    /// Returns whether a transaction is open.
    #[must_use]
    pub fn in_transaction(&self) -> bool {
        !self.db.is_autocommit()
    }

    /// Begins a part of the transaction that can be undone alone. One at a time.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn savepoint(&self) -> Result<(), StoreError> {
        self.run("SAVEPOINT job")
    }

    /// Ends the part and keeps it.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn release(&self) -> Result<(), StoreError> {
        self.run("RELEASE job")
    }

    /// Ends the part and undoes it.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses, or has undone the whole transaction already.
    pub fn undo_savepoint(&self) -> Result<(), StoreError> {
        self.run("ROLLBACK TO job")?;
        self.run("RELEASE job")
    }

    /// Begins a part that other parts can stand inside of: one job of a transaction.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn begin_part(&self) -> Result<(), StoreError> {
        self.run("SAVEPOINT part")
    }

    /// Ends the part and keeps it.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn keep_part(&self) -> Result<(), StoreError> {
        self.run("RELEASE part")
    }

    /// Ends the part and undoes it, with whatever was begun inside of it.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses, or has undone the whole transaction already.
    pub fn undo_part(&self) -> Result<(), StoreError> {
        self.run("ROLLBACK TO part")?;
        self.run("RELEASE part")
    }

    /// Sets how large the file may grow, in pages of 4 KiB; `None` takes the limit away. A full disk, for tests.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn limit_pages(&self, pages: Option<u32>) -> Result<(), StoreError> {
        let pages = pages.unwrap_or(u32::MAX - 1);
        // The pragma answers with a row.
        self.db
            .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
        Ok(())
    }

    /// Moves what is in the WAL into the file, so that a closed folder is one file again.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        self.copy_all().map(drop)
    }

    fn over(db: Connection) -> Self {
        Self {
            db,
            standing: Cell::new(Standing::Sound),
            commits: Cell::new(0),
            copied_at: Cell::new(0),
            file: None,
        }
    }

    fn prepare(
        db: Connection,
        path: &Path,
        standing: Standing,
        file: Option<OnDisk>,
    ) -> Result<Self, StoreError> {
        db.set_prepared_statement_cache_capacity(STATEMENTS);
        let this = Self {
            db,
            standing: Cell::new(standing),
            commits: Cell::new(0),
            copied_at: Cell::new(file.as_ref().map_or(0, OnDisk::wal_length)),
            file,
        };
        this.settle_if_possible()?;
        schema::migrate(&this.db, path)?;
        Ok(this)
    }

    fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.db.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
