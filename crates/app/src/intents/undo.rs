//! Undo: one's own last action on a board is taken back by another entry. Nothing is ever erased.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::Statement;
use trust::{EntryId, ItemId, PersonId};

use super::hiding::{hide, show};
use super::items::edit_back;
use super::said::{Said, find, write};
use super::since::{Since, changed_since};
use crate::api::{AppError, ErrorCode, Outcome};
use crate::desk::{At, Desk};
use crate::index::{self, Kept, Kin};
use crate::limits::IMPORT_CHUNK;
use crate::live::Touched;
use crate::local::{EditedField, Stated, Step};

/// Takes back the newest step. One that somebody else has built on is left, told, and forgotten.
pub(super) async fn undo(desk: &Arc<Desk>, board: &str) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let key = at.id.to_string();
    let step = desk
        .local
        .last_undo(&key)?
        .ok_or_else(|| AppError::new(ErrorCode::NothingToUndo, "nothing to undo"))?;
    // What others have done is on the disk before it is in the index, and decides here.
    let newest = *desk.node.cursor().borrow();
    desk.caught_up(newest).await;
    let done = take_back(desk, &at, &step.step).await;
    // A step is kept for another try only where the disk or the hour was to blame: any other would stay on top for good.
    let over = done.as_ref().err().is_none_or(|error| {
        !matches!(
            error.code,
            ErrorCode::DiskFull | ErrorCode::DiskFailed | ErrorCode::Closing
        )
    });
    if over {
        if let Err(error) = desk.local.drop_undo(step.n) {
            tracing::error!(%error, "an undo step is not forgotten");
        }
        desk.tell(Touched::board(at.id));
    }
    let kept = done?;
    Ok(Outcome::Undone {
        what: step.step.intent().to_owned(),
        fields: step.step.fields(),
        title: step.title,
        kept: Some(kept).filter(|kept| *kept > 0),
    })
}

/// Tells whether the newest step is that of an import.
pub(super) fn is_import(desk: &Desk, board: &str) -> Result<bool, AppError> {
    let step = desk.local.last_undo(board)?;
    Ok(step.is_some_and(|step| matches!(step.step, Step::Imported { .. })))
}

/// Takes a step back; returns how many items were left because others work on them.
async fn take_back(desk: &Arc<Desk>, at: &At, step: &Step) -> Result<u32, AppError> {
    match step {
        Step::Added { item } => {
            hide_own(desk, at, std::slice::from_ref(item), &[]).await?;
        }
        Step::Restored { items, entries } => {
            hide_own(desk, at, items, entries).await?;
        }
        Step::Archived { items } => {
            for item in items {
                let meant = find(desk, at, item).await?;
                show(desk, at, &meant, Some(at.me())).await?;
            }
        }
        Step::Imported { items } => {
            let hidden = hide_own(desk, at, items, &[]).await?;
            desk.local.import_undone(&at.id.to_string(), &hidden)?;
            return Ok(u32::try_from(items.len() - hidden.len()).unwrap_or(u32::MAX));
        }
        Step::Edited { item, fields, .. } => old_values(desk, at, item, fields).await?,
        Step::Stated { stated, .. } => retract(desk, at, stated).await?,
    }
    Ok(0)
}

/// Archives items, in chunks so that no single write is long, and leaves those that others have worked on since
/// `entries` (since ever, where there are none). Returns what it archived; refuses where that is nothing.
async fn hide_own(
    desk: &Arc<Desk>,
    at: &At,
    items: &[String],
    entries: &[String],
) -> Result<Vec<String>, AppError> {
    let since: BTreeSet<EntryId> = entries.iter().filter_map(|id| id.parse().ok()).collect();
    let items: Vec<ItemId> = items.iter().filter_map(|item| item.parse().ok()).collect();
    let mut hidden = Vec::with_capacity(items.len());
    let mut other = None;
    for chunk in items.chunks(IMPORT_CHUNK) {
        let (mut free, mut states) = (Vec::new(), states(desk, at, chunk.to_vec()).await?);
        for item in chunk {
            match states
                .remove(item)
                .and_then(|kin| worked_on(&kin, at.me(), &since))
            {
                Some(since) => other = Some(since),
                None => free.push(*item),
            }
        }
        hidden.extend(free.iter().map(ToString::to_string));
        hide(desk, at, free).await?;
    }
    match other {
        Some(since) if hidden.is_empty() => Err(changed_since(desk, at, since).await),
        _ => Ok(hidden),
    }
}

async fn states(
    desk: &Arc<Desk>,
    at: &At,
    items: Vec<ItemId>,
) -> Result<BTreeMap<ItemId, Kin>, AppError> {
    let now = desk.now();
    desk.look(at.id, move |connection, number| {
        let mut states = BTreeMap::new();
        for item in items {
            if let Some(kin) = index::kin_state(connection, number, item, now)? {
                states.insert(item, kin);
            }
        }
        Ok(states)
    })
    .await
}

/// Returns how somebody else has worked on an item, or on what is shown as one with it, since one of the entries.
fn worked_on(kin: &Kin, me: PersonId, since: &BTreeSet<EntryId>) -> Option<Since> {
    let after = |kept: &'_ Vec<Kept>| {
        let step = kept
            .iter()
            .rposition(|kept| since.contains(&kept.position.id));
        let from = step.map_or(if since.is_empty() { 0 } else { kept.len() }, |n| n + 1);
        let mut rest = kept.iter().skip(from);
        rest.find(|kept| kept.person != me).map(Since::of)
    };
    kin.entries.values().find_map(after)
}

async fn old_values(
    desk: &Arc<Desk>,
    at: &At,
    item: &str,
    fields: &[EditedField],
) -> Result<(), AppError> {
    let meant = find(desk, at, item).await?;
    at.must_edit(meant.made_by)?;
    let Err(since) = edit_back(desk, at, &meant, fields).await? else {
        return Ok(());
    };
    Err(changed_since(desk, at, since).await)
}

async fn retract(desk: &Arc<Desk>, at: &At, stated: &[Stated]) -> Result<(), AppError> {
    let mut by_item: BTreeMap<ItemId, Vec<EntryId>> = BTreeMap::new();
    for stated in stated {
        if let (Ok(item), Ok(entry)) = (stated.item.parse(), stated.entry.parse()) {
            by_item.entry(item).or_default().push(entry);
        }
    }
    let said = by_item
        .into_iter()
        .map(|(item, mut replaces)| {
            replaces.sort_unstable();
            replaces.dedup();
            Said {
                item,
                statement: Statement::Retract { replaces },
            }
        })
        .collect();
    write(desk, at, said).await?;
    Ok(())
}
