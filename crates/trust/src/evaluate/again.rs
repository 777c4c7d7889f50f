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
}

/// Adds the joins that are covered to what was removed.
pub(super) fn cover(
    certs: &BTreeMap<EntryId, CertEntry>,
    removed: &mut BTreeMap<EntryId, Removed>,
) {
    let removals = removals(certs, removed);
    if removals.is_empty() {
        return;
    }
    for (id, entry) in certs {
        let Certificate::Join(join) = entry.cert() else {
            continue;
        };
        let theirs = removals.get(&join.request.device.person);
        let mut others = theirs
            .into_iter()
            .flatten()
            .filter(|removal| removal.join != *id)
            .peekable();
        if others.peek().is_none() {
            continue;
        }
        let seen = seen(entry, certs);
        for removal in others.filter(|removal| !seen.contains(&removal.by.entry)) {
            let of = removed.entry(*id).or_default();
            if of.by.iter().all(|by| by.entry != removal.by.entry) {
                of.by.push(removal.by.clone());
                of.by.sort_by_key(|by| by.entry);
            }
            of.cut = of.cut.united(&removal.cut);
        }
    }
}

/// Returns the removals of joins that count, by whose joins they were.
fn removals(
    certs: &BTreeMap<EntryId, CertEntry>,
    removed: &BTreeMap<EntryId, Removed>,
) -> BTreeMap<PersonId, Vec<Removal>> {
    let mut all: BTreeMap<PersonId, Vec<Removal>> = BTreeMap::new();
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
            theirs.push(Removal {
                join: *target,
                by: by.clone(),
                cut: remove.cut.clone(),
            });
        }
    }
    all
}

/// Returns all certificates that the author of this one had seen, as far as they are here.
fn seen(entry: &CertEntry, certs: &BTreeMap<EntryId, CertEntry>) -> BTreeSet<EntryId> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<EntryId> = entry.heads().to_vec();
    while let Some(id) = open.pop() {
        if seen.insert(id)
            && let Some(before) = certs.get(&id)
        {
            open.extend(before.heads());
        }
    }
    seen
}
