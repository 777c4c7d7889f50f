//! How often a peer may bring what is here already.
//!
//! An entry that is here is known by its place before any signature is looked at, and changes nothing; but each transfer
//! takes its part of a transaction. So a peer whose transfers bring nothing new has some of them, then a few each second:
//! the next frame of it is read later. Owns the count, by the peer's network key, so that dialling anew begins nothing
//! anew. It delays and decides nothing.
//!
//! An entry that is dropped because its signature or chain does not hold is an eighth of such a transfer. Of these there
//! is no most: a transfer that is full of them is paid off for minutes, so that checking them takes far less than a
//! quarter of one core (reliability.md, row 49).

use std::collections::BTreeMap;

use trust::EndpointId;

/// Transfers without anything new that a peer may bring at once ...
const BURST: u64 = 256;
/// ... and each second from then on.
const PER_SECOND: u64 = 8;
/// What an entry that is dropped counts, in thousandths of such a transfer.
const DROPPED: u64 = 125;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Replays {
    /// What each has used up, in thousandths of a transfer, and since when it is counted down.
    used: BTreeMap<EndpointId, (u64, u64)>,
}

impl Replays {
    /// Counts a transfer that brought nothing.
    pub(crate) fn count(&mut self, peer: EndpointId, now_ms: u64) {
        self.forget(now_ms);
        let (used, _) = self.used.entry(peer).or_insert((0, now_ms));
        *used = (*used + 1_000).min((BURST + 1) * 1_000).max(*used);
    }

    /// Counts entries that had to be dropped.
    pub(crate) fn count_dropped(&mut self, peer: EndpointId, count: u64, now_ms: u64) {
        self.forget(now_ms);
        let (used, _) = self.used.entry(peer).or_insert((0, now_ms));
        *used = used.saturating_add(count.saturating_mul(DROPPED));
    }

    /// Returns whether nothing more is to be read of a peer for now.
    pub(crate) fn must_wait(&mut self, peer: EndpointId, now_ms: u64) -> bool {
        self.forget(now_ms);
        let used = self.used.get(&peer).map_or(0, |(used, _)| *used);
        used + 1_000 > BURST * 1_000
    }

    /// Counts down by the time that has passed. A clock that was set back begins to count from there.
    fn forget(&mut self, now_ms: u64) {
        self.used.retain(|_, (used, since)| {
            let passed = now_ms.saturating_sub(*since);
            *used = used.saturating_sub(passed.saturating_mul(PER_SECOND));
            *since = now_ms;
            *used > 0
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_brings_nothing_new_again_and_again_is_read_slowly_and_nobody_else_is() {
        let (bob, mallory) = (EndpointId([2; 32]), EndpointId([3; 32]));
        let mut replays = Replays::default();
        let mut taken = 0;
        while !replays.must_wait(mallory, 5_000) {
            replays.count(mallory, 5_000);
            taken += 1;
        }
        assert_eq!(taken, BURST);
        assert!(!replays.must_wait(bob, 5_000));
        replays.count(bob, 5_000);
        assert!(!replays.must_wait(bob, 5_000));
        // A second later there is room for eight.
        for second in 1..=3 {
            let now_ms = 5_000 + second * 1_000;
            let mut taken = 0;
            while !replays.must_wait(mallory, now_ms) {
                replays.count(mallory, now_ms);
                taken += 1;
            }
            assert_eq!(taken, PER_SECOND);
        }
        // A clock that is set back neither opens it nor keeps it shut for ever.
        assert!(replays.must_wait(mallory, 10) && replays.must_wait(mallory, 100));
        assert!(!replays.must_wait(mallory, 200));
        replays.forget(60_000);
        assert!(replays.used.is_empty());
    }

    #[test]
    fn bad_input_49_who_sends_false_signatures_has_them_checked_for_a_small_part_of_a_core() {
        /// What a check takes on a slow machine, in microseconds.
        const CHECK_US: u64 = 150;
        /// A transfer of 4 MiB that is nothing but false entries of 150 bytes, each of a log of its own.
        const FULL: u64 = (4 << 20) / 150;
        let (bob, mallory) = (EndpointId([2; 32]), EndpointId([3; 32]));
        for of_one in [1, 40, FULL] {
            let mut replays = Replays::default();
            let mut checked = 0;
            // An hour of it; she sends whenever she is read.
            for tenth in 0..36_000 {
                let now_ms = tenth * 100;
                while !replays.must_wait(mallory, now_ms) {
                    replays.count(mallory, now_ms);
                    replays.count_dropped(mallory, of_one, now_ms);
                    checked += of_one;
                }
                assert!(!replays.must_wait(bob, now_ms));
            }
            let busy_us = checked * CHECK_US;
            assert!(
                busy_us < 3_600_000_000 / 20,
                "{of_one}: {busy_us} us in an hour"
            );
        }
    }
}
