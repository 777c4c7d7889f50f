//! One person, and who was removed, as they are shown.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::membership::{RemoveReason, Role};

/// A person on the board, or one who was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonRow {
    /// Their id on this board.
    pub person: String,
    /// Their display name; empty until their name has arrived.
    pub name: String,
    /// `steward`, `coordinator`, `editor`, `contributor`, `reader`; of somebody who was removed, what they were.
    pub role: String,
    /// Whether it is the reader.
    pub me: bool,
    /// Whether a device of theirs is connected now.
    pub connected: bool,
    /// When a device of theirs was last connected.
    pub last_seen: Option<i64>,
    /// Whether a device of theirs is known to hold all that this device has.
    pub holds_all: bool,
    /// Who let them in, by name; `null` for the founder.
    pub admitted_by: Option<String>,
    /// How many devices they have on the board.
    pub devices: u32,
    /// Set where they were removed from the board.
    pub removed: Option<RemovedView>,
    /// Whether the reader has met them in person, by the reader's own word. Nobody else sees it.
    pub met: bool,
    /// Whether the reader has blocked them. Nobody else sees it.
    pub blocked: bool,
    /// The roles that the reader may give them, besides the one that they have.
    pub may_set_role: Vec<Role>,
    /// Whether the reader may remove them.
    pub may_remove: bool,
    /// Whether nobody has vouched for them yet: they came by a ticket that everybody may use, and have no other role.
    pub is_new: bool,
    /// Whether the reader may vouch for them: then what they make is not held any more.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub may_vouch: bool,
    /// Whether the reader may ask the stewards to remove them: both are coordinators, and it was not asked yet.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub may_ask_to_remove: bool,
    /// Whether the reader has asked, and no steward has decided yet.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub asked_to_remove: bool,
}

/// That somebody was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RemovedView {
    /// By whom, by name; of a steward, empty: the stewards were changed.
    pub by: String,
    /// When, by their clock; `null` until this device knows.
    pub at: Option<i64>,
    /// Why.
    pub reason: RemoveReason,
    /// Why, in words.
    pub note: Option<String>,
    /// Whether the reader did it.
    pub mine: bool,
}

/// A person's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonView {
    /// What their row shows.
    pub row: PersonRow,
    /// Their devices, the oldest first.
    pub device_list: Vec<DeviceLine>,
    /// By which kind of ticket they came: `invite`, `open`, `reader`; `null` for a founder.
    pub admitted_by_ticket: Option<String>,
    /// When they came, by the clock of whoever let them in.
    pub admitted_at: Option<i64>,
    /// Of somebody who was removed: whose devices are known to hold the removal, the reader first.
    pub knows: Vec<KnowsLine>,
    /// The safety number of the reader and this person: 30 digits in groups of five. `null` for the reader.
    pub safety: Option<String>,
}

/// A device of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceLine {
    /// Its id on this board.
    pub device: String,
    /// The beginning of the id, to tell devices apart.
    pub short: String,
    /// Whether it is this one.
    pub me: bool,
    /// Since when it is on the board.
    pub since: Option<i64>,
    /// When it last told this device what it holds.
    pub last_seen: Option<i64>,
    /// Whether it is connected now.
    pub connected: bool,
    /// Whether it was taken off the board.
    pub revoked: bool,
    /// Whether the reader may take it off the board.
    pub may_revoke: bool,
    /// What the reader calls it; empty for others' devices, and where it has no name.
    pub name: String,
    /// Whether it was taken off the board and can still read what is written now: the keys change once a coordinator's
    /// device hears of it.
    pub keys_pending: bool,
}

/// Whether somebody is known to know of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KnowsLine {
    /// Display name.
    pub name: String,
    /// Whether it is the reader.
    pub me: bool,
    /// Whether a device of theirs holds it.
    pub knows: bool,
    /// When they last stated what they hold.
    pub at: Option<i64>,
}
