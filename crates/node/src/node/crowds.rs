//! Boards with more devices than are connected at a time: whom a device would rather be connected to.
//!
//! Owns the order (docs/decisions/0156), and never connects anybody. Of a board with up to eight other devices all are
//! connected. Of a larger one a device sees to six connections and keeps eight: two helpers and two devices of the same
//! person first, then by a number of each pair. That is the same from both sides, so that a connection is dear to both or
//! to neither; and it is random, so that what is written finds its way from neighbour to neighbour to all.

use std::collections::{BTreeMap, BTreeSet};

use trust::{BoardId, EndpointId, Role};

use crate::BoardInfo;
use crate::peer::{ENOUGH, WHOLE};

/// The most neighbours on a large board; who visits comes on top, for as long as the two compare.
pub(super) const MOST: usize = WHOLE;
/// So many are sought: one more than are enough, so that either of two neighbours may let the other go.
const SOUGHT: usize = ENOUGH + 1;
/// Attempts side by side for each neighbour that is lacking.
const TRIES: usize = 2;
/// Helpers that come before all others, and devices of the same person: not more, or nobody would know anybody else.
const FIRST: usize = 2;

/// What a connection's peer said, and how far it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Near {
    /// Both sides held the same once, on all boards that they share.
    pub(super) compared: bool,
    /// The large boards on which the peer has enough others.
    pub(super) enough: BTreeSet<BoardId>,
}

