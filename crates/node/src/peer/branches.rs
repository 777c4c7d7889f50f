//! Logs with several branches: two entries stand under one number, by a clone or by misconduct.
//!
//! Owns what is kept of the other branches. All are kept and handed on; certificates of all of them count, changes and
//! statements of one. Which one depends on who built on it (`choosing`), never on which came first here: two devices
//! with the same entries choose alike (docs/decisions/0100).
//!
//! The first branch stands in the log's own row, each other one in a row of its own, from where it parts.

use std::collections::BTreeMap;

use store::{BranchRecord, Fork, LogDb, LogKey, StoreError};
use trust::{BoardId, Entry, EntryId, ItemId, Kind, LogGraph, LogId, Position};

use super::board::Board;
use super::recount::Whole;
use super::state::State;
use super::verdict::NO_BOARD;

/// New branches of one log that are taken within a day. Who forks a log all day long must not fill all disks; what is not
/// taken today is offered again.
pub(crate) const BRANCHES_A_DAY: usize = 64;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

impl Board {
    /// Reads which logs forked. Before the certificates are read: cuts reach along branches.
    pub(crate) fn load_branches(&mut self, db: &LogDb) -> Result<(), StoreError> {
        self.branches = db.branches(self.key)?;
        self.forked = self.branches.iter().map(|branch| branch.tip.log).collect();
        if !self.branches.is_empty() {
            self.read_shape(db)?;
            for row in self.forked_rows() {
                self.add_items(db, row)?;
            }
        }
        Ok(())
    }

    fn add_items(&mut self, db: &LogDb, row: LogKey) -> Result<(), StoreError> {
        let items = db.items_of(row)?.into_iter().map(Some);
        self.choices.add(items.chain([None]));
        Ok(())
    }

    /// Returns the rows of all branches of all logs that forked.
    pub(super) fn forked_rows(&self) -> Vec<LogKey> {
        let first = self
            .forked
            .iter()
            .filter_map(|log| Some(self.logs.get(log)?.key));
        let others = self.branches.iter().map(|branch| branch.key);
        first.chain(others).collect()
    }

    /// Says whether which branch of a log counts may decide about an entry.
    pub(crate) fn is_of_a_fork(&self, entry: &Entry) -> bool {
        let item = entry.header.item;
        self.forked.contains(&entry.log) || item.is_some_and(|item| self.choices.watches(item))
    }

    /// Returns the newest positions of all branches of the logs that forked, sorted.
    pub(crate) fn tips_of_branches(&self) -> Vec<Position> {
        let Some(shape) = &self.shape else {
            return Vec::new();
        };
        self.forked
            .iter()
            .flat_map(|log| shape.tips(*log))
            .collect()
    }

    /// Says whether an entry stands on a branch that is here.
    pub(crate) fn has_on_a_branch(&self, position: Position) -> bool {
        self.forked.contains(&position.log) && self.shape_has(position)
    }

    fn shape_has(&self, position: Position) -> bool {
        self.shape.as_ref().is_some_and(|shape| shape.has(position))
    }
}

impl State {
    /// Finds the row in which an entry is kept that continues its log or parts from it. What it follows is here.
    pub(crate) fn place(&mut self, board: BoardId, entry: &Entry) -> Result<LogKey, StoreError> {
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        let Some(first) = state.logs.get(&entry.log).copied() else {
            return self.db.add_log(state.key, entry.log, entry.header.device);
        };
        let follows = |tip: Position| {
            tip.log == entry.log
                && tip.id == entry.prev
                && tip.seq.checked_add(1) == Some(entry.seq)
        };
        if follows(first.tip) {
            return Ok(first.key);
        }
        let branch = state.branches.iter().find(|branch| follows(branch.tip));
        if let Some(branch) = branch {
            return Ok(branch.key);
        }
        state.read_shape(&self.db)?;
        let device = entry.header.device;
        let key = self
            .db
            .add_branch(state.key, first.key, entry.id, entry.prev, device)?;
        if state.forked.insert(entry.log) {
            tracing::warn!(?board, log = ?entry.log, "a log has two branches");
            state.add_items(&self.db, first.key)?;
        }
        let tip = entry.position();
        state.branches.push(BranchRecord {
            key,
            device,
            tip,
            length: 0,
        });
        Ok(key)
    }

