//! Which files this device saved, and the newest that it read of each device.
//!
//! Owns when the word of a file counts. A file may be read long after it was written, and its writer's folder may have
//! come back from a copy meanwhile. So what it states counts where nothing was heard of the device before, or where the
//! writer had read a file of this device that was saved after the device was heard of last: then the word is newer than
//! that, by this device's own clock alone. Everything else of a file counts as it stands; only its positions wait.

use minicbor::{Decode, Encode};
use store::StoreError;
use sync::{ParcelAnswer, ParcelId};
use trust::{BoardId, DeviceId, PersonId, Position, from_canonical, to_canonical};

use crate::peer::state::State;

/// So many saved files of a board are remembered.
const SAVED: usize = 64;

/// A file that was saved here.
#[derive(Debug, Clone, Encode, Decode)]
#[cbor(array)]
struct Saved {
    #[n(0)]
    id: ParcelId,
    #[n(1)]
    person: PersonId,
    #[n(2)]
    at_ms: u64,
}

/// The newest file of a device that was read here.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Heard {
    #[n(0)]
    pub(super) id: ParcelId,
    /// By the writer's clock.
    #[n(1)]
    pub(super) made_ms: u64,
    /// By this device's.
    #[n(2)]
    pub(super) read_ms: u64,
    #[n(3)]
    pub(super) plain: Vec<Position>,
    #[n(4)]
    pub(super) forked: Vec<Position>,
}

fn saved_name(board: BoardId) -> String {
    format!("parcels saved {board}")
}

fn heard_name(board: BoardId, device: DeviceId) -> String {
    format!("parcel read {board} {device}")
}

impl State {
    /// Remembers a file that is being saved.
    pub(super) fn keep_saved(
        &self,
        board: BoardId,
        person: PersonId,
        id: ParcelId,
        at_ms: u64,
    ) -> Result<(), StoreError> {
        let mut saved = self.saved(board)?;
        saved.push(Saved { id, person, at_ms });
        let older = saved.len().saturating_sub(SAVED);
        saved.drain(..older);
        self.db.set_meta(&saved_name(board), &to_canonical(&saved))
    }

    fn saved(&self, board: BoardId) -> Result<Vec<Saved>, StoreError> {
        let kept = self.db.meta(&saved_name(board))?;
        // What cannot be read is answered by nobody: the word of the next file waits for the one after it.
        let kept = kept.and_then(|bytes| from_canonical(&bytes).ok());
        Ok(kept.unwrap_or_default())
    }

    /// Returns the newest file of a device that was read here.
    pub(super) fn heard_by_file(
        &self,
        board: BoardId,
        device: DeviceId,
    ) -> Result<Option<Heard>, StoreError> {
        let kept = self.db.meta(&heard_name(board, device))?;
        Ok(kept.and_then(|bytes| from_canonical(&bytes).ok()))
    }

    /// Keeps what a file said, unless a later one of the device was read before it.
    pub(super) fn keep_heard_by_file(
        &self,
        board: BoardId,
        device: DeviceId,
        heard: &Heard,
        is_later: bool,
    ) -> Result<(), StoreError> {
        let kept = self.heard_by_file(board, device)?;
        if is_later || kept.is_none_or(|kept| kept.made_ms < heard.made_ms) {
            let name = heard_name(board, device);
            self.db.set_meta(&name, &to_canonical(heard))?;
        }
        Ok(())
    }

    /// Returns the files of these devices that this one answers.
    pub(super) fn answers_to(
        &self,
        board: BoardId,
        devices: &[DeviceId],
    ) -> Result<Vec<ParcelAnswer>, StoreError> {
        let mut answers = Vec::new();
        for device in devices {
            if let Some(heard) = self.heard_by_file(board, *device)? {
                answers.push(ParcelAnswer {
                    device: *device,
                    id: heard.id,
                });
            }
        }
        Ok(answers)
    }

    /// Says since when, by this device's clock, the word of a file is known to stand; `None` where it may be older than
    /// what was heard of its device already.
    pub(super) fn counts_since(
        &self,
        board: BoardId,
        by: DeviceId,
        (id, made_ms): (ParcelId, u64),
        answers: &[ParcelAnswer],
        now_ms: u64,
    ) -> Result<Option<u64>, StoreError> {
        let Some(state) = self.boards.get(&board) else {
            return Ok(None);
        };
        let Some(last) = state.stated.get(&by).and_then(|stated| stated.at_ms) else {
            return Ok(Some(made_ms.min(now_ms)));
        };
        // Also what another file of it said, though its word did not count.
        let heard = self.heard_by_file(board, by)?;
        let other = heard.filter(|heard| heard.id != id);
        let read_ms = other.map_or(0, |other| other.read_ms);
        let own = state.device.id();
        let person = state.authority.person_of(by);
        let saved = self.saved(board)?;
        let mine = answers.iter().filter(|answer| answer.device == own);
        let issued = mine.filter_map(|answer| {
            let mut of = saved.iter().filter(|saved| saved.id == answer.id);
            of.find(|saved| Some(saved.person) == person)
        });
        let newest = issued.map(|saved| saved.at_ms).max();
        // It was written after that: when, only its writer's clock says.
        Ok(newest.filter(|issued| *issued > last && *issued >= read_ms))
    }
}
