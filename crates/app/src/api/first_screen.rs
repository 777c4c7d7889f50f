//! What a board looks like before its history is here, as it is shown.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::view::{ItemKind, ItemState};

/// What a member said that a board looks like. Nothing in it is checked, and nothing can be done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FirstScreenView {
    /// The board.
    pub board: String,
    /// What it is called, as they said; may be empty.
    pub name: String,
    /// How many items it has, as they said.
    pub items: u32,
    /// Those of the first screen that have not arrived yet.
    pub rows: Vec<UncheckedRow>,
}

/// An item that is shown before it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UncheckedRow {
    /// Its id.
    pub item: String,
    /// What it is.
    pub kind: ItemKind,
    /// Where it stands.
    pub state: ItemState,
    /// Its title.
    pub title: String,
    /// Its urgency, from 1 to 4; absent for none.
    pub urgency: Option<String>,
    /// Its quantity with its unit; empty for none.
    pub amount: String,
}
