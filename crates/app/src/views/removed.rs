//! What was taken away, as it is shown: who was removed, what is hidden for everybody; by whom, when, why.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use trust::{EntryId, ItemId, Moderated, Moderation, PersonId, Reason, Role, Shown};

use super::Names;
use crate::api::{AppError, HiddenView, RemovedView};
use crate::desk::At;
use crate::index;
use crate::membership::{shown_hide_reason, shown_remove_reason};

/// The removal that ended somebody's membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RemovedNote {
    /// The `Remove`.
    pub(super) entry: EntryId,
    /// Who did it; `None` where the stewards were changed.
    pub(super) by: Option<PersonId>,
    pub(super) reason: Reason,
    pub(super) text: Option<String>,
    /// What they were.
    pub(super) role: Role,
}

/// Returns how a person was removed; `None` for members, and for people who never were.
pub(super) fn removed(at: &At, person: PersonId) -> Option<RemovedNote> {
    let authority = &at.info.authority;
    if authority.role_of(person).is_some() {
        return None;
    }
    if let Some(note) = dropped(at, person) {
        return Some(note);
    }
    let removed = authority.removed_grants();
    let theirs = removed.filter(|(_, holder, ..)| *holder == person);
    let (_, _, role, removed) = theirs.min_by_key(|(_, _, role, _)| *role)?;
    let by = removed.by.first()?;
    Some(RemovedNote {
        entry: by.entry,
        by: Some(by.person),
        reason: by.reason,
        text: by.text.clone(),
        role,
    })
}

/// Returns how a steward was dropped, of whom nothing else is left: by which of the charters that follow each other.
fn dropped(at: &At, person: PersonId) -> Option<RemovedNote> {
    let authority = &at.info.authority;
    authority.dropped_stewards().find(|(of, _)| *of == person)?;
    let mut charter = authority.charter_said(authority.charter())?;
    while let Some(before) = authority.charter_said(charter.predecessor)
        && !before.stewards.contains(&person)
    {
        charter = before;
    }
    let reason = if charter.recovered {
        Reason::Lost
    } else {
        Reason::Over
    };
    Some(RemovedNote {
        entry: charter.entries.first().copied()?,
        by: None,
        reason,
        text: None,
        role: Role::Steward,
    })
}

/// Returns everybody who was removed and has no role any more, by id.
pub(super) fn removed_people(at: &At) -> Vec<PersonId> {
    let authority = &at.info.authority;
    let people: BTreeSet<PersonId> = authority
        .removed_grants()
        .map(|(_, person, ..)| person)
        .chain(authority.dropped_stewards().map(|(person, _)| person))
        .filter(|person| authority.role_of(*person).is_none())
        .collect();
    people.into_iter().collect()
}

/// Adds what those were called who were removed and have no name that counts: the removal took it too.
///
/// Each is called what they called themselves last before they were removed, by their own clock: who is removed must not
/// take another name afterwards. Nobody is named here who never had a role.
pub(super) fn add_former_names(
    connection: &Connection,
    number: i64,
    at: &At,
    known: &mut BTreeMap<PersonId, String>,
) -> Result<(), AppError> {
    for person in removed_people(at) {
        if known.contains_key(&person) {
            continue;
        }
        let end = match removed(at, person) {
            Some(note) => index::certified(connection, note.entry)?,
            None => None,
        };
        let end = end.map(|certified| certified.at);
        if let Some(name) = index::former_name(connection, number, person, end)? {
            known.insert(person, name);
        }
    }
    Ok(())
}

/// Returns what is shown of a removal.
pub(super) fn removed_view(
    connection: &Connection,
    at: &At,
    names: &Names,
    note: &RemovedNote,
) -> Result<RemovedView, AppError> {
    Ok(RemovedView {
        by: note.by.map(|by| names.of(by)).unwrap_or_default(),
        at: index::certified(connection, note.entry)?.map(|certified| certified.at),
        reason: shown_remove_reason(note.reason),
        note: note.text.clone(),
        mine: note.by == Some(at.me()),
    })
}

/// Returns how an item is hidden for everybody, if it is.
pub(super) fn hidden_view(
    connection: &Connection,
    at: &At,
    names: &Names,
    item: ItemId,
) -> Result<Option<HiddenView>, AppError> {
    let authority = &at.info.authority;
    let target = Moderated::Item(item);
    let Shown::Hidden(act) = authority.shown(target) else {
        return Ok(None);
    };
    let notes = authority.moderation_of(target).iter();
    let Some(note) = notes.into_iter().find(|note| note.entry == act) else {
        return Ok(None);
    };
    Ok(Some(HiddenView {
        by: names.of(note.person),
        mine: note.person == at.me(),
        at: index::certified(connection, act)?.map(|certified| certified.at),
        reason: shown_hide_reason(note.reason),
        note: note.text.clone(),
        kept: authority
            .moderation_of(target)
            .iter()
            .any(|other| other.act == Moderation::Hide && note.replaces.contains(&other.entry)),
    }))
}
