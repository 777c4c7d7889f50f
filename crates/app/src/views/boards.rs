//! The list of boards, and the head of one.

use std::sync::Arc;

use rusqlite::Connection;
use trust::Role;

use crate::api::{AppError, BoardRow, BoardView, Row, RowData};
use crate::desk::{At, Desk, role_word};
use crate::index;

/// Returns all boards of this device, by name.
pub(super) async fn list(desk: &Arc<Desk>) -> Result<Vec<Row>, AppError> {
    let mut boards = Vec::new();
    for info in desk.node.boards() {
        let at = desk.at(&info.board.to_string())?;
        // Until its own item has arrived: what the ticket called it.
        let promised = desk.asked().get(&at.id).map(|join| join.board_name.clone());
        let promised = promised.unwrap_or_default();
        let board = desk
            .look(at.id, move |connection, number| {
                Ok(BoardRow {
                    board: at.id.to_string(),
                    name: Some(board_name(connection, number, &at)?)
                        .filter(|name| !name.is_empty())
                        .unwrap_or(promised),
                    people: people(&at),
                    open_needs: index::open_needs(connection, number)?,
                    changed_at: index::changed_at(connection, number)?,
                    saved: super::saved_board(&at),
                })
            })
            .await?;
        boards.push(board);
    }
    boards.sort_by_key(|board| (board.name.to_lowercase(), board.board.clone()));
    Ok(boards
        .into_iter()
        .map(|board| super::row(board.board.clone(), RowData::Board(board)))
        .collect())
}

/// Returns the head of a board.
pub(super) async fn head(desk: &Arc<Desk>, board: &str) -> Result<Row, AppError> {
    let at = desk.at(board)?;
    let undo = desk.local.last_undo(&at.id.to_string())?;
    let view = desk
        .look(at.id, move |connection, number| {
            let counts = index::counts(connection, number)?;
            let of = |kind: model::ItemKind| counts.get(kind.code()).copied().unwrap_or(0);
            Ok(BoardView {
                board: at.id.to_string(),
                name: board_name(connection, number, &at)?,
                role: at.role().map_or("none", role_word).to_owned(),
                needs: of(model::ItemKind::Need),
                offers: of(model::ItemKind::Offer),
                supplies: of(model::ItemKind::Supply),
                sites: of(model::ItemKind::Site),
                people: people(&at),
                set_aside: index::set_aside(connection, number)?,
                undo: undo.map(|undo| (undo.step.intent().to_owned(), undo.title)),
            })
        })
        .await?;
    Ok(super::row(view.board.clone(), RowData::BoardHead(view)))
}

/// Returns a board's name: of its own items made by a steward, that of the lowest id leads.
pub(crate) fn board_name(
    connection: &Connection,
    number: i64,
    at: &At,
) -> Result<String, AppError> {
    let found = index::settings_items(connection, number)?;
    let by_steward = |person| at.info.authority.role_of(person) == Some(Role::Steward);
    Ok(found
        .into_iter()
        .find(|(_, _, made_by)| by_steward(*made_by))
        .map(|(_, title, _)| title)
        .unwrap_or_default())
}

fn people(at: &At) -> u32 {
    super::count(at.info.authority.people().count())
}
