//! Whether the machine slept, or was copied asleep, since the last look.
//!
//! Owns what is compared: the wall clock against the monotonic one, which stands still while a machine sleeps, and the
//! system's boot id, which changes when a frozen process is brought up elsewhere. A log that was begun before is not
//! continued then: a copy might do the same.

use std::time::Duration;

use tokio::time::Instant;

/// A machine that was away for longer did not just stutter.
const ASLEEP: Duration = Duration::from_secs(60);

/// See the module.
pub(super) struct Pulse {
    wall_ms: u64,
    at: Instant,
    boot: Option<Vec<u8>>,
}

impl Pulse {
    pub(super) const fn new(wall_ms: u64, at: Instant, boot: Option<Vec<u8>>) -> Self {
        Self { wall_ms, at, boot }
    }

    /// Looks again; says whether the machine was away.
    pub(super) fn was_away(&mut self, wall_ms: u64, at: Instant, boot: Option<Vec<u8>>) -> bool {
        let wall = Duration::from_millis(wall_ms.saturating_sub(self.wall_ms));
        let ran = at.saturating_duration_since(self.at);
        let away = wall > ran.saturating_add(ASLEEP) || boot != self.boot;
        *self = Self { wall_ms, at, boot };
        away
    }
}

/// Returns what tells this start of the system from all others, where the system says so.
pub(super) fn boot_id() -> Option<Vec<u8>> {
    std::fs::read("/proc/sys/kernel/random/boot_id").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_of_over_a_minute_is_noticed_and_a_long_run_is_not() {
        let start = Instant::now();
        let boot = || Some(b"one".to_vec());
        let mut pulse = Pulse::new(1_000_000, start, boot());
        let hour = Duration::from_secs(3_600);
        assert!(!pulse.was_away(4_600_000, start + hour, boot()));
        assert!(!pulse.was_away(4_650_000, start + hour, boot()));
        assert!(pulse.was_away(4_711_000, start + hour, boot()));
        assert!(!pulse.was_away(4_711_000, start + hour, boot()));
        // The clock was set back: nothing slept.
        assert!(!pulse.was_away(11_000, start + hour, boot()));
        // Frozen, and thawed on another machine.
        assert!(pulse.was_away(11_000, start + hour, Some(b"two".to_vec())));
    }
}
