//! An entry in the clear: what a device wrote in its log, before sealing and after opening.
//!
//! The sealed form is [`crate::Frame`]. Nothing here says what a body means.

use minicbor::{Decode, Encode};

use crate::{
    BadSignature, BoardId, DeviceId, EntryId, EpochId, HybridTime, ItemId, LogId, domain, keys,
};

mod compartment;
mod form;
mod rebuild;

pub use compartment::Compartment;
pub use form::BodyForm;
pub use rebuild::{Clear, EntryError};
#[cfg(test)]
pub(crate) use rebuild::{MAX_BODY, MAX_CERT_HEADS, MAX_DEPS, MAX_HEADER};
pub(crate) use rebuild::{read_header, read_header_alone};

/// A signature (Ed25519).
pub type Signature = [u8; 64];

/// What an entry's body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Kind {
    /// Membership: see [`crate::Certificate`].
    #[n(0)]
    Certificate,
    /// A change to an item.
    #[n(1)]
    Change,
    /// A signed fact by one person about an item or the board.
    #[n(2)]
    Statement,
    /// A reference to a blob.
    #[n(3)]
    Blob,
}

/// The grant that an author exercises. Named in each entry, so that nobody has ambient authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum GrantRef {
    /// As a steward of the charter.
    #[n(0)]
    Steward,
    /// Under this `Grant` or `Join`.
    #[n(1)]
    Entry(#[n(0)] EntryId),
}

/// A place in a log, with the id of the entry that stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(array)]
pub struct Position {
    /// Which log.
    #[n(0)]
    pub log: LogId,
    /// Its number there; the first is 1.
    #[n(1)]
    pub seq: u64,
    /// The id of that entry.
    #[n(2)]
    pub id: EntryId,
}

impl Position {
    /// Returns what sorts before every position of a log.
    pub(crate) const fn first_of(log: LogId) -> Self {
        Self {
            log,
            seq: 0,
            id: EntryId::ZERO,
        }
    }
}

/// What the first header of a log says besides.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct LogStart {
    /// The board of the log; zero in a genesis.
    #[n(0)]
    pub board: BoardId,
    /// The device's signature over board and log key.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub certification: Signature,
    /// Where the device stopped writing before: its newest position in an older log.
    #[n(2)]
    pub after: Option<Position>,
}

/// The sealed header of an entry, opened.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Header {
    /// What the body holds.
    #[n(0)]
    pub kind: Kind,
    /// The item that it is about; `None` for the board itself.
    #[n(1)]
    pub item: Option<ItemId>,
    /// Where the body is sealed.
    #[n(2)]
    pub compartment: Compartment,
    /// The epoch of the body's key; `None` where it is the frame's own (compartment `Members`).
    #[n(3)]
    pub body_epoch: Option<EpochId>,
    /// Who wrote it.
    #[n(4)]
    pub device: DeviceId,
    /// As what.
    #[n(5)]
    pub grant: GrantRef,
    /// The heads of the certificate graph that the author had seen, sorted.
    #[n(6)]
    pub cert_heads: Vec<EntryId>,
    /// Causal dependencies in other logs (a statement: any log), sorted. The item's previous change in the same log is implied.
    #[n(7)]
    pub deps: Vec<EntryId>,
    /// When, by the author's clock.
    #[n(8)]
    pub time: HybridTime,
    /// Length of the clear body in bytes.
    #[n(9)]
    pub body_len: u32,
    /// Present in the first entry of a log, and only there.
    #[n(10)]
    pub first: Option<LogStart>,
}

/// An entry in the clear, with what the frame around it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id, computed from the frame.
    pub id: EntryId,
    /// Its log.
    pub log: LogId,
    /// Its number in the log; the first is 1.
    pub seq: u64,
    /// The id of the entry before it in the log; zero for the first.
    pub prev: EntryId,
    /// The epoch of the header's key.
    pub epoch: EpochId,
    /// The opened header.
    pub header: Header,
    /// The body: opened, in the canonical bytes of its kind, unless `form` says otherwise.
    pub body: Vec<u8>,
    /// How the body stands there.
    pub form: BodyForm,
    /// The signature by the log key; absent inside of a received range, where the range's last entry has it.
    pub signature: Option<Signature>,
}

impl Entry {
    /// Returns where the entry stands.
    #[must_use]
    pub const fn position(&self) -> Position {
        Position {
            log: self.log,
            seq: self.seq,
            id: self.id,
        }
    }

    /// Returns whether this is the change that creates its item.
    #[must_use]
    pub fn creates_item(&self) -> bool {
        self.header.kind == Kind::Change
            && self.header.item == Some(ItemId::derive(self.log, self.seq))
    }

    /// Checks the log key's signature over the id.
    ///
    /// The id must come from [`Entry::rebuild`], [`crate::Frame::open`] or one's own disk.
    ///
    /// # Errors
    /// [`BadSignature`] where it does not hold, or there is none.
    pub fn verify_signature(&self) -> Result<(), BadSignature> {
        let signature = self.signature.as_ref().ok_or(BadSignature)?;
        keys::verify(
            &self.log.0,
            domain::ENTRY_SIGNATURE,
            &[&self.id.0],
            signature,
        )
    }
}

impl LogStart {
    /// Checks that this device certified this log key for the board that is named here.
    ///
    /// # Errors
    /// [`BadSignature`] where it did not.
    pub fn verify(&self, device: DeviceId, log: LogId) -> Result<(), BadSignature> {
        keys::verify(
            &device.0,
            domain::LOG_CERTIFICATION,
            &[&self.board.0, &log.0],
            &self.certification,
        )
    }
}
