//! Boards that this device carries as a helper.
//!
//! Owns what of sealed frames is checked without any key (form, hashes, chain, signatures), and the bounds of what is
//! kept. Never opens a frame, and never learns what a board is called or who is on it. Rules:
//! 1. a frame is kept if it follows the newest of its log, and a signature of its log stands on it or behind it in the
//!    same stretch; every signature that is there must hold;
//! 2. of two entries under one number the one that came first is kept; the other is refused. Whoever holds the other
//!    hears by the positions that there are two;
//! 3. what would pass a bound is not taken: of the board, and of one endpoint.

mod give;
mod take;

use std::collections::{BTreeMap, BTreeSet};

use store::{CarriedKey, CarriedPeer, CarriedRecord, FrameLogKey, LogDb, StoreError};
use sync::{Admission, JoinRefusal};
use trust::{BoardId, Compartment, EndpointHint, EndpointId, EpochKey, LogId, Position, unwrap};

use super::Core;
use super::state::State;
use crate::{CarriedView, NodeError};

/// Endpoints that are remembered of one board.
const MAX_PEERS: usize = 256;
/// Of these, so many are dialled.
const MAX_DIALLED: usize = 32;

/// How much a helper takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarryLimits {
    /// Bytes of one board.
    pub board: u64,
    /// Bytes of one board from one endpoint.
    pub endpoint: u64,
    /// Logs of one board.
    pub logs: usize,
}

impl Default for CarryLimits {
    fn default() -> Self {
        Self {
            board: 2 << 30,
            endpoint: 1 << 30,
            logs: 65_536,
        }
    }
}

/// A carried board in memory.
#[derive(Debug)]
pub(crate) struct Carried {
    key: CarriedKey,
    pub(crate) access: EpochKey,
    since_ms: u64,
    entries: u64,
    bytes: u64,
    pub(crate) logs: BTreeMap<LogId, (FrameLogKey, Position)>,
    peers: BTreeMap<EndpointId, CarriedPeer>,
    /// Of whom something was left out for want of room, the last time that they brought anything new, in this run.
    left_out: BTreeSet<EndpointId>,
}

impl Carried {
    pub(crate) fn load(db: &LogDb, record: CarriedRecord) -> Result<Self, StoreError> {
        let logs = db.frame_logs(record.key)?.into_iter();
        let peers = db.carried_peers(record.key)?.into_iter();
        Ok(Self {
            key: record.key,
            access: record.access,
            since_ms: record.since_ms,
            entries: record.entries,
            bytes: record.bytes,
            logs: logs.map(|(key, tip)| (tip.log, (key, tip))).collect(),
            peers: peers.map(|peer| (peer.endpoint, peer)).collect(),
            left_out: BTreeSet::new(),
        })
    }

    pub(crate) fn tip(&self, log: &LogId) -> Option<Position> {
        self.logs.get(log).map(|(_, tip)| *tip)
    }

    /// Returns whether something that this peer brought was left out for want of room.
    pub(crate) fn is_full_for(&self, peer: EndpointId) -> bool {
        self.left_out.contains(&peer)
    }

    fn view(&self, board: BoardId, limits: CarryLimits) -> CarriedView {
        let mut peers: Vec<&CarriedPeer> = self.peers.values().collect();
        peers.sort_by_key(|peer| std::cmp::Reverse(peer.heard_ms));
        CarriedView {
            board,
            since_ms: self.since_ms,
            entries: self.entries,
            bytes: self.bytes,
            limit: limits.board,
            full: !self.left_out.is_empty(),
            heard_ms: peers.first().and_then(|peer| peer.heard_ms),
            peers: peers
                .iter()
                .take(MAX_DIALLED)
                .map(|peer| peer.endpoint)
                .collect(),
        }
    }
}

impl State {
    /// Somebody of a carried board is connected.
    pub(crate) fn carried_contact(
        &mut self,
        board: BoardId,
        peer: EndpointId,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        if let Some(carried) = self.carried.get_mut(&board) {
            carried.heard(&self.db, peer, 0, Some(now_ms))?;
            self.carried_changed = true;
        }
        Ok(())
    }

