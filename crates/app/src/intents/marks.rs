//! What a person notes for themselves: met in person, blocked, hidden, read. Never leaves this device.

use std::sync::Arc;

use trust::BoardId;

use super::membership::find_person;
use super::presence::show_again;
use super::said::find;
use crate::api::{AppError, ErrorCode, Outcome};
use crate::desk::Desk;
use crate::live::{Touched, TouchedBoard};
use crate::local::Mark;
use crate::views::is_told;

/// Notes that somebody was met in person.
pub(super) fn met(desk: &Desk, board: &str, person: &str, on: bool) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let person = find_person(&at, person)?;
    keep(desk, at.id, &[Mark::Met(person)], on)
}

/// Folds away what somebody makes and says. Nobody blocks themselves.
pub(super) async fn block(
    desk: &Desk,
    board: &str,
    person: &str,
    on: bool,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let person = find_person(&at, person)?;
    if person == at.me() && on {
        return Err(AppError::new(ErrorCode::NotYourself, "oneself"));
    }
    let kept = keep(desk, at.id, &[Mark::Blocked(person)], on)?;
    // Nor do they see what is open here.
    show_again(desk).await?;
    Ok(kept)
}

/// Folds an item away, with all that are shown as one with it: another of them may lead later.
pub(super) async fn hide(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    on: bool,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let meant = find(desk, &at, item).await?;
    let marks: Vec<Mark> = meant
        .kin
        .entries
        .keys()
        .copied()
        .map(Mark::Hidden)
        .collect();
    keep(desk, at.id, &marks, on)
}

/// Notes that what is told of the stewards was read. What is not told is no error: it may be over by now.
pub(super) fn read(desk: &Desk, board: &str, about: &str) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    if !is_told(&at, about) {
        return Ok(Outcome::Done { undoable: false });
    }
    desk.local
        .mark(at.id, &Mark::Read(about.to_owned()), true)?;
    desk.tell(Touched::board(at.id));
    Ok(Outcome::Done { undoable: false })
}

fn keep(desk: &Desk, board: BoardId, marks: &[Mark], on: bool) -> Result<Outcome, AppError> {
    for mark in marks {
        desk.local.mark(board, mark, on)?;
    }
    let mut touched = Touched::default();
    // Lists look at people too: what is folded away depends on them.
    touched.boards.insert(
        board,
        TouchedBoard {
            people: true,
            ..TouchedBoard::default()
        },
    );
    desk.tell(touched);
    Ok(Outcome::Done { undoable: false })
}
