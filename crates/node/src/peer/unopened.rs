//! Keys of a case that were handed to this device and do not open here: it says so, and is handed them again.
//!
//! A device drops a receiving key some periods after it took the next one. Who has not heard of that seals for the
//! dropped one, and by the certificates everybody would conclude that the device can open the case. So it writes a
//! `Wrap` without keys, for itself, with those wraps as its certificate heads: they *stay closed*, and whoever sees to
//! the keys takes them as not handed. Who can open a case is counted as before: whether it is true only the device knows.
//!
//! Owns that saying, and when it is due. What every member reads needs none of it: a peer that lacks such a key is
//! handed it when it is met. Never decides who gets a key: see `parts`.

use trust::{
    BoardId, CertEntry, Certificate, Compartment, EntryId, HeaderDraft, KemPublic, Kind, Wrap,
    WrappedKey, unwrap,
};

use super::board::{Board, MAX_HEADS};
use super::members::not_allowed;
use super::state::State;
use super::write::is_of_the_disk;
use crate::NodeError;

impl Board {
    /// Returns the wraps for this device by which it should have keys of cases that it lacks, and of which it has not
    /// said that they stay closed.
    fn wraps_in_vain(&self, kem: KemPublic) -> Vec<(EntryId, Wrap)> {
        let device = self.device.id();
        // While others do not know its present key, all that they hand it stays closed.
        let mut own = self.authority.devices_of(self.person);
        if !own.any(|cert| cert.device == device && cert.kem == kem) {
            return Vec::new();
        }
        let wraps = self.certs.iter().filter_map(|(id, cert)| {
            let Certificate::Wrap(wrap) = cert.cert() else {
                return None;
            };
            let in_vain = wrap.device == device
                && self.authority.why_not(*id).is_none()
                && !self.epochs.stays_closed(*id, device)
                && wrap.keys.iter().any(|key| self.should_have(cert, key));
            in_vain.then(|| (*id, wrap.clone()))
        });
        wraps.collect()
    }

    /// Returns whether a key is one of a case that this device is to have by a wrap that is believed, and has not.
    fn should_have(&self, cert: &CertEntry, key: &WrappedKey) -> bool {
        let part = key.compartment;
        let of_holder = || self.epochs.handed_to(key.epoch).contains(&cert.device());
        part.is_apart()
            && self.epochs.knows(key.epoch)
            && self.keyring.key(part, key.epoch).is_none()
            && self.keeps_keys_of(part)
            && (self.once_coordinated(cert) || of_holder())
    }
}

impl State {
    /// Says which of the wraps for this device stay closed, on all boards or on those where one did not open since.
    pub(crate) fn say_unopened(&mut self, all: bool, now_ms: u64) -> Result<(), NodeError> {
        for board in self.order.clone() {
            let Some(held) = self.boards.get_mut(&board) else {
                continue;
            };
            if !std::mem::take(&mut held.closed) && !all {
                continue;
            }
            let closed = self.closed_wraps(board);
            for some in closed.chunks(MAX_HEADS) {
                let said = self.as_a_whole(board, |state| state.say_closed(board, some, now_ms));
                match said {
                    Err(error) if is_of_the_disk(&error) => return Err(error),
                    Err(error) => {
                        tracing::warn!(?board, %error, "keys that do not open are not told");
                        break;
                    }
                    Ok(()) => {}
                }
            }
        }
        Ok(())
    }

    fn closed_wraps(&self, board: BoardId) -> Vec<EntryId> {
        let held = self.boards.get(&board);
        let kem = self.keys.kem.public();
        let in_vain = held.map(|held| held.wraps_in_vain(kem));
        let opens = |wrap: &Wrap| {
            let mut kems = self.keys.kems();
            kems.any(|kem| unwrap(wrap, kem, board).is_ok())
        };
        let closed = in_vain
            .into_iter()
            .flatten()
            .filter(|(_, wrap)| !opens(wrap));
        closed.map(|(id, _)| id).collect()
    }

    /// Writes that these wraps stay closed. `wraps` ascend.
    pub(super) fn say_closed(
        &mut self,
        board: BoardId,
        wraps: &[EntryId],
        now_ms: u64,
    ) -> Result<(), NodeError> {
        self.writer(board)?;
        let time = self.tick(now_ms)?;
        let state = self.boards.get_mut(&board);
        let state = state.ok_or(NodeError::NoBoard(board))?;
        let grant = state.authority.grant_of(state.person);
        let header = HeaderDraft {
            kind: Kind::Certificate,
            item: None,
            compartment: Compartment::Members,
            grant: grant.ok_or_else(|| state.no_grant())?,
            cert_heads: wraps.to_vec(),
            deps: Vec::new(),
            time,
        };
        let nothing = Certificate::Wrap(Wrap {
            device: state.device.id(),
            keys: Vec::new(),
        });
        let writer = state.writer.as_mut().ok_or(NodeError::NoBoard(board))?;
        let entry = writer.append(header, nothing.to_body(), &state.keyring)?;
        self.store(board, &[entry], now_ms)?;
        let state = self.held(board)?;
        let device = state.device.id();
        if wraps
            .iter()
            .all(|wrap| state.epochs.stays_closed(*wrap, device))
        {
            Ok(())
        } else {
            Err(not_allowed("not-counted"))
        }
    }
}
