//! What a window or a script says to the app, and what it hears: plain data, generated into TypeScript.
//!
//! Ids are texts (lower-case hex), times are milliseconds since 1970 (UTC), quantities are whole units.
//! No sentence stands here: whoever shows it owns the words.

mod bringing;
mod cases;
mod devices;
mod error;
mod files;
mod first_screen;
mod helpers;
mod intent;
mod membership;
mod network;
mod only_here;
mod outcome;
mod parcels;
mod parts;
mod presence;
mod query;
mod reminder;
mod sent;
mod vault;
mod view;

pub use bringing::{BringingProgress, BringingRow};
pub use cases::{CaseMark, CaseRecord, CaseView, ReportRow};
pub use devices::{DeviceAnswerView, DeviceRequestView, OwnDeviceBoard, OwnDeviceRow};
pub use error::{AppError, ErrorCode};
pub use files::{AttachmentRow, AttachmentState};
pub use first_screen::{FirstScreenView, MeanwhileView, MeanwhileWhat, UncheckedRow};
pub use helpers::{CarriedRow, CarriedState, HelperHolding};
pub use intent::Intent;
pub use membership::{HideReason, RemoveReason, Role, Section};
pub use network::{
    NetworkAddresses, NetworkCheckView, NetworkFinding, RelayRow, RelayState, RelayTrouble,
};
pub use only_here::{HolderView, OnlyHereBoard, OnlyHereView, ReceiptRow};
pub use outcome::Outcome;
pub use parcels::{ByFileRow, ByFileStep, CarriedRead, CarriedSaved};
pub use parts::{
    FieldChange, ImportColumn, ImportRequest, ImportSource, SettingsChange, StockAction, Template,
    TextSize, Theme, TicketKind,
};
pub use presence::PresentRow;
pub use query::{
    ExportFormat, ItemSort, ItemsFilter, Query, Reading, ReadingAnswer, SyncedBoard, Window,
};
pub use reminder::{BackupReminder, WordsKnown};
pub use sent::{SentReportRow, SentReportState};
pub use vault::{
    BackupView, DoorState, RestoredView, SafetyView, Secret, StartState, VaultEntry, VaultWay,
};
pub use view::{
    Activity, ActivityKind, AppealView, AsideMatter, BoardMay, BoardRow, BoardView, ClaimView,
    CommentView, CountView, DeviceLine, DisputeSide, DisputeView, DraftView, FieldVersion,
    FieldView, HeldView, HeldWhy, HiddenView, ImportPreview, ImportRowProblem, InvitationRow,
    InvitationState, ItemKind, ItemRow, ItemState, ItemView, JoinProgress, JoinRow, KeptWhy,
    KeptWork, KnowsLine, NetworkView, NoticeCode, NoticeView, PersonHolding, PersonRow, PersonView,
    ProposalView, RemovedView, RivalView, Row, RowData, SavedState, SetAsideKind, SetAsideRow,
    SettingsView, StatusView, StewardLine, StewardsView, StockLine, TicketView, ViewUpdate,
};

#[cfg(test)]
mod tests;
