//! Items as they are shown: rows, pages, and what stands on them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::cases::CaseMark;
use crate::api::only_here::HolderView;

use super::{AppealView, HeldView, HiddenView, SavedState};

/// The kinds of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ItemKind {
    /// A hub, a pantry, a shelter.
    Site,
    /// Something that is needed.
    Need,
    /// Something that is offered.
    Offer,
    /// A catalogue item: goods that can be on a shelf.
    Supply,
}

/// The derived state of an item. A site or a supply is always `Open`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ItemState {
    /// Nobody has it yet, or not all of it.
    Open,
    /// Some of it is claimed.
    PartClaimed,
    /// All of it is claimed.
    Claimed,
    /// It was delivered, or given.
    Delivered,
    /// It does not stand any more.
    Withdrawn,
}

/// An item in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ItemRow {
    /// Its id.
    pub item: String,
    /// Its spoken code, as short as is clear on this board.
    pub code: String,
    /// What it is.
    pub kind: ItemKind,
    /// Its title.
    pub title: String,
    /// Derived.
    pub state: ItemState,
    /// The values of its other fields, by name; empty ones are left out.
    pub fields: BTreeMap<String, String>,
    /// Who has standing claims, by name.
    pub claimed_by: Vec<String>,
    /// Whether the reader has one.
    pub claimed_by_me: bool,
    /// For needs and offers with a quantity: asked or offered minus claimed. Below zero: over-filled.
    pub remaining: Option<i64>,
    /// For supplies: on hand at all sites. Below zero: needs a recount. `null`: never counted, and nothing came or went.
    pub on_hand: Option<i64>,
    /// Whether a field stands in two versions.
    pub two_versions: bool,
    /// Whether it is archived.
    pub archived: bool,
    /// How many comments it has.
    pub comments: u32,
    /// Who made it, by name.
    pub made_by: String,
    /// Newest change: when.
    pub changed_at: i64,
    /// Newest change: by whom.
    pub changed_by: String,
    /// Set where it is hidden for everybody.
    pub hidden_for_all: Option<HiddenView>,
    /// Whether the reader has hidden it. Nobody else sees it.
    pub hidden_for_me: bool,
    /// Whether it was made by somebody whom the reader has blocked. Nobody else sees it.
    pub by_blocked: bool,
    /// Set where it waits until somebody lets it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub held: Option<HeldView>,
    /// Set where it is hidden for everybody and whoever made it asks to look at it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub appeal: Option<AppealView>,
    /// Whether the reader may ask for that: it is theirs, and hidden, and they have not asked since.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub may_ask_again: bool,
}

/// An item's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ItemView {
    /// What its row shows.
    pub row: ItemRow,
    /// When it was made.
    pub made_at: i64,
    /// Whether the reader may edit its fields.
    pub may_edit: bool,
    /// All fields of its kind, in the order of the form, filled or not.
    pub fields: Vec<FieldView>,
    /// Standing claims, the leading one first.
    pub claims: Vec<ClaimView>,
    /// Stock per site, for supplies.
    pub stock: Vec<StockLine>,
    /// Comments, oldest first.
    pub comments: Vec<CommentView>,
    /// All that happened to it, newest first, at most 200.
    pub history: Vec<Activity>,
    /// Its sealed case, if it has one. What that says: [`crate::api::Query::Case`].
    pub case: Option<CaseMark>,
    /// What does not fit and wants a person: `overClaimed`, `belowZero`, `deliveredAndWithdrawn`, `editedAfterArchive`, `twoCounts`.
    pub notices: Vec<String>,
    /// Where this item's entries are.
    pub saved: SavedState,
    /// Everybody on the board with whether they hold it: the reader, who holds it, who does not; helpers behind them.
    #[serde(default)]
    #[ts(as = "Option<Vec<HolderView>>", optional)]
    pub holders: Vec<HolderView>,
    /// Whether a part of it was written with a newer version of the app, which this one does not show.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub newer: bool,
    /// Work on it by people who had lost the right to it, that stands because others built on it. Left out: none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<KeptWork>>", optional)]
    pub kept: Vec<KeptWork>,
}

