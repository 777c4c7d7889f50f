//! Compartments that not every member reads: their keys, and the bodies that are sealed or erased.
//!
//! Owns in which form a body stands on this disk. A body changes its form and nothing else: the entry and its id stay.

use rusqlite::params;
use trust::{BodyForm, Compartment, Entry, EpochId, EpochKey, ItemId, LogId, to_canonical};

use super::LogDb;
use super::rows::{BoardKey, Bytes, EntryKey, all, compartment_number, uint};
use crate::StoreError;

impl LogDb {
    /// Notes that an entry is of a compartment apart, and how its body stands.
    pub(super) fn add_apart(&self, key: EntryKey, entry: &Entry) -> Result<(), StoreError> {
        let header = &entry.header;
        if !header.compartment.is_apart() {
            return Ok(());
        }
        let epoch = header.body_epoch.unwrap_or(entry.epoch);
        self.db
            .prepare_cached("INSERT INTO apart(entry, part, epoch, form) VALUES (?, ?, ?, ?)")?
            .execute(params![
                key,
                to_canonical(&header.compartment),
                epoch.0,
                form_number(entry.form)
            ])?;
        Ok(())
    }

    /// Keeps a key of a sealed case; does nothing where it is kept already.
    pub(super) fn add_case_key(
        &self,
        board: BoardKey,
        item: ItemId,
        key: &EpochKey,
    ) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO case_keys(board, epoch, item, key) VALUES (?, ?, ?, ?)";
        self.db
            .prepare_cached(sql)?
            .execute(params![board, key.id().0, item.0, key.expose()])?;
        Ok(())
    }

    /// Returns the keys of the board's sealed cases, in the order in which they came.
    pub(super) fn case_keys(
        &self,
        board: BoardKey,
    ) -> Result<Vec<(Compartment, EpochKey)>, StoreError> {
        let sql = "SELECT item, key FROM case_keys WHERE board = ? ORDER BY id";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let Bytes(item) = row.get(0)?;
            let Bytes(key) = row.get(1)?;
            Ok((Compartment::Case(ItemId(item)), EpochKey::from_bytes(key)))
        })
    }

    /// Deletes all keys of a compartment apart.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn forget_keys(&self, board: BoardKey, of: Compartment) -> Result<(), StoreError> {
        match (of, compartment_number(of)) {
            (Compartment::Case(item), _) => self
                .db
                .prepare_cached("DELETE FROM case_keys WHERE board = ? AND item = ?")?
                .execute(params![board, item.0])?,
            (_, Some(number)) if of.is_apart() => self
                .db
                .prepare_cached("DELETE FROM epochs WHERE board = ? AND compartment = ?")?
                .execute(params![board, number])?,
            _ => return Err(StoreError::BadRow { table: "epochs" }),
        };
        Ok(())
    }

    /// Returns the sealed bodies of a board whose key is kept, in the order of arrival.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn to_open(&self, board: BoardKey) -> Result<Vec<EntryKey>, StoreError> {
        let sql = "SELECT a.entry FROM apart a JOIN entries e ON e.id = a.entry \
             JOIN logs l ON l.id = e.log WHERE a.form = 1 AND l.board = ?1 AND ( \
             EXISTS (SELECT 1 FROM case_keys k WHERE k.board = ?1 AND k.epoch = a.epoch) OR \
             EXISTS (SELECT 1 FROM epochs k WHERE k.board = ?1 AND k.epoch = a.epoch)) \
             ORDER BY a.entry";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            Ok(row.get(0)?)
        })
    }

    /// Returns the entries of a compartment apart whose bodies stand in one of these forms, in the order of arrival.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn of_part(
        &self,
        board: BoardKey,
        of: Compartment,
        forms: &[BodyForm],
    ) -> Result<Vec<EntryKey>, StoreError> {
        let sql = "SELECT a.entry, a.form FROM apart a JOIN entries e ON e.id = a.entry \
             JOIN logs l ON l.id = e.log WHERE a.part = ? AND l.board = ? ORDER BY a.entry";
        let wanted: Vec<i64> = forms.iter().map(|form| form_number(*form)).collect();
        let rows = all(
            &mut *self.db.prepare_cached(sql)?,
            params![to_canonical(&of), board],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let rows = rows.into_iter().filter(|(_, form)| wanted.contains(form));
        Ok(rows.map(|(key, _)| key).collect())
    }

    /// Returns the logs of a board with an erased body, each with the number of the first.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn hollow(&self, board: BoardKey) -> Result<Vec<(LogId, u64, EntryKey)>, StoreError> {
        let sql = "SELECT l.log, min(e.seq), a.entry FROM apart a JOIN entries e ON e.id = a.entry \
             JOIN logs l ON l.id = e.log WHERE a.form = 2 AND l.board = ? GROUP BY l.id, a.part";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let Bytes(log) = row.get(0)?;
            Ok((LogId(log), uint(row.get(1)?), row.get(2)?))
        })
    }

    /// Puts a body in another form into the place of an entry's. What the judge said of an erased one goes too: it
    /// follows from the text.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn put_body(&self, key: EntryKey, entry: &Entry) -> Result<(), StoreError> {
        self.db
            .prepare_cached("UPDATE entries SET body = ? WHERE id = ?")?
            .execute(params![entry.body, key])?;
        self.db
            .prepare_cached("UPDATE apart SET form = ? WHERE entry = ?")?
            .execute(params![form_number(entry.form), key])?;
        if entry.form != BodyForm::Clear {
            self.db
                .prepare_cached("UPDATE verdicts SET facts = NULL WHERE entry = ?")?
                .execute([key])?;
        }
        Ok(())
    }

    /// Makes deleting overwrite what was there, or stops that: it costs writes.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn overwrite_deleted(&self, on: bool) -> Result<(), StoreError> {
        let value = if on { "ON" } else { "OFF" };
        self.db
            .query_row(&format!("PRAGMA secure_delete = {value}"), [], |_| Ok(()))?;
        Ok(())
    }

    /// Returns whether a key of a compartment apart is kept: for tests and reports.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn has_epoch(&self, board: BoardKey, epoch: EpochId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM case_keys WHERE board = ?1 AND epoch = ?2) \
             OR EXISTS (SELECT 1 FROM epochs WHERE board = ?1 AND epoch = ?2)";
        Ok(self
            .db
            .prepare_cached(sql)?
            .query_row(params![board, epoch.0], |row| row.get(0))?)
    }
}

const fn form_number(form: BodyForm) -> i64 {
    match form {
        BodyForm::Clear => 0,
        BodyForm::Sealed => 1,
        BodyForm::Erased => 2,
    }
}

/// Reads the form of a body; entries of other compartments have none, and are clear.
pub(super) const fn form(number: Option<i64>) -> BodyForm {
    match number {
        Some(1) => BodyForm::Sealed,
        Some(2) => BodyForm::Erased,
        _ => BodyForm::Clear,
    }
}
