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
            Self::Certificate(error) => error.code(),
        }
    }

    /// Returns whether the next certificate that arrives may lift the refusal: then the entry waits, without a verdict.
    /// All other refusals follow from the entry and what it names, whatever else arrives.
    #[must_use]
    pub const fn is_waiting(self) -> bool {
        matches!(
            self,
            Self::Missing(_) | Self::UnknownDevice | Self::NotAMember | Self::NotYourGrant
        )
    }
}
