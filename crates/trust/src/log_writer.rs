//! The log that this run of the app writes on one board.
//!
//! Owns the log's signing key, which is fresh for each run and never written to a disk: that is
//! why no restored backup can continue a log. Never keeps what it wrote.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey};
use zeroize::Zeroize;

use crate::entry::read_header;
use crate::frame::frame_id;
use crate::{
    BoardId, Compartment, DeviceId, DeviceKey, Entry, EntryError, EntryId, GrantRef, Header,
    HybridTime, ItemId, Keyring, Kind, LogId, LogStart, Position, domain, to_canonical,
};

/// An entry that could not be written. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// There is no current key for this compartment.
    #[error("no key for the compartment {0:?}")]
    NoKey(Compartment),
    /// The header or the body breaks a rule that readers enforce.
    #[error(transparent)]
    Entry(#[from] EntryError),
}

/// What the author says; the writer adds the rest of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderDraft {
    /// What the body holds.
    pub kind: Kind,
    /// The item; of a change that creates one, [`ItemId::derive`] of [`LogWriter::next_seq`].
    pub item: Option<ItemId>,
    /// Where the body is sealed.
    pub compartment: Compartment,
    /// As what the author acts.
    pub grant: GrantRef,
    /// The heads of the certificate graph; in any order.
    pub cert_heads: Vec<EntryId>,
    /// The causal dependencies; in any order.
    pub deps: Vec<EntryId>,
    /// When.
    pub time: HybridTime,
}

/// Where a writer stands: see [`LogWriter::rewind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    next_seq: u64,
    prev: EntryId,
}

/// Writes one log.
pub struct LogWriter {
    key: SigningKey,
    device: DeviceId,
    start: LogStart,
    next_seq: u64,
    prev: EntryId,
}

impl LogWriter {
    /// Starts a log: `secret` are fresh random bytes, `after` is the device's newest position in an older log of the board.
    #[must_use]
    pub fn start(
        mut secret: [u8; 32],
        board: BoardId,
        device: &DeviceKey,
        after: Option<Position>,
    ) -> Self {
        let key = SigningKey::from_bytes(&secret);
        secret.zeroize();
        let log = key.verifying_key().to_bytes();
        Self {
            device: device.id(),
            start: LogStart {
                board,
                certification: device.sign(domain::LOG_CERTIFICATION, &[&board.0, &log]),
                after,
            },
            next_seq: 1,
            prev: EntryId::ZERO,
            key,
        }
    }

    /// Returns the log's id.
    #[must_use]
    pub fn log(&self) -> LogId {
        LogId(self.key.verifying_key().to_bytes())
    }

    /// Returns whose log it is.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.device
    }

    /// Returns the number that the next entry gets; the first is 1.
    #[must_use]
    pub const fn next_seq(&self) -> u64 {
        self.next_seq
    }

    /// Writes the next entry: completes the header, seals under the current keys, signs.
    ///
    /// # Errors
    /// [`SealError`] where a key is missing or a rule is broken; then the log stands where it stood.
    pub fn append(
        &mut self,
        draft: HeaderDraft,
        body: Vec<u8>,
        keyring: &Keyring,
    ) -> Result<Entry, SealError> {
        let (epoch, _) = keyring
            .current(Compartment::Members)
            .ok_or(SealError::NoKey(Compartment::Members))?;
        let header = self.complete(draft, body.len(), keyring)?;
        let header_bytes = to_canonical(&header);
        // Read as a reader would, so that nothing is signed that others refuse.
        read_header(&header_bytes, self.next_seq, body.len())?;
        let mut entry = Entry {
            id: EntryId::ZERO,
            log: self.log(),
            seq: self.next_seq,
            prev: self.prev,
            epoch,
            header,
            body,
            form: crate::BodyForm::Clear,
            signature: None,
        };
        let hashes = entry.seal_parts(&header_bytes, keyring)?.hashes();
        entry.id = frame_id(entry.log, entry.seq, entry.prev, entry.epoch, &hashes);
        let message = domain::signed_bytes(domain::ENTRY_SIGNATURE, &[&entry.id.0]);
        entry.signature = Some(self.key.sign(&message).to_bytes());
        self.next_seq += 1;
        self.prev = entry.id;
        Ok(entry)
    }

    /// Returns where the log stands.
    #[must_use]
    pub const fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            next_seq: self.next_seq,
            prev: self.prev,
        }
    }

    /// Goes back, so that numbers are used again.
    ///
    /// Only for entries that nobody saw: never after one was published or a commit failed
    /// (then start another log). Two published entries under one number are proof of misconduct.
    pub const fn rewind(&mut self, to: Checkpoint) {
        self.next_seq = to.next_seq;
        self.prev = to.prev;
    }

    fn complete(
        &self,
        mut draft: HeaderDraft,
        body_len: usize,
        keyring: &Keyring,
    ) -> Result<Header, SealError> {
        let body_epoch = match draft.compartment {
            Compartment::Members => None,
            other @ (Compartment::Main
            | Compartment::Coordinators
            | Compartment::Inbox
            | Compartment::Case(_)) => {
                Some(keyring.current(other).ok_or(SealError::NoKey(other))?.0)
            }
        };
        for ids in [&mut draft.cert_heads, &mut draft.deps] {
            ids.sort_unstable();
            ids.dedup();
        }
        Ok(Header {
            kind: draft.kind,
            item: draft.item,
            compartment: draft.compartment,
            body_epoch,
            device: self.device,
            grant: draft.grant,
            cert_heads: draft.cert_heads,
            deps: draft.deps,
            time: draft.time,
            body_len: u32::try_from(body_len).map_err(|_| EntryError::TooLong)?,
            first: (self.next_seq == 1).then(|| self.start.clone()),
        })
    }
}

impl fmt::Debug for LogWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogWriter")
            .field("log", &self.log())
            .field("next_seq", &self.next_seq)
            .finish_non_exhaustive()
    }
}
