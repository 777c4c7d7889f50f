//! The other branches of forked logs. A branch has a row among the logs, under the id of its first entry, and holds what
//! stands on it alone; what stands before it is on the branch that it leaves.

use rusqlite::params;
use trust::{DeviceId, EntryId, LogId, Position};

use super::LogDb;
use super::rows::{BoardKey, Bytes, LogKey, all, first, position, uint};
use crate::StoreError;

/// A branch of a log, other than the one that came first, at its newest entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BranchRecord {
    /// Its row among the logs.
    pub key: LogKey,
    /// Who writes it.
    pub device: DeviceId,
    /// Its newest entry; the log is the real one.
    pub tip: Position,
    /// How many entries stand on it alone.
    pub length: u64,
}

impl LogDb {
    /// Adds a branch, before its first entry. `of` is the log's row, `before` the entry that it follows
    /// ([`EntryId::ZERO`] where it parts at the first one).
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn add_branch(
        &self,
        board: BoardKey,
        of: LogKey,
        first: EntryId,
        before: EntryId,
        device: DeviceId,
    ) -> Result<LogKey, StoreError> {
        let key = self.add_log(board, LogId(first.0), device)?;
        self.db
            .prepare_cached("INSERT INTO branches(log, of, before) VALUES (?, ?, ?)")?
            .execute(params![key, of, before.0])?;
        Ok(key)
    }

    /// Returns the board's other branches, in the order in which they came.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn branches(&self, board: BoardKey) -> Result<Vec<BranchRecord>, StoreError> {
        let sql = "SELECT l.id, l.device, r.log, e.seq, e.entry, \
             (SELECT count(*) FROM entries c WHERE c.log = l.id) FROM branches b \
             JOIN logs l ON l.id = b.log JOIN logs r ON r.id = b.of JOIN entries e ON e.log = l.id \
             AND e.seq = (SELECT max(m.seq) FROM entries m WHERE m.log = l.id) \
             WHERE l.board = ? ORDER BY l.id";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let Bytes(device) = row.get(1)?;
            Ok(BranchRecord {
                key: row.get(0)?,
                device: DeviceId(device),
                tip: position(row, 2)?,
                length: uint(row.get(5)?),
            })
        })
    }

    /// Returns where the entries before `before` stand that lead to a branch: rows, each with the number at which it
    /// ends for this, the nearest first. A log's first branch is alone.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn spans(&self, log: LogKey, before: u64) -> Result<Vec<(LogKey, u64)>, StoreError> {
        let sql = "SELECT e.log, e.seq FROM branches b JOIN entries e ON e.entry = b.before \
             WHERE b.log = ?";
        let mut spans = vec![(log, before)];
        let mut at = log;
        loop {
            let left = first(&mut *self.db.prepare_cached(sql)?, [at], |row| {
                Ok((row.get::<_, LogKey>(0)?, uint(row.get(1)?)))
            })?;
            let Some((of, seq)) = left else {
                return Ok(spans);
            };
            spans.push((of, before.min(seq.saturating_add(1))));
            at = of;
        }
    }

    /// Returns the row of the branch on which an entry stands.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn branch_of(&self, board: BoardKey, id: EntryId) -> Result<Option<LogKey>, StoreError> {
        let sql = "SELECT e.log FROM entries e JOIN logs l ON l.id = e.log \
             WHERE e.entry = ? AND l.board = ?";
        first(
            &mut *self.db.prepare_cached(sql)?,
            params![id.0, board],
            |row| Ok(row.get(0)?),
        )
    }
}
