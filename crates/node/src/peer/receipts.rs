//! Who holds what: receipts, from what devices stated themselves.
//!
//! Owns how far each device is known to hold each branch of each log, and since when; and from that how much of a board
//! is nowhere else. A receipt is never above the truth: it covers what the statement covers and this device can check,
//! it goes down where a device states less than before, and it ends with the membership. Where a device goes on from an
//! older folder by a branch that is not known here yet, what it stated before stands until the branch is told. Never
//! looks into an entry.

use std::collections::{BTreeMap, BTreeSet};

use store::{LogDb, LogKey, Receipt, StoreError};
use trust::{BoardId, DeviceId, LogId, Position};

use super::board::Board;
use super::receive::same_branch;
use super::state::State;

mod counted;

/// What a device stated.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    /// How far it holds each row of logs, and since when that is known.
    pub(crate) held: BTreeMap<LogKey, Known>,
    /// Positions of known logs that are not here yet: nothing is counted by them.
    pub(crate) beyond: BTreeMap<LogId, Position>,
    pub(crate) at_ms: Option<u64>,
    /// When it was last known to hold all that was here.
    pub(crate) whole_ms: Option<u64>,
    /// Whether it said that it leaves out what is new for want of room: a helper.
    pub(crate) full: bool,
}

/// How far a device holds one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) seq: u64,
    pub(crate) at_ms: u64,
}

/// What a stated position covers of what is here.
enum Covered {
    /// These rows, each up to a number.
    Rows(Vec<(LogKey, u64)>),
    /// It is not here yet.
    Beyond,
    /// It is of another branch than is here, or of no log that is here.
    Nothing,
}

impl Board {
    /// Reads what devices stated, from the disk.
    pub(crate) fn load_receipts(&mut self, db: &LogDb) -> Result<(), StoreError> {
        for receipt in db.receipts(self.key)? {
            let stated = self.stated.entry(receipt.device).or_default();
            let (seq, at_ms) = (receipt.seq, receipt.at_ms);
            stated.held.insert(receipt.log, Known { seq, at_ms });
        }
        for (device, at_ms) in db.heard(self.key)? {
            self.stated.entry(device).or_default().at_ms = Some(at_ms);
        }
        Ok(())
    }

    /// Returns whether a device is known to hold an entry that is here, and all before it.
    pub(crate) fn is_known_to_hold(
        &self,
        db: &LogDb,
        device: DeviceId,
        position: &Position,
    ) -> Result<bool, StoreError> {
        let Some(held) = self.stated.get(&device).map(|stated| &stated.held) else {
            return Ok(false);
        };
        Ok(match self.covered(db, position)? {
            Covered::Rows(rows) => rows
                .iter()
                .all(|(row, seq)| held.get(row).is_some_and(|known| known.seq >= *seq)),
            Covered::Beyond | Covered::Nothing => false,
        })
    }

    fn covered(&self, db: &LogDb, position: &Position) -> Result<Covered, StoreError> {
        let Some(log) = self.logs.get(&position.log) else {
            return Ok(Covered::Nothing);
        };
        if !self.forked.contains(&position.log) {
            if position.seq > log.tip.seq {
                return Ok(Covered::Beyond);
            }
            return Ok(if same_branch(db, log, position)? {
                Covered::Rows(vec![(log.key, position.seq)])
            } else {
                Covered::Nothing
            });
        }
        if !self.has_on_a_branch(*position) {
            return Ok(Covered::Beyond);
        }
        let Some(row) = db.branch_of(self.key, position.id)? else {
            return Ok(Covered::Nothing);
        };
        let spans = db.spans(row, position.seq.saturating_add(1))?;
        let rows = spans.into_iter().map(|(row, end)| (row, end - 1));
        Ok(Covered::Rows(rows.filter(|(_, seq)| *seq > 0).collect()))
    }

    /// Returns the rows of all branches: each with the number before its first entry, and its newest position.
    fn rows(&self) -> impl Iterator<Item = (LogKey, u64, Position)> {
        let first = self.logs.values().map(|log| (log.key, 0, log.tip));
        let others = self.branches.iter();
        first.chain(others.map(|branch| {
            let before = branch.tip.seq.saturating_sub(branch.length);
            (branch.key, before, branch.tip)
        }))
    }
}

