//! Several devices of one person: the texts by which one is added, and the list of one's own.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a new device says of itself, to be read by another device of the same person: as a QR code, or as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceRequestView {
    /// The text, `mhd1…`. It holds no secret.
    pub text: String,
    /// Twenty digits in groups of five. Both devices show them: who compares them knows that the text was not changed
    /// on its way.
    pub number: String,
    /// What the new device calls itself.
    pub name: String,
}

/// What the old device answers, sealed for the new one alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceAnswerView {
    /// The text, `mha1…`. Nobody but the new device can open it, and it does so once.
    pub text: String,
    /// Twenty digits in groups of five, to be compared on both devices.
    pub number: String,
    /// Whether a QR code can hold the text; else it goes as a file.
    pub fits_qr: bool,
    /// A name for that file.
    pub file_name: String,
    /// What the new device calls itself.
    pub device: String,
    /// How many boards go with it.
    pub boards: u32,
    /// Whether the new device will ask for the twelve words, because they are on paper only.
    pub words_needed: bool,
}

/// One of the person's own devices, over all boards of this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnDeviceRow {
    /// Names it in intents.
    pub device: String,
    /// The beginning of that, to tell devices apart.
    pub short: String,
    /// What the person calls it; empty where this device does not know. No board holds it, and nobody else sees it.
    pub name: String,
    /// Whether it is this one.
    pub me: bool,
    /// Whether it is connected now.
    pub connected: bool,
    /// When it last told this device what it holds.
    pub last_seen: Option<i64>,
    /// Whether it was taken off every board that it was on.
    pub revoked: bool,
    /// The boards that it is on, or was, by name.
    pub boards: Vec<OwnDeviceBoard>,
}

/// A device on a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnDeviceBoard {
    /// The board.
    pub board: String,
    /// Its name.
    pub name: String,
    /// The device's id there, as in [`super::DeviceLine`].
    pub device: String,
    /// Whether it was taken off that board.
    pub revoked: bool,
    /// Whether it was, and can still read what is written now: the keys change once a coordinator's device hears of it.
    pub keys_pending: bool,
}
