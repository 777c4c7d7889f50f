//! Logs that forked: they have several newest positions, and stand apart from all that goes by one.

use std::collections::BTreeSet;

use trust::Position;

use super::Shared;
use crate::compare;

impl Shared {
    /// Returns the digest of what is held, with all branches of forked logs.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut all: Vec<Position> = self.base.clone();
        all.extend(&self.branching.own);
        all.sort_unstable();
        compare::digest(&all)
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
            self.unequal.remove(&log);
            self.later.remove(&log);
        }
    }

    /// Either side has other branches than before.
    pub(crate) fn branches_changed(&mut self) {
        if !self.branching.is_equal() {
            self.equal_said = false;
        }
    }
}
