//! Each message as the bytes of its frame, and back.

use minicbor::Encode;

use super::{Enough, Malformed, Message, PairSaid, Presence, TAG_LEN, Tag};
use crate::limits::MAX_LISTED;

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
            Self::Room(room) => frame(24, room),
            Self::Places(places) => frame(25, places),
            Self::Pair(said) => [&[26], said.to_bytes().as_slice()].concat(),
            Self::PairCompare(said) => frame(27, said),
            Self::Amount(said) => frame(28, said),
            Self::AskScreen(asked) => frame(32, asked),
            Self::Screen { slot, bytes } => [&[33], slot.to_be_bytes().as_slice(), bytes].concat(),
            Self::Presence(presence) => frame(29, presence),
            Self::Enough(said) => frame(35, said),
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
            24 => Self::Room(minicbor::decode(payload)?),
            25 => Self::Places(minicbor::decode(payload)?),
            26 => Self::Pair(PairSaid::of_bytes(payload).ok_or(Malformed)?),
            27 => Self::PairCompare(minicbor::decode(payload)?),
            28 => Self::Amount(minicbor::decode(payload)?),
            29 => Self::Presence(Presence::decode(payload)?),
            35 => Self::Enough(Enough::decode(payload)?),
            32 => Self::AskScreen(minicbor::decode(payload)?),
            33 => {
                let (slot, bytes) = slot_and_rest(payload)?;
                Self::Screen { slot, bytes }
            }
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

/// Returns whether a frame brings entries: a transfer, or the last of a stretch of sealed frames.
#[must_use]
pub const fn brings_entries(frame: &[u8]) -> bool {
    match frame {
        [4, ..] => true,
        [14, _, _, _, _, more, ..] => *more == 0,
        _ => false,
    }
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
