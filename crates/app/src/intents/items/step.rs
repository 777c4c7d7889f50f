//! The undo step of an edit: kept, grown while somebody types on, and taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::ChangeHash;
use trust::{EntryId, PersonId};

use super::edit::{Edit, Wrote, write_fields};
use super::opened::{Opened, open};
use crate::api::AppError;
use crate::desk::{At, Desk};
use crate::intents::said::Meant;
use crate::intents::since::Since;
use crate::local::{EditedField, Step};

/// How long after an edit the next one of the same fields is the same go: a pause of autosave, and thinking.
const ONE_GO_MS: u64 = 10_000;

/// A field before an edit: what led, and the entries of what stood.
pub(super) struct Stood {
    text: Option<String>,
    replaced: Vec<String>,
    beside: Vec<String>,
}

impl Stood {
    /// Reads a field that is about to be written over some changes.
    pub(super) fn of(opened: &Opened, field: &str, over: &BTreeSet<ChangeHash>) -> Self {
        let standing = opened.standing(field);
        let entries = |replaced: bool| {
            let versions = standing.iter();
            versions
                .filter(|version| over.contains(&version.change) == replaced)
                .filter_map(|version| opened.entry(version.change))
                .map(|entry| entry.to_string())
                .collect()
        };
        Self {
            text: standing.first().and_then(|version| version.text.clone()),
            replaced: entries(true),
            beside: entries(false),
        }
    }
}

/// Keeps the step of an edit. What is typed on within a moment, with nothing between, is one step with it.
pub(super) fn keep_step(
    desk: &Desk,
    at: &At,
    meant: &Meant,
    before: BTreeMap<String, Stood>,
    entry: EntryId,
) -> bool {
    let (item, entry, now) = (meant.item.to_string(), entry.to_string(), desk.now());
    let newest = desk.local.last_undo(&at.id.to_string()).ok().flatten();
    if let Some(newest) = newest
        && let Step::Edited {
            item: same,
            mut fields,
            at_ms,
        } = newest.step
        && same == item
        && now.saturating_sub(at_ms) <= ONE_GO_MS
        && fields.len() == before.len()
        && fields.iter().all(|field| {
            let stood = before.get(&field.field);
            stood.is_some_and(|stood| stood.replaced == [field.entry.clone()])
        })
    {
        for field in &mut fields {
            field.entry.clone_from(&entry);
            if let Some(stood) = before.get(&field.field) {
                field.beside.clone_from(&stood.beside);
            }
        }
        let step = edited(item, fields, now);
        let grown = desk.local.grow_undo(newest.n, &step);
        return grown
            .inspect_err(|error| tracing::error!(%error, "an undo step does not grow"))
            .unwrap_or(false);
    }
    let fields = before
        .into_iter()
        .map(|(field, stood)| EditedField {
            field,
            old: stood.text,
            entry: entry.clone(),
            beside: stood.beside,
        })
        .collect();
    let step = edited(item, fields, now);
    desk.can_undo(at, &meant.title, &step).is_some()
}

fn edited(item: String, fields: Vec<EditedField>, at_ms: u64) -> Step {
    Step::Edited {
        item,
        fields,
        at_ms,
    }
}

/// Writes the old values back; refuses where somebody changed one of the fields since.
///
/// Of a field that was written beside somebody else's value, that one is what remains; of several, all of them, and only
/// what was written here gives way. Returns `Err(since)` inside
/// where somebody changed a field.
pub(in crate::intents) async fn edit_back(
    desk: &Arc<Desk>,
    at: &At,
    meant: &Meant,
    fields: &[EditedField],
) -> Result<Result<(), Since>, AppError> {
    let opened = open(desk, at, meant.item).await?;
    let (mut values, mut over) = (BTreeMap::new(), BTreeMap::new());
    for field in fields {
        let Before { text, replaced } = match before(&opened, at, field) {
            Ok(before) => before,
            Err(person) => return Ok(Err(Since::edited(person, Some(&field.field)))),
        };
        let value = model::parse_field(meant.kind, &field.field, text.as_deref())?;
        values.insert(field.field.clone(), value);
        over.insert(field.field.clone(), replaced);
    }
    let wrote = write_fields(desk, at, meant.item, opened, Edit { values, over }).await?;
    Ok(match wrote {
        Wrote::Entry(_) | Wrote::Nothing => Ok(()),
        Wrote::Newer(since) => Err(since),
    })
}

/// What a field goes back to, and over what that is written.
struct Before {
    text: Option<String>,
    replaced: BTreeSet<ChangeHash>,
}

/// Returns what a field goes back to, or who has changed it since.
fn before(opened: &Opened, at: &At, field: &EditedField) -> Result<Before, PersonId> {
    // An older step of one's own may have been taken back before: only what others wrote is a change.
    if let Some(other) = opened.written_since(&field.entry, &field.field, at.me()) {
        return Err(other);
    }
    let standing = opened.standing(&field.field);
    let (beside, rest): (Vec<_>, Vec<_>) = standing.iter().cloned().partition(|version| {
        let entry = opened.entry(version.change);
        entry.is_some_and(|entry| field.beside.contains(&entry.to_string()))
    });
    let wrote = rest
        .iter()
        .filter_map(|version| opened.author(version.change));
    if let Some(person) = wrote.into_iter().find(|person| *person != at.me()) {
        return Err(person);
    }
    let texts: BTreeSet<_> = beside.iter().map(|version| &version.text).collect();
    // One value beside one's own is what remains. Of several each is kept as it is: one's own gives way to one of them.
    let given_way = if texts.len() > 1 { &rest } else { &standing };
    Ok(Before {
        text: beside
            .first()
            .map_or_else(|| field.old.clone(), |version| version.text.clone()),
        replaced: given_way.iter().map(|version| version.change).collect(),
    })
}
