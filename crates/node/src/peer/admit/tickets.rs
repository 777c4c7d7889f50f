//! Tickets: making them, and how each of them stands.

use std::collections::BTreeSet;

use trust::{
    BoardId, Certificate, Compartment, EndpointHint, Fingerprint, KemPublic, Ticket, TicketMode,
    TicketSecret, TicketState, TicketText,
};

use crate::peer::Core;
use crate::{NodeError, TicketSpec, TicketStatus, TicketView};

impl Core {
    /// Makes a ticket. `endpoints` says where to ask; this device is the first.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`] where the person may not invite, or not for this role.
    pub fn make_ticket(
        &mut self,
        board: BoardId,
        spec: TicketSpec,
        endpoints: Vec<EndpointHint>,
        now_ms: u64,
    ) -> Result<TicketText, NodeError> {
        let state = &mut self.state;
        let mut secret = [0; 16];
        secret.copy_from_slice(&state.random()?[..16]);
        let secret = TicketSecret::from_bytes(secret);
        let held = state.boards.get(&board).ok_or(NodeError::NoBoard(board))?;
        let (nonce, person, key) = (held.nonce, held.person, held.key);
        let under = held.authority.grant_of(person);
        let ticket = Ticket {
            key: secret.ticket_key().id(),
            ceiling: spec.role,
            mode: spec.mode,
            uses: spec.uses,
            not_after_ms: spec.expires_ms,
            under: under.ok_or_else(|| NodeError::NotAllowed("not-a-member".to_owned()))?,
            label: spec.label,
        };
        let id = ticket.key;
        let inbox = if spec.mode == TicketMode::Reporter {
            Some(self.inbox(board, now_ms)?)
        } else {
            None
        };
        self.certify(board, &[Certificate::Ticket(ticket)], now_ms)?;
        let text = TicketText {
            inbox,
            board,
            nonce,
            secret,
            inviter: Fingerprint::of(person),
            role: spec.role,
            expires_ms: spec.expires_ms,
            board_name: spec.board_name,
            inviter_name: spec.inviter_name,
            endpoints,
        };
        self.state.db.keep_invitation(key, id, &text.to_text())?;
        Ok(text)
    }

    /// Returns what reports are sealed for now; makes the inbox's first key where there is none.
    fn inbox(&mut self, board: BoardId, now_ms: u64) -> Result<KemPublic, NodeError> {
        let nobody = BTreeSet::new();
        self.keep_sealed(board, Compartment::Inbox, &nobody, false, now_ms)?;
        let held = self.state.boards.get(&board);
        let key = held.and_then(|held| held.keyring.current(Compartment::Inbox));
        let (_, key) = key.ok_or_else(|| NodeError::NotAllowed("sealed".to_owned()))?;
        Ok(key.inbox().public())
    }

    /// Returns the tickets of a board: live ones, those that are over, and those that were taken back.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails, or the board is not here.
    pub fn tickets(&self, board: BoardId, now_ms: u64) -> Result<Vec<TicketView>, NodeError> {
        let held = self.state.boards.get(&board);
        let held = held.ok_or(NodeError::NoBoard(board))?;
        let view = |(state, status): (&TicketState, TicketStatus)| {
            let made = self.state.db.invitation(held.key, state.ticket.key)?;
            let is_made = made.is_some();
            let text = made.filter(|text| self.leads_here(board, text));
            Ok(TicketView {
                from_before: is_made && text.is_none(),
                text,
                state: state.clone(),
                status,
            })
        };
        let live = held.authority.tickets();
        let live = live.map(|state| (state, status(state, now_ms)));
        let removed = held.authority.removed_tickets().map(|(state, removed)| {
            let by = removed.by.first().map(|by| (by.entry, by.person));
            (state, TicketStatus::Removed(by))
        });
        live.chain(removed).map(view).collect()
    }
}

impl Core {
    /// Returns whether a ticket of this device names the key under which it is met on the board now. One from before the
    /// address was hidden holds that address, and leads nowhere.
    fn leads_here(&self, board: BoardId, text: &str) -> bool {
        let own = self.state.endpoint_on(board);
        let other = |endpoint| self.state.is_own_endpoint(endpoint) && endpoint != own;
        TicketText::parse(text)
            .is_ok_and(|ticket| !ticket.endpoints.iter().any(|hint| other(hint.endpoint)))
    }
}

/// Returns how a live ticket stands.
pub(super) fn status(state: &TicketState, now_ms: u64) -> TicketStatus {
    let ticket = &state.ticket;
    if ticket.not_after_ms.is_some_and(|end| end < now_ms) {
        return TicketStatus::Expired;
    }
    if ticket.uses.is_some_and(|uses| state.uses_so_far >= uses) {
        return TicketStatus::UsedUp;
    }
    TicketStatus::Live
}
