//! One board on one connection: who holds what, and what is still to be said.
//!
//! Owns the two maps of positions and what follows from them. Never talks to the host and never makes a
//! frame: the session does.

mod apart;
mod asking;
mod bringing;
mod presence;

use std::collections::{BTreeMap, BTreeSet};

use trust::{BoardId, EntryId, LogId, Position};

use crate::branching::Branching;
use crate::compare::Answer;
use crate::{Lacking, Received, Standing, Want};
use asking::AskedFrom;
pub use bringing::Progress;
pub(crate) use bringing::{Bringing, LONG};
use presence::Present;

/// How far the two sides are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Our `Meet` is sent, theirs not here yet.
    Greeted,
    /// The digests differ: so many messages of the comparison came.
    Comparing(u32),
    /// The difference is known.
    Live,
}

/// A board that both sides hold.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) board: BoardId,
    /// What names the board in messages to the peer.
    pub(crate) their_slot: u32,
    /// What this device said of itself; nothing to a helper, and a helper nothing to anybody.
    pub(crate) own_device: Option<trust::DeviceId>,
    /// Set between a member and a helper: whether this device is the helper.
    carries: Option<bool>,
    /// The peer's device, once its signature was checked.
    pub(crate) peer: Option<trust::DeviceId>,
    pub(crate) standing: Standing,
    pub(crate) phase: Phase,
    /// The own positions, sorted, as they were when our digest was made; empty once compared.
    pub(crate) base: Vec<Position>,
    /// Our digest, as the peer was told it.
    greeted: [u8; 32],
    /// Positions that the peer stated and the host is to keep.
    pub(crate) to_persist: BTreeMap<LogId, Position>,
    /// Whether those are all that it holds, by a comparison that came to its end.
    pub(crate) whole: bool,
    /// Logs to state in the next `Holds`.
    pub(crate) to_state: BTreeSet<LogId>,
    /// Transfers to acknowledge in the next `Holds`.
    pub(crate) taken: u32,
    /// Ranges to ask for.
    pub(crate) wants: Vec<Want>,
    /// Whether the peer greeted by an older key than the newest.
    pub(crate) behind: bool,
    pub(crate) met_said: bool,
    pub(crate) equal_said: bool,
    /// Transfers on their way that were not acknowledged.
    pub(crate) in_flight: usize,
    own: BTreeMap<LogId, (u64, EntryId)>,
    held: BTreeMap<LogId, u64>,
    sent: BTreeMap<LogId, u64>,
    to_send: BTreeMap<LogId, u64>,
    /// The highest number that was asked for by an announcement.
    asked: BTreeMap<LogId, u64>,
    /// Announced numbers that are to come by another connection.
    expected: BTreeMap<LogId, u64>,
    /// What was asked for after a gap or a fork.
    asked_from: BTreeMap<LogId, AskedFrom>,
    /// What the peer sent and could not be read here: that it holds it is not proven.
    claimed: BTreeMap<LogId, u64>,
    /// How often anything was stored.
    grown: u64,
    unequal: BTreeSet<LogId>,
    /// Logs of a helper that are worth nothing: that they differ says nothing.
    ignored: BTreeSet<LogId>,
    /// What is asked for by and by: the lowest number of each log.
    later: BTreeMap<LogId, u64>,
    /// The logs that forked.
    pub(crate) branching: Branching,
    /// How much is on its way.
    pub(crate) bringing: Bringing,
    /// What was said and heard of helpers.
    pub(crate) told: Told,
    /// Who has the board open.
    pub(crate) present: Present,
    /// What was said of the first screen.
    pub(crate) screening: crate::session::screen::Screening,
    /// Who has neighbours enough.
    pub(crate) near: crate::session::near::Near,
}

/// What was said and heard of helpers on one connection.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Whether the peer knows that this helper has no room.
    pub(crate) full: bool,
    /// Up to where the host's word about places was read, and what was said of it.
    pub(crate) places: Option<u64>,
    /// On this connection or on the one that the pair goes on from. See [`crate::wire::Places::mark`].
    pub(crate) said: u64,
    /// Whether that was on this connection.
    pub(crate) spoke: bool,
    /// How often the peer spoke of places.
    pub(crate) heard: u32,
}

