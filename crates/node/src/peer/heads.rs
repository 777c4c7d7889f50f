//! What the author of an entry says that they had seen of the certificates: its certificate heads.
//!
//! Owns the choice, where there are more than an entry names. Nothing waits for a head, and only one rule asks what an
//! author had seen: a removal of a join covers every later one whose author had not seen it (`trust`, "evaluate"). So a
//! certificate that lets somebody in again names their removals before anything else.

use std::collections::{BTreeSet, VecDeque};

use trust::{Certificate, EntryId, PersonId, Verdict};

use super::board::{Board, MAX_HEADS};

/// The heads of the certificates of one act: each names the one before it, and what no earlier one had room for.
#[derive(Debug)]
pub(crate) struct Heads {
    open: VecDeque<EntryId>,
    last: Option<EntryId>,
}

impl Heads {
    /// Returns what the next certificate names, besides what it has to.
    pub(crate) fn next(&mut self, first: BTreeSet<EntryId>) -> Vec<EntryId> {
        let mut heads = first;
        heads.extend(self.last);
        while heads.len() < MAX_HEADS
            && let Some(head) = self.open.pop_front()
        {
            heads.insert(head);
        }
        heads.into_iter().take(MAX_HEADS).collect()
    }

    /// Notes that a certificate was written.
    pub(crate) const fn wrote(&mut self, id: EntryId) {
        self.last = Some(id);
    }
}

impl Board {
    /// Returns what is to be named by the certificates of one act.
    pub(crate) fn heads(&self) -> Heads {
        let accepted = |id: &EntryId| {
            let fate = self.fates.get(id);
            fate.is_some_and(|fate| fate.verdict == Some(Verdict::Accepted))
        };
        let all = self.certs.keys().filter(|id| accepted(id));
        let mut heads: BTreeSet<EntryId> = all.copied().collect();
        for (_, cert) in self.certs.iter().filter(|(id, _)| accepted(id)) {
            for seen in cert.heads() {
                heads.remove(seen);
            }
        }
        Heads {
            open: heads.into_iter().collect(),
            last: None,
        }
    }

    /// Returns the removals that a certificate must have seen because it lets their person in again: of those that see
    /// each other the last.
    pub(crate) fn answered_by(&self, certificate: &Certificate) -> BTreeSet<EntryId> {
        let Some(person) = lets_in(certificate) else {
            return BTreeSet::new();
        };
        let removed = self.authority.removed_grants();
        let theirs = removed.filter(|(_, of, ..)| *of == person);
        let by = theirs.flat_map(|(.., removed)| removed.by.iter().map(|by| by.entry));
        let mut answered: BTreeSet<EntryId> = by.collect();
        let heads = |id: &EntryId| self.certs.get(id).map_or(&[][..], |cert| cert.heads());
        let mut open: Vec<EntryId> = answered.iter().flat_map(heads).copied().collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(heads(&id));
            }
        }
        answered.retain(|id| !seen.contains(id));
        answered
    }
}

/// Returns whom a certificate gives a role.
const fn lets_in(certificate: &Certificate) -> Option<PersonId> {
    match certificate {
        Certificate::Join(join) => Some(join.request.device.person),
        Certificate::Grant(grant) => Some(grant.person),
        Certificate::Genesis(_)
        | Certificate::DeviceCert(_)
        | Certificate::Ticket(_)
        | Certificate::Epoch(_)
        | Certificate::Wrap(_)
        | Certificate::Charter(_)
        | Certificate::DeviceRevoke(_)
        | Certificate::Remove(_)
        | Certificate::Adopt(_)
        | Certificate::Close(_)
        | Certificate::Moderate(_)
        | Certificate::Shred(_) => None,
    }
}
