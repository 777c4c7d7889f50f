//! What this side lacks: what is asked for now, later, or not because it comes another way.

use trust::{LogId, Position};

use super::Shared;
use crate::Want;

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

    /// Asks for a range that the host misses. The same is asked for once: what came then was all there is.
    pub(crate) fn ask_again(&mut self, want: Want) {
        if self.asked_from.insert(want.log, want.from) != Some(want.from) {
            self.wants.push(want);
        }
    }
}
