//! What is hidden for everybody and somebody asks to look at again.
//!
//! Brings together what certificates say (hidden, by which acts) and what the item's owner says about it. Which word
//! counts, `model` says.

use std::collections::BTreeSet;

use model::{Appeal, Statement};
use rusqlite::Connection;
use trust::{ItemId, Moderated, PersonId, Shown};

use crate::api::AppError;
use crate::desk::At;
use crate::index;

/// Returns the open word of an item's owner, if it is hidden for everybody and they asked to look at it again.
pub(crate) fn open_appeal(
    connection: &Connection,
    number: i64,
    at: &At,
    (item, owner): (ItemId, PersonId),
) -> Result<Option<Appeal>, AppError> {
    let target = Moderated::Item(item);
    if !is_hidden(at, item) {
        return Ok(None);
    }
    let kept = index::kept_of_item(connection, number, Some(item))?;
    let said = index::signed(&kept);
    let hides = at.info.authority.hides(target);
    Ok(model::open_appeal(&said, owner, &hides))
}

/// Returns the items of which somebody asks that, and nobody has answered.
pub(crate) fn asked_again(
    connection: &Connection,
    number: i64,
    at: &At,
) -> Result<BTreeSet<ItemId>, AppError> {
    let mut asked = BTreeSet::new();
    for target in at.info.authority.moderated() {
        let Moderated::Item(item) = target else {
            continue;
        };
        if is_hidden(at, item)
            && let Some(listed) = index::one(connection, number, item)?
            && open_appeal(connection, number, at, (item, listed.made_by))?.is_some()
        {
            asked.insert(item);
        }
    }
    Ok(asked)
}

/// Returns whether an item is hidden for everybody.
pub(crate) fn is_hidden(at: &At, item: ItemId) -> bool {
    let shown = at.info.authority.shown(Moderated::Item(item));
    matches!(shown, Shown::Hidden(_))
}

/// Returns what an item's owner says to ask again.
pub(crate) fn word(at: &At, item: ItemId, text: String) -> Statement {
    let hides = at.info.authority.hides(Moderated::Item(item));
    Statement::AskAgain {
        hides: hides.into_iter().take(model::MAX_NAMED).collect(),
        text,
    }
}
