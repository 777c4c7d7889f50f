//! What a backup reads besides: all of it, at one moment.

use rusqlite::types::ValueRef;
use trust::{Compartment, EpochKey, TicketId};

use super::LogDb;
use super::rows::{BoardKey, Bytes, LogKey, all, compartment, uint};
use crate::StoreError;

impl LogDb {
    /// Reads several things as they were at one moment, whatever is written meanwhile.
    pub(crate) fn at_one_moment<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run("BEGIN")?;
        let answer = read(self);
        self.rollback()?;
        answer
    }

    /// Returns all keys of the board, in the order in which they came.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub(crate) fn epochs(
        &self,
        board: BoardKey,
    ) -> Result<Vec<(Compartment, EpochKey)>, StoreError> {
        let sql = "SELECT compartment, key FROM epochs WHERE board = ? ORDER BY id";
        let mut epochs = all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let of = compartment(row.get(0)?).ok_or(StoreError::BadRow { table: "epochs" })?;
            let Bytes(key) = row.get(1)?;
            Ok((of, EpochKey::from_bytes(key)))
        })?;
        epochs.extend(self.case_keys(board)?);
        Ok(epochs)
    }

    /// Returns the tickets that were made here, with their texts.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub(crate) fn invitations(
        &self,
        board: BoardKey,
    ) -> Result<Vec<(TicketId, String)>, StoreError> {
        let sql = "SELECT ticket, text FROM invitations WHERE board = ? ORDER BY ticket";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let Bytes(ticket) = row.get(0)?;
            Ok((TicketId(ticket), row.get(1)?))
        })
    }

    /// Returns the number of the newest entry of a log whose signature is kept.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub(crate) fn last_signed(&self, log: LogKey) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT max(seq) FROM entries WHERE log = ? AND signature IS NOT NULL";
        let seq: Option<i64> = self
            .db
            .prepare_cached(sql)?
            .query_row([log], |row| row.get(0))?;
        Ok(seq.map(uint))
    }

    /// Returns every text and blob in the file: for tests that look for what must not be in it.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    #[doc(hidden)]
    pub fn every_value(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'";
        let tables: Vec<String> =
            all(
                &mut *self.db.prepare_cached(sql)?,
                [],
                |row| Ok(row.get(0)?),
            )?;
        let mut values = Vec::new();
        for table in tables {
            let mut select = self.db.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let columns = select.column_count();
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    let value = row.get_ref(column)?;
                    if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = value {
                        values.push(bytes.to_vec());
                    }
                }
            }
        }
        Ok(values)
    }
}
