//! Items: made, edited, talked about.

mod edit;
mod opened;
mod step;

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{ItemDoc, Scalar, Statement};
use node::{Appender, Draft, Written};
use trust::{ItemId, Kind, Position};

use super::said::{find, say_one};
use crate::api::{AppError, ItemKind, Outcome};
use crate::desk::{At, Desk};
use crate::index;
use crate::local::Step;

pub(super) use edit::edit;
pub(crate) use edit::overwrite;
pub(super) use opened::open;
pub(super) use step::edit_back;

/// Makes an item.
pub(super) async fn add(
    desk: &Arc<Desk>,
    board: &str,
    kind: ItemKind,
    fields: BTreeMap<String, String>,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must_contribute()?;
    let kind = index::kind_of(kind);
    let fields = sites_by_id(desk, &at, kind, fields).await?;
    let values = model::parse_new(kind, &fields)?;
    let title = fields.get("title").map(String::as_str).unwrap_or_default();
    let title = model::clean_line(title);
    let written = desk
        .write(
            at.id,
            Box::new(move |appender| create(appender, kind, &values)),
        )
        .await?;
    let item = made(&written)?;
    let step = Step::Added {
        item: item.to_string(),
    };
    desk.can_undo(&at, &title, &step);
    // The item is on disk: its whole code is as good as the short one.
    let code = desk
        .look(at.id, move |connection, number| {
            index::shown_code(connection, number, kind, &item.code())
        })
        .await
        .unwrap_or_else(|_| item.code());
    Ok(Outcome::Item {
        board: at.id.to_string(),
        item: item.to_string(),
        code,
    })
}

/// Adds the creating change of an item to this run's log.
pub(super) fn create(
    appender: &mut Appender<'_>,
    kind: model::ItemKind,
    values: &BTreeMap<String, Scalar>,
) -> Result<(), String> {
    let log = appender.log()?;
    let item = ItemId::derive(log, appender.next_seq()?);
    let (_, written) = ItemDoc::create(kind, values, model::actor(log, item))
        .map_err(|error| error.to_string())?;
    appender.append(Draft {
        kind: Kind::Change,
        item: None,
        deps: Vec::new(),
        body: written.body,
    })?;
    Ok(())
}

/// Returns the item that the first entry of a write made.
pub(super) fn made(written: &Written) -> Result<ItemId, AppError> {
    written
        .positions
        .first()
        .map(made_at)
        .ok_or_else(|| AppError::internal("nothing was written"))
}

/// Returns the item that an entry made.
pub(super) fn made_at(position: &Position) -> ItemId {
    ItemId::derive(position.log, position.seq)
}

/// Says something about an item.
pub(super) async fn comment(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    text: &str,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let meant = find(desk, &at, item).await?;
    let statement = Statement::Comment {
        text: model::clean_text(text),
    };
    say_one(desk, &at, &meant, "comment", statement).await
}

/// Sites may be said by a spoken code: the field holds the id.
async fn sites_by_id(
    desk: &Arc<Desk>,
    at: &At,
    kind: model::ItemKind,
    mut fields: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, AppError> {
    for def in kind
        .fields()
        .iter()
        .filter(|def| def.shape == model::Shape::Site)
    {
        if let Some(said) = fields.get_mut(def.name)
            && !said.trim().is_empty()
        {
            *said = site(desk, at, def.name, said).await?.to_string();
        }
    }
    Ok(fields)
}

/// Returns the site that an id or a code means.
pub(super) async fn site(
    desk: &Arc<Desk>,
    at: &At,
    field: &str,
    said: &str,
) -> Result<ItemId, AppError> {
    let meant = find(desk, at, said.trim()).await;
    match meant {
        Ok(meant) if meant.kind == model::ItemKind::Site => Ok(meant.item),
        Ok(_) | Err(_) => Err(AppError::bad_field(field, "notAChoice")),
    }
}
