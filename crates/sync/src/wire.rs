//! The messages of the protocol as bytes (docs/protocol.md, "Between peers").
//!
//! A frame is one message: a byte that names its type, then the payload. Owns the numbers and layouts;
//! never the order. A type that is not known here is ignored, fields behind the known ones are too.

#[cfg(test)]
mod tests;

use minicbor::{Decode, Encode};
use trust::{BoardId, DeviceId, JoinRequest, LogId, Position, Signature, Wrap};

use crate::compare::Part;
use crate::limits::MAX_LISTED;
use crate::{Admission, JoinRefusal, Want};

/// The major version: another one is refused.
pub(crate) const MAJOR: u16 = 1;
/// The minor version: a higher one adds message types and fields that may be ignored.
pub(crate) const MINOR: u16 = 0;
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

impl Message {
    /// Returns the frame.
    pub(crate) fn encode(&self) -> Vec<u8> {
        match self {
            Self::Hello(hello) => frame(0, hello),
            Self::Tags(tags) => [&[1], tags.as_flattened()].concat(),
            Self::Meet(meet) => frame(2, meet),
            Self::Compare(compare) => frame(3, compare),
            Self::Transfer { slot, bytes } => [&[4], slot.to_be_bytes().as_slice(), bytes].concat(),
            Self::Holds(holds) => frame(5, holds),
            Self::Want(wants) => frame(6, wants),
            Self::Goodbye => vec![7],
            Self::Join(request) => frame(8, request),
            Self::Admitted(admitted) => frame(9, admitted),
            Self::Refused(refused) => frame(10, refused),
            Self::Removed { slot, frames } => {
                [&[11], slot.to_be_bytes().as_slice(), frames].concat()
            }
            Self::Keys { slot, wrap } => [&[12], slot.to_be_bytes().as_slice(), wrap].concat(),
            Self::Carry(carry) => frame(13, carry),
            Self::Frames { slot, more, frames } => packed(*slot, *more, frames),
            Self::Branches(branches) => frame(22, branches),
            Self::WantBranches(branches) => frame(23, branches),
            Self::Report(report) => [&[16], report.as_slice()].concat(),
            Self::Taken(report) => [&[17], report.as_slice()].concat(),
            Self::NotTaken { report, reason } => [&[18], report.as_slice(), &[*reason]].concat(),
            Self::Unknown => Vec::new(),
        }
    }

    /// Reads a frame of whatever origin. Takes no more memory than a small multiple of the frame.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let (kind, payload) = bytes.split_first().ok_or(Malformed)?;
        Ok(match kind {
            0 => Self::Hello(minicbor::decode(payload)?),
            1 => Self::Tags(tags(payload)?),
            2 => Self::Meet(minicbor::decode(payload)?),
            3 => Self::Compare(minicbor::decode(payload)?),
            4 => {
                let (slot, bytes) = slot_and_rest(payload)?;
                Self::Transfer { slot, bytes }
            }
            5 => Self::Holds(minicbor::decode(payload)?),
            6 => Self::Want(minicbor::decode(payload)?),
            7 => Self::Goodbye,
            8 => Self::Join(minicbor::decode(payload)?),
            9 => Self::Admitted(minicbor::decode(payload)?),
            10 => Self::Refused(minicbor::decode(payload)?),
            11 => {
                let (slot, frames) = slot_and_rest(payload)?;
                Self::Removed { slot, frames }
            }
            12 => {
                let (slot, wrap) = slot_and_rest(payload)?;
                Self::Keys { slot, wrap }
            }
            13 => Self::Carry(minicbor::decode(payload)?),
            14 => frames(payload)?,
            16 => Self::Report(payload.to_vec()),
            17 => Self::Taken(payload.try_into().map_err(|_| Malformed)?),
            18 => {
                let (report, rest) = payload.split_first_chunk().ok_or(Malformed)?;
                let [reason] = rest else {
                    return Err(Malformed);
                };
                Self::NotTaken {
                    report: *report,
                    reason: *reason,
                }
            }
            22 => Self::Branches(minicbor::decode(payload)?),
            23 => Self::WantBranches(minicbor::decode(payload)?),
            _ => Self::Unknown,
        })
    }
}

fn frame<T: Encode<()>>(kind: u8, payload: &T) -> Vec<u8> {
    let mut out = vec![kind];
    // Writing into a Vec cannot fail, and no type of ours refuses to be encoded.
    let written = minicbor::encode(payload, &mut out);
    debug_assert!(written.is_ok(), "a message that cannot be encoded");
    out
}

/// Puts frames behind each other, each with its length (u32) before it.
fn packed(slot: u32, more: bool, frames: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![14];
    out.extend_from_slice(&slot.to_be_bytes());
    out.push(u8::from(more));
    for frame in frames {
        let length = u32::try_from(frame.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(frame);
    }
    out
}

fn frames(payload: &[u8]) -> Result<Message, Malformed> {
    let (slot, rest) = payload.split_first_chunk().ok_or(Malformed)?;
    let (more, mut rest) = match rest.split_first() {
        Some((0, rest)) => (false, rest),
        Some((1, rest)) => (true, rest),
        Some(_) | None => return Err(Malformed),
    };
    let mut frames = Vec::new();
    while !rest.is_empty() {
        let (length, behind) = rest.split_first_chunk().ok_or(Malformed)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Malformed)?;
        let (frame, behind) = behind.split_at_checked(length).ok_or(Malformed)?;
        if frame.is_empty() || frames.len() >= MAX_LISTED {
            return Err(Malformed);
        }
        frames.push(frame.to_vec());
        rest = behind;
    }
    Ok(Message::Frames {
        slot: u32::from_be_bytes(*slot),
        more,
        frames,
    })
}

fn slot_and_rest(payload: &[u8]) -> Result<(u32, Vec<u8>), Malformed> {
    let (slot, rest) = payload.split_first_chunk().ok_or(Malformed)?;
    Ok((u32::from_be_bytes(*slot), rest.to_vec()))
}

fn tags(payload: &[u8]) -> Result<Vec<Tag>, Malformed> {
    let (tags, rest) = payload.as_chunks::<TAG_LEN>();
    if rest.is_empty() && tags.len() <= MAX_LISTED {
        Ok(tags.to_vec())
    } else {
        Err(Malformed)
    }
}
