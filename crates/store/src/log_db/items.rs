//! What is known of whole items and logs: for judging them again after rights changed.

use rusqlite::params;
use trust::{EntryId, ItemId, LogId, Position};

use super::LogDb;
use super::entries::{KNOWN, Known, known};
use super::rows::{BoardKey, Bytes, ENTRY, ENTRY_FROM, LogKey, all, first, read_header, uint};
use super::verdicts::{Cause, VerdictRow, cause_of, verdict_row};
use crate::StoreError;

/// An entry's place, the entry before it, and the place that its log's first header names before it.
pub type Link = (Position, EntryId, Option<Position>);

impl LogDb {
    /// Returns all changes, statements and blob references of an item of a board, in the order of arrival.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn of_item(&self, board: BoardKey, item: ItemId) -> Result<Vec<Known>, StoreError> {
        let sql = format!("{KNOWN} WHERE e.item = ? AND l.board = ? AND e.kind <> 0 ORDER BY e.id");
        all(
            &mut *self.db.prepare_cached(&sql)?,
            params![item.0, board],
            known,
        )
    }

    /// Returns what is known of the entry which creates an item of a board.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn creation_of(&self, board: BoardKey, item: ItemId) -> Result<Option<Known>, StoreError> {
        let sql =
            format!("{KNOWN} WHERE e.item = ? AND e.creates = 1 AND l.board = ? ORDER BY e.id");
        first(
            &mut *self.db.prepare_cached(&sql)?,
            params![item.0, board],
            known,
        )
    }

    /// Returns the items that a log's changes, statements and blob references are about.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn items_of(&self, log: LogKey) -> Result<Vec<ItemId>, StoreError> {
        let sql = "SELECT DISTINCT item FROM entries \
             WHERE log = ? AND kind <> 0 AND item IS NOT NULL ORDER BY item";
        all(&mut *self.db.prepare_cached(sql)?, [log], |row| {
            let Bytes(item) = row.get(0)?;
            Ok(ItemId(item))
        })
    }

    /// Returns a log's entries that are about no item, without certificates.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn about_no_item(&self, log: LogKey) -> Result<Vec<EntryId>, StoreError> {
        let sql = "SELECT entry FROM entries \
             WHERE log = ? AND kind <> 0 AND item IS NULL ORDER BY seq";
        all(&mut *self.db.prepare_cached(sql)?, [log], |row| {
            let Bytes(id) = row.get(0)?;
            Ok(EntryId(id))
        })
    }

    /// Shows all statements of a board that are about no item, with their bodies, one after the other.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn statements_about_no_item(
        &self,
        board: BoardKey,
        show: &mut dyn FnMut(EntryId, &[u8]),
    ) -> Result<(), StoreError> {
        let sql = "SELECT e.entry, e.body FROM entries e JOIN logs l ON l.id = e.log \
             WHERE l.board = ? AND e.kind = 2 AND e.item IS NULL ORDER BY e.id";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let Bytes(id) = row.get(0)?;
            let body = row.get_ref(1)?.as_blob();
            let body = body.map_err(|_| StoreError::BadRow { table: "entries" })?;
            show(EntryId(id), body);
            Ok(())
        })
        .map(drop)
    }

    /// Returns the places of all entries of a board, log by log in order; other branches behind what they leave.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn links(&self, board: BoardKey) -> Result<Vec<Link>, StoreError> {
        let sql = "SELECT \
             coalesce((SELECT r.log FROM branches b JOIN logs r ON r.id = b.of WHERE b.log = l.id), l.log), \
             e.seq, e.entry, CASE e.seq WHEN 1 THEN e.header END, \
             (SELECT b.before FROM branches b WHERE b.log = l.id), l.id \
             FROM logs l JOIN entries e ON e.log = l.id WHERE l.board = ? ORDER BY l.id, e.seq";
        let mut last: Option<(LogKey, EntryId)> = None;
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let Bytes(log) = row.get(0)?;
            let Bytes(id) = row.get(2)?;
            let position = Position {
                log: LogId(log),
                seq: uint(row.get(1)?),
                id: EntryId(id),
            };
            let header: Option<Vec<u8>> = row.get(3)?;
            let after = match header {
                Some(bytes) => read_header(&bytes)?.first.and_then(|first| first.after),
                None => None,
            };
            let left: Option<Bytes<32>> = row.get(4)?;
            let key: LogKey = row.get(5)?;
            let prev = match last.filter(|(of, _)| *of == key) {
                Some((_, prev)) => prev,
                None => left.map_or(EntryId::ZERO, |Bytes(id)| EntryId(id)),
            };
            last = Some((key, position.id));
            Ok((position, prev, after))
        })
    }

    /// Returns the board's entries that are set aside now, the newest first, with the cause.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn aside(
        &self,
        board: BoardKey,
        limit: u32,
    ) -> Result<Vec<(VerdictRow, Cause)>, StoreError> {
        let sql = format!(
            "SELECT v.n, b.board, v.accepted, v.reason, {ENTRY}, v.cause FROM verdicts v \
             JOIN {ENTRY_FROM} JOIN boards b ON b.id = l.board \
             WHERE e.id = v.entry AND v.accepted = 0 AND v.cause IS NOT 3 AND l.board = ? \
             AND v.n = (SELECT max(m.n) FROM verdicts m WHERE m.entry = v.entry) \
             ORDER BY v.n DESC LIMIT ?"
        );
        all(
            &mut *self.db.prepare_cached(&sql)?,
            params![board, limit],
            |row| {
                let cause: Option<i64> = row.get("cause")?;
                Ok((verdict_row(row)?, cause_of(cause)))
            },
        )
    }

    /// Returns the entries of a board that were set aside for this reason.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn aside_for(&self, board: BoardKey, reason: &str) -> Result<Vec<EntryId>, StoreError> {
        let sql = "SELECT e.entry FROM verdicts v JOIN entries e ON e.id = v.entry \
             JOIN logs l ON l.id = e.log WHERE v.accepted = 0 AND v.reason = ? AND l.board = ? \
             AND v.n = (SELECT max(m.n) FROM verdicts m WHERE m.entry = v.entry)";
        all(
            &mut *self.db.prepare_cached(sql)?,
            params![reason, board],
            |row| {
                let Bytes(id) = row.get(0)?;
                Ok(EntryId(id))
            },
        )
    }

    /// Deletes a board with everything that is kept of it.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn forget_board(&self, board: BoardKey) -> Result<(), StoreError> {
        let entries = "(SELECT e.id FROM entries e JOIN logs l ON l.id = e.log WHERE l.board = ?)";
        let logs = "(SELECT id FROM logs WHERE board = ?)";
        for sql in [
            format!("DELETE FROM waiting WHERE entry IN {entries}"),
            format!("DELETE FROM verdicts WHERE entry IN {entries}"),
            format!("DELETE FROM forks WHERE log IN {logs}"),
            "DELETE FROM receipts WHERE board = ?".to_owned(),
            "DELETE FROM heard WHERE board = ?".to_owned(),
            format!("DELETE FROM apart WHERE entry IN {entries}"),
            format!("DELETE FROM entries WHERE log IN {logs}"),
            format!("DELETE FROM branches WHERE log IN {logs}"),
            "DELETE FROM logs WHERE board = ?".to_owned(),
            "DELETE FROM invitations WHERE board = ?".to_owned(),
            "DELETE FROM epochs WHERE board = ?".to_owned(),
            "DELETE FROM case_keys WHERE board = ?".to_owned(),
            "DELETE FROM boards WHERE id = ?".to_owned(),
        ] {
            self.db.prepare_cached(&sql)?.execute([board])?;
        }
        Ok(())
    }

    /// Forgets a value that the device keeps under a name.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn forget_meta(&self, name: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM meta WHERE name = ?";
        self.db.prepare_cached(sql)?.execute([name])?;
        Ok(())
    }
}
