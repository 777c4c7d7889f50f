//! The keys of a board's epochs that a device holds.
//!
//! Owns the epoch key with all that is derived from it, and which epoch is the current one of a
//! compartment. Never decides who may have a key.

use std::collections::BTreeMap;
use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{Compartment, DeviceId, EpochId, domain};

/// The key of one epoch of one compartment. Wiped when dropped, hidden in `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct EpochKey {
    key: [u8; 32],
    // Derived once: each entry needs them.
    seal: [u8; 32],
    nonce: [u8; 32],
    tag: [u8; 32],
}

impl EpochKey {
    /// Takes the key over from bytes that are random, or were kept.
    #[must_use]
    pub fn from_bytes(key: [u8; 32]) -> Self {
        Self {
            seal: domain::hash(domain::SEAL_KEY, &[&key]),
            nonce: domain::hash(domain::SEAL_NONCE, &[&key]),
            tag: domain::hash(domain::TAG_KEY, &[&key]),
            key,
        }
    }

    /// Returns the bytes, to keep them.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.key
    }

    /// Returns the epoch's id: a commitment to the key.
    #[must_use]
    pub fn id(&self) -> EpochId {
        EpochId(domain::hash(domain::EPOCH_ID, &[&self.key]))
    }

    /// Returns the tag by which holders of the key recognise a board on one channel.
    ///
    /// `side` tells the two ends apart, so that none can answer with what it was sent.
    #[must_use]
    pub fn board_tag(&self, binding: &[u8; 32], side: u8) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.tag);
        hasher.update(binding);
        hasher.update(&[side]);
        *hasher.finalize().as_bytes()
    }

    /// Returns the key by which a helper's device and holders of this epoch's key know each other. It opens nothing, and
    /// another helper's tells nothing about it.
    #[must_use]
    pub fn helper_access(&self, helper: DeviceId) -> Self {
        Self::from_bytes(domain::hash(domain::HELPER_ACCESS, &[&self.key, &helper.0]))
    }

    pub(crate) const fn seal_key(&self) -> &[u8; 32] {
        &self.seal
    }

    pub(crate) const fn nonce_key(&self) -> &[u8; 32] {
        &self.nonce
    }
}

impl PartialEq for EpochKey {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for EpochKey {}

impl fmt::Debug for EpochKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EpochKey(hidden)")
    }
}

/// All epoch keys of one board that this device holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keyring {
    keys: BTreeMap<EpochId, (Compartment, EpochKey)>,
    current: BTreeMap<Compartment, EpochId>,
}

impl Keyring {
    /// Adds a key. The first of a compartment becomes its current one.
    pub fn insert(&mut self, compartment: Compartment, key: EpochKey) -> EpochId {
        let id = key.id();
        self.keys.insert(id, (compartment, key));
        self.current.entry(compartment).or_insert(id);
        id
    }

    /// Forgets all keys of a compartment.
    pub fn forget(&mut self, compartment: Compartment) {
        self.keys.retain(|_, (of, _)| *of != compartment);
        self.current.remove(&compartment);
    }

    /// Makes a held epoch the current one of its compartment; returns whether it is held.
    pub fn set_current(&mut self, epoch: EpochId) -> bool {
        let Some((compartment, _)) = self.keys.get(&epoch) else {
            return false;
        };
        self.current.insert(*compartment, epoch);
        true
    }

    /// Returns the key of an epoch, if it is held and of this compartment.
    #[must_use]
    pub fn key(&self, compartment: Compartment, epoch: EpochId) -> Option<&EpochKey> {
        self.keys
            .get(&epoch)
            .filter(|(of, _)| *of == compartment)
            .map(|(_, key)| key)
    }

    /// Returns the epoch that new entries of a compartment are sealed under.
    #[must_use]
    pub fn current(&self, compartment: Compartment) -> Option<(EpochId, &EpochKey)> {
        let id = *self.current.get(&compartment)?;
        self.key(compartment, id).map(|key| (id, key))
    }

    /// Returns the board's tag on a channel, by the current `Members` epoch.
    #[must_use]
    pub fn board_tag(&self, binding: &[u8; 32], side: u8) -> Option<[u8; 32]> {
        self.current(Compartment::Members)
            .map(|(_, key)| key.board_tag(binding, side))
    }

    /// Returns all keys, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (EpochId, Compartment, &EpochKey)> {
        self.keys
            .iter()
            .map(|(id, (compartment, key))| (*id, *compartment, key))
    }
}
