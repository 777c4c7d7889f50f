//! Archiving: hides an item until somebody restores it; an edit beside it asks for a look (domain.md, case 20).

use std::collections::{BTreeMap, BTreeSet};

use trust::{EntryId, HybridTime, PersonId};

use super::{Edit, Standing};
use crate::Statement;

/// Whether an item is hidden.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveState {
    /// Whether an archiving stands that nobody lifted.
    pub archived: bool,
    /// The archivings that hide it, oldest first: these a restoring names.
    pub archivings: Vec<(EntryId, PersonId, HybridTime)>,
    /// Changes that none of these archivings' authors had seen, oldest first.
    pub unseen_edits: Vec<(EntryId, PersonId, HybridTime)>,
}

/// Derives whether an item is hidden. A restoring lifts the archivings that it names, whoever made them.
#[must_use]
pub fn archive_state(standing: &Standing<'_>, edits: &[Edit]) -> ArchiveState {
    let lifted: BTreeSet<EntryId> = standing
        .iter()
        .filter(|signed| matches!(signed.statement, Statement::Restore { .. }))
        .flat_map(|signed| signed.statement.replaces())
        .copied()
        .collect();
    let mut seen_heads = Vec::new();
    let mut archivings = Vec::new();
    for signed in standing.iter() {
        if let Statement::Archive { heads } = &signed.statement
            && !lifted.contains(&signed.position.id)
        {
            seen_heads.extend(heads);
            archivings.push((signed.position.id, signed.author, signed.time));
        }
    }
    archivings.sort_by_key(|(entry, _, time)| (*time, *entry));
    let unseen_edits = if archivings.is_empty() {
        Vec::new()
    } else {
        unseen(edits, seen_heads)
    };
    ArchiveState {
        archived: !archivings.is_empty(),
        archivings,
        unseen_edits,
    }
}

/// The changes that are not in the past of `heads`.
fn unseen(edits: &[Edit], heads: Vec<EntryId>) -> Vec<(EntryId, PersonId, HybridTime)> {
    let by_id: BTreeMap<EntryId, &Edit> =
        edits.iter().map(|edit| (edit.position.id, edit)).collect();
    let mut by_place: BTreeMap<_, EntryId> = BTreeMap::new();
    for edit in edits {
        by_place.insert((edit.position.log, edit.position.seq), edit.position.id);
    }
    let mut seen = BTreeSet::new();
    let mut open = heads;
    while let Some(id) = open.pop() {
        let Some(edit) = by_id.get(&id) else { continue };
        if !seen.insert(id) {
            continue;
        }
        open.extend(&edit.deps);
        let (log, seq) = (edit.position.log, edit.position.seq);
        let previous = by_place.range((log, 0)..(log, seq)).next_back();
        open.extend(previous.map(|(_, id)| *id));
    }
    let mut unseen: Vec<_> = by_id
        .values()
        .filter(|edit| !seen.contains(&edit.position.id))
        .map(|edit| (edit.position.id, edit.author, edit.time))
        .collect();
    unseen.sort_by_key(|(entry, _, time)| (*time, *entry));
    unseen
}
