//! Boards as they are shown: heads, who holds what, tickets, joins.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{RemovedView, StewardsView};
use crate::api::helpers::HelperHolding;
use crate::api::membership::Section;

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
    /// Set where the reader was removed from it: it can be read as it was, and nothing new comes.
    pub removed: Option<RemovedView>,
    /// Whether this device was taken off it, while the reader is still on it. Left out: it was not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub device_off: bool,
    /// Whether this computer meets the others of the board through relays only, and shows them no address. Left out: it
    /// connects directly.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub hides_address: bool,
    /// What the reader, as a steward, has to decide and has not looked at: see `StewardsView.disputes`.
    #[serde(default)]
    #[ts(as = "Option<u32>", optional)]
    pub to_decide: u32,
    /// How many times other stewards were named beside those who stand, and the reader has not read of it.
    #[serde(default)]
    #[ts(as = "Option<u32>", optional)]
    pub rivals: u32,
}

/// The head of a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BoardView {
    /// Its id.
    pub board: String,
    /// Its name.
    pub name: String,
    /// The reader's role: `steward`, `coordinator`, `editor`, `contributor`, `reader`; `none` for somebody who was removed.
    pub role: String,
    /// What the reader may do on it as a whole.
    pub may: BoardMay,
    /// The sections that this board does not use.
    pub hidden_sections: Vec<Section>,
    /// How many stewards it has.
    pub stewards: u32,
    /// Whether a second steward is wanted: the reader is the only one, and is not alone.
    pub suggest_second_steward: bool,
    /// Set where the reader was removed from it.
    pub removed: Option<RemovedView>,
    /// Whether this device was taken off it, while the reader is still on it. Left out: it was not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub device_off: bool,
    /// Whether this computer meets the others of the board through relays only, and shows them no address. Left out: it
    /// connects directly.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub hides_address: bool,
    /// How many items of each kind stand: not archived, and not folded away (see `ItemsFilter.folded`).
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
    /// The stewards, and what is proposed about them.
    #[serde(default)]
    #[ts(as = "Option<StewardsView>", optional)]
    pub stewardship: StewardsView,
    /// Whether what newcomers make waits until somebody lets it in.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub hold_new: bool,
    /// How many items wait for that.
    #[serde(default)]
    #[ts(as = "Option<u32>", optional)]
    pub held: u32,
    /// How many hidden items somebody asks to look at again, and nobody has answered.
    #[serde(default)]
    #[ts(as = "Option<u32>", optional)]
    pub appeals: u32,
    /// How many things on it only newer versions of the app know: they are kept as they are, and shown after an update.
    #[serde(default)]
    #[ts(as = "Option<u32>", optional)]
    pub newer: u32,
    /// Whether the board is on its way and does not say yet that the reader may add to it: what they add is kept as a draft
    /// ([`crate::api::Outcome::Kept`]). Left out: no.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub keeps: bool,
}

/// What the reader may do on a board as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BoardMay {
    /// Make tickets.
    pub invite: bool,
    /// Remove people. Whom, each [`super::PersonRow`] says.
    pub remove_people: bool,
    /// Change its name and its sections.
    pub rename: bool,
    /// Hide things for everybody.
    pub moderate: bool,
    /// Let in what is set aside.
    pub let_in: bool,
    /// Let in what is held, and vouch for newcomers. Editors may too.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub let_in_held: bool,
}

/// Where entries are. Never above the truth: counts what devices have stated themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedState {
    /// On how many people's devices, the reader included.
    pub on: u32,
    /// Of how many people.
    pub of: u32,
    /// The names of the helpers that hold it too: none of them is one of those people. Left out: none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub helpers: Vec<String>,
    /// Of a board that nobody else holds all of: how many changes whoever holds the most is known to lack. Left out: 0, where
    /// somebody holds all, nobody was met, or it is about one thing.
    #[serde(default, skip_serializing_if = "crate::api::cases::is_none")]
    #[ts(as = "Option<u32>", optional)]
    pub waits: u32,
}

/// The status line and its panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StatusView {
    /// The count for the whole board.
    pub saved: SavedState,
    /// Everybody on the board, the reader first; nobody where the reader or this device was removed.
    pub people: Vec<PersonHolding>,
    /// The board's helpers.
    #[serde(default)]
    #[ts(as = "Option<Vec<HelperHolding>>", optional)]
    pub helpers: Vec<HelperHolding>,
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
    /// Since when a device of theirs is known to hold all of it; `null` where none is.
    #[serde(default)]
    #[ts(as = "Option<i64>", optional = nullable)]
    pub since: Option<i64>,
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
    /// Whether the reader may remove it.
    pub may_remove: bool,
    /// Who came in by it, by name; those who were removed since too.
    pub used_by: Vec<String>,
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
    /// It was removed.
    Removed,
    /// It was made on this device before the address was hidden, or shown again: it leads to this device no more.
    FromBefore,
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
