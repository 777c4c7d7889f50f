//! Who the stewards of a board are, and who they are to be.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::membership::RemoveReason;

/// The stewards of a board, and what is proposed about them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StewardsView {
    /// The stewards, the longest serving first.
    pub people: Vec<StewardLine>,
    /// How many of them must agree before others are stewards: always more than half.
    pub threshold: u32,
    /// Whether a recovery key was made for the board: whoever has it on paper can name other stewards.
    pub recovery_key: bool,
    /// What some of them have signed, and not yet enough.
    pub proposals: Vec<ProposalView>,
    /// Whether the reader is one of them: may propose and agree.
    pub may_propose: bool,
    /// Other stewards that enough had signed at the same time as those who stand, and who are none. Left out: none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<RivalView>>", optional)]
    pub rivals: Vec<RivalView>,
    /// Coordinators who want each other removed, for stewards to decide; nobody else is told. Left out: none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<DisputeView>>", optional)]
    pub disputes: Vec<DisputeView>,
}

/// One steward, or somebody who is to be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StewardLine {
    /// Their id on this board.
    pub person: String,
    /// Their display name; empty until it has arrived.
    pub name: String,
    /// Whether it is the reader.
    pub me: bool,
}

/// Other stewards, proposed and not yet agreed to by enough of those who are stewards now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProposalView {
    /// Its id: what [`crate::api::Intent::AgreeStewards`] names.
    pub proposal: String,
    /// Who would be steward, the longest serving first.
    pub people: Vec<StewardLine>,
    /// How many of these would have to agree the next time.
    pub threshold: u32,
    /// Who is steward now and would be none.
    pub dropped: Vec<StewardLine>,
    /// Which stewards have agreed.
    pub agreed: Vec<StewardLine>,
    /// How many more must agree.
    pub missing: u32,
    /// Whether the reader may agree, and has not yet.
    pub may_agree: bool,
}

/// Stewards that were named beside others at the same time. One of the two stands, on every device the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RivalView {
    /// Its id: what [`crate::api::Intent::MarkRead`] names.
    pub rival: String,
    /// Who would have been steward, the longest serving first.
    pub people: Vec<StewardLine>,
    /// Which stewards had signed it.
    pub signed: Vec<StewardLine>,
    /// Whether the recovery key had.
    pub by_key: bool,
    /// Whether the reader has read it.
    pub read: bool,
}

/// A coordinator wants another one removed. It changes nothing until a steward decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DisputeView {
    /// Its id: what [`crate::api::Intent::MarkRead`] names.
    pub dispute: String,
    /// Who wants it, and why; where both want it of each other, both.
    pub sides: Vec<DisputeSide>,
    /// Whether the reader has read it, and leaves it so.
    pub read: bool,
}

/// What one of them says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DisputeSide {
    /// Who wants somebody removed.
    pub by: StewardLine,
    /// Whom.
    pub against: StewardLine,
    /// Why.
    pub reason: RemoveReason,
    /// Why, in words.
    pub note: Option<String>,
    /// When, by their clock; `null` until this device knows.
    pub at: Option<i64>,
}
