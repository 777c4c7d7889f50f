//! `log.db`: the truth. Append-only entries, what was decided about them, and what peers hold.
//!
//! Owns the connection, its settings and its transactions; the schema is in `schema`, the queries are
//! in the modules below it. One writer; readers open the file beside it. Steps of a write: `begin`,
//! any number of jobs each inside of a savepoint, `commit`. After a failed commit the caller reads
//! everything again from the disk.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::StoreError;
use crate::folder::make_private_file;

mod boards;
mod entries;
mod items;
mod joins;
mod keep;
mod peers;
mod rows;
mod schema;
mod verdicts;

pub use boards::{BoardRecord, LogRecord};
pub use entries::{Fork, Known};
pub use joins::{JoinRecord, JoinState};
pub use keep::Moved;
pub use peers::{Held, Seen};
pub use rows::{BoardKey, EntryKey, LogKey};
pub use schema::SCHEMA_VERSION;
pub use verdicts::{Cause, VerdictRow};

/// How long a connection waits for another one's lock.
const BUSY: Duration = Duration::from_secs(5);
/// Prepared statements that are kept.
const STATEMENTS: usize = 128;

/// An open `log.db`.
#[derive(Debug)]
pub struct LogDb {
    db: Connection,
}

impl LogDb {
    /// Opens the file, made with mode 0600 where it is missing, and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::TooNew`] for a file of a newer app, [`StoreError::Corrupt`] for one that is no database;
    /// both are left as they are.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        make_private_file(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)?;
        // The mode first: it reads the header, which says whether the file is a database at all.
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        Self::prepare(db, path)
    }

    /// Opens a database that lives in memory only: for simulations.
    ///
    /// # Errors
    /// [`StoreError`] where SQLite has no memory.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::prepare(Connection::open_in_memory()?, Path::new(":memory:"))
    }

    /// Opens a second connection that only reads.
    ///
    /// # Errors
    /// [`StoreError`] where the file is not there or no database.
    pub fn reader(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)?;
        harden(&db)?;
        Ok(Self { db })
    }

    /// Begins a transaction that holds the write lock.
    ///
    /// # Errors
    /// [`StoreError`] where another connection holds it.
    pub fn begin(&self) -> Result<(), StoreError> {
        self.run("BEGIN IMMEDIATE")
    }

    /// Ends the transaction: what it wrote is on the disk now.
    ///
    /// # Errors
    /// [`StoreError`]: then nothing of it counts, and the caller rolls back and reads its state again.
    pub fn commit(&self) -> Result<(), StoreError> {
        self.run("COMMIT")
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
        self.db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    fn prepare(db: Connection, path: &Path) -> Result<Self, StoreError> {
        harden(&db)?;
        let this = Self { db };
        schema::migrate(&this.db, path)?;
        Ok(this)
    }

    fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.db.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

/// Switches on what keeps a hostile or broken file from doing more than failing.
fn harden(db: &Connection) -> Result<(), StoreError> {
    db.busy_timeout(BUSY)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    Ok(())
}

/// Returns the path of a file that SQLite keeps beside the database.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests;
