//! Letting people in: making tickets, and answering those who hold one.
//!
//! Uses and expiry are checked here and nowhere else (trust.md, "Tickets"): two admitters who are apart
//! can each let somebody in.

use sync::{Admission, JoinRefusal};
use trust::{
    BoardId, Certificate, EndpointId, Join, JoinRequest, Kind, Position, Role, TicketState, Wrap,
    wrap,
};

use super::board::Board;
use super::state::State;
use super::write::{Draft, is_of_the_disk};
use crate::{NodeError, TicketStatus};

mod tickets;

use tickets::status;

/// Devices of one person that a ticket still adds one to: what it writes stands in the admitter's log.
const MAX_DEVICES: usize = 16;

impl State {
    /// Decides about a joiner. Failures of the disk are errors; everything else is an answer.
    pub(crate) fn let_in(
        &mut self,
        request: &JoinRequest,
        peer: EndpointId,
        now_ms: u64,
    ) -> Result<Result<Admission, JoinRefusal>, NodeError> {
        match self.check_request(request, peer, now_ms) {
            Ok(Decision::Again(join)) => self.admission(request, join),
            Ok(Decision::New(ticket)) => {
                let join = Certificate::Join(Join {
                    ticket: ticket.entry,
                    role: ticket.ticket.ceiling,
                    request: request.clone(),
                });
                self.admit(request, &join, now_ms)
            }
            Ok(Decision::Device) => {
                let cert = Certificate::DeviceCert(request.device.clone());
                self.admit(request, &cert, now_ms)
            }
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    fn check_request(
        &self,
        request: &JoinRequest,
        peer: EndpointId,
        now_ms: u64,
    ) -> Result<Decision, JoinRefusal> {
        // That the board is here is told only to who holds a ticket of it.
        let board = self
            .boards
            .get(&request.board)
            .ok_or(JoinRefusal::Unknown)?;
        let ticket = board.authority.ticket(request.ticket);
        let mut removed = board.authority.removed_tickets();
        let was = removed.any(|(state, _)| state.ticket.key == request.ticket);
        if ticket.is_none() && !was {
            return Err(JoinRefusal::Unknown);
        }
        let valid = request.verify(&board.nonce).is_ok() && request.device.endpoint == peer;
        if !valid {
            return Err(JoinRefusal::Damaged);
        }
        let me = board.authority.role_of(board.person);
        if me.is_none_or(|role| role.rank() > Role::Reader.rank()) {
            return Err(JoinRefusal::NotNow);
        }
        let person = request.device.person;
        if board.authority.role_of(person).is_some() {
            return of_a_member(board, request);
        }
        // Who was removed is let in by a coordinator's word, not by another ticket.
        if board.ended_by(person).is_some() {
            return Err(JoinRefusal::Removed);
        }
        let ticket = ticket.ok_or(JoinRefusal::Removed)?;
        match status(ticket, now_ms) {
            TicketStatus::Live => Ok(Decision::New(ticket.clone())),
            TicketStatus::Expired => Err(JoinRefusal::Expired),
            TicketStatus::UsedUp => Err(JoinRefusal::UsedUp),
            TicketStatus::Removed(_) => Err(JoinRefusal::Removed),
        }
    }

    /// Writes what lets a device in, and hands it the keys.
    fn admit(
        &mut self,
        request: &JoinRequest,
        by: &Certificate,
        now_ms: u64,
    ) -> Result<Result<Admission, JoinRefusal>, NodeError> {
        // First whether the joiner can be given keys at all: a join cannot be taken back.
        let helps = if let Certificate::Join(join) = by {
            join.role == Role::Helper
        } else {
            self.helps(request)
        };
        let Some(wrap) = self.wrap_for(request, helps)? else {
            return Ok(Err(JoinRefusal::Damaged));
        };
        let wrapped = Certificate::Wrap(wrap.clone());
        let (board, mut at) = (request.board, None);
        let written = self.as_a_whole(board, |state| {
            at = Some(state.write(board, draft(by), now_ms)?.position());
            if !helps {
                state.write(board, draft(&wrapped), now_ms)?;
            }
            Ok(())
        });
        match (or_refused(written)?, at) {
            (Some(()), Some(at)) => self.answer(board, wrap, at),
            _ => Ok(Err(JoinRefusal::NotNow)),
        }
    }

    /// Answers a joiner who was let in before, and whose answer was lost.
    fn admission(
        &mut self,
        request: &JoinRequest,
        join: Position,
    ) -> Result<Result<Admission, JoinRefusal>, NodeError> {
        match self.wrap_for(request, self.helps(request))? {
            Some(wrap) => self.answer(request.board, wrap, join),
            None => Ok(Err(JoinRefusal::Damaged)),
        }
    }

    fn answer(
        &self,
        board: BoardId,
        wrap: Wrap,
        join: Position,
    ) -> Result<Result<Admission, JoinRefusal>, NodeError> {
        let state = self.boards.get(&board).ok_or(NodeError::NoBoard(board))?;
        Ok(Ok(Admission {
            wrap,
            join,
            entries: state.entries(),
        }))
    }

    /// Returns whether whoever asks is on the board as a helper.
    fn helps(&self, request: &JoinRequest) -> bool {
        let board = self.boards.get(&request.board);
        board.is_some_and(|board| board.is_helping(request.device.person))
    }

    /// Wraps the board's keys; for a helper only what members know it by. `None` where the joiner's key cannot receive
    /// any.
    fn wrap_for(&mut self, request: &JoinRequest, helps: bool) -> Result<Option<Wrap>, NodeError> {
        let board = request.board;
        let device = &request.device;
        if helps {
            return self.wrap_access(board, device.device, &device.kem);
        }
        let entropy = self.random()?;
        let state = self.boards.get(&board).ok_or(NodeError::NoBoard(board))?;
        Ok(wrap(
            state.keys_to_hand(),
            &device.kem,
            device.device,
            board,
            entropy,
        )
        .ok())
    }
}

/// Decides about somebody who is a member already: with the words, on a device that is new to the board. What lets it
/// in is the person's signature in the request, not the ticket, so a ticket that is used up, over or removed will do.
fn of_a_member(board: &Board, request: &JoinRequest) -> Result<Decision, JoinRefusal> {
    let (person, device) = (request.device.person, request.device.device);
    let known = board.certs.iter().filter(|(id, cert)| {
        cert.device_cert()
            .is_some_and(|brought| brought.device == device)
            && board.authority.why_not(**id).is_none()
    });
    let mut devices = board.authority.devices_of(person);
    if devices.any(|cert| cert.device == device) {
        // The answer was lost.
        let at = known.map(|(_, cert)| cert.position()).next();
        return at.map(Decision::Again).ok_or(JoinRefusal::AlreadyMember);
    }
    // Taken off the board, or another person's: a new installation has a device of its own.
    if known.count() > 0 {
        return Err(JoinRefusal::AlreadyMember);
    }
    if board.authority.devices_of(person).count() >= MAX_DEVICES {
        return Err(JoinRefusal::NotNow);
    }
    Ok(Decision::Device)
}

/// What an admitter decided.
enum Decision {
    /// Let in before: here is the `Join`.
    Again(Position),
    /// To be let in by this ticket.
    New(TicketState),
    /// A member, on a device that is new to the board.
    Device,
}

fn draft(certificate: &Certificate) -> Draft {
    Draft {
        kind: Kind::Certificate,
        item: None,
        deps: Vec::new(),
        body: certificate.to_body(),
    }
}

/// Tells a failure of the disk from an entry that would not count.
fn or_refused(written: Result<(), NodeError>) -> Result<Option<()>, NodeError> {
    match written {
        Ok(()) => Ok(Some(())),
        Err(error) if is_of_the_disk(&error) => Err(error),
        Err(error) => {
            tracing::warn!(%error, "could not let somebody in");
            Ok(None)
        }
    }
}
