//! Parcels: files that are carried to one person, who reads them as if a connection had said it (docs/protocol.md,
//! "Carried files").
//!
//! Owns what goes into one: for whom, what they lack by their newest word, and what this device holds. `read` takes one
//! apart, `known` remembers which were saved and read. Never touches the file: whoever runs the core does.

use std::collections::BTreeSet;

use store::{DeviceKeys, ParcelHead, StoreError};
use sync::{Host, Lacking, ParcelId, ParcelRecord, ParcelStart, Standing};
use trust::{
    BoardId, CertEntry, DeviceId, KemPublic, OpenedSlot, PARCEL_ID, PARCEL_SLOT, ParcelKey,
    PersonId, Position, Role, Signature, open_parcel, seal_parcel, sign_parcel, to_canonical,
};

use super::Core;
use super::board::Board;
use super::sessions::own_failure;
use super::state::State;
use crate::NodeError;

mod entries;
mod known;
mod lacking;
mod read;

pub use read::{ParcelOf, ParcelTaken};

/// The most devices of one person that a file is for.
const DEVICES: usize = store::SLOTS - 1;

/// Why a file is not written for somebody, or not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParcelRefusal {
    /// The board is not on this device.
    #[error("the board is not here")]
    NoBoard,
    /// Nobody of this id was ever on the board, or they have no device besides this one.
    #[error("no device of this person is known")]
    NoDevice,
    /// They carry the board as a helper: nothing of it is for them to read.
    #[error("a helper reads nothing")]
    Helper,
    /// This device is no member's any more, or not yet: nobody would take its word.
    #[error("this device is no member's")]
    NotMember,
    /// This device wrote the file.
    #[error("this device wrote the file")]
    Own,
    /// Who wrote it was removed.
    #[error("who wrote the file was removed")]
    WriterRemoved,
}

/// A file on its way: what is to be written, and how far it is.
#[derive(Debug)]
pub struct ParcelPlan {
    /// What stands before the content.
    pub head: ParcelHead,
    /// The key of the content.
    pub key: ParcelKey,
    /// How many entries go into it, about.
    pub entries: u64,
    /// It tells its reader of their removal, and nothing else.
    pub tells_removal: bool,
    board: BoardId,
    first: Vec<ParcelRecord>,
    logs: Vec<Lacking>,
    branches: Vec<lacking::Branch>,
    last: Vec<ParcelRecord>,
}

impl Core {
    /// Plans a file for a person: from here on it holds what this device holds now.
    ///
    /// # Errors
    /// [`NodeError`] of the disk; the refusal where nothing is written for them.
    pub fn plan_parcel(
        &mut self,
        board: BoardId,
        person: PersonId,
        now_ms: u64,
    ) -> Result<Result<ParcelPlan, ParcelRefusal>, NodeError> {
        self.state.plan_parcel(board, person, now_ms)
    }

    /// Returns the next record of a file, with how many entries are in it; `None` behind the last but the signature.
    ///
    /// # Errors
    /// [`NodeError`] of the disk.
    pub fn next_of_parcel(
        &mut self,
        plan: &mut ParcelPlan,
    ) -> Result<Option<(Vec<u8>, u64)>, NodeError> {
        if !plan.first.is_empty() {
            return Ok(Some((plan.first.remove(0).encode(), 0)));
        }
        if let Some((bytes, count)) = self.state.next_entries(plan)? {
            return Ok(Some((ParcelRecord::Transfer(bytes).encode(), count)));
        }
        if !plan.last.is_empty() {
            return Ok(Some((plan.last.remove(0).encode(), 0)));
        }
        Ok(None)
    }

    /// Returns the last record of a file: this device's signature over all before it.
    ///
    /// # Errors
    /// [`NodeError::NoBoard`] where the board is gone meanwhile.
    pub fn sign_parcel(
        &mut self,
        plan: &ParcelPlan,
        digest: &[u8; 32],
    ) -> Result<Vec<u8>, NodeError> {
        let state = self.state.boards.get(&plan.board);
        let state = state.ok_or(NodeError::NoBoard(plan.board))?;
        let signature: Signature = sign_parcel(&state.device, plan.board, digest);
        Ok(ParcelRecord::End(signature).encode())
    }
}

/// Opens a slot of a file with a device's receiving keys, the present and those of before.
pub(crate) fn open_slot(
    keys: &DeviceKeys,
    slot: &[u8; PARCEL_SLOT],
    id: &[u8; PARCEL_ID],
) -> Option<OpenedSlot> {
    keys.kems().find_map(|kem| open_parcel(slot, id, kem))
}

impl Board {
    /// Returns the devices that a person has, or had, but for this one.
    fn devices_for(&self, person: PersonId) -> BTreeSet<DeviceId> {
        let certs = self.certs.values().filter_map(CertEntry::device_cert);
        let of = certs.filter(|cert| cert.person == person);
        let own = self.device.id();
        let devices = of.map(|cert| cert.device).filter(|device| *device != own);
        devices.take(DEVICES).collect()
    }
}

