//! What is kept and not shown as everything else: set aside, hidden.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ActivityKind;
use crate::api::membership::HideReason;

/// An entry that is kept and does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetAsideRow {
    /// The entry: what [`crate::api::Intent::LetIn`] names.
    pub key: String,
    /// Which of the five kinds.
    pub kind: SetAsideKind,
    /// Why, as a stable word: `removed`, `device-revoked`, `rank-too-low`, `missing-dependency`, …
    pub reason: String,
    /// Who wrote it, by name.
    pub by: Option<String>,
    /// Whether that is the reader.
    pub mine: bool,
    /// When, by their clock.
    pub at: Option<i64>,
    /// What it would have done. One entry may have edited several fields: then it is the first.
    pub what: Option<ActivityKind>,
    /// What it would have done where it is not about an item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub matter: Option<AsideMatter>,
    /// The item that it is about.
    pub item: Option<String>,
    /// The item's spoken code, where it is shown.
    pub code: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Whether the reader may let it in.
    pub may_let_in: bool,
}

/// What an entry about people, invite tickets or keys would have done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum AsideMatter {
    /// Made an invite ticket: `invite`, `open`, `reader`, `reporter`, `helper`.
    Ticket { kind: String },
    /// Let somebody in. `person` is what they call themselves; empty where they have not said it.
    LetIn { person: String },
    /// Given somebody a role. `person` is their name, empty where it is not known.
    Role { person: String, role: String },
    /// Removed a person or an invite ticket.
    Removal,
    /// Let in what was held, or what is set aside.
    Adoption,
    /// Added a device, or changed a key of one.
    Device,
    /// Taken a device off the board.
    DeviceOff,
    /// Changed who the stewards are.
    Stewards,
    /// Hidden something for everybody, or shown it again.
    Hiding,
    /// Changed the board's keys, or handed them on.
    Keys,
    /// Erased a sealed case.
    Erasing,
}

/// Why an entry does not count, in five kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SetAsideKind {
    /// Something that it needs has not arrived.
    Waiting,
    /// Its author may not do this, or not any more. It can be let in.
    NotAllowed,
    /// It is broken.
    Invalid,
    /// It made the app fail.
    Suspect,
    /// Only newer versions of the app know what it is.
    Newer,
}

/// That something is kept apart until somebody lets it in. Whoever made it sees it in its place all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HeldView {
    /// Why.
    pub why: HeldWhy,
    /// Whether it is the reader's own.
    pub mine: bool,
    /// Whether the reader may let it in.
    pub may_let_in: bool,
}

/// Why something is kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HeldWhy {
    /// Whoever made it came by a ticket that everybody may use, and nobody has vouched for them yet.
    Newcomer,
    /// Whoever made it made far more than usual at that time.
    Flood,
    /// A coordinator asked for it.
    Asked,
}

/// Somebody whose item was hidden for everybody asks for it to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppealView {
    /// By whom, by name.
    pub by: String,
    /// Whether that is the reader.
    pub mine: bool,
    /// When, by their clock.
    pub at: i64,
    /// What they say.
    pub text: String,
}

/// That something is hidden for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HiddenView {
    /// By whom, by name.
    pub by: String,
    /// Whether that is the reader.
    pub mine: bool,
    /// When, by their clock; `null` until this device knows.
    pub at: Option<i64>,
    /// Why.
    pub reason: HideReason,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub note: Option<String>,
    /// Whether it was looked at again, and stays hidden.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub kept: bool,
}
