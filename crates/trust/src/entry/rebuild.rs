//! From clear bytes to an entry with its id, and the rules that each header keeps.
//!
//! Owns the limits of an entry. Never checks a signature or a chain: see [`crate::Chain`].

use super::form::ERASED_LEN;
use crate::frame::{Sealed, SealedBody, frame_id};
use crate::{
    BodyForm, Compartment, Entry, EntryId, EpochId, Frame, Header, Keyring, Kind, LogId, Signature,
    from_canonical, seal, to_canonical,
};

/// The longest clear header in bytes.
pub(crate) const MAX_HEADER: usize = 16 * 1024;
/// The longest clear body in bytes: it must fit a transfer frame.
pub(crate) const MAX_BODY: usize = 512 * 1024;
/// The most certificate heads that a header names.
pub(crate) const MAX_CERT_HEADS: usize = 64;
/// The most causal dependencies that a header names.
pub(crate) const MAX_DEPS: usize = 256;

/// The clear, compact form of an entry: what holders of the keys pass on and keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clear {
    /// Its log.
    pub log: LogId,
    /// Its number in the log; the first is 1.
    pub seq: u64,
    /// The id of the entry before it; zero for the first.
    pub prev: EntryId,
    /// The epoch of the header's key.
    pub epoch: EpochId,
    /// The canonical bytes of the header.
    pub header: Vec<u8>,
    /// The body.
    pub body: Vec<u8>,
    /// How the body stands there.
    pub form: BodyForm,
    /// The signature, if it came along.
    pub signature: Option<Signature>,
}

/// Bytes that are not an entry of this board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// The frame is no frame of a version that this app reads.
    #[error("this is not a frame that this app can read")]
    BadFrame,
    /// A sealed part does not have the hash that the frame states.
    #[error("a part does not match its hash")]
    WrongHash,
    /// The body is not there.
    #[error("the body is missing")]
    NoBody,
    /// The key of this epoch is not held.
    #[error("the key of {0:?} is not here")]
    NoKey(EpochId),
    /// The part was not sealed by the key that the entry names, or not in the one right way.
    #[error("a part cannot be opened")]
    BadSeal,
    /// The header is not in canonical form, or of a kind that this app does not know.
    #[error("the header cannot be read")]
    BadHeader,
    /// The header breaks this rule.
    #[error("the header breaks a rule: {0}")]
    Rule(&'static str),
    /// Header or body is over the limit.
    #[error("the entry is too long")]
    TooLong,
}

impl Entry {
    /// Makes the entry from its clear bytes: reads the header, seals both parts again, and computes the id. A body that
    /// comes sealed is opened where its key is held.
    ///
    /// # Errors
    /// [`EntryError`] where the bytes cannot be an entry, or a key is missing.
    pub fn rebuild(clear: Clear, keyring: &Keyring) -> Result<Self, EntryError> {
        let header = match clear.form {
            BodyForm::Clear => read_header(&clear.header, clear.seq, clear.body.len())?,
            BodyForm::Sealed | BodyForm::Erased => read_header_alone(&clear.header, clear.seq)?,
        };
        if (clear.seq == 1) != (clear.prev == EntryId::ZERO) {
            return Err(EntryError::Rule("only the first has no entry before it"));
        }
        let mut entry = Self {
            id: EntryId::ZERO,
            log: clear.log,
            seq: clear.seq,
            prev: clear.prev,
            epoch: clear.epoch,
            header,
            body: clear.body,
            form: clear.form,
            signature: clear.signature,
        };
        entry.check_form()?;
        let sealed = entry.seal_parts(&clear.header, keyring)?;
        entry.id = frame_id(
            entry.log,
            entry.seq,
            entry.prev,
            entry.epoch,
            &sealed.hashes(),
        );
        entry.unseal(keyring);
        Ok(entry)
    }

    /// Returns the clear, compact form.
    #[must_use]
    pub fn clear(&self) -> Clear {
        Clear {
            log: self.log,
            seq: self.seq,
            prev: self.prev,
            epoch: self.epoch,
            header: to_canonical(&self.header),
            body: self.body.clone(),
            form: self.form,
            signature: self.signature,
        }
    }

