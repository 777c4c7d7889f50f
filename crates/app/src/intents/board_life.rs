//! The life of a board: its name, its sections, and its end on this device.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::ItemKind;

use super::items::overwrite;
use crate::api::{AppError, ErrorCode, Outcome, Section};
use crate::desk::{At, Desk};
use crate::live::Touched;
use crate::views::{BoardItem, board_item, section_words};

/// Changes the board's name.
pub(super) async fn rename(desk: &Arc<Desk>, board: &str, name: &str) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must_coordinate()?;
    let value = model::parse_field(ItemKind::Settings, "title", Some(name))
        .map_err(|bad| AppError::bad_field("name", bad.why.code()))?;
    let own = own_item(desk, &at).await?;
    if own.name == model::clean_line(name) {
        return Ok(Outcome::Done { undoable: false });
    }
    write(desk, &at, &own, "title", value).await
}

/// Says which sections the board does not use.
pub(super) async fn set_sections(
    desk: &Arc<Desk>,
    board: &str,
    hidden: &[Section],
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must_coordinate()?;
    let own = own_item(desk, &at).await?;
    let words = section_words(hidden, &own.other_sections);
    if section_words(&own.hidden_sections, &own.other_sections) == words {
        return Ok(Outcome::Done { undoable: false });
    }
    let field = "hiddenSections";
    let value = model::parse_field(ItemKind::Settings, field, Some(&words))?;
    write(desk, &at, &own, field, value).await
}

/// Says whether what newcomers make is held.
pub(super) async fn set_hold_new(
    desk: &Arc<Desk>,
    board: &str,
    on: bool,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must_coordinate()?;
    let own = own_item(desk, &at).await?;
    if own.hold_new == on {
        return Ok(Outcome::Done { undoable: false });
    }
    let word = if on { "yes" } else { "no" };
    let value = model::parse_field(ItemKind::Settings, "holdNew", Some(word))?;
    write(desk, &at, &own, "holdNew", value).await
}

/// Forgets a board on this device. A steward without whom the others could not agree any more hands over first.
pub(super) async fn leave(desk: &Arc<Desk>, board: &str) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let others = at.members().any(|person| person != at.me());
    if at.only_steward() && others {
        return Err(AppError::new(ErrorCode::LastSteward, "no other steward"));
    }
    let stewards = at.info.authority.stewards();
    let threshold = usize::from(at.info.authority.threshold());
    if others && stewards.contains(&at.me()) && stewards.len() <= threshold {
        let missing = threshold - (stewards.len() - 1);
        let error = AppError::new(ErrorCode::StewardsNeedYou, "the others are too few");
        return Err(error.with("missing", missing));
    }
    // First what can be made anew: a crash between leaves a board that can be left again.
    desk.local.forget_board(at.id)?;
    desk.node.forget_board(at.id).await?;
    let board = at.id;
    desk.blocking(move |desk| desk.index.forget_board(board))
        .await?;
    desk.asked().remove(&at.id);
    let mut touched = Touched::board(at.id);
    touched.network = true;
    touched.joins = true;
    desk.tell(touched);
    Ok(Outcome::Done { undoable: false })
}

async fn own_item(desk: &Arc<Desk>, at: &At) -> Result<BoardItem, AppError> {
    let here = at.clone();
    desk.look(at.id, move |connection, number| {
        board_item(connection, number, &here)
    })
    .await
}

async fn write(
    desk: &Arc<Desk>,
    at: &At,
    own: &BoardItem,
    field: &str,
    value: model::Scalar,
) -> Result<Outcome, AppError> {
    let item = own
        .item
        .ok_or_else(|| AppError::new(ErrorCode::NoSuchItem, "the board's own item is not here"))?;
    overwrite(desk, at, item, BTreeMap::from([(field.to_owned(), value)])).await?;
    Ok(Outcome::Done { undoable: false })
}
