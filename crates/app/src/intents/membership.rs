//! People and tickets: roles given, and what is taken away.
//!
//! Owns which code a refusal gets. What an act takes, and whether it counts, `node` and `trust` say.

use std::sync::Arc;

use node::{Keep, Removal};
use trust::{DeviceId, GrantRef, Moderated, PersonId, TicketId};

use crate::api::{AppError, ErrorCode, Outcome, RemoveReason, Role};
use crate::desk::{At, Desk};
use crate::live::{Touched, TouchedBoard};
use crate::membership::{remove_reason, role_of};
use crate::taken_along::let_in_of;

/// Returns the person of that id, who is on the board or was.
pub(super) fn find_person(at: &At, person: &str) -> Result<PersonId, AppError> {
    let no_such =
        || AppError::new(ErrorCode::NoSuchPerson, "no such person").with("person", person);
    let id: PersonId = person.parse().map_err(|_| no_such())?;
    let authority = &at.info.authority;
    let was = || {
        let mut removed = authority.removed_grants();
        let mut dropped = authority.dropped_stewards();
        removed.any(|(_, holder, ..)| holder == id) || dropped.any(|(of, _)| of == id)
    };
    if authority.role_of(id).is_some() || was() {
        Ok(id)
    } else {
        Err(no_such())
    }
}

/// Gives a person another role; somebody who was removed, one again.
pub(super) async fn set_role(
    desk: &Arc<Desk>,
    board: &str,
    person: &str,
    role: Role,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let person = find_person(&at, person)?;
    let role = role_of(role);
    not_yourself(&at, person)?;
    if at.info.authority.role_of(person) == Some(role) {
        return Ok(Outcome::Done { undoable: false });
    }
    at.must(at.may_set_role(person).contains(&role))?;
    desk.node.set_role(at.id, person, role).await?;
    Ok(done(desk, &at).await)
}

/// How somebody is removed, as [`crate::api::Intent::RemovePerson`] says it.
pub(super) struct Removing {
    pub(super) reason: RemoveReason,
    pub(super) note: Option<String>,
    pub(super) keep_work: bool,
    pub(super) let_go: bool,
    pub(super) hide_let_in: bool,
}

/// Removes a person, with new keys for those who stay.
pub(super) async fn remove(
    desk: &Arc<Desk>,
    board: &str,
    person: &str,
    removing: Removing,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let person = find_person(&at, person)?;
    not_yourself(&at, person)?;
    let Some(role) = at.info.authority.role_of(person) else {
        // They are removed already.
        return Ok(Outcome::Done { undoable: false });
    };
    at.must(at.outranks(role))?;
    let stays = if removing.hide_let_in && !removing.keep_work {
        let looked = at.clone();
        desk.look(at.id, move |connection, number| {
            let_in_of(connection, number, &looked, person)
        })
        .await?
    } else {
        Vec::new()
    };
    let removal = Removal {
        reason: remove_reason(removing.reason),
        text: words(removing.note)?,
        keep: if removing.keep_work {
            Keep::Known
        } else {
            Keep::Before(Vec::new())
        },
        let_go: removing.let_go,
        hide: stays.into_iter().map(Moderated::Item).collect(),
    };
    desk.node.remove_person(at.id, person, removal).await?;
    Ok(done(desk, &at).await)
}

/// Asks the stewards to remove a coordinator.
pub(super) async fn ask_to_remove(
    desk: &Arc<Desk>,
    board: &str,
    person: &str,
    reason: RemoveReason,
    note: Option<String>,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let person = find_person(&at, person)?;
    not_yourself(&at, person)?;
    if at.has_asked_about(person) {
        // They are told already.
        return Ok(Outcome::Done { undoable: false });
    }
    at.must(at.may_ask_about(person))?;
    let why = (remove_reason(reason), words(note)?);
    desk.node.ask_to_remove(at.id, person, why).await?;
    Ok(done(desk, &at).await)
}

/// Returns what somebody says about a removal, as it is written.
fn words(note: Option<String>) -> Result<Option<String>, AppError> {
    let text = note.map(|note| model::clean_text(&note));
    let text = text.filter(|note| !note.is_empty());
    let long = |text: &String| text.len() > trust::MAX_REASON_TEXT;
    if text.as_ref().is_some_and(long) {
        return Err(AppError::bad_field("note", "tooLong"));
    }
    Ok(text)
}

/// Takes a device off the board: an own one, or that of somebody of a lower role.
pub(super) async fn revoke_device(
    desk: &Arc<Desk>,
    board: &str,
    device: &str,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let no_such =
        || AppError::new(ErrorCode::NoSuchDevice, "no such device").with("device", device);
    let id: DeviceId = device.parse().map_err(|_| no_such())?;
    let person = at.info.authority.person_of(id).ok_or_else(no_such)?;
    if id == at.info.device {
        return Err(AppError::new(ErrorCode::NotYourself, "this device"));
    }
    let role = at.info.authority.role_of(person);
    at.must(person == at.me() || role.is_some_and(|role| at.outranks(role)))?;
    desk.node.revoke_device(at.id, id).await?;
    Ok(done(desk, &at).await)
}

/// Removes a ticket: nobody comes in by it any more. Who came in stays.
pub(super) async fn remove_ticket(
    desk: &Arc<Desk>,
    board: &str,
    ticket: &str,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must_coordinate()?;
    let no_such =
        || AppError::new(ErrorCode::NoSuchTicket, "no such ticket").with("ticket", ticket);
    let key: TicketId = ticket.parse().map_err(|_| no_such())?;
    at.info.authority.ticket(key).ok_or_else(no_such)?;
    desk.node.remove_ticket(at.id, key).await?;
    Ok(done(desk, &at).await)
}

/// Returns the grant that the reader exercises.
pub(super) fn own_grant(at: &At) -> Result<GrantRef, AppError> {
    let grant = at.info.authority.grant_of(at.me());
    grant.ok_or_else(|| AppError::new(ErrorCode::NotAllowed, "no member").with("role", "none"))
}

/// Waits until the index has what was written, and lets all views of the board look again.
pub(super) async fn done(desk: &Arc<Desk>, at: &At) -> Outcome {
    let newest = *desk.node.cursor().borrow();
    desk.caught_up(newest).await;
    let mut touched = Touched::default();
    let people = TouchedBoard {
        people: true,
        ..TouchedBoard::default()
    };
    touched.boards.insert(at.id, people);
    desk.tell(touched);
    Outcome::Done { undoable: false }
}

fn not_yourself(at: &At, person: PersonId) -> Result<(), AppError> {
    if person == at.me() {
        return Err(AppError::new(ErrorCode::NotYourself, "oneself"));
    }
    Ok(())
}