/// The place of a device in the order, the first first: whether it comes behind those that are first, and its number.
type Rank = (bool, u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Helper,
    Own,
    Other,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Crowds {
    /// The other devices of each large board.
    boards: BTreeMap<BoardId, BTreeMap<EndpointId, Rank>>,
    /// Who is connected for another reason too: on a smaller board, or asked for something.
    free: BTreeSet<EndpointId>,
}

impl Crowds {
    /// Looks who is on which board. `free` are those who are wanted besides.
    pub(super) fn of(own: EndpointId, boards: &[BoardInfo], free: BTreeSet<EndpointId>) -> Self {
        let mut crowds = Self {
            boards: BTreeMap::new(),
            free,
        };
        for info in boards {
            crowds.add(own, info.board, kinds(info));
        }
        crowds
    }

    fn add(&mut self, own: EndpointId, board: BoardId, mut kinds: BTreeMap<EndpointId, Kind>) {
        kinds.remove(&own);
        if kinds.len() <= MOST {
            self.free.extend(kinds.into_keys());
        } else {
            self.boards.insert(board, ranked(own, &kinds));
        }
    }

    /// Returns whether there is no large board.
    pub(super) fn is_empty(&self) -> bool {
        self.boards.is_empty()
    }

    /// Returns whether a device is wanted only as one of the many of large boards.
    pub(super) fn is_bounded(&self, peer: EndpointId) -> bool {
        !self.free.contains(&peer) && self.boards_of(peer).next().is_some()
    }

    /// Returns the large boards that a device is on.
    pub(super) fn boards_of(&self, peer: EndpointId) -> impl Iterator<Item = BoardId> {
        let of = self.boards.iter();
        let with = of.filter(move |(_, devices)| devices.contains_key(&peer));
        with.map(|(board, _)| *board)
    }

    /// Returns whether fewer than enough are connected on one of the large boards that a device is on.
    pub(super) fn is_short(&self, peer: EndpointId, connected: &BTreeSet<EndpointId>) -> bool {
        let with = self.boards.values().filter(|of| of.contains_key(&peer));
        let mut connected =
            with.map(|of| connected.iter().filter(|it| of.contains_key(it)).count());
        connected.any(|count| count < ENOUGH)
    }

    /// Returns whom to dial now, of those who may be. `unlikely`: who is not likely to be there comes last.
    pub(super) fn lacking(
        &self,
        candidates: &BTreeSet<EndpointId>,
        connected: &BTreeSet<EndpointId>,
        dialled: &BTreeSet<EndpointId>,
        unlikely: impl Fn(EndpointId) -> bool,
    ) -> BTreeSet<EndpointId> {
        let mut chosen = BTreeSet::new();
        for devices in self.boards.values() {
            let count =
                |of: &BTreeSet<EndpointId>| of.iter().filter(|it| devices.contains_key(it)).count();
            let lacking = SOUGHT.saturating_sub(count(connected));
            let under_way = count(dialled) + count(&chosen);
            let room = lacking.saturating_mul(TRIES).saturating_sub(under_way);
            let ranked = devices
                .iter()
                .filter(|(it, _)| candidates.contains(it) && !chosen.contains(it));
            let mut ranked: Vec<(bool, bool, u64, EndpointId)> = ranked
                .map(|(it, (behind, number))| (*behind, unlikely(*it), *number, *it))
                .collect();
            ranked.sort_unstable();
            chosen.extend(ranked.into_iter().take(room).map(|(.., it)| it));
        }
        chosen
    }

    /// Returns who of the connected is one too many, the last in the order first.
    pub(super) fn beyond(&self, connected: &BTreeSet<EndpointId>) -> Vec<EndpointId> {
        let mut kept = BTreeSet::new();
        let mut beyond = BTreeMap::new();
        for devices in self.boards.values() {
            let here = devices.iter().filter(|(it, _)| connected.contains(it));
            let mut here: Vec<(Rank, EndpointId)> = here.map(|(it, rank)| (*rank, *it)).collect();
            here.sort_unstable();
            kept.extend(here.iter().take(MOST).map(|(_, it)| *it));
            for (rank, it) in here.into_iter().skip(MOST) {
                let last = beyond.entry(it).or_insert(rank);
                *last = rank.max(*last);
            }
        }
        beyond.retain(|it, _| !kept.contains(it) && !self.free.contains(it));
        let mut beyond: Vec<(Rank, EndpointId)> =
            beyond.into_iter().map(|(it, rank)| (rank, it)).collect();
        beyond.sort_unstable();
        beyond.into_iter().rev().map(|(_, it)| it).collect()
    }
}

/// Returns the devices of a board, and what each is to this one.
fn kinds(info: &BoardInfo) -> BTreeMap<EndpointId, Kind> {
    let mut kinds = BTreeMap::new();
    for (person, role, _) in info.authority.people() {
        let kind = if role == Role::Helper {
            Kind::Helper
        } else if person == info.me {
            Kind::Own
        } else {
            Kind::Other
        };
        for cert in info.authority.devices_of(person) {
            if cert.device != info.device {
                kinds.insert(cert.endpoint, kind);
            }
        }
    }
    kinds
}

fn ranked(own: EndpointId, kinds: &BTreeMap<EndpointId, Kind>) -> BTreeMap<EndpointId, Rank> {
    let mut first = BTreeSet::new();
    for kind in [Kind::Helper, Kind::Own] {
        let of = kinds.iter().filter(|(_, it)| **it == kind);
        let mut of: Vec<(u64, EndpointId)> = of.map(|(it, _)| (pair(own, *it), *it)).collect();
        of.sort_unstable();
        first.extend(of.into_iter().take(FIRST).map(|(_, it)| it));
    }
    let rank = |it: &EndpointId| (*it, (!first.contains(it), pair(own, *it)));
    kinds.keys().map(rank).collect()
}

/// A number of two devices, the same from both sides, that says nothing about either.
pub(super) fn pair(one: EndpointId, other: EndpointId) -> u64 {
    let number = |key: EndpointId| {
        let (words, _) = key.0.as_chunks();
        words
            .iter()
            .fold(0, |sum, word| mixed(sum ^ u64::from_be_bytes(*word)))
    };
    mixed(number(one).wrapping_add(number(other)))
}

/// Splitmix64.
const fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
impl Crowds {
    /// Makes a board of these devices and this one.
    pub(super) fn with(own: EndpointId, board: BoardId, devices: &BTreeSet<EndpointId>) -> Self {
        let mut crowds = Self::default();
        let kinds = devices.iter().map(|it| (*it, Kind::Other)).collect();
        crowds.add(own, board, kinds);
        crowds
    }
}

#[cfg(test)]
mod tests;
