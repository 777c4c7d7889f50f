//! What is told of the stewards: others who were named at the same time, and coordinators who want each other removed.
//!
//! Owns how a dispute is named, and which two removals are one. Whether anything of it counts, `trust` says: nothing does.

use std::collections::BTreeMap;

use rusqlite::Connection;
use trust::{Authority, Dispute, PersonId};

use super::stewards::Look;
use crate::api::{AppError, DisputeSide, DisputeView, RivalView};
use crate::desk::At;
use crate::index;
use crate::membership::shown_remove_reason;

/// Returns the stewards who were named beside those who stand.
pub(super) fn rivals(look: &Look<'_>) -> Vec<RivalView> {
    let authority = &look.at.info.authority;
    let rival = |(id, state): (trust::CharterId, &trust::CharterState)| {
        let signed: Vec<PersonId> = authority.stewards_who_signed(state).collect();
        let rival = id.to_string();
        RivalView {
            people: look.lines(&state.stewards),
            signed: look.lines(&signed),
            by_key: state.recovered,
            read: look.at.marks.read.contains(&rival),
            rival,
        }
    };
    authority.rivals().map(rival).collect()
}

/// Returns the coordinators who want each other removed, where the reader is a steward.
pub(super) fn disputes(
    connection: &Connection,
    look: &Look<'_>,
) -> Result<Vec<DisputeView>, AppError> {
    let mut shown = Vec::new();
    for (dispute, sides) in of_stewards(look.at) {
        let mut told = Vec::new();
        for side in sides {
            told.push(DisputeSide {
                by: look.line(side.by),
                against: look.line(side.against),
                reason: shown_remove_reason(side.reason),
                note: side.text,
                at: index::aside_at(connection, side.entry)?,
            });
        }
        shown.push(DisputeView {
            read: look.at.marks.read.contains(&dispute),
            dispute,
            sides: told,
        });
    }
    Ok(shown)
}

/// Returns how many disputes the reader has to look at.
pub(super) fn to_decide(at: &At) -> usize {
    let all = of_stewards(at).into_keys();
    all.filter(|dispute| !at.marks.read.contains(dispute))
        .count()
}

/// Returns how many rivals the reader has not read of.
pub(super) fn unread_rivals(at: &At) -> usize {
    let all = at.info.authority.rivals();
    all.filter(|(id, _)| !at.marks.read.contains(&id.to_string()))
        .count()
}

/// Says whether something is told under this id.
pub(crate) fn is_told(at: &At, about: &str) -> bool {
    let mut rivals = at.info.authority.rivals();
    rivals.any(|(id, _)| id.to_string() == about) || of_stewards(at).contains_key(about)
}

/// Returns the disputes by their names: none for who is no steward.
fn of_stewards(at: &At) -> BTreeMap<String, Vec<Dispute>> {
    let authority = &at.info.authority;
    if !authority.stewards().contains(&at.me()) {
        return BTreeMap::new();
    }
    named(authority)
}

/// Returns all disputes by their names. What both want of each other is one, and another one than what one of them
/// wanted before: whoever left that as it was is told anew.
fn named(authority: &Authority) -> BTreeMap<String, Vec<Dispute>> {
    let mut pairs: BTreeMap<(PersonId, PersonId), Vec<Dispute>> = BTreeMap::new();
    for dispute in authority.disputes() {
        let (one, other) = (dispute.by, dispute.against);
        let pair = (one.min(other), one.max(other));
        pairs.entry(pair).or_default().push(dispute);
    }
    let all = pairs.into_values();
    all.filter_map(|sides| {
        let first = sides.first()?;
        let (one, other) = (first.by, first.against);
        let name = match sides.len() {
            1 => format!("{one}-{other}"),
            _ => format!("{}={}", one.min(other), one.max(other)),
        };
        Some((name, sides))
    })
    .collect()
}
