//! What peers hold, by their own word, and where they were reached.

use rusqlite::params;
use trust::{DeviceId, EndpointId, LogId};

use super::LogDb;
use super::rows::{BoardKey, Bytes, LogKey, all, int, uint};
use crate::StoreError;

/// How many addresses are remembered of one device.
const ADDRESSES: u32 = 6;

/// What a device stated that it has of one log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The device.
    pub device: DeviceId,
    /// The log.
    pub log: LogId,
    /// Its newest number there.
    pub seq: u64,
}

impl LogDb {
    /// Keeps what a device stated: at least `seq` of a log. A lesser statement takes nothing back.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn keep_holding(
        &self,
        board: BoardKey,
        device: DeviceId,
        log: LogKey,
        seq: u64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO holdings(board, device, log, seq) VALUES (?, ?, ?, ?) \
             ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)";
        self.db
            .prepare_cached(sql)?
            .execute(params![board, device.0, log, int(seq)])?;
        Ok(())
    }

    /// Returns what the devices of a board stated.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn holdings(&self, board: BoardKey) -> Result<Vec<Held>, StoreError> {
        let sql = "SELECT h.device, l.log, h.seq FROM holdings h JOIN logs l ON l.id = h.log \
             WHERE h.board = ?";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let Bytes(device) = row.get(0)?;
            let Bytes(log) = row.get(1)?;
            Ok(Held {
                device: DeviceId(device),
                log: LogId(log),
                seq: uint(row.get(2)?),
            })
        })
    }

    /// Keeps when a device was last heard.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn keep_heard(
        &self,
        board: BoardKey,
        device: DeviceId,
        at_ms: u64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO heard(board, device, at_ms) VALUES (?, ?, ?)";
        self.db
            .prepare_cached(sql)?
            .execute(params![board, device.0, int(at_ms)])?;
        Ok(())
    }

    /// Returns when the devices of a board were last heard, in milliseconds since 1970.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn heard(&self, board: BoardKey) -> Result<Vec<(DeviceId, u64)>, StoreError> {
        let sql = "SELECT device, at_ms FROM heard WHERE board = ?";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let Bytes(device) = row.get(0)?;
            Ok((DeviceId(device), uint(row.get(1)?)))
        })
    }

    /// Keeps an address at which a device was reached; the oldest ones are forgotten.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn keep_address(
        &self,
        endpoint: EndpointId,
        address: &str,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO addresses(endpoint, address, at_ms) VALUES (?, ?, ?)";
        self.db
            .prepare_cached(sql)?
            .execute(params![endpoint.0, address, int(now_ms)])?;
        let sql = "DELETE FROM addresses WHERE endpoint = ?1 AND address NOT IN \
             (SELECT address FROM addresses WHERE endpoint = ?1 ORDER BY at_ms DESC, address LIMIT ?2)";
        self.db
            .prepare_cached(sql)?
            .execute(params![endpoint.0, ADDRESSES])?;
        Ok(())
    }

    /// Returns all remembered addresses, the newest of each device first.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn addresses(&self) -> Result<Vec<(EndpointId, String)>, StoreError> {
        let sql = "SELECT endpoint, address FROM addresses ORDER BY endpoint, at_ms DESC, address";
        all(&mut *self.db.prepare_cached(sql)?, [], |row| {
            let Bytes(endpoint) = row.get(0)?;
            Ok((EndpointId(endpoint), row.get(1)?))
        })
    }
}
