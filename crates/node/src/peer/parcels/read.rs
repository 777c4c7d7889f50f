//! Reading a file: each record as if its writer had said it on a connection.
//!
//! Owns the order: who may be heard, keys and removals, entries by the same way as from a peer, and at the end what the
//! writer holds. The file's seal and signature are checked before anything of it comes here.

use sync::{Host, ParcelAnswer, ParcelId, ParcelRecord, Standing, Transfer};
use trust::{BoardId, DeviceId, PersonId, Position};

use super::known::Heard;
use super::{ParcelRefusal, disk};
use crate::NodeError;
use crate::peer::Core;
use crate::peer::sessions::own_failure;

/// A file whose seal and signature hold.
#[derive(Debug, Clone)]
pub struct ParcelOf {
    /// Names it.
    pub id: ParcelId,
    /// Of which board.
    pub board: BoardId,
    /// The device that wrote it.
    pub by: DeviceId,
    /// When, by the writer's clock.
    pub made_ms: u64,
    /// The files that the writer had read then.
    pub answers: Vec<ParcelAnswer>,
}

/// What came of records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ParcelTaken {
    /// Entries, bodies and branches that are new here.
    pub new: u64,
    /// Entries in it, new here or not.
    pub entries: u64,
    /// Something that it builds on is not here.
    pub missing: bool,
}

impl Core {
    /// Says who wrote a file, where it may be read.
    ///
    /// # Errors
    /// The refusal, where it may not.
    pub fn may_read_parcel(
        &mut self,
        board: BoardId,
        by: DeviceId,
    ) -> Result<Option<PersonId>, ParcelRefusal> {
        let Some(state) = self.state.boards.get(&board) else {
            return Err(ParcelRefusal::NoBoard);
        };
        if state.device.id() == by {
            return Err(ParcelRefusal::Own);
        }
        match state.standing_of(by) {
            Standing::Refused => Err(ParcelRefusal::WriterRemoved),
            Standing::Member | Standing::Unknown => Ok(state.authority.person_of(by)),
        }
    }

    /// Returns whether this device is refused on a board: its person was removed, or it was revoked.
    #[must_use]
    pub fn is_removed_from(&self, board: BoardId) -> bool {
        let state = self.state.boards.get(&board);
        state.is_some_and(|state| state.standing_of(state.device.id()) == Standing::Refused)
    }

    /// Takes a record of a file. Who wrote it is asked about again each time: a removal that the file itself brings is in
    /// force before the next record.
    ///
    /// # Errors
    /// [`NodeError`] of the disk; the refusal where its writer is heard no more.
    pub fn take_of_parcel(
        &mut self,
        of: &ParcelOf,
        record: ParcelRecord,
        now_ms: u64,
    ) -> Result<Result<ParcelTaken, ParcelRefusal>, NodeError> {
        if let Err(refusal) = self.may_read_parcel(of.board, of.by) {
            return Ok(Err(refusal));
        }
        let before = self.state.stored;
        let (mut entries, mut missing) = (0, false);
        match record {
            ParcelRecord::Keys(wrap) => {
                self.state.handed(of.board, &wrap).map_err(own_failure)?;
            }
            ParcelRecord::Removed(frames) => {
                let told = self.state.told(of.board, of.by, &frames, now_ms);
                told.map_err(own_failure)?;
            }
            ParcelRecord::Transfer(bytes) => {
                // Whoever runs the core looked before whether it can be read.
                let Ok(transfer) = Transfer::decode(&bytes) else {
                    return Ok(Ok(ParcelTaken::default()));
                };
                entries = transfer.len() as u64;
                let received = self
                    .state
                    .receive(of.board, of.by, transfer.clone(), now_ms);
                let received = received.map_err(own_failure)?;
                let state = self.state.boards.get(&of.board);
                let locked = state.is_some_and(|s| !transfer.locked(&s.keyring).is_empty());
                missing = locked || received.bad > 0 || !received.wants.is_empty();
            }
            ParcelRecord::Start(_)
            | ParcelRecord::Holds(_)
            | ParcelRecord::Branches(_)
            | ParcelRecord::End(_)
            | ParcelRecord::Unknown => {}
        }
        Ok(Ok(ParcelTaken {
            new: self.state.stored.saturating_sub(before),
            entries,
            missing,
        }))
    }

    /// Takes notice of what the writer held when it wrote the file, after all else of it was taken. Returns whether it
    /// counts: see `known`.
    ///
    /// # Errors
    /// [`NodeError`] of the disk.
    pub fn end_parcel(
        &mut self,
        of: &ParcelOf,
        plain: Vec<Position>,
        forked: Vec<Position>,
        now_ms: u64,
    ) -> Result<bool, NodeError> {
        let ParcelOf {
            board, by, made_ms, ..
        } = *of;
        let state = self.state.boards.get(&board);
        if state.is_none_or(|state| state.standing_of(by) != Standing::Member) {
            return Ok(false);
        }
        let since = self
            .state
            .counts_since(board, by, (of.id, made_ms), &of.answers, now_ms)
            .map_err(disk)?;
        let all: Vec<Position> = plain.iter().chain(&forked).copied().collect();
        if plain.is_empty() && forked.is_empty() {
            // It only told of a removal.
            return Ok(false);
        }
        let has = |at: &Position| {
            let log = state.and_then(|state| state.logs.get(&at.log));
            log.is_some_and(|log| log.tip.seq >= at.seq)
        };
        if all.iter().all(has) {
            self.state.has_come(board)?;
        }
        let heard = Heard {
            id: of.id,
            made_ms,
            read_ms: now_ms,
            plain,
            forked,
        };
        self.state
            .keep_heard_by_file(board, by, &heard, since.is_some())?;
        if let Some(since) = since {
            self.state.heard_all(board, by, &all, since)?;
        }
        Ok(since.is_some())
    }
}
