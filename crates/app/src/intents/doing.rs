//! What was kept while a board was on its way is done once the board is checked, each draft once:
//! 1. The drafts are done in order, in the lane, as the intents that they are.
//! 2. The writer's thread notes in `local.db` by which entry, before that entry is on disk. After a crash the entry says
//!    whether it was done: it is in the log, and the draft only has to go; or it is not, and never can be.
//! 3. What is refused stays, with the reason, until it is tried again or discarded.
//!
//! Never shows anything, and never does anything for a board that is still on its way.

use std::sync::Arc;

use node::{Appender, Build};
use tokio::task_local;
use trust::{EntryId, ItemId};

use super::meanwhile::on_its_way;
use super::{claims, drafts_touched, items};
use crate::api::{AppError, ErrorCode, ItemState, Outcome};
use crate::desk::{At, Desk};
use crate::index;
use crate::local::{Deed, Meanwhile};
use crate::views::Names;

task_local! {
    /// The draft that is being done by the act which runs here.
    static DOING: i64;
}

/// Does what was kept of the boards that are checked by now. A failure of the disk leaves the rest for the next time.
pub(crate) async fn do_kept(desk: &Arc<Desk>) -> Result<(), AppError> {
    for board in desk.local.meanwhile_boards()? {
        let Ok(at) = desk.at(&board) else { continue };
        if on_its_way(desk, &at) {
            continue;
        }
        // What has come is in the index before anything is done with it.
        let cursor = *desk.node.cursor().borrow();
        let mut indexed = desk.indexed.subscribe();
        if indexed.wait_for(|now| *now >= cursor).await.is_err() {
            return Ok(());
        }
        for draft in desk.local.meanwhile(at.id)? {
            if draft.refused.is_some() {
                continue;
            }
            let _lane = desk.lane.lock().await;
            match do_one(desk, &draft.board, draft.n).await {
                Err(error) if is_of_now(error.code) => return Err(error),
                Ok(_) | Err(_) => {}
            }
        }
    }
    Ok(())
}

/// Tries again what was refused, as the board stands now. The caller holds the lane.
pub(super) async fn try_again(
    desk: &Arc<Desk>,
    board: &str,
    draft: &str,
) -> Result<Outcome, AppError> {
    let found = find(desk, board, draft)?;
    // Who tries again has seen how it stands.
    if let Deed::Claim { item, .. } = &found.deed
        && let Some((state, _)) = stands(desk, &found.board, item).await?
    {
        let mut deed = found.deed.clone();
        if let Deed::Claim { seen, .. } = &mut deed {
            *seen = state;
        }
        desk.local.meanwhile_seen(found.n, &deed)?;
    }
    desk.local.meanwhile_refused(found.n, None)?;
    drafts_touched(desk);
    let done = do_one(desk, &found.board, found.n).await?;
    Ok(done.unwrap_or(Outcome::Kept {
        board: found.board,
        draft: found.n.to_string(),
    }))
}

/// Forgets a draft. The caller holds the lane: what is being done just now is not forgotten beside it.
pub(super) fn discard(desk: &Desk, board: &str, draft: &str) -> Result<Outcome, AppError> {
    let found = find(desk, board, draft)?;
    desk.local.drop_meanwhile(found.n)?;
    Ok(drafts_touched(desk))
}

fn find(desk: &Desk, board: &str, draft: &str) -> Result<Meanwhile, AppError> {
    let at = desk.at(board)?;
    let no_such = || AppError::new(ErrorCode::NoSuchItem, "no such draft");
    let n: i64 = draft.parse().map_err(|_| no_such())?;
    let found = desk.local.meanwhile_one(n)?;
    found
        .filter(|found| found.board == at.id.to_string())
        .ok_or_else(no_such)
}