impl State {
    /// Keeps what a device says that it holds, at least.
    pub(crate) fn heard(
        &mut self,
        board: BoardId,
        device: DeviceId,
        positions: &[Position],
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(());
        };
        for position in positions {
            let covered = state.covered(&self.db, position)?;
            let stated = state.stated.entry(device).or_default();
            match covered {
                Covered::Nothing => {}
                Covered::Beyond => {
                    stated.beyond.insert(position.log, *position);
                }
                Covered::Rows(rows) => {
                    for (log, seq) in rows {
                        raise(&self.db, state.key, stated, device, log, seq, now_ms)?;
                    }
                }
            }
        }
        self.was_heard(board, device, now_ms)
    }

    /// Keeps what a device says that it holds, and that it holds nothing else of the board: what it stated before and
    /// does not now it has lost.
    pub(crate) fn heard_all(
        &mut self,
        board: BoardId,
        device: DeviceId,
        positions: &[Position],
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(());
        };
        let (mut now, mut beyond) = (BTreeMap::new(), BTreeMap::new());
        for position in positions {
            match state.covered(&self.db, position)? {
                Covered::Nothing => {}
                Covered::Beyond => {
                    beyond.insert(position.log, *position);
                }
                Covered::Rows(rows) => {
                    for (log, seq) in rows {
                        let most = now.entry(log).or_insert(0);
                        *most = seq.max(*most);
                    }
                }
            }
        }
        // Of a log in which it is further, it still has what it had.
        let further = beyond.keys().filter(|log| !state.forked.contains(*log));
        let further: BTreeSet<LogKey> = further
            .filter_map(|log| state.logs.get(log))
            .map(|log| log.key)
            .collect();
        let stated = state.stated.entry(device).or_default();
        stated.beyond = beyond;
        let before: Vec<(LogKey, u64)> = stated
            .held
            .iter()
            .map(|(log, had)| (*log, had.seq))
            .collect();
        for (log, had) in before {
            let has = now.get(&log).copied().unwrap_or(0);
            if has < had && !further.contains(&log) {
                lower(&self.db, state.key, stated, device, log, has, now_ms)?;
            }
        }
        for (log, seq) in now {
            raise(&self.db, state.key, stated, device, log, seq, now_ms)?;
        }
        self.was_heard(board, device, now_ms)
    }

    fn was_heard(
        &mut self,
        board: BoardId,
        device: DeviceId,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(());
        };
        let lacks = state.lacks(device);
        let stated = state.stated.entry(device).or_default();
        stated.at_ms = stated.at_ms.max(Some(now_ms));
        if lacks == 0 {
            stated.whole_ms = stated.at_ms;
        }
        self.db.keep_heard(state.key, device, now_ms)?;
        self.changed.insert(board);
        Ok(())
    }

    /// Counts what devices stated beyond what was here then, as far as it has come and is the same.
    pub(crate) fn caught_up(
        &mut self,
        board: BoardId,
        logs: &BTreeSet<LogId>,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(());
        };
        let mut come = Vec::new();
        for (device, stated) in &state.stated {
            for position in logs.iter().filter_map(|log| stated.beyond.get(log)) {
                match state.covered(&self.db, position)? {
                    Covered::Beyond => {}
                    Covered::Nothing => come.push((*device, *position, Vec::new())),
                    Covered::Rows(rows) => come.push((*device, *position, rows)),
                }
            }
        }
        for (device, position, rows) in come {
            let stated = state.stated.entry(device).or_default();
            stated.beyond.remove(&position.log);
            // It said so before: when it last said anything is not too early.
            let at_ms = stated.at_ms.unwrap_or(now_ms);
            for (log, seq) in rows {
                raise(&self.db, state.key, stated, device, log, seq, at_ms)?;
            }
        }
        Ok(())
    }

    /// Forgets what devices stated that are no member's any more: who comes back states it anew.
    pub(crate) fn forget_statements(&mut self, board: BoardId) -> Result<(), StoreError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(());
        };
        let people = state.authority.people();
        let devices = people.flat_map(|(person, ..)| state.authority.devices_of(person));
        let devices: BTreeSet<DeviceId> = devices.map(|cert| cert.device).collect();
        for (device, stated) in &mut state.stated {
            if !devices.contains(device) && !stated.held.is_empty() {
                stated.held.clear();
                stated.beyond.clear();
                stated.whole_ms = None;
                self.db.forget_receipts(state.key, *device)?;
            }
        }
        Ok(())
    }
}

fn raise(
    db: &LogDb,
    board: store::BoardKey,
    stated: &mut Stated,
    device: DeviceId,
    log: LogKey,
    seq: u64,
    at_ms: u64,
) -> Result<(), StoreError> {
    if stated.held.get(&log).is_some_and(|known| known.seq >= seq) {
        return Ok(());
    }
    stated.held.insert(log, Known { seq, at_ms });
    db.keep_receipt(
        board,
        Receipt {
            device,
            log,
            seq,
            at_ms,
        },
    )
}

fn lower(
    db: &LogDb,
    board: store::BoardKey,
    stated: &mut Stated,
    device: DeviceId,
    log: LogKey,
    seq: u64,
    at_ms: u64,
) -> Result<(), StoreError> {
    if seq == 0 {
        stated.held.remove(&log);
    } else {
        stated.held.insert(log, Known { seq, at_ms });
    }
    db.lower_receipt(
        board,
        Receipt {
            device,
            log,
            seq,
            at_ms,
        },
    )
}
