//! Who stays on the board though whoever let them in was removed with all that they did.
//!
//! Owns what a coordinator's `Adopt` does to certificates: a `Join` or a `Grant` that ever counted, and that gives a role
//! below coordinator, counts although nobody signs it any more who may: whoever wrote it was removed, their device was
//! revoked, its ticket was taken back. No more than the same coordinator could grant; and a removal of it ends it as any.

use std::collections::BTreeMap;

use super::passes::Passes;
use super::rules;
use crate::broken::broken;
use crate::ground::Held;
use crate::{CertEntry, Certificate, EntryId, GrantRef, Role};

impl Passes<'_> {
    /// Returns what coordinators and stewards adopted of what ever gave a role below theirs. They are known before any
    /// join is looked for: no join makes a coordinator.
    pub(super) fn readmitted(&self, rooted: &BTreeMap<EntryId, Held>) -> BTreeMap<EntryId, Held> {
        let mut adopted = BTreeMap::new();
        if broken!(AdoptedJoinsStayOut) {
            return adopted;
        }
        let least = if broken!(EditorsReadmit) {
            Role::Editor
        } else {
            Role::Coordinator
        };
        for entry in self.certs.values() {
            let Certificate::Adopt(adopt) = entry.cert() else {
                continue;
            };
            if rules::issuer(self, entry, adopt.under, least).is_err() {
                continue;
            }
            let given = adopt.entries.iter();
            let given = given.filter_map(|id| Some((*id, *rooted.get(id)?)));
            let below = |held: &Held| held.role.rank() > Role::Coordinator.rank();
            adopted.extend(given.filter(|(_, held)| below(held) || broken!(AdoptionAppoints)));
        }
        adopted
    }

    /// Returns the grants without which a `Grant` or a `Join` would not count by itself; `None` for anything else.
    pub(super) fn needs(&self, entry: &CertEntry) -> Option<Vec<EntryId>> {
        let ticket = match entry.cert() {
            Certificate::Grant(_) => None,
            Certificate::Join(join) => self.certs.get(&join.ticket).map(CertEntry::grant),
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
            | Certificate::Shred(_) => return None,
        };
        let grants = [Some(entry.grant()), ticket].into_iter().flatten();
        let entries = grants.filter_map(|grant| match grant {
            GrantRef::Steward => None,
            GrantRef::Entry(entry) => Some(entry),
        });
        Some(entries.collect())
    }
}
