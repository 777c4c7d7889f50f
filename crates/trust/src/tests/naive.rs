//! A second evaluator, written from trust.md and format.md and not from the first.
//!
//! It knows no passes: it adds whatever a sentence of the pages allows until nothing is added any
//! more. Slow and plain on purpose.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    BoardId, CertEntry, Certificate, DeviceId, EntryId, GrantRef, PersonId, Role, TicketId,
    TicketMode,
};

#[derive(Default)]
pub(super) struct Naive {
    /// Who holds which role by which grant; stewards by none.
    pub(super) holds: BTreeSet<(PersonId, Role, Option<EntryId>)>,
    pub(super) tickets: BTreeMap<EntryId, (TicketId, Role, TicketMode)>,
    pub(super) devices: BTreeSet<(PersonId, DeviceId)>,
    pub(super) counts: BTreeSet<EntryId>,
    vouched: BTreeSet<(PersonId, DeviceId)>,
}

pub(super) fn naive(board: BoardId, certs: &BTreeMap<EntryId, CertEntry>) -> Naive {
    let mut known = Naive::default();
    for entry in certs.values() {
        match entry.cert() {
            Certificate::Genesis(g) => known.vouched.insert((g.device.person, g.device.device)),
            Certificate::DeviceCert(d) => known.vouched.insert((d.person, d.device)),
            Certificate::Join(j) => {
                let cert = &j.request.device;
                known.vouched.insert((cert.person, cert.device))
            }
            Certificate::Grant(_)
            | Certificate::Ticket(_)
            | Certificate::Epoch(_)
            | Certificate::Wrap(_)
            | Certificate::Charter(_)
            | Certificate::DeviceRevoke(_)
            | Certificate::Remove(_)
            | Certificate::Adopt(_)
            | Certificate::Close(_)
            | Certificate::Moderate(_)
            | Certificate::Shred(_) => false,
        };
    }
    loop {
        let before = (known.holds.len(), known.tickets.len(), known.counts.len());
        for (id, entry) in certs {
            known.read(board, *id, entry);
        }
        if before == (known.holds.len(), known.tickets.len(), known.counts.len()) {
            break;
        }
    }
    known.devices = known
        .vouched
        .iter()
        .copied()
        .filter(|(person, _)| known.best(*person).is_some())
        .collect();
    known
}

impl Naive {
    pub(super) fn best(&self, person: PersonId) -> Option<Role> {
        let roles = self.holds.iter().filter(|(p, ..)| *p == person);
        roles.map(|(_, role, _)| *role).min()
    }

    /// The person and the rank that this entry's author exercises, if the grant is their own.
    fn exercised(&self, entry: &CertEntry) -> Option<(PersonId, u8)> {
        let by = match entry.grant() {
            GrantRef::Steward => None,
            GrantRef::Entry(id) => Some(id),
        };
        self.holds
            .iter()
            .find(|(person, _, grant)| {
                *grant == by && self.vouched.contains(&(*person, entry.device()))
            })
            .map(|(person, role, _)| (*person, role.rank()))
    }

    fn read(&mut self, board: BoardId, id: EntryId, entry: &CertEntry) {
        if let Certificate::Genesis(genesis) = entry.cert() {
            // "board id = BLAKE3(genesis frame)"; "stewards, threshold t > n/2".
            let set: BTreeSet<_> = genesis.stewards.iter().collect();
            let n = genesis.stewards.len();
            let t = usize::from(genesis.threshold);
            if id.0 == board.0
                && set.len() == n
                && set.contains(&genesis.device.person)
                && t > n / 2
                && t <= n
                && entry.device() == genesis.device.device
                && entry.grant() == GrantRef::Steward
                && entry.position().seq == 1
            {
                for steward in &genesis.stewards {
                    self.holds.insert((*steward, Role::Steward, None));
                }
                self.counts.insert(id);
            }
            return;
        }
        let Some((_, rank)) = self.exercised(entry) else {
            return;
        };
        if self.counts_now(board, id, entry, rank) {
            self.counts.insert(id);
        }
    }

    fn counts_now(&mut self, board: BoardId, id: EntryId, entry: &CertEntry, rank: u8) -> bool {
        match entry.cert() {
            Certificate::Genesis(_) => false,
            Certificate::Grant(grant) => {
                // Coordinators act on rank >= 3 only, stewards appoint coordinators; a reporter is no member.
                let allowed = match rank {
                    1 => (2..=6).contains(&grant.role.rank()),
                    2 => (3..=6).contains(&grant.role.rank()),
                    _ => false,
                };
                let allowed = allowed && grant.under == entry.grant();
                if allowed {
                    self.holds.insert((grant.person, grant.role, Some(id)));
                }
                allowed
            }
            Certificate::Ticket(ticket) => {
                let top = match ticket.mode {
                    TicketMode::Invite => 3,
                    TicketMode::Open => 4,
                    TicketMode::Reader => 5,
                    TicketMode::Reporter => 7,
                };
                let allowed = rank <= 2
                    && ticket.under == entry.grant()
                    && (top..=top.max(5)).contains(&ticket.ceiling.rank());
                if allowed {
                    let held = (ticket.key, ticket.ceiling, ticket.mode);
                    self.tickets.insert(id, held);
                }
                allowed
            }
            Certificate::Join(join) => {
                let Some((key, ceiling, mode)) = self.tickets.get(&join.ticket) else {
                    return false;
                };
                let role = join.role.rank();
                let allowed = rank <= 5
                    && join.request.ticket == *key
                    && join.request.board == board
                    && role >= ceiling.rank()
                    && role <= 5
                    && (*mode != TicketMode::Reader || role == 5)
                    && (*mode != TicketMode::Open || role >= 4);
                if allowed {
                    let person = join.request.device.person;
                    self.holds.insert((person, join.role, Some(id)));
                }
                allowed
            }
            Certificate::DeviceCert(cert) => rank <= 5 && self.best(cert.person).is_some(),
            Certificate::Epoch(_) => rank <= 2,
            Certificate::Wrap(_) => rank <= 5,
            Certificate::Charter(_)
            | Certificate::DeviceRevoke(_)
            | Certificate::Remove(_)
            | Certificate::Adopt(_)
            | Certificate::Close(_)
            | Certificate::Moderate(_)
            | Certificate::Shred(_) => false,
        }
    }
}
