//! Needs and offers: claimed, released, delivered, withdrawn.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::{ItemKind, Statement};
use trust::{EntryId, ItemId};

use super::said::{Meant, Said, find, note, say};
use crate::api::{AppError, ErrorCode, Intent, Outcome};
use crate::desk::{At, Desk};

/// Says one of the four. Other intents do not come here.
pub(super) async fn state(desk: &Arc<Desk>, intent: Intent) -> Result<Outcome, AppError> {
    match intent {
        Intent::Claim {
            board,
            item,
            quantity,
            until,
            note: words,
        } => {
            let (at, meant) = need(desk, &board, &item).await?;
            let until_ms = lease(until, desk.now())?;
            let statement = |replaces| Statement::Claim {
                quantity,
                until_ms,
                note: note(words),
                replaces,
            };
            claim(desk, &at, &meant, statement).await
        }
        Intent::Release { board, item } => {
            let (at, meant) = need(desk, &board, &item).await?;
            release(desk, &at, &meant).await
        }
        Intent::Deliver {
            board,
            item,
            quantity,
            note: words,
        } => {
            let (at, meant) = need(desk, &board, &item).await?;
            let statement = Statement::Deliver {
                quantity,
                note: note(words),
            };
            one(desk, &at, &meant, "deliver", statement).await
        }
        Intent::Withdraw {
            board,
            item,
            note: words,
        } => {
            let (at, meant) = need(desk, &board, &item).await?;
            let statement = Statement::Withdraw { note: note(words) };
            one(desk, &at, &meant, "withdraw", statement).await
        }
        _ => Err(AppError::internal("not about a need or an offer")),
    }
}

/// Claims anew: an earlier claim of one's own on the same item is replaced, so that one person's word stands once.
async fn claim(
    desk: &Arc<Desk>,
    at: &At,
    meant: &Meant,
    statement: impl FnOnce(Vec<EntryId>) -> Statement,
) -> Result<Outcome, AppError> {
    let mut own = own_claims(at, meant);
    let replaced = own.remove(&meant.item).unwrap_or_default();
    let mut said = vec![Said {
        item: meant.item,
        statement: statement(named(replaced)),
    }];
    // Claims on what is shown as the same thing go with it.
    said.extend(own.into_iter().map(|(item, claims)| Said {
        item,
        statement: Statement::Release {
            replaces: named(claims),
        },
    }));
    say(desk, at, meant, "claim", said).await
}

async fn release(desk: &Arc<Desk>, at: &At, meant: &Meant) -> Result<Outcome, AppError> {
    let own = own_claims(at, meant);
    if own.is_empty() {
        return Err(AppError::new(
            ErrorCode::NothingToRelease,
            "there is no claim of one's own",
        ));
    }
    let said = own
        .into_iter()
        .map(|(item, claims)| Said {
            item,
            statement: Statement::Release {
                replaces: named(claims),
            },
        })
        .collect();
    say(desk, at, meant, "release", said).await
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
fn lease(until: Option<i64>, now: u64) -> Result<Option<u64>, AppError> {
    let Some(until) = until else {
        return Ok(None);
    };
    match u64::try_from(until) {
        Ok(until) if until > now => Ok(Some(until)),
        Ok(_) | Err(_) => Err(AppError::bad_field("until", "notAChoice")),
    }
}
