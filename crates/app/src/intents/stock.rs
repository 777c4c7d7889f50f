//! Supplies: received, given out, counted.

use std::sync::Arc;

use model::{ItemKind, Statement};
use trust::ItemId;

use super::items::site;
use super::said::{Meant, Said, find, note, say};
use crate::api::{AppError, Intent, Outcome, StockAction};
use crate::desk::{At, Desk};

/// Says one of the two. Other intents do not come here.
pub(super) async fn state(desk: &Arc<Desk>, intent: Intent) -> Result<Outcome, AppError> {
    match intent {
        Intent::MoveStock {
            board,
            item,
            site: said,
            action,
            quantity,
            note: words,
        } => {
            let (at, meant) = supply(desk, &board, &item).await?;
            let statement = Statement::StockMove {
                site: place(desk, &at, said).await?,
                action: match action {
                    StockAction::Received => model::StockAction::Received,
                    StockAction::GivenOut => model::StockAction::GivenOut,
                },
                quantity,
                note: note(words),
            };
            one(desk, &at, &meant, "moveStock", statement).await
        }
        Intent::CountStock {
            board,
            item,
            site: said,
            counted,
        } => {
            let (at, meant) = supply(desk, &board, &item).await?;
            let site = place(desk, &at, said).await?;
            let statement = Statement::Recount {
                site,
                counted,
                covers: model::covers_for(&meant.kin.signed(), site),
            };
            one(desk, &at, &meant, "countStock", statement).await
        }
        _ => Err(AppError::internal("not about stock")),
    }
}

async fn one(
    desk: &Arc<Desk>,
    at: &At,
    meant: &Meant,
    what: &str,
    statement: Statement,
) -> Result<Outcome, AppError> {
    let said = Said {
        item: meant.item,
        statement,
    };
    say(desk, at, meant, what, vec![said]).await
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
