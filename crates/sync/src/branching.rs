//! The forked logs of one board on one connection: which branches each side holds, and what is still to be said.
//!
//! A log that forked is no part of the comparison of positions: it has several newest ones. Both sides state all of
//! them instead, and ask for what they lack.

use std::collections::{BTreeSet, VecDeque};

use trust::{LogId, Position};

/// What is known of the branches of forked logs.
#[derive(Debug, Default)]
pub(crate) struct Branching {
    /// The newest positions of all branches that are held here.
    pub(crate) own: BTreeSet<Position>,
    /// Those that the peer stated.
    pub(crate) theirs: BTreeSet<Position>,
    /// Ours, as they were when the peer was told our digest.
    pub(crate) greeted: BTreeSet<Position>,
    /// Whether ours are to be stated.
    pub(crate) to_state: bool,
    /// Stated positions that the host is to keep.
    pub(crate) to_persist: Vec<Position>,
    /// What the peer asked for: each with the number from which on it was not sent yet.
    pub(crate) to_send: VecDeque<(Position, u64)>,
    logs: BTreeSet<LogId>,
    wanted: BTreeSet<Position>,
    asked: BTreeSet<Position>,
}

impl Branching {
    /// Says whether a log forked, as far as either side said.
    pub(crate) fn is_apart(&self, log: LogId) -> bool {
        self.logs.contains(&log)
    }

    /// Says whether both sides hold the same branches.
    pub(crate) fn is_equal(&self) -> bool {
        self.own == self.theirs
    }

    /// Takes notice of logs that forked; returns those that are new.
    pub(crate) fn note(&mut self, tips: &BTreeSet<Position>) -> Vec<LogId> {
        let logs: BTreeSet<LogId> = tips.iter().map(|tip| tip.log).collect();
        logs.into_iter()
            .filter(|log| self.logs.insert(*log))
            .collect()
    }

    /// Puts what the peer has and this side lacks on the list of what is to be asked for.
    pub(crate) fn want(&mut self, lacking: impl IntoIterator<Item = Position>) {
        for position in lacking {
            if !self.asked.contains(&position) {
                self.wanted.insert(position);
            }
        }
    }

    /// Asks again for what did not come.
    pub(crate) fn ask_anew(&mut self) {
        self.asked.clear();
    }

    /// Returns some of what is to be asked for.
    pub(crate) fn requests(&mut self, most: usize) -> Vec<Position> {
        let mut positions = Vec::new();
        while positions.len() < most
            && let Some(position) = self.wanted.pop_first()
        {
            self.asked.insert(position);
            positions.push(position);
        }
        positions
    }

    /// The peer asked for a branch.
    pub(crate) fn wanted(&mut self, tip: Position, most: usize) {
        let queued = self.to_send.iter().any(|(queued, _)| *queued == tip);
        if !queued && self.to_send.len() < most && self.is_apart(tip.log) {
            self.to_send.push_back((tip, 1));
        }
    }

    /// Returns what the peer stated of a log.
    pub(crate) fn theirs_of(&self, log: LogId) -> Vec<Position> {
        self.theirs
            .iter()
            .filter(|tip| tip.log == log)
            .copied()
            .collect()
    }
}
