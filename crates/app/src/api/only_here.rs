//! What exists on this device and nowhere else, and who holds what of an item.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::view::SavedState;
use super::{VaultWay, WordsKnown};

/// Who holds all of an item, as far as they stated it themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HolderView {
    /// Display name; of a helper what its ticket calls it.
    pub name: String,
    /// Whether it is the reader.
    pub me: bool,
    /// Whether it is a helper: it carries what it cannot read, and is none of the people. Left out: no.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub helper: bool,
    /// Whether a device of theirs is known to hold all of it.
    pub holds: bool,
    /// Since when that is known; `null` for the reader, and for who does not hold it.
    pub since: Option<i64>,
}

/// An item with who holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptRow {
    /// Its id.
    pub item: String,
    /// Its spoken code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The count.
    pub saved: SavedState,
    /// The names of the people who hold it, the reader first.
    pub holders: Vec<String>,
}

/// What exists on this device and nowhere else that anybody stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnlyHereView {
    /// Whether nothing at all does: then nothing is lost with this computer.
    pub nothing: bool,
    /// The boards of which something does, by name.
    pub boards: Vec<OnlyHereBoard>,
    /// How many texts were begun and not saved.
    pub drafts: u32,
    /// How many reports wait for somebody who takes them in.
    pub reports: u32,
    /// The boards that the person asked to join and that did not come yet, by name.
    pub joins: Vec<String>,
    /// Whether the twelve words are in this computer, were never shown, and so cannot be on paper.
    pub words: bool,
    /// What is known of the words on paper.
    pub words_known: WordsKnown,
    /// Whether there are boards and no backup was ever made.
    pub no_backup: bool,
    /// When the newest backup was made.
    pub backup_at: Option<i64>,
    /// How the boards here are locked: what somebody who borrows the computer meets.
    pub lock: VaultWay,
    /// Whether the person is asked before the window closes: something for others is only here, and they were not told of
    /// it yet.
    pub ask: bool,
}

/// A board of which something is only here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnlyHereBoard {
    /// Its id.
    pub board: String,
    /// Its name.
    pub name: String,
    /// How many changes no other device of a member is known to hold.
    pub changes: u32,
    /// How many files the reader put there that no other device is known to have. A backup holds none.
    pub files: u32,
    /// How many others are on the board.
    pub others: u32,
    /// How many more changes are on the person's other devices, and on nobody else's.
    pub on_own: u32,
    /// Whether the newest backup holds all of it: it is safe then where that file lies elsewhere.
    pub in_backup: bool,
    /// The helpers that carry all of it, by name: they cannot read it, and do not count.
    pub helpers: Vec<String>,
    /// Whether the reader or this device was taken off the board: nothing goes to anybody any more.
    pub out: bool,
}
