//! Removals: of people, of devices, of tickets.
//!
//! Owns what goes with each, and the cut behind which it begins: where that is longer than a certificate may say, the
//! same act is written once for each part of it (docs/decisions/0107). Never decides whether the person may.

use std::collections::{BTreeMap, BTreeSet};

use trust::{
    BoardId, CertEntry, Certificate, Cut, DeviceCert, DeviceId, DeviceRevoke, EntryId, GrantRef,
    MAX_REPLACED, Moderate, Moderated, Moderation, PersonId, Position, Reason, Remove, RevokedBy,
    Role, TicketId,
};

use super::{adopting, not_allowed};
use crate::peer::Core;
use crate::peer::board::Board;
use crate::{Keep, NodeError, Removal};

impl Core {
    /// Removes somebody, with all that they hold, and makes new keys for those who stay. Who is on the board only through
    /// them stays by the same act, or goes where the removal says so. Returns the first `Remove`.
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
            let resting = match &removal.keep {
                Keep::Known => BTreeMap::new(),
                Keep::Before(_) => held.authority.resting_on(person),
            };
            let mut gone = BTreeSet::new();
            if removal.let_go {
                gone = held.authority.people_without(&resting);
            }
            // Who goes too is removed by name: so they are told, and nobody who keeps the others in keeps them. Who stays
            // by something else keeps also what they have through the one who is removed.
            let ended = resting.iter().filter(|(_, (of, _))| gone.contains(of));
            let ended: Vec<EntryId> = ended.map(|(id, _)| *id).collect();
            let kept: Vec<EntryId> = resting.into_keys().collect();
            let tickets = held.authority.tickets();
            let theirs = tickets.filter(|ticket| ticket.issuer == person);
            // The removal of one join covers the others: somebody can write any number of them.
            let is_join = |id: &EntryId| {
                let cert = held.certs.get(id).map(CertEntry::cert);
                matches!(cert, Some(Certificate::Join(_)))
            };
            let live = held.authority.grants_of(person).map(|(id, _)| id);
            let (joins, mut targets): (Vec<EntryId>, Vec<EntryId>) = live.partition(is_join);
            targets.extend(joins.first().copied().into_iter().chain(ended));
            let under = held.under()?;
            let remove = |target: EntryId, cut: Cut| Remove {
                target,
                cut,
                reason: removal.reason,
                text: removal.text.clone(),
                under,
            };
            let grants = targets.iter().map(|target| remove(*target, cut.clone()));
            // Whom somebody else's device let in by their ticket stays, as far as is known here.
            let tickets = theirs.map(|ticket| match removal.keep {
                Keep::Known => remove(ticket.entry, cut.united(&held.joins_by(ticket.entry))),
                Keep::Before(_) => remove(ticket.entry, cut.clone()),
            });
            let all = grants.chain(tickets);
            // First what keeps the others in: nobody is told of the removal and not of that.
            let mut certificates = adopting(&kept, under);
            let before = certificates.len();
            certificates.extend(all.flat_map(in_parts));
            certificates.extend(held.hiding(removal, under));
            // A helper had none.
            if !helps {
                let stays =
                    |cert: &DeviceCert| cert.person != person && !gone.contains(&cert.person);
                certificates.extend(state.new_keys(board, stays)?);
            }
            let written = state.write_certificates(board, &certificates, now_ms)?;
            first(written.get(before..).unwrap_or_default())
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
            let parts = cut.parts().into_iter();
            let mut certificates: Vec<Certificate> = if own {
                let person = state.seed()?.person_key(&nonce);
                let revoke = |cut| DeviceRevoke::own(board, &person, device, cut);
                parts.map(revoke).map(Certificate::DeviceRevoke).collect()
            } else {
                let by = RevokedBy::Grant(under);
                let revoke = |cut| DeviceRevoke { device, cut, by };
                parts.map(revoke).map(Certificate::DeviceRevoke).collect()
            };
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
            let remove = Remove {
                target,
                cut: held.joins_by(target),
                reason: Reason::Over,
                text: None,
                under: held.under()?,
            };
            state.write_certificates(board, &in_parts(remove), now_ms)?;
            Ok(())
        })
    }
}

impl Board {
    /// Returns the acts that hide what is hidden with a removal.
    fn hiding(&self, removal: &Removal, under: GrantRef) -> Vec<Certificate> {
        let hide = |target: &Moderated| {
            let notes = self.authority.moderation_of(*target).iter();
            let shown = notes.filter(|note| note.act == Moderation::Unhide);
            let replaces: BTreeSet<EntryId> = shown.map(|note| note.entry).collect();
            Certificate::Moderate(Moderate {
                target: *target,
                act: Moderation::Hide,
                reason: removal.reason,
                text: removal.text.clone(),
                replaces: replaces.into_iter().take(MAX_REPLACED).collect(),
                under,
            })
        };
        removal.hide.iter().map(hide).collect()
    }

    /// Returns a cut behind all joins by a ticket that are known here.
    fn joins_by(&self, ticket: EntryId) -> Cut {
        let by_it = |cert: &&CertEntry| matches!(cert.cert(), Certificate::Join(join) if join.ticket == ticket);
        Cut::new(self.certs.values().filter(by_it).map(CertEntry::position))
    }
}

/// Returns the certificates that say a removal: several where its cut is longer than one may say.
pub(super) fn in_parts(removal: Remove) -> Vec<Certificate> {
    let Remove {
        target,
        cut,
        reason,
        text,
        under,
    } = removal;
    let part = |cut| {
        Certificate::Remove(Remove {
            target,
            cut,
            reason,
            text: text.clone(),
            under,
        })
    };
    cut.parts().into_iter().map(part).collect()
}

fn first(written: &[Position]) -> Result<EntryId, NodeError> {
    let first = written.first().map(|position| position.id);
    first.ok_or_else(|| NodeError::Defect("nothing was written".to_owned()))
}
