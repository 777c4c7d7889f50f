//! Opening a sealed database: the one place that knows SQLCipher.
//!
//! 1. SQLCipher's own log is silenced (it writes to stderr).
//! 2. The raw key is set: 32 bytes, so no passphrase is stretched here. Salt and page form are SQLCipher 4's.
//! 3. The first page is read: another key, or a file that is none of ours, shows here and not later.
//! 4. What keeps a hostile or broken file from doing more than failing is switched on.
//!
//! `cipher_memory_security` stays off: it locks and wipes all memory of SQLite at a cost for each page, while
//! the same texts stand in this process in the clear anyway. Temporary tables and sorts stay in memory
//! (compiled in), so nothing is written beside the sealed files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use data_encoding::HEXLOWER;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use zeroize::{Zeroize, Zeroizing};

use crate::folder::{make_private_file, read_private};
use crate::{DatabaseKey, StoreError, process_end};

/// How long a connection waits for another one's lock.
pub(crate) const BUSY: Duration = Duration::from_secs(5);
/// How a database begins that is not sealed.
const PLAIN: &[u8; 16] = b"SQLite format 3\0";

/// What a connection may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reads and writes; the file is made, with mode 0600, where it is missing.
    Write,
    /// Only reads.
    Read,
}

/// Opens a sealed database. Journal, caches and schema are the caller's.
///
/// # Errors
/// [`StoreError::WrongKey`] where the file does not open with this key; it is left as it is.
pub fn open_database(
    path: &Path,
    key: &DatabaseKey,
    access: Access,
) -> Result<Connection, StoreError> {
    sealed(connect(path, access)?, path, key)
}

/// As [`open_database`] for writing, of a file whose WAL the caller copies: SQLite does not when the connection closes,
/// also where it closes because the file does not open.
pub(crate) fn open_for_writing(path: &Path, key: &DatabaseKey) -> Result<Connection, StoreError> {
    let db = connect(path, Access::Write)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    sealed(db, path, key)
}

fn sealed(db: Connection, path: &Path, key: &DatabaseKey) -> Result<Connection, StoreError> {
    set_key(&db, key)?;
    first_page(&db, path)?;
    process_end::without_taking_down();
    harden(&db)?;
    Ok(db)
}

/// Opens a database that is not sealed: one of the version before, to seal it.
pub(crate) fn open_plain(path: &Path, access: Access) -> Result<Connection, StoreError> {
    let db = connect(path, access)?;
    harden(&db)?;
    Ok(db)
}

/// Returns whether there is a database that is not sealed.
pub(crate) fn is_plain(path: &Path) -> Result<bool, StoreError> {
    let beginning = read_private(path, PLAIN.len() as u64)?;
    Ok(beginning.is_some_and(|bytes| bytes == PLAIN))
}

/// Returns the key as SQLCipher takes it in SQL: a quoted text that is wiped when dropped.
pub(crate) fn raw_key(key: &DatabaseKey) -> Zeroizing<String> {
    let hex = Zeroizing::new(HEXLOWER.encode(key.expose()));
    let mut text = Zeroizing::new(String::with_capacity(hex.len() + 8));
    text.push_str("\"x'");
    text.push_str(&hex);
    text.push_str("'\"");
    text
}

/// Returns the path of a file that SQLite keeps beside the database.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Switches on what keeps a hostile or broken file from doing more than failing, and plans that hang on no value.
pub(crate) fn harden(db: &Connection) -> Result<(), StoreError> {
    db.busy_timeout(BUSY)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    // Else a statement of the cache is prepared anew whenever its LIMIT is another number.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn connect(path: &Path, access: Access) -> Result<Connection, StoreError> {
    let mode = match access {
        Access::Write => {
            make_private_file(path)?;
            OpenFlags::SQLITE_OPEN_READ_WRITE
        }
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let db = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    Ok(db)
}

fn set_key(db: &Connection, key: &DatabaseKey) -> Result<(), StoreError> {
    // Without SQLCipher the pragma for the key would be ignored, and everything written in the clear.
    let version = db.query_row("PRAGMA cipher_version", [], |row| row.get::<_, String>(0));
    if version.is_err() {
        return Err(StoreError::NoCipher);
    }
    let raw = raw_key(key);
    let mut sql = format!("PRAGMA key = {};", raw.as_str());
    let set = db.execute_batch(&sql);
    sql.zeroize();
    Ok(set?)
}

fn first_page(db: &Connection, path: &Path) -> Result<(), StoreError> {
    match db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())) {
        Ok(()) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            Err(StoreError::WrongKey(path.to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
