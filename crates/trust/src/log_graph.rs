//! The shape of a board's logs: what stands before what.
//!
//! Owns chains, forks and the links between the logs of one device, as far as entries are here.
//! Two holders of the same entries have graphs that answer alike, whichever branch came first.
//! Never knows what an entry says.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Entry, EntryId, LogId, Position};

/// What is known of all logs of a board.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogGraph {
    logs: BTreeMap<LogId, Line>,
}

/// One log. The branch whose entries came first is kept as a plain list, the others entry by entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Line {
    /// The entry with number n stands at n − 1.
    trunk: Vec<EntryId>,
    /// What stands beside the trunk: its number, and the entry before it.
    aside: BTreeMap<EntryId, (u64, EntryId)>,
    /// By first entries: the device's position before this log.
    after: BTreeMap<EntryId, Position>,
}

impl LogGraph {
    /// Adds an entry; returns whether the entry before it is here, so that it could be added.
    pub fn add(&mut self, entry: &Entry) -> bool {
        let after = entry.header.first.as_ref().and_then(|first| first.after);
        self.add_link(entry.position(), entry.prev, after)
    }

    /// Adds an entry by its position, the entry before it in its log, and what its header says of older logs.
    ///
    /// Returns whether it is here now: entries come in the order of their log.
    pub fn add_link(&mut self, position: Position, prev: EntryId, after: Option<Position>) -> bool {
        let Position { log, seq, id } = position;
        if self.has(position) {
            return true;
        }
        let first = seq == 1 && prev == EntryId::ZERO;
        let before = Position {
            log,
            seq: seq.wrapping_sub(1),
            id: prev,
        };
        if !first && !self.has(before) {
            return false;
        }
        let line = self.logs.entry(log).or_default();
        if line.newest_of_trunk() == (seq.wrapping_sub(1), prev) {
            line.trunk.push(id);
        } else {
            line.aside.insert(id, (seq, prev));
        }
        if let Some(after) = after.filter(|_| first) {
            line.after.insert(id, after);
        }
        true
    }

    /// Says whether this entry is here, at this place.
    #[must_use]
    pub fn has(&self, position: Position) -> bool {
        self.logs.get(&position.log).is_some_and(|line| {
            line.on_trunk(position.seq) == Some(position.id)
                || line
                    .aside
                    .get(&position.id)
                    .is_some_and(|(seq, _)| *seq == position.seq)
        })
    }

    /// Says whether the first is the second or stands before it in the same log, on the same branch.
    #[must_use]
    pub fn leads_to(&self, first: Position, second: Position) -> bool {
        if first.log != second.log || first.seq > second.seq {
            return false;
        }
        let Some(line) = self.logs.get(&first.log).filter(|_| self.has(second)) else {
            return false;
        };
        line.back_to(second, first.seq) == Some(first.id)
    }

    /// Returns the position that the device had before the log of this one.
    #[must_use]
    pub fn after(&self, position: Position) -> Option<Position> {
        let line = self.logs.get(&position.log)?;
        if line.after.is_empty() || !self.has(position) {
            return None;
        }
        line.after.get(&line.back_to(position, 1)?).copied()
    }

    /// Returns the logs that forked: two entries stand under one number.
    pub fn forked(&self) -> impl Iterator<Item = LogId> {
        self.logs
            .iter()
            .filter(|(_, line)| !line.aside.is_empty())
            .map(|(log, _)| *log)
    }

    /// Says whether two entries of this log stand under one number.
    #[must_use]
    pub fn is_forked(&self, log: LogId) -> bool {
        self.logs
            .get(&log)
            .is_some_and(|line| !line.aside.is_empty())
    }

    /// Returns the newest positions of a log: one for each branch, ascending.
    #[must_use]
    pub fn tips(&self, log: LogId) -> Vec<Position> {
        let Some(line) = self.logs.get(&log) else {
            return Vec::new();
        };
        let inner: BTreeSet<EntryId> = line.aside.values().map(|(_, prev)| *prev).collect();
        let asides = line.aside.iter().map(|(id, (seq, _))| (*seq, *id));
        let mut tips: Vec<Position> = std::iter::once(line.newest_of_trunk())
            .chain(asides)
            .filter(|(seq, id)| *seq > 0 && !inner.contains(id))
            .map(|(seq, id)| Position { log, seq, id })
            .collect();
        tips.sort_unstable();
        tips
    }

    /// Returns all logs of which an entry is here.
    pub fn logs(&self) -> impl Iterator<Item = LogId> {
        self.logs.keys().copied()
    }
}

impl Line {
    fn on_trunk(&self, seq: u64) -> Option<EntryId> {
        let at = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.trunk.get(at).copied()
    }

    /// Number and id of the trunk's newest entry; zeros before the first.
    fn newest_of_trunk(&self) -> (u64, EntryId) {
        let seq = u64::try_from(self.trunk.len()).unwrap_or(u64::MAX);
        (seq, self.trunk.last().copied().unwrap_or(EntryId::ZERO))
    }

    /// Walks back from an entry that is here to the one of its branch with this number.
    fn back_to(&self, from: Position, seq: u64) -> Option<EntryId> {
        let (mut at, mut id) = (from.seq, from.id);
        while at > seq {
            match self.aside.get(&id) {
                Some((_, prev)) => (at, id) = (at - 1, *prev),
                None => return self.on_trunk(seq),
            }
        }
        Some(id)
    }
}
