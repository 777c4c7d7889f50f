//! Needs and offers: claimed, released, delivered, withdrawn.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::{ItemKind, Statement};
use trust::{EntryId, ItemId};

use super::said::{Meant, Said, find, note, say, say_one};
use crate::api::{AppError, ErrorCode, Outcome};
use crate::desk::{At, Desk};

/// Claims an item, or a part of it. An earlier claim of one's own is replaced, so that one person's word stands once.
pub(super) async fn claim(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    quantity: Option<u32>,
    until: Option<i64>,
    words: Option<String>,
) -> Result<Outcome, AppError> {
    let (at, meant) = need(desk, board, item).await?;
    let until_ms = lease(until, desk.now())?;
    let mut own = own_claims(&at, &meant);
    let replaced = own.remove(&meant.item).unwrap_or_default();
    let statement = Statement::Claim {
        quantity,
        until_ms,
        note: note(words),
        replaces: named(replaced),
    };
    let mut said = vec![Said {
        item: meant.item,
        statement,
    }];
    // Claims on what is shown as the same thing go with it.
    said.extend(own.into_iter().map(released));
    say(desk, &at, &meant, "claim", said).await
}

/// Takes back all of one's own standing claims.
pub(super) async fn release(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
) -> Result<Outcome, AppError> {
    let (at, meant) = need(desk, board, item).await?;
    let own = own_claims(&at, &meant);
    if own.is_empty() {
        let message = "there is no claim of one's own";
        return Err(AppError::new(ErrorCode::NothingToRelease, message));
    }
    let said = own.into_iter().map(released).collect();
    say(desk, &at, &meant, "release", said).await
}

/// Says that a need was met, or an offer given.
pub(super) async fn deliver(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    quantity: Option<u32>,
    words: Option<String>,
) -> Result<Outcome, AppError> {
    let (at, meant) = need(desk, board, item).await?;
    let statement = Statement::Deliver {
        quantity,
        note: note(words),
    };
    say_one(desk, &at, &meant, "deliver", statement).await
}

/// Says that a need or an offer does not stand any more.
pub(super) async fn withdraw(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    words: Option<String>,
) -> Result<Outcome, AppError> {
    let (at, meant) = need(desk, board, item).await?;
    let statement = Statement::Withdraw { note: note(words) };
    say_one(desk, &at, &meant, "withdraw", statement).await
}

fn released((item, claims): (ItemId, BTreeSet<EntryId>)) -> Said {
    Said {
        item,
        statement: Statement::Release {
            replaces: named(claims),
        },
    }
}

/// The reader's standing claims, by the item that each is about.
fn own_claims(at: &At, meant: &Meant) -> BTreeMap<ItemId, BTreeSet<EntryId>> {
    let mut own: BTreeMap<ItemId, BTreeSet<EntryId>> = BTreeMap::new();
    for claim in &meant.kin.derived.claims.claims {
        if claim.author == at.me()
            && let Some(item) = meant.kin.item_of(claim.entry)
        {
            own.entry(item).or_default().insert(claim.entry);
        }
    }
    own
}

fn named(entries: BTreeSet<EntryId>) -> Vec<EntryId> {
    entries.into_iter().take(model::MAX_NAMED).collect()
}

async fn need(desk: &Arc<Desk>, board: &str, item: &str) -> Result<(At, Meant), AppError> {
    let at = desk.at(board)?;
    let meant = find(desk, &at, item).await?;
    if !matches!(meant.kind, ItemKind::Need | ItemKind::Offer) {
        return Err(AppError::bad_field("kind", "notAChoice"));
    }
    Ok((at, meant))
}

/// A lease has to end in the future.
pub(super) fn lease(until: Option<i64>, now: u64) -> Result<Option<u64>, AppError> {
    let Some(until) = until else {
        return Ok(None);
    };
    match u64::try_from(until) {
        Ok(until) if until > now => Ok(Some(until)),
        Ok(_) | Err(_) => Err(AppError::bad_field("until", "notAChoice")),
    }
}
