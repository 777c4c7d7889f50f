//! What the peer and the host say of a board that both sides hold: steps 4 to 6, inwards.

use trust::{BoardId, DeviceId, Position};

use super::{SessionError, Step};
use crate::compare;
use crate::shared::Phase;
use crate::wire::{Compare, Holds, Message, WantLogs};
use crate::{Limits, Side, Standing, Transfer, Want};

/// The first minor version that knows a comparison which begins with what is known.
const SINCE_KNOWN: u16 = 2;
/// What a position that is read from the disk counts as: a page of the database.
pub(super) const READ_BYTES: u64 = 4 << 10;

impl Step<'_> {
    /// Returns the board behind one of our tags and the peer's device there, unless the board refuses that device by
    /// now. Asked before each answer: a removal that is stored is in force before another byte goes out.
    pub(super) fn served(
        &mut self,
        slot: u32,
    ) -> Result<Option<(BoardId, DeviceId)>, SessionError> {
        let met = self.shared(slot).map(|shared| (shared.board, shared.peer));
        let Some((board, Some(device))) = met else {
            return Ok(None);
        };
        if self.standing(board, device) == Standing::Refused {
            self.refuse(board)?;
            return Ok(None);
        }
        Ok(Some((board, device)))
    }

    /// Both digests are known: equal ones end it, else the dialler begins to compare.
    pub(super) fn begin(&mut self, board: BoardId, theirs: &[u8; 32]) -> Result<(), SessionError> {
        let side = self.session.start.side;
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return Ok(());
        };
        if shared.is_greeted(theirs) {
            shared.go_live(true);
            return Ok(());
        }
        shared.phase = Phase::Comparing(0);
        self.ask_screen(board);
        let Some(shared) = self.session.boards.get(&board) else {
            return Ok(());
        };
        let member = shared.peer.filter(|_| !shared.is_tied());
        if side == Side::Dialler {
            let known = match member {
                Some(device) if self.session.minor >= SINCE_KNOWN => self.known(board, device)?,
                Some(_) | None => Vec::new(),
            };
            if let Some(shared) = self.session.boards.get(&board) {
                let most = self.session.limits.positions;
                let compare = Compare {
                    slot: shared.their_slot,
                    parts: compare::opening_since(&shared.base, &known, most),
                };
                self.send(&Message::Compare(compare));
            }
        }
        Ok(())
    }

    /// Returns what a member's device is known to hold, by log. What is read for it counts as drawn by the peer, over its
    /// connections: whoever dials anew, and says little, makes this device read no more than whoever takes entries.
    fn known(&mut self, board: BoardId, device: DeviceId) -> Result<Vec<Position>, SessionError> {
        let tokens = &mut self.session.egress.tokens;
        let most = usize::try_from(*tokens / READ_BYTES).unwrap_or(usize::MAX);
        let known = self.host.known(board, device, most)?;
        *tokens = tokens.saturating_sub(known.read as u64 * READ_BYTES);
        let mut known = known.positions;
        known.sort_unstable();
        known.dedup_by_key(|position| position.log);
        Ok(known)
    }

    /// One turn of a comparison. An empty message ends it on both sides.
    pub(super) fn compare(&mut self, message: &Compare) -> Result<(), SessionError> {
        let Limits {
            positions: budget,
            turns,
            logs,
            ..
        } = self.session.limits;
        let Some((board, device)) = self.served(message.slot)? else {
            return Ok(());
        };
        let shared = self.session.boards.get(&board);
        let opens = shared.is_some_and(|it| it.phase == Phase::Comparing(0) && !it.is_tied());
        // Read once: it is about the first message only.
        let known = if opens && compare::needs_known(&message.parts) {
            self.known(board, device)?
        } else {
            Vec::new()
        };
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return Ok(());
        };
        let Phase::Comparing(turn) = &mut shared.phase else {
            return Ok(());
        };
        *turn += 1;
        let last = *turn >= turns;
        // The peer breaks off a turn before or after this side would.
        let broken_off = message.parts.is_empty() && turn.saturating_add(1) >= turns;
        let mut answer = compare::answer(&shared.base, &known, &message.parts, budget)
            .map_err(|_| SessionError::Protocol("a comparison in disorder"))?;
        let mut whole = !broken_off;
        if last {
            whole &= answer.parts.is_empty();
            answer.parts.clear();
        }
        let forks = shared.learn(&answer);
        if shared.tracked() > logs {
            return Err(SessionError::Protocol("too many logs"));
        }
        let (board, slot) = (shared.board, shared.their_slot);
        let over = answer.parts.is_empty();
        if over {
            shared.go_live(whole);
        }
        // Whoever finds nothing left says so, and who hears that says nothing more.
        if !over || !message.parts.is_empty() {
            self.send(&Message::Compare(Compare {
                slot,
                parts: answer.parts,
            }));
        }
        self.report_forks(board, forks)
    }

    /// Entries arrived.
    pub(super) fn transfer(&mut self, slot: u32, bytes: &[u8]) -> Result<(), SessionError> {
        let now_ms = self.now_ms;
        let Limits { wants, logs, .. } = self.session.limits;
        let Some((board, device)) = self.served(slot)? else {
            return Ok(());
        };
        if self.is_tied(board) {
            return Err(SessionError::Protocol("a helper's board in the clear"));
        }
        if let Some(shared) = self.session.boards.get_mut(&board) {
            shared.bringing.takes_transfer(bytes);
        }
        let transfer =
            Transfer::decode(bytes).map_err(|_| SessionError::Protocol("a damaged transfer"))?;
        let mut received = self.host.receive(board, device, transfer, now_ms)?;
        received.wants.truncate(wants);
        if received.bad > 0 {
            tracing::debug!(bad = received.bad, "entries were dropped");
        }
        if let Some(shared) = self.shared(slot) {
            shared.arrived(received);
            if shared.tracked() > logs {
                return Err(SessionError::Protocol("too many logs"));
            }
        }
        Ok(())
    }

    /// The peer stated what it holds.
    pub(super) fn holds(&mut self, holds: &Holds) -> Result<(), SessionError> {
        let taken = usize::try_from(holds.taken).unwrap_or(usize::MAX);
        let logs = self.session.limits.logs;
        let Some((board, _)) = self.served(holds.slot)? else {
            return Ok(());
        };
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return Ok(());
        };
        let known = || holds.positions.iter().filter(|position| position.seq > 0);
        let forks = known()
            .filter_map(|position| shared.stated(*position))
            .collect();
        shared.in_flight = shared.in_flight.saturating_sub(taken);
        if shared.tracked() > logs {
            return Err(SessionError::Protocol("too many logs"));
        }
        if holds.taken == 0 && shared.phase == Phase::Live {
            for position in known() {
                self.announced(board, position);
            }
        }
        self.report_forks(board, forks)
    }

    /// The peer has something that did not come from here: it is asked for, unless it comes another way.
    fn announced(&mut self, board: BoardId, position: &Position) {
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return;
        };
        let device = shared.peer;
        let tied = device.filter(|_| shared.is_tied());
        if !shared.lacks(position) {
        } else if tied.is_some_and(|it| self.host.is_worthless(board, it, *position)) {
            shared.ignore(position.log);
        } else if self.host.is_expected(board, *position, self.now_ms) {
            shared.expect(position);
        } else {
            shared.ask(position.log, position.seq);
        }
    }

    /// What could not be read before is asked for, whatever was asked before.
    pub(super) fn ask_anew(&mut self, board: BoardId, wants: Vec<Want>) {
        let most = self.session.limits.wants;
        if let Some(shared) = self.session.boards.get_mut(&board)
            && shared.phase == Phase::Live
        {
            shared.branching.ask_anew();
            shared.ask_later(wants);
            shared.ask_some(most);
        }
    }

    /// Time has passed: what was expected and did not come is asked for, and some of what was put off.
    pub(super) fn tick(&mut self) {
        let most = self.session.limits.wants;
        for shared in self.session.boards.values_mut() {
            shared.ask_for_expected();
            shared.ask_for_lost(most);
            shared.ask_some(most);
        }
    }

    /// The peer asks for logs.
    pub(super) fn wants(&mut self, wants: WantLogs) -> Result<(), SessionError> {
        if let Some((board, _)) = self.served(wants.slot)?
            && let Some(shared) = self.session.boards.get_mut(&board)
            && shared.phase == Phase::Live
        {
            for want in wants.logs {
                shared.wanted(want.into());
            }
        }
        Ok(())
    }

    /// Entries were stored here.
    pub(super) fn changed(&mut self, board: BoardId, tips: &[Position]) {
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return;
        };
        for tip in tips {
            shared.grew(*tip, || self.host.wrote(board, tip.log));
        }
    }

    fn report_forks(&mut self, board: BoardId, forks: Vec<Position>) -> Result<(), SessionError> {
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return Ok(());
        };
        let Some(device) = shared.peer else {
            return Ok(());
        };
        for theirs in forks.into_iter().take(self.session.limits.wants) {
            if let Some(from) = self.host.forked(board, device, theirs)? {
                shared.ask_again(Want {
                    log: theirs.log,
                    from,
                });
            }
        }
        Ok(())
    }
}
