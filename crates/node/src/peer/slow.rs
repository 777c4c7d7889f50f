//! The slow lane: certificates of somebody who brings hundreds of them within an hour are looked at together.
//!
//! Each certificate that comes makes what all of them amount to be computed anew, so a flood of them, one by one, would
//! keep the writer busy for nothing. Past a number an hour those of one author are kept, served and counted as here, and
//! judged with others once a minute. Owns whose wait, and how long. It delays and decides nothing: what comes out is
//! judged as if it had just come. Own ones and stewards' never wait, nor any while a board is on its way here. Nor do the
//! keys that a coordinator hands out: a removal on a large board brings hundreds of them, and until they are judged
//! others write under the key that the removed person has.

use std::collections::{BTreeMap, BTreeSet};

use store::{EntryKey, StoreError};
use trust::{BoardId, Certificate, Entry, PersonId, Role};

use super::state::State;
use super::verdict::{NO_BOARD, Queue};
use super::waiting::Missing;

/// So many certificates of one author are looked at as they come, within an hour.
const USUAL: u32 = 500;
const HOUR_MS: u64 = 60 * 60 * 1_000;
/// The others are looked at so often ...
const PAUSE_MS: u64 = 60_000;
/// ... and so many of them at once, of all authors who have any.
const AT_ONCE: usize = 2_000;

/// Whose a certificate is: a person's, on whatever device. Devices that nobody vouches for count as one author.
type Author = Option<PersonId>;

/// See the module.
#[derive(Debug)]
pub(crate) struct SlowLane<K = EntryKey> {
    /// How many came since when.
    came: BTreeMap<Author, (u64, u32)>,
    /// In the order of their arrival.
    waiting: BTreeMap<Author, BTreeSet<K>>,
    looked_ms: u64,
}

impl<K> Default for SlowLane<K> {
    fn default() -> Self {
        Self {
            came: BTreeMap::new(),
            waiting: BTreeMap::new(),
            looked_ms: 0,
        }
    }
}

impl<K: Ord + Copy> SlowLane<K> {
    pub(crate) fn len(&self) -> u64 {
        let all: usize = self.waiting.values().map(BTreeSet::len).sum();
        u64::try_from(all).unwrap_or(u64::MAX)
    }

    /// Returns whether some of them are to be looked at. A clock that was set back puts nothing off.
    pub(crate) fn is_due(&self, now_ms: u64) -> bool {
        let passed = now_ms.checked_sub(self.looked_ms);
        !self.waiting.is_empty() && passed.is_none_or(|passed| passed >= PAUSE_MS)
    }

    /// Counts a certificate. Returns whether it has to wait.
    fn counts(&mut self, author: Author, now_ms: u64) -> bool {
        let recent = |since: u64| now_ms.checked_sub(since).is_some_and(|past| past < HOUR_MS);
        self.came.retain(|_, (since, _)| recent(*since));
        let (_, came) = self.came.entry(author).or_insert((now_ms, 0));
        *came = came.saturating_add(1);
        *came > USUAL
    }

    fn add(&mut self, author: Author, key: K, now_ms: u64) {
        if self.waiting.is_empty() {
            self.looked_ms = now_ms;
        }
        self.waiting.entry(author).or_default().insert(key);
    }

    /// Takes out what is looked at now: of each author as many, so that nobody's flood is in another's way.
    fn take(&mut self, now_ms: u64) -> BTreeSet<K> {
        self.looked_ms = now_ms;
        let each = (AT_ONCE / self.waiting.len().max(1)).max(1);
        let mut taken = BTreeSet::new();
        for keys in self.waiting.values_mut() {
            let rest = keys.iter().nth(each).copied();
            let rest = rest.map_or_else(BTreeSet::new, |rest| keys.split_off(&rest));
            taken.append(keys);
            *keys = rest;
        }
        self.waiting.retain(|_, keys| !keys.is_empty());
        taken
    }
}

