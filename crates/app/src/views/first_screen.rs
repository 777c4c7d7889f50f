//! What a board looks like before its history is here.

use std::sync::Arc;

use crate::api::{AppError, FirstScreenView, Row, RowData};
use crate::desk::Desk;
use crate::{first_screen, index};

/// Returns what a member told of a board, without the items that have arrived since; no row where nothing is to be shown.
pub(super) async fn first_screen(desk: &Arc<Desk>, board: &str) -> Result<Vec<Row>, AppError> {
    let at = desk.at(board)?;
    let indexed = *desk.indexed.borrow();
    let Some(screen) = desk.unchecked.of(at.id, indexed) else {
        return Ok(Vec::new());
    };
    let id = at.id.to_string();
    let view = desk
        .look(at.id, move |connection, number| {
            let mut rows = Vec::with_capacity(screen.rows.len());
            for row in &screen.rows {
                if !index::is_here(connection, number, row.item)? {
                    rows.extend(first_screen::shown(row));
                }
            }
            Ok(FirstScreenView {
                board: at.id.to_string(),
                name: model::clean_line(&screen.name),
                items: screen.items,
                rows,
            })
        })
        .await?;
    Ok(vec![super::row(id, RowData::FirstScreen(view))])
}
