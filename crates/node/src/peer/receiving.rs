//! Which receiving keys of before somebody may still seal something for.
//!
//! A receiving key is dropped only when nothing that was, or will be, sealed for it is missing here:
//! 1. on each board, every device of another who reads it has a later certificate of this device, and all that it wrote
//!    until it had it is here. Both are true where a session says that both sides hold the same; which certificate that
//!    was is kept on the disk ([`Board::aware`]);
//! 2. no wrap that is here waits to be opened by it;
//! 3. no join is under way, and no board is arriving: whoever lets this device in may have its request of before.
//!
//! So who was away for a year, or whom others were, loses nothing; somebody who never comes back keeps them alive until
//! they are removed (`store` bounds how many). What is sealed for a dropped one all the same, by somebody whose folder
//! came back from a copy, is said by `unopened`.
//!
//! Owns that rule. Never renews: see `renew`.

use std::collections::BTreeMap;

use store::{JoinState, LogDb, StoreError};
use trust::{
    BoardId, CertEntry, DeviceCert, DeviceId, KemPublic, KemSecret, from_canonical, to_canonical,
    unwrap,
};

use super::board::Board;
use super::state::State;

/// What others know of this device's certificates, by their devices: the number of the newest.
pub(crate) type Aware = BTreeMap<DeviceId, u32>;

/// Returns the name under which is kept what others know of this device's certificates.
pub(crate) fn aware_name(board: BoardId) -> String {
    format!("aware {board}")
}

/// Reads what others know.
pub(crate) fn read_aware(db: &LogDb, board: BoardId) -> Result<Aware, StoreError> {
    let kept = db.meta(&aware_name(board))?;
    // Read falsely it keeps keys for longer, and no more than that.
    let kept = kept.and_then(|bytes| from_canonical::<Aware>(&bytes).ok());
    Ok(kept.unwrap_or_default())
}

impl State {
    /// Takes notice that a device holds the same of a board as this one.
    pub(crate) fn is_aware(&mut self, board: BoardId, device: DeviceId) -> Result<(), StoreError> {
        let Some(held) = self.boards.get_mut(&board) else {
            return Ok(());
        };
        // What is looked at later is held by both, and not known to either.
        let known = held.own_certs().map(number).max();
        let Some(known) = known.filter(|_| held.slow.len() == 0) else {
            return Ok(());
        };
        if held.aware.get(&device).is_some_and(|aware| *aware >= known) {
            return Ok(());
        }
        held.aware.insert(device, known);
        let authority = &held.authority;
        held.aware
            .retain(|device, _| authority.person_of(*device).is_some());
        self.db
            .set_meta(&aware_name(board), &to_canonical(&held.aware))
    }

    /// Returns whether something that this device needs is, or may yet be, sealed for a receiving key of before.
    pub(crate) fn needs_kem(&self, kem: &KemSecret) -> bool {
        let under_way = |join: &super::state::Join| match join.record.state {
            JoinState::Asking | JoinState::Fetching { .. } => true,
            JoinState::Refused(_) => false,
        };
        let of = kem.public();
        self.joins.values().any(under_way)
            || self
                .boards
                .values()
                .any(|board| board.may_be_sealed_for(of) || board.waits_for(kem))
    }
}

impl Board {
    /// Returns all certificates of this device that are here.
    fn own_certs(&self) -> impl Iterator<Item = &DeviceCert> {
        let device = self.device.id();
        let certs = self.certs.values().filter_map(CertEntry::device_cert);
        certs.filter(move |cert| cert.device == device)
    }

    /// Returns whether somebody may still seal keys of this board for a receiving key.
    fn may_be_sealed_for(&self, kem: KemPublic) -> bool {
        if self.promised.is_some() || !self.has_genesis() || self.slow.len() > 0 {
            return true;
        }
        let own = self.device.id();
        // Who was removed is handed nothing.
        if !self.may_hold_keys(own) {
            return false;
        }
        let said = self.own_certs().filter(|cert| cert.kem == kem);
        let Some(said) = said.map(number).max() else {
            // It was never said here.
            return false;
        };
        let knows_later = |device: DeviceId| self.aware.get(&device).is_some_and(|at| *at > said);
        let others = self.readers(|cert| cert.device != own);
        others.into_iter().any(|(device, _)| !knows_later(device))
    }

    /// Returns whether a wrap for this device that is here, and holds a key which is not, opens by a receiving key.
    fn waits_for(&self, kem: &KemSecret) -> bool {
        let mut wraps = self.wraps_to_open().into_iter();
        wraps.any(|(_, wrap)| unwrap(&wrap, kem, self.id).is_ok())
    }
}

/// Returns which of a device's certificates one is.
fn number(cert: &DeviceCert) -> u32 {
    cert.number.unwrap_or(0)
}
