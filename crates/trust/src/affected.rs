//! What a change of the certificates touches: so that only that is judged again.
//!
//! Owns the comparison of two authorities of one board. Never judges an entry.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Authority, DeviceId, EntryFact, EntryId, GrantRef, ItemId, Moderated, PersonId};

/// What differs between two authorities of one board.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Affected {
    /// Grants and joins that came, went, or have another cut.
    pub grants: BTreeSet<EntryId>,
    /// People who became stewards, were dropped, or have another cut as dropped ones.
    pub stewards: BTreeSet<PersonId>,
    /// Devices that were certified or revoked, and those of the stewards above.
    pub devices: BTreeSet<DeviceId>,
    /// Tickets that came or went.
    pub tickets: BTreeSet<EntryId>,
    /// Entries that were adopted, or are no longer.
    pub entries: BTreeSet<EntryId>,
    /// What is shown otherwise.
    pub moderated: BTreeSet<Moderated>,
    /// Ballots and petitions that were closed.
    pub closed: BTreeSet<ItemId>,
}

/// Compares two authorities of one board.
#[must_use]
pub fn affected(before: &Authority, after: &Authority) -> Affected {
    let (old, new) = (&before.ground, &after.ground);
    let mut affected = Affected {
        grants: differing(&old.grants, &new.grants),
        stewards: differing(&old.dropped, &new.dropped),
        devices: differing(&old.certified, &new.certified),
        tickets: differing(&old.tickets, &new.tickets),
        entries: differing(&before.adopted, &after.adopted),
        moderated: differing(&before.moderated, &after.moderated),
        closed: differing(&before.closed, &after.closed),
    };
    affected
        .devices
        .extend(differing(&old.revoked, &new.revoked));
    let rooted = differing(&before.rooted.grants, &after.rooted.grants);
    affected.grants.extend(rooted);
    for removed in differing(&old.removed, &new.removed) {
        if old.tickets.contains_key(&removed) || new.tickets.contains_key(&removed) {
            affected.tickets.insert(removed);
        } else {
            affected.grants.insert(removed);
        }
    }
    affected.add_stewards(before, after);
    // What rests on a refused certificate is told otherwise than what waits for one.
    let refused = differing(&before.refused, &after.refused);
    affected.grants.extend(refused);
    let counted = before.counted.symmetric_difference(&after.counted);
    affected.grants.extend(counted);
    affected
}

impl Affected {
    /// Returns whether nothing differs that changes or statements rest on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Says whether what counts of an entry may differ. Then its whole item is judged again; and
    /// where any log is forked, [`crate::forks`] is asked again, and the items of whose answer differs.
    #[must_use]
    pub fn touches(&self, fact: &EntryFact<'_>) -> bool {
        let grant = match fact.grant {
            GrantRef::Steward => false,
            GrantRef::Entry(entry) => self.grants.contains(&entry),
        };
        grant || self.devices.contains(&fact.device) || self.entries.contains(&fact.position.id)
    }

    fn add_stewards(&mut self, before: &Authority, after: &Authority) {
        let of = |authority: &Authority| -> BTreeSet<PersonId> {
            authority.ground.stewards.iter().copied().collect()
        };
        let (old, new) = (of(before), of(after));
        self.stewards.extend(old.symmetric_difference(&new));
        let ever = (&before.rooted.stewards, &after.rooted.stewards);
        self.stewards.extend(ever.0.symmetric_difference(ever.1));
        for (device, people) in &after.ground.certified {
            if !people.is_disjoint(&self.stewards) {
                self.devices.insert(*device);
            }
        }
    }
}

/// Returns the keys whose values differ, or that only one map has. Both are walked once.
fn differing<K: Ord + Copy, V: PartialEq>(
    one: &BTreeMap<K, V>,
    two: &BTreeMap<K, V>,
) -> BTreeSet<K> {
    let gone = one
        .iter()
        .filter(|(key, value)| two.get(key) != Some(value));
    let come = two.iter().filter(|(key, _)| !one.contains_key(key));
    gone.chain(come).map(|(key, _)| *key).collect()
}
