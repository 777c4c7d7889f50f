//! Coming in by a ticket: the joiner's side. A join is kept on disk and finishes by itself.

use store::{BoardRecord, JoinRecord, JoinState};
use sync::{Admission, JoinRefusal};
use trust::{BoardId, Compartment, EndpointId, TicketText, unwrap};

use super::Core;
use super::board::Board;
use super::face::Face;
use super::state::{Join, State};
use crate::{JoinError, JoinProgress, JoinView, NodeError};

impl Core {
    /// Begins a join, or begins it anew where it was refused.
    ///
    /// # Errors
    /// [`JoinError::AlreadyMember`] where the board is here, [`NodeError::OnPaper`] without the person's seed, and
    /// those of the disk.
    pub fn start_join(&mut self, ticket: TicketText, now_ms: u64) -> Result<(), NodeError> {
        self.join_as(Face::Open, ticket, now_ms)
    }

    /// Begins a join under one of the two faces of this device; the board is met under it from then on.
    ///
    /// # Errors
    /// As [`Core::start_join`]; [`NodeError::Refused`] for a ticket that makes no member: a helper is to be found.
    pub fn join_as(
        &mut self,
        face: Face,
        ticket: TicketText,
        now_ms: u64,
    ) -> Result<(), NodeError> {
        let state = &mut self.state;
        let board = ticket.board;
        if state.boards.get(&board).is_some_and(Board::has_genesis) {
            return Err(JoinError::AlreadyMember.into());
        }
        if state.carried.contains_key(&board) && ticket.role != trust::Role::Helper {
            return Err(JoinError::AlreadyCarried.into());
        }
        if face == Face::Hidden && ticket.role == trust::Role::Helper {
            return Err(NodeError::Refused("helper".to_owned()));
        }
        // Before anything is signed: the request names the key under which the board is met.
        state.set_hidden(board, face == Face::Hidden)?;
        state.keep_request(&ticket)?;
        let record = JoinRecord {
            board,
            ticket: ticket.to_text(),
            since_ms: now_ms,
            state: JoinState::Asking,
            hidden: face == Face::Hidden,
        };
        state.db.keep_join(&record)?;
        state.joins.insert(board, Join::new(record, ticket));
        state.joins_changed = true;
        Ok(())
    }

    /// Gives a join up. What has arrived of its board stays.
    ///
    /// # Errors
    /// [`NodeError::NoJoin`], and those of the disk.
    pub fn cancel_join(&mut self, board: BoardId) -> Result<(), NodeError> {
        self.state.joins.remove(&board).ok_or(NodeError::NoJoin)?;
        self.state.screens.let_go(board);
        self.state.db.end_join(board)?;
        if !self.state.boards.contains_key(&board) {
            self.state.set_hidden(board, false)?;
        }
        self.state.joins_changed = true;
        Ok(())
    }

    /// Returns the joins under way.
    #[must_use]
    pub fn joins(&self) -> Vec<JoinView> {
        let view = |join: &Join| JoinView {
            ticket: join.ticket.clone(),
            since_ms: join.record.since_ms,
            progress: self.state.progress(join),
        };
        self.state.joins.values().map(view).collect()
    }
}

impl State {
    /// Returns the joins for which a device is to be asked.
    pub(crate) fn to_ask(&self, peer: EndpointId) -> Vec<BoardId> {
        let hinted = |join: &&Join| {
            self.is_open(join)
                && self.faces.shows(join.record.board)
                && !join.let_in_by.contains(&peer)
                && join
                    .ticket
                    .endpoints
                    .iter()
                    .any(|hint| hint.endpoint == peer)
        };
        let joins = self.joins.values().filter(hinted);
        joins.map(|join| join.record.board).collect()
    }

    /// Returns whether somebody is to be asked: until the genesis is here, nobody knows that the keys which
    /// came are the board's.
    fn is_open(&self, join: &Join) -> bool {
        let board = self.boards.get(&join.record.board);
        match join.record.state {
            JoinState::Asking => true,
            JoinState::Fetching { .. } => !board.is_some_and(Board::has_genesis),
            JoinState::Refused(_) => false,
        }
    }

    /// Notes who let this device in: they are not asked again.
    pub(crate) fn let_in_by(&mut self, board: BoardId, by: EndpointId) {
        if let Some(join) = self.joins.get_mut(&board) {
            join.let_in_by.insert(by);
        }
    }

