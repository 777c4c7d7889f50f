//! Undo: one's own last action on a board is taken back by another entry. Nothing is ever erased.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::Statement;
use trust::{EntryId, ItemId};

use super::hiding::{hide, show};
use super::items::edit_back;
use super::said::{Said, find, write};
use crate::api::{AppError, ErrorCode, Outcome};
use crate::desk::{At, Desk};
use crate::index;
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
    let done = take_back(desk, &at, &step.step).await;
    let over = match &done {
        Ok(()) => true,
        Err(error) => matches!(
            error.code,
            ErrorCode::ChangedSince | ErrorCode::NoSuchItem | ErrorCode::NotAllowed
        ),
    };
    if over {
        desk.local.drop_undo(step.n)?;
        desk.tell(Touched::board(at.id));
    }
    done?;
    Ok(Outcome::Undone {
        what: step.step.intent().to_owned(),
    })
}

async fn take_back(desk: &Arc<Desk>, at: &At, step: &Step) -> Result<(), AppError> {
    match step {
        Step::Added { item } => hide_all(desk, at, std::slice::from_ref(item)).await,
        Step::Restored { items } => hide_all(desk, at, items).await,
        Step::Archived { items } => {
            for item in items {
                let meant = find(desk, at, item).await?;
                show(desk, at, &meant).await?;
            }
            Ok(())
        }
        Step::Imported { items } => {
            hide_all(desk, at, items).await?;
            desk.local.import_undone(&at.id.to_string(), items)
        }
        Step::Edited { item, fields } => old_values(desk, at, item, fields).await,
        Step::Stated { stated, .. } => retract(desk, at, stated).await,
    }
}

/// Archives items, in chunks so that no single write is long.
async fn hide_all(desk: &Arc<Desk>, at: &At, items: &[String]) -> Result<(), AppError> {
    let items: Vec<ItemId> = items.iter().filter_map(|item| item.parse().ok()).collect();
    for chunk in items.chunks(IMPORT_CHUNK) {
        hide(desk, at, chunk.to_vec()).await?;
    }
    Ok(())
}

async fn old_values(
    desk: &Arc<Desk>,
    at: &At,
    item: &str,
    fields: &[EditedField],
) -> Result<(), AppError> {
    let meant = find(desk, at, item).await?;
    at.must_edit(meant.made_by)?;
    let Err(person) = edit_back(desk, at, &meant, fields).await? else {
        return Ok(());
    };
    let name = desk
        .look(at.id, move |connection, number| {
            Ok(index::names(connection, number)?.remove(&person))
        })
        .await?;
    Err(
        AppError::new(ErrorCode::ChangedSince, "somebody changed it since")
            .with("person", name.unwrap_or_default()),
    )
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
