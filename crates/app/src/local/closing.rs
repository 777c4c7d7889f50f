//! How long sealed cases have been done, as far as this device saw it.
//!
//! Owns the count: time that passed between two looks of this device, each gap counted for two days at most. A clock
//! that jumps ahead by years therefore erases nothing; one that was set back only delays. Times of others play no part.

use std::collections::BTreeMap;

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use trust::{BoardId, ItemId};

use super::Local;
use crate::api::AppError;

const KEY: &str = "closing";
/// A day in milliseconds.
pub(crate) const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
/// What one gap between two looks counts for at most.
const MOST_AT_ONCE: u64 = 2 * DAY_MS;

/// How long a case has been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closing {
    /// When it was looked at last, by this device's clock.
    looked_ms: u64,
    /// How long it has been done.
    waited_ms: u64,
}

impl Closing {
    /// Begins, or goes on, with a look at this time.
    pub(crate) fn look(before: Option<Self>, now_ms: u64) -> Self {
        let passed = before.map_or(0, |before| now_ms.saturating_sub(before.looked_ms));
        Self {
            looked_ms: now_ms,
            waited_ms: before
                .map_or(0, |before| before.waited_ms)
                .saturating_add(passed.min(MOST_AT_ONCE)),
        }
    }

    /// Returns whether so many days have passed.
    pub(crate) const fn is_over(&self, days: u64) -> bool {
        self.waited_ms >= days.saturating_mul(DAY_MS)
    }

    /// Returns when that will be, if this device looks often enough.
    pub(crate) const fn over_at(&self, days: u64) -> u64 {
        let left = days.saturating_mul(DAY_MS).saturating_sub(self.waited_ms);
        self.looked_ms.saturating_add(left)
    }
}

type All = BTreeMap<String, Closing>;

impl Local {
    /// Notes that a case is done, or is not (any more), and returns how long it has been.
    pub(crate) fn look_at_case(
        &self,
        board: BoardId,
        need: ItemId,
        done: bool,
        now_ms: u64,
    ) -> Result<Option<Closing>, AppError> {
        let connection = self.lock();
        let text: Option<String> = connection
            .query_row("SELECT value FROM settings WHERE key = ?", [KEY], |row| {
                row.get(0)
            })
            .optional()?;
        let mut all: All = match &text {
            Some(text) => serde_json::from_str(text).unwrap_or_default(),
            None => All::new(),
        };
        let key = format!("{board}/{need}");
        let before = all.remove(&key);
        let now = done.then(|| Closing::look(before, now_ms));
        // A look every now and then is enough; not each is worth a write.
        let is_news = match (before, now) {
            (None, None) => false,
            (Some(before), Some(now)) => now.looked_ms.abs_diff(before.looked_ms) >= DAY_MS / 24,
            (Some(_), None) | (None, Some(_)) => true,
        };
        if !is_news {
            return Ok(now);
        }
        if let Some(now) = now {
            all.insert(key, now);
        }
        let text = serde_json::to_string(&all).map_err(AppError::internal)?;
        connection.execute(
            "INSERT INTO settings (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = ?2",
            (KEY, text),
        )?;
        Ok(now)
    }

    /// Forgets what was being typed into a sealed case, overwriting it.
    pub(crate) fn forget_case_drafts(&self, board: BoardId, need: ItemId) -> Result<(), AppError> {
        let connection = self.lock();
        connection.pragma_update(None, "secure_delete", "ON")?;
        let key = draft_key(board, need);
        let gone = connection.execute("DELETE FROM drafts WHERE key = ?", [key])?;
        connection.pragma_update(None, "secure_delete", "OFF")?;
        drop(connection);
        if gone > 0 {
            let connection = self.lock();
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(())
    }
}

/// Returns the key under which drafts of a sealed case stand: whoever saves one uses it, so that it goes with the case.
pub(crate) fn draft_key(board: BoardId, need: ItemId) -> String {
    format!("case:{board}:{need}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_jumps_ahead_erases_nothing_and_one_set_back_only_delays() {
        let start = Closing::look(None, 1_000);
        let years = Closing::look(Some(start), 1_000 + 3_650 * DAY_MS);
        assert!(!years.is_over(14));
        assert!(years.is_over(2));
        // Set right again: the count goes on from where it was.
        let back = Closing::look(Some(years), 5_000);
        assert_eq!(back.waited_ms, years.waited_ms);
        assert_eq!(back.over_at(14), 5_000 + 12 * DAY_MS);
        let (mut closing, mut at) = (start, 1_000);
        for _ in 0..14 {
            assert!(!closing.is_over(14));
            at += DAY_MS;
            closing = Closing::look(Some(closing), at);
        }
        assert!(closing.is_over(14));
        assert_eq!(closing.over_at(14), at);
    }
}
