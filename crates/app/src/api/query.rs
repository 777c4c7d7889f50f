//! What one can look at: each query can be read once or subscribed to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::devices::DeviceRequestView;
use super::network::NetworkCheckView;
use super::parts::ImportRequest;
use super::vault::{SafetyView, Secret};
use super::view::{ImportPreview, ItemKind, ItemState, Row, SavedState};

/// A view that somebody wants to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Query {
    /// Settings and the person's name: one row, [`super::RowData::Settings`].
    Settings,
    /// All boards on this device: [`super::RowData::Board`].
    Boards,
    /// One board's head: one row, [`super::RowData::BoardHead`].
    Board { board: String },
    /// Items as rows: [`super::RowData::Item`].
    Items {
        board: String,
        filter: ItemsFilter,
        sort: ItemSort,
        window: Window,
    },
    /// One item whole: one row, [`super::RowData::ItemPage`]. `item` may be an id or a spoken code.
    Item { board: String, item: String },
    /// Boards of which much is on its way, and those that the reader stopped: [`super::RowData::Bringing`].
    Bringing,
    /// How far the file is that is being saved for somebody, or read: one row, [`super::RowData::ByFile`]; none while there is
    /// no such file.
    ByFile,
    /// What a member said that the board looks like, while its history is on its way: [`super::RowData::FirstScreen`]; no row
    /// otherwise. Nothing in it is checked.
    FirstScreen { board: String },
    /// What the person did while the board was on its way, the oldest first: [`super::RowData::Meanwhile`]. None of it is
    /// signed yet.
    Meanwhile { board: String },
    /// Who else has the board open, by name: [`super::RowData::Present`]. As far as they are connected to this device.
    Presence { board: String },
    /// Who is on the board: [`super::RowData::Person`].
    People { board: String },
    /// One person: one row, [`super::RowData::PersonPage`].
    Person { board: String, person: String },
    /// Who holds what, and what the network does: one row, [`super::RowData::Status`].
    Status { board: String },
    /// Pictures and files of an item, the oldest first: [`super::RowData::Attachment`].
    Attachments { board: String, item: String },
    /// The sealed case of a need: one row, [`super::RowData::Case`]; none where there is no case.
    Case { board: String, item: String },
    /// Reports from outside, the newest first: [`super::RowData::Report`]. Coordinators and stewards. Without `ticket`:
    /// of each ticket the newest ten, and how many more came by it; with it: all that came by this one.
    Inbox {
        board: String,
        window: Window,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        ticket: Option<String>,
    },
    /// The board's tickets: [`super::RowData::Invitation`].
    Invitations { board: String },
    /// What is kept and does not count, the newest first: [`super::RowData::SetAside`].
    SetAside { board: String, window: Window },
    /// The person's own devices, this one first: [`super::RowData::OwnDevice`].
    OwnDevices,
    /// Joins under way: [`super::RowData::Join`].
    Joins,
    /// The boards that this device carries as a helper, the oldest first: [`super::RowData::Carried`].
    Carried,
    /// Reports of this device on boards that it is not on, the oldest first: [`super::RowData::SentReport`].
    SentReports,
    /// Drafts on this device: [`super::RowData::Draft`].
    Drafts,
    /// What happened to this device's data and was not dismissed, the oldest first: [`super::RowData::Notice`].
    Notices,
    /// How the boards here stand to their newest backup: one row, [`super::RowData::Backup`].
    Backup,
    /// All items of a board, archived ones too, with who holds each: [`super::RowData::Receipt`].
    Receipts { board: String, window: Window },
    /// What exists on this device and nowhere else: one row, [`super::RowData::OnlyHere`].
    OnlyHere,
}

/// Which items.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ItemsFilter {
    /// Of these kinds; empty is all.
    pub kinds: Vec<ItemKind>,
    /// In these states; empty is all.
    pub states: Vec<ItemState>,
    /// Holding all of these words somewhere (substring search, three letters or more; shorter ones match beginnings of
    /// words). A word may also be the item's code or the beginning of it: `N-7K4Q`, `n-7k`, `7k4q`.
    pub text: String,
    /// Archived ones instead of the living.
    pub archived: bool,
    /// Only what the person made or has claimed.
    pub mine: bool,
    /// What is folded away instead of the rest: hidden for everybody, hidden by the reader, or made by somebody whom the
    /// reader has blocked. Left out: no.
    #[ts(as = "Option<bool>", optional)]
    pub folded: bool,
    /// What waits until somebody lets it in, instead of the rest. Left out: no.
    #[ts(as = "Option<bool>", optional)]
    pub held: bool,
    /// What is hidden and somebody asks to look at again, unanswered, instead of the rest. Left out: no.
    #[ts(as = "Option<bool>", optional)]
    pub asked_again: bool,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ItemSort {
    /// Most urgent (the field `urgency`, from 4 for now down to 1 and none), then newest.
    #[default]
    Urgency,
    /// Newest change first.
    Changed,
    /// By title.
    Title,
}

