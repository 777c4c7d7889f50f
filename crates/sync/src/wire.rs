//! The messages of the protocol as bytes (docs/protocol.md, "Between peers").
//!
//! A frame is one message: a byte that names its type, then the payload. Owns the numbers and layouts;
//! never the order. A type that is not known here is ignored, fields behind the known ones are too.

mod amount;
mod bytes;
mod enough;
mod pair;
mod presence;
mod screen;
#[cfg(test)]
mod tests;
mod told;

use minicbor::{Decode, Encode};
use trust::{BoardId, DeviceId, JoinRequest, LogId, Position, Signature, Wrap};

pub(crate) use amount::Amount;
pub use bytes::brings_entries;
pub(crate) use enough::Enough;
pub(crate) use pair::{PairCompare, PairSaid, STATEMENT};
pub(crate) use presence::Presence;
pub(crate) use screen::AskScreen;
pub(crate) use told::{Place, Places, Room};

use crate::compare::Part;
use crate::{Admission, JoinRefusal, Want};

/// The major version: another one is refused.
pub(crate) const MAJOR: u16 = 1;
/// The minor version: a higher one adds message types and fields that may be ignored.
pub(crate) const MINOR: u16 = 3;
/// The length of a board's tag on the wire.
pub(crate) const TAG_LEN: usize = 16;
/// A board's tag on the wire: the first bytes of what the key gives.
pub(crate) type Tag = [u8; TAG_LEN];

/// A damaged message of a known type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

impl From<minicbor::decode::Error> for Malformed {
    fn from(_: minicbor::decode::Error) -> Self {
        Self
    }
}

/// A message. `slot` names a board by the place of its tag in the *receiver's* own list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Hello(Hello),
    Tags(Vec<Tag>),
    Meet(Meet),
    Compare(Compare),
    Transfer {
        slot: u32,
        bytes: Vec<u8>,
    },
    Holds(Holds),
    Want(WantLogs),
    Goodbye,
    Join(Box<JoinRequest>),
    Admitted(Box<Admitted>),
    Refused(Refused),
    Removed {
        slot: u32,
        frames: Vec<u8>,
    },
    Keys {
        slot: u32,
        wrap: Vec<u8>,
    },
    Branches(Branches),
    WantBranches(Branches),
    Room(Room),
    Places(Places),
    Presence(Presence),
    Pair(PairSaid),
    PairCompare(PairCompare),
    Amount(Amount),
    AskScreen(AskScreen),
    Screen {
        slot: u32,
        bytes: Vec<u8>,
    },
    Enough(Enough),
    Carry(Carry),
    Frames {
        slot: u32,
        more: bool,
        frames: Vec<Vec<u8>>,
    },
    /// A report of somebody who is no member.
    Report(Vec<u8>),
    Taken([u8; 32]),
    NotTaken {
        report: [u8; 32],
        reason: u8,
    },
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Hello {
    #[n(0)]
    pub(crate) major: u16,
    #[n(1)]
    pub(crate) minor: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Meet {
    #[n(0)]
    pub(crate) slot: u32,
    #[n(1)]
    pub(crate) device: DeviceId,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub(crate) signature: Signature,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub(crate) digest: [u8; 32],
}

/// The hello of a member and a helper, on a board that one of them carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Carry {
    #[n(0)]
    pub(crate) slot: u32,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(crate) digest: [u8; 32],
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Compare {
    #[n(0)]
    pub(crate) slot: u32,
    #[n(1)]
    pub(crate) parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Holds {
    #[n(0)]
    pub(crate) slot: u32,
    /// Transfers that were stored since the last `Holds`.
    #[n(1)]
    pub(crate) taken: u32,
    #[n(2)]
    pub(crate) positions: Vec<Position>,
}

/// Newest positions of branches of forked logs: all that are held (22), or those that are asked for (23).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Branches {
    #[n(0)]
    pub(crate) slot: u32,
    #[n(1)]
    pub(crate) tips: Vec<Position>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct WantLogs {
    #[n(0)]
    pub(crate) slot: u32,
    #[n(1)]
    pub(crate) logs: Vec<WantLog>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct WantLog {
    #[n(0)]
    log: LogId,
    #[n(1)]
    from: u64,
}

impl From<Want> for WantLog {
    fn from(want: Want) -> Self {
        Self {
            log: want.log,
            from: want.from,
        }
    }
}

impl From<WantLog> for Want {
    fn from(want: WantLog) -> Self {
        Self {
            log: want.log,
            from: want.from.max(1),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Admitted {
    #[n(0)]
    pub(crate) board: BoardId,
    #[n(1)]
    wrap: Wrap,
    #[n(2)]
    join: Position,
    #[n(3)]
    entries: u64,
}

impl Admitted {
    pub(crate) fn new(board: BoardId, admission: Admission) -> Self {
        Self {
            board,
            wrap: admission.wrap,
            join: admission.join,
            entries: admission.entries,
        }
    }

    pub(crate) fn admission(self) -> Admission {
        Admission {
            wrap: self.wrap,
            join: self.join,
            entries: self.entries,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Refused {
    #[n(0)]
    pub(crate) board: BoardId,
    #[n(1)]
    reason: u8,
}

impl Refused {
    pub(crate) fn new(board: BoardId, refusal: JoinRefusal) -> Self {
        let reason = match refusal {
            JoinRefusal::Unknown | JoinRefusal::OtherBoard => 0,
            JoinRefusal::Expired => 1,
            JoinRefusal::UsedUp => 2,
            JoinRefusal::Removed => 3,
            JoinRefusal::TooOld => 4,
            JoinRefusal::AlreadyMember => 5,
            JoinRefusal::Damaged => 6,
            JoinRefusal::NotNow => 7,
        };
        Self { board, reason }
    }

    /// Returns the refusal; one from a later version of the app reads as "cannot let anybody in".
    pub(crate) const fn refusal(self) -> JoinRefusal {
        match self.reason {
            0 => JoinRefusal::Unknown,
            1 => JoinRefusal::Expired,
            2 => JoinRefusal::UsedUp,
            3 => JoinRefusal::Removed,
            4 => JoinRefusal::TooOld,
            5 => JoinRefusal::AlreadyMember,
            6 => JoinRefusal::Damaged,
            _ => JoinRefusal::NotNow,
        }
    }
}
