//! Which certificates count, kind by kind.

use std::collections::BTreeMap;

use super::Naive;
use crate::{
    CertEntry, Certificate, Compartment, DeviceId, EntryId, GrantRef, Join, KemPublic, Moderation,
    PersonId, RevokedBy, Role, TicketMode,
};

impl Naive<'_> {
    /// Whether a ticket was rightly issued; its removal aside.
    pub(crate) fn ticket_counts(&self, id: EntryId) -> bool {
        let Some(entry) = self.certs.get(&id) else {
            return false;
        };
        let Certificate::Ticket(ticket) = entry.cert() else {
            return false;
        };
        let fits = match ticket.mode {
            TicketMode::Invite => (3..=5).contains(&ticket.ceiling.rank()),
            TicketMode::Open => (4..=5).contains(&ticket.ceiling.rank()),
            TicketMode::Reader => ticket.ceiling == Role::Reader,
            TicketMode::Reporter => ticket.ceiling == Role::Reporter,
            TicketMode::Helper => ticket.ceiling == Role::Helper,
        };
        fits && ticket.under == entry.grant() && self.acts(id, 2)
    }

    /// "By a live ticket, role within its ceiling; with a live member's countersignature."
    pub(super) fn join_counts(&self, id: EntryId, entry: &CertEntry, join: &Join) -> bool {
        let Some(Certificate::Ticket(ticket)) = self.certs.get(&join.ticket).map(CertEntry::cert)
        else {
            return false;
        };
        let role = join.role.rank();
        let (best, least) = match ticket.mode {
            TicketMode::Invite => (3, 5),
            TicketMode::Open => (4, 5),
            TicketMode::Reader => (5, 5),
            TicketMode::Reporter => (9, 0),
            TicketMode::Helper => (6, 6),
        };
        // Asked first, so that nobody of a role that no join gives is looked for.
        if !(ticket.ceiling.rank().max(best)..=least).contains(&role) {
            return false;
        }
        let removals = self.removals(join.ticket);
        (removals.is_empty() || self.inside(id, &removals))
            && self.ticket_counts(join.ticket)
            && join.request.board == self.board
            && join.request.ticket == ticket.key
            && entry.grant() != GrantRef::Entry(id)
            && self.acts(id, 5)
    }

    /// Whether the author of a certificate acts in this rank or a better one.
    pub(super) fn acts(&self, id: EntryId, least: u8) -> bool {
        self.acting(id).is_some_and(|(_, rank)| rank <= least)
    }

    /// The best rank that somebody has now.
    pub(crate) fn best_of(&self, person: PersonId) -> Option<u8> {
        if self.stewards.contains(&person) {
            return Some(1);
        }
        let live = self
            .certs
            .keys()
            .filter(|id| self.removals(**id).is_empty());
        live.filter_map(|id| self.gives(*id))
            .filter(|(whose, _)| *whose == person)
            .map(|(_, rank)| rank)
            .min()
    }

    /// Where keys for each device of everybody with a role are wrapped to: "of several certificates of one device that
    /// of the greatest number counts, of equals the one whose entry has the lower id".
    pub(crate) fn keys(&self) -> BTreeMap<(PersonId, DeviceId), KemPublic> {
        let mut best: BTreeMap<(PersonId, DeviceId), (Option<u32>, KemPublic)> = BTreeMap::new();
        // In the order of the ids: a later one has to be greater.
        for entry in self.certs.values() {
            let Some(cert) = entry.device_cert() else {
                continue;
            };
            if self.best_of(cert.person).is_none() {
                continue;
            }
            let found = best.entry((cert.person, cert.device));
            let found = found.or_insert((cert.number, cert.kem));
            if cert.number > found.0 {
                *found = (cert.number, cert.kem);
            }
        }
        best.into_iter().map(|(of, (_, kem))| (of, kem)).collect()
    }

    /// Whether a certificate counts.
    pub(crate) fn counts(&self, id: EntryId) -> bool {
        let entry = &self.certs[&id];
        let under = |under: GrantRef, least| under == entry.grant() && self.acts(id, least);
        match entry.cert() {
            Certificate::Genesis(_) => id.0 == self.board.0 && self.genesis().is_some(),
            Certificate::DeviceCert(cert) => {
                self.acts(id, 5) && self.best_of(cert.person).is_some()
            }
            Certificate::Grant(_) | Certificate::Join(_) => self.gives(id).is_some(),
            Certificate::Ticket(_) => self.ticket_counts(id),
            Certificate::Epoch(_) => self.acts(id, 2),
            Certificate::Wrap(_) => self.acts(id, 5),
            Certificate::Charter(charter) => self.is_followed(charter.id()),
            Certificate::DeviceRevoke(revoke) => match revoke.by {
                RevokedBy::Person(word) => word.board == self.board,
                RevokedBy::Grant(by) => under(by, 2),
            },
            Certificate::Remove(remove) => {
                let rank = match self.certs.get(&remove.target).map(CertEntry::cert) {
                    Some(Certificate::Grant(grant)) => grant.role.rank(),
                    Some(Certificate::Join(join)) => join.role.rank(),
                    Some(Certificate::Ticket(ticket)) => ticket.ceiling.rank(),
                    _ => 0,
                };
                under(remove.under, 2) && self.acting(id).is_some_and(|(_, by)| by < rank)
            }
            Certificate::Adopt(adopt) => under(adopt.under, 3),
            Certificate::Close(close) => under(close.under, 4),
            Certificate::Moderate(moderate) => match moderate.act {
                Moderation::LetIn => under(moderate.under, 3),
                Moderation::Hide | Moderation::Unhide | Moderation::Hold => {
                    under(moderate.under, 2)
                }
            },
            Certificate::Shred(shred) => match shred.compartment {
                Compartment::Members | Compartment::Main => false,
                Compartment::Coordinators => under(shred.under, 1),
                Compartment::Inbox | Compartment::Case(_) => under(shred.under, 2),
            },
        }
    }
}
