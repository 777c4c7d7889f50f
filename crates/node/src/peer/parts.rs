//! Who gets the keys of the compartments that not every member reads: sealed cases, and the coordinators' inbox.
//!
//! Owns the steps to the wanted set of people: coordinators and stewards, and whom the caller names (who claimed the
//! job; this room does not read claims). Steps, kept as a whole or not at all:
//! 1. somebody has the newest key and is not wanted: a new key, wrapped to the wanted, with the older ones they lack;
//! 2. else whoever lacks a key gets it.
//!
//! What nobody asked for is done a few times a day for each compartment at most: claims can be made and released
//! without end. Never decides who reads the board itself: see `rotate`.

use std::collections::{BTreeMap, BTreeSet};

use trust::{
    BoardId, Certificate, Compartment, DeviceCert, DeviceId, Epoch, EpochId, EpochKey, KemPublic,
    MAX_WRAPPED, PersonId, Role, Shred, wrap,
};

use super::Core;
use super::board::Board;
use super::keys::Epochs;
use super::members::not_allowed;
use super::state::State;
use crate::{NodeError, SealedPart};

/// Most times a day that this device sees unasked to one compartment's keys.
const MOST_UNASKED: usize = 8;
const WITHIN_MS: u64 = 24 * 60 * 60 * 1_000;

/// Devices with where keys for them are sealed to.
type Devices = BTreeSet<(DeviceId, KemPublic)>;

impl Core {
    /// Sees to it that coordinators, stewards and these people can open a compartment, and nobody else can open what
    /// is written in it from now on. Makes its first key where there is none. Returns whether anything was written.
    ///
    /// `unasked`: nobody is waiting for it, so it is done a few times a day only, and never begins a compartment.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `rank-too-low`, `erased`, `sealed` (this device cannot open it itself).
    pub fn keep_sealed(
        &mut self,
        board: BoardId,
        part: Compartment,
        people: &BTreeSet<PersonId>,
        unasked: bool,
        now_ms: u64,
    ) -> Result<bool, NodeError> {
        let state = &mut self.state;
        let held = state.held(board)?;
        if !part.is_apart() {
            return Err(not_allowed("never-erased"));
        }
        if !held.may_rotate() {
            return Err(not_allowed("rank-too-low"));
        }
        if held.is_erased(part) {
            return Err(not_allowed("erased"));
        }
        let Some(step) = held.part_step(part, people) else {
            return Ok(false);
        };
        match (&step, unasked) {
            (Step::Sealed, false) => return Err(not_allowed("sealed")),
            (Step::Sealed | Step::Begin(_), true) => return Ok(false),
            (Step::Begin(_), false) | (Step::Renew(_) | Step::Hand(_), _) => {}
        }
        let again = step.is_again(&held.epochs, part);
        if unasked && !state.may_see_to(board, part, again, now_ms) {
            return Ok(false);
        }
        state.as_a_whole(board, |state| {
            let certificates = match &step {
                Step::Begin(to) | Step::Renew(to) => state.new_part_key(board, part, to)?,
                Step::Hand(to) => state.part_wraps(board, part, to, None)?,
                Step::Sealed => Vec::new(),
            };
            state.write_certificates(board, &certificates, now_ms)?;
            Ok(())
        })?;
        Ok(true)
    }

    /// Asks all devices to erase a compartment; this one does it at once.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `rank-too-low`, `never-erased`, `erased`.
    pub fn erase_sealed(
        &mut self,
        board: BoardId,
        part: Compartment,
        now_ms: u64,
    ) -> Result<(), NodeError> {
        self.state.whole(board, |state| {
            let held = state.held(board)?;
            if held.is_erased(part) {
                return Err(not_allowed("erased"));
            }
            let shred = Certificate::Shred(Shred {
                compartment: part,
                under: held.under()?,
            });
            state.write_certificates(board, &[shred], now_ms)?;
            Ok(())
        })
    }

    /// Returns whether something was erased since the last call: then its old pages are to leave the disk too.
    pub const fn take_scrub(&mut self) -> bool {
        std::mem::replace(&mut self.state.scrub, false)
    }
}

