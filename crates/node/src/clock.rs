//! Time, passed in. The one place in this room that asks the system for it.

use std::fmt::Debug;

/// Says what time it is.
pub trait Clock: Debug + Send + Sync {
    /// Returns milliseconds since 1970 (UTC), by this device's clock: it may jump.
    fn now_ms(&self) -> u64;
}

/// The clock of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        #[expect(clippy::disallowed_methods, reason = "this is the clock")]
        let now = std::time::SystemTime::now();
        now.duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| {
                u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
            })
    }
}
