//! What a core holds besides its sessions, and how it is read from the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use store::{BoardRecord, DeviceKeys, JoinRecord, LogDb, StoreError};
use trust::{
    BoardId, Compartment, DeviceId, EndpointId, HybridTime, LogId, TicketText, from_canonical,
    to_canonical,
};

use super::board::Board;
use super::carried::{Carried, CarryLimits};
use super::face::{Faces, endpoint_of};
use super::lent::Lent;
use super::near::Near;
use super::passing::Passing;
use super::places::Places;
use super::presence::Shown;
use super::screens::Shows;
use super::sent::Reports;
use super::{CoreParts, Draw};
use crate::check::CLOCK_OFF_MS;
use crate::{Judge, NodeError};

/// Devices whose stamps were ahead of this clock that are remembered.
const MAX_AHEAD: usize = 64;
/// A stamp of another device moves this one's clock forward, unless it is so far ahead.
const MAX_AHEAD_MS: u64 = 10 * 60 * 1_000;
/// The name under which the newest stamp is kept.
const CLOCK: &str = "clock";

/// A join under way.
#[derive(Debug, Clone)]
pub(crate) struct Join {
    pub(crate) record: JoinRecord,
    pub(crate) ticket: TicketText,
    /// Who refused, in this run, other than for now.
    pub(crate) refused_by: BTreeSet<EndpointId>,
    /// Who let this device in, in this run.
    pub(crate) let_in_by: BTreeSet<EndpointId>,
}

impl Join {
    pub(crate) const fn new(record: JoinRecord, ticket: TicketText) -> Self {
        Self {
            record,
            ticket,
            refused_by: BTreeSet::new(),
            let_in_by: BTreeSet::new(),
        }
    }
}

/// All of a core but its sessions.
pub(crate) struct State {
    pub(crate) db: LogDb,
    pub(crate) keys: DeviceKeys,
    pub(crate) lent: Lent,
    pub(crate) endpoint: EndpointId,
    /// The network key under which this device is met through relays only.
    pub(crate) hidden_endpoint: EndpointId,
    /// Which boards are met under which key.
    pub(crate) faces: Faces,
    pub(crate) judge: Arc<dyn Judge>,
    pub(crate) draw: Draw,
    pub(crate) clock: HybridTime,
    pub(crate) boards: BTreeMap<BoardId, Board>,
    /// The boards in the order in which they came.
    pub(crate) order: Vec<BoardId>,
    pub(crate) joins: BTreeMap<BoardId, Join>,
    /// The boards that this device carries as a helper: it is no member of any of them.
    pub(crate) carried: BTreeMap<BoardId, Carried>,
    pub(crate) carry_limits: CarryLimits,
    pub(crate) carried_changed: bool,
    pub(crate) verdict_n: u64,
    /// How many entries, bodies and frames were put on the disk in this run.
    pub(crate) stored: u64,
    /// Entries that were dropped since the start because their chain, signature or form does not hold.
    pub(crate) dropped: u64,
    /// How often frames were left out in this run because a carried board is full.
    pub(crate) no_room: u64,
    /// Logs that grew since the sessions were told.
    pub(crate) grown: BTreeMap<BoardId, BTreeSet<LogId>>,
    /// Logs of which something could not be read and can be now, with who sent it.
    pub(crate) unlocked: BTreeMap<BoardId, BTreeMap<LogId, DeviceId>>,
    /// Boards that came, or got keys, since the sessions were told.
    pub(crate) added: Vec<BoardId>,
    /// Boards that a person stopped.
    pub(crate) paused: BTreeSet<BoardId>,
    /// Boards that were forgotten since the sessions were told, or stopped.
    pub(crate) forgotten: Vec<BoardId>,
    /// Reports of this device on boards that it is not on.
    pub(crate) reports: Reports,
    pub(crate) reports_changed: bool,
    /// When this device saw unasked to the keys of a compartment that not every member reads, in this run; apart when it
    /// handed them again to devices that could not open them.
    pub(crate) seen_to: BTreeMap<(BoardId, Compartment, bool), Vec<u64>>,
    /// Whether something was erased since whoever runs the core was told.
    pub(crate) scrub: bool,
    /// Boards whose public face changed.
    pub(crate) changed: BTreeSet<BoardId>,
    pub(crate) joins_changed: bool,
    /// Where helpers are.
    pub(crate) places: Places,
    /// By how much the last stamp of a device was ahead of this clock, where it was too much, in this run.
    pub(crate) ahead: BTreeMap<DeviceId, u64>,
    /// What is open before the person.
    pub(crate) shown: Shown,
    /// What boards look like that are not here yet.
    pub(crate) screens: Shows,
    /// Whom this device is connected to.
    pub(crate) near: Near,
    /// How much time has passed, for what is due every month.
    pub(crate) passing: Passing,
    /// For how long this run has lasted, as far as it was told.
    pub(crate) ran_ms: u64,
    /// When keys were made unasked, or it was tried, in this run.
    pub(crate) mended: BTreeMap<BoardId, Vec<u64>>,
    /// Work that nobody asked for failed: it is not tried before this time.
    pub(crate) no_upkeep_before: u64,
}

