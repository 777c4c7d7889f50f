//! What is known of backups and of the words on paper: rows of `settings`, and never part of a backup themselves.

use std::collections::BTreeMap;

use rusqlite::OptionalExtension;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::api::{AppError, WordsKnown};

use super::Local;

const NEWEST: &str = "backup";
const WORDS: &str = "words";
const PUT_OFF: &str = "backupPutOff";

/// The newest backup that this device knows of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct NewestBackup {
    pub(crate) made_at: i64,
    /// How many entries it holds of each board, by the board's id.
    pub(crate) boards: BTreeMap<String, u64>,
}

impl Local {
    /// Returns the newest backup that was made or restored here.
    pub(crate) fn newest_backup(&self) -> Result<Option<NewestBackup>, AppError> {
        self.kept(NEWEST)
    }

    /// Notes a backup that was made, or restored. An older one than that which is known changes nothing. A new one
    /// ends the putting off.
    pub(crate) fn backup_was_made(&self, backup: &NewestBackup) -> Result<(), AppError> {
        let known = self.newest_backup()?;
        if known.is_some_and(|known| known.made_at > backup.made_at) {
            return Ok(());
        }
        self.keep(NEWEST, backup)?;
        self.put_backup_off(None)
    }

    /// Returns until when the person does not want to be asked for a backup.
    pub(crate) fn backup_put_off(&self) -> Result<Option<i64>, AppError> {
        self.kept(PUT_OFF)
    }

    /// Notes until when the person does not want to be asked.
    pub(crate) fn put_backup_off(&self, until: Option<i64>) -> Result<(), AppError> {
        match until {
            Some(until) => self.keep(PUT_OFF, &until),
            None => {
                let sql = "DELETE FROM settings WHERE key = ?";
                self.lock().execute(sql, [PUT_OFF])?;
                Ok(())
            }
        }
    }

    /// Returns what is known of the words on paper.
    pub(crate) fn words_known(&self) -> Result<WordsKnown, AppError> {
        Ok(self.kept(WORDS)?.unwrap_or_default())
    }

    /// Notes that the words were shown, or typed. Returns whether that is new.
    pub(crate) fn words_were(&self, now: WordsKnown) -> Result<bool, AppError> {
        let known = self.words_known()?;
        let more = match (known, now) {
            (WordsKnown::NotShown, WordsKnown::Shown | WordsKnown::Typed)
            | (WordsKnown::Shown, WordsKnown::Typed) => true,
            (WordsKnown::NotShown | WordsKnown::Shown | WordsKnown::Typed, _) => false,
        };
        if more {
            self.keep(WORDS, &now)?;
        }
        Ok(more)
    }

    /// Reads a row; one that a newer app wrote in another form is as if it were not there.
    pub(super) fn kept<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, AppError> {
        let sql = "SELECT value FROM settings WHERE key = ?";
        let text: Option<String> = self
            .lock()
            .query_row(sql, [key], |row| row.get(0))
            .optional()?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    pub(super) fn keep<T: Serialize>(&self, key: &str, value: &T) -> Result<(), AppError> {
        let text = serde_json::to_string(value).map_err(AppError::internal)?;
        let sql = "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)";
        self.lock().execute(sql, (key, text))?;
        Ok(())
    }
}
