//! Removals: of people, of devices, of tickets.
//!
//! Owns what goes with each, and the cut behind which it begins. Never decides whether the person may.

use trust::{
    BoardId, Certificate, Cut, DeviceId, DeviceRevoke, EntryId, PersonId, Position, Reason, Remove,
    RevokedBy, Role, TicketId,
};

use super::not_allowed;
use crate::peer::Core;
use crate::{Keep, NodeError, Removal};

impl Core {
    /// Removes somebody, with all that they hold, and makes new keys for those who stay. Returns the first `Remove`.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `yourself`, `steward` (only a charter ends those), `not-a-member`, `rank-too-low`.
    pub fn remove_person(
        &mut self,
        board: BoardId,
        person: PersonId,
        removal: &Removal,
        now_ms: u64,
    ) -> Result<EntryId, NodeError> {
        self.state.whole(board, |state| {
            let cut = match &removal.keep {
                Keep::Known => state.known_of(board, |b| b.logs_of(person))?,
                Keep::Before(positions) => Cut::new(positions.iter().copied()),
            };
            let held = state.held(board)?;
            if person == held.person {
                return Err(not_allowed("yourself"));
            }
            match held.authority.role_of(person) {
                Some(Role::Steward) => return Err(not_allowed("steward")),
                None => return Err(not_allowed("not-a-member")),
                Some(_) => {}
            }
            let helps = held.is_helping(person);
            let tickets = held.authority.tickets();
            let theirs = tickets.filter(|ticket| ticket.issuer == person);
            // The removal of one join covers the others: somebody can write any number of them.
            let is_join = |id: &EntryId| {
                let cert = held.certs.get(id).map(trust::CertEntry::cert);
                matches!(cert, Some(Certificate::Join(_)))
            };
            let live = held.authority.grants_of(person).map(|(id, _)| id);
            let (joins, mut targets): (Vec<EntryId>, Vec<EntryId>) = live.partition(is_join);
            targets.extend(joins.first());
            targets.extend(theirs.map(|ticket| ticket.entry));
            let under = held.under()?;
            let remove = |target: &EntryId| {
                Certificate::Remove(Remove {
                    target: *target,
                    cut: cut.clone(),
                    reason: removal.reason,
                    text: removal.text.clone(),
                    under,
                })
            };
            let mut certificates: Vec<Certificate> = targets.iter().map(remove).collect();
            // A helper had none.
            if !helps {
                certificates.extend(state.new_keys(board, |cert| cert.person != person)?);
            }
            let written = state.write_certificates(board, &certificates, now_ms)?;
            first(&written)
        })
    }

    /// Ends a device: one's own by one's own word, another's by rank. New keys come with it, where this person may make
    /// them; else a coordinator's device makes them once it hears of it.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `this-device`, `unknown-device`, `rank-too-low`.
    pub fn revoke_device(
        &mut self,
        board: BoardId,
        device: DeviceId,
        now_ms: u64,
    ) -> Result<EntryId, NodeError> {
        self.state.whole(board, |state| {
            let cut = state.known_of(board, |b| b.logs_by(|of| of == device))?;
            let held = state.held(board)?;
            if device == held.device.id() {
                return Err(not_allowed("this-device"));
            }
            if held.authority.certifiers_of(device).next().is_none() {
                return Err(not_allowed("unknown-device"));
            }
            let own = held
                .authority
                .certifiers_of(device)
                .any(|of| of == held.person);
            let (nonce, under) = (held.nonce, held.under()?);
            let rotates = held.may_rotate();
            let revoke = if own {
                let person = state.keys.person()?.person_key(&nonce);
                DeviceRevoke::own(board, &person, device, cut)
            } else {
                let by = RevokedBy::Grant(under);
                DeviceRevoke { device, cut, by }
            };
            let mut certificates = vec![Certificate::DeviceRevoke(revoke)];
            if rotates {
                certificates.extend(state.new_keys(board, |cert| cert.device != device)?);
            }
            let written = state.write_certificates(board, &certificates, now_ms)?;
            first(&written)
        })
    }

    /// Takes a ticket back. Who came in by it, as far as is known here, stays.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `unknown-ticket`, `rank-too-low`.
    pub fn remove_ticket(
        &mut self,
        board: BoardId,
        ticket: TicketId,
        now_ms: u64,
    ) -> Result<(), NodeError> {
        self.state.whole(board, |state| {
            let held = state.held(board)?;
            let target = held.authority.ticket(ticket).map(|state| state.entry);
            let target = target.ok_or_else(|| not_allowed("unknown-ticket"))?;
            let joins = held.certs.values().filter(
                |cert| matches!(cert.cert(), Certificate::Join(join) if join.ticket == target),
            );
            let cut = Cut::new(joins.map(trust::CertEntry::position));
            let remove = Certificate::Remove(Remove {
                target,
                cut,
                reason: Reason::Over,
                text: None,
                under: held.under()?,
            });
            state.write_certificates(board, &[remove], now_ms)?;
            Ok(())
        })
    }
}

fn first(written: &[Position]) -> Result<EntryId, NodeError> {
    let first = written.first().map(|position| position.id);
    first.ok_or_else(|| NodeError::Defect("nothing was written".to_owned()))
}