    /// Takes notice of an entry that was added to a row.
    pub(crate) fn grew_in(&mut self, board: BoardId, row: LogKey, entry: &Entry) {
        let Some(state) = self.boards.get_mut(&board) else {
            return;
        };
        if let Some(branch) = state.branches.iter_mut().find(|branch| branch.key == row) {
            branch.tip = entry.position();
            branch.length += 1;
        } else {
            let (key, device, tip) = (row, entry.header.device, entry.position());
            let log = super::board::Log { key, device, tip };
            state.logs.insert(entry.log, log);
        }
        if entry.header.kind != Kind::Certificate {
            state.mark_arrival(entry);
        }
        state.note_said(entry);
    }

    /// Returns what is new of other branches than the first, in order; keeps the proof of each that begins.
    pub(crate) fn new_on_branches(
        &mut self,
        board: BoardId,
        forked: Vec<Entry>,
        now_ms: u64,
    ) -> Result<Vec<Entry>, StoreError> {
        if forked.is_empty() {
            return Ok(forked);
        }
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(Vec::new());
        };
        state.read_shape(&self.db)?;
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        let mut taken: Vec<Entry> = Vec::new();
        let mut last: BTreeMap<LogId, EntryId> = BTreeMap::new();
        let mut begun: BTreeMap<LogId, usize> = BTreeMap::new();
        for entry in forked {
            let before = Position {
                log: entry.log,
                seq: entry.seq.saturating_sub(1),
                id: entry.prev,
            };
            if state.shape_has(entry.position()) {
                continue;
            }
            let goes_on = last.get(&entry.log) == Some(&entry.prev);
            let tips = state.branches.iter().map(|branch| branch.tip);
            let tips = tips.chain(state.logs.get(&entry.log).map(|log| log.tip));
            let at_a_tip = tips.filter(|tip| *tip == before).count() > 0;
            if !goes_on && !at_a_tip {
                if entry.seq > 1 && !state.shape_has(before) {
                    continue;
                }
                let now = begun.entry(entry.log).or_default();
                if !self.has_room(state, entry.log, *now, now_ms)? {
                    tracing::warn!(?board, log = ?entry.log, "a log has too many branches for today");
                    continue;
                }
                *now += 1;
                self.keep_proof(state, &entry, now_ms)?;
            }
            last.insert(entry.log, entry.id);
            taken.push(entry);
        }
        Ok(taken)
    }

    fn has_room(
        &self,
        state: &Board,
        log: LogId,
        begun: usize,
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        let Some(log) = state.logs.get(&log) else {
            return Ok(true);
        };
        let today = self
            .db
            .forks_since(log.key, now_ms.saturating_sub(DAY_MS))?;
        Ok(today + begun < BRANCHES_A_DAY)
    }

    fn keep_proof(&self, state: &Board, entry: &Entry, now_ms: u64) -> Result<(), StoreError> {
        let Some(log) = state.logs.get(&entry.log) else {
            return Ok(());
        };
        // A branch is proven by its last signature; all that carry one are kept.
        let frame = entry.to_frame(&state.keyring).ok();
        let fork = Fork {
            position: entry.position(),
            frame: frame.map(|frame| frame.encode()),
        };
        self.db.keep_fork(log.key, &fork, now_ms)
    }

    /// Says whether an entry of a forked log is here, or is not to be taken today.
    pub(crate) fn has_of_branch(
        &mut self,
        board: BoardId,
        position: Position,
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(true);
        };
        state.read_shape(&self.db)?;
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        Ok(state.shape_has(position) || !self.has_room(state, position.log, 0, now_ms)?)
    }
}

pub(super) fn with_shape(board: &Board) -> Option<(&Board, &LogGraph)> {
    Some((board, board.shape.as_ref()?))
}

/// Returns what is to be judged as a whole for an entry.
pub(crate) fn whole(id: EntryId, item: Option<ItemId>) -> Whole {
    item.map_or(Whole::Entry(id), Whole::Item)
}
