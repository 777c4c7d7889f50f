//! The hybrid clock: wall time that never runs backwards along causality.
//!
//! Never read from the machine here: whoever stamps passes the time in.

use minicbor::{Decode, Encode};

/// A stamp: milliseconds since 1970 (UTC), then a counter for stamps within one millisecond.
///
/// It breaks ties where domain.md says so, and decides nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(array)]
pub struct HybridTime {
    /// Milliseconds since 1970-01-01 UTC.
    #[n(0)]
    pub wall_ms: u64,
    /// Orders stamps of one millisecond.
    #[n(1)]
    pub counter: u16,
}

impl HybridTime {
    /// Returns the next stamp: after `self`, and not before the wall clock.
    #[must_use]
    pub fn tick(self, wall_ms: u64) -> Self {
        if wall_ms > self.wall_ms {
            return Self {
                wall_ms,
                counter: 0,
            };
        }
        match self.counter.checked_add(1) {
            Some(counter) => Self {
                wall_ms: self.wall_ms,
                counter,
            },
            None => Self {
                wall_ms: self.wall_ms.saturating_add(1),
                counter: 0,
            },
        }
    }
}
