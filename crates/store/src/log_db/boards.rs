//! Boards, their keys and their logs.

use rusqlite::params;
use trust::{BoardId, BoardNonce, Compartment, DeviceId, EpochKey, Keyring, LogId, Position};

use super::LogDb;
use super::rows::{
    BoardKey, Bytes, LogKey, all, compartment, compartment_number, first, int, position, uint,
};
use crate::StoreError;

/// A board that this device holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardRecord {
    /// Its row.
    pub key: BoardKey,
    /// Its id.
    pub board: BoardId,
    /// The nonce of its genesis.
    pub nonce: BoardNonce,
    /// Since when it is here.
    pub added_ms: u64,
}

/// A log of a board, at its newest entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogRecord {
    /// Its row.
    pub key: LogKey,
    /// Who writes it.
    pub device: DeviceId,
    /// Its newest entry here.
    pub tip: Position,
}

impl LogDb {
    /// Adds a board.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn add_board(
        &self,
        board: BoardId,
        nonce: BoardNonce,
        now_ms: u64,
    ) -> Result<BoardKey, StoreError> {
        self.db
            .prepare_cached("INSERT INTO boards(board, nonce, added_ms) VALUES (?, ?, ?)")?
            .execute(params![board.0, nonce.0, int(now_ms)])?;
        Ok(BoardKey(self.db.last_insert_rowid()))
    }

    /// Returns all boards in the order in which they came.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn boards(&self) -> Result<Vec<BoardRecord>, StoreError> {
        let sql = "SELECT id, board, nonce, added_ms FROM boards ORDER BY id";
        all(&mut *self.db.prepare_cached(sql)?, [], |row| {
            let Bytes(board) = row.get(1)?;
            let Bytes(nonce) = row.get(2)?;
            Ok(BoardRecord {
                key: row.get(0)?,
                board: BoardId(board),
                nonce: BoardNonce(nonce),
                added_ms: uint(row.get(3)?),
            })
        })
    }

    /// Keeps a key of a board; does nothing where it is kept already.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn add_epoch(
        &self,
        board: BoardKey,
        compartment: Compartment,
        key: &EpochKey,
    ) -> Result<(), StoreError> {
        if let Compartment::Case(item) = compartment {
            return self.add_case_key(board, item, key);
        }
        let number =
            compartment_number(compartment).ok_or(StoreError::BadRow { table: "epochs" })?;
        let sql =
            "INSERT OR IGNORE INTO epochs(board, epoch, compartment, key) VALUES (?, ?, ?, ?)";
        self.db
            .prepare_cached(sql)?
            .execute(params![board, key.id().0, number, key.expose()])?;
        Ok(())
    }

    /// Returns the board's keys; of each compartment the one that came first is the current one.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn keyring(&self, board: BoardKey) -> Result<Keyring, StoreError> {
        let sql = "SELECT compartment, key FROM epochs WHERE board = ? ORDER BY id";
        let mut keyring = Keyring::default();
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let of = compartment(row.get(0)?).ok_or(StoreError::BadRow { table: "epochs" })?;
            let Bytes(key) = row.get(1)?;
            keyring.insert(of, EpochKey::from_bytes(key));
            Ok(())
        })?;
        for (of, key) in self.case_keys(board)? {
            keyring.insert(of, key);
        }
        Ok(keyring)
    }

    /// Adds a log, before its first entry.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn add_log(
        &self,
        board: BoardKey,
        log: LogId,
        device: DeviceId,
    ) -> Result<LogKey, StoreError> {
        self.db
            .prepare_cached("INSERT INTO logs(board, log, device) VALUES (?, ?, ?)")?
            .execute(params![board, log.0, device.0])?;
        Ok(LogKey(self.db.last_insert_rowid()))
    }

    /// Returns the board's logs, each at its newest entry on the branch that came first, in the order in which they came.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn logs(&self, board: BoardKey) -> Result<Vec<LogRecord>, StoreError> {
        let sql = "SELECT l.id, l.device, l.log, e.seq, e.entry FROM logs l \
             JOIN entries e ON e.log = l.id \
             AND e.seq = (SELECT max(m.seq) FROM entries m WHERE m.log = l.id) \
             WHERE l.board = ? AND l.id NOT IN (SELECT log FROM branches) ORDER BY l.id";
        all(&mut *self.db.prepare_cached(sql)?, [board], |row| {
            let Bytes(device) = row.get(1)?;
            Ok(LogRecord {
                key: row.get(0)?,
                device: DeviceId(device),
                tip: position(row, 2)?,
            })
        })
    }

    /// Keeps the text of a ticket that was made here, so that it can be shown again.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn keep_invitation(
        &self,
        board: BoardKey,
        ticket: trust::TicketId,
        text: &str,
    ) -> Result<(), StoreError> {
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO invitations(board, ticket, text) VALUES (?, ?, ?)",
            )?
            .execute(params![board, ticket.0, text])?;
        Ok(())
    }

    /// Returns the text of a ticket that was made here.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn invitation(
        &self,
        board: BoardKey,
        ticket: trust::TicketId,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT text FROM invitations WHERE board = ? AND ticket = ?";
        first(
            &mut *self.db.prepare_cached(sql)?,
            params![board, ticket.0],
            |row| Ok(row.get(0)?),
        )
    }

    /// Returns a value that the device keeps under a name.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT value FROM meta WHERE name = ?";
        first(&mut *self.db.prepare_cached(sql)?, [name], |row| {
            Ok(row.get(0)?)
        })
    }

    /// Keeps a value under a name.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn set_meta(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.db
            .prepare_cached("INSERT OR REPLACE INTO meta(name, value) VALUES (?, ?)")?
            .execute(params![name, value])?;
        Ok(())
    }
}
