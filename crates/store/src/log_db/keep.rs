//! What is done with a damaged `log.db`: what can be read of it is carried over into a fresh one beside it, and
//! only when that is whole on the disk, the damaged one is moved aside, never overwritten. What is missing then
//! is fetched again from peers.
//!
//! Boards and their keys are carried over first: with them, peers can fill in the rest. What is left of logs and their
//! branches then: see `gaps`.

use std::path::{Path, PathBuf};

mod damaged;
mod gaps;

use super::LogDb;
use super::rows::uint;
use super::wal::Wal;
use crate::database::{beside, is_plain};
use crate::folder::{rename_private, sync};
use crate::{DatabaseKey, StoreError};
use damaged::{Source, behind, copy_from};

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
const TABLES: [(&str, &str); 12] = [
    ("meta", "name, value"),
    ("boards", "id, board, nonce, added_ms"),
    ("epochs", "id, board, epoch, compartment, key"),
    (
        "joins",
        "board, ticket, since_ms, state, refusal, join_log, join_seq, entries, hidden",
    ),
    ("invitations", "board, ticket, text"),
    ("addresses", "endpoint, address, at_ms"),
    ("logs", "id, board, log, device"),
    (
        "entries",
        "id, log, seq, entry, epoch, kind, item, creates, header, body, signature",
    ),
    ("apart", "entry, part, epoch, form"),
    ("case_keys", "id, board, epoch, item, key"),
    ("branches", "log, of, before"),
    ("forks", "log, seq, entry, frame, seen_ms"),
];

/// Those of them whose first column is no number of a row.
const UNNUMBERED: [&str; 5] = ["meta", "joins", "invitations", "addresses", "forks"];

/// The file that a recovery builds, until it takes the damaged one's place.
const FRESH: &str = ".new";
/// The file that a recovery reads where the WAL is damaged.
const UNITED: &str = ".united";
/// Says that a run met damage: the next start looks through the whole file, however long that takes.
pub(super) const MARK: &str = ".look";
/// Up to so many bytes the file is looked through at each start: some hundredths of a second.
const MOST: u64 = 16 << 20;
/// The same after an end that was none: about a second.
const MOST_UNCLEAN: u64 = 256 << 20;
/// What SQLite keeps beside a database.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];

impl LogDb {
    /// Opens the file; where it is damaged, puts a fresh one with all that could be read in its place, and moves
    /// the damaged one aside. A recovery that was cut off is begun again, or ended if the fresh file was whole.
    ///
    /// # Errors
    /// As [`LogDb::open`], and where the fresh file cannot be written: then the damaged one is left as it is.
    pub fn open_or_move_aside(
        path: &Path,
        key: &DatabaseKey,
    ) -> Result<(Self, Option<Moved>), StoreError> {
        let finished = finish(path)?;
        let open = || {
            let unclean = std::fs::metadata(beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0);
            let db = Self::open(path, key)?.checked()?;
            db.looked_through(path, unclean)?;
            Ok(db)
        };
        // What one read showed may have been the read: only what shows twice is on the disk.
        let opened = open().or_else(|error: StoreError| match error {
            error if error.is_damage() => open(),
            error => Err(error),
        });
        match opened {
            Ok(db) => {
                let moved = finished.map(|to| db.moved(to)).transpose()?;
                Ok((db, moved))
            }
            Err(error) if error.is_damage() => {
                tracing::error!(%error, "log.db is damaged and is moved aside");
                let (db, moved) = Self::rebuild(path, key, None)?;
                Ok((db, Some(moved)))
            }
            Err(error) => Err(error),
        }
    }

    /// Returns whether the file holds boards. One that cannot be read may.
    pub(crate) fn holds_boards(path: &Path, key: &DatabaseKey) -> Result<bool, StoreError> {
        if !path.exists() {
            return Ok(false);
        }
        let look = |db: Self| {
            let sql = "SELECT EXISTS (SELECT 1 FROM boards)";
            Ok(db.db.query_row(sql, [], |row| row.get(0))?)
        };
        match Self::reader(path, key).and_then(look) {
            Err(error) if error.is_damage() => Ok(true),
            // Without tables: a first start that was cut off.
            Err(StoreError::Sql(_)) => Ok(false),
            other => other,
        }
    }

    /// Builds the fresh file, and exchanges the two when it is whole and on the disk. `pages` limits it: for tests.
    pub(super) fn rebuild(
        path: &Path,
        key: &DatabaseKey,
        pages: Option<u32>,
    ) -> Result<(Self, Moved), StoreError> {
        let fresh = beside(path, FRESH);
        for suffix in ["", "-wal", "-shm"] {
            remove(&beside(&fresh, suffix))?;
        }
        let db = Self::open(&fresh, key)?;
        db.limit_pages(pages)?;
        let united = unite(path)?;
        db.carry_over(united.as_deref().unwrap_or(path), key)?;
        db.checkpoint()?;
        drop(db);
        if let Some(united) = united {
            remove(&united)?;
        }
        sync(&fresh)?;
        let to = move_aside(path)?;
        rename_private(&fresh, path)?;
        let db = Self::open(path, key)?;
        let moved = db.moved(to)?;
        Ok((db, moved))
    }

