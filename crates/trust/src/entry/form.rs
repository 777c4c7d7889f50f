//! The three forms of an entry's body: read, sealed, erased. The id is the same in all of them.
//!
//! Owns the ways between them. Bodies of compartments that not every member reads travel sealed, whoever has the key
//! (docs/decisions/0085); a body that was erased leaves its hash, so that the chain can be checked.

use super::{Compartment, Entry};
use crate::seal::{self, Part, Place};
use crate::{EntryError, Keyring, domain};

/// How long the hash is that an erased body leaves.
pub(crate) const ERASED_LEN: usize = 32;

/// How the body of an entry stands in [`Entry::body`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum BodyForm {
    /// The clear bytes.
    #[default]
    Clear,
    /// The sealed bytes: the key is not here, or does not open them.
    Sealed,
    /// The hash of the sealed bytes: nothing else is left of it.
    Erased,
}

impl Compartment {
    /// Returns whether not every member reads it: then its bodies travel sealed only, and can be erased.
    #[must_use]
    pub const fn is_apart(self) -> bool {
        match self {
            Self::Members | Self::Main => false,
            Self::Coordinators | Self::Inbox | Self::Case(_) => true,
        }
    }
}

impl Entry {
    /// Returns the entry with its body sealed, as it travels; one that is not clear is returned as it is.
    ///
    /// # Errors
    /// [`EntryError::NoKey`] where the body is clear and its key is not held.
    pub fn sealed(&self, keyring: &Keyring) -> Result<Self, EntryError> {
        let mut sealed = self.clone();
        if self.form == BodyForm::Clear {
            sealed.body = self.seal_body(keyring)?;
            sealed.form = BodyForm::Sealed;
        }
        Ok(sealed)
    }

    /// Returns the entry without its body: what is left is the hash that the id commits to.
    ///
    /// # Errors
    /// [`EntryError::NoKey`] where the body is clear and its key is not held.
    pub fn erased(&self, keyring: &Keyring) -> Result<Self, EntryError> {
        let mut erased = self.sealed(keyring)?;
        if erased.form == BodyForm::Sealed {
            erased.body = domain::hash(domain::SEALED_BODY, &[&erased.body]).to_vec();
            erased.form = BodyForm::Erased;
        }
        Ok(erased)
    }

    /// Opens a sealed body with a key that is held. Returns whether the body is clear now; one that the right key does
    /// not open stays sealed: it is carried, and never counts.
    pub fn unseal(&mut self, keyring: &Keyring) -> bool {
        if self.form == BodyForm::Sealed
            && let Some(body) = self.opened(keyring)
        {
            self.body = body;
            self.form = BodyForm::Clear;
        }
        self.form == BodyForm::Clear
    }

    /// Returns whether the key of the body is held.
    #[must_use]
    pub fn has_key(&self, keyring: &Keyring) -> bool {
        let epoch = self.header.body_epoch.unwrap_or(self.epoch);
        keyring.key(self.header.compartment, epoch).is_some()
    }

    fn opened(&self, keyring: &Keyring) -> Option<Vec<u8>> {
        let epoch = self.header.body_epoch.unwrap_or(self.epoch);
        let key = keyring.key(self.header.compartment, epoch)?;
        let body = seal::open(key, self.place(Part::Body), &self.body)?;
        (usize::try_from(self.header.body_len) == Ok(body.len())).then_some(body)
    }

    pub(super) fn seal_body(&self, keyring: &Keyring) -> Result<Vec<u8>, EntryError> {
        let epoch = self.header.body_epoch.unwrap_or(self.epoch);
        let key = keyring.key(self.header.compartment, epoch);
        let key = key.ok_or(EntryError::NoKey(epoch))?;
        seal::seal(key, self.place(Part::Body), &self.body).ok_or(EntryError::TooLong)
    }

    pub(super) const fn place(&self, part: Part) -> Place {
        Place {
            log: self.log,
            seq: self.seq,
            part,
        }
    }

    /// Checks an entry that was not read as clear bytes, and opens its body where the key is held.
    pub(crate) fn checked(mut self, keyring: &Keyring) -> Result<Self, EntryError> {
        if (self.seq == 1) != (self.prev == crate::EntryId::ZERO) {
            return Err(EntryError::Rule("only the first has no entry before it"));
        }
        self.check_form()?;
        self.unseal(keyring);
        Ok(self)
    }

    /// Checks that a body which is not clear has the one length that its header says, and may be in that form at all.
    pub(super) fn check_form(&self) -> Result<(), EntryError> {
        let length = match self.form {
            BodyForm::Clear => return Ok(()),
            BodyForm::Sealed => {
                usize::try_from(self.header.body_len).map_or(usize::MAX, seal::sealed_len)
            }
            BodyForm::Erased => ERASED_LEN,
        };
        if !self.header.compartment.is_apart() {
            return Err(EntryError::Rule(
                "what all members read is never sealed for them",
            ));
        }
        if self.body.len() == length {
            Ok(())
        } else {
            Err(EntryError::Rule("the sealed body's length"))
        }
    }
}
