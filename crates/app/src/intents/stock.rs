//! Supplies: received, given out, counted.

use std::sync::Arc;

use model::{ItemKind, Statement};
use trust::ItemId;

use super::items::site;
use super::said::{Meant, find, note, say_one};
use crate::api::{AppError, Outcome, StockAction};
use crate::desk::{At, Desk};

/// What came in or went out.
pub(super) struct Move {
    pub(super) site: Option<String>,
    pub(super) action: StockAction,
    pub(super) quantity: u32,
    pub(super) note: Option<String>,
}

/// Says that something came in or went out.
pub(super) async fn shift(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    moved: Move,
) -> Result<Outcome, AppError> {
    let (at, meant) = supply(desk, board, item).await?;
    let statement = Statement::StockMove {
        site: place(desk, &at, moved.site).await?,
        action: match moved.action {
            StockAction::Received => model::StockAction::Received,
            StockAction::GivenOut => model::StockAction::GivenOut,
        },
        quantity: moved.quantity,
        note: note(moved.note),
    };
    say_one(desk, &at, &meant, "moveStock", statement).await
}

/// Says what is there, and what the counter knew of.
pub(super) async fn count(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    site: Option<String>,
    counted: u32,
) -> Result<Outcome, AppError> {
    let (at, meant) = supply(desk, board, item).await?;
    let site = place(desk, &at, site).await?;
    let statement = Statement::Recount {
        site,
        counted,
        covers: model::covers_for(&meant.kin.signed(), site),
    };
    say_one(desk, &at, &meant, "countStock", statement).await
}

async fn supply(desk: &Arc<Desk>, board: &str, item: &str) -> Result<(At, Meant), AppError> {
    let at = desk.at(board)?;
    let meant = find(desk, &at, item).await?;
    if meant.kind != ItemKind::Supply {
        return Err(AppError::bad_field("kind", "notAChoice"));
    }
    Ok((at, meant))
}

async fn place(
    desk: &Arc<Desk>,
    at: &At,
    said: Option<String>,
) -> Result<Option<ItemId>, AppError> {
    match said.filter(|said| !said.trim().is_empty()) {
        None => Ok(None),
        Some(said) => site(desk, at, "site", &said).await.map(Some),
    }
}
