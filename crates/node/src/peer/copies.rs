//! Whether something else writes with this device's keys: a disk that was cloned, a snapshot of a machine that runs twice.
//!
//! Each run begins a log of its own, so a copy never uses a number again, and what both write is kept. Only the person
//! cannot tell the two apart afterwards, so it is said. Decides nothing about what counts.

use trust::{BoardId, Entry};

use super::state::State;
use crate::NodeError;

/// Where a log begins.
const FIRST: u64 = 1;

impl State {
    /// Looks at what came from others and is new here.
    ///
    /// An entry on the log that this run writes: its key is out, the log ends here, and the next edit begins another.
    /// An entry of this device on another log, later than this run began to write: only a copy can have made it. What
    /// is earlier may be this device's own, from before a damaged log was moved aside.
    pub(super) fn look_for_copies(
        &mut self,
        board: BoardId,
        entries: &[Entry],
    ) -> Result<(), NodeError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(());
        };
        let Some(own) = state.writer.as_ref().map(|writer| writer.log()) else {
            return Ok(());
        };
        let device = state.device.id();
        let mut by_device = entries
            .iter()
            .filter(|entry| entry.log == own || entry.header.device == device)
            .peekable();
        if by_device.peek().is_none() {
            return Ok(());
        }
        let began = match state.logs.get(&own) {
            Some(log) => self.db.range(log.key, FIRST, FIRST, 1)?,
            None => Vec::new(),
        };
        let began = began.first().map(|(_, entry)| entry.header.time);
        for entry in by_device {
            if entry.log == own {
                tracing::error!(?board, "an entry arrived on the log that this run writes");
                state.writer = None;
                state.copied = true;
            } else if began.is_some_and(|began| entry.header.time > began) {
                tracing::error!(?board, "something else writes with this device's keys");
                state.copied = true;
            }
        }
        Ok(())
    }
}
