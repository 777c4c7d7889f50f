//! The shape of a board's logs: what stands before what.
//!
//! Owns chains, forks and the links between the logs of one device, as far as entries are here.
//! Two holders of the same entries have graphs that answer alike, whichever branch came first.
//! Never knows what an entry says.

use std::collections::{BTreeMap, BTreeSet};

use crate::broken::broken;
use crate::{Cut, Entry, EntryId, LogId, Position};

/// What is known of all logs of a board.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogGraph {
    logs: BTreeMap<LogId, Line>,
}

/// One log. The first branch is the one whose entries came first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Line {
    branches: Vec<Branch>,
    /// What stands on another branch than the first: which, and its number.
    aside: BTreeMap<EntryId, (usize, u64)>,
    /// By first entries: the device's position before this log.
    after: BTreeMap<EntryId, Position>,
}

/// Entries that follow each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Branch {
    /// The branch that it left, and after which number; a first entry leaves none.
    left: Option<(usize, u64)>,
    ids: Vec<EntryId>,
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
        line.push(position, prev);
        if let Some(after) = after.filter(|_| first) {
            line.after.insert(id, after);
        }
        true
    }

    /// Says whether this entry is here, at this place.
    #[must_use]
    pub fn has(&self, position: Position) -> bool {
        self.logs
            .get(&position.log)
            .is_some_and(|line| line.place(position).is_some())
    }

    /// Says whether the first is the second or stands before it in the same log, on the same branch.
    #[must_use]
    pub fn leads_to(&self, first: Position, second: Position) -> bool {
        if first.log != second.log || first.seq > second.seq {
            return false;
        }
        if broken!(CutsOnAnyBranch) {
            return true;
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
            .filter(|(_, line)| line.branches.len() > 1)
            .map(|(log, _)| *log)
    }

    /// Says whether two entries of this log stand under one number.
    #[must_use]
    pub fn is_forked(&self, log: LogId) -> bool {
        self.logs
            .get(&log)
            .is_some_and(|line| line.branches.len() > 1)
    }

    /// Returns the newest positions of a log: one for each branch, ascending.
    #[must_use]
    pub fn tips(&self, log: LogId) -> Vec<Position> {
        let Some(line) = self.logs.get(&log) else {
            return Vec::new();
        };
        let left = line.branches.iter().filter_map(|branch| branch.left);
        let left: BTreeSet<(usize, u64)> = left.collect();
        let ends = line.branches.iter().enumerate().filter_map(|(at, branch)| {
            let (seq, id) = (branch.end(), *branch.ids.last()?);
            (!left.contains(&(at, seq))).then_some(Position { log, seq, id })
        });
        let mut tips: Vec<Position> = ends.collect();
        tips.sort_unstable();
        tips
    }

    /// Returns a cut that covers everything that is here of these logs: what later logs imply is left out.
    #[must_use]
    pub fn cut_of(&self, logs: impl IntoIterator<Item = LogId>) -> Cut {
        let logs: BTreeSet<LogId> = logs.into_iter().collect();
        let lines = logs.iter().filter_map(|log| self.logs.get(log));
        let implied: Vec<Position> = lines
            .flat_map(|line| line.after.values().copied())
            .collect();
        let mut tips: BTreeSet<Position> = logs.iter().flat_map(|log| self.tips(*log)).collect();
        for after in implied {
            if self.has(after) {
                let of_log = tips.range(Position::first_of(after.log)..=after);
                let covered: Vec<Position> = of_log
                    .filter(|tip| self.leads_to(**tip, after))
                    .copied()
                    .collect();
                for tip in covered {
                    tips.remove(&tip);
                }
            }
        }
        Cut::new(tips)
    }

    /// Returns all entries of a log, each with the one before it.
    pub(crate) fn links(&self, log: LogId) -> impl Iterator<Item = (Position, EntryId)> {
        let line = self.logs.get(&log).into_iter();
        line.flat_map(move |line| {
            line.branches.iter().flat_map(move |branch| {
                let before = line.before(branch);
                let prevs = std::iter::once(before).chain(branch.ids.iter().copied());
                let ids = branch.ids.iter().copied().zip(prevs);
                ids.zip(branch.start()..)
                    .map(move |((id, prev), seq)| (Position { log, seq, id }, prev))
            })
        })
    }

    /// Returns all logs of which an entry is here.
    pub fn logs(&self) -> impl Iterator<Item = LogId> {
        self.logs.keys().copied()
    }
}

impl Branch {
    /// The number of its first entry.
    fn start(&self) -> u64 {
        self.left.map_or(1, |(_, seq)| seq + 1)
    }

    /// The number of its last entry.
    fn end(&self) -> u64 {
        self.start() + u64::try_from(self.ids.len()).unwrap_or(u64::MAX) - 1
    }

    fn get(&self, seq: u64) -> Option<EntryId> {
        let at = usize::try_from(seq.checked_sub(self.start())?).ok()?;
        self.ids.get(at).copied()
    }
}

impl Line {
    /// Adds an entry whose predecessor is here, or which is a first.
    fn push(&mut self, position: Position, prev: EntryId) {
        let Position { log, seq, id } = position;
        let before = (seq > 1).then(|| Position {
            log,
            seq: seq - 1,
            id: prev,
        });
        let left = before.and_then(|before| Some((self.place(before)?, before.seq)));
        let at = match left {
            Some((at, seq)) if self.branches[at].end() == seq => at,
            left => {
                let ids = Vec::new();
                self.branches.push(Branch { left, ids });
                self.branches.len() - 1
            }
        };
        self.branches[at].ids.push(id);
        if at > 0 {
            self.aside.insert(id, (at, seq));
        }
    }

    /// Returns the branch on which an entry stands, if it is here.
    fn place(&self, position: Position) -> Option<usize> {
        let first = self.branches.first()?;
        if first.get(position.seq) == Some(position.id) {
            return Some(0);
        }
        let (at, seq) = self.aside.get(&position.id)?;
        (*seq == position.seq).then_some(*at)
    }

    /// Returns the entry before a branch.
    fn before(&self, branch: &Branch) -> EntryId {
        let before = branch.left.and_then(|(at, seq)| self.branches[at].get(seq));
        before.unwrap_or(EntryId::ZERO)
    }

    /// Goes back from an entry that is here to the one of its branch with this number.
    fn back_to(&self, from: Position, seq: u64) -> Option<EntryId> {
        let mut branch = &self.branches[self.place(from)?];
        while seq < branch.start() {
            branch = &self.branches[branch.left?.0];
        }
        branch.get(seq)
    }
}
