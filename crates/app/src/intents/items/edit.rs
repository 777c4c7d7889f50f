//! Fields written, over what stood when the person began to type.
//!
//! Owns that nothing unseen is replaced (docs/decisions/0047): an edit names the entries that it was written over; what
//! else stands is kept beside it. Where this run has built on that already, the edit is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use model::{ChangeHash, ItemError, Scalar};
use node::{Appender, Draft};
use trust::{EntryId, ItemId, Kind};

use super::opened::{Opened, open};
use super::sites_by_id;
use super::step::{Stood, keep_step};
use crate::api::{AppError, FieldChange, Outcome};
use crate::desk::{At, Desk};
use crate::intents::said::find;
use crate::intents::since::{Since, changed_since};

/// Writes single fields. What holds the value already is left alone.
pub(in crate::intents) async fn edit(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    changes: Vec<FieldChange>,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let meant = find(desk, &at, item).await?;
    at.must_edit(meant.made_by)?;
    let (mut fields, mut bases) = (BTreeMap::new(), BTreeMap::new());
    for change in changes {
        if let Some(base) = change.base {
            bases.insert(change.field.clone(), base);
        }
        fields.insert(change.field, change.value.unwrap_or_default());
    }
    let fields = sites_by_id(desk, &at, meant.kind, fields).await?;
    let opened = open(desk, &at, meant.item).await?;
    let (mut values, mut over) = (BTreeMap::new(), BTreeMap::new());
    let mut before = BTreeMap::new();
    for (field, text) in &fields {
        opened.must_know(field)?;
        let value = model::parse_field(meant.kind, field, Some(text))?;
        values.insert(field.clone(), value);
        let seen = opened.over(&at, field, bases.get(field));
        before.insert(field.clone(), Stood::of(&opened, field, &seen));
        over.insert(field.clone(), seen);
    }
    let edit = Edit { values, over };
    match write_fields(desk, &at, meant.item, opened, edit).await? {
        Wrote::Entry(entry) => {
            let undoable = keep_step(desk, &at, &meant, before, entry);
            Ok(Outcome::Done { undoable })
        }
        Wrote::Nothing => Ok(Outcome::Done { undoable: false }),
        Wrote::Newer(since) => Err(changed_since(desk, &at, since).await),
    }
}

/// Writes fields over all that stands in them.
pub(crate) async fn overwrite(
    desk: &Arc<Desk>,
    at: &At,
    item: ItemId,
    values: BTreeMap<String, Scalar>,
) -> Result<(), AppError> {
    let opened = open(desk, at, item).await?;
    for field in values.keys() {
        opened.must_know(field)?;
    }
    let fields = values.keys();
    let over = fields
        .map(|field| (field.clone(), opened.over(at, field, None)))
        .collect();
    match write_fields(desk, at, item, opened, Edit { values, over }).await? {
        Wrote::Entry(_) | Wrote::Nothing => Ok(()),
        Wrote::Newer(since) => Err(changed_since(desk, at, since).await),
    }
}

/// What is to be written, and over what: of each field what was seen of it.
pub(super) struct Edit {
    pub(super) values: BTreeMap<String, Scalar>,
    pub(super) over: BTreeMap<String, BTreeSet<ChangeHash>>,
}

/// What came of an edit.
pub(super) enum Wrote {
    /// It is written, by this entry.
    Entry(EntryId),
    /// All of it stood already.
    Nothing,
    /// This run has built on somebody's newer value, so that nothing can stand beside it.
    Newer(Since),
}

/// Writes fields.
pub(super) async fn write_fields(
    desk: &Arc<Desk>,
    at: &At,
    item: ItemId,
    opened: Opened,
    edit: Edit,
) -> Result<Wrote, AppError> {
    // Only in the writer's turn it is known which log writes.
    let newer = Arc::new(OnceLock::new());
    let found = Arc::clone(&newer);
    let build = move |appender: &mut Appender<'_>| change(appender, item, opened, &edit, &found);
    let written = desk.write(at.id, Box::new(build)).await;
    if let Some(since) = newer.get() {
        return Ok(Wrote::Newer(since.clone()));
    }
    let newest = written?.positions.last().map(|position| position.id);
    Ok(newest.map_or(Wrote::Nothing, Wrote::Entry))
}

fn change(
    appender: &mut Appender<'_>,
    item: ItemId,
    mut opened: Opened,
    edit: &Edit,
    newer: &OnceLock<Since>,
) -> Result<(), String> {
    let actor = model::actor(appender.log()?, item);
    let written = opened.doc.edit_over(&edit.values, &edit.over, actor);
    let written = written.map_err(|error| {
        if let ItemError::NotBeside(change) = &error
            && let Some(since) = opened.since(*change, edit.values.keys())
        {
            let _ = newer.set(since);
        }
        error.to_string()
    })?;
    let mut fresh: BTreeMap<ChangeHash, EntryId> = BTreeMap::new();
    for change in written {
        let mut deps = change
            .deps
            .iter()
            .map(|hash| fresh.get(hash).copied().or_else(|| opened.entry(*hash)))
            .collect::<Option<Vec<EntryId>>>()
            .ok_or("the index does not know a change that the document builds on")?;
        deps.sort_unstable();
        let position = appender.append(Draft {
            kind: Kind::Change,
            item: Some(item),
            deps,
            body: change.body,
        })?;
        fresh.insert(change.hash, position.id);
    }
    Ok(())
}
