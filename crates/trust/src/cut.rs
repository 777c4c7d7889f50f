//! Cuts: how far a log counts, said by positions.
//!
//! Owns the list of positions that removals, charters, closings and recounts carry, and which
//! entries it covers. A log's first header names its device's newest position before it, so the
//! newest position of a device implies its older ones. Never decides what a cut is for.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Decoder, Encode};

use crate::broken::broken;
use crate::{LogGraph, LogId, Position};

/// The most positions that a cut names.
pub const MAX_CUT: usize = 1024;

/// Positions in logs, each of which stands for itself and for everything before it. Sorted, none twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Encode)]
#[cbor(transparent)]
pub struct Cut(#[n(0)] Vec<Position>);

impl Cut {
    /// Makes a cut of positions in any order; of more than [`MAX_CUT`] the list is refused by readers.
    pub fn new(positions: impl IntoIterator<Item = Position>) -> Self {
        let sorted: BTreeSet<Position> = positions.into_iter().collect();
        Self(sorted.into_iter().collect())
    }

    /// Returns the positions, ascending.
    #[must_use]
    pub fn positions(&self) -> &[Position] {
        &self.0
    }

    /// Returns whether the cut names nothing, so that it covers nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns what covers all that either covers. It may be longer than a certificate may say.
    #[must_use]
    pub fn united(&self, other: &Self) -> Self {
        Self::new(self.0.iter().chain(&other.0).copied())
    }

    /// Returns cuts that cover the same together, each as long as a certificate may say; one at least.
    ///
    /// Somebody may begin any number of logs that do not name each other. Cuts that end the same are united.
    #[must_use]
    pub fn parts(&self) -> Vec<Self> {
        if self.0.is_empty() {
            return vec![Self::default()];
        }
        let parts = self.0.chunks(MAX_CUT);
        parts.map(|part| Self(part.to_vec())).collect()
    }

    /// Returns what a certificate may say of the cut that has room for one only: the cut itself where it is short
    /// enough; else first the positions that cover anything `needed`, then the newest by `age`.
    #[must_use]
    pub fn shortened<K: Ord>(
        &self,
        needed: impl IntoIterator<Item = Position>,
        age: impl Fn(Position) -> K,
        logs: &LogGraph,
    ) -> Self {
        if self.0.len() <= MAX_CUT {
            return self.clone();
        }
        let mut open: BTreeMap<LogId, Vec<Position>> = BTreeMap::new();
        for position in needed {
            open.entry(position.log).or_default().push(position);
        }
        let mut tops = self.0.clone();
        tops.sort_by_key(|top| Reverse(age(*top)));
        let (mut kept, rest): (Vec<Position>, Vec<Position>) = tops.into_iter().partition(|top| {
            let reach = Reach::of(std::iter::once(*top), logs);
            let mut covers = false;
            for log in reach.logs() {
                if let Some(open) = open.get_mut(&log) {
                    let before = open.len();
                    open.retain(|position| !reach.covers(*position, logs));
                    covers |= open.len() < before;
                }
            }
            covers
        });
        kept.extend(rest);
        kept.truncate(MAX_CUT);
        Self::new(kept)
    }

    /// Says whether an entry stands inside the cut, by what is known of the logs.
    ///
    /// Of many entries ask [`Cut::reach`] once.
    #[must_use]
    pub fn covers(&self, position: Position, logs: &LogGraph) -> bool {
        self.reach(logs).covers(position, logs)
    }

    /// Follows the cut to all logs that it implies.
    #[must_use]
    pub fn reach(&self, logs: &LogGraph) -> Reach {
        Reach::of(self.0.iter().copied(), logs)
    }
}

impl<'b, C> Decode<'b, C> for Cut {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        let positions = crate::certificate::bounded::<C, Position, MAX_CUT>(d, ctx)?;
        let ascending = positions.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascending {
            return Err(minicbor::decode::Error::message("a cut is sorted"));
        }
        Ok(Self(positions))
    }
}

/// A cut with all positions that it implies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Positions that are here, and of which all before them are known.
    here: BTreeSet<Position>,
    /// Positions that have not come: what stands before them is not known yet.
    missing: BTreeMap<LogId, u64>,
}

impl Reach {
    pub(crate) fn of(positions: impl Iterator<Item = Position>, logs: &LogGraph) -> Self {
        let mut reach = Self::default();
        let mut open: Vec<Position> = positions.collect();
        while let Some(position) = open.pop() {
            if !logs.has(position) {
                let seq = reach.missing.entry(position.log).or_default();
                *seq = (*seq).max(position.seq);
            } else if reach.here.insert(position) && !broken!(CutsWithoutOlderLogs) {
                open.extend(logs.after(position));
            }
        }
        reach
    }

    /// Says whether an entry that is here stands inside.
    #[must_use]
    pub fn covers(&self, position: Position, logs: &LogGraph) -> bool {
        self.of_log(position.log)
            .any(|top| logs.leads_to(position, top))
    }

    /// Says whether an entry that does not stand inside may do so once the position that the cut names has come.
    #[must_use]
    pub fn may_cover(&self, position: Position) -> bool {
        self.missing
            .get(&position.log)
            .is_some_and(|seq| position.seq < *seq)
    }

    /// Returns the highest number of a log that is covered on any branch; zero where none is.
    #[must_use]
    pub fn highest(&self, log: LogId) -> u64 {
        self.of_log(log).map(|top| top.seq).max().unwrap_or(0)
    }

    /// Returns the positions that the cut names or implies and that have not come: log and number.
    pub fn missing(&self) -> impl Iterator<Item = (LogId, u64)> {
        self.missing.iter().map(|(log, seq)| (*log, *seq))
    }

    /// The logs of which anything is covered.
    fn logs(&self) -> BTreeSet<LogId> {
        self.here.iter().map(|top| top.log).collect()
    }

    fn of_log(&self, log: LogId) -> impl Iterator<Item = Position> {
        let from = Position::first_of(log);
        self.here
            .range(from..)
            .take_while(move |top| top.log == log)
            .copied()
    }
}
