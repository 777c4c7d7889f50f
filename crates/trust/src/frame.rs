//! The frame: the sealed form of an entry, which travels and which helpers keep.
//!
//! Owns its fields, its bytes and the entry id over them. Steps of reading one:
//! 1. [`Frame::decode`] — the version, the fields, nothing behind them;
//! 2. [`Frame::verify`] — the sealed parts have their hashes, the signature by the log key holds
//!    (needs no key of the board);
//! 3. [`Frame::open`] — with the keys: unsealed, the header's rules.
//!
//! Never says whether an entry is allowed.

use minicbor::{Decode, Encode};

use crate::entry::{read_header, read_header_alone};
use crate::{
    BodyForm, Compartment, Entry, EntryError, EntryId, EpochId, Keyring, LogId, Signature, domain,
    from_canonical, keys, seal, to_canonical,
};

/// The version of the format that this page of code writes and reads.
pub const FRAME_VERSION: u8 = 1;

/// The sealed form of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Frame {
    /// [`FRAME_VERSION`].
    #[n(0)]
    pub version: u8,
    /// The log.
    #[n(1)]
    pub log: LogId,
    /// The number in the log; the first is 1.
    #[n(2)]
    pub seq: u64,
    /// The id of the entry before it; zero for the first.
    #[n(3)]
    pub prev: EntryId,
    /// The epoch of the header's key.
    #[n(4)]
    pub epoch: EpochId,
    /// The hash of the sealed header.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub header_hash: [u8; 32],
    /// The hash of the sealed body.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub body_hash: [u8; 32],
    /// By the log key over the id; absent where a later entry of the log proves this one.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub signature: Option<Signature>,
    /// The sealed header.
    #[cbor(n(8), with = "minicbor::bytes")]
    pub header: Vec<u8>,
    /// The sealed body; absent where it was erased.
    #[cbor(n(9), with = "minicbor::bytes")]
    pub body: Option<Vec<u8>>,
}

/// Both sealed parts of an entry.
pub(crate) struct Sealed {
    pub(crate) header: Vec<u8>,
    pub(crate) body: SealedBody,
}

/// The sealed body of an entry, or what an erased one leaves.
pub(crate) enum SealedBody {
    Here(Vec<u8>),
    Erased([u8; 32]),
}

impl Sealed {
    /// Returns the hashes of header and body.
    pub(crate) fn hashes(&self) -> [[u8; 32]; 2] {
        [
            domain::hash(domain::SEALED_HEADER, &[&self.header]),
            match &self.body {
                SealedBody::Here(body) => domain::hash(domain::SEALED_BODY, &[body]),
                SealedBody::Erased(hash) => *hash,
            },
        ]
    }
}

