//! What arrives: entries, and signs of a fork.
//!
//! An own entry that comes back on a log of an earlier run is taken like any other: the run ended before
//! its commit, and the entry got out.

use std::collections::BTreeSet;

use store::{LogDb, StoreError};
use sync::{Chains, HostError, Received, Standing, Transfer, Want};
use trust::{BoardId, Chain, DeviceId, EntryId, LogId, Position};

use super::board::{Board, Log};
use super::host::failed;
use super::state::State;

/// What is held of a board, for rebuilding. Remembers which logs were asked for.
struct Held<'a> {
    db: &'a LogDb,
    board: &'a Board,
    touched: BTreeSet<LogId>,
}

impl Chains for Held<'_> {
    fn chain(&mut self, log: LogId) -> Result<Chain, HostError> {
        self.touched.insert(log);
        Ok(self.board.chain(log))
    }

    fn id_at(&mut self, log: LogId, seq: u64) -> Result<Option<EntryId>, HostError> {
        match self.board.logs.get(&log) {
            Some(held) if seq == held.tip.seq => Ok(Some(held.tip.id)),
            Some(held) if seq < held.tip.seq => self.db.id_at(held.key, seq).map_err(failed),
            Some(_) | None => Ok(None),
        }
    }

    fn on_branch(
        &mut self,
        log: LogId,
        seq: u64,
        prev: &[u8; 8],
    ) -> Result<Option<Chain>, HostError> {
        if !self.board.forked.contains(&log) {
            return Ok(None);
        }
        self.board
            .on_branch(self.db, log, seq, prev)
            .map_err(failed)
    }
}

/// Logs that one device may make this one remember because their key is missing ...
const LOCKED_OF_ONE: usize = 256;
/// ... and all devices of a board together. The rest is offered again on the next connection.
const LOCKED_OF_ALL: usize = 1_024;

impl Board {
    /// Remembers logs that cannot be read yet. Nothing of them is proven, so only a member's device is believed that
    /// there are such, and only within bounds.
    pub(crate) fn keep_locked(&mut self, logs: &BTreeSet<LogId>, from: DeviceId) {
        if self.standing_of(from) != Standing::Member && !self.is_helper(from) {
            return;
        }
        let mut of_one = self.locked.values().filter(|of| **of == from).count();
        for log in logs {
            if self.locked.contains_key(log) {
                continue;
            }
            if of_one >= LOCKED_OF_ONE || self.locked.len() >= LOCKED_OF_ALL {
                tracing::warn!(?from, "too much that cannot be read");
                return;
            }
            self.locked.insert(*log, from);
            of_one += 1;
        }
    }
}

impl State {
    /// Takes what a peer sent. Where certificates in it bring keys that other rows of it need, it is taken again.
    pub(crate) fn take(
        &mut self,
        board: BoardId,
        from: DeviceId,
        transfer: Transfer,
        now_ms: u64,
    ) -> Result<Received, HostError> {
        let Some(state) = self.boards.get(&board) else {
            return Ok(Received::default());
        };
        let mut locked = transfer.locked(&state.keyring);
        while !locked.is_empty() {
            let before = self.count_keys(board);
            let received = self.take_once(board, from, transfer.clone(), now_ms)?;
            let Some(state) = self.boards.get_mut(&board) else {
                return Ok(received);
            };
            locked = transfer.locked(&state.keyring);
            if !locked.is_empty() && state.keyring.iter().count() == before {
                // What cannot be read yet is asked for once its key is here.
                state.keep_locked(&locked, from);
                return Ok(received);
            }
        }
        self.take_once(board, from, transfer, now_ms)
    }

    pub(crate) fn count_keys(&self, board: BoardId) -> usize {
        let state = self.boards.get(&board);
        state.map_or(0, |state| state.keyring.iter().count())
    }

    fn take_once(
        &mut self,
        board: BoardId,
        from: DeviceId,
        transfer: Transfer,
        now_ms: u64,
    ) -> Result<Received, HostError> {
        let Some(state) = self.boards.get(&board) else {
            return Ok(Received::default());
        };
        let mut held = Held {
            db: &self.db,
            board: state,
            touched: BTreeSet::new(),
        };
        let rebuilt = transfer.rebuild(board, &state.keyring, &mut held)?;
        let touched = held.touched;
        if rebuilt.bad > 0 {
            self.dropped = self.dropped.saturating_add(rebuilt.bad);
            tracing::warn!(?board, ?from, bad = rebuilt.bad, "entries were dropped");
        }
        self.look_for_copies(board, &rebuilt.entries)
            .map_err(failed)?;
        self.look_for_copies(board, &rebuilt.forked)
            .map_err(failed)?;
        if !rebuilt.entries.is_empty() {
            self.store(board, &rebuilt.entries, now_ms)
                .map_err(failed)?;
        }
        self.fill(board, &rebuilt.bodies).map_err(failed)?;
        let branches = self
            .new_on_branches(board, rebuilt.forked, now_ms)
            .map_err(failed)?;
        if !branches.is_empty() {
            self.store(board, &branches, now_ms).map_err(failed)?;
        }
        let mut wants = rebuilt.wants;
        let parted = rebuilt.parted.into_iter();
        wants.extend(parted.map(|(log, from)| Want { log, from }));
        let state = self.boards.get(&board);
        let tip = |log: &LogId| {
            state
                .and_then(|state| state.logs.get(log))
                .map(|log| log.tip)
        };
        Ok(Received {
            tips: touched.iter().filter_map(tip).collect(),
            wants,
            bad: rebuilt.bad,
            verified: rebuilt.verified.into_values().collect(),
        })
    }

    /// Notes that a peer states another entry where one stands here; asks for it the first time.
    pub(crate) fn note_fork(
        &mut self,
        board: BoardId,
        from: DeviceId,
        theirs: Position,
    ) -> Result<Option<u64>, StoreError> {
        let Some(state) = self.boards.get(&board) else {
            return Ok(None);
        };
        let Some(log) = state.logs.get(&theirs.log) else {
            return Ok(None);
        };
        if same_branch(&self.db, log, &theirs)? || state.has_on_a_branch(theirs) {
            return Ok(None);
        }
        tracing::warn!(?board, ?from, log = ?theirs.log, "a log has two branches");
        // Where they part is not known yet: the branch is asked for from its first entry.
        Ok(Some(1))
    }
}

/// Returns whether a position agrees with what is held, or is beyond it: then nothing is known yet.
pub(super) fn same_branch(db: &LogDb, log: &Log, position: &Position) -> Result<bool, StoreError> {
    if position.seq == log.tip.seq {
        return Ok(position.id == log.tip.id);
    }
    if position.seq > log.tip.seq {
        return Ok(true);
    }
    Ok(db.id_at(log.key, position.seq)? == Some(position.id))
}
