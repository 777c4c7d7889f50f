//! What is on its way to a board, as it is shown.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A board of which much is on its way, or that the reader stopped. Told a few times a second at most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BringingRow {
    /// Its id.
    pub board: String,
    /// Its name; empty until it has arrived.
    pub name: String,
    /// Whether the reader stopped it: nothing comes and goes until they let it go on.
    pub stopped: bool,
    /// How far it is; absent where nothing is on its way.
    pub progress: Option<BringingProgress>,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BringingProgress {
    /// Changes that came.
    pub changes: u32,
    /// Changes that were lacking.
    pub of_changes: u32,
    /// Bytes that came.
    pub bytes: f64,
    /// About how many there are, where the other side said so.
    pub of_bytes: Option<f64>,
}
