//! How people come onto the board: tickets, and asking to be let in.

use anyhow::Result;
use node::{Core, NodeError, TicketSpec};
use trust::{EndpointHint, Role, TicketMode, TicketText};

use super::World;

impl World {
    /// Lets somebody begin to join by a ticket, unless they did before.
    pub(crate) fn begin_join(&mut self, person: usize) -> Result<()> {
        let ticket = if self.helper == Some(person) {
            let carries = !self.core(person)?.carried().is_empty();
            self.helper_ticket.clone().filter(|_| !carries)
        } else {
            self.random.pick(&self.tickets).cloned()
        };
        let Some(ticket) = ticket else {
            return Ok(());
        };
        let begun = self.act(person, |core, now_ms| {
            match core.start_join(ticket, now_ms) {
                Ok(()) | Err(NodeError::Join(_)) => Ok(()),
                Err(error) => Err(error),
            }
        });
        begun?;
        let asked = self.perform(person, Core::ask_joins)?;
        self.route(person, asked)
    }

    /// Lets the founder make a ticket that names the first two people.
    pub(super) fn invite(&mut self, role: Role) -> Result<()> {
        let ticket = self.ticket_of(TicketMode::Invite, role)?;
        self.tickets.push(ticket);
        Ok(())
    }

    pub(super) fn ticket_of(&mut self, mode: TicketMode, role: Role) -> Result<TicketText> {
        let board = self.board;
        let hints = self.people.iter().take(2).map(|person| EndpointHint {
            endpoint: person.endpoint,
            addrs: Vec::new(),
            relay: None,
        });
        let hints: Vec<EndpointHint> = hints.collect();
        let spec = TicketSpec {
            mode,
            role,
            uses: Some(8),
            expires_ms: None,
            board_name: "Relief".to_owned(),
            inviter_name: "Alice".to_owned(),
            label: None,
        };
        let ticket = self.act(0, |core, now_ms| {
            core.make_ticket(board, spec, hints, now_ms)
        })?;
        Ok(TicketText::parse(&ticket.to_text())?)
    }
}
