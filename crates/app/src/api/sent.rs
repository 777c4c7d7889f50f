//! Reports of this device on boards that it is not on.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ErrorCode;

/// A report that was written here by a reporter's ticket: key is its id. It waits on this device until it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SentReportRow {
    /// What names it for `ForgetReport`.
    pub report: String,
    /// What its ticket calls the board; unchecked.
    pub board_name: String,
    /// Who made the ticket, as it says; unchecked.
    pub inviter_name: String,
    /// When it was written.
    pub since: i64,
    /// How it goes.
    pub state: SentReportState,
    /// What was written. Empty once it was handed in: then it is with the coordinators, and not kept here.
    pub text: String,
}

/// How a report goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum SentReportState {
    /// Nobody of the board has taken it in yet; it goes by itself while the app is open.
    Waiting,
    /// A member's device has it on its disk.
    HandedIn { at: i64 },
    /// It was refused, for good.
    Refused { at: i64, code: ErrorCode },
}
