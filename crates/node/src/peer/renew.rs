//! What is renewed every month: this device's receiving key, and, by a coordinator's device, the keys of a board.
//!
//! Owns when that is due. A receiving key is announced by the device's next certificate, which its person signs: with the
//! seed on paper only it stays. Of several coordinators' devices each waits a day longer than the one before it, in an
//! order that the board's present key decides, so that mostly one makes a new one; where two do, the keys converge
//! (`keys`). Nobody makes new keys right after a start: what others did meanwhile has to arrive first.

use store::Renewed;
use trust::{BoardId, Compartment, DeviceId, EpochId, KemSecret, Role, to_canonical};

use super::Core;
use super::board::Board;
use super::devices::KeepKeys;
use super::passing::{DAY_MS, PERIOD_MS, Passing};
use super::state::State;
use super::write::is_of_the_disk;
use crate::NodeError;

/// The name under which the count of time is kept.
const PASSING: &str = "passing";
/// How long a device runs before it makes new keys for a board.
const SETTLE_MS: u64 = 10 * 60 * 1_000;
/// The longest that a coordinator's device waits for others, in days.
const MOST_DAYS: u64 = 14;

impl Core {
    /// Takes notice of the time, and renews what is due. `ran_ms` is for how long the app has run since the last call,
    /// by the monotonic clock; `keep` writes changed keys of this device.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn pass_time(&mut self, ran_ms: u64, keep: KeepKeys, now_ms: u64) -> Result<(), NodeError> {
        let state = &mut self.state;
        state.ran_ms = state.ran_ms.saturating_add(ran_ms);
        state.passing.pass(now_ms, ran_ms);
        state.renew_kem(keep)?;
        self.certify_due(now_ms)?;
        self.state.say_unopened(true, now_ms)?;
        let state = &mut self.state;
        state.renew_epochs(now_ms)?;
        Ok(state.db.set_meta(PASSING, &to_canonical(&state.passing))?)
    }
}

impl State {
    /// Reads the count from the disk.
    pub(crate) fn read_passing(&mut self) -> Result<(), NodeError> {
        let kept = self.db.meta(PASSING)?;
        let kept = kept.and_then(|bytes| trust::from_canonical::<Passing>(&bytes).ok());
        self.passing = kept.unwrap_or_default();
        Ok(())
    }

    fn renew_kem(&mut self, keep: KeepKeys) -> Result<(), NodeError> {
        let counted = self.passing.counted_ms;
        let since = *self.passing.kem_since.get_or_insert(counted);
        if self.passing.since(since) < PERIOD_MS || self.keys.person().is_err() {
            return Ok(());
        }
        let mut keys = self.keys.clone();
        let fresh = KemSecret::from_bytes(self.random()?);
        if keys.renew_kem(fresh, |kem| self.needs_kem(kem)) == Renewed::Full {
            tracing::warn!("too many receiving keys of before are needed: none is renewed");
            // Looked at again in a day.
            self.passing.kem_since = Some(since.saturating_add(DAY_MS));
            return Ok(());
        }
        // It is on the disk before anybody hears of it.
        match keep(&keys) {
            Ok(()) => {
                self.keys = keys;
                self.passing.kem_since = Some(counted);
            }
            Err(error) => tracing::warn!(%error, "the receiving key is not renewed"),
        }
        Ok(())
    }

    fn renew_epochs(&mut self, now_ms: u64) -> Result<(), NodeError> {
        let mut ages: Vec<(BoardId, u64, u64)> = Vec::new();
        let boards = &self.boards;
        let here = |known: &super::passing::EpochSince| boards.contains_key(&known.board);
        self.passing.epochs.retain(here);
        for board in self.boards.values().filter(|board| board.may_rotate()) {
            if let Some(epoch) = board.newest.get(&Compartment::Main) {
                let age = self.passing.age_of(board.id, *epoch);
                ages.push((board.id, age, board.days_to_wait(*epoch)));
            }
        }
        if self.ran_ms < SETTLE_MS {
            return Ok(());
        }
        for (board, age, days) in ages {
            if age < PERIOD_MS.saturating_add(days * DAY_MS) {
                continue;
            }
            let renewed = self.as_a_whole(board, |state| {
                let certificates = state.new_keys(board, |_| true)?;
                state.write_certificates(board, &certificates, now_ms)?;
                Ok(())
            });
            match renewed {
                Err(error) if is_of_the_disk(&error) => return Err(error),
                Err(error) => {
                    tracing::warn!(?board, %error, "the keys are not renewed");
                    self.passing.put_off(board);
                }
                Ok(()) => {}
            }
        }
        Ok(())
    }
}

impl Board {
    /// Returns for how many days this device leaves the month's new keys to others.
    fn days_to_wait(&self, epoch: EpochId) -> u64 {
        let keepers = self.authority.people();
        let keepers = keepers.filter(|(_, role, _)| role.rank() <= Role::Coordinator.rank());
        let devices = keepers.flat_map(|(person, ..)| self.authority.devices_of(person));
        let place = |device: DeviceId| -> Vec<u8> {
            let pairs = device.0.iter().zip(epoch.0);
            pairs.map(|(one, other)| one ^ other).collect()
        };
        let own = place(self.device.id());
        let before = devices.filter(|cert| place(cert.device) < own).count();
        u64::try_from(before).unwrap_or(MOST_DAYS).min(MOST_DAYS)
    }
}
