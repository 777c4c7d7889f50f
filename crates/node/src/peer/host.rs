//! What a session asks of this peer: [`sync::Host`] over the state.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use store::{EntryKey, LogKey};
use sync::{
    Admission, Channel, Host, HostError, JoinRefusal, Known, Lacking, Notice, Proof, Received,
    ReportRefusal, Standing, Transfer,
};
use trust::{
    BoardId, Compartment, DeviceId, EndpointId, Entry, EpochId, JoinRequest, LogId, Position, Wrap,
    from_canonical, prove_device, to_canonical,
};

use super::board::Board;
use super::state::State;
use crate::NodeError;

/// Counted for each entry beside its body.
const PER_ENTRY: usize = 256;
/// Entries that are read of one log at once.
const CHUNK: usize = 64;

/// Wraps any failure of this peer for a session.
pub(crate) fn failed(error: impl Into<NodeError>) -> HostError {
    HostError(Box::new(error.into()))
}

impl Host for State {
    fn boards(&mut self) -> Result<Vec<BoardId>, HostError> {
        let goes = |board: &&BoardId| !self.paused.contains(board) && self.faces.shows(**board);
        Ok(self.order.iter().filter(goes).copied().collect())
    }

    fn tags(&mut self, board: BoardId, channel: &Channel) -> Result<Vec<[u8; 32]>, HostError> {
        let goes = |_: &&Board| !self.paused.contains(&board) && self.faces.shows(board);
        let Some(state) = self.boards.get(&board).filter(goes) else {
            return Ok(Vec::new());
        };
        let side = channel.side.byte();
        let tag = |epoch: &EpochId| {
            let key = state.keyring.key(Compartment::Members, *epoch)?;
            Some(key.board_tag(&channel.binding, side))
        };
        Ok(state.greeting.iter().filter_map(tag).collect())
    }

    fn prove(&mut self, board: BoardId, channel: &Channel) -> Result<Option<Proof>, HostError> {
        let shown = self.boards.get(&board).filter(|_| self.faces.shows(board));
        Ok(shown.map(|state| Proof {
            device: state.device.id(),
            signature: prove_device(&state.device, board, &channel.of_side()),
        }))
    }

    fn standing(&mut self, board: BoardId, device: DeviceId) -> Standing {
        let state = self.boards.get(&board);
        state.map_or(Standing::Unknown, |state| state.standing_of(device))
    }

    fn notice(&mut self, board: BoardId, device: DeviceId) -> Result<Option<Notice>, HostError> {
        self.notice_for(board, device).map_err(failed)
    }

    fn told(
        &mut self,
        board: BoardId,
        from: DeviceId,
        frames: &[u8],
        _now_ms: u64,
    ) -> Result<(), HostError> {
        self.take_notice(board, from, frames)
    }

    fn keys(&mut self, board: BoardId, device: DeviceId) -> Result<Option<Vec<u8>>, HostError> {
        let wrap = self.wrap_all(board, device).map_err(failed)?;
        Ok(wrap.map(|wrap| to_canonical(&wrap)))
    }

    fn handed(&mut self, board: BoardId, wrap: &[u8]) -> Result<(), HostError> {
        if let Ok(wrap) = from_canonical::<Wrap>(wrap)
            && self.open_wrap(board, &wrap).map_err(failed)?
            && let Some(state) = self.boards.get_mut(&board)
        {
            state.settle_keys();
            let wholes = self.open_bodies(board).map_err(failed)?;
            self.judge_all(board, VecDeque::new(), wholes)
                .map_err(failed)?;
        }
        Ok(())
    }

    fn positions(&mut self, board: BoardId) -> Result<Vec<Position>, HostError> {
        if let Some(carried) = self.carried.get(&board) {
            return Ok(carried.logs.values().map(|(_, tip)| *tip).collect());
        }
        let Some(state) = self.boards.get(&board) else {
            return Ok(Vec::new());
        };
        let tips = state.logs.values().map(|log| log.tip);
        Ok(tips
            .filter(|tip| !state.forked.contains(&tip.log))
            .collect())
    }

    fn branches(&mut self, board: BoardId) -> Result<Vec<Position>, HostError> {
        let state = self.boards.get(&board);
        Ok(state.map(Board::tips_of_branches).unwrap_or_default())
    }

    fn has_branch(
        &mut self,
        board: BoardId,
        position: Position,
        now_ms: u64,
    ) -> Result<bool, HostError> {
        self.has_of_branch(board, position, now_ms).map_err(failed)
    }

    fn branch(
        &mut self,
        board: BoardId,
        tip: Position,
        from: u64,
        have: &[Position],
        max_bytes: usize,
    ) -> Result<Vec<Entry>, HostError> {
        let entries = self.of_branch(board, tip, from, have, max_bytes);
        self.as_they_travel(board, entries.map_err(failed)?)
    }

    fn wrote(&mut self, board: BoardId, log: LogId) -> bool {
        self.boards.get(&board).is_some_and(|state| {
            let log = state.logs.get(&log);
            log.is_some_and(|log| log.device == state.device.id())
        })
    }

