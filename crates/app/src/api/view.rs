//! What is shown: rows of views, and the updates that keep them true.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::intent::{ImportColumn, TextSize, Theme};

/// What a subscriber hears, in order. `seq` starts at 0 with each snapshot and grows by one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ViewUpdate {
    /// All rows of the window. `total` counts the rows outside of it too.
    Snapshot {
        seq: u64,
        total: u32,
        rows: Vec<Row>,
    },
    /// The difference. `order` lists the keys of the window where they moved, came or went.
    Patch {
        seq: u64,
        total: u32,
        changed: Vec<Row>,
        removed: Vec<String>,
        order: Option<Vec<String>>,
    },
    /// Updates were lost; a snapshot follows.
    Resync,
    /// The view cannot be shown any more (its board or item is gone).
    Ended,
}

/// One row of a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Stable for the life of the thing.
    pub key: String,
    /// What to show.
    pub data: RowData,
}

/// What a row shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum RowData {
    /// A board in the list.
    Board(BoardRow),
    /// The head of the open board.
    BoardHead(BoardView),
    /// An item in a list.
    Item(ItemRow),
    /// An item's page.
    ItemPage(Box<ItemView>),
    /// A person.
    Person(PersonRow),
    /// The status line and its panel.
    Status(StatusView),
    /// A ticket of the board.
    Invitation(InvitationRow),
    /// A join under way.
    Join(JoinRow),
    /// A draft.
    Draft(DraftView),
    /// Settings.
    Settings(SettingsView),
}

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
    /// For supplies: on hand at all sites. Below zero: needs a recount.
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
    /// What does not fit and wants a person: `overClaimed`, `belowZero`, `deliveredAndWithdrawn`, `editedAfterArchive`, `twoCounts`.
    pub notices: Vec<String>,
    /// Where this item's entries are.
    pub saved: SavedState,
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
    /// Archived.
    Archived,
    /// Restored.
    Restored,
    /// Something taken back.
    TakenBack,
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
    /// It was refused, for good: an error code of [`super::ErrorCode`].
    Refused { code: super::ErrorCode },
}

/// Something typed and not yet done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// Which form, and what it is about.
    pub key: String,
    /// What was typed.
    pub text: String,
    /// When it was saved.
    pub at: i64,
}

/// Settings of this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// The display name; empty before the first run is finished.
    pub name: String,
    /// The look.
    pub theme: Theme,
    /// Text size.
    pub text_size: TextSize,
    /// Finding devices in the same room.
    pub local_discovery: bool,
    /// Relays.
    pub relays: Vec<String>,
    /// Single-letter shortcuts.
    pub letter_keys: bool,
    /// Connects to nobody until it is switched off again.
    pub work_offline: bool,
    /// Where the data folder is.
    pub data_folder: String,
    /// The app's version.
    pub version: String,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    /// The file's name.
    pub name: String,
    /// What its rows are taken for.
    pub kind: ItemKind,
    /// Which column fills which field.
    pub columns: Vec<ImportColumn>,
    /// The fields that could be filled.
    pub fields: Vec<String>,
    /// The first ten rows as they stand in the file.
    pub sample: Vec<Vec<String>>,
    /// How many rows would be added.
    pub new: u32,
    /// How many are there already (or stand twice in the file).
    pub already_there: u32,
    /// Rows that need a look: they are left out.
    pub problems: Vec<ImportRowProblem>,
    /// The encoding that the file was read in.
    pub encoding: String,
}

/// A row that cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRowProblem {
    /// The line in the file, from 1.
    pub line: u32,
    /// Why: `noTitle`, `badField`.
    pub why: String,
    /// The field, if it is about one.
    pub field: Option<String>,
}
