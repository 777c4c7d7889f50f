//! Notices: what happened to this device's data and its person has to know, kept until they dismiss it.

use crate::api::{AppError, NoticeCode, NoticeView};

use super::Local;

/// The table, since version 2 of the file.
pub(super) const SCHEMA: &str = "
CREATE TABLE notices (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    path TEXT NOT NULL,
    boards INTEGER NOT NULL,
    entries INTEGER NOT NULL
) STRICT;
";

impl Local {
    /// Keeps that a damaged log was moved to `path`, and how much of it was carried over.
    pub(crate) fn log_was_damaged(
        &self,
        at: i64,
        path: &str,
        boards: u64,
        entries: u64,
    ) -> Result<(), AppError> {
        self.lock().execute(
            "INSERT INTO notices (at, path, boards, entries) VALUES (?, ?, ?, ?)",
            (at, path, boards.cast_signed(), entries.cast_signed()),
        )?;
        Ok(())
    }

    /// Returns what was not dismissed, the oldest first.
    pub(crate) fn notices(&self) -> Result<Vec<NoticeView>, AppError> {
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached("SELECT n, at, path, boards, entries FROM notices ORDER BY n")?;
        let notices = statement.query_map([], |row| {
            Ok(NoticeView {
                notice: row.get::<_, i64>(0)?.to_string(),
                code: NoticeCode::LogDamaged,
                at: row.get(1)?,
                path: row.get(2)?,
                boards: row.get(3)?,
                entries: row.get(4)?,
            })
        })?;
        Ok(notices.collect::<Result<_, _>>()?)
    }

    /// Forgets a notice. One that is not there is no error.
    pub(crate) fn dismiss_notice(&self, notice: &str) -> Result<(), AppError> {
        let n: Option<i64> = notice.parse().ok();
        self.lock()
            .execute("DELETE FROM notices WHERE n = ?", [n])?;
        Ok(())
    }
}
