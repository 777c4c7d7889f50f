//! How much of a board is on its way here: for people who wait.
//!
//! Owns the count of one connection, from what the peer stated. Nothing is decided by it.

use super::Shared;

/// So many entries come in a moment: nobody is told.
pub(crate) const LONG: u64 = 256;
/// Nobody states more.
const MOST_BYTES: u64 = 1 << 50;

/// How far a long catch-up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Entries that came.
    pub entries: u64,
    /// Entries that the peer holds and this device lacked.
    pub of_entries: u64,
    /// Bytes that came, before they were packed.
    pub bytes: u64,
    /// About how many there are, where the peer said so.
    pub of_bytes: Option<u64>,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Bringing {
    lacking: u64,
    came: u64,
    bytes: u64,
    of_bytes: Option<u64>,
    /// Whether this side said how much it brings.
    pub(crate) said: bool,
}

impl Bringing {
    /// The peer said how many bytes it brings.
    pub(crate) fn takes_amount(&mut self, bytes: u64) {
        self.of_bytes = (bytes > 0).then_some(bytes.min(MOST_BYTES));
    }

    /// A transfer came.
    pub(crate) fn takes_transfer(&mut self, bytes: &[u8]) {
        self.bytes = self.bytes.saturating_add(unfolded(bytes));
    }
}

impl Shared {
    /// Counts what is lacking, once both sides know what the other holds.
    pub(super) fn count_lacking(&mut self) {
        let lacking = self.held.iter();
        let lacking = lacking.map(|(log, held)| held.saturating_sub(self.own_seq(log)));
        self.bringing.lacking = lacking.fold(0, u64::saturating_add);
    }

    /// Takes notice of a log that is about to grow.
    pub(super) fn count_grown(&mut self, log: &trust::LogId, to: u64) {
        let news = to.min(self.held(log)).saturating_sub(self.own_seq(log));
        self.bringing.came = self.bringing.came.saturating_add(news);
    }

    /// Returns how far a long catch-up is, while it lasts.
    pub(crate) fn progress(&self) -> Option<Progress> {
        let Bringing {
            lacking,
            came,
            bytes,
            of_bytes,
            ..
        } = self.bringing;
        let lasts = lacking >= LONG && came < lacking && !self.is_equal();
        lasts.then_some(Progress {
            entries: came,
            of_entries: lacking,
            bytes: bytes.min(of_bytes.unwrap_or(bytes)),
            of_bytes,
        })
    }
}

/// Returns the unfolded length that a transfer says it has: its first number.
fn unfolded(bytes: &[u8]) -> u64 {
    let mut length = 0_u64;
    for (place, byte) in bytes.iter().take(4).enumerate() {
        length |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            break;
        }
    }
    length
}
