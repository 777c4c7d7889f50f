//! How much time has passed, as far as a device can tell: for what is due every month.
//!
//! Owns the count. While the app runs, the monotonic clock counts; while it does not, the wall clock does, for a month at
//! most. A wall clock that jumps ahead makes a month pass once: from then on it counts only beyond where it was, until it
//! has stood below that for a day. So it cannot make anything happen in a loop. Never reads a clock itself.

use minicbor::{Decode, Encode};
use trust::{BoardId, EpochId};

/// A month, in milliseconds: keys are renewed so often.
pub(crate) const PERIOD_MS: u64 = 30 * DAY_MS;
pub(crate) const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Passing {
    /// What has passed in all.
    #[n(0)]
    pub(crate) counted_ms: u64,
    /// The latest that the wall clock was believed to show.
    #[n(1)]
    high_ms: u64,
    /// How long it has stood below that.
    #[n(2)]
    below_ms: u64,
    /// When this device's receiving key was made, by the count.
    #[n(3)]
    pub(crate) kem_since: Option<u64>,
    /// Since when the newest key of each board is known here, by the count.
    #[n(4)]
    pub(crate) epochs: Vec<EpochSince>,
}

/// Since when a board's key is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct EpochSince {
    #[n(0)]
    pub(crate) board: BoardId,
    #[n(1)]
    pub(crate) epoch: EpochId,
    #[n(2)]
    pub(crate) since: u64,
}

impl Passing {
    /// Takes notice of the time: what the wall clock shows, and for how long the app has run since the last call.
    pub(crate) fn pass(&mut self, now_ms: u64, ran_ms: u64) {
        let by_wall = if self.high_ms == 0 {
            0
        } else {
            now_ms.saturating_sub(self.high_ms).min(PERIOD_MS)
        };
        self.counted_ms = self.counted_ms.saturating_add(by_wall.max(ran_ms));
        if now_ms >= self.high_ms {
            self.high_ms = now_ms;
            self.below_ms = 0;
            return;
        }
        self.below_ms = self.below_ms.saturating_add(ran_ms);
        if self.below_ms >= DAY_MS {
            // It was wrong before.
            self.high_ms = now_ms;
            self.below_ms = 0;
        }
    }

    /// Returns how long it is since a point of the count.
    pub(crate) const fn since(&self, then: u64) -> u64 {
        self.counted_ms.saturating_sub(then)
    }

    /// Returns how long an epoch has been the newest of a board, as far as is known here; notes it where it is another.
    pub(crate) fn age_of(&mut self, board: BoardId, epoch: EpochId) -> u64 {
        let counted = self.counted_ms;
        let known = self.epochs.iter_mut().find(|known| known.board == board);
        match known {
            Some(known) if known.epoch == epoch => counted.saturating_sub(known.since),
            Some(known) => {
                known.epoch = epoch;
                known.since = counted;
                0
            }
            None => {
                self.epochs.push(EpochSince {
                    board,
                    epoch,
                    since: counted,
                });
                0
            }
        }
    }

    /// Puts off what is due of a board by a day.
    pub(crate) fn put_off(&mut self, board: BoardId) {
        let known = self.epochs.iter_mut().find(|known| known.board == board);
        if let Some(known) = known {
            known.since = known.since.saturating_add(DAY_MS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_790_000_000_000;
    const YEAR: u64 = 365 * DAY_MS;

    fn begun() -> Passing {
        let mut passing = Passing::default();
        passing.pass(NOW, 0);
        passing
    }

    #[test]
    fn running_and_standing_still_both_count() {
        let mut passing = begun();
        passing.pass(NOW + 1_000, 1_000);
        passing.pass(NOW + 3 * DAY_MS, 0);
        assert_eq!(passing.counted_ms, 3 * DAY_MS);
        // More than a month away is a month.
        passing.pass(NOW + YEAR, 0);
        assert_eq!(passing.counted_ms, 33 * DAY_MS);
    }

    #[test]
    fn a_clock_that_jumps_ten_years_there_and_back_makes_one_month_pass() {
        let mut passing = begun();
        for _ in 0..100 {
            passing.pass(NOW + 10 * YEAR, 1_000);
            passing.pass(NOW, 1_000);
        }
        assert!(passing.counted_ms < PERIOD_MS + DAY_MS, "{passing:?}");
        // A clock that starts in 1970 until the network sets it.
        let mut passing = begun();
        for start in 1..100 {
            passing.pass(start, 0);
            passing.pass(NOW + start, 1_000);
        }
        assert!(passing.counted_ms < DAY_MS);
    }

    #[test]
    fn a_clock_that_was_wrong_is_believed_again_after_a_day() {
        let mut passing = begun();
        passing.pass(NOW + 10 * YEAR, 0);
        let jumped = passing.counted_ms;
        let mut now = NOW;
        for _ in 0..25 {
            now += 3_600_000;
            passing.pass(now, 3_600_000);
        }
        assert_eq!(passing.counted_ms, jumped + 25 * 3_600_000);
        passing.pass(now + 2 * DAY_MS, 0);
        assert_eq!(passing.counted_ms, jumped + 25 * 3_600_000 + 2 * DAY_MS);
    }
}
