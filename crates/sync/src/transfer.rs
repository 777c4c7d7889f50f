//! Entries on their way between holders of the keys: the clear, compact form.
//!
//! Owns the bytes of a transfer (docs/protocol.md, "Transfer") and the way back to entries. What a chain
//! implies is not sent: ids, previous ids, lengths; a reference to an entry of the same transfer is a
//! number. Signatures travel with certificates, statements and the last entry of each log, which proves
//! the rest. Never decides what an entry may do.
//!
//! Layers, each bounded: the length of the unfolded bytes (≤ 4 MiB), then zstd; inside, tables of ids,
//! then one row per entry in an order in which causes come first, then the bodies.

mod bytes;
mod decode;
mod encode;
mod rebuild;
mod short;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use trust::{
    BodyForm, Compartment, EntryId, EpochId, Header, ItemId, Keyring, Kind, LogId, Signature,
};

pub use rebuild::{Chains, Rebuilt};

/// How the bodies of a transfer travel; the first unfolded byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// As they are.
    Whole,
    /// Those of changes without what can be made again.
    Short,
}

impl Layout {
    const fn version(self) -> u8 {
        match self {
            Self::Whole => 1,
            Self::Short => 2,
        }
    }

    const fn of_version(version: u8) -> Option<Self> {
        match version {
            1 => Some(Self::Whole),
            2 => Some(Self::Short),
            _ => None,
        }
    }
}

/// How many references one transfer may name; bounds what a small frame can unfold to in memory.
const MAX_REFERENCES: usize = 1 << 18;
/// Bits of a row's first byte. The lowest two are the kind.
mod flag {
    pub(super) const ITEM: u8 = 1 << 2;
    pub(super) const MAIN: u8 = 1 << 3;
    pub(super) const BODY_EPOCH: u8 = 1 << 4;
    pub(super) const SIGNATURE: u8 = 1 << 5;
    pub(super) const FIRST: u8 = 1 << 6;
    pub(super) const AFTER: u8 = 1 << 7;
}

/// The byte behind the body's epoch of a row of a compartment that not every member reads: which one, and whether the
/// body was erased. Its body is sealed, or the hash that an erased one leaves; never clear.
mod apart {
    pub(super) const COORDINATORS: u8 = 2;
    pub(super) const INBOX: u8 = 3;
    pub(super) const CASE: u8 = 4;
    pub(super) const ERASED: u8 = 1 << 4;
}

/// Bytes that are no transfer, or entries that make none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransferError {
    /// It states to unfold to more than the cap, or does.
    #[error("the transfer unfolds to more than is allowed")]
    TooLong,
    /// Damaged, or of a version that is not known here.
    #[error("the transfer cannot be read")]
    Malformed,
    /// The last entry of a log has no signature, so nothing would prove the others.
    #[error("a log in the transfer does not end with a signature")]
    Unsigned(LogId),
    /// Nothing to send.
    #[error("an empty transfer")]
    Empty,
    /// A body that not every member reads is clear: it travels sealed only.
    #[error("a body that must be sealed is clear")]
    Clear,
}

/// Entries of one board as they came from a peer: not rebuilt, nothing of them checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    rows: Vec<Row>,
}

impl Transfer {
    /// Puts entries into bytes. They come in an order in which causes come first, without gaps within a log.
    ///
    /// # Errors
    /// [`TransferError::Unsigned`] and [`TransferError::Empty`] for entries that cannot be sent so,
    /// [`TransferError::TooLong`] for more than one transfer takes.
    pub fn encode(entries: &[trust::Entry], layout: Layout) -> Result<Vec<u8>, TransferError> {
        encode::encode(entries, layout)
    }

    /// Reads a transfer from bytes of whatever origin, within the caps.
    ///
    /// # Errors
    /// [`TransferError::TooLong`] or [`TransferError::Malformed`].
    pub fn decode(bytes: &[u8]) -> Result<Self, TransferError> {
        decode::decode(bytes)
    }

    /// Returns how many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns whether it has none; no decoded transfer is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns the logs of which a row needs a key that is not held.
    #[must_use]
    pub fn locked(&self, keyring: &Keyring) -> BTreeSet<LogId> {
        let opens = |row: &Row| {
            let body = row.header.body_epoch.unwrap_or(row.epoch);
            keyring.key(Compartment::Members, row.epoch).is_some()
                && (row.header.compartment.is_apart()
                    || keyring.key(row.header.compartment, body).is_some())
        };
        let locked = self.rows.iter().filter(|row| !opens(row));
        locked.map(|row| row.log).collect()
    }

    /// Returns the logs that it touches, each with its newest number here.
    #[must_use]
    pub fn ends(&self) -> BTreeMap<LogId, u64> {
        self.rows.iter().map(|row| (row.log, row.seq)).collect()
    }
}

/// Returns the item of a change whose body may travel in the short form.
fn shortens(header: &Header, form: BodyForm) -> Option<ItemId> {
    let is_change = header.kind == Kind::Change && form == BodyForm::Clear;
    header.item.filter(|_| is_change)
}

/// One entry as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    log: LogId,
    seq: u64,
    /// Begins the id of the entry before it; given where the log begins in this transfer.
    prev: Option<[u8; 8]>,
    epoch: EpochId,
    /// Its references (`cert_heads`, `deps`, the id in `after`) stand below instead.
    header: Header,
    cert_heads: Vec<Reference>,
    deps: Vec<Reference>,
    after: Option<Reference>,
    body: Vec<u8>,
    form: BodyForm,
    signature: Option<Signature>,
}

/// The name of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reference {
    /// By its id.
    Whole(EntryId),
    /// By its row in this transfer, always an earlier one.
    Row(usize),
}
