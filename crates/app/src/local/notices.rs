//! Notices: what happened to this device's data and its person has to know, kept until they dismiss it.

use rusqlite::{Connection, OptionalExtension};

use crate::api::{AppError, NoticeCode, NoticeView, VaultWay};

use super::Local;

/// The notice that the folder was copied or moved, as named here and as its row in `settings`.
const ELSEWHERE: &str = "elsewhere";
/// The same for the notice that something else writes with this device's keys.
const COPIED: &str = "copied";
/// The same for the notice that the lock was changed.
const LOCK: &str = "lock";

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

    /// Keeps that the data folder was copied or moved here, as `path`.
    pub(crate) fn folder_was_moved(&self, at: i64, path: &str) -> Result<(), AppError> {
        self.keep_said(ELSEWHERE, at, path)
    }

    /// Keeps that something else writes with this device's keys; the data folder is `path`.
    pub(crate) fn device_was_copied(&self, at: i64, path: &str) -> Result<(), AppError> {
        self.keep_said(COPIED, at, path)
    }

    /// Keeps that the data of this device is locked otherwise than before.
    pub(crate) fn lock_was_changed(&self, at: i64, way: VaultWay) -> Result<(), AppError> {
        self.keep_said(LOCK, at, word(way))
    }

    fn keep_said(&self, name: &str, at: i64, path: &str) -> Result<(), AppError> {
        self.lock().execute(
            "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)",
            (name, format!("{at} {path}")),
        )?;
        Ok(())
    }

    /// Returns what was not dismissed, the oldest first.
    pub(crate) fn notices(&self) -> Result<Vec<NoticeView>, AppError> {
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached("SELECT n, at, path, boards, entries FROM notices ORDER BY n")?;
        let notices = statement.query_map([], |row| {
            let notice = row.get::<_, i64>(0)?.to_string();
            Ok(NoticeView {
                path: row.get(2)?,
                boards: row.get(3)?,
                entries: row.get(4)?,
                ..notice_of(notice, NoticeCode::LogDamaged, row.get(1)?)
            })
        })?;
        let mut notices: Vec<NoticeView> = notices.collect::<Result<_, _>>()?;
        notices.extend(said(&connection, ELSEWHERE, NoticeCode::FolderMoved)?);
        notices.extend(said(&connection, COPIED, NoticeCode::DeviceCopied)?);
        let lock = said(&connection, LOCK, NoticeCode::LockChanged)?;
        notices.extend(lock.map(|notice| NoticeView {
            way: way(&notice.path),
            path: String::new(),
            ..notice
        }));
        Ok(notices)
    }

    /// Forgets a notice. One that is not there is no error.
    pub(crate) fn dismiss_notice(&self, notice: &str) -> Result<(), AppError> {
        if [ELSEWHERE, COPIED, LOCK].contains(&notice) {
            let sql = "DELETE FROM settings WHERE key = ?";
            self.lock().execute(sql, [notice])?;
        }
        let n: Option<i64> = notice.parse().ok();
        self.lock()
            .execute("DELETE FROM notices WHERE n = ?", [n])?;
        Ok(())
    }
}

fn said(
    connection: &Connection,
    name: &str,
    code: NoticeCode,
) -> Result<Option<NoticeView>, AppError> {
    let sql = "SELECT value FROM settings WHERE key = ?";
    let kept: Option<String> = connection
        .query_row(sql, [name], |row| row.get(0))
        .optional()?;
    Ok(kept.and_then(|kept| {
        let (at, path) = kept.split_once(' ')?;
        Some(NoticeView {
            path: path.to_owned(),
            ..notice_of(name.to_owned(), code, at.parse().ok()?)
        })
    }))
}

/// Returns a notice that says no more than what happened and when.
pub(crate) const fn notice_of(notice: String, code: NoticeCode, at: i64) -> NoticeView {
    NoticeView {
        notice,
        code,
        at,
        path: String::new(),
        boards: 0,
        entries: 0,
        board_name: String::new(),
        refusal: None,
        way: None,
    }
}

const fn word(way: VaultWay) -> &'static str {
    match way {
        VaultWay::Keyring => "keyring",
        VaultWay::Passphrase => "passphrase",
        VaultWay::PlainFile => "plainFile",
    }
}

fn way(word_kept: &str) -> Option<VaultWay> {
    let all = [VaultWay::Keyring, VaultWay::Passphrase, VaultWay::PlainFile];
    all.into_iter().find(|way| word(*way) == word_kept)
}
