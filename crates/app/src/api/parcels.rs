//! Files that are carried by hand.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A file for one person was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CarriedSaved {
    /// For whom, by name.
    pub name: String,
    /// How many changes are in it.
    pub entries: u32,
    /// They were removed: it tells them that, and nothing else.
    pub tells_removal: bool,
}

/// A file was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CarriedRead {
    /// Of which board.
    pub board: String,
    /// What that is called.
    pub board_name: String,
    /// Who wrote it, by name; empty where that is not known.
    pub by: String,
    /// Who wrote it, by id, where that is known.
    pub person: Option<String>,
    /// When it was written, by its writer's clock.
    pub made_at: i64,
    /// How many changes are new here; none where it held nothing new.
    pub new: u32,
    /// It builds on something that is not here: a file for its writer says so, and the next one of theirs has it.
    pub missing: bool,
    /// It says that the reader is on the board no more.
    pub removed: bool,
}

/// How far the file is that is being saved for somebody, or read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ByFileRow {
    /// What is being done.
    pub step: ByFileStep,
    /// Bytes of the file that are written, or read in this step.
    pub bytes: f64,
    /// How many it has; of one that is being saved nobody knows before its end.
    pub of_bytes: Option<f64>,
    /// Changes that are written, or read in this step.
    pub changes: u32,
    /// How many it has, where that is known.
    pub of_changes: Option<u32>,
}

/// What is being done to the file, in this order: one that is read is read twice, and counts once it is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ByFileStep {
    /// Looking what its reader lacks.
    Gathering,
    /// Writing it.
    Saving,
    /// Reading it whole, before anything of it counts.
    Checking,
    /// Taking what is in it.
    Taking,
}