    /// Returns the sealed form: what a helper carries.
    ///
    /// # Errors
    /// [`EntryError::NoKey`] where a key is missing.
    pub fn to_frame(&self, keyring: &Keyring) -> Result<Frame, EntryError> {
        let sealed = self.seal_parts(&to_canonical(&self.header), keyring)?;
        Ok(Frame::assemble(self, sealed))
    }

    /// Seals header and body.
    pub(crate) fn seal_parts(
        &self,
        header: &[u8],
        keyring: &Keyring,
    ) -> Result<Sealed, EntryError> {
        let members = keyring
            .key(Compartment::Members, self.epoch)
            .ok_or(EntryError::NoKey(self.epoch))?;
        let body = match self.form {
            BodyForm::Clear => SealedBody::Here(self.seal_body(keyring)?),
            BodyForm::Sealed => SealedBody::Here(self.body.clone()),
            BodyForm::Erased => {
                let hash: [u8; ERASED_LEN] = self
                    .body
                    .as_slice()
                    .try_into()
                    .map_err(|_| EntryError::NoBody)?;
                SealedBody::Erased(hash)
            }
        };
        Ok(Sealed {
            header: seal::seal(members, self.place(seal::Part::Header), header)
                .ok_or(EntryError::TooLong)?,
            body,
        })
    }
}

/// Reads a header and checks the rules that need nothing but the entry itself.
pub(crate) fn read_header(bytes: &[u8], seq: u64, body_len: usize) -> Result<Header, EntryError> {
    if bytes.len() > MAX_HEADER || body_len > MAX_BODY {
        return Err(EntryError::TooLong);
    }
    let header: Header = from_canonical(bytes).map_err(|_| EntryError::BadHeader)?;
    check_header(&header, seq, body_len)?;
    Ok(header)
}

/// Reads the header of an entry whose body is not opened: what it says of the body's length is believed.
pub(crate) fn read_header_alone(bytes: &[u8], seq: u64) -> Result<Header, EntryError> {
    let header: Header = from_canonical(bytes).map_err(|_| EntryError::BadHeader)?;
    let body_len = usize::try_from(header.body_len).map_err(|_| EntryError::TooLong)?;
    read_header(bytes, seq, body_len)
}

/// Checks a header's rules: the same ones for who writes it and who reads it.
fn check_header(header: &Header, seq: u64, body_len: usize) -> Result<(), EntryError> {
    let rule = |holds: bool, text| {
        if holds {
            Ok(())
        } else {
            Err(EntryError::Rule(text))
        }
    };
    let certificate = header.kind == Kind::Certificate;
    let members = header.compartment == Compartment::Members;
    rule(
        usize::try_from(header.body_len) == Ok(body_len),
        "the body's length",
    )?;
    rule(seq > 0, "numbers begin at one")?;
    rule(
        (seq == 1) == header.first.is_some(),
        "the first says how its log starts",
    )?;
    rule(
        certificate == members,
        "certificates, and only they, are for members",
    )?;
    rule(
        members == header.body_epoch.is_none(),
        "the body's epoch is named outside of the members' compartment",
    )?;
    rule(
        !certificate || header.item.is_none(),
        "a certificate has no item",
    )?;
    rule(
        header.kind != Kind::Change || header.item.is_some(),
        "a change has an item",
    )?;
    rule(sorted(&header.cert_heads), "certificate heads are sorted")?;
    rule(sorted(&header.deps), "dependencies are sorted")?;
    rule(
        header.cert_heads.len() <= MAX_CERT_HEADS,
        "too many certificate heads",
    )?;
    rule(header.deps.len() <= MAX_DEPS, "too many dependencies")
}

/// Returns whether ids ascend strictly, so that a set has one form.
fn sorted(ids: &[EntryId]) -> bool {
    ids.windows(2).all(|pair| pair[0] < pair[1])
}
