//! What is shown: rows of views, and the updates that keep them true.

mod aside;
mod board;
mod device;
mod item;
mod person;
mod stewards;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::bringing::BringingRow;
use super::cases::{CaseView, ReportRow};
use super::files::AttachmentRow;
use super::first_screen::{FirstScreenView, MeanwhileView};
use super::helpers::CarriedRow;
use super::only_here::{OnlyHereView, ReceiptRow};
use super::parcels::ByFileRow;
use super::presence::PresentRow;
use super::reminder::BackupReminder;
use super::sent::SentReportRow;

use super::devices::OwnDeviceRow;
pub use aside::{
    AppealView, AsideMatter, HeldView, HeldWhy, HiddenView, SetAsideKind, SetAsideRow,
};
pub use board::{
    BoardMay, BoardRow, BoardView, InvitationRow, InvitationState, JoinProgress, JoinRow,
    NetworkView, PersonHolding, SavedState, StatusView, TicketView,
};
pub use device::{
    DraftView, ImportPreview, ImportRowProblem, NoticeCode, NoticeView, SettingsView,
};
pub use item::{
    Activity, ActivityKind, ClaimView, CommentView, CountView, FieldVersion, FieldView, ItemKind,
    ItemRow, ItemState, ItemView, KeptWhy, KeptWork, StockLine,
};
pub use person::{DeviceLine, KnowsLine, PersonRow, PersonView, RemovedView};
pub use stewards::{DisputeSide, DisputeView, ProposalView, RivalView, StewardLine, StewardsView};

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
    /// A picture or a file of an item.
    Attachment(AttachmentRow),
    /// Somebody else who has the board open.
    Present(PresentRow),
    /// What a board looks like whose history is not here yet.
    FirstScreen(FirstScreenView),
    /// What the person did while the board was on its way.
    Meanwhile(MeanwhileView),
    /// A board of which much is on its way, or that the reader stopped.
    Bringing(BringingRow),
    /// The file that is being saved for somebody, or read.
    ByFile(ByFileRow),
    /// A person.
    Person(PersonRow),
    /// A person's page.
    PersonPage(Box<PersonView>),
    /// The status line and its panel.
    Status(StatusView),
    /// A ticket of the board.
    Invitation(InvitationRow),
    /// An entry that is set aside.
    SetAside(SetAsideRow),
    /// A sealed case.
    Case(Box<CaseView>),
    /// A report from outside.
    Report(ReportRow),
    /// A join under way.
    Join(JoinRow),
    /// A board that this device carries as a helper.
    Carried(CarriedRow),
    /// A report of this device on a board that it is not on.
    SentReport(SentReportRow),
    /// A device of the person.
    OwnDevice(OwnDeviceRow),
    /// A draft.
    Draft(DraftView),
    /// Something that happened to this device's data.
    Notice(NoticeView),
    /// How the boards here stand to their newest backup.
    Backup(BackupReminder),
    /// An item with who holds it.
    Receipt(ReceiptRow),
    /// What exists on this device and nowhere else.
    OnlyHere(OnlyHereView),
    /// Settings.
    Settings(SettingsView),
}
