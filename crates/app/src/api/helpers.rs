//! Helpers: devices that carry a board which they cannot read.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ErrorCode;

/// A board that this device carries for others. What is on it this device cannot read, its name neither.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CarriedRow {
    /// Its id.
    pub board: String,
    /// A few letters of its id, to tell it apart: nobody tells a helper the board's name.
    pub code: String,
    /// Since when.
    pub since: i64,
    /// How it goes.
    pub state: CarriedState,
    /// How many sealed entries are here.
    pub entries: u32,
    /// How many bytes they take.
    pub bytes: i64,
    /// How many bytes this device takes of the board at most. What would be more is not taken.
    pub limit: i64,
    /// Whether something was left out lately for want of room.
    pub full: bool,
    /// When somebody of the board was connected the last time.
    pub last_contact: Option<i64>,
    /// How many devices of the board are connected now.
    pub connected: u32,
}

/// How the carrying of a board goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum CarriedState {
    /// Nobody of the board could be reached yet; it goes on by itself.
    Waiting,
    /// The board is carried.
    Carrying,
    /// Refused, for good.
    Refused { code: ErrorCode },
}

/// What a helper of the board is known to hold. Never counted as a person's device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HelperHolding {
    /// As whom the board knows it: a `person` of [`super::PersonRow`].
    pub person: String,
    /// The name that its ticket gave it; empty where it gave none.
    pub name: String,
    /// Whether it holds all that this device has.
    pub holds_all: bool,
    /// How many of this device's entries it is not known to hold.
    pub lacks: u32,
    /// When it last stated what it holds.
    pub at: Option<i64>,
    /// Set where it lacks something: since when it seems behind.
    pub behind_since: Option<i64>,
    /// Whether it said that it has no room for what is new.
    pub full: bool,
    /// Whether it is connected now.
    pub connected: bool,
}