impl State {
    pub(crate) fn load(parts: CoreParts) -> Result<Self, NodeError> {
        let mut state = Self {
            db: parts.db,
            hidden_endpoint: endpoint_of(*parts.keys.hidden_network(), &parts.keys),
            faces: Faces::default(),
            keys: parts.keys,
            lent: Lent::default(),
            endpoint: parts.endpoint,
            judge: parts.judge,
            draw: parts.draw,
            clock: HybridTime::default(),
            boards: BTreeMap::new(),
            order: Vec::new(),
            joins: BTreeMap::new(),
            carried: BTreeMap::new(),
            carry_limits: CarryLimits::default(),
            carried_changed: true,
            verdict_n: 0,
            stored: 0,
            dropped: 0,
            no_room: 0,
            grown: BTreeMap::new(),
            unlocked: BTreeMap::new(),
            paused: BTreeSet::new(),
            forgotten: Vec::new(),
            added: Vec::new(),
            changed: BTreeSet::new(),
            joins_changed: true,
            places: Places::default(),
            ahead: BTreeMap::new(),
            shown: Shown::default(),
            screens: Shows::default(),
            near: Near::default(),
            passing: Passing::default(),
            ran_ms: 0,
            reports: Reports::default(),
            reports_changed: false,
            seen_to: BTreeMap::new(),
            scrub: false,
            mended: BTreeMap::new(),
            no_upkeep_before: 0,
        };
        state.read_all()?;
        Ok(state)
    }

    pub(crate) fn into_parts(self) -> CoreParts {
        CoreParts {
            db: self.db,
            keys: self.keys,
            endpoint: self.endpoint,
            judge: self.judge,
            draw: self.draw,
        }
    }

    /// Undoes the open transaction and forgets what is not on the disk: this run's logs too.
    pub(crate) fn recover(&mut self) -> Result<(), NodeError> {
        // A connection whose disk failed may fail here too; it is closed then.
        let undone = self.db.rollback();
        self.db.reopen()?;
        if self.db.in_transaction() {
            undone?;
        }
        self.boards.clear();
        self.order.clear();
        self.joins.clear();
        self.grown.clear();
        self.added.clear();
        self.joins_changed = true;
        self.read_all()
    }

    /// Reads all again within the open transaction, after a part of it was undone. This run's logs end.
    pub(crate) fn reread(&mut self) -> Result<(), NodeError> {
        self.boards.clear();
        self.order.clear();
        self.joins.clear();
        self.joins_changed = true;
        self.read_all()?;
        let boards = &self.boards;
        self.added.retain(|board| boards.contains_key(board));
        self.grown.retain(|board, _| boards.contains_key(board));
        Ok(())
    }