impl State {
    fn plan_parcel(
        &mut self,
        board: BoardId,
        person: PersonId,
        now_ms: u64,
    ) -> Result<Result<ParcelPlan, ParcelRefusal>, NodeError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(Err(ParcelRefusal::NoBoard));
        };
        let own = state.device.id();
        if state.standing_of(own) != Standing::Member {
            return Ok(Err(ParcelRefusal::NotMember));
        }
        let carries = state.authority.role_of(person) == Some(Role::Helper);
        let all = state.devices_for(person);
        let standing = |wanted: Standing| {
            let of = all
                .iter()
                .filter(|device| state.standing_of(**device) == wanted);
            of.copied().collect::<Vec<_>>()
        };
        let (mut devices, refused) = (standing(Standing::Member), standing(Standing::Refused));
        let tells_removal = devices.is_empty();
        if tells_removal {
            devices = refused;
        }
        if carries {
            return Ok(Err(ParcelRefusal::Helper));
        }
        if devices.is_empty() {
            return Ok(Err(ParcelRefusal::NoDevice));
        }
        let (head, key) = self.seal_slots(board, &devices)?;
        let mut plan = ParcelPlan {
            board,
            tells_removal,
            first: vec![ParcelRecord::Start(ParcelStart {
                by: own,
                person,
                made_ms: now_ms,
                answers: self.answers_to(board, &devices)?,
            })],
            logs: Vec::new(),
            branches: Vec::new(),
            last: Vec::new(),
            entries: 0,
            head,
            key,
        };
        if tells_removal {
            self.tell_removal(&mut plan, &devices)?;
        } else {
            self.put_all(&mut plan, &devices)?;
        }
        self.keep_saved(board, person, ParcelId(plan.head.id), now_ms)?;
        Ok(Ok(plan))
    }

    /// Draws a key and seals it for the devices, and for this one: it knows its own files again.
    fn seal_slots(
        &mut self,
        board: BoardId,
        devices: &[DeviceId],
    ) -> Result<(ParcelHead, ParcelKey), NodeError> {
        let mut id = [0; PARCEL_ID];
        let drawn = self.random()?;
        id.copy_from_slice(&drawn[..PARCEL_ID]);
        let key = ParcelKey::from_bytes(self.random()?);
        let mut to: Vec<(DeviceId, KemPublic)> = Vec::new();
        if let Some(state) = self.boards.get(&board) {
            let kem = |device: &DeviceId| Some((*device, state.kem_of(*device)?));
            to.extend(devices.iter().filter_map(kem));
            to.push((state.device.id(), self.keys.kem.public()));
        }
        let mut slots = Vec::new();
        for (device, kem) in to {
            let slot = OpenedSlot {
                key: key.clone(),
                board,
                device,
            };
            slots.extend(seal_parcel(&slot, &id, &kem, self.random()?));
        }
        let mut head = ParcelHead { id, slots };
        head.fill_up(&mut *self.draw)
            .map_err(|_| NodeError::NoRandomness)?;
        Ok((head, key))
    }

    /// What a connection says to who is refused, and nothing else.
    fn tell_removal(
        &mut self,
        plan: &mut ParcelPlan,
        devices: &[DeviceId],
    ) -> Result<(), NodeError> {
        let mut told: Vec<Vec<u8>> = Vec::new();
        for device in devices {
            if let Some(notice) = self.notice_for(plan.board, *device)? {
                plan.first.extend(notice.keys.map(ParcelRecord::Keys));
                if !told.contains(&notice.frames) {
                    told.push(notice.frames);
                }
            }
        }
        plan.first
            .extend(told.into_iter().map(ParcelRecord::Removed));
        Ok(())
    }

    fn put_all(&mut self, plan: &mut ParcelPlan, devices: &[DeviceId]) -> Result<(), NodeError> {
        for device in devices {
            let wrap = self.wrap_all(plan.board, *device)?;
            let keys = wrap.map(|wrap| ParcelRecord::Keys(to_canonical(&wrap)));
            plan.first.extend(keys);
        }
        (plan.logs, plan.branches) = self.lacking_of(plan.board, devices)?;
        let logs = plan
            .logs
            .iter()
            .map(|lacking| lacking.to - lacking.from + 1);
        plan.entries = logs
            .chain(plan.branches.iter().map(|branch| branch.tip.seq))
            .fold(0, u64::saturating_add);
        let plain: Vec<Position> = self.positions(plan.board).map_err(own_failure)?;
        let forked: Vec<Position> = self.branches(plan.board).map_err(own_failure)?;
        plan.last = ParcelRecord::of_positions(&plain, ParcelRecord::Holds).collect();
        plan.last
            .extend(ParcelRecord::of_positions(&forked, ParcelRecord::Branches));
        Ok(())
    }
}

/// The store's own word for a disk that fails.
fn disk(error: StoreError) -> NodeError {
    error.into()
}
