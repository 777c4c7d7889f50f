//! What a board looks like before its history is here, as it is shown, and what the person did meanwhile.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::error::AppError;
use super::view::{ItemKind, ItemState};

/// What a member said that a board looks like. Nothing in it is checked, and nothing is signed on top of it: what is done
/// with it is a draft.
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
    /// Whether the reader is going to be somebody who may add and claim, by what is known of their role so far.
    pub may_write: bool,
}

/// An item that is shown before it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UncheckedRow {
    /// Its id.
    pub item: String,
    /// Its code as far as it is clear among these rows.
    pub code: String,
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

/// Something that the person did while the board was on its way. It is no entry: nobody else sees it, and no count has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MeanwhileView {
    /// Names it in [`super::Intent::TryMeanwhile`] and [`super::Intent::DiscardMeanwhile`].
    pub draft: String,
    /// What is to be done.
    pub what: MeanwhileWhat,
    /// What the item is.
    pub kind: ItemKind,
    /// The item's title, of a claim as it was shown.
    pub title: String,
    /// The item of a claim; absent for what is to be added.
    pub item: Option<String>,
    /// How many of it are claimed; absent for all.
    pub quantity: Option<u32>,
    /// When it was done.
    pub at: i64,
    /// Why it was not done once the board was checked; absent while it waits. `noSuchItem`: it never came. `changedSince`:
    /// `details.person` has done what `details.what` says.
    pub refused: Option<AppError>,
}

/// What is to be done once a board is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MeanwhileWhat {
    /// To add an item.
    Add,
    /// To claim one.
    Claim,
}
