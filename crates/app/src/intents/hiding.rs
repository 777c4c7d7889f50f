//! Items hidden and shown again. Nothing is ever deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::Statement;
use node::Written;
use trust::{EntryId, ItemId, PersonId};

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
    let items: Vec<ItemId> = meant.kin.entries.keys().copied().collect();
    hide(desk, &at, items.clone()).await?;
    let items = items.iter().map(ToString::to_string).collect();
    let step = Step::Archived { items };
    let undoable = desk.can_undo(&at, &meant.title, &step).is_some();
    Ok(Outcome::Done { undoable })
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
    let written = show(desk, &at, &meant, None).await?;
    let step = Step::Restored {
        items: vec![meant.item.to_string()],
        entries: written
            .positions
            .iter()
            .map(|position| position.id.to_string())
            .collect(),
    };
    let undoable = desk.can_undo(&at, &meant.title, &step).is_some();
    Ok(Outcome::Done { undoable })
}

/// Archives items. Each statement names what its author has seen of the item.
pub(super) async fn hide(desk: &Arc<Desk>, at: &At, items: Vec<ItemId>) -> Result<(), AppError> {
    let mut said = Vec::with_capacity(items.len());
    for item in items {
        let opened = open(desk, at, item).await?;
        let heads: BTreeSet<EntryId> = opened
            .doc
            .heads()
            .iter()
            .filter_map(|hash| opened.entry(*hash))
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
    Ok(())
}

/// Lifts the archivings that hide an item and its kin: all, or those of one person.
pub(super) async fn show(
    desk: &Arc<Desk>,
    at: &At,
    meant: &Meant,
    of: Option<PersonId>,
) -> Result<Written, AppError> {
    let mut by_item: BTreeMap<ItemId, BTreeSet<EntryId>> = BTreeMap::new();
    for (entry, author, _) in &meant.kin.derived.archive.archivings {
        if of.is_none_or(|person| person == *author)
            && let Some(item) = meant.kin.item_of(*entry)
        {
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
    write(desk, at, said).await
}