    /// Was let in: opens the keys and makes the board known.
    pub(crate) fn came_in(
        &mut self,
        board: BoardId,
        admission: &Admission,
        now_ms: u64,
    ) -> Result<Result<(), JoinRefusal>, NodeError> {
        let Some(join) = self.joins.get_mut(&board) else {
            return Ok(Err(JoinRefusal::Unknown));
        };
        if self.boards.get(&board).is_some_and(Board::has_genesis) {
            self.finish_join(board, false)?;
            return Ok(Ok(()));
        }
        if join.ticket.role == trust::Role::Helper {
            return self.came_to_carry(board, admission, now_ms);
        }
        let open = |kem| unwrap(&admission.wrap, kem, board).ok();
        let Some(keys) = self.keys.kems().find_map(open) else {
            return Ok(Err(JoinRefusal::Damaged));
        };
        let has = |wanted| {
            keys.iter()
                .any(|(_, compartment, _)| *compartment == wanted)
        };
        if !has(Compartment::Members) || !has(Compartment::Main) {
            return Ok(Err(JoinRefusal::Damaged));
        }
        let nonce = join.ticket.nonce;
        join.record.state = JoinState::Fetching {
            log: admission.join.log,
            seq: admission.join.seq,
            entries: admission.entries,
        };
        self.db.keep_join(&join.record)?;
        if let Some(state) = self.boards.get_mut(&board) {
            // Keys of another admitter, before any opened the genesis: these are tried from here on.
            for (epoch, compartment, key) in keys {
                self.db.add_epoch(state.key, compartment, &key)?;
                state.keyring.insert(compartment, key);
                state.keyring.set_current(epoch);
            }
            state.settle_keys();
        } else {
            let key = self.db.add_board(board, nonce, now_ms)?;
            for (_, compartment, epoch) in &keys {
                self.db.add_epoch(key, *compartment, epoch)?;
            }
            self.add_board(&BoardRecord {
                key,
                board,
                nonce,
                added_ms: now_ms,
            })?;
        }
        self.added.push(board);
        self.joins_changed = true;
        Ok(Ok(()))
    }

    /// Was not let in. Only what the inviter says, or all, is for good: else somebody else may be asked.
    pub(crate) fn refused(
        &mut self,
        board: BoardId,
        by: EndpointId,
        refusal: JoinRefusal,
    ) -> Result<(), NodeError> {
        let Some(join) = self.joins.get_mut(&board) else {
            return Ok(());
        };
        if refusal == JoinRefusal::NotNow {
            return Ok(());
        }
        join.refused_by.insert(by);
        // A member who has not heard of the ticket, whose clock is wrong or who wishes ill refuses too: its
        // maker knows, or all of them agree.
        let endpoints = &join.ticket.endpoints;
        let inviter = endpoints.first().map(|hint| hint.endpoint);
        let all = || {
            endpoints
                .iter()
                .all(|hint| join.refused_by.contains(&hint.endpoint))
        };
        // A maker who hides their address on the board since knows nothing of it under the key of the ticket.
        let makers = inviter == Some(by) && refusal != JoinRefusal::Unknown;
        let for_good = makers || all();
        if for_good && join.record.state == JoinState::Asking {
            join.record.state = JoinState::Refused(code(refusal).to_owned());
            self.db.keep_join(&join.record)?;
            self.joins_changed = true;
        }
        Ok(())
    }

    /// Ends a join whose board is here: this person is a member, and all that the admitter had has arrived.
    /// `equal`: a member's device holds the same, so there is nothing more to wait for.
    pub(crate) fn finish_join(&mut self, board: BoardId, equal: bool) -> Result<(), NodeError> {
        let (Some(join), Some(state)) = (self.joins.get(&board), self.boards.get(&board)) else {
            return Ok(());
        };
        self.joins_changed = true;
        let entries = match join.record.state {
            JoinState::Fetching { entries, .. } => entries,
            // Begun anew while the board was on its way.
            JoinState::Asking => 0,
            JoinState::Refused(_) => return Ok(()),
        };
        let member = state.authority.role_of(state.person).is_some();
        if member && (equal || state.entries() >= entries) {
            self.joins.remove(&board);
            self.screens.let_go(board);
            self.db.end_join(board)?;
        }
        Ok(())
    }

    fn progress(&self, join: &Join) -> JoinProgress {
        match &join.record.state {
            JoinState::Asking => JoinProgress::Waiting,
            JoinState::Fetching { entries, .. } => JoinProgress::Fetching {
                have: self
                    .boards
                    .get(&join.record.board)
                    .map_or(0, |board| board.entries()),
                of: *entries,
            },
            JoinState::Refused(word) => JoinProgress::Refused(refusal(word)),
        }
    }
}

const ALL: [JoinRefusal; 9] = [
    JoinRefusal::Unknown,
    JoinRefusal::Expired,
    JoinRefusal::UsedUp,
    JoinRefusal::Removed,
    JoinRefusal::TooOld,
    JoinRefusal::OtherBoard,
    JoinRefusal::AlreadyMember,
    JoinRefusal::Damaged,
    JoinRefusal::NotNow,
];

/// Returns the word under which a refusal is kept.
const fn code(refusal: JoinRefusal) -> &'static str {
    match refusal {
        JoinRefusal::Unknown => "unknown",
        JoinRefusal::Expired => "expired",
        JoinRefusal::UsedUp => "used-up",
        JoinRefusal::Removed => "removed",
        JoinRefusal::TooOld => "too-old",
        JoinRefusal::OtherBoard => "other-board",
        JoinRefusal::AlreadyMember => "already-member",
        JoinRefusal::Damaged => "damaged",
        JoinRefusal::NotNow => "not-now",
    }
}

fn refusal(word: &str) -> JoinRefusal {
    let known = ALL.into_iter().find(|refusal| code(*refusal) == word);
    known.unwrap_or(JoinRefusal::Unknown)
}
