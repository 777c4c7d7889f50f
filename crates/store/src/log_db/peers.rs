//! When peers were last heard, and where they were reached.

use rusqlite::params;
use trust::{DeviceId, EndpointId};

use super::LogDb;
use super::rows::{BoardKey, Bytes, all, int, uint};
use crate::StoreError;

/// How many addresses are remembered of one device.
const ADDRESSES: u32 = 6;
/// And how many of those that it only came from: behind a router each connection may come from another port.
const INBOUND: u32 = 2;
/// What stands before an address that a device only came from.
const CAME_FROM: &str = "in ";

/// How an address was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The device was dialled there.
    Dialled,
    /// The device dialled from there; whether it can be reached there nobody knows.
    Inbound,
}

impl LogDb {
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

    /// Keeps an address of a device; the oldest ones of each kind are forgotten. One at which it was dialled stays that.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn keep_address(
        &self,
        endpoint: EndpointId,
        address: &str,
        seen: Seen,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let came_from = format!("{CAME_FROM}{address}");
        let (kept, most) = match seen {
            Seen::Dialled => (address, ADDRESSES),
            Seen::Inbound => (came_from.as_str(), INBOUND),
        };
        let sql = "INSERT OR REPLACE INTO addresses(endpoint, address, at_ms) SELECT ?1, ?2, ?3 \
             WHERE ?2 = ?4 OR NOT EXISTS (SELECT 1 FROM addresses WHERE endpoint = ?1 AND address = ?4)";
        self.db
            .prepare_cached(sql)?
            .execute(params![endpoint.0, kept, int(now_ms), address])?;
        if seen == Seen::Dialled {
            let sql = "DELETE FROM addresses WHERE endpoint = ? AND address = ?";
            let mut delete = self.db.prepare_cached(sql)?;
            delete.execute(params![endpoint.0, came_from])?;
        }
        let sql = "DELETE FROM addresses WHERE endpoint = ?1 AND (substr(address, 1, 3) = ?3) = ?4 \
             AND address NOT IN (SELECT address FROM addresses WHERE endpoint = ?1 \
             AND (substr(address, 1, 3) = ?3) = ?4 ORDER BY at_ms DESC, address LIMIT ?2)";
        let inbound = seen == Seen::Inbound;
        self.db
            .prepare_cached(sql)?
            .execute(params![endpoint.0, most, CAME_FROM, inbound])?;
        Ok(())
    }

    /// Returns all remembered addresses, the newest of each device first.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn addresses(&self) -> Result<Vec<(EndpointId, String, Seen)>, StoreError> {
        let sql = "SELECT endpoint, address FROM addresses ORDER BY endpoint, at_ms DESC, address";
        all(&mut *self.db.prepare_cached(sql)?, [], |row| {
            let Bytes(endpoint) = row.get(0)?;
            let address: String = row.get(1)?;
            let (address, seen) = match address.strip_prefix(CAME_FROM) {
                Some(from) => (from.to_owned(), Seen::Inbound),
                None => (address, Seen::Dialled),
            };
            Ok((EndpointId(endpoint), address, seen))
        })
    }
}
