//! What intents are made of: fields to write, lists to bring in, settings to change.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::view::ItemKind;

/// One field of an item to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldChange {
    /// The field's name.
    pub field: String,
    /// The new value as text; `null` empties the field.
    pub value: Option<String>,
    /// What stood in the field when the edit began: the entries of [`FieldView::stood`](super::FieldView), none for an
    /// empty field. They are replaced, with what this device wrote since; another value that stands by now is kept, and
    /// both are versions. Where this device has built on that one already, nothing is written and the answer is
    /// `ChangedSince`. Left out: what stands is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub base: Option<Vec<String>>,
}

/// What a new board starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Template {
    /// Needs & offers, supplies, sites, people.
    Relief,
}

/// Which way stock moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StockAction {
    /// Came in.
    Received,
    /// Went out.
    GivenOut,
}

/// Whom a ticket lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TicketKind {
    /// One person, or a counted number; as an editor.
    Invite,
    /// Whoever sees it; as a contributor.
    Open,
    /// Whoever sees it; read only.
    Reader,
    /// One device that carries the board and cannot read it. Its ticket names neither the board nor the inviter.
    Helper,
    /// Nobody comes in: whoever has it may send sealed reports to the coordinators.
    Reporter,
}

/// A list to import, and how its columns are meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRequest {
    /// The list.
    pub source: ImportSource,
    /// What its rows are; `null` guesses from the headings.
    pub kind: Option<ItemKind>,
    /// Which column fills which field; `null` guesses from the headings.
    pub columns: Option<Vec<ImportColumn>>,
}

/// Where a list comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum ImportSource {
    /// A file that the person has just chosen in the system's dialog: a token of the shell, never a path from the web view. The
    /// shell puts the bytes in its place before the app sees it.
    Chosen { token: String },
    /// Bytes in base64 (of a file dropped, or piped into `mh`), with the file's name.
    Bytes { name: String, base64: String },
}

/// One column of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportColumn {
    /// The column's heading in the file.
    pub heading: String,
    /// The field that it fills; `null` leaves it out.
    pub field: Option<String>,
}

/// A change of this device's settings; what is `null` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields = nullable)]
pub struct SettingsChange {
    /// Light, dark, or as the system has it.
    pub theme: Option<Theme>,
    /// Text size in percent.
    pub text_size: Option<TextSize>,
    /// Finding devices in the same room.
    pub local_discovery: Option<bool>,
    /// Relays to use, one URL each; empty is none.
    pub relays: Option<Vec<String>>,
    /// Single-letter shortcuts (WCAG 2.1.4).
    pub letter_keys: Option<bool>,
    /// Connects to nobody until it is switched off again.
    pub work_offline: Option<bool>,
    /// Shows others who may write on a board that it is open here, and what is edited.
    pub show_open: Option<bool>,
}

/// The look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// High contrast.
    Contrast,
}

/// Text size in percent of the usual, 90 to 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextSize(pub u16);
