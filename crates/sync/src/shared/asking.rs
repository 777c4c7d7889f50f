//! What this side lacks: what is asked for now, later, or not because it comes another way.

use trust::{LogId, Position};

use super::{Phase, Shared};
use crate::Want;

/// So often what did not come is asked for again on one connection: after 1 tick, after 2 more, 4 more ...
const TRIES: u8 = 8;

/// From where on a log was asked for after a gap or a fork.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AskedFrom {
    seq: u64,
    tries: u8,
    /// So many ticks until it may be asked for again.
    wait: u32,
    /// What [`Shared::grown`] was then.
    grown: u64,
}

impl Shared {
    /// Returns whether this side lacks an announced position, and has not asked for it.
    pub(crate) fn lacks(&self, announced: &Position) -> bool {
        let asked = self.asked.get(&announced.log).copied().unwrap_or(0);
        !self.branching.is_apart(announced.log)
            && announced.seq > self.own_seq(&announced.log).max(asked)
    }

    /// Asks for an announced position.
    pub(crate) fn ask(&mut self, log: LogId, to: u64) {
        let asked = self.asked.insert(log, to).unwrap_or(0);
        let from = self.own_seq(&log).max(asked).saturating_add(1);
        self.wants.push(Want { log, from });
    }

    /// Puts off what is to be asked for, whatever was asked before.
    pub(crate) fn ask_later(&mut self, wants: Vec<Want>) {
        for want in wants {
            let from = self.later.entry(want.log).or_insert(want.from);
            *from = want.from.min(*from);
        }
    }

    /// Asks for some of what was put off.
    pub(crate) fn ask_some(&mut self, most: usize) {
        for _ in 0..most {
            let Some((log, from)) = self.later.pop_first() else {
                return;
            };
            self.wants.push(Want { log, from });
        }
    }

    /// Takes no notice of a log of a helper.
    pub(crate) fn ignore(&mut self, log: LogId) {
        self.unequal.remove(&log);
        self.ignored.insert(log);
    }

    /// Waits for an announced position to come by another connection.
    pub(crate) fn expect(&mut self, announced: &Position) {
        self.expected.insert(announced.log, announced.seq);
    }

    /// Asks for what was expected and did not come.
    pub(crate) fn ask_for_expected(&mut self) {
        for (log, seq) in std::mem::take(&mut self.expected) {
            if seq > self.own_seq(&log) {
                self.ask(log, seq);
            }
        }
    }

    /// Asks for a range that the host misses. The same is asked for once, until something else came.
    pub(crate) fn ask_again(&mut self, want: Want) {
        let before = self.asked_from.get(&want.log);
        if before.is_none_or(|before| before.seq != want.from) {
            let asked = AskedFrom {
                seq: want.from,
                tries: 0,
                wait: 0,
                grown: self.grown,
            };
            self.asked_from.insert(want.log, asked);
            self.wants.push(want);
        }
    }

    /// Asks again for what came and could not be read, if something came since that may make it readable: what it names
    /// may have been on its way, by this peer or by another.
    pub(crate) fn ask_for_lost(&mut self, most: usize) {
        if self.phase != Phase::Live {
            return;
        }
        let Self {
            asked_from,
            own,
            held,
            claimed,
            grown,
            ..
        } = self;
        let lost = asked_from.iter_mut().filter_map(|(log, asked)| {
            asked.wait = asked.wait.saturating_sub(1);
            let from = own.get(log).map_or(0, |(seq, _)| *seq).saturating_add(1);
            let theirs = held.get(log).max(claimed.get(log));
            let lacks = theirs.is_some_and(|theirs| *theirs >= from);
            let again = asked.wait == 0 && asked.tries < TRIES && asked.grown != *grown;
            (lacks && again).then(|| {
                asked.wait = 1 << asked.tries;
                asked.tries += 1;
                asked.grown = *grown;
                Want { log: *log, from }
            })
        });
        self.wants.extend(lost.take(most));
    }

    /// The peer sent something of a log that could not be read.
    pub(super) fn claimed(&mut self, want: Want) {
        if !self.branching.is_apart(want.log) {
            let claimed = self.claimed.entry(want.log).or_insert(0);
            *claimed = want.from.max(*claimed);
            self.touch(want.log);
        }
    }

    /// What the peer sent could be read.
    pub(super) fn proven(&mut self, position: &Position) {
        let claimed = self.claimed.get(&position.log);
        if claimed.is_some_and(|claimed| *claimed <= position.seq) {
            self.claimed.remove(&position.log);
        }
    }

    /// Asks for the newest entry of a log of which the peer sent what could not be read then, and which came another
    /// way since: the peer will not say again that it holds what it sent. If it comes, it is a receipt.
    pub(super) fn ask_for_proof(&mut self, tip: &Position) {
        if self.claimed.remove(&tip.log).is_some() {
            self.wants.push(Want {
                log: tip.log,
                from: tip.seq,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use trust::{BoardId, DeviceId, EntryId};

    use super::*;
    use crate::Received;

    #[test]
    fn what_could_not_be_read_and_came_another_way_is_asked_for_once_so_that_it_is_known_who_holds_it()
     {
        let log = LogId([7; 32]);
        let at = |seq| Position {
            log,
            seq,
            id: EntryId([9; 32]),
        };
        let mut shared = Shared::new(BoardId([1; 32]), 0, DeviceId([2; 32]), Vec::new());
        shared.phase = Phase::Live;
        let unread = || Received {
            wants: vec![Want { log, from: 1 }],
            ..Received::default()
        };
        shared.arrived(unread());
        shared.arrived(unread());
        assert_eq!(std::mem::take(&mut shared.wants), [Want { log, from: 1 }]);
        // Somebody else sends it.
        shared.grew(at(3), || false);
        assert!(!shared.is_equal());
        assert_eq!(std::mem::take(&mut shared.wants), [Want { log, from: 3 }]);
        shared.arrived(Received {
            verified: vec![at(3)],
            ..Received::default()
        });
        assert!(shared.is_equal());
        // What it sent and could be read asks for nothing.
        shared.grew(at(4), || false);
        assert_eq!(shared.wants, []);
    }

    #[test]
    fn what_came_too_early_is_asked_for_again_after_something_else_came_and_not_for_ever() {
        let (lost, other) = (LogId([7; 32]), LogId([8; 32]));
        let at = |log, seq| Position {
            log,
            seq,
            id: EntryId([9; 32]),
        };
        let want = Want { log: lost, from: 1 };
        let mut shared = Shared::new(BoardId([1; 32]), 0, DeviceId([2; 32]), Vec::new());
        shared.go_live(false);
        shared.arrived(Received {
            wants: vec![want],
            ..Received::default()
        });
        assert_eq!(std::mem::take(&mut shared.wants), [want]);
        shared.ask_for_lost(9);
        assert_eq!(shared.wants, [], "nothing new came");
        let mut ticks = Vec::new();
        for tick in 0..1_000 {
            if tick % 2 == 0 {
                shared.grew(at(other, 1 + tick), || false);
            }
            shared.ask_for_lost(9);
            if !shared.wants.is_empty() {
                assert_eq!(std::mem::take(&mut shared.wants), [want]);
                ticks.push(tick);
            }
        }
        assert_eq!(ticks, [0, 2, 4, 8, 16, 32, 64, 128]);
    }
}