    /// Looks through all pages where that is soon done, and where something was amiss.
    fn looked_through(&self, path: &Path, unclean: bool) -> Result<(), StoreError> {
        let mark = beside(path, MARK);
        let marked = mark.exists();
        let length = std::fs::metadata(path).map_or(0, |file| file.len());
        let most = if unclean { MOST_UNCLEAN } else { MOST };
        if length > most && !marked {
            return Ok(());
        }
        let said: String = self
            .db
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if said != "ok" {
            tracing::error!(said, "log.db does not agree with itself");
            return Err(StoreError::Damaged(path.to_owned()));
        }
        if marked {
            remove(&mark)?;
        }
        Ok(())
    }

    fn moved(&self, to: PathBuf) -> Result<Moved, StoreError> {
        let count = |sql| self.db.query_row(sql, [], |row| row.get::<_, i64>(0));
        Ok(Moved {
            to,
            boards: uint(count("SELECT count(*) FROM boards")?),
            entries: uint(count("SELECT count(*) FROM entries")?),
        })
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

    fn carry_over(&self, from: &Path, key: &DatabaseKey) -> Result<(), StoreError> {
        // A file of the version before may be damaged too.
        let key = (!is_plain(from)?).then_some(key);
        self.begin()?;
        for (table, columns) in TABLES {
            self.copy_table(&Source { from, key }, table, columns)?;
        }
        self.cut_gaps()?;
        // Without verdicts all of them wait: they are judged again when the board is opened.
        self.db
            .execute("INSERT INTO waiting(entry) SELECT id FROM entries", [])?;
        self.commit()
    }

    /// Copies the rows that can be read. A row that breaks a rule here is left out.
    fn copy_table(&self, old: &Source<'_>, table: &str, columns: &str) -> Result<(), StoreError> {
        let columns = &old.those_it_has(table, columns);
        let number = columns.split(',').next().unwrap_or(columns);
        let numbered = !UNNUMBERED.contains(&table);
        let rest = if numbered {
            format!("WHERE {number} >= ? ORDER BY {number}")
        } else {
            "WHERE ? IS NOT NULL".to_owned()
        };
        let sql = format!("SELECT {columns} FROM {table} {rest}");
        let width = columns.split(',').count();
        let marks = vec!["?"; width].join(", ");
        let mut write = self.db.prepare(&format!(
            "INSERT OR IGNORE INTO {table}({columns}) VALUES ({marks})"
        ))?;
        let mut next = 0;
        while let Some(from) = copy_from(old, &sql, &mut write, next)? {
            // Only rows with a number can be looked for behind the damage.
            match numbered.then(|| behind(old, &sql, from)).flatten() {
                Some(row) => next = row,
                None => break,
            }
        }
        Ok(())
    }
}

/// Makes one file of the database and a damaged WAL, beside them; `None` where the WAL is sound.
fn unite(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    let at = beside(path, "-wal");
    let wal = Wal::read(&at).map_err(|e| StoreError::io(&at, e))?;
    if !wal.is_damaged() {
        return Ok(None);
    }
    let united = beside(path, UNITED);
    for suffix in ["", "-wal", "-shm"] {
        remove(&beside(&united, suffix))?;
    }
    let done = wal.unite(&at, path, &united);
    done.map_err(|e| StoreError::io(&united, e))?;
    Ok(Some(united))
}

/// Removes a file, if it is there.
fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::io(path, error))
        }
        _ => Ok(()),
    }
}

/// Ends a recovery that was cut off while the files were exchanged. Returns where the damaged one is.
fn finish(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    let fresh = beside(path, FRESH);
    let last = free_number(path) - 1;
    if path.exists() || !fresh.exists() || last == 0 {
        return Ok(None);
    }
    let to = aside(path, last);
    move_companions(path, &to)?;
    rename_private(&fresh, path)?;
    Ok(Some(to))
}

/// Moves the database and what SQLite keeps beside it to the first free name. The database first: without it
/// the next start knows that the fresh file is whole.
fn move_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let to = aside(path, free_number(path));
    rename_private(path, &to)?;
    move_companions(path, &to)?;
    Ok(to)
}

fn move_companions(path: &Path, to: &Path) -> Result<(), StoreError> {
    for suffix in COMPANIONS {
        let from = beside(path, suffix);
        if from.exists() {
            rename_private(&from, &beside(to, suffix))?;
        }
    }
    Ok(())
}

fn aside(path: &Path, number: u32) -> PathBuf {
    beside(path, &format!(".damaged-{number}"))
}

fn free_number(path: &Path) -> u32 {
    let mut number = 1;
    while aside(path, number).exists() {
        number += 1;
    }
    number
}
