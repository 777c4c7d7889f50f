//! The inner layer: records, each a length (u32, big-endian) and a canonical CBOR value of that length.
//!
//! Owns the limits of a record. A record of a kind that this app does not know is of a newer app.

use minicbor::{Decode, Encode};
use trust::{
    BoardId, BoardNonce, Compartment, DeviceId, EndpointId, EntryId, EpochId, LogId, TicketId,
    from_canonical, to_canonical,
};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::BackupError;

/// The longest record: an entry with the longest body has room in it, and so has a frame.
pub(super) const MAX_RECORD: usize = 2 * 1024 * 1024;
/// The longest name of a thing of the app's own.
pub(super) const MAX_NAME: usize = 1024;
/// The longest address of a device.
pub(super) const MAX_ADDRESS: usize = 128;
/// The longest value of such a thing, and the longest ticket's text.
pub(super) const MAX_VALUE: usize = 1024 * 1024;

/// What stands in a backup.
#[derive(Encode, Decode)]
pub(super) enum Record {
    #[n(0)]
    Start(#[n(0)] Start),
    #[n(1)]
    Board(#[n(0)] Board),
    #[n(2)]
    Epoch(#[n(0)] Epoch),
    #[n(3)]
    Invitation(#[n(0)] Invitation),
    #[n(4)]
    Log(#[n(0)] Log),
    #[n(5)]
    Entry(#[n(0)] Row),
    #[n(6)]
    Fork(#[n(0)] Fork),
    #[n(7)]
    Join(#[n(0)] Join),
    #[n(8)]
    Local(#[n(0)] Local),
    #[n(9)]
    End(#[n(0)] End),
    #[n(10)]
    Apart(#[n(0)] Apart),
    #[n(11)]
    Address(#[n(0)] Address),
    #[n(12)]
    Branch(#[n(0)] Branch),
}

#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Start {
    #[n(0)]
    pub(super) made_ms: u64,
}

#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Board {
    #[n(0)]
    pub(super) board: BoardId,
    #[n(1)]
    pub(super) nonce: BoardNonce,
    #[n(2)]
    pub(super) added_ms: u64,
}

#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Epoch {
    #[n(0)]
    pub(super) compartment: Compartment,
    #[n(1)]
    pub(super) key: Secret,
}

#[derive(Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(transparent)]
pub(super) struct Secret(#[cbor(n(0), with = "minicbor::bytes")] pub(super) [u8; 32]);

#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Invitation {
    #[n(0)]
    pub(super) ticket: TicketId,
    #[n(1)]
    pub(super) text: String,
}

#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Log {
    #[n(0)]
    pub(super) log: LogId,
    #[n(1)]
    pub(super) device: DeviceId,
}

/// An entry: number and id before it follow from its place in the log, its own id from all of it.
#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Row {
    #[n(0)]
    pub(super) epoch: EpochId,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) header: Vec<u8>,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub(super) body: Vec<u8>,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub(super) signature: Option<[u8; 64]>,
}

/// An entry whose body is not clear: sealed, as it travels, or the hash that an erased one leaves.
#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Apart {
    #[n(0)]
    pub(super) row: Row,
    #[n(1)]
    pub(super) erased: bool,
}

/// Another branch of the log: the entries behind it stand on it.
#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Branch {
    /// The entry that its first one follows; zeros where it parts at the start.
    #[n(0)]
    pub(super) before: EntryId,
}

#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Fork {
    #[n(0)]
    pub(super) seq: u64,
    #[n(1)]
    pub(super) entry: EntryId,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub(super) frame: Option<Vec<u8>>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Join {
    #[n(0)]
    pub(super) board: BoardId,
    #[n(1)]
    pub(super) ticket: String,
    #[n(2)]
    pub(super) since_ms: u64,
}

/// Where a device was reached, or came from.
#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Address {
    #[n(0)]
    pub(super) endpoint: EndpointId,
    #[n(1)]
    pub(super) address: String,
    #[n(2)]
    pub(super) came_from: bool,
}

#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Local {
    #[n(0)]
    pub(super) name: String,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) value: Vec<u8>,
}

/// What was written before it.
#[derive(Encode, Decode, Default, Clone, Copy, PartialEq, Eq)]
#[cbor(array)]
pub(super) struct End {
    #[n(0)]
    pub(super) boards: u64,
    #[n(1)]
    pub(super) logs: u64,
    #[n(2)]
    pub(super) entries: u64,
    #[n(3)]
    pub(super) local: u64,
}

impl Record {
    /// Returns the record with its length in front.
    pub(super) fn encode(&self) -> Result<Vec<u8>, BackupError> {
        let bytes = to_canonical(self);
        if bytes.len() > MAX_RECORD {
            return Err(BackupError::TooLong);
        }
        let length = u32::try_from(bytes.len()).map_err(|_| BackupError::TooLong)?;
        Ok([length.to_be_bytes().as_slice(), &bytes].concat())
    }

    /// Reads a record.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, BackupError> {
        from_canonical(bytes).map_err(|_| match kind(bytes) {
            Some(kind) if kind > KINDS => BackupError::TooNew,
            _ => BackupError::Damaged("a part cannot be read"),
        })
    }
}

/// The last kind that is known.
const KINDS: u32 = 12;

fn kind(bytes: &[u8]) -> Option<u32> {
    let mut decoder = minicbor::Decoder::new(bytes);
    decoder.array().ok()?;
    decoder.u32().ok()
}
