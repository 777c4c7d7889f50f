//! The file of the index: how it is opened, and how it goes.

use std::path::Path;

use node::{Access, DatabaseKey, open_database};
use rusqlite::Connection;

use super::schema;
use crate::api::{AppError, ErrorCode};

/// Pages that a connection keeps open, in KiB (negative, as SQLite takes it): opening a sealed page again costs ten
/// times what finding it in memory does.
const CACHE: i64 = -16 * 1024;

/// Opens the connection that writes; `None` where the file is of another version.
pub(super) fn open_writer(path: &Path, key: &DatabaseKey) -> Result<Option<Connection>, AppError> {
    let connection = open_database(path, key, Access::Write)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // Losing the last moments with the power is no loss: the cursor goes back with them.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    // What was erased must not stand in free pages.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.set_prepared_statement_cache_capacity(64);
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => {
            let all = format!(
                "BEGIN; {} PRAGMA user_version = {}; COMMIT;",
                schema::SCHEMA,
                schema::VERSION
            );
            connection.execute_batch(&all)?;
            Ok(Some(connection))
        }
        schema::VERSION => Ok(Some(connection)),
        _ => Ok(None),
    }
}

/// Opens a connection that reads.
pub(super) fn open_reader(path: &Path, key: &DatabaseKey) -> Result<Connection, AppError> {
    let connection = open_database(path, key, Access::Read)?;
    connection.pragma_update(None, "query_only", "ON")?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Deletes the file, and what SQLite keeps beside it.
pub(super) fn delete(path: &Path) -> Result<(), AppError> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        match std::fs::remove_file(&name) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(AppError::new(ErrorCode::DiskFailed, error));
            }
        }
    }
    Ok(())
}
