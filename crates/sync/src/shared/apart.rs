//! Logs that forked: they have several newest positions, and stand apart from all that goes by one.

use std::collections::BTreeSet;

use trust::Position;

use super::Shared;
use crate::compare;

impl Shared {
    /// Returns the digest of what is held, with all branches of forked logs, to be told to the peer. Both sides go by
    /// what they told: a log may fork before the peer's answer is here.
    pub(crate) fn greet(&mut self) -> [u8; 32] {
        let mut all: Vec<Position> = self.base.clone();
        all.extend(&self.branching.own);
        all.sort_unstable();
        let digest = compare::digest(&all);
        self.greeted = digest;
        self.branching.greeted = self.branching.own.clone();
        digest
    }

    /// Takes the digest that the peer told. Returns whether it is the one that it was told.
    pub(crate) fn is_greeted(&mut self, theirs: &[u8; 32]) -> bool {
        let equal = self.greeted == *theirs;
        if equal {
            self.branching.theirs = std::mem::take(&mut self.branching.greeted);
            self.branching.to_state = !self.branching.is_equal();
        }
        equal
    }

    /// Takes logs that forked out of all that goes by one newest number.
    pub(crate) fn set_apart(&mut self, tips: &BTreeSet<Position>) {
        for log in self.branching.note(tips) {
            self.base.retain(|position| position.log != log);
            self.own.remove(&log);
            self.held.remove(&log);
            self.sent.remove(&log);
            self.to_send.remove(&log);
            self.asked.remove(&log);
            self.expected.remove(&log);
            self.claimed.remove(&log);
            self.unequal.remove(&log);
            self.later.remove(&log);
        }
    }

    /// Either side has other branches than before.
    pub(crate) fn branches_changed(&mut self) {
        self.grown += 1;
        if !self.branching.is_equal() {
            self.equal_said = false;
        }
    }
}
