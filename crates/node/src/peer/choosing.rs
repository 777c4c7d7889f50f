//! Which branch of a forked log counts, found anew where something changed that decides it.
//!
//! Owns what is known of each item about which a forked log says something ([`trust::Built`]). An item is read again
//! only where something about it came, or may count otherwise than before; of a log of which only one branch could
//! count, nothing but its own entries is watched. Never judges (docs/decisions/0114).
//!
//! 1. What arrives, what is judged as a whole, and what waited marks its item;
//! 2. marked items are read, and the logs are settled about which they say something else than before;
//! 3. a log that has a choice now has its items watched: those are read too, until nothing is left.

use std::collections::{BTreeMap, BTreeSet};

use store::{EntryKey, Known, StoreError};
use trust::{BoardId, Built, Entry, EntryId, Forks, ItemId, LogGraph, LogId, built};

use super::board::Board;
use super::branches::{whole, with_shape};
use super::recount::{AT_ONCE, Group, Whole};
use super::state::State;
use super::verdict::NO_BOARD;

/// What decides about forked logs, item by item; `None` is the board itself.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    /// All items about which a forked log says something.
    built: BTreeMap<Option<ItemId>, Built>,
    /// Those about which a log does of which a branch lost.
    watched: BTreeSet<Option<ItemId>>,
    /// Those that are to be read again.
    marked: BTreeSet<Option<ItemId>>,
    /// How many entries were read for it since the board was opened.
    read: u64,
}

impl Choices {
    /// Says whether who built on something about this item decides about a branch.
    pub(super) fn watches(&self, item: ItemId) -> bool {
        self.watched.contains(&Some(item))
    }

    /// Takes notice that a forked log says something about these items.
    pub(super) fn add(&mut self, items: impl IntoIterator<Item = Option<ItemId>>) {
        self.marked.extend(items);
    }

    /// Takes notice that something about an item may count otherwise than before.
    pub(super) fn mark(&mut self, item: Option<ItemId>) {
        if self.built.contains_key(&item) {
            self.marked.insert(item);
        }
    }

    /// Returns how many entries were read for it since the board was opened.
    #[cfg(test)]
    pub(crate) fn read(&self) -> u64 {
        self.read
    }

    /// Settles logs; marks the items that are to be watched from now on.
    fn settle(
        &mut self,
        logs: &BTreeSet<LogId>,
        fresh: &BTreeSet<Option<ItemId>>,
        forks: &mut Forks,
        shape: &LogGraph,
    ) {
        for log in logs {
            forks.settle(*log, self.built.values(), shape);
        }
        let chosen: BTreeSet<LogId> = forks.logs().collect();
        let says = |built: &Built| built.logs().any(|log| chosen.contains(&log));
        let watched = self.built.iter().filter(|(_, built)| says(built));
        let watched: BTreeSet<Option<ItemId>> = watched.map(|(item, _)| *item).collect();
        let begun = watched.difference(&self.watched);
        self.marked
            .extend(begun.filter(|item| !fresh.contains(item)));
        self.watched = watched;
    }

    /// Returns what is to be judged as a whole for entries that turned.
    fn wholes(&self, log: LogId, turned: &BTreeSet<EntryId>) -> BTreeSet<Whole> {
        let of_log = self.built.iter().flat_map(|(item, built)| {
            let of_log = built.of_log(log).filter(|id| turned.contains(id));
            of_log.map(|id| whole(id, *item))
        });
        of_log.collect()
    }
}

impl Board {
    /// Takes notice of an entry that arrived.
    pub(super) fn mark_arrival(&mut self, entry: &Entry) {
        let item = entry.header.item;
        if self.forked.contains(&entry.log) {
            self.choices.add([item]);
        } else if item.is_some_and(|item| self.choices.watches(item)) {
            self.choices.mark(item);
        }
    }

    /// Takes notice that an entry came to something else: one of a log without a choice may have made it one.
    pub(super) fn mark_unwatched(&mut self, row: &Known) {
        let item = row.header.item;
        let watched = item.is_some_and(|item| self.choices.watches(item));
        if !watched && self.forked.contains(&row.position.log) {
            self.choices.mark(item);
        }
    }
}

