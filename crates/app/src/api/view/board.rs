//! Boards as they are shown: heads, people, who holds what, tickets, joins.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A board in the list of boards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BoardRow {
    /// Its id.
    pub board: String,
    /// Its name.
    pub name: String,
    /// How many people are on it, the reader included.
    pub people: u32,
    /// How many needs stand open.
    pub open_needs: u32,
    /// The newest change that this device has.
    pub changed_at: Option<i64>,
    /// Where its entries are.
    pub saved: SavedState,
}

/// The head of a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BoardView {
    /// Its id.
    pub board: String,
    /// Its name.
    pub name: String,
    /// The reader's role: `steward`, `coordinator`, `editor`, `contributor`, `reader`.
    pub role: String,
    /// How many items of each kind stand (not archived).
    pub needs: u32,
    /// Offers.
    pub offers: u32,
    /// Catalogue items.
    pub supplies: u32,
    /// Sites.
    pub sites: u32,
    /// People, the reader included.
    pub people: u32,
    /// Entries that are kept but not counted.
    pub set_aside: u32,
    /// What `Undo` would take back now: the intent's type, and the title it was about.
    pub undo: Option<(String, String)>,
}

/// A person on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonRow {
    /// Their id on this board.
    pub person: String,
    /// Their display name; empty until their name has arrived.
    pub name: String,
    /// `steward`, `coordinator`, `editor`, `contributor`, `reader`.
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
}

/// Where entries are. Never above the truth: counts what devices have stated themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedState {
    /// On how many people's devices, the reader included.
    pub on: u32,
    /// Of how many people.
    pub of: u32,
}

/// The status line and its panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StatusView {
    /// The count for the whole board.
    pub saved: SavedState,
    /// Everybody on the board, the reader first.
    pub people: Vec<PersonHolding>,
    /// The network.
    pub network: NetworkView,
    /// Set if the last write failed: `diskFull` or `diskFailed`.
    pub not_saved: Option<String>,
}

/// What a person's devices are known to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonHolding {
    /// Display name.
    pub name: String,
    /// Whether it is the reader.
    pub me: bool,
    /// Whether a device of theirs holds all that this device has.
    pub holds_all: bool,
    /// When they last stated what they hold.
    pub at: Option<i64>,
    /// How many of this device's entries they are not known to hold.
    pub lacks: u32,
    /// Whether connected now.
    pub connected: bool,
}

/// What the network does, in facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NetworkView {
    /// Whether the app listens at all.
    pub listening: bool,
    /// How many devices of this board are connected.
    pub connected: u32,
}

/// A ticket of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvitationRow {
    /// Its public key.
    pub ticket: String,
    /// `invite`, `open`, `reader`.
    pub kind: String,
    /// The role it gives.
    pub role: String,
    /// How often it may be used.
    pub uses: Option<u32>,
    /// How often it was.
    pub used: u32,
    /// Until when.
    pub expires_at: Option<i64>,
    /// Who made it, by name.
    pub made_by: String,
    /// Whether it lets anybody in now.
    pub state: InvitationState,
    /// `mh1…`, on the device that made it and while it is live; `null` elsewhere.
    pub text: Option<String>,
    /// The same as a link, `manyhands://join/mh1…`.
    pub link: Option<String>,
}

/// Whether a ticket lets anybody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum InvitationState {
    /// It does.
    Live,
    /// Its time is over, by this device's clock.
    Expired,
    /// It was used as often as it may be.
    UsedUp,
}

/// A ticket that was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TicketView {
    /// `mh1…`
    pub text: String,
    /// `manyhands://join/mh1…`
    pub link: String,
    /// Whom it lets in: `invite`, `open`, `reader`.
    pub kind: String,
    /// How often it may be used.
    pub uses: Option<u32>,
    /// Until when.
    pub expires_at: Option<i64>,
}

/// A join under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JoinRow {
    /// Which board.
    pub board: String,
    /// Its name, as the ticket says it.
    pub board_name: String,
    /// Who invited, as the ticket says it.
    pub inviter: String,
    /// Since when.
    pub since: i64,
    /// How it goes.
    pub progress: JoinProgress,
}

/// How a join goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum JoinProgress {
    /// Nobody could be reached yet; it goes on by itself.
    Waiting,
    /// Somebody answers; the board is on its way.
    Fetching,
    /// It is done: the board is in the list.
    Done,
    /// It was refused, for good: an error code of [`crate::api::ErrorCode`].
    Refused { code: crate::api::ErrorCode },
}
