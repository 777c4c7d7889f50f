//! Who is refused, and telling them so.
//!
//! A device of somebody who was removed, and one that was revoked, is refused from the moment on at which the removal
//! is stored. It is told by the certificate itself, which it checks as any other: it takes it only if its author may do
//! this by the certificates that the device has. The certificate's log need not be here whole, so it is kept beside the
//! entries. What this device has stays, to be read.

use std::collections::BTreeSet;

use minicbor::bytes::ByteVec;
use store::{LogDb, StoreError};
use sync::{HostError, Notice, Standing};
use trust::{
    BoardId, CertEntry, Certificate, Compartment, DeviceId, Entry, EntryId, EpochId, EpochKey,
    Frame, KemPublic, MAX_WRAPPED, PersonId, RevokedBy, Role, to_canonical, wrap,
};

use super::board::Board;
use super::host::failed;
use super::state::State;
use super::verdict::Queue;
use crate::NodeError;

/// So many certificates are told at once.
const MAX_TOLD: usize = 64;
/// And so many bytes of them: they travel in one message.
const MAX_TOLD_BYTES: usize = 768 << 10;

impl Board {
    /// Says what the board thinks of a device.
    pub(crate) fn standing_of(&self, device: DeviceId) -> Standing {
        if let Some(person) = self.authority.person_of(device) {
            // Whoever carries the board without its keys gets nothing in the clear, whatever it shows.
            let reads = self.authority.role_of(person);
            return match reads.is_some_and(|role| role.rank() <= Role::Reader.rank()) {
                true => Standing::Member,
                false => Standing::Refused,
            };
        }
        let removed = |person: PersonId| self.ended_by(person).is_some();
        let revoked = !self.authority.revocations_of(device).is_empty();
        if revoked || self.authority.certifiers_of(device).any(removed) {
            Standing::Refused
        } else if self.is_promised(device) {
            Standing::Member
        } else {
            Standing::Unknown
        }
    }

    /// Returns a certificate that ended somebody's membership.
    pub(crate) fn ended_by(&self, person: PersonId) -> Option<EntryId> {
        self.removals_of(person).next()
    }

    /// Returns the removals of all that somebody held: all of each, for their cuts are united.
    fn removals_of(&self, person: PersonId) -> impl Iterator<Item = EntryId> {
        let removed = self.authority.removed_grants();
        let of = removed.filter(move |(_, of, ..)| *of == person);
        of.flat_map(|(.., removed)| removed.by.iter().map(|by| by.entry))
    }

    fn why_refused(&self, device: DeviceId) -> Vec<EntryId> {
        let people = self.authority.certifiers_of(device);
        let removals = people.flat_map(|person| self.removals_of(person));
        let revoked = self.authority.revocations_of(device).iter();
        let all = removals.chain(revoked.map(|revocation| revocation.entry));
        let all: BTreeSet<EntryId> = all.collect();
        all.into_iter().take(MAX_TOLD).collect()
    }

    /// Returns the keys of some epochs that a device was handed while it was a member's: who was away when they were
    /// made cannot open what stands under them, its own removal neither. Never one that was made without it.
    fn keys_to_tell(
        &self,
        device: DeviceId,
        epochs: &BTreeSet<EpochId>,
    ) -> impl Iterator<Item = (Compartment, &EpochKey)> {
        epochs.iter().filter_map(move |epoch| {
            let key = self.keyring.key(Compartment::Members, *epoch)?;
            let handed = self.epochs.handed_to(*epoch).contains(&device);
            handed.then_some((Compartment::Members, key))
        })
    }

    /// Returns the newest receiving key that a device signed for, whether it may read now or not.
    pub(crate) fn kem_of(&self, device: DeviceId) -> Option<KemPublic> {
        let certs = self.certs.values().filter_map(CertEntry::device_cert);
        let of = certs.filter(|cert| cert.device == device);
        of.max_by_key(|cert| cert.number).map(|cert| cert.kem)
    }

    /// Takes up what this device was told in an earlier run.
    pub(crate) fn load_notice(&mut self, db: &LogDb) -> Result<(), StoreError> {
        let Some(bytes) = db.meta(&notice_name(self.id))? else {
            return Ok(());
        };
        for (entry, cert) in self.open_notice(&bytes) {
            self.certs.entry(entry.id).or_insert(cert);
        }
        Ok(())
    }