/// What is to be done about a compartment's keys.
enum Step {
    /// It has none.
    Begin(Devices),
    /// Somebody has the newest one who is not wanted.
    Renew(Devices),
    /// Somebody lacks one.
    Hand(Devices),
    /// This device has none of them: others must see to it.
    Sealed,
}

impl Step {
    /// Returns whether it hands keys only to devices that were handed all of them before, and could not open them. That
    /// has bounds of its own: who says so again and again must not use up those of a new key.
    fn is_again(&self, epochs: &Epochs, part: Compartment) -> bool {
        let Self::Hand(to) = self else {
            return false;
        };
        to.iter().all(|(device, _)| {
            let mut all = epochs.of_part(part);
            all.all(|epoch| epochs.handed_to(epoch).contains(device))
        })
    }
}

impl Epochs {
    /// Says of each compartment that not every member reads who can open it, by the certificates.
    pub(super) fn sealed_parts(&self, board: &Board) -> BTreeMap<Compartment, SealedPart> {
        let person = |device: DeviceId| {
            let member = board.authority.person_of(device);
            member.or_else(|| board.authority.certifiers_of(device).next())
        };
        let of = |epochs: Vec<EpochId>| -> BTreeSet<PersonId> {
            let devices = epochs.into_iter().flat_map(|epoch| self.handed_to(epoch));
            devices.filter_map(person).collect()
        };
        let part = |part: Compartment| {
            let erased = board.is_erased(part);
            let openers = if erased {
                BTreeSet::new()
            } else {
                of(self.newest(part))
            };
            let mut earlier = of(self.of_part(part).collect());
            earlier.retain(|person| !openers.contains(person));
            let newest = self.newest(part).into_iter();
            let in_newest: BTreeSet<DeviceId> = newest.flat_map(|e| self.handed_to(e)).collect();
            let mut in_all = in_newest.clone();
            in_all.retain(|device| self.of_part(part).all(|e| self.has_reached(e, *device)));
            let held = !erased && !self.ranked(board, part).is_empty();
            let sealed = SealedPart {
                openers,
                earlier,
                in_all,
                in_newest,
                held,
                erased,
            };
            (part, sealed)
        };
        let parts = self.compartments().into_iter();
        parts.filter(|part| part.is_apart()).map(part).collect()
    }
}

impl Board {
    /// Returns the devices of coordinators, stewards and these people.
    fn openers(&self, people: &BTreeSet<PersonId>) -> Devices {
        self.readers(|cert| people.contains(&cert.person) || self.keeps_cases(cert.person))
    }

    pub(crate) fn keeps_cases(&self, person: PersonId) -> bool {
        let role = self.authority.role_of(person);
        role.is_some_and(|role| role.rank() <= Role::Coordinator.rank())
    }

    fn part_step(&self, part: Compartment, people: &BTreeSet<PersonId>) -> Option<Step> {
        let to = self.openers(people);
        let wanted: BTreeSet<DeviceId> = to.iter().map(|(device, _)| *device).collect();
        let newest = self.epochs.newest(part);
        let held = self.epochs.ranked(self, part);
        if newest.is_empty() {
            return Some(Step::Begin(to));
        }
        if held.is_empty() {
            return Some(Step::Sealed);
        }
        let outside = |epoch: &EpochId| {
            let mut handed = self.epochs.handed_to(*epoch).into_iter();
            handed.any(|device| !wanted.contains(&device))
        };
        if newest.iter().any(outside) {
            return Some(Step::Renew(to));
        }
        let lacks = |device: &DeviceId| {
            let mut held = held.iter();
            held.any(|epoch| !self.epochs.has_reached(*epoch, *device))
        };
        let lacking: Devices = to.into_iter().filter(|(device, _)| lacks(device)).collect();
        (!lacking.is_empty()).then_some(Step::Hand(lacking))
    }

    /// Returns the compartments apart of which keys are here.
    fn held_parts(&self) -> BTreeSet<Compartment> {
        let parts = self.keyring.iter().map(|(_, part, _)| part);
        parts.filter(|part| part.is_apart()).collect()
    }
}

impl State {
    fn may_see_to(&mut self, board: BoardId, part: Compartment, again: bool, now_ms: u64) -> bool {
        let today = self.seen_to.entry((board, part, again)).or_default();
        today.retain(|at| now_ms.abs_diff(*at) < WITHIN_MS);
        today.push(now_ms);
        today.len() <= MOST_UNASKED
    }

