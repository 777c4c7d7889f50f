//! New keys: for a removal, a lost device, or because it is time.
//!
//! Owns who gets them: every device of every member who reads the board, this one too, so that a restored folder finds
//! them again in its own log. Everything is written under the keys before: whoever was away can read it, and what it
//! holds is sealed for each device. Steps of a rotation, kept as a whole or not at all:
//! 1. one `Wrap` for each device;
//! 2. `Epoch` of `Main`, then of `Members`: from here on this device writes under them.

use std::collections::BTreeSet;

use trust::{
    BoardId, Certificate, Compartment, DeviceCert, DeviceId, Epoch, EpochKey, KemPublic, Role, wrap,
};

use super::Core;
use super::board::Board;
use super::state::State;
use super::write::is_of_the_disk;
use crate::NodeError;

/// Most times a day that this device makes keys unasked.
const MOST_MENDS: usize = 8;
const MENDS_WITHIN_MS: u64 = 24 * 60 * 60 * 1_000;
/// The compartments that every member reads.
const SHARED: [Compartment; 2] = [Compartment::Main, Compartment::Members];

impl Core {
    /// Makes new keys for a board and hands them to every member's devices.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`] for anybody below a coordinator.
    pub fn rotate(&mut self, board: BoardId, now_ms: u64) -> Result<(), NodeError> {
        self.state.as_a_whole(board, |state| {
            let certificates = state.new_keys(board, |_| true)?;
            state.write_certificates(board, &certificates, now_ms)?;
            Ok(())
        })
    }
}

impl State {
    /// Draws new keys, keeps them here, and returns the certificates that hand them to the devices of members which
    /// `stays` says yes to.
    pub(crate) fn new_keys(
        &mut self,
        board: BoardId,
        stays: impl Fn(&DeviceCert) -> bool,
    ) -> Result<Vec<Certificate>, NodeError> {
        let state = self.boards.get(&board).ok_or(NodeError::NoBoard(board))?;
        let to = state.readers(&stays);
        let mut keys = Vec::new();
        for compartment in SHARED {
            let key = EpochKey::from_bytes(self.random()?);
            keys.push((compartment, key));
        }
        let mut certificates = Vec::new();
        for (device, kem) in to {
            let entropy = self.random()?;
            let wanted = keys.iter().map(|(compartment, key)| (*compartment, key));
            match wrap(wanted, &kem, device, board, entropy) {
                Ok(wrap) => certificates.push(Certificate::Wrap(wrap)),
                Err(error) => tracing::warn!(?board, ?device, %error, "a device gets no keys"),
            }
        }
        let state = self
            .boards
            .get_mut(&board)
            .ok_or(NodeError::NoBoard(board))?;
        for (compartment, key) in keys {
            let epoch = key.id();
            let prev = state.newest.get(&compartment).copied();
            self.db.add_epoch(state.key, compartment, &key)?;
            state.keyring.insert(compartment, key);
            certificates.push(Certificate::Epoch(Epoch {
                compartment,
                epoch,
                prev,
            }));
        }
        certificates.extend(self.new_part_keys(board, &stays)?);
        // The tags of new keys are offered on connections that stand.
        self.added.push(board);
        Ok(certificates)
    }

    /// Makes new keys where somebody who is no member any more has the present ones: a device was revoked by a plain
    /// member, or two people were removed apart, each with keys that the other one got.
    pub(crate) fn mend_leaks(&mut self, now_ms: u64) -> Result<(), NodeError> {
        let due: Vec<BoardId> = self
            .boards
            .values()
            .filter(|board| self.is_to_mend(board, now_ms))
            .map(|board| board.id)
            .collect();
        for board in due {
            let today = self.mended.entry(board).or_default();
            today.retain(|at| now_ms.abs_diff(*at) < MENDS_WITHIN_MS);
            today.push(now_ms);
            let mended = self.as_a_whole(board, |state| {
                let certificates = state.new_keys(board, |_| true)?;
                state.write_certificates(board, &certificates, now_ms)?;
                Ok(())
            });
            match mended {
                Err(error) if is_of_the_disk(&error) => return Err(error),
                Err(error) => tracing::warn!(?board, %error, "no new keys could be made"),
                Ok(()) => {}
            }
            if let Some(state) = self.boards.get_mut(&board) {
                // Tried once for each change of the certificates.
                state.leaky = false;
            }
        }
        Ok(())
    }
}

impl State {
    /// Returns whether this device makes new keys for a board unasked: at most so many times a day, since whoever writes
    /// that somebody has them must not be able to make everybody work without end.
    pub(crate) fn is_to_mend(&self, board: &Board, now_ms: u64) -> bool {
        let today = |at: &&u64| now_ms.abs_diff(**at) < MENDS_WITHIN_MS;
        let mended = self.mended.get(&board.id);
        let mended = mended.map_or(0, |mended| mended.iter().filter(today).count());
        board.leaky && board.may_rotate() && mended < MOST_MENDS
    }
}

impl Board {
    pub(crate) fn may_rotate(&self) -> bool {
        let role = self.authority.role_of(self.person);
        role.is_some_and(|role| role.rank() <= Role::Coordinator.rank())
            && self.authority.person_of(self.device.id()) == Some(self.person)
    }

    /// Returns the devices of members who read the board, with where keys for them are sealed to.
    pub(crate) fn readers(
        &self,
        stays: impl Fn(&DeviceCert) -> bool,
    ) -> BTreeSet<(DeviceId, KemPublic)> {
        let people = self.authority.people();
        let people = people.filter(|(_, role, _)| role.rank() <= Role::Reader.rank());
        let certs = people.flat_map(|(person, ..)| self.authority.devices_of(person));
        certs
            .filter(|cert| stays(cert))
            .map(|cert| (cert.device, cert.kem))
            .collect()
    }
}
