//! Boards that this device carries as a helper: sealed frames, in the order of arrival.
//!
//! Owns the counts of what they take. Never holds a key of such a board: the access key opens nothing.

use rusqlite::params;
use trust::{BoardId, EndpointId, EntryId, EpochKey, LogId, Position};

use super::LogDb;
use super::rows::{Bytes, all, first, int, position, uint};
use crate::StoreError;

/// The row of a carried board. It means nothing outside of this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CarriedKey(i64);

/// The row of a log of a carried board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrameLogKey(i64);

/// A board that this device carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedRecord {
    /// Its row.
    pub key: CarriedKey,
    /// Its id.
    pub board: BoardId,
    /// By what the helper and the board's members know each other.
    pub access: EpochKey,
    /// Since when it is carried.
    pub since_ms: u64,
    /// How many frames are here.
    pub entries: u64,
    /// How many bytes they take.
    pub bytes: u64,
}

/// What is known of somebody who uses a carried board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarriedPeer {
    /// Their network key.
    pub endpoint: EndpointId,
    /// How many bytes of frames came from there.
    pub bytes: u64,
    /// When they were last heard; `None` for one that the ticket named and nobody met.
    pub heard_ms: Option<u64>,
}

/// A frame that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameRow {
    /// Ascends in the order of arrival.
    pub order: i64,
    /// Where it stands.
    pub position: Position,
    /// Whether it carries its signature.
    pub signed: bool,
    /// Its canonical bytes.
    pub bytes: Vec<u8>,
}

