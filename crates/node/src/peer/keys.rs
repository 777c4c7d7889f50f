//! The keys of a board: those that arrive later, and under which of them this device writes.
//!
//! Owns the choice of the current epoch of each compartment. It depends on the certificates and on who is a member,
//! never on the order in which they came:
//! 1. an epoch counts once a certificate that counts announces it (the first of `Members` is named by the genesis);
//! 2. of those that are held and were handed to no device that is no member's any more, the one with the longest chain
//!    of predecessors is current, then the one with the lower id;
//! 3. where none is left, the same of all that are held.
//!
//! While the newest was handed to somebody who is no member, the board is *leaky*: a coordinator's device that sees it
//! makes new ones.
//!
//! Never decides who gets a key: see `rotate`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use store::StoreError;
use trust::{
    BoardId, CertEntry, Certificate, Compartment, DeviceId, EntryId, EpochId, EpochKey,
    MAX_WRAPPED, Role, Wrap, unwrap, wrap,
};

use super::board::Board;
use super::state::State;
use crate::NodeError;

mod epochs;

pub(crate) use epochs::Epochs;

/// Keys that are kept although no certificate announces them which counts: their authors may have been removed since,
/// with others' work sealed under them.
const MAX_UNANNOUNCED: usize = 1_024;

impl Board {
    /// Returns whether a device is one of a member who reads the board.
    pub(crate) fn may_hold_keys(&self, device: DeviceId) -> bool {
        let person = self.authority.person_of(device);
        let role = person.and_then(|person| self.authority.role_of(person));
        role.is_some_and(|role| role.rank() <= Role::Reader.rank())
    }

    /// Returns whether a device was a member's who read the board, and is none's any more. A device that was never
    /// anybody's is none of these: naming one costs whoever may write nothing, and must cost others nothing.
    pub(crate) fn lost_keys(&self, device: DeviceId) -> bool {
        if self.may_hold_keys(device) {
            return false;
        }
        let authority = &self.authority;
        authority.certifiers_of(device).any(|person| {
            let removed = authority
                .removed_grants()
                .any(|(_, holder, ..)| holder == person);
            let dropped = authority
                .dropped_stewards()
                .any(|(steward, _)| steward == person);
            removed || dropped || authority.is_revoked(device, person)
        })
    }

    /// Chooses the current epochs anew, after the certificates or the keys changed.
    pub(crate) fn settle_keys(&mut self) {
        let epochs = Epochs::of(self);
        self.leaky = false;
        let mut still_read = BTreeSet::new();
        for compartment in epochs.compartments() {
            let ranked = epochs.ranked(self, compartment);
            let sound = ranked.iter().find(|epoch| !epochs.leaked(self, **epoch));
            if let Some(current) = sound.or(ranked.first()) {
                self.keyring.set_current(*current);
            }
            if let Some(newest) = ranked.first() {
                let stands = !self.is_erased(compartment);
                self.leaky |= stands && epochs.leaked(self, *newest);
                if matches!(compartment, Compartment::Members | Compartment::Main) {
                    let handed = epochs.handed_to(*newest).into_iter();
                    still_read.extend(
                        handed.filter(|device| {
                            *device != self.device.id() && self.lost_keys(*device)
                        }),
                    );
                }
                self.newest.insert(compartment, *newest);
            }
        }
        self.still_read = Arc::new(still_read);
        self.greeting = epochs.ranked(self, Compartment::Members);
        if self.greeting.is_empty() {
            // Before the genesis is here: by whatever opened the board.
            let current = self.keyring.current(Compartment::Members);
            let current = current.map(|(epoch, _)| epoch);
            let held = self.keyring.iter();
            let mut held: Vec<EpochId> = held
                .filter(|(_, of, _)| *of == Compartment::Members)
                .map(|(epoch, ..)| epoch)
                .collect();
            held.sort_by_key(|epoch| Some(*epoch) != current);
            self.greeting = held;
        }
        self.sealed = Arc::new(epochs.sealed_parts(self));
        self.epochs = epochs;
    }

    /// Returns the keys that every member gets and that this device may hand on: those whose announcement is here, the
    /// present ones first, as many as a wrap holds.
    ///
    /// A key can come before its announcement, from somebody who saw that this device is behind; who was removed when it
    /// was made is known only with the announcement, which stands behind the removal in one log. What was announced by
    /// somebody who never held the rank for it is no key of the board: anybody could fill a wrap with such.
    pub(crate) fn keys_to_hand(&self) -> impl Iterator<Item = (Compartment, &EpochKey)> {
        let mut announced: BTreeSet<EpochId> = self.first_epoch.into_iter().collect();
        announced.extend(self.authority.epochs().map(|(epoch, _)| epoch));
        for cert in self.certs.values() {
            if let Certificate::Epoch(epoch) = cert.cert()
                && self.once_coordinated(cert)
            {
                announced.insert(epoch.epoch);
            }
        }
        let mut keys: Vec<(bool, Compartment, &EpochKey)> = self
            .keyring
            .iter()
            .filter(|(_, of, _)| matches!(of, Compartment::Members | Compartment::Main))
            .filter(|(epoch, ..)| announced.contains(epoch))
            .map(|(epoch, of, key)| {
                let current = self.keyring.current(of).map(|(epoch, _)| epoch);
                (current != Some(epoch), of, key)
            })
            .collect();
        keys.sort_by_key(|(older, ..)| *older);
        let keys = keys.into_iter().take(MAX_WRAPPED);
        keys.map(|(_, of, key)| (of, key))
    }