    /// Was let in as a helper: the one key that came is no key of the board's, but what members know it by.
    pub(crate) fn came_to_carry(
        &mut self,
        board: BoardId,
        admission: &Admission,
        now_ms: u64,
    ) -> Result<Result<(), JoinRefusal>, NodeError> {
        let Some(join) = self.joins.get(&board) else {
            return Ok(Err(JoinRefusal::Unknown));
        };
        let opened = {
            let mut kems = self.keys.kems();
            kems.find_map(|kem| unwrap(&admission.wrap, kem, board).ok())
        };
        let Some([(_, Compartment::Members, access)]) = opened.as_deref() else {
            // More than that one would be keys that a helper is not to have.
            return Ok(Err(JoinRefusal::Damaged));
        };
        self.db.keep_carried(board, access, now_ms)?;
        let hints: Vec<EndpointHint> = join.ticket.endpoints.clone();
        self.db.end_join(board)?;
        self.joins.remove(&board);
        self.joins_changed = true;
        self.load_carried()?;
        if let Some(carried) = self.carried.get_mut(&board) {
            for hint in hints {
                carried.heard(&self.db, hint.endpoint, 0, None)?;
            }
        }
        self.added.push(board);
        Ok(Ok(()))
    }

    /// Reads the carried boards from the disk.
    pub(crate) fn load_carried(&mut self) -> Result<(), StoreError> {
        self.carried.clear();
        for record in self.db.carried()? {
            let board = record.board;
            self.carried.insert(board, Carried::load(&self.db, record)?);
        }
        self.carried_changed = true;
        Ok(())
    }
}

impl Carried {
    /// Notes that somebody was heard, and what they brought. Past the bound, who was not heard for longest is forgotten.
    fn heard(
        &mut self,
        db: &LogDb,
        endpoint: EndpointId,
        bytes: u64,
        at_ms: Option<u64>,
    ) -> Result<(), StoreError> {
        let known = self.peers.get(&endpoint);
        let peer = CarriedPeer {
            endpoint,
            bytes: known.map_or(0, |peer| peer.bytes).saturating_add(bytes),
            heard_ms: known.and_then(|peer| peer.heard_ms).max(at_ms),
        };
        db.keep_carried_peer(self.key, &peer)?;
        self.peers.insert(endpoint, peer);
        if self.peers.len() > MAX_PEERS {
            let others = self.peers.values().filter(|peer| peer.endpoint != endpoint);
            if let Some(oldest) = others.min_by_key(|peer| peer.heard_ms).copied() {
                db.forget_carried_peer(self.key, oldest.endpoint)?;
                self.peers.remove(&oldest.endpoint);
                self.left_out.remove(&oldest.endpoint);
            }
        }
        Ok(())
    }
}

impl Core {
    /// Returns the boards that this device carries as a helper.
    #[must_use]
    pub fn carried(&self) -> Vec<CarriedView> {
        let limits = self.state.carry_limits;
        let all = self.state.carried.iter();
        let mut views: Vec<CarriedView> = all
            .map(|(board, carried)| carried.view(*board, limits))
            .collect();
        views.sort_by_key(|view| (view.since_ms, view.board));
        views
    }

    /// Carries a board no more: deletes what is kept of it. Also gives up what waits to be carried.
    ///
    /// # Errors
    /// [`NodeError::NoBoard`] where it is not carried, and those of the disk.
    pub fn stop_carrying(&mut self, board: BoardId) -> Result<(), NodeError> {
        let state = &mut self.state;
        let waits = state.joins.get(&board);
        if waits.is_some_and(|join| join.ticket.role == trust::Role::Helper) {
            return self.cancel_join(board);
        }
        let carried = state.carried.remove(&board);
        let carried = carried.ok_or(NodeError::NoBoard(board))?;
        state.db.forget_carried(carried.key)?;
        state.forgotten.push(board);
        state.carried_changed = true;
        Ok(())
    }

    /// Returns whether the carried boards changed since the last call.
    pub const fn take_carried_changed(&mut self) -> bool {
        std::mem::replace(&mut self.state.carried_changed, false)
    }

    /// Sets how much this device takes of boards that it carries.
    pub const fn limit_carrying(&mut self, limits: CarryLimits) {
        self.state.carry_limits = limits;
    }
}
