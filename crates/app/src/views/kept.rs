//! Work that stands only because others built on it, as an item's page tells it.
//!
//! Owns when it is asked for: only where somebody who lost a right, or a device that was taken away, has a part in the
//! item. What stands, and because of whom, `trust` says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use trust::{DeviceId, EntryId, ItemId, PersonId, Refusal, Vouched};

use super::Names;
use crate::api::{AppError, ItemView, KeptWhy, KeptWork};
use crate::desk::{At, Desk};
use crate::index::Kin;

/// What an item's page says of such work, by who wrote it and why it would not stand by itself.
type Told = BTreeMap<(PersonId, KeptWhy), (bool, BTreeSet<PersonId>)>;

/// Returns the items of those that are shown as one on which such work may stand.
pub(super) fn doubtful(at: &At, kin: &Kin) -> Vec<ItemId> {
    let authority = &at.info.authority;
    let mut lost: BTreeSet<PersonId> = authority
        .removed_grants()
        .map(|(_, person, ..)| person)
        .collect();
    lost.extend(authority.dropped_stewards().map(|(person, _)| person));
    let doubted = |device: DeviceId| {
        let mut people = authority.certifiers_of(device);
        people.any(|person| lost.contains(&person)) || !authority.revocations_of(device).is_empty()
    };
    let items = kin.entries.iter();
    items
        .filter(|(_, kept)| kept.iter().any(|one| one.is_change && doubted(one.device)))
        .map(|(item, _)| *item)
        .collect()
}

/// Marks the work on an item that stands because others built on it.
pub(super) async fn mark(
    desk: &Arc<Desk>,
    at: &At,
    names: &Names,
    items: &[ItemId],
    view: &mut ItemView,
) -> Result<(), AppError> {
    let mut found: BTreeMap<EntryId, Vouched> = BTreeMap::new();
    for item in items {
        found.extend(desk.node.vouched(at.id, *item).await?);
    }
    if found.is_empty() {
        return Ok(());
    }
    let ids: BTreeSet<String> = found.keys().map(ToString::to_string).collect();
    let mut made: BTreeSet<String> = BTreeSet::new();
    for line in &mut view.history {
        let (entry, _) = line.key.split_once('/').unwrap_or((&line.key, ""));
        line.kept = ids.contains(entry);
        if line.kept && line.what == crate::api::ActivityKind::Made {
            made.insert(entry.to_owned());
        }
    }
    let mut told = Told::new();
    for (id, kept) in found {
        let part = told.entry((kept.author, why(kept.why))).or_default();
        part.0 |= made.contains(&id.to_string());
        part.1.extend(kept.by);
    }
    view.kept = told
        .into_iter()
        .map(|((author, why), (made, by))| work(at, names, author, why, made, &by))
        .collect();
    Ok(())
}

fn work(
    at: &At,
    names: &Names,
    author: PersonId,
    why: KeptWhy,
    made: bool,
    by: &BTreeSet<PersonId>,
) -> KeptWork {
    let others = by.iter().filter(|person| **person != at.me());
    KeptWork {
        by: names.of(author),
        mine: author == at.me(),
        why,
        made,
        built_on_by: others.map(|person| names.of(*person)).collect(),
        built_on_by_me: by.contains(&at.me()),
    }
}

fn why(refusal: Refusal) -> KeptWhy {
    if matches!(refusal, Refusal::Removed(_) | Refusal::Dropped) {
        KeptWhy::Removed
    } else if refusal == Refusal::DeviceRevoked {
        KeptWhy::DeviceRevoked
    } else {
        KeptWhy::Other
    }
}