    /// Returns whether a certificate's author held the rank for handing keys of cases, then or before.
    pub(super) fn once_coordinated(&self, cert: &CertEntry) -> bool {
        let role = self.authority.once_held(cert.grant(), cert.device());
        role.is_some_and(|role| role.rank() <= Role::Coordinator.rank())
    }

    /// Returns the wraps for this device that hold a key which is not here.
    pub(crate) fn wraps_to_open(&self) -> Vec<(EntryId, Wrap)> {
        let wanted = |wrap: &Wrap| {
            wrap.device == self.device.id()
                && wrap.keys.iter().any(|key| {
                    self.keeps_keys_of(key.compartment)
                        && self.keyring.key(key.compartment, key.epoch).is_none()
                })
        };
        let all = self.certs.iter().filter_map(|(id, cert)| {
            let Certificate::Wrap(wrap) = cert.cert() else {
                return None;
            };
            (wanted(wrap) && !self.opened.contains(id)).then(|| (*id, wrap.clone()))
        });
        all.collect()
    }
}

impl State {
    /// Takes the keys that certificates brought for this device, and chooses the current ones. Returns whether any came.
    pub(crate) fn take_keys(&mut self, board: BoardId) -> Result<bool, StoreError> {
        let before = self.count_keys(board);
        if let Some(state) = self.boards.get_mut(&board) {
            state.epochs = Epochs::of(state);
        }
        let wraps = self.boards.get(&board).map(Board::wraps_to_open);
        for (id, wrap) in wraps.unwrap_or_default() {
            if !self.open_wrap(board, &wrap)?
                && let Some(state) = self.boards.get_mut(&board)
            {
                state.opened.insert(id);
                state.closed = true;
                tracing::warn!(?board, wrap = ?id, "keys for this device cannot be opened");
            }
        }
        if let Some(state) = self.boards.get_mut(&board) {
            state.settle_keys();
        }
        Ok(self.count_keys(board) != before)
    }

    /// Keeps the keys of a wrap for reading. Nothing is written under one that no certificate announces which counts.
    /// Returns whether it could be opened.
    pub(crate) fn open_wrap(&mut self, board: BoardId, wrap: &Wrap) -> Result<bool, StoreError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(false);
        };
        // Who has not heard of the present receiving key wraps to one before it.
        let mut kems = self.keys.kems();
        let Some(keys) = kems.find_map(|kem| unwrap(wrap, kem, board).ok()) else {
            return Ok(false);
        };
        let announced: BTreeMap<EpochId, Compartment> = state.authority.epochs().collect();
        let mut room = MAX_UNANNOUNCED.saturating_sub(
            state
                .keyring
                .iter()
                .filter(|(epoch, ..)| !announced.contains_key(epoch))
                .count(),
        );
        let mut came = false;
        for (epoch, compartment, key) in keys {
            let is_new = state.keyring.key(compartment, epoch).is_none();
            if !is_new || !state.keeps_keys_of(compartment) {
                continue;
            }
            if announced.get(&epoch) != Some(&compartment) {
                if room == 0 {
                    continue;
                }
                room -= 1;
            }
            self.db.add_epoch(state.key, compartment, &key)?;
            state.keyring.insert(compartment, key);
            came = true;
        }
        if came {
            let locked = std::mem::take(&mut state.locked);
            self.unlocked.entry(board).or_default().extend(locked);
            // The sessions offer the new tags, and ask again for what could not be read.
            self.added.push(board);
        }
        Ok(true)
    }

    /// Seals all keys of a board for a member's device.
    pub(crate) fn wrap_all(
        &mut self,
        board: BoardId,
        device: DeviceId,
    ) -> Result<Option<Wrap>, NodeError> {
        let entropy = self.random()?;
        let Some(state) = self.boards.get(&board) else {
            return Ok(None);
        };
        if !state.may_hold_keys(device) {
            return Ok(None);
        }
        let readers = state.readers(|cert| cert.device == device);
        // Of several the one that this build of the device uses is not known: the newest certificate is the last.
        let Some((_, kem)) = readers.into_iter().next_back() else {
            return Ok(None);
        };
        let keys = state.keys_to_hand().take(MAX_WRAPPED);
        Ok(wrap(keys, &kem, device, board, entropy).ok())
    }
}