    fn range(
        &mut self,
        board: BoardId,
        lacking: &[Lacking],
        max_bytes: usize,
    ) -> Result<Vec<Entry>, HostError> {
        let Some(state) = self.boards.get(&board) else {
            return Ok(Vec::new());
        };
        let chunk = (CHUNK / lacking.len().max(1)).max(1);
        let mut runs: Vec<Run> = Vec::new();
        for lacking in lacking {
            if let Some(log) = state.logs.get(&lacking.log) {
                runs.push(Run {
                    log: log.key,
                    next: lacking.from,
                    to: lacking.to.min(log.tip.seq),
                    read: VecDeque::new(),
                });
            }
        }
        let entries = self.merge(runs, chunk, max_bytes).map_err(failed)?;
        self.as_they_travel(board, entries)
    }

    fn amount(&mut self, board: BoardId, lacking: &[Lacking]) -> Result<Option<u64>, HostError> {
        self.weigh(board, lacking).map_err(failed)
    }

    fn receive(
        &mut self,
        board: BoardId,
        from: DeviceId,
        transfer: Transfer,
        now_ms: u64,
    ) -> Result<Received, HostError> {
        self.take(board, from, transfer, now_ms)
    }

    fn forked(
        &mut self,
        board: BoardId,
        from: DeviceId,
        theirs: Position,
    ) -> Result<Option<u64>, HostError> {
        self.note_fork(board, from, theirs).map_err(failed)
    }

    fn known(&mut self, board: BoardId, device: DeviceId, most: usize) -> Result<Known, HostError> {
        self.stated_of(board, device, most).map_err(failed)
    }

    fn holds(
        &mut self,
        board: BoardId,
        device: DeviceId,
        positions: &[Position],
        now_ms: u64,
    ) -> Result<(), HostError> {
        self.heard(board, device, positions, now_ms).map_err(failed)
    }

    fn holds_only(
        &mut self,
        board: BoardId,
        device: DeviceId,
        positions: &[Position],
        now_ms: u64,
    ) -> Result<(), HostError> {
        self.heard_all(board, device, positions, now_ms)
            .map_err(failed)
    }

    fn admit(
        &mut self,
        request: &JoinRequest,
        peer: EndpointId,
        now_ms: u64,
    ) -> Result<Result<Admission, JoinRefusal>, HostError> {
        // Under the other key this device knows nothing of the board: else whoever holds a ticket could find out that the
        // two are one.
        if !self.faces.shows(request.board) {
            return Ok(Err(JoinRefusal::Unknown));
        }
        // Whoever is let in here gets nothing from here.
        if self.paused.contains(&request.board) {
            return Ok(Err(JoinRefusal::NotNow));
        }
        self.let_in(request, peer, now_ms).map_err(failed)
    }

    fn take_report(
        &mut self,
        report: &[u8],
        now_ms: u64,
    ) -> Result<Result<(), ReportRefusal>, HostError> {
        self.take_in(report, now_ms).map_err(failed)
    }

    fn admitted(
        &mut self,
        board: BoardId,
        admission: &Admission,
        now_ms: u64,
    ) -> Result<Result<(), JoinRefusal>, HostError> {
        self.came_in(board, admission, now_ms).map_err(failed)
    }
}

/// The rest of one log that is to be sent.
struct Run {
    log: LogKey,
    next: u64,
    to: u64,
    read: VecDeque<(EntryKey, Entry)>,
}

impl State {
    /// Merges logs in the order of arrival, until the bytes are used up.
    fn merge(
        &self,
        mut runs: Vec<Run>,
        chunk: usize,
        max_bytes: usize,
    ) -> Result<Vec<Entry>, NodeError> {
        let mut order = BinaryHeap::new();
        for (at, run) in runs.iter_mut().enumerate() {
            if let Some(key) = self.refill(run, chunk)? {
                order.push(Reverse((key, at)));
            }
        }
        let (mut entries, mut bytes) = (Vec::new(), 0_usize);
        while let Some(Reverse((_, at))) = order.pop() {
            let Some(run) = runs.get_mut(at) else { break };
            let Some((_, entry)) = run.read.pop_front() else {
                break;
            };
            bytes = bytes.saturating_add(entry.body.len() + PER_ENTRY);
            if bytes > max_bytes && !entries.is_empty() {
                break;
            }
            entries.push(entry);
            if let Some(key) = self.refill(run, chunk)? {
                order.push(Reverse((key, at)));
            }
        }
        Ok(entries)
    }

    /// Reads on in a log where nothing is left; returns the row of its next entry.
    fn refill(&self, run: &mut Run, chunk: usize) -> Result<Option<EntryKey>, NodeError> {
        if run.read.is_empty() && run.next <= run.to {
            let limit = u32::try_from(chunk).unwrap_or(u32::MAX);
            run.read = self.db.range(run.log, run.next, run.to, limit)?.into();
            run.next = run.read.back().map_or(run.to, |(_, entry)| entry.seq) + 1;
        }
        Ok(run.read.front().map(|(key, _)| *key))
    }
}

impl State {
    /// Seals what not every member reads: it goes out sealed, to whomever.
    fn as_they_travel(
        &self,
        board: BoardId,
        mut entries: Vec<Entry>,
    ) -> Result<Vec<Entry>, HostError> {
        let Some(state) = self.boards.get(&board) else {
            return Ok(Vec::new());
        };
        for entry in &mut entries {
            if entry.header.compartment.is_apart() {
                let sealed = entry.sealed(&state.keyring);
                *entry = sealed.map_err(|e| failed(NodeError::Defect(e.to_string())))?;
            }
        }
        Ok(entries)
    }
}
