//! What a person does on a board whose history is on its way: kept as a draft on this disk.
//!
//! Owns what is kept instead of being done: an intent that cannot rest on anything checked, because the board does not say
//! yet that the person may, or because the item stands on the first screen only. What can be checked already is done as
//! ever. Never signs anything: `doing` does, once the board is checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::Statement;
use node::JoinProgress;
use trust::Role;

use super::{claims, drafts_touched, said};
use crate::api::{AppError, ErrorCode, Intent, ItemKind, Outcome};
use crate::desk::{At, Desk};
use crate::first_screen;
use crate::index;
use crate::local::Deed;

/// Returns whether the history of a board is still on its way, or what a member told of it still stands.
pub(crate) fn on_its_way(desk: &Desk, at: &At) -> bool {
    // Whoever was taken off is told nothing more: there is nothing to wait for.
    if at.is_out() {
        return false;
    }
    let indexed = *desk.indexed.borrow();
    at.info.arriving.is_some()
        || at.info.coming
        || desk.unchecked.of(at.id, indexed).is_some()
        || joining(desk, at)
}

fn joining(desk: &Desk, at: &At) -> bool {
    let joins = desk.node.joins();
    let joins = joins.borrow();
    joins.iter().any(|join| {
        join.ticket.board == at.id && !matches!(join.progress, JoinProgress::Refused(_))
    })
}

/// Returns whether the reader may add and claim, or may once the board says so: what they came by is all that is known.
pub(crate) fn may_write_soon(desk: &Desk, at: &At) -> bool {
    if let Some(role) = at.role() {
        return role <= Role::Contributor;
    }
    let joins = desk.node.joins();
    let joins = joins.borrow();
    let ticket = joins.iter().find(|join| join.ticket.board == at.id);
    on_its_way(desk, at) && ticket.is_none_or(|join| join.ticket.role <= Role::Contributor)
}

/// Keeps an intent that cannot be done yet; `None` for what is to be done, or refused, as ever.
pub(super) async fn keep(desk: &Arc<Desk>, intent: &Intent) -> Result<Option<Outcome>, AppError> {
    let (Intent::AddItem { board, .. } | Intent::Claim { board, .. }) = intent else {
        return Ok(None);
    };
    let Ok(at) = desk.at(board) else {
        return Ok(None);
    };
    if !on_its_way(desk, &at) || !may_write_soon(desk, &at) {
        return Ok(None);
    }
    let Some(deed) = deed(desk, &at, intent).await? else {
        return Ok(None);
    };
    let kept = desk
        .local
        .keep_meanwhile(at.id, &deed, desk.now().cast_signed())?;
    drafts_touched(desk);
    Ok(Some(Outcome::Kept {
        board: at.id.to_string(),
        draft: kept.to_string(),
    }))
}

/// Returns what is to be kept, and refuses what nobody could do later either.
async fn deed(desk: &Arc<Desk>, at: &At, intent: &Intent) -> Result<Option<Deed>, AppError> {
    if let Intent::AddItem { kind, fields, .. } = intent {
        if at.role().is_some() {
            return Ok(None);
        }
        parse(*kind, fields)?;
        let (kind, fields) = (*kind, fields.clone());
        return Ok(Some(Deed::Add { kind, fields }));
    }
    let Intent::Claim {
        item,
        quantity,
        until,
        note,
        ..
    } = intent
    else {
        return Ok(None);
    };
    let indexed = *desk.indexed.borrow();
    let Some(screen) = desk.unchecked.of(at.id, indexed) else {
        return Ok(None);
    };
    if at.role().is_some() && is_here(desk, at, item).await? {
        return Ok(None);
    }
    let Some(row) = first_screen::find(&screen, item)? else {
        return Ok(None);
    };
    if !matches!(row.kind, ItemKind::Need | ItemKind::Offer) {
        return Err(AppError::bad_field("kind", "notAChoice"));
    }
    let statement = Statement::Claim {
        quantity: *quantity,
        until_ms: claims::lease(*until, desk.now())?,
        note: said::note(note.clone()),
        replaces: Vec::new(),
    };
    let checked = statement.check();
    checked.map_err(|bad| said::refused(&statement, bad))?;
    Ok(Some(Deed::Claim {
        item: row.item,
        kind: row.kind,
        title: row.title,
        seen: row.state,
        quantity: *quantity,
        until: *until,
        note: note.clone(),
    }))
}

async fn is_here(desk: &Arc<Desk>, at: &At, said: &str) -> Result<bool, AppError> {
    let said = said.to_owned();
    desk.look(at.id, move |connection, number| {
        match index::find(connection, number, &said) {
            Ok(_) => Ok(true),
            Err(error) if error.code == ErrorCode::NoSuchItem => Ok(false),
            Err(error) => Err(error),
        }
    })
    .await
}

/// Refuses fields that no item can have. Which sites there are is not known yet.
fn parse(kind: ItemKind, fields: &BTreeMap<String, String>) -> Result<(), AppError> {
    let kind = index::kind_of(kind);
    let mut fields = fields.clone();
    for def in kind.fields() {
        if def.shape == model::Shape::Site {
            fields.remove(def.name);
        }
    }
    model::parse_new(kind, &fields)?;
    Ok(())
}
