//! The keys of a board: those that arrive later, and under which of them this device writes.
//!
//! Owns the choice of the current epoch of each compartment. It depends on the certificates and on who is a member,
//! never on the order in which they came:
//! 1. an epoch counts once a certificate that counts announces it (the first of `Members` is named by the genesis);
//! 2. of those that are held and were handed to no device that is no member's any more, the one with the longest chain
//!    of predecessors is current, then the one with the lower id;
//! 3. where none is left, the same of all that are held: then the board is *leaky*, until a coordinator's device makes
//!    a new one.
//!
//! Never decides who gets a key: see `rotate`.

use std::collections::{BTreeMap, BTreeSet};

use store::StoreError;
use trust::{BoardId, Certificate, Compartment, DeviceId, EntryId, EpochId, Role, Wrap, unwrap};

use super::board::Board;
use super::state::State;

/// What is known of a compartment's epochs: how long the chain before each is, and which devices it was handed to.
#[derive(Debug, Default)]
struct Epochs {
    depth: BTreeMap<EpochId, (Compartment, u32)>,
    handed: BTreeMap<EpochId, BTreeSet<DeviceId>>,
}

impl Epochs {
    fn of(board: &Board) -> Self {
        let mut prevs: BTreeMap<EpochId, (Compartment, Option<EpochId>)> = BTreeMap::new();
        let mut epochs = Self::default();
        for (id, cert) in &board.certs {
            match cert.cert() {
                Certificate::Epoch(epoch) if board.authority.why_not(*id).is_none() => {
                    prevs.insert(epoch.epoch, (epoch.compartment, epoch.prev));
                }
                Certificate::Wrap(wrap) => {
                    for key in &wrap.keys {
                        let handed = epochs.handed.entry(key.epoch).or_default();
                        handed.insert(wrap.device);
                    }
                }
                Certificate::Epoch(_)
                | Certificate::Genesis(_)
                | Certificate::DeviceCert(_)
                | Certificate::Grant(_)
                | Certificate::Ticket(_)
                | Certificate::Join(_)
                | Certificate::Charter(_)
                | Certificate::DeviceRevoke(_)
                | Certificate::Remove(_)
                | Certificate::Adopt(_)
                | Certificate::Close(_)
                | Certificate::Moderate(_)
                | Certificate::Shred(_) => {}
            }
        }
        if let Some(first) = board.first_epoch {
            prevs.insert(first, (Compartment::Members, None));
        }
        for (epoch, (compartment, prev)) in &prevs {
            let depth = depth(*prev, *compartment, &prevs);
            epochs.depth.insert(*epoch, (*compartment, depth));
        }
        epochs
    }

    /// Returns the held epochs of a compartment, the one to write under first.
    fn ranked(&self, board: &Board, compartment: Compartment) -> Vec<EpochId> {
        let held = |epoch: &EpochId| board.keyring.key(compartment, *epoch).is_some();
        let of = self.depth.iter().filter(|(_, (of, _))| *of == compartment);
        let mut ranked: Vec<(u32, EpochId)> =
            of.map(|(epoch, (_, depth))| (*depth, *epoch)).collect();
        ranked.retain(|(_, epoch)| held(epoch));
        ranked.sort_unstable_by(|one, two| two.0.cmp(&one.0).then(one.1.cmp(&two.1)));
        ranked.into_iter().map(|(_, epoch)| epoch).collect()
    }

    fn leaked(&self, board: &Board, epoch: EpochId) -> bool {
        let handed = self.handed.get(&epoch).into_iter().flatten();
        handed
            .filter(|device| **device != board.device.id())
            .any(|device| !board.may_hold_keys(*device))
    }
}

/// Counts the predecessors of an epoch. A chain that leads nowhere, or in a circle, counts for as far as it goes.
fn depth(
    mut prev: Option<EpochId>,
    compartment: Compartment,
    prevs: &BTreeMap<EpochId, (Compartment, Option<EpochId>)>,
) -> u32 {
    let mut depth = 0;
    let mut seen = BTreeSet::new();
    while let Some(before) = prev {
        let known = prevs.get(&before).filter(|(of, _)| *of == compartment);
        let Some((_, further)) = known.filter(|_| seen.insert(before)) else {
            break;
        };
        depth += 1;
        prev = *further;
    }
    depth
}

impl Board {
    /// Returns whether a device is one of a member who reads the board.
    pub(crate) fn may_hold_keys(&self, device: DeviceId) -> bool {
        let person = self.authority.person_of(device);
        let role = person.and_then(|person| self.authority.role_of(person));
        role.is_some_and(|role| role.rank() <= Role::Reader.rank())
    }

    /// Chooses the current epochs anew, after the certificates or the keys changed.
    pub(crate) fn settle_keys(&mut self) {
        let epochs = Epochs::of(self);
        self.leaky = false;
        let mut compartments: BTreeSet<Compartment> = BTreeSet::new();
        compartments.extend(epochs.depth.values().map(|(of, _)| *of));
        for compartment in compartments {
            let ranked = epochs.ranked(self, compartment);
            let sound = ranked.iter().find(|epoch| !epochs.leaked(self, **epoch));
            if let Some(current) = sound.or(ranked.first()) {
                self.keyring.set_current(*current);
            }
            let shared = matches!(compartment, Compartment::Members | Compartment::Main);
            self.leaky |= shared && sound.is_none() && !ranked.is_empty();
        }
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
    }

    /// Returns the wraps for this device that hold a key which is announced and not here.
    fn wraps_to_open(&self) -> Vec<(EntryId, Wrap)> {
        let announced: BTreeMap<EpochId, Compartment> = self.authority.epochs().collect();
        let wanted = |wrap: &Wrap| {
            wrap.device == self.device.id()
                && wrap.keys.iter().any(|key| {
                    announced.get(&key.epoch) == Some(&key.compartment)
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
    /// Takes the keys that certificates brought for this device, if they are announced by now.
    pub(crate) fn take_keys(&mut self, board: BoardId) -> Result<(), StoreError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(());
        };
        let announced: BTreeMap<EpochId, Compartment> = state.authority.epochs().collect();
        let mut came = false;
        for (id, wrap) in state.wraps_to_open() {
            let Ok(keys) = unwrap(&wrap, &self.keys.kem, board) else {
                state.opened.insert(id);
                tracing::warn!(?board, wrap = ?id, "keys for this device cannot be opened");
                continue;
            };
            for (epoch, compartment, key) in keys {
                let is_new = state.keyring.key(compartment, epoch).is_none();
                if is_new && announced.get(&epoch) == Some(&compartment) {
                    self.db.add_epoch(state.key, compartment, &key)?;
                    state.keyring.insert(compartment, key);
                    came = true;
                }
            }
        }
        state.settle_keys();
        if came {
            let locked = std::mem::take(&mut state.locked);
            self.unlocked.entry(board).or_default().extend(locked);
            // The sessions offer the new tags, and ask again for what could not be read.
            self.added.push(board);
        }
        Ok(())
    }
}
