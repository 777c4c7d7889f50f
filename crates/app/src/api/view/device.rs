//! What belongs to this device: drafts, settings, an import that is looked at first.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ItemKind;
use crate::api::parts::{ImportColumn, TextSize, Theme};
use crate::api::{ErrorCode, RelayRow, VaultWay};

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

/// Something that happened to this device's data. It is told until it is dismissed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoticeView {
    /// Names it in [`crate::api::Intent::DismissNotice`].
    pub notice: String,
    /// What happened.
    pub code: NoticeCode,
    /// When it was found.
    pub at: i64,
    /// Where what was damaged is kept, for whoever can repair it.
    pub path: String,
    /// How many boards could be read of it and are here.
    pub boards: u32,
    /// How many entries could be read of it and are here. Others who have the board pass on the rest when they meet.
    pub entries: u32,
    /// Of a report that was refused: what its ticket calls the board; unchecked. Else empty.
    pub board_name: String,
    /// Of a report that was refused: why.
    pub refusal: Option<ErrorCode>,
    /// Of a lock that was changed: how the data is locked since.
    pub way: Option<VaultWay>,
}

/// What happened to this device's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum NoticeCode {
    /// The file with all boards was damaged: it was put aside, and what could be read of it is in a new one.
    LogDamaged,
    /// The data folder was copied, restored from a copy, or moved here. If the other one is still used, two computers write as
    /// one device: what both write is kept, and others are told. `path` is where it lies now.
    FolderMoved,
    /// While this device wrote, something else wrote with its keys: a copy of its disk, or of its machine, is in use.
    DeviceCopied,
    /// A report that waited on this device was refused, for good; it stands in [`crate::api::Query::SentReports`] with its words.
    ReportRefused,
    /// The lock of this device's data was changed, by whoever could.
    LockChanged,
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
    /// How this device stands to each of them.
    #[serde(default)]
    #[ts(as = "Option<Vec<RelayRow>>", optional)]
    pub relay_states: Vec<RelayRow>,
    /// Single-letter shortcuts.
    pub letter_keys: bool,
    /// Connects to nobody until it is switched off again.
    pub work_offline: bool,
    /// Shows others who may write on a board that it is open here, and what is edited.
    pub show_open: bool,
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
    /// The same cells as they would be stored, where that is another text: the code of a choice (`urgency`: `urgent` →
    /// `3`), a plain number or date. `null` where it is stored as it stands, is left out, or cannot be read.
    pub shown: Vec<Vec<Option<String>>>,
    /// How many different places the rows to be added name that are no site of this board. Their names go to `area` or
    /// `details`: it is better to import the sites first.
    pub unknown_sites: u32,
    /// The first five of them.
    pub unknown_site_names: Vec<String>,
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
    /// The row as a spreadsheet counts it: the first, mostly of headings, is 1; a cell with several lines is in one row.
    pub line: u32,
    /// Why: `noTitle`, `badField`.
    pub why: String,
    /// The field, if it is about one.
    pub field: Option<String>,
}
