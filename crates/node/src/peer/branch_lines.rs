//! Reading along one branch of a log: for a peer that lacks it, and for one that goes on with it.

use store::{LogDb, StoreError};
use trust::{BoardId, Chain, Entry, LogId, Position};

use super::board::Board;
use super::branches::with_shape;
use super::state::State;

/// Entries that are read of one branch at once.
const CHUNK: u32 = 64;
/// Counted for each entry beside its body.
const PER_ENTRY: usize = 256;

impl Board {
    /// Returns where another branch than the first stands before a number.
    pub(crate) fn on_branch(
        &self,
        db: &LogDb,
        log: LogId,
        seq: u64,
        prev: &[u8; 8],
    ) -> Result<Option<Chain>, StoreError> {
        let Some(first) = self.logs.get(&log) else {
            return Ok(None);
        };
        let before = seq.saturating_sub(1);
        for branch in self.branches.iter().filter(|branch| branch.tip.log == log) {
            for (row, end) in db.spans(branch.key, branch.tip.seq.saturating_add(1))? {
                if row == first.key || before >= end {
                    continue;
                }
                let id = db.id_at(row, before)?;
                if let Some(prev) = id.filter(|id| id.0.starts_with(prev)) {
                    return Ok(Some(Chain {
                        log,
                        next_seq: seq,
                        prev,
                        device: Some(branch.device),
                    }));
                }
            }
        }
        Ok(None)
    }
}

impl State {
    /// Returns entries that lead to a position of a forked log, as [`sync::Host::branch`] says.
    pub(crate) fn of_branch(
        &self,
        board: BoardId,
        tip: Position,
        from: u64,
        have: &[Position],
        max_bytes: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        let Some((state, shape)) = self.boards.get(&board).and_then(with_shape) else {
            return Ok(Vec::new());
        };
        if !shape.has(tip) {
            return Ok(Vec::new());
        }
        let theirs = have.iter().filter(|theirs| shape.leads_to(**theirs, tip));
        let start = theirs.map(|theirs| theirs.seq.saturating_add(1)).max();
        let start = start.unwrap_or(1).max(from);
        let Some(row) = self.db.branch_of(state.key, tip.id)? else {
            return Ok(Vec::new());
        };
        let (mut entries, mut bytes) = (Vec::new(), 0_usize);
        let spans = self.db.spans(row, tip.seq.saturating_add(1))?;
        for (row, end) in spans.into_iter().rev() {
            let mut next = start;
            while next < end {
                let rows = self.db.range(row, next, end - 1, CHUNK)?;
                let Some((_, last)) = rows.last() else { break };
                next = last.seq + 1;
                for (_, entry) in rows {
                    bytes = bytes.saturating_add(entry.body.len() + PER_ENTRY);
                    if bytes > max_bytes && !entries.is_empty() {
                        return Ok(entries);
                    }
                    entries.push(entry);
                }
            }
        }
        Ok(entries)
    }
}
