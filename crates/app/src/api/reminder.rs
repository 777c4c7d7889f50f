//! What is said about backups that were made, or were not: what a window reminds of.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How this device's boards stand to their newest backup. It knows of those that were made, or restored, here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupReminder {
    /// When the newest backup was made; `null`: never.
    pub made_at: Option<i64>,
    /// How many entries of the boards here it does not hold: all of them, where there is none.
    pub entries_since: u32,
    /// How many boards here it does not hold at all.
    pub boards_since: u32,
    /// What is known of the twelve words on paper: without them no backup opens.
    pub words: WordsKnown,
    /// Whether the person is to be asked for a backup now: there is something to lose, and it was not put off.
    pub due: bool,
    /// Until when it was put off; `null` where it was not, or that time is over.
    pub put_off_until: Option<i64>,
}

/// What is known of the twelve words on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WordsKnown {
    /// They were never shown on this device: nobody can have written them down here.
    #[default]
    NotShown,
    /// They were shown.
    Shown,
    /// They were typed in again: they are on paper, or in somebody's head.
    Typed,
}