impl State {
    /// Returns whether a certificate that is being stored has to wait, and notes it then.
    pub(crate) fn slows(
        &mut self,
        board: BoardId,
        key: EntryKey,
        entry: &Entry,
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        if self.joins.contains_key(&board) {
            return Ok(false);
        }
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        let author = state.authority.person_of(entry.header.device);
        let role = author.and_then(|author| state.authority.role_of(author));
        let own = entry.header.device == state.device.id() || author == Some(state.person);
        if role == Some(Role::Coordinator) && hands_keys(entry) {
            return Ok(false);
        }
        if own || role == Some(Role::Steward) || state.promised.is_some() || !state.has_genesis() {
            return Ok(false);
        }
        if !state.slow.counts(author, now_ms) {
            return Ok(false);
        }
        state.slow.add(author, key, now_ms);
        self.db.add_waiting(key)?;
        Ok(true)
    }

    /// Judges some of those that had to wait, all together.
    pub(crate) fn look_at_slow(&mut self, now_ms: u64) -> Result<(), StoreError> {
        let due = self
            .boards
            .iter()
            .filter(|(_, state)| state.slow.is_due(now_ms));
        let due: Vec<BoardId> = due.map(|(board, _)| *board).collect();
        for board in due {
            let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
            let mut queue = Queue::new();
            for key in state.slow.take(now_ms) {
                let entry = self.db.entry(key)?;
                self.db.end_waiting(key)?;
                self.add_certificate(board, key, &entry)?;
                self.wake(board, Missing::Entry(entry.id), &mut queue);
            }
            let wholes = self.evaluate(board, &mut queue)?;
            self.changed.insert(board);
            self.judge_all(board, queue, wholes)?;
        }
        Ok(())
    }
}

/// Returns whether a certificate hands out keys or says which is the newest. By these nobody may do more or less than
/// before, and honest people write one for each device of a board.
fn hands_keys(entry: &Entry) -> bool {
    let read = Certificate::from_body(&entry.body);
    matches!(read, Ok(Certificate::Wrap(_) | Certificate::Epoch(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOB: Author = Some(PersonId([2; 32]));
    const MALLORY: Author = Some(PersonId([3; 32]));

    #[test]
    fn five_hundred_an_hour_are_looked_at_as_they_come_and_the_rest_in_turn() {
        let mut lane: SlowLane<u64> = SlowLane::default();
        let slow = |lane: &mut SlowLane<u64>, of, count: u32, now_ms| {
            let all = (0..count).filter(|_| lane.counts(of, now_ms));
            all.count()
        };
        assert_eq!(slow(&mut lane, MALLORY, 700, 1_000), 200);
        assert_eq!(slow(&mut lane, BOB, 500, 1_000), 0, "each by themself");
        assert_eq!(slow(&mut lane, MALLORY, 10, HOUR_MS), 10);
        assert_eq!(slow(&mut lane, MALLORY, 10, 1_000 + HOUR_MS), 0);
        // A clock that was set back begins another hour.
        assert_eq!(slow(&mut lane, MALLORY, 500, 500), 0);
        assert_eq!(slow(&mut lane, MALLORY, 1, 500), 1);

        assert!(!lane.is_due(u64::MAX), "nothing waits");
        for key in 0..5_000 {
            lane.add(MALLORY, key, 1_000);
        }
        lane.add(BOB, 9_000, 2_000);
        assert!(!lane.is_due(60_999) && lane.is_due(61_000) && lane.is_due(999));
        let first = lane.take(61_000);
        assert_eq!(first.len(), AT_ONCE / 2 + 1, "Bob's is not behind hers");
        assert!(first.contains(&0) && first.contains(&9_000));
        assert!(!lane.is_due(61_001));
        let second = lane.take(121_000);
        assert_eq!((second.len(), lane.len()), (AT_ONCE, 2_000));
        assert_eq!(second.first(), Some(&1_000));
    }
}