    /// Makes new keys for the compartments apart of which somebody has the newest one who does not stay: for those who
    /// had it and stay, and for coordinators and stewards.
    pub(crate) fn new_part_keys(
        &mut self,
        board: BoardId,
        stays: impl Fn(&DeviceCert) -> bool,
    ) -> Result<Vec<Certificate>, NodeError> {
        let held = self.held(board)?;
        let staying = held.readers(&stays);
        let devices: BTreeSet<DeviceId> = staying.iter().map(|(device, _)| *device).collect();
        let keepers = held.readers(|cert| stays(cert) && held.keeps_cases(cert.person));
        let mut due: Vec<(Compartment, Devices)> = Vec::new();
        for part in held.held_parts() {
            let newest = held.epochs.newest(part).into_iter();
            let had: BTreeSet<DeviceId> = newest.flat_map(|e| held.epochs.handed_to(e)).collect();
            if had.iter().any(|device| !devices.contains(device)) {
                let of_those = staying.iter().filter(|(device, _)| had.contains(device));
                due.push((part, of_those.chain(&keepers).copied().collect()));
            }
        }
        let mut certificates = Vec::new();
        for (part, to) in due {
            certificates.extend(self.new_part_key(board, part, &to)?);
        }
        Ok(certificates)
    }

    /// Draws a new key for a compartment, keeps it here, and returns the certificates that hand it over.
    fn new_part_key(
        &mut self,
        board: BoardId,
        part: Compartment,
        to: &Devices,
    ) -> Result<Vec<Certificate>, NodeError> {
        let key = EpochKey::from_bytes(self.random()?);
        let epoch = key.id();
        let mut certificates = self.part_wraps(board, part, to, Some(&key))?;
        let held = self.held(board)?;
        let prev = held.epochs.newest(part).first().copied();
        let row = held.key;
        self.db.add_epoch(row, part, &key)?;
        if let Some(state) = self.boards.get_mut(&board) {
            state.keyring.insert(part, key);
        }
        certificates.push(Certificate::Epoch(Epoch {
            compartment: part,
            epoch,
            prev,
        }));
        Ok(certificates)
    }

    /// Seals the held keys of a compartment, and a new one, for each device that was not handed them.
    fn part_wraps(
        &mut self,
        board: BoardId,
        part: Compartment,
        to: &Devices,
        new: Option<&EpochKey>,
    ) -> Result<Vec<Certificate>, NodeError> {
        let mut certificates = Vec::new();
        for (device, kem) in to {
            let entropy = self.random()?;
            let held = self.held(board)?;
            // Who was no opener any more has forgotten the older ones, and perhaps the key that opened those wraps.
            let newest = held.epochs.newest(part);
            let has_newest = newest
                .into_iter()
                .any(|epoch| held.epochs.has_reached(epoch, *device));
            let lacks = |epoch: EpochId| !has_newest || !held.epochs.has_reached(epoch, *device);
            let older = held
                .keyring
                .iter()
                .filter(|(epoch, of, _)| *of == part && held.epochs.knows(*epoch) && lacks(*epoch));
            // The new one first: a wrap holds so many and no more.
            let keys = new
                .into_iter()
                .chain(older.map(|(_, _, key)| key))
                .map(|key| (part, key))
                .take(MAX_WRAPPED);
            match wrap(keys, kem, *device, board, entropy) {
                Ok(wrap) if wrap.keys.is_empty() => {}
                Ok(wrap) => certificates.push(Certificate::Wrap(wrap)),
                Err(error) => tracing::warn!(?board, ?device, %error, "a device gets no keys"),
            }
        }
        Ok(certificates)
    }

    /// Hands all keys of the compartments apart that are here to somebody who became a coordinator.
    pub(crate) fn hand_part_keys(
        &mut self,
        board: BoardId,
        person: PersonId,
    ) -> Result<Vec<Certificate>, NodeError> {
        let held = self.held(board)?;
        let to = held.readers(|cert| cert.person == person);
        let mut certificates = Vec::new();
        for part in held.held_parts() {
            certificates.extend(self.part_wraps(board, part, &to, None)?);
        }
        Ok(certificates)
    }
}
