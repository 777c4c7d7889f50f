//! What is done with a damaged `log.db`: it is moved aside, never overwritten, and what can be read of
//! it is carried over into a fresh one. What is missing then is fetched again from peers.
//!
//! Boards and their keys are carried over first: with them, peers can fill in the rest.

use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};

use super::rows::all;
use super::{LogDb, beside};
use crate::StoreError;

/// A damaged database that was moved aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Where it is now.
    pub to: PathBuf,
    /// How many boards could be carried over.
    pub boards: u64,
    /// How many entries could be carried over.
    pub entries: u64,
}

/// The tables in the order in which they can be filled. Verdicts are not carried over: they are made anew.
const TABLES: [(&str, &str); 8] = [
    ("meta", "name, value"),
    ("boards", "id, board, nonce, added_ms"),
    ("epochs", "id, board, epoch, compartment, key"),
    (
        "joins",
        "board, ticket, since_ms, state, refusal, join_log, join_seq, entries",
    ),
    ("invitations", "board, ticket, text"),
    ("addresses", "endpoint, address, at_ms"),
    ("logs", "id, board, log, device"),
    (
        "entries",
        "id, log, seq, entry, epoch, kind, item, creates, header, body, signature",
    ),
];

impl LogDb {
    /// Opens the file; where it is damaged, moves it aside and opens a fresh one with all that could be read.
    ///
    /// # Errors
    /// As [`LogDb::open`], and where the file cannot be moved.
    pub fn open_or_move_aside(path: &Path) -> Result<(Self, Option<Moved>), StoreError> {
        match Self::open(path).and_then(Self::checked) {
            Ok(db) => Ok((db, None)),
            Err(error) if error.is_damage() => {
                tracing::error!(%error, "log.db is damaged and is moved aside");
                let to = move_aside(path)?;
                let fresh = Self::open(path)?;
                let (boards, entries) = fresh.carry_over(&to)?;
                Ok((
                    fresh,
                    Some(Moved {
                        to,
                        boards,
                        entries,
                    }),
                ))
            }
            Err(error) => Err(error),
        }
    }

    /// Reads through the parts that everything else stands on.
    fn checked(self) -> Result<Self, StoreError> {
        for board in self.boards()? {
            self.keyring(board.key)?;
            self.certificates(board.key)?;
            self.logs(board.key)?;
        }
        self.newest_verdict()?;
        Ok(self)
    }

    fn carry_over(&self, from: &Path) -> Result<(u64, u64), StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let Ok(old) = Connection::open_with_flags(from, flags) else {
            return Ok((0, 0));
        };
        self.begin()?;
        let (mut boards, mut entries) = (0, 0);
        for (table, columns) in TABLES {
            let copied = self.copy_table(&old, table, columns)?;
            match table {
                "boards" => boards = copied,
                "entries" => entries = copied,
                _ => {}
            }
        }
        entries -= self.cut_gaps()?;
        // Without verdicts all of them wait: they are judged again when the board is opened.
        self.db
            .execute("INSERT INTO waiting(entry) SELECT id FROM entries", [])?;
        self.commit()?;
        Ok((boards, entries))
    }

    /// Copies rows until the damage begins. A row that breaks a rule here is left out.
    fn copy_table(&self, old: &Connection, table: &str, columns: &str) -> Result<u64, StoreError> {
        let width = columns.split(',').count();
        let Ok(mut read) = old.prepare(&format!("SELECT {columns} FROM {table}")) else {
            return Ok(0);
        };
        let marks = vec!["?"; width].join(", ");
        let mut write = self.db.prepare(&format!(
            "INSERT OR IGNORE INTO {table}({columns}) VALUES ({marks})"
        ))?;
        let Ok(mut rows) = read.query([]) else {
            return Ok(0);
        };
        let mut copied = 0;
        while let Ok(Some(row)) = rows.next() {
            let values: Result<Vec<Value>, _> = (0..width).map(|at| row.get(at)).collect();
            let Ok(values) = values else { break };
            // A foreign key that is missing is a row that cannot stand alone: leave it out.
            if let Ok(written) = write.execute(params_from_iter(values)) {
                copied += u64::try_from(written).unwrap_or(0);
            }
        }
        Ok(copied)
    }

    /// Takes away what stands behind a gap in a log: a log's numbers have none.
    fn cut_gaps(&self) -> Result<u64, StoreError> {
        let sql = "SELECT g.log, min(g.seq) FROM entries g WHERE g.seq > 1 AND NOT EXISTS \
             (SELECT 1 FROM entries p WHERE p.log = g.log AND p.seq = g.seq - 1) GROUP BY g.log";
        let gaps = all(&mut self.db.prepare(sql)?, [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })?;
        let mut cut = 0;
        for gap in gaps {
            let sql = "DELETE FROM entries WHERE log = ? AND seq >= ?";
            cut += self.db.execute(sql, gap)?;
        }
        let sql =
            "DELETE FROM logs WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.log = logs.id)";
        self.db.execute(sql, [])?;
        Ok(u64::try_from(cut).unwrap_or(0))
    }
}

/// Moves the database and what SQLite keeps beside it to the first free name.
fn move_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let mut number = 1_u32;
    let to = loop {
        let to = beside(path, &format!(".damaged-{number}"));
        if !to.exists() {
            break to;
        }
        number += 1;
    };
    for suffix in ["-wal", "-shm", ""] {
        let from = beside(path, suffix);
        if from.exists() {
            std::fs::rename(&from, beside(&to, suffix)).map_err(|e| StoreError::io(from, e))?;
        }
    }
    Ok(to)
}
