//! Why something is not allowed.

use crate::{CertError, EntryId, Role};

/// Why an entry does not count, by the rules of membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A certificate that it names has not arrived, or is itself not accepted yet.
    #[error("a certificate that it rests on is not here")]
    Missing(EntryId),
    /// A certificate that it rests on is refused, or gives no role or ticket.
    #[error("a certificate that it rests on does not count for this")]
    RestsOnRefused(EntryId),
    /// No certificate names the device.
    #[error("nobody vouched for the device that wrote it")]
    UnknownDevice,
    /// The grant that it is exercised under belongs to somebody else.
    #[error("it is exercised under a grant of another person")]
    NotYourGrant,
    /// The certificate is issued under another grant than the one that its entry exercises.
    #[error("it names two different grants")]
    TwoGrants,
    /// The author's role is too low.
    #[error("the role of {held:?} does not allow this")]
    RankTooLow {
        /// The role that was exercised.
        held: Role,
    },
    /// The role that is given away is beyond what the author, the ticket or its mode may give.
    #[error("the role {0:?} cannot be given in this way")]
    RoleOutOfReach(Role),
    /// A join's request names another ticket than the join.
    #[error("the request is for another ticket")]
    OtherTicket,
    /// A join's request was made for another board.
    #[error("the request is for another board")]
    OtherBoard,
    /// A genesis that is not this board's, or breaks a rule.
    #[error("this is not the genesis of the board")]
    NotTheGenesis,
    /// The person that the device is certified for has no role here.
    #[error("the person has no role on the board")]
    NotAMember,
    /// The grant that it is exercised under was removed, and it stands outside of the cut.
    #[error("the grant was removed before")]
    Removed(EntryId),
    /// The steward was dropped by a charter, and it stands outside of the cut.
    #[error("the author was a steward, and is none any more")]
    Dropped,
    /// The device was revoked, and it stands outside of the cut.
    #[error("the device was revoked before")]
    DeviceRevoked,
    /// The ticket was removed, and the join stands outside of the cut.
    #[error("the ticket was removed before")]
    TicketRemoved(EntryId),
    /// It may stand inside of a cut whose position has not arrived.
    #[error("the position of a cut is not here")]
    CutNotHere,
    /// A removal of something that is no grant, join or ticket.
    #[error("this cannot be removed")]
    NotRemovable(EntryId),
    /// A charter without enough signatures of the stewards before it, or of one that is not here.
    #[error("not enough stewards signed the charter")]
    NoQuorum,
    /// A charter in whose place another one stands.
    #[error("another charter stands in its place")]
    OtherCharter,
    /// A charter whose stewards or threshold break a rule.
    #[error("the charter breaks a rule")]
    BadCharter,
    /// A compartment that nobody may erase.
    #[error("this part of a board is never erased")]
    NeverErased,
    /// The body is no certificate that can count.
    #[error(transparent)]
    Certificate(#[from] CertError),
}

impl Refusal {
    /// Returns the stable word for a verdict's reason.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::RestsOnRefused(_) => "rests-on-refused",
            Self::UnknownDevice => "unknown-device",
            Self::NotYourGrant => "not-your-grant",
            Self::TwoGrants => "two-grants",
            Self::RankTooLow { .. } => "rank-too-low",
            Self::RoleOutOfReach(_) => "role-out-of-reach",
            Self::OtherTicket => "other-ticket",
            Self::OtherBoard => "other-board",
            Self::NotTheGenesis => "not-the-genesis",
            Self::NotAMember => "not-a-member",
            Self::Removed(_) => "removed",
            Self::Dropped => "steward-dropped",
            Self::DeviceRevoked => "device-revoked",
            Self::TicketRemoved(_) => "ticket-removed",
            Self::CutNotHere => "cut-not-here",
            Self::NotRemovable(_) => "not-removable",
            Self::NoQuorum => "no-quorum",
            Self::OtherCharter => "other-charter",
            Self::BadCharter => "bad-charter",
            Self::NeverErased => "never-erased",
            Self::Certificate(error) => error.code(),
        }
    }

    /// Returns whether the entry waits for something that has not arrived: then it has no verdict.
    ///
    /// All other refusals stand until a certificate changes what they rest on: see [`crate::Affected`].
    #[must_use]
    pub const fn is_waiting(self) -> bool {
        matches!(
            self,
            Self::Missing(_)
                | Self::UnknownDevice
                | Self::NotAMember
                | Self::NotYourGrant
                | Self::CutNotHere
                | Self::NoQuorum
        )
    }
}
