//! Verdicts: appended in the transaction that caused them. Their numbers are the cursor of whoever follows.

use rusqlite::{Row, params};
use trust::{BoardId, Entry, ItemId, Verdict};

use super::LogDb;
use super::rows::{BoardKey, Bytes, ENTRY, ENTRY_FROM, EntryKey, all, entry, int, uint};
use crate::StoreError;

/// What set an entry aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The rules of membership.
    Authority,
    /// Something that it rests on is set aside.
    Dependency,
    /// What it says.
    Judge,
    /// Nobody here can read it: its key is not here, or it was erased. It is in none of the lists of what is set aside.
    Unread,
}

/// A verdict with its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictRow {
    /// The verdict's number on this device; never used twice.
    pub n: u64,
    /// The board.
    pub board: BoardId,
    /// The entry.
    pub entry: Entry,
    /// What was decided.
    pub verdict: Verdict,
}

impl LogDb {
    /// Appends a verdict and returns its number. `cause` says what set the entry aside, `facts` what the judge said of an accepted one.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn add_verdict(
        &self,
        entry: EntryKey,
        verdict: &Verdict,
        cause: Option<Cause>,
        facts: &[u8],
    ) -> Result<u64, StoreError> {
        let sql =
            "INSERT INTO verdicts(entry, accepted, cause, reason, facts) VALUES (?, ?, ?, ?, ?)";
        let facts = (!facts.is_empty()).then_some(facts);
        self.db.prepare_cached(sql)?.execute(params![
            entry,
            verdict.is_accepted(),
            cause.map(cause_number),
            verdict.reason(),
            facts
        ])?;
        Ok(uint(self.db.last_insert_rowid()))
    }

    /// Returns the number of the newest verdict; 0 where there is none.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn newest_verdict(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(n), 0) FROM verdicts";
        let n: i64 = self
            .db
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))?;
        Ok(uint(n))
    }

    /// Returns the verdicts after `n`, at most `limit`, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn verdicts_since(&self, n: u64, limit: u32) -> Result<Vec<VerdictRow>, StoreError> {
        let sql = format!(
            "SELECT v.n, b.board, v.accepted, v.reason, {ENTRY} FROM verdicts v \
             JOIN {ENTRY_FROM} JOIN boards b ON b.id = l.board \
             WHERE e.id = v.entry AND v.n > ? ORDER BY v.n LIMIT ?"
        );
        all(
            &mut *self.db.prepare_cached(&sql)?,
            params![int(n), limit],
            verdict_row,
        )
    }

    /// Returns what was decided last about each entry of an item, in the order of the verdicts.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn verdicts_of_item(
        &self,
        board: BoardId,
        item: ItemId,
    ) -> Result<Vec<VerdictRow>, StoreError> {
        let sql = format!(
            "SELECT v.n, b.board, v.accepted, v.reason, {ENTRY} FROM {ENTRY_FROM} \
             JOIN boards b ON b.id = l.board JOIN verdicts v ON v.entry = e.id \
             WHERE e.item = ? AND b.board = ? \
             AND v.n = (SELECT max(m.n) FROM verdicts m WHERE m.entry = e.id) ORDER BY v.n"
        );
        all(
            &mut *self.db.prepare_cached(&sql)?,
            params![item.0, board.0],
            verdict_row,
        )
    }

    /// Returns the board's entries that are set aside now, with the cause.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn set_aside(&self, board: BoardKey) -> Result<Vec<(EntryKey, Cause)>, StoreError> {
        let sql = "SELECT v.entry, v.cause FROM verdicts v JOIN entries e ON e.id = v.entry \
             JOIN logs l ON l.id = e.log WHERE v.accepted = 0 AND v.cause IS NOT 3 AND l.board = ? \
             AND v.n = (SELECT max(m.n) FROM verdicts m WHERE m.entry = v.entry) ORDER BY v.entry";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let cause: Option<i64> = row.get(1)?;
            Ok((row.get(0)?, cause_of(cause)))
        })
    }

    /// Notes that an entry has no verdict yet.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn add_waiting(&self, entry: EntryKey) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO waiting(entry) VALUES (?)";
        self.db.prepare_cached(sql)?.execute([entry])?;
        Ok(())
    }

    /// Notes that an entry waits no more.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn end_waiting(&self, entry: EntryKey) -> Result<(), StoreError> {
        let sql = "DELETE FROM waiting WHERE entry = ?";
        self.db.prepare_cached(sql)?.execute([entry])?;
        Ok(())
    }

    /// Returns the board's entries without a verdict behind this one, at most `limit`, in the order of arrival.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn waiting_after(
        &self,
        board: BoardKey,
        after: Option<EntryKey>,
        limit: usize,
    ) -> Result<Vec<EntryKey>, StoreError> {
        let sql = "SELECT w.entry FROM waiting w JOIN entries e ON e.id = w.entry \
             JOIN logs l ON l.id = e.log WHERE w.entry > coalesce(?, 0) AND l.board = ? \
             ORDER BY w.entry LIMIT ?";
        all(
            &mut *self.db.prepare_cached(sql)?,
            params![after, board, i64::try_from(limit).unwrap_or(i64::MAX)],
            |row| Ok(row.get(0)?),
        )
    }

    /// Returns the board's entries without a verdict, in the order of arrival.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn waiting(&self, board: BoardKey) -> Result<Vec<EntryKey>, StoreError> {
        let sql = "SELECT w.entry FROM waiting w JOIN entries e ON e.id = w.entry \
             JOIN logs l ON l.id = e.log WHERE l.board = ? ORDER BY w.entry";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            Ok(row.get(0)?)
        })
    }
}

/// Reads a verdict out of its columns; both are empty while an entry waits.
pub(super) fn verdict(accepted: Option<bool>, reason: Option<String>) -> Option<Verdict> {
    accepted.map(|accepted| {
        if accepted {
            Verdict::Accepted
        } else {
            Verdict::Aside(reason.unwrap_or_default())
        }
    })
}

pub(super) fn verdict_row(row: &Row<'_>) -> Result<VerdictRow, StoreError> {
    let Bytes(board) = row.get(1)?;
    let verdict = verdict(row.get(2)?, row.get(3)?);
    Ok(VerdictRow {
        n: uint(row.get(0)?),
        board: BoardId(board),
        verdict: verdict.ok_or(StoreError::BadRow { table: "verdicts" })?,
        entry: entry(row, 4)?.1,
    })
}

/// Reads what set an entry aside out of the columns of its verdict.
pub(super) fn some_cause(accepted: Option<bool>, cause: Option<i64>) -> Option<Cause> {
    accepted
        .filter(|accepted| !accepted)
        .map(|_| cause_of(cause))
}

const fn cause_number(cause: Cause) -> i64 {
    match cause {
        Cause::Authority => 0,
        Cause::Dependency => 1,
        Cause::Judge => 2,
        Cause::Unread => 3,
    }
}

pub(super) const fn cause_of(number: Option<i64>) -> Cause {
    match number {
        Some(1) => Cause::Dependency,
        Some(2) => Cause::Judge,
        Some(3) => Cause::Unread,
        _ => Cause::Authority,
    }
}