/// Does a draft, in the lane; `None` where it is gone or its board is on its way again. What is refused is noted.
async fn do_one(desk: &Arc<Desk>, board: &str, n: i64) -> Result<Option<Outcome>, AppError> {
    let at = desk.at(board)?;
    if on_its_way(desk, &at) {
        return Ok(None);
    }
    let Some(draft) = desk.local.meanwhile_one(n)? else {
        return Ok(None);
    };
    if let Some(entry) = &draft.entry {
        if is_in_log(desk, &at, entry).await? {
            desk.local.drop_meanwhile(n)?;
            drafts_touched(desk);
            return Ok(Some(Outcome::Done { undoable: false }));
        }
        desk.local.meanwhile_by(n, None)?;
    }
    match DOING.scope(n, as_intent(desk, &at, draft.deed)).await {
        Ok(done) => {
            desk.local.drop_meanwhile(n)?;
            drafts_touched(desk);
            Ok(Some(done))
        }
        Err(error) => {
            if !is_of_now(error.code) {
                desk.local.meanwhile_refused(n, Some(&error))?;
                drafts_touched(desk);
            }
            Err(error)
        }
    }
}

async fn as_intent(desk: &Arc<Desk>, at: &At, deed: Deed) -> Result<Outcome, AppError> {
    let board = at.id.to_string();
    match deed {
        Deed::Add { kind, fields } => items::add(desk, &board, kind, fields).await,
        Deed::Claim {
            item,
            seen,
            quantity,
            until,
            note,
            ..
        } => {
            at.must_contribute()?;
            if let Some((state, who)) = stands(desk, &board, &item).await?
                && let Some(what) = taken(state)
                && state != seen
            {
                let error = AppError::new(ErrorCode::ChangedSince, "it is taken by now");
                return Err(error.with("what", what).with("person", who));
            }
            claims::claim(desk, &board, &item, quantity, until, note).await
        }
    }
}

/// Returns where an item stands by now, and who claimed it; `None` where it is not here.
async fn stands(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
) -> Result<Option<(ItemState, String)>, AppError> {
    let at = desk.at(board)?;
    let Ok(item) = item.parse::<ItemId>() else {
        return Ok(None);
    };
    desk.look(at.id, move |connection, number| {
        if !index::is_here(connection, number, item)? {
            return Ok(None);
        }
        let Some(shown) = index::one(connection, number, item)? else {
            return Ok(None);
        };
        let names = Names::read(connection, number, &at)?;
        let who = shown.claimed_by.iter().map(|person| names.of(*person));
        let who: Vec<String> = who.filter(|name| !name.is_empty()).collect();
        Ok(Some((shown.state, who.join(", "))))
    })
    .await
}

/// Returns the intent after which nobody is asked any more to do it.
const fn taken(state: ItemState) -> Option<&'static str> {
    match state {
        ItemState::Open | ItemState::PartClaimed => None,
        ItemState::Claimed => Some("claim"),
        ItemState::Delivered => Some("deliver"),
        ItemState::Withdrawn => Some("withdraw"),
    }
}

async fn is_in_log(desk: &Arc<Desk>, at: &At, entry: &str) -> Result<bool, AppError> {
    let Ok(entry) = entry.parse::<EntryId>() else {
        return Ok(false);
    };
    desk.look(at.id, move |connection, _| {
        Ok(index::is_kept(connection, entry)? || index::is_aside(connection, entry)?)
    })
    .await
}

/// Returns whether a failure is of this moment: it says nothing about what was to be done.
const fn is_of_now(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::DiskFull | ErrorCode::DiskFailed | ErrorCode::Closing
    )
}

/// Has a write that is done for a draft noted with it, before it is on disk; any other is handed on as it is.
pub(crate) fn noted(desk: &Arc<Desk>, build: Build) -> Build {
    let Ok(n) = DOING.try_with(|n| *n) else {
        return build;
    };
    let desk = Arc::clone(desk);
    Box::new(move |appender: &mut Appender<'_>| {
        build(appender)?;
        let first = appender.positions().first().map(|at| at.id.to_string());
        let noted = desk.local.meanwhile_by(n, first.as_deref());
        noted.map_err(|error| error.to_string())
    })
}

/// Signs a draft and leaves it where it is, as after a kill between the two.
#[cfg(test)]
pub(crate) async fn killed_after_signing(desk: &Arc<Desk>, n: i64) -> Outcome {
    let draft = desk.local.meanwhile_one(n).unwrap().unwrap();
    let at = desk.at(&draft.board).unwrap();
    let act = as_intent(desk, &at, draft.deed);
    DOING.scope(n, act).await.unwrap()
}
