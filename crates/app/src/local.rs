//! `local.db`: what belongs to this device alone and must survive a crash.
//!
//! Owns settings, drafts, what was done while a board was on its way, undo steps, notices, marks, the newest backup and which imports were undone: durable SQLite (WAL, `synchronous=FULL`).
//! Never holds anything of a board that is not in the log too.

mod backups;
mod closing;
mod devices;
mod drafts;
mod imports;
mod marks;
mod meanwhile;
mod notices;
mod parts;
mod settings;
mod told;
mod undo;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use node::{Access, DatabaseKey, open_database};
use rusqlite::Connection;

use crate::api::{AppError, ErrorCode};

pub(crate) use backups::NewestBackup;
pub(crate) use closing::DAY_MS;
pub(crate) use marks::{Mark, Marks};
#[cfg(test)]
pub(crate) use meanwhile::MOST as MOST_MEANWHILE;
pub(crate) use meanwhile::{Deed, Meanwhile};
pub(crate) use notices::notice_of;
pub(crate) use settings::Settings;
pub(crate) use undo::{EditedField, Stated, Step};

/// The version of the tables here. A newer file is refused, an older one is brought forward.
const VERSION: i64 = 4;

const SCHEMA: &str = "
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE drafts (key TEXT PRIMARY KEY, text TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE undo (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    board TEXT NOT NULL,
    title TEXT NOT NULL,
    step TEXT NOT NULL
) STRICT;
CREATE INDEX undo_of_board ON undo (board, n);
CREATE TABLE undone_imports (
    board TEXT NOT NULL, item TEXT NOT NULL, PRIMARY KEY (board, item)
) STRICT, WITHOUT ROWID;
";

/// The open `local.db`.
pub(crate) struct Local {
    connection: Mutex<Connection>,
    /// The settings as they stand in the file: each intent and each view asks for them.
    settings: Mutex<Settings>,
}

impl Local {
    /// Opens or makes the file. Fails with `DataTooNew` where a newer app wrote it.
    pub(crate) fn open(path: &Path, key: &DatabaseKey) -> Result<Self, AppError> {
        let connection = open_database(path, key, Access::Write)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        match version {
            0 => bring_forward(
                &connection,
                &[SCHEMA, notices::SCHEMA, marks::SCHEMA, meanwhile::SCHEMA],
            )?,
            1 => bring_forward(
                &connection,
                &[notices::SCHEMA, marks::SCHEMA, meanwhile::SCHEMA],
            )?,
            2 => bring_forward(&connection, &[marks::SCHEMA, meanwhile::SCHEMA])?,
            3 => bring_forward(&connection, &[meanwhile::SCHEMA])?,
            VERSION => {}
            newer => {
                return Err(
                    AppError::new(ErrorCode::DataTooNew, "local.db is newer than the app")
                        .with("version", newer),
                );
            }
        }
        let settings = settings::read(&connection)?;
        Ok(Self {
            connection: Mutex::new(connection),
            settings: Mutex::new(settings),
        })
    }

    /// A statement that panicked half-way was rolled back by SQLite, so a poisoned lock is still good.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn bring_forward(connection: &Connection, tables: &[&str]) -> Result<(), AppError> {
    let tables = tables.concat();
    let all = format!("BEGIN; {tables} PRAGMA user_version = {VERSION}; COMMIT;");
    Ok(connection.execute_batch(&all)?)
}