impl Shared {
    /// Begins with the own positions as they are now.
    pub(crate) fn new(
        board: BoardId,
        their_slot: u32,
        own_device: trust::DeviceId,
        mut base: Vec<Position>,
    ) -> Self {
        base.sort_unstable();
        base.dedup_by_key(|position| position.log);
        let own = base
            .iter()
            .map(|position| (position.log, (position.seq, position.id)))
            .collect();
        Self {
            board,
            their_slot,
            own_device: Some(own_device),
            carries: None,
            peer: None,
            standing: Standing::Unknown,
            phase: Phase::Greeted,
            base,
            greeted: [0; 32],
            to_persist: BTreeMap::new(),
            whole: false,
            to_state: BTreeSet::new(),
            taken: 0,
            wants: Vec::new(),
            behind: false,
            met_said: false,
            equal_said: false,
            in_flight: 0,
            own,
            held: BTreeMap::new(),
            sent: BTreeMap::new(),
            to_send: BTreeMap::new(),
            asked: BTreeMap::new(),
            expected: BTreeMap::new(),
            asked_from: BTreeMap::new(),
            claimed: BTreeMap::new(),
            grown: 0,
            unequal: BTreeSet::new(),
            ignored: BTreeSet::new(),
            later: BTreeMap::new(),
            branching: Branching::default(),
            bringing: Bringing::default(),
            told: Told::default(),
            present: Present::default(),
            screening: Default::default(),
            near: Default::default(),
        }
    }

    /// Begins a board between a member and a helper, who know each other by their tags.
    pub(crate) fn tied(
        board: BoardId,
        their_slot: u32,
        device: trust::DeviceId,
        carries: bool,
        base: Vec<Position>,
    ) -> Self {
        let mut shared = Self::new(board, their_slot, device, base);
        shared.own_device = None;
        shared.carries = Some(carries);
        shared.peer = Some(device);
        shared.standing = Standing::Member;
        shared
    }

    /// Returns whether one of the two sides is a helper here.
    pub(crate) const fn is_tied(&self) -> bool {
        self.carries.is_some()
    }

    /// Takes what a message of the comparison told about the peer. Returns positions that contradict ours.
    pub(crate) fn learn(&mut self, answer: &Answer) -> Vec<Position> {
        let mut forks = Vec::new();
        for position in &answer.learned {
            if self.branching.is_apart(position.log) {
                continue;
            }
            self.held.insert(position.log, position.seq);
            forks.extend(self.contradicts(position));
            if position.seq > 0 {
                self.to_persist.insert(position.log, *position);
            }
        }
        forks
    }

    /// The comparison is over: what was not learned is equal, what the peer lacks is to be sent.
    ///
    /// One that was broken off (`whole` is false) left something open. The session goes on as if that were equal, and
    /// the next one finds it; but nothing is known of it, so it is no receipt.
    pub(crate) fn go_live(&mut self, whole: bool) {
        let mut compared = BTreeMap::new();
        for position in std::mem::take(&mut self.base) {
            compared.insert(position.log, position.seq);
            if let std::collections::btree_map::Entry::Vacant(vacant) =
                self.held.entry(position.log)
            {
                vacant.insert(position.seq);
                if whole {
                    self.to_persist.insert(position.log, position);
                }
            }
        }
        self.whole = whole;
        self.phase = Phase::Live;
        self.count_lacking();
        let logs: BTreeSet<LogId> = self.own.keys().chain(self.held.keys()).copied().collect();
        for log in logs {
            let own = self.own_seq(&log);
            if self.held(&log) < own {
                if self.carries == Some(true) {
                    // A helper cannot tell what is worth something: the member asks.
                    self.to_state.insert(log);
                } else {
                    self.to_send.insert(log, self.held(&log) + 1);
                }
            } else if compared.get(&log).copied().unwrap_or(0) < own {
                // It came while the two compared: the peer knows of what was compared only.
                self.to_state.insert(log);
            }
            self.touch(log);
        }
    }

    /// A log grew here. `push` says whether the peer gets it unasked.
    pub(crate) fn grew(&mut self, tip: Position, push: impl FnOnce() -> bool) {
        if tip.seq <= self.own_seq(&tip.log) || self.branching.is_apart(tip.log) {
            return;
        }
        self.count_grown(&tip.log, tip.seq);
        self.own.insert(tip.log, (tip.seq, tip.id));
        self.grown += 1;
        if self.phase != Phase::Live {
            return;
        }
        self.ask_for_proof(&tip);
        let known = self
            .held(&tip.log)
            .max(self.sent.get(&tip.log).copied().unwrap_or(0));
        if known < tip.seq && (self.to_send.contains_key(&tip.log) || push()) {
            self.to_send.entry(tip.log).or_insert(known + 1);
        } else {
            // Also where the peer has it: it cannot know that this side does.
            self.to_state.insert(tip.log);
        }
        self.touch(tip.log);
    }

