//! Who has a board open.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Somebody else who has the board open, on a computer that is connected to this one. Never kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PresentRow {
    /// Who.
    pub person: String,
    /// Display name; empty until it has arrived.
    pub name: String,
    /// What they edit right now, as ids of items of the board: one for each of their computers, mostly none.
    pub editing: Vec<String>,
}
