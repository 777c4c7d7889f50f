//! What somebody lacks, by their newest word: that of the last file of theirs that was read, or of the last connection.
//!
//! Owns the difference. Where nothing is known of a device it lacks everything; where a person has several, what any of
//! them lacks is told.

use std::collections::BTreeMap;

use store::StoreError;
use sync::Lacking;
use trust::{BoardId, DeviceId, LogId, Position};

use super::disk;
use super::known::Heard;
use crate::NodeError;
use crate::peer::board::{Board, Log};
use crate::peer::receive::same_branch;
use crate::peer::state::State;

/// A branch of a log that forked, to be told from a number on.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) tip: Position,
    pub(super) from: u64,
    /// What its reader has of the log.
    pub(super) have: Vec<Position>,
}

/// What a device has, as far as it is known.
enum Has {
    /// It said so in a file: of each log the newest entry, of one that forked there those of its branches.
    Said(BTreeMap<LogId, Vec<Position>>),
    /// What is known of connections.
    Receipts(DeviceId),
}

impl Has {
    fn said(heard: Heard) -> Self {
        let mut logs: BTreeMap<LogId, Vec<Position>> = BTreeMap::new();
        for position in heard.plain.into_iter().chain(heard.forked) {
            logs.entry(position.log).or_default().push(position);
        }
        Self::Said(logs)
    }
}

impl State {
    /// Returns what one of the devices lacks of each log, and of the branches of those that forked.
    pub(super) fn lacking_of(
        &mut self,
        board: BoardId,
        devices: &[DeviceId],
    ) -> Result<(Vec<Lacking>, Vec<Branch>), NodeError> {
        let mut known = Vec::new();
        for device in devices {
            known.push(self.has(board, *device).map_err(disk)?);
        }
        if let Some(state) = self.boards.get_mut(&board) {
            state.read_shape(&self.db)?;
        }
        let Some(state) = self.boards.get(&board) else {
            return Ok((Vec::new(), Vec::new()));
        };
        let mut logs = Vec::new();
        for log in state.logs.values() {
            if state.forked.contains(&log.tip.log) {
                continue;
            }
            let mut least = log.tip.seq;
            for has in &known {
                least = least.min(self.has_of(state, has, log).map_err(disk)?);
            }
            if least < log.tip.seq {
                logs.push(Lacking {
                    log: log.tip.log,
                    from: least + 1,
                    to: log.tip.seq,
                });
            }
        }
        let mut branches = Vec::new();
        for tip in state.tips_of_branches() {
            let mut all = true;
            for has in &known {
                all &= match has {
                    Has::Said(logs) => logs.get(&tip.log).is_some_and(|said| said.contains(&tip)),
                    Has::Receipts(device) => state.is_known_to_hold(&self.db, *device, &tip)?,
                };
            }
            if all {
                continue;
            }
            // Of several devices the one that has least is not known: all of it is told.
            let have = match known.as_slice() {
                [Has::Said(logs)] => logs.get(&tip.log).cloned().unwrap_or_default(),
                _ => Vec::new(),
            };
            let from = 1;
            branches.push(Branch { tip, from, have });
        }
        Ok((logs, branches))
    }

    fn has(&self, board: BoardId, device: DeviceId) -> Result<Has, StoreError> {
        let heard = self.heard_by_file(board, device)?;
        let state = self.boards.get(&board);
        let stated = state.and_then(|state| state.stated.get(&device));
        let last = stated.and_then(|stated| stated.at_ms);
        let newer = heard.filter(|heard| last.is_none_or(|last| heard.read_ms >= last));
        Ok(newer.map_or(Has::Receipts(device), Has::said))
    }

    /// Returns up to which number a device has a log that did not fork here.
    fn has_of(&self, state: &Board, has: &Has, log: &Log) -> Result<u64, StoreError> {
        let said = match has {
            Has::Said(logs) => logs.get(&log.tip.log),
            Has::Receipts(device) => {
                let held = state.stated.get(device).and_then(|s| s.held.get(&log.key));
                return Ok(held.map_or(0, |known| known.seq.min(log.tip.seq)));
            }
        };
        let mut most = 0;
        for position in said.into_iter().flatten() {
            // What is beyond this device's log is of it, or of a branch that is not known here: then the next file of
            // theirs brings it.
            if same_branch(&self.db, log, position)? {
                most = most.max(position.seq.min(log.tip.seq));
            }
        }
        Ok(most)
    }
}