impl State {
    /// Takes notice of what is to be judged as a whole.
    pub(super) fn mark_wholes(
        &mut self,
        board: BoardId,
        wholes: &BTreeSet<Whole>,
    ) -> Result<(), StoreError> {
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        for whole in wholes {
            state.choices.mark(match whole {
                Whole::Item(item) => Some(*item),
                Whole::Entry(_) => None,
            });
        }
        Ok(())
    }

    /// Finds anew which branches lost, where that may have changed. Returns what is to be judged again for it.
    pub(super) fn settle_forks(&mut self, board: BoardId) -> Result<BTreeSet<Whole>, StoreError> {
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        if state.choices.marked.is_empty() || state.shape.is_none() {
            return Ok(BTreeSet::new());
        }
        let before = state.forks.clone();
        let (mut logs, mut fresh) = (BTreeSet::new(), BTreeSet::new());
        loop {
            let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
            let mut marked = std::mem::take(&mut state.choices.marked);
            if marked.is_empty() {
                break;
            }
            fresh.extend(&marked);
            while !marked.is_empty() {
                logs.extend(self.read_items(board, &mut marked)?);
            }
            let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
            if let Some(shape) = &state.shape {
                let forks = &mut state.forks;
                state.choices.settle(&logs, &fresh, forks, shape);
            }
        }
        let Some((state, shape)) = self.boards.get(&board).and_then(with_shape) else {
            return Ok(BTreeSet::new());
        };
        tracing::debug!(?board, read = state.choices.read, "branches are settled");
        let mut wholes = BTreeSet::new();
        for log in logs {
            let (one, other) = (before.lost_in(log, shape), state.forks.lost_in(log, shape));
            let turned: BTreeSet<EntryId> = one.symmetric_difference(&other).copied().collect();
            if !turned.is_empty() {
                wholes.extend(state.choices.wholes(log, &turned));
            }
        }
        Ok(wholes)
    }

    /// Reads some of the marked items anew. Returns the logs about which they say something else now.
    fn read_items(
        &mut self,
        board: BoardId,
        marked: &mut BTreeSet<Option<ItemId>>,
    ) -> Result<BTreeSet<LogId>, StoreError> {
        let (state, shape) = self
            .boards
            .get(&board)
            .and_then(with_shape)
            .ok_or(NO_BOARD)?;
        let mut rows: BTreeMap<EntryKey, Known> = BTreeMap::new();
        let mut items = Vec::new();
        while rows.len() < AT_ONCE
            && let Some(item) = marked.pop_first()
        {
            let about = match item {
                Some(item) => self.rows_about(state.key, item)?,
                None => self.rows_about_the_board(state)?,
            };
            rows.extend(about.into_iter().map(|row| (row.key, row)));
            items.push(item);
        }
        let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let group = Group::of(rows.into_values().collect(), shape);
        let mut found = built(&state.authority, &group.facts(), shape);
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        state.choices.read = state.choices.read.saturating_add(count);
        let mut logs = BTreeSet::new();
        for item in items {
            let now = found.remove(&item).unwrap_or_default();
            let before = state.choices.built.entry(item).or_default();
            logs.extend(now.differing(before));
            *before = now;
        }
        Ok(logs)
    }

    /// Returns what forked logs say about the board itself: nothing else is built on it.
    fn rows_about_the_board(&self, state: &Board) -> Result<Vec<Known>, StoreError> {
        let mut rows = Vec::new();
        for row in state.forked_rows() {
            for id in self.db.about_no_item(row)? {
                rows.extend(self.db.known(state.key, id)?);
            }
        }
        Ok(rows)
    }

    /// Finds which branches lost by reading everything: what is known item by item must come to the same.
    #[cfg(debug_assertions)]
    pub(super) fn is_settled_alike(&self, board: BoardId) -> Result<bool, StoreError> {
        let Some((state, shape)) = self.boards.get(&board).and_then(with_shape) else {
            return Ok(true);
        };
        let mut rows: BTreeMap<EntryKey, Known> = BTreeMap::new();
        for row in state.forked_rows() {
            for item in self.db.items_of(row)? {
                let about = self.rows_about(state.key, item)?;
                rows.extend(about.into_iter().map(|row| (row.key, row)));
            }
        }
        let about = self.rows_about_the_board(state)?;
        rows.extend(about.into_iter().map(|row| (row.key, row)));
        let group = Group::of(rows.into_values().collect(), shape);
        Ok(trust::forks(&state.authority, &group.facts(), shape) == state.forks)
    }
}
