//! Who has a board open, on one connection: what was said last, and what was heard.
//!
//! Owns how often it is said, and for how long it is believed. Lives and ends with the connection: nothing of it is
//! kept, and nothing of it is passed on.

use crate::Open;

/// What stands is said again after so long.
const AGAIN_MS: u64 = 10_000;
/// What was heard is believed for so long: two of them may be lost, and it is gone within half a minute of a cut.
pub(crate) const BELIEVED_MS: u64 = 25_000;
/// Changes that are said at once, and heard at once; and how many each second from then on.
const SAID: Budget = Budget::new(8, 1);
const HEARD: Budget = Budget::new(64, 2);

/// See the module.
#[derive(Debug)]
pub(crate) struct Present {
    said: Option<Open>,
    said_ms: u64,
    heard: Option<Open>,
    heard_ms: u64,
    to_say: Budget,
    to_hear: Budget,
}

impl Default for Present {
    fn default() -> Self {
        Self {
            said: None,
            said_ms: 0,
            heard: None,
            heard_ms: 0,
            to_say: SAID,
            to_hear: HEARD,
        }
    }
}

impl Present {
    /// Returns whether this is to be said now. What is too much for now is said later, as it is then.
    pub(crate) fn says(&mut self, open: Option<Open>, now_ms: u64) -> bool {
        let old = self.said.is_some() && is_over(self.said_ms, AGAIN_MS, now_ms);
        if (open == self.said && !old) || !self.to_say.take(now_ms) {
            return false;
        }
        self.said = open;
        self.said_ms = now_ms;
        true
    }

    /// The peer said something; what is too much is not heard.
    pub(crate) fn hear(&mut self, open: Option<Open>, now_ms: u64) {
        if self.to_hear.take(now_ms) {
            self.heard = open;
            self.heard_ms = now_ms;
        }
    }

    /// Lets go of what was not said again in time.
    pub(crate) fn pass(&mut self, now_ms: u64) {
        if is_over(self.heard_ms, BELIEVED_MS, now_ms) {
            self.heard = None;
        }
    }

    /// Lets go of what was heard.
    pub(crate) const fn forget(&mut self) {
        self.heard = None;
    }

    /// Returns what the peer said and is still believed.
    pub(crate) const fn heard(&self) -> Option<Open> {
        self.heard
    }
}

/// A clock that was set back says nothing about how long it was: it is over.
const fn is_over(since_ms: u64, lasts_ms: u64, now_ms: u64) -> bool {
    match now_ms.checked_sub(since_ms) {
        Some(passed) => passed >= lasts_ms,
        None => true,
    }
}

/// So many at once, and so many each second.
#[derive(Debug, Clone, Copy)]
struct Budget {
    burst: u64,
    per_second: u64,
    /// In thousandths.
    used: u64,
    at_ms: u64,
}

impl Budget {
    const fn new(burst: u64, per_second: u64) -> Self {
        Self {
            burst,
            per_second,
            used: 0,
            at_ms: 0,
        }
    }

    fn take(&mut self, now_ms: u64) -> bool {
        let passed = now_ms.saturating_sub(self.at_ms);
        self.used = self
            .used
            .saturating_sub(passed.saturating_mul(self.per_second));
        self.at_ms = now_ms;
        let room = self.used + 1_000 <= self.burst * 1_000;
        if room {
            self.used += 1_000;
        }
        room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOKS: Option<Open> = Some(Open { item: None });

    #[test]
    fn what_stands_is_said_once_and_again_before_it_would_be_forgotten() {
        let mut alice = Present::default();
        assert!(!alice.says(None, 1_000));
        assert!(alice.says(LOOKS, 1_000));
        let said = (1_001..=61_000).filter(|now_ms| alice.says(LOOKS, *now_ms));
        assert_eq!(said.count(), 6);
        assert!(alice.says(None, 61_001));
        assert!((61_002..200_000).all(|now_ms| !alice.says(None, now_ms)));
    }

    #[test]
    fn what_is_not_said_again_is_gone_within_half_a_minute() {
        let mut bob = Present::default();
        bob.hear(LOOKS, 1_000);
        bob.pass(1_000 + BELIEVED_MS - 1);
        assert_eq!(bob.heard(), LOOKS);
        bob.pass(1_000 + BELIEVED_MS);
        assert_eq!(bob.heard(), None);
        // A clock that was set back does not keep it for hours.
        bob.hear(LOOKS, 7_200_000);
        bob.pass(3_600_000);
        assert_eq!(bob.heard(), None);
        const { assert!(BELIEVED_MS < 30_000 && BELIEVED_MS > 2 * AGAIN_MS) };
    }

    #[test]
    fn honest_haste_is_slowed_here_and_never_lost_there() {
        let (mut alice, mut bob) = (Present::default(), Present::default());
        let mut now_ms = 1_000;
        for turn in 0..10_000_u64 {
            now_ms += 50;
            let open = (turn % 2 == 0).then(Open::default);
            if alice.says(open, now_ms) {
                bob.hear(open, now_ms);
                assert_eq!(bob.heard(), open);
            }
        }
        let last = LOOKS;
        while !alice.says(last, now_ms) && alice.said != last {
            now_ms += 1_000;
        }
        assert!(now_ms < 1_000 + 10_000 * 50 + 3_000);
    }

    #[test]
    fn of_a_million_only_a_few_are_heard() {
        let mut bob = Present::default();
        let mut changes = 0;
        for turn in 0..1_000_000_u64 {
            let before = bob.heard();
            bob.hear((turn % 2 == 0).then(Open::default), 5_000);
            changes += u64::from(before != bob.heard());
        }
        assert_eq!(changes, 64);
    }
}
