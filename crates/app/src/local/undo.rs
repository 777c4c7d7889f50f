//! Undo steps: how the person's own last actions on a board are taken back, newest first.

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use crate::api::AppError;

use super::Local;

/// How many steps are kept per board.
const KEPT: u32 = 100;

/// One step that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UndoStep {
    /// Its number; a later one is higher.
    pub(crate) n: i64,
    /// The title of what it was about.
    pub(crate) title: String,
    /// How it is taken back.
    pub(crate) step: Step,
}

/// How an action is taken back. Ids are texts, as in the api.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(crate) enum Step {
    /// An item was made: archive it.
    Added { item: String },
    /// Fields were written: write the old values.
    Edited {
        item: String,
        fields: Vec<EditedField>,
        /// When the newest of them was written.
        #[serde(default)]
        at_ms: u64,
    },
    /// Statements were made by the intent `what`: retract them. A retracted release lets the claims stand again.
    Stated { what: String, stated: Vec<Stated> },
    /// Archived: lift one's own archivings.
    Archived { items: Vec<String> },
    /// Restored, by these entries: archive.
    Restored {
        items: Vec<String>,
        #[serde(default)]
        entries: Vec<String>,
    },
    /// A list came in: archive all that it brought.
    Imported { items: Vec<String> },
}

/// A statement that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stated {
    pub(crate) item: String,
    pub(crate) entry: String,
}

/// A field as it stood before an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EditedField {
    pub(crate) field: String,
    /// The value that led before.
    pub(crate) old: Option<String>,
    /// The entry that wrote it: while it still leads, nobody changed the field since.
    pub(crate) entry: String,
    /// Entries of what stood beside it, unseen when it was typed: taken back, it leaves that alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) beside: Vec<String>,
}

impl Step {
    /// Returns the name of the intent that it takes back.
    pub(crate) fn intent(&self) -> &str {
        match self {
            Self::Added { .. } => "addItem",
            Self::Edited { .. } => "editItem",
            Self::Stated { what, .. } => what,
            Self::Archived { .. } => "archive",
            Self::Restored { .. } => "restore",
            Self::Imported { .. } => "import",
        }
    }

    /// Returns the fields of an edit.
    pub(crate) fn fields(&self) -> Vec<String> {
        match self {
            Self::Edited { fields, .. } => fields.iter().map(|field| field.field.clone()).collect(),
            Self::Added { .. }
            | Self::Stated { .. }
            | Self::Archived { .. }
            | Self::Restored { .. }
            | Self::Imported { .. } => Vec::new(),
        }
    }
}

impl Local {
    /// Keeps a step, and forgets the oldest above the limit. Returns its number.
    pub(crate) fn push_undo(&self, board: &str, title: &str, step: &Step) -> Result<i64, AppError> {
        let step = serde_json::to_string(step).map_err(AppError::internal)?;
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        tx.execute(
            "INSERT INTO undo (board, title, step) VALUES (?, ?, ?)",
            (board, title, step),
        )?;
        let n = tx.last_insert_rowid();
        tx.execute(
            "DELETE FROM undo WHERE board = ?1 AND n <= (
                 SELECT n FROM undo WHERE board = ?1 ORDER BY n DESC LIMIT 1 OFFSET ?2)",
            (board, KEPT),
        )?;
        tx.commit()?;
        Ok(n)
    }

    /// Writes another step in the place of one that has grown; returns whether that one was still there.
    pub(crate) fn grow_undo(&self, n: i64, step: &Step) -> Result<bool, AppError> {
        let step = serde_json::to_string(step).map_err(AppError::internal)?;
        let grown = self
            .lock()
            .execute("UPDATE undo SET step = ? WHERE n = ?", (step, n))?;
        Ok(grown > 0)
    }

    /// Returns the newest step of the board.
    pub(crate) fn last_undo(&self, board: &str) -> Result<Option<UndoStep>, AppError> {
        let found: Option<(i64, String, String)> = self
            .lock()
            .query_row(
                "SELECT n, title, step FROM undo WHERE board = ? ORDER BY n DESC LIMIT 1",
                [board],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        let Some((n, title, step)) = found else {
            return Ok(None);
        };
        let step = serde_json::from_str(&step)
            .map_err(|error| AppError::internal(format!("undo step cannot be read: {error}")))?;
        Ok(Some(UndoStep { n, title, step }))
    }

    /// Forgets a step: it was taken back, or cannot be.
    pub(crate) fn drop_undo(&self, n: i64) -> Result<(), AppError> {
        self.lock().execute("DELETE FROM undo WHERE n = ?", [n])?;
        Ok(())
    }
}