/// Somebody's work on an item that stands only because others built on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeptWork {
    /// Who wrote it, by name.
    pub by: String,
    /// Whether that is the reader.
    pub mine: bool,
    /// Why it would not stand by itself.
    pub why: KeptWhy,
    /// Whether it is what made the item.
    pub made: bool,
    /// Who built on it, by name, the reader aside.
    pub built_on_by: Vec<String>,
    /// Whether the reader did.
    pub built_on_by_me: bool,
}

/// Why somebody's work would not stand by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeptWhy {
    /// Whoever wrote it was removed, or lost the role that it stands under.
    Removed,
    /// It was written on a device that was taken off the board.
    DeviceRevoked,
    /// For another reason.
    Other,
}

/// A field of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldView {
    /// Its name, as in domain.md, camelCase.
    pub field: String,
    /// `line` (one line of text), `text`, `number`, `choice`, `date` (YYYY-MM-DD), `site` (an item id).
    pub shape: String,
    /// For a choice: what can be chosen.
    pub choices: Vec<String>,
    /// What leads.
    pub value: Option<String>,
    /// All standing values if there are several, the leading one first; else empty.
    pub versions: Vec<FieldVersion>,
    /// The entries of all standing values: the `base` of an edit that begins now.
    pub stood: Vec<String>,
    /// Whether what stands in it is known to newer versions of the app only: then it is not edited here.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub newer: bool,
}

/// One of several standing values of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldVersion {
    /// The value; `null` is empty.
    pub value: Option<String>,
    /// Who wrote it, by name.
    pub by: String,
    /// Whether that is the reader.
    pub mine: bool,
    /// When.
    pub at: i64,
}

/// A standing claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClaimView {
    /// Who, by name.
    pub by: String,
    /// Whether that is the reader.
    pub mine: bool,
    /// When.
    pub at: i64,
    /// How much; `null` is all of it.
    pub quantity: Option<u32>,
    /// The end of the lease.
    pub until: Option<i64>,
    /// What they said.
    pub note: Option<String>,
    /// Whether it leads; a later claim on a whole that is taken is "also coming".
    pub leads: bool,
}

/// Stock of one supply at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StockLine {
    /// The site's id; `null` where none was named.
    pub site: Option<String>,
    /// The site's name.
    pub site_name: Option<String>,
    /// On hand. Below zero: needs a recount.
    pub on_hand: i64,
    /// The counts that stand; several were made apart, the one in use first.
    pub counts: Vec<CountView>,
}

/// A recount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CountView {
    /// What was there.
    pub counted: u32,
    /// By whom.
    pub by: String,
    /// When.
    pub at: i64,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CommentView {
    /// Stable.
    pub key: String,
    /// Who, by name.
    pub by: String,
    /// Whether that is the reader.
    pub mine: bool,
    /// When.
    pub at: i64,
    /// What they said: plain text.
    pub text: String,
    /// Whether it is folded away: by somebody whom the reader has blocked.
    pub folded: bool,
    /// Set where it waits until somebody lets it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub held: Option<HeldView>,
}

/// Something that happened to an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// Stable.
    pub key: String,
    /// Who, by name.
    pub by: String,
    /// Whether that is the reader.
    pub mine: bool,
    /// When, by their clock.
    pub at: i64,
    /// What.
    pub what: ActivityKind,
    /// Whether it stands only because others built on it: see `ItemView.kept`.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub kept: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ActivityKind {
    /// Made.
    Made,
    /// A field got a value.
    Edited {
        field: String,
        value: Option<String>,
    },
    /// Claimed.
    Claimed { quantity: Option<u32> },
    /// Claims released.
    Released,
    /// Delivered or given.
    Delivered { quantity: Option<u32> },
    /// Withdrawn.
    Withdrawn { note: Option<String> },
    /// Stock moved; `quantity` is signed.
    StockMoved { quantity: i64 },
    /// Counted.
    Counted { counted: u32 },
    /// Commented.
    Commented,
    /// A picture or a file was put to it.
    Attached { name: String },
    /// Archived.
    Archived,
    /// Restored.
    Restored,
    /// Something taken back.
    TakenBack,
    /// Whoever made it asked for it to be shown again.
    AskedAgain { text: String },
}
