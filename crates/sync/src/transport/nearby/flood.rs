//! When somebody fills the room with announcements: how much one search takes in, and how long it rests then.
//!
//! Owns the count and the pauses. The library below remembers every name that it hears, tag or not, and asks and answers
//! the more rarely the more names there are: only ending the search lets go of them (docs/decisions/0116).

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;

/// Names that one search takes in. A device has two in one search, when its tag changes; this is a room of 250 devices.
pub(super) const NAMES: usize = 512;
/// The first rest, and the longest.
const REST: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(4 * 60);
/// After so long without another flood the next rest is a short one again.
const CALM: Duration = Duration::from_secs(15 * 60);

/// See the module.
#[derive(Debug)]
pub(super) struct Flood {
    names: BTreeSet<String>,
    /// The first rest: [`REST`], but for tests that wait for its end.
    pub(super) first: Duration,
    /// The last rest, and when it ends or ended.
    rest: Duration,
    until: Option<Instant>,
    /// No search began since.
    rests: bool,
}

impl Default for Flood {
    fn default() -> Self {
        Self {
            names: BTreeSet::new(),
            first: REST,
            rest: Duration::ZERO,
            until: None,
            rests: false,
        }
    }
}

impl Flood {
    /// A search begins: it knows no names.
    pub(super) fn begins(&mut self) {
        self.names.clear();
        self.rests = false;
    }

    /// A name is heard, tag or not. Returns whether it is one too many: the search is to end now, and to rest.
    pub(super) fn hears(&mut self, name: &str, now: Instant) -> bool {
        if !self.names.contains(name) {
            self.names.insert(name.to_owned());
        }
        if self.names.len() <= NAMES {
            return false;
        }
        self.names.clear();
        let soon = self.until.is_some_and(|until| now < until + CALM);
        self.rest = if soon {
            self.rest.saturating_mul(2).min(LONGEST)
        } else {
            self.first
        };
        self.until = Some(now + self.rest);
        self.rests = true;
        true
    }

    /// Returns whether nothing is to be searched for now.
    pub(super) fn is_resting(&self, now: Instant) -> bool {
        self.rests_until().is_some_and(|until| now < until)
    }

    /// Returns when a rest ends or ended after which no search began yet.
    pub(super) fn rests_until(&self) -> Option<Instant> {
        self.until.filter(|_| self.rests)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mallory makes up names, another one each time, until the search ends.
    fn flooded(flood: &mut Flood, now: Instant) -> Duration {
        flood.begins();
        let mut made_up = 0..;
        assert!(made_up.any(|name: usize| flood.hears(&format!("mallory {name}"), now)));
        assert_eq!(made_up.start, NAMES + 1);
        assert!(flood.names.is_empty(), "what was heard is let go of");
        flood.rests_until().unwrap() - now
    }

    #[test]
    fn past_so_many_names_a_search_rests_ever_longer_and_after_a_calm_shortly_again() {
        let (mut flood, mut now) = (Flood::default(), Instant::now());
        let mut rests = Vec::new();
        for _ in 0..5 {
            assert!(!flood.is_resting(now));
            let rest = flooded(&mut flood, now);
            assert!(flood.is_resting(now + rest / 2) && !flood.is_resting(now + rest));
            now += rest;
            rests.push(rest.as_secs());
        }
        assert_eq!(rests, [30, 60, 120, 240, 240]);
        now += CALM;
        assert_eq!(flooded(&mut flood, now), REST);
    }

    #[test]
    fn a_room_in_which_the_same_are_heard_again_and_again_is_no_flood() {
        let (mut flood, now) = (Flood::default(), Instant::now());
        for _ in 0..3 {
            // Each search counts for itself.
            flood.begins();
            for round in 0..100 * NAMES {
                assert!(!flood.hears(&format!("{}", round % NAMES), now));
            }
        }
        assert!(!flood.is_resting(now));
    }
}
