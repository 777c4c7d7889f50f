//! What is known of what another device holds, as a comparison begins with it.
//!
//! Owns which receipts are worth saying something by. Never decides what the other holds: it says that itself, and where
//! it means something else by what is known, both compare as if nothing were.

use store::StoreError;
use trust::{BoardId, DeviceId, Position};

use super::state::State;

/// So many positions below the newest are looked up on the disk; more of them are no beginning that pays.
const LOOKED_UP: usize = 4_096;

impl State {
    /// Returns the newest position of each log that a device is known to hold: what it stated itself and is here.
    pub(super) fn stated_of(
        &self,
        board: BoardId,
        device: DeviceId,
    ) -> Result<Vec<Position>, StoreError> {
        let Some(state) = self.boards.get(&board) else {
            return Ok(Vec::new());
        };
        let Some(stated) = state.stated.get(&device) else {
            return Ok(Vec::new());
        };
        let mut known = Vec::new();
        let mut looked_up = 0;
        for (id, log) in &state.logs {
            let Some(held) = stated.held.get(&log.key) else {
                continue;
            };
            if state.forked.contains(id) {
                continue;
            }
            if held.seq >= log.tip.seq {
                known.push(log.tip);
                continue;
            }
            looked_up += 1;
            if looked_up > LOOKED_UP {
                return Ok(Vec::new());
            }
            if let Some(entry) = self.db.id_at(log.key, held.seq)? {
                known.push(Position {
                    log: *id,
                    seq: held.seq,
                    id: entry,
                });
            }
        }
        Ok(known)
    }
}
