//! Items hidden and shown again. Nothing is ever deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::Statement;
use trust::{EntryId, ItemId};

use super::items::open;
use super::said::{Meant, Said, find, write};
use crate::api::{AppError, Outcome};
use crate::desk::{At, Desk};
use crate::local::Step;

/// Hides an item, and all that are shown as one with it.
pub(super) async fn archive(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let meant = find(desk, &at, item).await?;
    if meant.kin.derived.archive.archived {
        return Ok(Outcome::Done { undoable: false });
    }
    at.must_contribute()?;
    let items = hide(desk, &at, meant.kin.entries.keys().copied().collect()).await?;
    desk.can_undo(&at, &meant.title, &Step::Archived { items })?;
    Ok(Outcome::Done { undoable: true })
}

/// Shows an archived item again.
pub(super) async fn restore(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let meant = find(desk, &at, item).await?;
    if !meant.kin.derived.archive.archived {
        return Ok(Outcome::Done { undoable: false });
    }
    at.must_contribute()?;
    show(desk, &at, &meant).await?;
    let step = Step::Restored {
        items: vec![meant.item.to_string()],
    };
    desk.can_undo(&at, &meant.title, &step)?;
    Ok(Outcome::Done { undoable: true })
}

/// Archives items. Each statement names what its author has seen of the item.
pub(super) async fn hide(
    desk: &Arc<Desk>,
    at: &At,
    items: Vec<ItemId>,
) -> Result<Vec<String>, AppError> {
    let names = items.iter().map(ToString::to_string).collect();
    let mut said = Vec::with_capacity(items.len());
    for item in items {
        let opened = open(desk, at, item).await?;
        let heads: BTreeSet<EntryId> = opened
            .doc
            .heads()
            .iter()
            .filter_map(|hash| opened.entries.get(hash).copied())
            .take(model::MAX_NAMED)
            .collect();
        said.push(Said {
            item,
            statement: Statement::Archive {
                heads: heads.into_iter().collect(),
            },
        });
    }
    write(desk, at, said).await?;
    Ok(names)
}

/// Lifts all archivings that hide an item and its kin.
pub(super) async fn show(desk: &Arc<Desk>, at: &At, meant: &Meant) -> Result<(), AppError> {
    let mut by_item: BTreeMap<ItemId, BTreeSet<EntryId>> = BTreeMap::new();
    for (entry, _, _) in &meant.kin.derived.archive.archivings {
        if let Some(item) = meant.kin.item_of(*entry) {
            by_item.entry(item).or_default().insert(*entry);
        }
    }
    let said = by_item
        .into_iter()
        .map(|(item, archivings)| Said {
            item,
            statement: Statement::Restore {
                replaces: archivings.into_iter().take(model::MAX_NAMED).collect(),
            },
        })
        .collect();
    write(desk, at, said).await?;
    Ok(())
}
