//! What counted certificates say about content: epochs, adoptions, closings, moderation, erasure.
//!
//! Owns how they are noted down. Nothing of it gives or takes a role.

use std::collections::BTreeMap;

use super::passes::Passes;
use crate::authority::{Closed, ModerationNote};
use crate::broken::broken;
use crate::ground::Held;
use crate::{
    Adopt, Authority, CertEntry, Certificate, Close, EntryId, MAX_LET_IN, Moderate, PersonId, Role,
    TicketMode,
};

/// What is noted of certificates that count. They come in the order of their ids.
#[derive(Debug, Default)]
pub(super) struct Noting {
    /// Entries that an `Adopt` names, each with who issued it.
    let_in: Vec<(EntryId, PersonId)>,
    /// By editor: how many of these are theirs.
    spent: BTreeMap<PersonId, usize>,
}

impl Noting {
    /// Notes a certificate that counts; `by` is what its author exercised.
    pub(super) fn add(
        &mut self,
        authority: &mut Authority,
        passes: &Passes<'_>,
        id: EntryId,
        entry: &CertEntry,
        by: Option<Held>,
    ) {
        if let Certificate::Epoch(epoch) = entry.cert() {
            authority.epochs.insert(epoch.epoch, epoch.compartment);
        }
        match (entry.cert(), by) {
            (Certificate::Adopt(adopt), Some(by)) => self.adopt(authority, id, adopt, by),
            (cert, Some(by)) => authority.note(passes, id, cert, by),
            (_, None) => {}
        }
    }

    /// Returns what was let in: sorted, and each pair once.
    pub(super) fn let_in(mut self) -> Vec<(EntryId, PersonId)> {
        self.let_in.sort_unstable();
        self.let_in.dedup();
        self.let_in
    }

    /// What an editor names is theirs to choose, also such as does not exist: beyond a bound it lets nothing in.
    fn adopt(&mut self, authority: &mut Authority, id: EntryId, adopt: &Adopt, by: Held) {
        if by.at_least(Role::Coordinator).is_ok() || broken!(EditorsReadmit) {
            for entry in &adopt.entries {
                let adopted = authority.adopted.entry(*entry).or_default();
                adopted.insert(id, by.person);
            }
        } else {
            let spent = self.spent.entry(by.person).or_default();
            let after = spent.saturating_add(adopt.entries.len());
            if after > MAX_LET_IN {
                return;
            }
            *spent = after;
        }
        let named = adopt.entries.iter();
        self.let_in.extend(named.map(|entry| (*entry, by.person)));
    }
}

impl Authority {
    fn note(&mut self, passes: &Passes<'_>, id: EntryId, cert: &Certificate, by: Held) {
        match cert {
            Certificate::Close(close) => self.note_closing(id, close, by),
            Certificate::Moderate(moderate) => self.note_moderation(id, moderate, by),
            Certificate::Shred(shred) => {
                let shreds = self.shreds.entry(shred.compartment).or_default();
                shreds.insert(id, by.person);
            }
            Certificate::Grant(grant) => {
                if let Some(removal) = grant.heals {
                    self.healed.entry(removal).or_default().insert(id);
                }
            }
            Certificate::Join(join) => {
                // Of a join that was adopted the ticket may count no more.
                let ticket = passes.certs.get(&join.ticket).map(CertEntry::cert);
                let invite = |mode| mode == TicketMode::Invite;
                if matches!(ticket, Some(Certificate::Ticket(ticket)) if invite(ticket.mode)) {
                    self.invited.insert(id);
                } else {
                    self.open_joins.insert(id);
                }
            }
            Certificate::Genesis(_)
            | Certificate::Adopt(_)
            | Certificate::DeviceCert(_)
            | Certificate::Ticket(_)
            | Certificate::Epoch(_)
            | Certificate::Wrap(_)
            | Certificate::Charter(_)
            | Certificate::DeviceRevoke(_)
            | Certificate::Remove(_) => {}
        }
    }

    fn note_closing(&mut self, id: EntryId, close: &Close, by: Held) {
        let closed = self.closed.entry(close.item).or_default();
        closed.push(Closed {
            entry: id,
            person: by.person,
            role: by.role,
            heads: close.heads.clone(),
        });
    }

    fn note_moderation(&mut self, id: EntryId, moderate: &Moderate, by: Held) {
        let notes = self.moderated.entry(moderate.target).or_default();
        notes.push(ModerationNote {
            entry: id,
            person: by.person,
            role: by.role,
            act: moderate.act,
            reason: moderate.reason,
            text: moderate.text.clone(),
            replaces: moderate.replaces.clone(),
        });
    }
}
