//! What stands in a carried file (docs/protocol.md, "Carried files"): the messages of a connection, one way.
//!
//! Owns the bytes of its records, and how entries are put into one. Never opens a file: `store` seals records and hands
//! them back; who reads them treats each as if a peer had sent it.

use minicbor::{Decode, Encode};
use trust::{DeviceId, Entry, PersonId, Position, Signature, from_canonical, to_canonical};

use crate::Layout;
use crate::session::serve::{WHOLE_RUN, end_signed, fit};

/// Positions in one record.
const POSITIONS: usize = 8_192;
/// A range is read again with so many bytes where nothing that is signed stands in what was read.
pub const PARCEL_WHOLE_RUN: usize = WHOLE_RUN;
/// Files of the reader's devices that are answered.
const ANSWERS: usize = 64;

/// The id of a carried file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct ParcelId(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; trust::PARCEL_ID]);

/// The first record: by whom, for whom, when.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ParcelStart {
    /// The device that wrote it.
    #[n(0)]
    pub by: DeviceId,
    /// Who it is for.
    #[n(1)]
    pub person: PersonId,
    /// When, in milliseconds since 1970, by the writer's clock.
    #[n(2)]
    pub made_ms: u64,
    /// The newest file of each of the reader's devices that the writer had read then.
    #[n(3)]
    pub answers: Vec<ParcelAnswer>,
}

/// A file that was read before another was written.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ParcelAnswer {
    /// Who wrote it.
    #[n(0)]
    pub device: DeviceId,
    /// Which.
    #[n(1)]
    pub id: ParcelId,
}

/// A record of a carried file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParcelRecord {
    /// The first.
    Start(ParcelStart),
    /// The board's keys, sealed for a device of the reader: as in `Keys`.
    Keys(Vec<u8>),
    /// What ended the reader's standing: as in `Removed`.
    Removed(Vec<u8>),
    /// Entries: as in `Transfer`.
    Transfer(Vec<u8>),
    /// Positions that the writer holds: as in `Holds`.
    Holds(Vec<Position>),
    /// The newest of each branch of the logs that forked: as in `Branches`.
    Branches(Vec<Position>),
    /// The last: the writer's signature over all before it.
    End(Signature),
    /// Something that only a newer app knows.
    Unknown,
}

/// A record of a known type that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a record of a carried file cannot be read")]
pub struct BadRecord;

impl ParcelRecord {
    /// Returns its bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let (kind, payload) = match self {
            Self::Start(start) => (0, to_canonical(start)),
            Self::Keys(wrap) => (1, wrap.clone()),
            Self::Removed(frames) => (2, frames.clone()),
            Self::Transfer(bytes) => (3, bytes.clone()),
            Self::Holds(positions) => (4, to_canonical(positions)),
            Self::Branches(positions) => (5, to_canonical(positions)),
            Self::End(signature) => (6, signature.to_vec()),
            Self::Unknown => (u8::MAX, Vec::new()),
        };
        let mut bytes = Vec::with_capacity(payload.len() + 1);
        bytes.push(kind);
        bytes.extend_from_slice(&payload);
        bytes
    }

    /// Reads a record.
    ///
    /// # Errors
    /// [`BadRecord`] where it is damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self, BadRecord> {
        let (kind, payload) = bytes.split_first().ok_or(BadRecord)?;
        Ok(match kind {
            0 => {
                let start: ParcelStart = from_canonical(payload).map_err(|_| BadRecord)?;
                if start.answers.len() > ANSWERS {
                    return Err(BadRecord);
                }
                Self::Start(start)
            }
            1 => Self::Keys(payload.to_vec()),
            2 => Self::Removed(payload.to_vec()),
            3 => Self::Transfer(payload.to_vec()),
            4 => Self::Holds(positions(payload)?),
            5 => Self::Branches(positions(payload)?),
            6 => Self::End(payload.try_into().map_err(|_| BadRecord)?),
            _ => Self::Unknown,
        })
    }

    /// Puts positions into records.
    pub fn of_positions(
        all: &[Position],
        record: fn(Vec<Position>) -> Self,
    ) -> impl Iterator<Item = Self> {
        all.chunks(POSITIONS).map(move |part| record(part.to_vec()))
    }
}

fn positions(payload: &[u8]) -> Result<Vec<Position>, BadRecord> {
    let positions: Vec<Position> = from_canonical(payload).map_err(|_| BadRecord)?;
    if positions.len() > POSITIONS {
        return Err(BadRecord);
    }
    Ok(positions)
}

/// Puts as many entries into a transfer as it takes: of each log up to its last signature. `None` where nothing can go.
#[must_use]
pub fn pack(entries: Vec<Entry>) -> Option<(Vec<Entry>, Vec<u8>)> {
    let entries = end_signed(entries);
    if entries.is_empty() {
        return None;
    }
    fit(entries, Layout::Whole)
}

#[cfg(test)]
mod tests {
    use trust::{EntryId, LogId};

    use super::*;

    #[test]
    fn records_are_read_as_they_were_written_and_damaged_ones_are_none() {
        let position = Position {
            log: LogId([1; 32]),
            seq: 3,
            id: EntryId([2; 32]),
        };
        let answer = ParcelAnswer {
            device: DeviceId([5; 32]),
            id: ParcelId([6; trust::PARCEL_ID]),
        };
        let start = ParcelStart {
            by: DeviceId([3; 32]),
            person: PersonId([4; 32]),
            made_ms: 7,
            answers: vec![answer],
        };
        let records = [
            ParcelRecord::Start(start),
            ParcelRecord::Keys(vec![1, 2]),
            ParcelRecord::Removed(vec![3]),
            ParcelRecord::Transfer(vec![4; 9]),
            ParcelRecord::Holds(vec![position; 3]),
            ParcelRecord::Branches(vec![position]),
            ParcelRecord::End([8; 64]),
        ];
        for record in records {
            let bytes = record.encode();
            assert_eq!(ParcelRecord::decode(&bytes), Ok(record.clone()));
            // What is cut is none, or (where the content has no form of its own here) another.
            for end in 0..bytes.len() {
                assert_ne!(ParcelRecord::decode(&bytes[..end]), Ok(record.clone()));
            }
            for at in 0..bytes.len() * 8 {
                let mut other = bytes.clone();
                other[at / 8] ^= 1 << (at % 8);
                assert_ne!(ParcelRecord::decode(&other), Ok(record.clone()));
            }
        }
        assert_eq!(ParcelRecord::decode(&[]), Err(BadRecord));
        assert_eq!(ParcelRecord::decode(&[77, 1]), Ok(ParcelRecord::Unknown));
        let many = vec![position; POSITIONS + 1];
        assert_eq!(
            ParcelRecord::decode(&ParcelRecord::Holds(many.clone()).encode()),
            Err(BadRecord)
        );
        let parts: Vec<_> = ParcelRecord::of_positions(&many, ParcelRecord::Holds).collect();
        assert_eq!(parts.len(), 2);
    }
}
