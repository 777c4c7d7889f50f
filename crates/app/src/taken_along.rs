//! What a removal with all that somebody did takes along, and what of theirs stays all the same.
//!
//! Owns how both are found, so that the act does what the question before it said. Never removes anybody.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::Connection;
use trust::{ItemId, PersonId, Role};

use crate::api::{AppError, ErrorCode, ReadingAnswer};
use crate::appeals::is_hidden;
use crate::desk::{At, Desk};
use crate::index;

/// Tells what a removal with all of a person's work would take along, and what of theirs would stay.
pub(crate) async fn preview(
    desk: &Arc<Desk>,
    board: &str,
    person: &str,
) -> Result<ReadingAnswer, AppError> {
    let at = desk.at(board)?;
    let no_such = |_| AppError::new(ErrorCode::NoSuchPerson, "no such person");
    let person: PersonId = person.parse().map_err(no_such)?;
    let people = count(through(&at, person).len());
    let looked = at.clone();
    let stays = desk.look(at.id, move |connection, number| {
        let_in_of(connection, number, &looked, person)
    });
    let let_in = count(stays.await?.len());
    Ok(ReadingAnswer::PreviewRemoval { people, let_in })
}

/// Returns who is on the board, or has their role, only through a person; computers that carry it are none.
fn through(at: &At, person: PersonId) -> BTreeSet<PersonId> {
    let falls = at.info.authority.resting_on(person).into_values();
    let people = falls.filter(|(_, role)| *role != Role::Helper);
    people.map(|(of, _)| of).collect()
}

/// Returns the items of a person that stay when they are removed with all of their work, because coordinators let them
/// in by name; not those that are hidden already.
pub(crate) fn let_in_of(
    connection: &Connection,
    number: i64,
    at: &At,
    person: PersonId,
) -> Result<Vec<ItemId>, AppError> {
    let authority = &at.info.authority;
    let made = index::made_by(connection, number, person)?.into_iter();
    let stay = made.filter(|(_, creation)| authority.adopted_by(*creation).is_some());
    let shown = stay
        .map(|(item, _)| item)
        .filter(|item| !is_hidden(at, *item));
    Ok(shown.collect())
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
