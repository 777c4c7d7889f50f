//! Drafts: what is being typed, kept through a crash.

use crate::api::{AppError, DraftView};

use super::Local;

/// How long a draft may be, in bytes.
pub(crate) const MAX_TEXT: usize = 256 * 1024;
/// How long a draft's key may be, in bytes.
pub(crate) const MAX_KEY: usize = 512;

impl Local {
    /// Writes a draft; it is on disk when this returns.
    pub(crate) fn save_draft(&self, key: &str, text: &str, at: i64) -> Result<(), AppError> {
        if key.is_empty() || key.len() > MAX_KEY || text.len() > MAX_TEXT {
            return Err(AppError::bad_field("draft", "tooLong"));
        }
        self.lock().execute(
            "INSERT INTO drafts (key, text, at) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO UPDATE SET text = ?2, at = ?3",
            (key, text, at),
        )?;
        Ok(())
    }

    /// Forgets a draft. A draft that is not there is no error.
    pub(crate) fn discard_draft(&self, key: &str) -> Result<(), AppError> {
        self.lock()
            .execute("DELETE FROM drafts WHERE key = ?", [key])?;
        Ok(())
    }

    /// Returns all drafts, the newest first.
    pub(crate) fn drafts(&self) -> Result<Vec<DraftView>, AppError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT key, text, at FROM drafts ORDER BY at DESC, key")?;
        let drafts = statement.query_map([], |row| {
            Ok(DraftView {
                key: row.get(0)?,
                text: row.get(1)?,
                at: row.get(2)?,
            })
        })?;
        Ok(drafts.collect::<Result<_, _>>()?)
    }
}
