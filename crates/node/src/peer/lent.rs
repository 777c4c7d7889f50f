//! The person's seed where it is on paper only: lent for one act, by who typed the words.
//!
//! Owns where a signature of the person comes from. A lent seed is here for one job of the act that it is lent for, and
//! signs for no other; it is never written, never handed to another device, and no key is renewed with it. A join is asked
//! for long after it was begun: what the person signs of it is signed once, and kept with the join.

use std::sync::Arc;

use store::{DeviceKeys, OnPaper, PersonMark};
use trust::{
    BoardId, DeviceCert, JoinRequest, PersonSeed, TicketText, from_canonical, to_canonical,
};

use super::Core;
use super::board::{Board, NOBODY};
use super::state::State;
use crate::NodeError;

/// The seed of the person, on paper elsewhere; there while a job runs that it is lent for.
#[derive(Debug, Default)]
pub(crate) struct Lent(Option<Arc<PersonSeed>>);

impl Lent {
    /// Returns the seed from the vault, else the lent one.
    fn seed(&self, keys: &DeviceKeys) -> Result<PersonSeed, OnPaper> {
        let kept = keys.person().cloned();
        kept.or_else(|on_paper| self.0.as_deref().cloned().ok_or(on_paper))
    }
}

impl Core {
    /// Takes the person's seed for what runs until the next call, or takes it away again. Another person's is not taken.
    pub fn lend(&mut self, seed: Option<Arc<PersonSeed>>) {
        let mine = seed.filter(|seed| PersonMark::of(seed) == self.state.keys.mark());
        self.state.lent = Lent(mine);
    }
}

impl State {
    /// Returns the seed of the person, for a signature: from the vault, else a lent one.
    pub(crate) fn seed(&self) -> Result<PersonSeed, OnPaper> {
        self.lent.seed(&self.keys)
    }

    /// Signs the request of a join that is begun, and keeps it where the seed will not be here when it is asked.
    pub(crate) fn keep_request(&self, ticket: &TicketText) -> Result<(), NodeError> {
        let request = self.sign_request(&self.seed()?, ticket);
        if self.keys.person().is_err() {
            self.db
                .keep_request(ticket.board, &to_canonical(&request))?;
        }
        Ok(())
    }

    /// Returns the request of a join.
    pub(crate) fn request(&self, board: BoardId) -> Option<JoinRequest> {
        let ticket = &self.joins.get(&board)?.ticket;
        match self.keys.person() {
            Ok(seed) => Some(self.sign_request(seed, ticket)),
            Err(OnPaper) => {
                let kept = self.db.request(board).ok().flatten()?;
                from_canonical(&kept).ok()
            }
        }
    }

    fn sign_request(&self, seed: &PersonSeed, ticket: &TicketText) -> JoinRequest {
        let person = seed.person_key(&ticket.nonce);
        let device = self.keys.device.device_key(&ticket.nonce);
        let (kem, endpoint) = (self.keys.kem.public(), self.endpoint_on(ticket.board));
        let cert = DeviceCert::make(&person, &device, kem, endpoint, &ticket.nonce);
        let key = ticket.secret.ticket_key();
        JoinRequest::make(ticket.board, &key, &person, cert)
    }
}

impl Board {
    /// Learns who this is from the device's certificate, where the seed did not say it.
    pub(crate) fn know_person(&mut self) {
        if self.person == NOBODY
            && let Some(person) = self.authority.person_of(self.device.id())
        {
            self.person = person;
        }
    }
}
