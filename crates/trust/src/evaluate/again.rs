//! Joins of somebody who was removed, written by somebody who had not seen it.
//!
//! Owns the one place where what an author had seen (certificate heads) decides something: a removal of a join covers
//! every other join of the same person, unless the removal is among what that join's author had seen. Then it is a new
//! admission, made knowingly. Leaving a removal out of the heads gains nothing: the join is covered.

use std::collections::{BTreeMap, BTreeSet};

use crate::ground::{Removed, RemovedBy};
use crate::{CertEntry, Certificate, Cut, EntryId, PersonId};

/// One removal of a join: by which `Remove`, with its cut.
struct Removal {
    join: EntryId,
    by: RemovedBy,
    cut: Cut,
    /// All certificates whose authors had seen it.
    seen_by: BTreeSet<EntryId>,
}

/// Adds the joins that are covered to what was removed.
///
/// Somebody may write any number of joins of themself, so nothing here is done for each pair of them.
pub(super) fn cover(
    certs: &BTreeMap<EntryId, CertEntry>,
    removed: &mut BTreeMap<EntryId, Removed>,
) {
    let removals = removals(certs, removed);
    if removals.is_empty() {
        return;
    }
    let mut joins: BTreeMap<PersonId, Vec<EntryId>> = BTreeMap::new();
    for (id, entry) in certs {
        if let Certificate::Join(join) = entry.cert() {
            let person = join.request.device.person;
            joins.entry(person).or_default().push(*id);
        }
    }
    for (person, theirs) in &removals {
        // What covers a join whose author had seen none of them, as all but a few are.
        let all = united(theirs.iter());
        for id in joins.get(person).into_iter().flatten() {
            if theirs.iter().all(|removal| removal.join == *id) {
                continue;
            }
            let covers = |removal: &&Removal| removal.join == *id || !removal.seen_by.contains(id);
            let of = if theirs.iter().all(|removal| covers(&removal)) {
                all.clone()
            } else {
                united(theirs.iter().filter(covers))
            };
            if !of.by.is_empty() {
                removed.insert(*id, of);
            }
        }
    }
}

/// Unites removals, each of which is named once.
fn united<'a>(removals: impl Iterator<Item = &'a Removal>) -> Removed {
    let mut by: BTreeMap<EntryId, RemovedBy> = BTreeMap::new();
    let mut positions = BTreeSet::new();
    for removal in removals {
        by.insert(removal.by.entry, removal.by.clone());
        positions.extend(removal.cut.positions().iter().copied());
    }
    Removed {
        by: by.into_values().collect(),
        cut: Cut::new(positions),
    }
}

/// Returns the removals of joins that count, by whose joins they were.
fn removals(
    certs: &BTreeMap<EntryId, CertEntry>,
    removed: &BTreeMap<EntryId, Removed>,
) -> BTreeMap<PersonId, Vec<Removal>> {
    let mut all: BTreeMap<PersonId, Vec<Removal>> = BTreeMap::new();
    let mut seen_by: Option<BTreeMap<EntryId, Vec<EntryId>>> = None;
    for (target, state) in removed {
        let Some(Certificate::Join(join)) = certs.get(target).map(CertEntry::cert) else {
            continue;
        };
        let theirs = all.entry(join.request.device.person).or_default();
        for by in &state.by {
            let Some(Certificate::Remove(remove)) = certs.get(&by.entry).map(CertEntry::cert)
            else {
                continue;
            };
            let next = seen_by.get_or_insert_with(|| naming(certs));
            theirs.push(Removal {
                join: *target,
                by: by.clone(),
                cut: remove.cut.clone(),
                seen_by: after(by.entry, next),
            });
        }
    }
    all
}

/// Returns by which certificates each one is named as what their authors had seen last.
fn naming(certs: &BTreeMap<EntryId, CertEntry>) -> BTreeMap<EntryId, Vec<EntryId>> {
    let mut naming: BTreeMap<EntryId, Vec<EntryId>> = BTreeMap::new();
    for (id, entry) in certs {
        for head in entry.heads() {
            naming.entry(*head).or_default().push(*id);
        }
    }
    naming
}

/// Returns all certificates whose authors had seen this one, as far as what they had seen is here.
fn after(entry: EntryId, naming: &BTreeMap<EntryId, Vec<EntryId>>) -> BTreeSet<EntryId> {
    let mut after = BTreeSet::new();
    let mut open = vec![entry];
    while let Some(id) = open.pop() {
        let next = naming.get(&id).into_iter().flatten();
        open.extend(next.filter(|next| after.insert(**next)).copied());
    }
    after
}
