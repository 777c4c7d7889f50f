//! Reading a damaged database: row by row, and behind the damage. Never writes to it.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, Statement, params_from_iter};

use crate::database::{Access, open_database, open_plain};
use crate::{DatabaseKey, StoreError};

/// No row has a greater number.
const LAST_ROW: i64 = i64::MAX;

/// The damaged file. SQLCipher gives a connection up with the first page that fails, so each reading has its own.
pub(super) struct Source<'a> {
    pub(super) from: &'a Path,
    pub(super) key: Option<&'a DatabaseKey>,
}

impl Source<'_> {
    fn connect(&self) -> Result<Connection, StoreError> {
        match self.key {
            Some(key) => open_database(self.from, key, Access::Read),
            None => open_plain(self.from, Access::Read),
        }
    }

    /// Returns those of the columns that the table has there: a file of an older version may lack some. All of them, where
    /// that cannot be read.
    pub(super) fn those_it_has(&self, table: &str, columns: &str) -> String {
        let has = |db: &Connection| -> rusqlite::Result<HashSet<String>> {
            let mut names = db.prepare("SELECT name FROM pragma_table_info(?)")?;
            names.query_map([table], |row| row.get(0))?.collect()
        };
        let known = self.connect().ok().and_then(|db| has(&db).ok());
        let all = columns.split(", ");
        match known.filter(|known| !known.is_empty()) {
            Some(known) => all
                .filter(|name| known.contains(*name))
                .collect::<Vec<_>>()
                .join(", "),
            None => columns.to_owned(),
        }
    }

    /// Returns whether the first row from this number on can be read, or there is none.
    fn readable(&self, sql: &str, row: i64) -> bool {
        let read = || -> Result<(), StoreError> {
            let db = self.connect()?;
            let mut read = db.prepare(sql)?;
            read.query([row])?.next()?;
            Ok(())
        };
        read().is_ok()
    }
}

/// Copies rows from this number on. Returns the number after the last one that was read, if damage ended it.
pub(super) fn copy_from(
    old: &Source<'_>,
    sql: &str,
    write: &mut Statement<'_>,
    from: i64,
) -> Result<Option<i64>, StoreError> {
    let db = match old.connect() {
        Ok(db) => db,
        Err(error) if error.is_damage() => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut read = match db.prepare(sql) {
        Ok(read) => read,
        Err(error) => return unreadable(error).map(|()| None),
    };
    let width = read.column_count();
    let mut next = from;
    let mut rows = read.query([from])?;
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(None),
            Err(error) => return unreadable(error).map(|()| Some(next)),
        };
        if let Ok(number) = row.get::<_, i64>(0) {
            next = number.saturating_add(1);
        }
        let values: Result<Vec<Value>, _> = (0..width).map(|at| row.get(at)).collect();
        let Ok(values) = values else { continue };
        match write.execute(params_from_iter(values)) {
            // A foreign key that is missing is a row that cannot stand alone: leave it out.
            Err(error) if error.sqlite_error_code() != Some(ErrorCode::ConstraintViolation) => {
                return Err(error.into());
            }
            Ok(_) | Err(_) => {}
        }
    }
}

/// Returns the least number from which a row can be read behind damage that begins at `from`.
pub(super) fn behind(old: &Source<'_>, sql: &str, from: i64) -> Option<i64> {
    let readable = |row: i64| old.readable(sql, row);
    let (mut bad, mut step) = (from, 1_i64);
    let mut good = loop {
        let row = from.checked_add(step).unwrap_or(LAST_ROW);
        if readable(row) {
            break row;
        }
        if row == LAST_ROW {
            return None;
        }
        (bad, step) = (row, step.saturating_mul(2));
    };
    while good - bad > 1 {
        let middle = bad + (good - bad) / 2;
        if readable(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Some(good)
}

/// Damage, and a table that is not there, are what a recovery is for; a full disk and the like are not.
fn unreadable(error: rusqlite::Error) -> Result<(), StoreError> {
    let failed = matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::DatabaseBusy | ErrorCode::OutOfMemory)
    );
    match StoreError::from(error) {
        error if failed || error.is_full() => Err(error),
        _ => Ok(()),
    }
}
