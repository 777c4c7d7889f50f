//! Work that nobody asked for: new keys where somebody has them who is no member, certificates that had to wait,
//! another look at what waits on the disk only, and saying which keys for this device do not open.
//!
//! It has a transaction of its own, after the one that brought what others asked for: a full disk here costs nobody
//! their save, and is not met again at once.

use super::Core;
use super::board::Board;
use super::state::State;
use crate::NodeError;

/// After a failure nothing of this is begun for so long.
const PAUSE_MS: u64 = 60_000;

impl Core {
    /// Returns whether there is anything to do for [`Core::upkeep`].
    #[must_use]
    pub fn needs_upkeep(&self, now_ms: u64) -> bool {
        self.state.needs_upkeep(now_ms)
    }

    /// Does what is due, within the open transaction. What it wrote is told by the next [`Core::spread`].
    ///
    /// # Errors
    /// [`NodeError`] of the disk; then the caller undoes the transaction by [`Core::put_off_upkeep`].
    pub fn upkeep(&mut self, now_ms: u64) -> Result<(), NodeError> {
        if self.state.needs_upkeep(now_ms) {
            self.state.look_at_slow(now_ms)?;
            self.state.look_again()?;
            self.state.mend_leaks(now_ms)?;
            self.state.say_unopened(false, now_ms)?;
        }
        Ok(())
    }

    /// Undoes a transaction of [`Core::upkeep`] that failed, and tries it no more for a while. Sessions go on: they were
    /// told nothing of it.
    ///
    /// # Errors
    /// [`NodeError`] where the disk cannot even be read.
    pub fn put_off_upkeep(&mut self, now_ms: u64) -> Result<(), NodeError> {
        self.state.no_upkeep_before = now_ms.saturating_add(PAUSE_MS);
        self.state.recover()
    }
}

impl State {
    fn needs_upkeep(&self, now_ms: u64) -> bool {
        // A clock that was set back must not put it off for ever.
        let paused = self.no_upkeep_before.saturating_sub(now_ms);
        let due = paused == 0 || paused > PAUSE_MS;
        let mut boards = self.boards.values();
        let is_due = |board: &Board| {
            board.closed
                || board.waiting.has_forgotten()
                || board.slow.is_due(now_ms)
                || self.is_to_mend(board, now_ms)
        };
        due && boards.any(is_due)
    }
}
