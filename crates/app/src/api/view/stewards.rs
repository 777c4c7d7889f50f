//! Who the stewards of a board are, and who they are to be.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
