//! Entries: written once, in the order of arrival, and never changed.

use rusqlite::params;
use trust::{BodyForm, Entry, EntryId, Header, ItemId, LogId, Position, Verdict};

use super::rows::{
    BoardKey, Bytes, ENTRY, ENTRY_FROM, EntryKey, LogKey, all, entry, first, int, kind_number,
    read_header, uint,
};
use super::{LogDb, verdicts};
use crate::{Cause, StoreError};

/// What is known of an entry that another one rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its row.
    pub key: EntryKey,
    /// Where it stands.
    pub position: Position,
    /// Its header.
    pub header: Header,
    /// What was decided about it; `None` while it waits.
    pub verdict: Option<Verdict>,
    /// What set it aside, if something did.
    pub cause: Option<Cause>,
    /// What the judge said about it, where it was asked and agreed.
    pub facts: Vec<u8>,
    /// How its body stands here.
    pub form: BodyForm,
}

/// Proof of two entries under one number of one log: the one that came second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// Where it would stand.
    pub position: Position,
    /// Its frame, if it came and did not just get named.
    pub frame: Option<Vec<u8>>,
}

pub(super) const KNOWN: &str = "SELECT e.id, \
     coalesce((SELECT r.log FROM branches b JOIN logs r ON r.id = b.of WHERE b.log = l.id), l.log), e.seq, e.entry, e.header, v.accepted, v.reason, v.facts, v.cause, \
     (SELECT a.form FROM apart a WHERE a.entry = e.id) \
     FROM entries e JOIN logs l ON l.id = e.log LEFT JOIN verdicts v \
     ON v.entry = e.id AND v.n = (SELECT max(m.n) FROM verdicts m WHERE m.entry = e.id)";

