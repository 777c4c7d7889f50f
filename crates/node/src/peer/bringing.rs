//! What is on its way here, and boards that a person stopped.
//!
//! Owns the count for people who wait, and which boards stand still: such a board is said of to nobody and taken from
//! nobody, until the person lets it go on, in a later run too. What came before stays. Never decides what counts.

use std::collections::{BTreeMap, BTreeSet};

use store::StoreError;
use sync::Lacking;
use trust::BoardId;

use super::Core;
use super::state::State;
use crate::{Bringing, NodeError};

/// The name under which the boards that stand still are kept.
const PAUSED: &str = "paused boards";
/// So many entries are weighed; the rest is taken to be like them.
const WEIGHED: u64 = 20_000;
/// What an entry takes beside its body, about.
const BESIDE: u64 = 64;

impl Core {
    /// Returns what is on its way and what stands still, by board.
    #[must_use]
    pub fn bringing(&self) -> BTreeMap<BoardId, Bringing> {
        let mut all: BTreeMap<BoardId, Bringing> = BTreeMap::new();
        for session in self.sessions.values() {
            for (board, progress) in session.bringing() {
                let kept = &mut all.entry(board).or_default().progress;
                // Several bring the same: the one that has most to bring says how far it is.
                if kept.is_none_or(|kept| kept.of_entries < progress.of_entries) {
                    *kept = Some(progress);
                }
            }
        }
        let boards = &self.state.boards;
        let paused = self.state.paused.iter();
        for board in paused.filter(|board| boards.contains_key(board)) {
            all.entry(*board).or_default().paused = true;
        }
        all
    }

    /// Lets a board stand still, or go on: from the next connection to each peer on, which whoever runs the core sees to.
    /// What came stays. Returns whether it was otherwise before.
    ///
    /// # Errors
    /// [`NodeError::NoBoard`]; [`NodeError`] of the disk.
    pub fn pause_sync(&mut self, board: BoardId, paused: bool) -> Result<bool, NodeError> {
        if !self.state.boards.contains_key(&board) {
            return Err(NodeError::NoBoard(board));
        }
        if self.state.paused.contains(&board) == paused {
            return Ok(false);
        }
        if paused {
            self.state.paused.insert(board);
            // The sessions are told as of a board that is gone; it is not.
            self.state.forgotten.push(board);
        } else {
            self.state.paused.remove(&board);
        }
        self.state.keep_paused()?;
        Ok(true)
    }
}

impl State {
    /// Reads which boards stand still.
    pub(super) fn read_paused(&mut self) -> Result<(), StoreError> {
        let kept = self.db.meta(PAUSED)?.unwrap_or_default();
        let (ids, _) = kept.as_chunks::<32>();
        let boards = &self.boards;
        self.paused = ids
            .iter()
            .map(|id| BoardId(*id))
            .filter(|board| boards.contains_key(board))
            .collect::<BTreeSet<_>>();
        Ok(())
    }

    fn keep_paused(&self) -> Result<(), StoreError> {
        let ids: Vec<u8> = self.paused.iter().flat_map(|board| board.0).collect();
        self.db.set_meta(PAUSED, &ids)
    }

    /// Returns about how many bytes a board's entries have.
    pub(super) fn weigh(
        &self,
        board: BoardId,
        lacking: &[Lacking],
    ) -> Result<Option<u64>, StoreError> {
        let Some(held) = self.boards.get(&board) else {
            return Ok(None);
        };
        let all = lacking.iter().map(|it| it.to - it.from + 1);
        let all: u64 = all.fold(0, u64::saturating_add);
        let (mut weighed, mut bytes) = (0_u64, 0_u64);
        for range in lacking {
            let Some(log) = held.logs.get(&range.log) else {
                continue;
            };
            let most = range.from.saturating_add(WEIGHED - weighed - 1);
            let (entries, of_bodies) = self.db.amount(log.key, range.from, range.to.min(most))?;
            weighed = weighed.saturating_add(entries);
            bytes = bytes.saturating_add(of_bodies);
            if weighed >= WEIGHED {
                break;
            }
        }
        let Some(each) = bytes.checked_div(weighed) else {
            return Ok(None);
        };
        Ok(Some(each.saturating_add(BESIDE).saturating_mul(all)))
    }
}