    /// Opens a notice: of each frame in it signature and the signatures inside hold.
    fn open_notice(&self, bytes: &[u8]) -> Vec<(Entry, CertEntry)> {
        let frames: Vec<ByteVec> = minicbor::decode(bytes).unwrap_or_default();
        let open = |bytes: &ByteVec| {
            let frame = Frame::decode(bytes).ok()?;
            frame.verify().ok()?;
            let entry = frame.open(&self.keyring).ok()?;
            let cert = CertEntry::read(&entry, &self.nonce).ok()?;
            Some((entry, cert))
        };
        frames.iter().take(MAX_TOLD).filter_map(open).collect()
    }

    /// Returns whether an entry that came alone is by the device that it names. Whose log it is, is certified in the
    /// log's first entry; where that is not here, the sender vouches for it if it is its own, or if the sender could
    /// have removed this person as well.
    fn is_authors(&self, entry: &Entry, from: DeviceId) -> bool {
        if let Some(log) = self.logs.get(&entry.log) {
            return log.device == entry.header.device;
        }
        let role = |person| self.authority.role_of(person);
        let theirs = self.authority.person_of(from).and_then(role);
        let outranks = theirs.is_some_and(|theirs| {
            let own = role(self.person).map_or(u8::MAX, Role::rank);
            theirs.rank() <= Role::Coordinator.rank() && theirs.rank() < own
        });
        entry.header.device == from || outranks
    }
}

impl State {
    /// Returns the frames of what ended a device's standing, and the keys of its time that they are sealed under.
    pub(crate) fn notice_for(
        &mut self,
        board: BoardId,
        device: DeviceId,
    ) -> Result<Option<Notice>, NodeError> {
        let entropy = self.random()?;
        let Some(state) = self.boards.get(&board) else {
            return Ok(None);
        };
        let mut frames: Vec<ByteVec> = Vec::new();
        let mut epochs: BTreeSet<EpochId> = BTreeSet::new();
        let mut room = MAX_TOLD_BYTES;
        for id in state.why_refused(device) {
            let entry = self.db.entry_of(state.key, id)?;
            let frame = entry.and_then(|(_, entry)| entry.to_frame(&state.keyring).ok());
            let Some(frame) = frame else {
                continue;
            };
            let bytes = frame.encode();
            if bytes.len() <= room {
                room -= bytes.len();
                frames.push(bytes.into());
                epochs.insert(frame.epoch);
            }
        }
        if frames.is_empty() {
            return Ok(None);
        }
        // Who carries the board now gets no key of the time when they read it either.
        let is_out = state.authority.person_of(device).is_none();
        let kem = state.kem_of(device).filter(|_| is_out);
        let keys = kem.and_then(|kem| {
            let keys = state.keys_to_tell(device, &epochs).take(MAX_WRAPPED);
            wrap(keys, &kem, device, board, entropy).ok()
        });
        Ok(Some(Notice {
            frames: to_canonical(&frames),
            keys: keys.map(|keys| to_canonical(&keys)),
        }))
    }

    /// Takes the word of a peer that this device was removed or revoked, if it is proven.
    pub(crate) fn take_notice(
        &mut self,
        board: BoardId,
        from: DeviceId,
        frames: &[u8],
    ) -> Result<(), HostError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(());
        };
        state.read_shape(&self.db).map_err(failed)?;
        let mut certs = state.certs.clone();
        for (entry, cert) in state.open_notice(frames) {
            if is_own_word(&cert) || state.is_authors(&entry, from) {
                certs.insert(entry.id, cert);
            }
        }
        let own = state.device.id();
        let after = state.evaluated(&certs);
        if state.authority.person_of(own).is_none() || after.person_of(own).is_some() {
            return Ok(());
        }
        tracing::info!(?board, "this device was removed");
        state.certs = certs;
        self.db
            .set_meta(&notice_name(board), frames)
            .map_err(failed)?;
        self.changed.insert(board);
        let mut queue = Queue::new();
        let wholes = self.evaluate(board, &mut queue).map_err(failed)?;
        self.judge_all(board, queue, wholes).map_err(failed)
    }
}

/// Returns whether a certificate proves itself, whoever hands it on: a person's own signature ends a device of theirs.
fn is_own_word(cert: &CertEntry) -> bool {
    let Certificate::DeviceRevoke(revoke) = cert.cert() else {
        return false;
    };
    matches!(revoke.by, RevokedBy::Person(_))
}

/// Returns the name under which a board's notice is kept.
pub(crate) fn notice_name(board: BoardId) -> String {
    let hex: String = board.0.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("removed {hex}")
}
