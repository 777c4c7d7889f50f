//! Roles, by strict rank (trust.md, "Roles").

use minicbor::{Decode, Encode};

/// What a person may do on a board. The order is the rank: a lesser one may do more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Role {
    /// Appoints and removes coordinators, and everything below.
    #[n(1)]
    Steward,
    /// Invites, appoints and removes below, moderates.
    #[n(2)]
    Coordinator,
    /// Edits any shared item.
    #[n(3)]
    Editor,
    /// Creates items, edits their own, makes statements.
    #[n(4)]
    Contributor,
    /// Reads, carries and serves the board.
    #[n(5)]
    Reader,
    /// Carries sealed entries and holds no keys.
    #[n(6)]
    Helper,
    /// Drops a sealed report, without membership.
    #[n(7)]
    Reporter,
}

impl Role {
    /// Returns the rank of trust.md: 1 for a steward to 7 for a reporter.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Steward => 1,
            Self::Coordinator => 2,
            Self::Editor => 3,
            Self::Contributor => 4,
            Self::Reader => 5,
            Self::Helper => 6,
            Self::Reporter => 7,
        }
    }
}
