//! How much of a log there is, in bytes: for people who wait for it.

use rusqlite::params;

use super::LogDb;
use super::rows::{LogKey, int, uint};
use crate::StoreError;

impl LogDb {
    /// Returns how many entries a log has between two numbers, both counted, and how many bytes their bodies have.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn amount(&self, log: LogKey, from: u64, to: u64) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT count(*), coalesce(sum(length(body)), 0) FROM entries \
             WHERE log = ? AND seq BETWEEN ? AND ?";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(
            statement.query_row(params![log, int(from), int(to)], |row| {
                Ok((uint(row.get(0)?), uint(row.get(1)?)))
            })?,
        )
    }
}