    /// Reads one board again from the disk, within the open transaction. Its writer stays.
    pub(crate) fn reload_board(&mut self, board: BoardId) -> Result<(), StoreError> {
        let Some(old) = self.boards.remove(&board) else {
            return Ok(());
        };
        let record = BoardRecord {
            key: old.key,
            board,
            nonce: old.nonce,
            added_ms: old.added_ms,
        };
        let writer = old.writer;
        self.add_board(&record)?;
        if let Some(board) = self.boards.get_mut(&board) {
            board.writer = writer;
        }
        self.changed.insert(board);
        Ok(())
    }

    /// Puts a board from the disk into memory.
    pub(crate) fn add_board(&mut self, record: &BoardRecord) -> Result<(), StoreError> {
        let board = Board::load(&self.db, record, &self.keys)?;
        self.verdict_n = self.db.newest_verdict()?;
        if !self.order.contains(&record.board) {
            self.order.push(record.board);
        }
        self.boards.insert(record.board, board);
        self.changed.insert(record.board);
        self.judge_waiting(record.board)
    }

    /// Returns the next stamp and keeps it, so that a clock that was set back never repeats one.
    pub(crate) fn tick(&mut self, now_ms: u64) -> Result<HybridTime, StoreError> {
        self.clock = self.next_stamp(now_ms);
        self.db.set_meta(CLOCK, &to_canonical(&self.clock))?;
        Ok(self.clock)
    }

    /// Returns the next stamp. One that was kept while the clock was far ahead is let go: others would not
    /// follow it, and everything written here would look newer than all that they do.
    pub(crate) fn next_stamp(&self, now_ms: u64) -> HybridTime {
        if self.clock.wall_ms > now_ms.saturating_add(MAX_AHEAD_MS) {
            return HybridTime::default().tick(now_ms);
        }
        self.clock.tick(now_ms)
    }

    /// Takes notice of another device's stamp.
    pub(crate) fn saw(&mut self, device: DeviceId, time: HybridTime, now_ms: u64) {
        let ahead = time.wall_ms.saturating_sub(now_ms);
        if ahead < CLOCK_OFF_MS {
            self.ahead.remove(&device);
        } else if self.ahead.len() < MAX_AHEAD || self.ahead.contains_key(&device) {
            self.ahead.insert(device, ahead);
        }
        if time.wall_ms <= now_ms.saturating_add(MAX_AHEAD_MS) {
            self.clock = self.clock.max(time);
        }
    }

    /// Draws fresh random bytes.
    pub(crate) fn random(&mut self) -> Result<[u8; 32], NodeError> {
        let mut bytes = [0; 32];
        (self.draw)(&mut bytes).map_err(|_| NodeError::NoRandomness)?;
        Ok(bytes)
    }

    fn read_all(&mut self) -> Result<(), NodeError> {
        self.verdict_n = self.db.newest_verdict()?;
        if let Some(bytes) = self.db.meta(CLOCK)? {
            self.clock = from_canonical(&bytes).unwrap_or_default();
        }
        self.read_passing()?;
        let waits = !self.db.in_transaction();
        if waits {
            self.db.begin()?;
        }
        for record in self.db.boards()? {
            self.add_board(&record)?;
        }
        self.read_paused()?;
        self.load_carried()?;
        self.read_reports()?;
        for record in self.db.joins()? {
            // A text that was kept can be read again, unless the format changed: then the join is over.
            match TicketText::parse(&record.ticket) {
                Ok(ticket) => {
                    self.joins.insert(record.board, Join::new(record, ticket));
                }
                Err(error) => {
                    tracing::warn!(%error, "a kept ticket cannot be read any more");
                    self.db.end_join(record.board)?;
                }
            }
        }
        self.read_hidden()?;
        if waits {
            self.db.commit()?;
        }
        Ok(())
    }
}
