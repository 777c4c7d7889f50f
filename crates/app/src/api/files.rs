//! Pictures and files that belong to an item.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A file of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentRow {
    /// What names it in intents: the entry that put it there.
    pub attachment: String,
    /// What it is called: text, and no name of a file on this disk.
    pub name: String,
    /// How many bytes it has.
    pub size: i64,
    /// Whether a small preview of it can be shown once it is here.
    pub picture: bool,
    /// Display name of who put it there.
    pub by: String,
    /// Whether that is the reader.
    pub mine: bool,
    /// When.
    pub at: i64,
    /// How it stands on this device.
    pub state: AttachmentState,
    /// How many bytes of it are here.
    pub have: i64,
    /// Whether it stays on this device though it is taken off the item.
    pub kept: bool,
    /// Whether it was taken off the item: shown only to whoever keeps it.
    pub taken_off: bool,
    /// Whether a copy is saved as a text, because a computer may run it when it is opened.
    pub risky: bool,
}

/// How a file stands on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AttachmentState {
    /// All of it is here.
    Here,
    /// It is on its way, or its turn comes.
    Coming,
    /// Nobody who is connected has it, or gives it now.
    Nobody,
    /// It is too large to be fetched by itself, or what its board may fetch by itself is used up.
    TooLarge,
    /// It would be fetched by itself, but the disk has too little room.
    NoRoom,
    /// The person stopped it.
    Stopped,
    /// It is not what its entry says, and is not fetched.
    Wrong,
}
