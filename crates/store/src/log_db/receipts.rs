//! Receipts: what other devices stated that they hold, and since when.
//!
//! Owns one row per device, row of a log and step: from `at_ms` on the device was known to hold the log up to `seq`. Few
//! steps are kept of each, so a time may be told too late, and never too early. Never decides what a statement covers.

use rusqlite::params;
use trust::{BoardId, DeviceId, LogId};

use super::LogDb;
use super::rows::{BoardKey, Bytes, LogKey, all, int, uint};
use crate::StoreError;

/// How many steps of one device in one log are kept.
const STEPS: i64 = 16;

/// How far a device is known to hold the entries of one row of logs: the log's first branch, or another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The device.
    pub device: DeviceId,
    /// The row.
    pub log: LogKey,
    /// The newest number there that the device stated.
    pub seq: u64,
    /// When it first stated that, in milliseconds since 1970.
    pub at_ms: u64,
}

impl LogDb {
    /// Keeps that a device holds a log up to a number, from now on.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn keep_receipt(&self, board: BoardKey, receipt: Receipt) -> Result<(), StoreError> {
        let Receipt {
            device,
            log,
            seq,
            at_ms,
        } = receipt;
        let sql =
            "INSERT OR IGNORE INTO receipts(board, log, device, seq, at_ms) VALUES (?, ?, ?, ?, ?)";
        self.db.prepare_cached(sql)?.execute(params![
            board,
            log,
            device.0,
            int(seq),
            int(at_ms)
        ])?;
        // The oldest but one step goes: what it covered is told as covered by the one behind it, which is later.
        let sql = "DELETE FROM receipts WHERE board = ?1 AND log = ?2 AND device = ?3 \
             AND (SELECT count(*) FROM receipts WHERE board = ?1 AND log = ?2 AND device = ?3) > ?4 \
             AND seq = (SELECT seq FROM receipts WHERE board = ?1 AND log = ?2 AND device = ?3 \
             ORDER BY seq LIMIT 1 OFFSET 1)";
        self.db
            .prepare_cached(sql)?
            .execute(params![board, log, device.0, STEPS])?;
        Ok(())
    }

    /// Keeps that a device holds no more of a log than up to `receipt.seq`; 0 is nothing of it.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn lower_receipt(&self, board: BoardKey, receipt: Receipt) -> Result<(), StoreError> {
        let sql = "DELETE FROM receipts WHERE board = ? AND log = ? AND device = ? AND seq > ?";
        self.db.prepare_cached(sql)?.execute(params![
            board,
            receipt.log,
            receipt.device.0,
            int(receipt.seq)
        ])?;
        if receipt.seq > 0 {
            self.keep_receipt(board, receipt)?;
        }
        Ok(())
    }

    /// Forgets what a device stated of a board.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn forget_receipts(&self, board: BoardKey, device: DeviceId) -> Result<(), StoreError> {
        let sql = "DELETE FROM receipts WHERE board = ? AND device = ?";
        self.db
            .prepare_cached(sql)?
            .execute(params![board, device.0])?;
        Ok(())
    }

    /// Returns how far each device holds each row, at the newest step.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn receipts(&self, board: BoardKey) -> Result<Vec<Receipt>, StoreError> {
        // With `max`, SQLite takes the other columns from the row that has it.
        let sql = "SELECT device, log, max(seq), at_ms FROM receipts WHERE board = ? \
             GROUP BY log, device";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let Bytes(device) = row.get(0)?;
            Ok(Receipt {
                device: DeviceId(device),
                log: row.get(1)?,
                seq: uint(row.get(2)?),
                at_ms: uint(row.get(3)?),
            })
        })
    }

    /// Returns which devices hold the first branch of a log up to a number, each with since when that is known.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn held_since(
        &self,
        board: BoardId,
        log: LogId,
        seq: u64,
    ) -> Result<Vec<(DeviceId, u64)>, StoreError> {
        let sql = "SELECT r.device, min(r.at_ms) FROM receipts r \
             JOIN logs l ON l.id = r.log JOIN boards b ON b.id = l.board AND b.id = r.board \
             WHERE b.board = ? AND l.log = ? AND r.seq >= ? GROUP BY r.device";
        all(
            &mut *self.db.prepare_cached(sql)?,
            params![board.0, log.0, int(seq)],
            |row| {
                let Bytes(device) = row.get(0)?;
                Ok((DeviceId(device), uint(row.get(1)?)))
            },
        )
    }
}