    /// A transfer was stored.
    pub(crate) fn arrived(&mut self, received: Received) {
        // What the peer sent it holds, as far as it is what is held here; of anything else nothing is known.
        for position in received.verified {
            self.proven(&position);
            self.peer_holds(position.log, position.seq);
            self.to_persist.insert(position.log, position);
        }
        for tip in received.tips {
            self.grew(tip, || false);
            self.to_state.insert(tip.log);
        }
        self.taken = self.taken.saturating_add(1);
        for want in received.wants {
            self.claimed(want);
            self.ask_again(want);
        }
    }

    /// The peer stated a position. Returns it if it contradicts ours.
    pub(crate) fn stated(&mut self, position: Position) -> Option<Position> {
        self.to_persist.insert(position.log, position);
        self.peer_holds(position.log, position.seq);
        self.contradicts(&position)
    }

    /// The peer is known to hold a log up to a number.
    pub(crate) fn peer_holds(&mut self, log: LogId, seq: u64) {
        if self.branching.is_apart(log) {
            return;
        }
        let held = self.held.entry(log).or_insert(0);
        *held = seq.max(*held);
        let held = *held;
        if self.sent.get(&log).is_some_and(|sent| *sent <= held) {
            self.sent.remove(&log);
        }
        if let Some(next) = self.to_send.get_mut(&log) {
            *next = (*next).max(held.saturating_add(1));
            if *next > self.own.get(&log).map_or(0, |(seq, _)| *seq) {
                // It came there by another way; what was to be said by sending is said in words.
                self.to_send.remove(&log);
                self.to_state.insert(log);
            }
        }
        self.touch(log);
    }

    /// The peer asked for a log from a number on.
    pub(crate) fn wanted(&mut self, want: Want) {
        if want.from >= 1 && want.from <= self.own_seq(&want.log) {
            self.sent.remove(&want.log);
            self.to_send.insert(want.log, want.from);
        }
    }

    /// Returns what is to be sent, by log.
    pub(crate) fn lacking(&mut self) -> Vec<Lacking> {
        let Self { own, to_send, .. } = self;
        to_send.retain(|log, next| own.get(log).is_some_and(|(seq, _)| *next <= *seq));
        let to = |log| own.get(log).map_or(0, |(seq, _)| *seq);
        to_send
            .iter()
            .map(|(log, next)| Lacking {
                log: *log,
                from: *next,
                to: to(log),
            })
            .collect()
    }

    /// An entry is on its way to the peer.
    pub(crate) fn sent(&mut self, log: LogId, seq: u64) {
        if seq >= self.own_seq(&log) {
            self.to_send.remove(&log);
        } else {
            self.to_send.insert(log, seq + 1);
        }
        self.sent.insert(log, seq);
    }

    /// Gives a log up: the host has nothing of it that could be sent.
    pub(crate) fn give_up(&mut self, log: LogId) {
        self.to_send.remove(&log);
    }

    /// Returns the own position in a log.
    pub(crate) fn own(&self, log: &LogId) -> Option<Position> {
        self.own.get(log).map(|(seq, id)| Position {
            log: *log,
            seq: *seq,
            id: *id,
        })
    }

    /// Returns whether both sides hold the same, as far as they told each other.
    pub(crate) fn is_equal(&self) -> bool {
        self.phase == Phase::Live && self.unequal.is_empty() && self.branching.is_equal()
    }

    /// Returns how many logs the peer made this side remember.
    pub(crate) fn tracked(&self) -> usize {
        self.held.len() + self.claimed.len()
    }

    fn own_seq(&self, log: &LogId) -> u64 {
        self.own.get(log).map_or(0, |(seq, _)| *seq)
    }

    fn held(&self, log: &LogId) -> u64 {
        self.held.get(log).copied().unwrap_or(0)
    }

    fn contradicts(&self, theirs: &Position) -> Option<Position> {
        let (seq, id) = self.own.get(&theirs.log)?;
        (*seq == theirs.seq && *id != theirs.id).then_some(*theirs)
    }

    fn touch(&mut self, log: LogId) {
        if self.phase != Phase::Live {
            return;
        }
        let equal = self.held(&log) == self.own_seq(&log) && !self.claimed.contains_key(&log);
        if equal || self.ignored.contains(&log) {
            self.unequal.remove(&log);
        } else {
            self.unequal.insert(log);
            self.equal_said = false;
        }
    }
}
