//! What a board looks like before its history is here, and what the person did meanwhile.

use std::sync::Arc;

use crate::api::{AppError, FirstScreenView, MeanwhileView, MeanwhileWhat, Row, RowData};
use crate::desk::Desk;
use crate::intents::may_write_soon;
use crate::local::{Deed, Meanwhile};
use crate::{first_screen, index};

/// Returns what a member told of a board, without the items that have arrived since; no row where nothing is to be shown.
pub(super) async fn first_screen(desk: &Arc<Desk>, board: &str) -> Result<Vec<Row>, AppError> {
    let at = desk.at(board)?;
    let indexed = *desk.indexed.borrow();
    let Some(screen) = desk.unchecked.of(at.id, indexed) else {
        return Ok(Vec::new());
    };
    let id = at.id.to_string();
    let may_write = !at.is_out() && may_write_soon(desk, &at);
    let view = desk
        .look(at.id, move |connection, number| {
            let mut rows = Vec::with_capacity(screen.rows.len());
            for (item, row) in first_screen::rows(&screen) {
                if !index::is_here(connection, number, item)? {
                    rows.push(row);
                }
            }
            Ok(FirstScreenView {
                board: at.id.to_string(),
                name: model::clean_line(&screen.name),
                items: screen.items,
                rows,
                may_write,
            })
        })
        .await?;
    Ok(vec![super::row(id, RowData::FirstScreen(view))])
}

/// Returns what the person did on a board while it was on its way, and what of it could not be done since.
pub(super) fn meanwhile(desk: &Desk, board: &str) -> Result<Vec<Row>, AppError> {
    let at = desk.at(board)?;
    let drafts = desk.local.meanwhile(at.id)?;
    Ok(drafts
        .into_iter()
        .map(view)
        .map(|view| super::row(view.draft.clone(), RowData::Meanwhile(view)))
        .collect())
}

fn view(draft: Meanwhile) -> MeanwhileView {
    let (what, kind, title, item, quantity) = match draft.deed {
        Deed::Add { kind, fields } => {
            let title = fields.get("title").map(String::as_str).unwrap_or_default();
            (
                MeanwhileWhat::Add,
                kind,
                model::clean_line(title),
                None,
                None,
            )
        }
        Deed::Claim {
            item,
            kind,
            title,
            quantity,
            ..
        } => (MeanwhileWhat::Claim, kind, title, Some(item), quantity),
    };
    MeanwhileView {
        draft: draft.n.to_string(),
        what,
        kind,
        title,
        item,
        quantity,
        at: draft.at,
        refused: draft.refused,
    }
}
