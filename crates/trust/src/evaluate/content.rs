//! What counted certificates say about content: epochs, adoptions, closings, moderation, erasure.
//!
//! Owns how they are noted down. Nothing of it gives or takes a role.

use crate::authority::{Closed, ModerationNote};
use crate::broken::broken;
use crate::ground::Held;
use crate::{Authority, CertEntry, Certificate, Close, EntryId, Moderate, Role, TicketMode};

/// Notes a certificate that counts; `by` is what its author exercised.
pub(super) fn add(authority: &mut Authority, id: EntryId, entry: &CertEntry, by: Option<Held>) {
    if let Certificate::Epoch(epoch) = entry.cert() {
        authority.epochs.insert(epoch.epoch, epoch.compartment);
    }
    if let Some(by) = by {
        authority.note(id, entry.cert(), by);
    }
}

impl Authority {
    fn note(&mut self, id: EntryId, cert: &Certificate, by: Held) {
        match cert {
            Certificate::Adopt(adopt) => {
                let readmits = by.at_least(Role::Coordinator).is_ok() || broken!(EditorsReadmit);
                for entry in &adopt.entries {
                    self.let_in.entry(*entry).or_default().insert(by.person);
                    if readmits {
                        let adopted = self.adopted.entry(*entry).or_default();
                        adopted.insert(id, by.person);
                    }
                }
            }
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
                let ticket = self.ground.tickets.get(&join.ticket);
                if ticket.is_some_and(|state| state.ticket.mode == TicketMode::Invite) {
                    self.invited.insert(id);
                } else {
                    self.open_joins.insert(id);
                }
            }
            Certificate::Genesis(_)
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
