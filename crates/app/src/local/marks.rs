//! Marks: what the person notes about people and items for themselves. Never leaves this device.

use std::collections::BTreeSet;

use trust::{BoardId, ItemId, PersonId};

use crate::api::AppError;

use super::Local;

/// The table, since version 3 of the file.
pub(super) const SCHEMA: &str = "
CREATE TABLE marks (
    board TEXT NOT NULL,
    mark TEXT NOT NULL,
    about TEXT NOT NULL,
    PRIMARY KEY (board, mark, about)
) STRICT, WITHOUT ROWID;
";

/// What can be noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A person was met in person.
    Met(PersonId),
    /// What a person makes and says is folded away.
    Blocked(PersonId),
    /// An item is folded away.
    Hidden(ItemId),
    /// What is told of the stewards was read.
    Read(String),
    /// A file is fetched though it is large; by its hash.
    FetchFile(String),
    /// A file is not fetched though it is small.
    StopFile(String),
    /// A file is kept here though it is taken off its item.
    KeepFile(String),
    /// Another device was seen to have all of a file; by its hash, and how much was taken away on the board by then.
    FileElsewhere(String),
}

/// What is noted on one board.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) met: BTreeSet<PersonId>,
    pub(crate) blocked: BTreeSet<PersonId>,
    pub(crate) hidden: BTreeSet<ItemId>,
    /// What was read of what is told of the stewards.
    pub(crate) read: BTreeSet<String>,
    /// Hashes of files that are fetched though they are large.
    pub(crate) fetched_files: BTreeSet<String>,
    /// Of those that are not fetched though they are small.
    pub(crate) stopped_files: BTreeSet<String>,
    /// Of those that are kept here.
    pub(crate) kept_files: BTreeSet<String>,
    /// Of those that another device was seen to have.
    pub(crate) files_elsewhere: BTreeSet<String>,
}

const MET: &str = "met";
const BLOCKED: &str = "blocked";
const HIDDEN: &str = "hidden";
const READ: &str = "read";
const FETCH_FILE: &str = "fetchFile";
const STOP_FILE: &str = "stopFile";
const KEEP_FILE: &str = "keepFile";
const FILE_ELSEWHERE: &str = "fileElsewhere";

impl Local {
    /// Notes something, or takes the note back. Both may be said twice.
    pub(crate) fn mark(&self, board: BoardId, mark: &Mark, on: bool) -> Result<(), AppError> {
        let (word, about) = match mark {
            Mark::Met(person) => (MET, person.to_string()),
            Mark::Blocked(person) => (BLOCKED, person.to_string()),
            Mark::Hidden(item) => (HIDDEN, item.to_string()),
            Mark::Read(about) => (READ, about.clone()),
            Mark::FetchFile(hash) => (FETCH_FILE, hash.clone()),
            Mark::StopFile(hash) => (STOP_FILE, hash.clone()),
            Mark::KeepFile(hash) => (KEEP_FILE, hash.clone()),
            Mark::FileElsewhere(hash) => (FILE_ELSEWHERE, hash.clone()),
        };
        let sql = if on {
            "INSERT OR IGNORE INTO marks (board, mark, about) VALUES (?, ?, ?)"
        } else {
            "DELETE FROM marks WHERE board = ? AND mark = ? AND about = ?"
        };
        self.lock()
            .prepare_cached(sql)?
            .execute((board.to_string(), word, about))?;
        Ok(())
    }

    /// Returns what is noted on a board.
    pub(crate) fn marks(&self, board: BoardId) -> Result<Marks, AppError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT mark, about FROM marks WHERE board = ?")?;
        let mut rows = statement.query([board.to_string()])?;
        let mut marks = Marks::default();
        while let Some(row) = rows.next()? {
            let (word, about): (String, String) = (row.get(0)?, row.get(1)?);
            match word.as_str() {
                MET => marks.met.extend(about.parse::<PersonId>()),
                BLOCKED => marks.blocked.extend(about.parse::<PersonId>()),
                HIDDEN => marks.hidden.extend(about.parse::<ItemId>()),
                READ => drop(marks.read.insert(about)),
                FETCH_FILE => drop(marks.fetched_files.insert(about)),
                STOP_FILE => drop(marks.stopped_files.insert(about)),
                KEEP_FILE => drop(marks.kept_files.insert(about)),
                FILE_ELSEWHERE => drop(marks.files_elsewhere.insert(about)),
                // Of a newer app.
                _ => {}
            }
        }
        Ok(marks)
    }

    /// Forgets all that this file holds about a board.
    pub(crate) fn forget_board(&self, board: BoardId) -> Result<(), AppError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        for table in ["marks", "undo", "undone_imports", "meanwhile"] {
            let sql = format!("DELETE FROM {table} WHERE board = ?");
            tx.execute(&sql, [board.to_string()])?;
        }
        tx.commit()?;
        Ok(())
    }
}
