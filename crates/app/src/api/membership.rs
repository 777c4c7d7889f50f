//! Words about membership: roles, reasons, parts of a board.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What somebody is on a board, the highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Appoints coordinators.
    Steward,
    /// Invites, removes, renames, hides, lets in.
    Coordinator,
    /// Edits everything.
    Editor,
    /// Makes things, edits one's own, says things.
    Contributor,
    /// Reads.
    Reader,
    /// Carries the board and cannot read it.
    Helper,
    /// No member: may drop a report.
    Reporter,
}

/// Why somebody is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RemoveReason {
    /// Advertising, or floods of entries.
    Spam,
    /// Against people.
    Harmful,
    /// They left.
    LeftGroup,
    /// Their device or key is lost or stolen.
    LostDevice,
    /// They should not have been let in.
    Mistake,
    /// Something else, or not said.
    Other,
}

/// Why something is hidden for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HideReason {
    /// Against the rules of the house.
    HouseRules,
    /// Says something private about somebody.
    Private,
    /// Not true.
    Wrong,
    /// Advertising.
    Spam,
    /// Something else, or not said.
    Other,
}

/// A part of a board that can be switched off. People and invitations cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Section {
    /// Needs and offers.
    Needs,
    /// Supplies.
    Supplies,
    /// Sites.
    Sites,
}