impl Frame {
    /// Returns the canonical bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_canonical(self)
    }

    /// Reads a frame from its canonical bytes.
    ///
    /// # Errors
    /// [`EntryError::BadFrame`] for anything else, and for another version.
    pub fn decode(bytes: &[u8]) -> Result<Self, EntryError> {
        from_canonical::<Self>(bytes)
            .ok()
            .filter(|frame| frame.version == FRAME_VERSION)
            .ok_or(EntryError::BadFrame)
    }

    /// Returns the id of the entry: a hash of all fields but the signature.
    #[must_use]
    pub fn id(&self) -> EntryId {
        let hashes = [self.header_hash, self.body_hash];
        frame_id(self.log, self.seq, self.prev, self.epoch, &hashes)
    }

    /// Checks the hashes of the parts that are there, and the signature. Needs no key of the board.
    ///
    /// # Errors
    /// [`EntryError::WrongHash`], or [`EntryError::BadFrame`] where the signature does not hold or is not there.
    pub fn verify(&self) -> Result<(), EntryError> {
        self.check_hashes()?;
        self.verify_signature()
    }

    /// Checks the signature alone. Needs no key of the board.
    ///
    /// # Errors
    /// [`EntryError::BadFrame`] where it does not hold or is not there.
    pub fn verify_signature(&self) -> Result<(), EntryError> {
        let signature = self.signature.as_ref().ok_or(EntryError::BadFrame)?;
        keys::verify(
            &self.log.0,
            domain::ENTRY_SIGNATURE,
            &[&self.id().0],
            signature,
        )
        .map_err(|_| EntryError::BadFrame)
    }

    /// Opens both parts. Does not check the signature: see [`Frame::verify`]. The body of a compartment that not every
    /// member reads stays sealed where its key is not held or does not open it, and may be erased.
    ///
    /// # Errors
    /// [`EntryError`] where a part or a key is missing, or the parts are not what they should be.
    pub fn open(&self, keyring: &Keyring) -> Result<Entry, EntryError> {
        self.check_hashes()?;
        let place = |part| seal::Place {
            log: self.log,
            seq: self.seq,
            part,
        };
        let members = keyring
            .key(Compartment::Members, self.epoch)
            .ok_or(EntryError::NoKey(self.epoch))?;
        let header_bytes = seal::open(members, place(seal::Part::Header), &self.header)
            .ok_or(EntryError::BadSeal)?;
        // The body's length is known only after opening: the header says which key opens it.
        let header: crate::Header =
            from_canonical(&header_bytes).map_err(|_| EntryError::BadHeader)?;
        if header.compartment.is_apart() {
            return self.open_apart(&header_bytes, keyring);
        }
        let sealed_body = self.body.as_ref().ok_or(EntryError::NoBody)?;
        let body_epoch = header.body_epoch.unwrap_or(self.epoch);
        let body_key = keyring
            .key(header.compartment, body_epoch)
            .ok_or(EntryError::NoKey(body_epoch))?;
        let body = seal::open(body_key, place(seal::Part::Body), sealed_body)
            .ok_or(EntryError::BadSeal)?;
        let header = read_header(&header_bytes, self.seq, body.len())?;
        if (self.seq == 1) != (self.prev == EntryId::ZERO) {
            return Err(EntryError::Rule("only the first has no entry before it"));
        }
        Ok(Entry {
            id: self.id(),
            log: self.log,
            seq: self.seq,
            prev: self.prev,
            epoch: self.epoch,
            header,
            body,
            form: BodyForm::Clear,
            signature: self.signature,
        })
    }

    /// Opens a frame of a compartment that not every member reads, as far as the keys reach.
    fn open_apart(&self, header: &[u8], keyring: &Keyring) -> Result<Entry, EntryError> {
        let (body, form) = match &self.body {
            Some(body) => (body.clone(), BodyForm::Sealed),
            None => (self.body_hash.to_vec(), BodyForm::Erased),
        };
        let header = read_header_alone(header, self.seq)?;
        let entry = Entry {
            id: self.id(),
            log: self.log,
            seq: self.seq,
            prev: self.prev,
            epoch: self.epoch,
            header,
            body,
            form,
            signature: self.signature,
        };
        entry.checked(keyring)
    }

    pub(crate) fn assemble(entry: &Entry, sealed: Sealed) -> Self {
        let [header_hash, body_hash] = sealed.hashes();
        Self {
            version: FRAME_VERSION,
            log: entry.log,
            seq: entry.seq,
            prev: entry.prev,
            epoch: entry.epoch,
            header_hash,
            body_hash,
            signature: entry.signature,
            header: sealed.header,
            body: match sealed.body {
                SealedBody::Here(body) => Some(body),
                SealedBody::Erased(_) => None,
            },
        }
    }

    /// Checks the hashes of the parts that are there. Needs no key of the board.
    ///
    /// # Errors
    /// [`EntryError::WrongHash`].
    pub fn check_hashes(&self) -> Result<(), EntryError> {
        let header = domain::hash(domain::SEALED_HEADER, &[&self.header]) == self.header_hash;
        let body = self
            .body
            .as_ref()
            .is_none_or(|body| domain::hash(domain::SEALED_BODY, &[body]) == self.body_hash);
        if header && body {
            Ok(())
        } else {
            Err(EntryError::WrongHash)
        }
    }
}

/// Computes the entry id over version, log, seq, prev, epoch and the hashes of both parts.
pub(crate) fn frame_id(
    log: LogId,
    seq: u64,
    prev: EntryId,
    epoch: EpochId,
    hashes: &[[u8; 32]; 2],
) -> EntryId {
    EntryId(domain::hash(
        domain::ENTRY_ID,
        &[
            &[FRAME_VERSION],
            &log.0,
            &seq.to_be_bytes(),
            &prev.0,
            &epoch.0,
            &hashes[0],
            &hashes[1],
        ],
    ))
}