impl LogDb {
    /// Adds an entry to a log of a board. Its header's epochs must be kept.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn add_entry(
        &self,
        board: BoardKey,
        log: LogKey,
        entry: &Entry,
    ) -> Result<EntryKey, StoreError> {
        let sql = "INSERT INTO entries(log, seq, entry, epoch, kind, item, creates, header, body, signature) \
             VALUES (?1, ?2, ?3, (SELECT id FROM epochs WHERE board = ?4 AND epoch = ?5), \
                     ?6, ?7, ?8, ?9, ?10, ?11)";
        self.db.prepare_cached(sql)?.execute(params![
            log,
            int(entry.seq),
            entry.id.0,
            board,
            entry.epoch.0,
            kind_number(entry.header.kind),
            entry.header.item.map(|item| item.0),
            entry.creates_item(),
            trust::to_canonical(&entry.header),
            entry.body,
            entry.signature,
        ])?;
        let key = EntryKey(self.db.last_insert_rowid());
        self.add_apart(key, entry)?;
        Ok(key)
    }

    /// Returns the entry of a row.
    ///
    /// # Errors
    /// [`StoreError::BadRow`] where there is none: rows are never deleted.
    pub fn entry(&self, key: EntryKey) -> Result<Entry, StoreError> {
        let sql = format!("SELECT {ENTRY} FROM {ENTRY_FROM} WHERE e.id = ?");
        first(&mut *self.db.prepare_cached(&sql)?, [key], |row| {
            entry(row, 0)
        })?
        .map(|(_, entry)| entry)
        .ok_or(StoreError::BadRow { table: "entries" })
    }

    /// Returns the board's entry of an id.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn entry_of(
        &self,
        board: BoardKey,
        id: EntryId,
    ) -> Result<Option<(EntryKey, Entry)>, StoreError> {
        let sql = format!("SELECT {ENTRY} FROM {ENTRY_FROM} WHERE e.entry = ? AND l.board = ?");
        first(
            &mut *self.db.prepare_cached(&sql)?,
            params![id.0, board],
            |row| entry(row, 0),
        )
    }

    /// Returns the id of the entry that stands at a place.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn id_at(&self, log: LogKey, seq: u64) -> Result<Option<EntryId>, StoreError> {
        let sql = "SELECT entry FROM entries WHERE log = ? AND seq = ?";
        first(
            &mut *self.db.prepare_cached(sql)?,
            params![log, int(seq)],
            |row| {
                let Bytes(id) = row.get(0)?;
                Ok(EntryId(id))
            },
        )
    }

    /// Returns entries of one log from `seq` to `to`, at most `limit`, with their rows.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn range(
        &self,
        log: LogKey,
        from: u64,
        to: u64,
        limit: u32,
    ) -> Result<Vec<(EntryKey, Entry)>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY} FROM {ENTRY_FROM} \
             WHERE e.log = ? AND e.seq BETWEEN ? AND ? ORDER BY e.seq LIMIT ?"
        );
        all(
            &mut *self.db.prepare_cached(&sql)?,
            params![log, int(from), int(to), limit],
            |row| entry(row, 0),
        )
    }

    /// Returns all certificates of a board, in the order of arrival.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn certificates(&self, board: BoardKey) -> Result<Vec<(EntryKey, Entry)>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY} FROM {ENTRY_FROM} WHERE l.board = ? AND e.kind = 0 ORDER BY e.id"
        );
        all(&mut *self.db.prepare_cached(&sql)?, [board], |row| {
            entry(row, 0)
        })
    }

    /// Returns what is known of an entry of a board; `None` where it has not arrived there.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn known(&self, board: BoardKey, id: EntryId) -> Result<Option<Known>, StoreError> {
        let sql = format!("{KNOWN} WHERE e.entry = ? AND l.board = ?");
        first(
            &mut *self.db.prepare_cached(&sql)?,
            params![id.0, board],
            known,
        )
    }

    /// Returns the change of an item that stands before `seq` in a log, whatever was decided about it.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn previous_change(
        &self,
        log: LogKey,
        item: ItemId,
        before: u64,
    ) -> Result<Option<Known>, StoreError> {
        let sql = format!(
            "{KNOWN} WHERE e.item = ? AND e.log = ? AND e.seq < ? AND e.kind = 1 \
             ORDER BY e.seq DESC LIMIT 1"
        );
        for (log, before) in self.spans(log, before)? {
            let found = first(
                &mut *self.db.prepare_cached(&sql)?,
                params![item.0, log, int(before)],
                known,
            )?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Counts the changes of an item that stand before `seq` in a log.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn count_changes(&self, log: LogKey, item: ItemId, before: u64) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM entries \
             WHERE item = ? AND log = ? AND seq < ? AND kind = 1";
        let mut all = 0;
        for (log, before) in self.spans(log, before)? {
            let count: i64 = self
                .db
                .prepare_cached(sql)?
                .query_row(params![item.0, log, int(before)], |row| row.get(0))?;
            all += uint(count);
        }
        Ok(all)
    }

    /// Returns the header of the entry which creates an item of a board, whatever was decided about it.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn creation(&self, board: BoardKey, item: ItemId) -> Result<Option<Header>, StoreError> {
        let sql = "SELECT e.header FROM entries e JOIN logs l ON l.id = e.log \
             WHERE e.item = ? AND e.creates = 1 AND l.board = ?";
        first(
            &mut *self.db.prepare_cached(sql)?,
            params![item.0, board],
            |row| {
                let header = row.get_ref(0)?.as_blob();
                read_header(header.map_err(|_| StoreError::BadRow { table: "entries" })?)
            },
        )
    }

    /// Counts the entries of a board.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn count_entries(&self, board: BoardKey) -> Result<u64, StoreError> {
        // Logs have no gaps, so the first and the newest number say the count.
        let sql = "SELECT coalesce(sum((SELECT max(seq) - min(seq) + 1 FROM entries e WHERE e.log = l.id)), 0) \
             FROM logs l WHERE l.board = ?";
        let count: i64 = self
            .db
            .prepare_cached(sql)?
            .query_row([board], |row| row.get(0))?;
        Ok(uint(count))
    }

    /// Keeps the proof of a fork: the entry, or only its name, that stands where another one does.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn keep_fork(&self, log: LogKey, fork: &Fork, now_ms: u64) -> Result<(), StoreError> {
        let sql = "INSERT INTO forks(log, seq, entry, frame, seen_ms) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT DO UPDATE SET frame = coalesce(frame, excluded.frame)";
        self.db.prepare_cached(sql)?.execute(params![
            log,
            int(fork.position.seq),
            fork.position.id.0,
            fork.frame,
            int(now_ms)
        ])?;
        Ok(())
    }

    /// Counts the branches of a log that began here since a time.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn forks_since(&self, log: LogKey, since_ms: u64) -> Result<usize, StoreError> {
        let sql = "SELECT count(*) FROM forks WHERE log = ? AND seen_ms >= ?";
        let count: i64 = self
            .db
            .prepare_cached(sql)?
            .query_row(params![log, int(since_ms)], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Returns the proofs of forks on a board.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn forks(&self, board: BoardKey) -> Result<Vec<Fork>, StoreError> {
        let sql = "SELECT l.log, f.seq, f.entry, f.frame FROM forks f JOIN logs l ON l.id = f.log \
             WHERE l.board = ? ORDER BY f.seen_ms, f.entry";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            Ok(Fork {
                position: super::rows::position(row, 0)?,
                frame: row.get(3)?,
            })
        })
    }
}

pub(super) fn known(row: &rusqlite::Row<'_>) -> Result<Known, StoreError> {
    let header = row.get_ref(4)?.as_blob();
    let header = read_header(header.map_err(|_| StoreError::BadRow { table: "entries" })?)?;
    let Bytes(log) = row.get(1)?;
    let Bytes(id) = row.get(3)?;
    let facts: Option<Vec<u8>> = row.get(7)?;
    Ok(Known {
        key: row.get(0)?,
        position: Position {
            log: LogId(log),
            seq: uint(row.get(2)?),
            id: EntryId(id),
        },
        header,
        cause: verdicts::some_cause(row.get(5)?, row.get(8)?),
        verdict: verdicts::verdict(row.get(5)?, row.get(6)?),
        facts: facts.unwrap_or_default(),
        form: super::apart::form(row.get(9)?),
    })
}
