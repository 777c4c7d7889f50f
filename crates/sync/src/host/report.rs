//! Why a report from outside was not taken in.

/// Why a member's device did not take a report in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum ReportRefusal {
    /// No such ticket here, or no such board: the two look the same from outside.
    #[error("this ticket is not known here")]
    Unknown,
    /// Its time is over.
    #[error("this ticket has expired")]
    Expired,
    /// All its uses are taken.
    #[error("this ticket is used up")]
    UsedUp,
    /// Somebody took it back.
    #[error("this ticket was removed")]
    Removed,
    /// It is no report, or lacks its signature or proof of work.
    #[error("the report is damaged")]
    Damaged,
    /// Too many came by this ticket.
    #[error("too many reports by this ticket")]
    TooMany,
    /// The device may not write on the board: ask another.
    #[error("this device cannot take reports in")]
    NotNow,
}

impl ReportRefusal {
    /// Returns the number on the wire.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Expired => 1,
            Self::UsedUp => 2,
            Self::Removed => 3,
            Self::Damaged => 4,
            Self::TooMany => 5,
            Self::NotNow => 6,
        }
    }

    /// Reads a number; one from a later version of the app reads as "cannot take reports in".
    #[must_use]
    pub const fn of_byte(byte: u8) -> Self {
        match byte {
            0 => Self::Unknown,
            1 => Self::Expired,
            2 => Self::UsedUp,
            3 => Self::Removed,
            4 => Self::Damaged,
            5 => Self::TooMany,
            _ => Self::NotNow,
        }
    }
}