impl LogDb {
    /// Begins to carry a board, or takes another access key for one that is carried.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn keep_carried(
        &self,
        board: BoardId,
        access: &EpochKey,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO carried(board, access, since_ms, entries, bytes) \
             VALUES (?, ?, ?, 0, 0) ON CONFLICT(board) DO UPDATE SET access = excluded.access";
        self.db
            .prepare_cached(sql)?
            .execute(params![board.0, access.expose(), int(now_ms)])?;
        Ok(())
    }

    /// Returns the boards that this device carries, in the order in which they came.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn carried(&self) -> Result<Vec<CarriedRecord>, StoreError> {
        let sql = "SELECT id, board, access, since_ms, entries, bytes FROM carried ORDER BY id";
        all(&mut *self.db.prepare_cached(sql)?, [], |row| {
            let (Bytes(board), Bytes(access)) = (row.get(1)?, row.get(2)?);
            Ok(CarriedRecord {
                key: CarriedKey(row.get(0)?),
                board: BoardId(board),
                access: EpochKey::from_bytes(access),
                since_ms: uint(row.get(3)?),
                entries: uint(row.get(4)?),
                bytes: uint(row.get(5)?),
            })
        })
    }

    /// Returns who uses a carried board, who was heard last first.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn carried_peers(&self, board: CarriedKey) -> Result<Vec<CarriedPeer>, StoreError> {
        let sql = "SELECT endpoint, bytes, heard_ms FROM carried_peers WHERE carried = ? \
             ORDER BY heard_ms DESC NULLS LAST, endpoint";
        all(&mut *self.db.prepare_cached(sql)?, [board.0], |row| {
            let Bytes(endpoint) = row.get(0)?;
            let heard: Option<i64> = row.get(2)?;
            Ok(CarriedPeer {
                endpoint: EndpointId(endpoint),
                bytes: uint(row.get(1)?),
                heard_ms: heard.map(uint),
            })
        })
    }

    /// Keeps what is known of somebody who uses a carried board.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn keep_carried_peer(
        &self,
        board: CarriedKey,
        peer: &CarriedPeer,
    ) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO carried_peers(carried, endpoint, bytes, heard_ms) \
             VALUES (?, ?, ?, ?)";
        self.db.prepare_cached(sql)?.execute(params![
            board.0,
            peer.endpoint.0,
            int(peer.bytes),
            peer.heard_ms.map(int)
        ])?;
        Ok(())
    }

    /// Forgets somebody who used a carried board.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn forget_carried_peer(
        &self,
        board: CarriedKey,
        endpoint: EndpointId,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM carried_peers WHERE carried = ? AND endpoint = ?";
        self.db
            .prepare_cached(sql)?
            .execute(params![board.0, endpoint.0])?;
        Ok(())
    }

    /// Keeps how much a carried board takes.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn count_carried(
        &self,
        board: CarriedKey,
        entries: u64,
        bytes: u64,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE carried SET entries = ?, bytes = ? WHERE id = ?";
        self.db
            .prepare_cached(sql)?
            .execute(params![int(entries), int(bytes), board.0])?;
        Ok(())
    }

    /// Adds a log of a carried board, before its first frame.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn add_frame_log(&self, board: CarriedKey, log: LogId) -> Result<FrameLogKey, StoreError> {
        let sql = "INSERT INTO carried_logs(carried, log) VALUES (?, ?)";
        self.db
            .prepare_cached(sql)?
            .execute(params![board.0, log.0])?;
        Ok(FrameLogKey(self.db.last_insert_rowid()))
    }

    /// Returns the logs of a carried board, each at its newest frame.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn frame_logs(
        &self,
        board: CarriedKey,
    ) -> Result<Vec<(FrameLogKey, Position)>, StoreError> {
        let sql = "SELECT l.id, l.log, f.seq, f.entry FROM carried_logs l JOIN frames f \
             ON f.log = l.id AND f.seq = (SELECT max(m.seq) FROM frames m WHERE m.log = l.id) \
             WHERE l.carried = ? ORDER BY l.id";
        all(&mut *self.db.prepare_cached(sql)?, [board.0], |row| {
            Ok((FrameLogKey(row.get(0)?), position(row, 1)?))
        })
    }

    /// Adds a frame to a log.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn add_frame(
        &self,
        log: FrameLogKey,
        position: Position,
        signed: bool,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO frames(log, seq, entry, signed, frame) VALUES (?, ?, ?, ?, ?)";
        self.db.prepare_cached(sql)?.execute(params![
            log.0,
            int(position.seq),
            position.id.0,
            signed,
            bytes
        ])?;
        Ok(())
    }

    /// Returns the id of the frame that stands at a place.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn frame_at(&self, log: FrameLogKey, seq: u64) -> Result<Option<EntryId>, StoreError> {
        let sql = "SELECT entry FROM frames WHERE log = ? AND seq = ?";
        first(
            &mut *self.db.prepare_cached(sql)?,
            params![log.0, int(seq)],
            |row| {
                let Bytes(id) = row.get(0)?;
                Ok(EntryId(id))
            },
        )
    }

    /// Returns when the frame at a place came, among all frames of the board, and how long it is. Reads nothing of it.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn frame_place(
        &self,
        log: FrameLogKey,
        seq: u64,
    ) -> Result<Option<(i64, usize)>, StoreError> {
        let sql = "SELECT id, length(frame) FROM frames WHERE log = ? AND seq = ?";
        first(
            &mut *self.db.prepare_cached(sql)?,
            params![log.0, int(seq)],
            |row| {
                let length = usize::try_from(uint(row.get(1)?)).unwrap_or(usize::MAX);
                Ok((row.get(0)?, length))
            },
        )
    }

    /// Returns frames of one log from `from` to `to`, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn frames(
        &self,
        log: FrameLogKey,
        from: u64,
        to: u64,
        limit: u32,
    ) -> Result<Vec<FrameRow>, StoreError> {
        let sql = "SELECT l.log, f.seq, f.entry, f.id, f.signed, f.frame FROM frames f \
             JOIN carried_logs l ON l.id = f.log \
             WHERE f.log = ? AND f.seq BETWEEN ? AND ? ORDER BY f.seq LIMIT ?";
        all(
            &mut *self.db.prepare_cached(sql)?,
            params![log.0, int(from), int(to), limit],
            |row| {
                Ok(FrameRow {
                    position: position(row, 0)?,
                    order: row.get(3)?,
                    signed: row.get(4)?,
                    bytes: row.get(5)?,
                })
            },
        )
    }

    /// Deletes a carried board with all that is kept of it.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn forget_carried(&self, board: CarriedKey) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM frames WHERE log IN (SELECT id FROM carried_logs WHERE carried = ?)",
            "DELETE FROM carried_logs WHERE carried = ?",
            "DELETE FROM carried_peers WHERE carried = ?",
            "DELETE FROM carried WHERE id = ?",
        ] {
            self.db.prepare_cached(sql)?.execute([board.0])?;
        }
        Ok(())
    }
}