/// Which rows of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Window {
    /// The first row, from 0.
    pub offset: u32,
    /// How many, at most 500.
    pub limit: u32,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            offset: 0,
            limit: 200,
        }
    }
}

/// Something that is read once and does not change a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Reading {
    /// The rows of a view as they are now.
    View { query: Query },
    /// What an import would do.
    PreviewImport {
        board: String,
        request: ImportRequest,
    },
    /// What removing a person with all of their work would take along, and what of theirs would stay.
    PreviewRemoval { board: String, person: String },
    /// What a ticket says, without asking anybody. Of a longer text (a whole mail), the one ticket in it.
    /// A reporter's ticket, by which nobody joins, is refused as `Intent::Join` refuses it.
    ReadTicket { ticket: String },
    /// The ticket text in a picture (PNG, JPEG or WebP in base64).
    ReadQr { base64: String },
    /// A small picture of a file that is a picture and is here.
    Preview {
        board: String,
        item: String,
        attachment: String,
    },
    /// The request of this device that waits for its answer, if there is one.
    OpenDeviceRequest,
    /// What a device request says, without answering it.
    ReadDeviceRequest { request: String },
    /// What the answer to this device's request says, before it is accepted.
    ReadDeviceAnswer { answer: String },
    /// The board as a file's text.
    Export {
        board: String,
        format: ExportFormat,
        kinds: Vec<ItemKind>,
    },
    /// How the data is kept.
    Safety,
    /// Whether twelve words that were typed can be words at all; a wrong one is named.
    CheckWords {
        #[ts(as = "String")]
        words: Secret,
    },
    /// Looks at the network: what stands in the way of finding each other. A few seconds at most; `Intent::StopNetworkCheck`
    /// ends it sooner. Says no address unless it is asked to.
    NetworkCheck { addresses: bool },
    /// Waits until this device is equal with everybody whom it can reach, at most so many seconds (`mh sync`).
    Sync { for_seconds: u32 },
}

/// The answer to a reading, in the same order of variants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ReadingAnswer {
    /// The rows, and how many there are in all.
    View { total: u32, rows: Vec<Row> },
    /// What would happen.
    PreviewImport { preview: ImportPreview },
    /// `people`: how many are on the board, or have their role, only through this person. `let_in`: how many of their
    /// things stay because coordinators let them in.
    PreviewRemoval { people: u32, let_in: u32 },
    /// What the ticket says. Names in it are unproven.
    ReadTicket {
        board: String,
        board_name: String,
        inviter: String,
        expires_at: Option<i64>,
        already_member: bool,
        /// It is for a helper (`carryBoard`), not for somebody who joins. Left out: no.
        #[serde(default)]
        #[ts(as = "Option<bool>", optional)]
        helper: bool,
    },
    /// The text in the picture.
    ReadQr { text: String },
    /// A small picture, as PNG.
    Preview { base64: String },
    /// The open request.
    OpenDeviceRequest { request: Option<DeviceRequestView> },
    /// What the request says. `name` is the new device's own word. `mine`: it is this device's own request.
    ReadDeviceRequest {
        name: String,
        number: String,
        mine: bool,
    },
    /// Who this device would become, and which boards come with it, by name.
    ReadDeviceAnswer {
        person: String,
        device: String,
        number: String,
        boards: Vec<String>,
        words_needed: bool,
    },
    /// The file.
    Export { file_name: String, text: String },
    /// How the data is kept.
    Safety { safety: SafetyView },
    /// They are words, and together somebody's. `mine`: the person's of this folder.
    CheckWords { mine: bool },
    /// What was found; `null` where it was stopped.
    NetworkCheck { check: Option<NetworkCheckView> },
    /// How it stands after waiting. `equal`: with all who were reached, and somebody was.
    Sync {
        equal: bool,
        reached: u32,
        received: u32,
        boards: Vec<SyncedBoard>,
    },
}

/// How a board stands after [`Reading::Sync`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncedBoard {
    /// Its id.
    pub board: String,
    /// Its name.
    pub name: String,
    /// Where its entries are.
    pub saved: SavedState,
}

/// The kinds of file that a board can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// One table; formula cells are defused.
    Csv,
    /// Everything that the rows show.
    Json,
}
