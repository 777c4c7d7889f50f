//! The list of boards, and the head of one.

use std::sync::Arc;

use rusqlite::Connection;

use super::board_item::board_item;
use super::disputes::{to_decide, unread_rivals};
use super::removed::{removed, removed_view};
use super::stewards::stewardship;
use super::{Names, count};
use crate::api::{AppError, BoardMay, BoardRow, BoardView, Row, RowData};
use crate::desk::{At, Desk, role_word};
use crate::index;
use crate::intents::may_write_soon;

/// Returns all boards of this device, by name. Of one that cannot be read in full the rest is left out, and it is
/// logged: what is wrong on one board takes no other with it.
pub(super) async fn list(desk: &Arc<Desk>) -> Result<Vec<Row>, AppError> {
    let mut boards = Vec::new();
    for info in desk.node.boards() {
        let at = desk.at(&info.board.to_string())?;
        // Until its own item has arrived: what the ticket called it, or another device of the person.
        let promised = desk.asked().get(&at.id).map(|join| join.board_name.clone());
        let handed_on = at.info.arriving.as_ref();
        let handed_on = handed_on.map(|board| model::clean_line(&board.name));
        let promised = promised.or(handed_on).unwrap_or_default();
        let hides_address = hides_address(desk, &at);
        let bare = BoardRow {
            hides_address,
            ..bare(&at, promised.clone())
        };
        let read = desk
            .look(at.id, move |connection, number| {
                let names = Names::read(connection, number, &at)?;
                Ok(BoardRow {
                    board: at.id.to_string(),
                    name: Some(board_name(connection, number, &at)?)
                        .filter(|name| !name.is_empty())
                        .unwrap_or(promised),
                    people: people(&at),
                    open_needs: open_needs(connection, number, &at),
                    changed_at: index::changed_at(connection, number)?,
                    saved: super::saved_board(&at),
                    removed: removed(&at, at.me())
                        .map(|note| removed_view(connection, &at, &names, &note))
                        .transpose()?,
                    to_decide: count(to_decide(&at)),
                    rivals: count(unread_rivals(&at)),
                    device_off: at.device_off(),
                    hides_address,
                })
            })
            .await;
        boards.push(read.unwrap_or_else(|error| {
            tracing::warn!(board = %bare.board, %error, "a board of the list could not be read");
            bare
        }));
    }
    boards.sort_by_key(|board| (board.name.to_lowercase(), board.board.clone()));
    Ok(boards
        .into_iter()
        .map(|board| super::row(board.board.clone(), RowData::Board(board)))
        .collect())
}

/// Counts the needs that stand open; none where that fails, and it is logged.
fn open_needs(connection: &Connection, number: i64, at: &At) -> u32 {
    let folded = at.folding(connection, number);
    let counted = folded.and_then(|folded| index::open_needs(connection, number, &folded));
    counted.unwrap_or_else(|error| {
        tracing::warn!(board = %at.id, %error, "a board's open needs could not be counted");
        0
    })
}

/// Returns what is known of a board without its index.
fn bare(at: &At, name: String) -> BoardRow {
    BoardRow {
        board: at.id.to_string(),
        name,
        people: people(at),
        open_needs: 0,
        changed_at: None,
        saved: super::saved_board(at),
        removed: None,
        to_decide: count(to_decide(at)),
        rivals: count(unread_rivals(at)),
        device_off: at.device_off(),
        hides_address: false,
    }
}

/// Returns whether the others of a board are met through relays only.
fn hides_address(desk: &Desk, at: &At) -> bool {
    desk.node.hidden().borrow().contains(&at.id)
}

/// Returns the head of a board.
pub(super) async fn head(desk: &Arc<Desk>, board: &str) -> Result<Row, AppError> {
    let at = desk.at(board)?;
    let undo = desk.local.last_undo(&at.id.to_string())?;
    let hides_address = hides_address(desk, &at);
    let keeps = at.role().is_none() && may_write_soon(desk, &at);
    let view = desk
        .look(at.id, move |connection, number| {
            let names = Names::read(connection, number, &at)?;
            let folded = at.folding(connection, number)?;
            let counts = index::counts(connection, number, &folded)?;
            let of = |kind: model::ItemKind| counts.get(kind.code()).copied().unwrap_or(0);
            let own = board_item(connection, number, &at)?;
            let members = people(&at);
            Ok(BoardView {
                board: at.id.to_string(),
                name: own.name,
                role: at.role().map_or("none", role_word).to_owned(),
                may: may(&at),
                hidden_sections: own.hidden_sections,
                stewards: count(at.stewards().len()),
                suggest_second_steward: at.only_steward() && members > 1,
                removed: removed(&at, at.me())
                    .map(|note| removed_view(connection, &at, &names, &note))
                    .transpose()?,
                device_off: at.device_off(),
                hides_address,
                needs: of(model::ItemKind::Need),
                offers: of(model::ItemKind::Offer),
                supplies: of(model::ItemKind::Supply),
                sites: of(model::ItemKind::Site),
                people: members,
                set_aside: index::set_aside(connection, number)?,
                undo: undo.map(|undo| (undo.step.intent().to_owned(), undo.title)),
                stewardship: stewardship(connection, &at, &names)?,
                hold_new: own.hold_new,
                held: index::held(connection, number, &folded)?,
                appeals: count(folded.asked_again.len()),
                newer: index::newer(connection, number)?,
                keeps,
            })
        })
        .await?;
    Ok(super::row(view.board.clone(), RowData::BoardHead(view)))
}

/// Coordinators and stewards may all of it; whom they may remove depends on the other's role.
fn may(at: &At) -> BoardMay {
    if at.device_off() {
        return BoardMay::default();
    }
    let coordinates = at.coordinates();
    BoardMay {
        invite: coordinates,
        remove_people: coordinates,
        rename: coordinates,
        moderate: coordinates,
        let_in: coordinates,
        let_in_held: at.lets_in_held(),
    }
}

/// Returns a board's name.
pub(crate) fn board_name(
    connection: &Connection,
    number: i64,
    at: &At,
) -> Result<String, AppError> {
    Ok(board_item(connection, number, at)?.name)
}

fn people(at: &At) -> u32 {
    count(at.members().count())
}
