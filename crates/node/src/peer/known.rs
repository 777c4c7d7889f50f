//! What is known of what another device holds, as a comparison begins with it.
//!
//! Owns which receipts are worth saying something by. Never decides what the other holds: it says that itself, and where
//! it means something else by what is known, both compare as if nothing were.

use store::StoreError;
use sync::Known;
use trust::{BoardId, DeviceId, Position};

use super::state::State;

/// So many positions below the newest are read from the disk; more of them are no beginning that pays.
const READ: usize = 4_096;

impl State {
    /// Returns the newest position of each log that a device is known to hold: what it stated itself and is here.
    /// Nothing, where more than `most` would have to be read from the disk.
    pub(super) fn stated_of(
        &self,
        board: BoardId,
        device: DeviceId,
        most: usize,
    ) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let Some(state) = self.boards.get(&board) else {
            return Ok(known);
        };
        let Some(stated) = state.stated.get(&device) else {
            return Ok(known);
        };
        for (id, log) in &state.logs {
            let Some(held) = stated.held.get(&log.key) else {
                continue;
            };
            if state.forked.contains(id) {
                continue;
            }
            if held.seq >= log.tip.seq {
                known.positions.push(log.tip);
                continue;
            }
            if known.read >= most.min(READ) {
                known.positions.clear();
                return Ok(known);
            }
            known.read += 1;
            if let Some(entry) = self.db.id_at(log.key, held.seq)? {
                known.positions.push(Position {
                    log: *id,
                    seq: held.seq,
                    id: entry,
                });
            }
        }
        Ok(known)
    }
}
