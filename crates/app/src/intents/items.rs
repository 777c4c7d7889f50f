//! Items: made, edited, talked about.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{ChangeHash, ItemDoc, Scalar, Statement};
use node::{Appender, Draft, Written};
use trust::{EntryId, ItemId, Kind, PersonId, Position};

use super::said::{Meant, find, say_one};
use super::undo::changed_since;
use crate::api::{AppError, FieldChange, ItemKind, Outcome};
use crate::desk::{At, Desk};
use crate::index;
use crate::local::{EditedField, Step};

/// How long after an edit the next one of the same fields is the same go: a pause of autosave, and thinking.
const ONE_GO_MS: u64 = 10_000;

/// Makes an item.
pub(super) async fn add(
    desk: &Arc<Desk>,
    board: &str,
    kind: ItemKind,
    fields: BTreeMap<String, String>,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must_contribute()?;
    let kind = index::kind_of(kind);
    let fields = sites_by_id(desk, &at, kind, fields).await?;
    let values = model::parse_new(kind, &fields)?;
    let title = fields.get("title").map(String::as_str).unwrap_or_default();
    let title = model::clean_line(title);
    let written = desk
        .write(
            at.id,
            Box::new(move |appender| create(appender, kind, &values)),
        )
        .await?;
    let item = made(&written)?;
    let step = Step::Added {
        item: item.to_string(),
    };
    desk.can_undo(&at, &title, &step);
    // The item is on disk: its whole code is as good as the short one.
    let code = desk
        .look(at.id, move |connection, number| {
            index::shown_code(connection, number, kind, &item.code())
        })
        .await
        .unwrap_or_else(|_| item.code());
    Ok(Outcome::Item {
        board: at.id.to_string(),
        item: item.to_string(),
        code,
    })
}

/// Adds the creating change of an item to this run's log.
pub(super) fn create(
    appender: &mut Appender<'_>,
    kind: model::ItemKind,
    values: &BTreeMap<String, Scalar>,
) -> Result<(), String> {
    let log = appender.log()?;
    let item = ItemId::derive(log, appender.next_seq()?);
    let (_, written) = ItemDoc::create(kind, values, model::actor(log, item))
        .map_err(|error| error.to_string())?;
    appender.append(Draft {
        kind: Kind::Change,
        item: None,
        deps: Vec::new(),
        body: written.body,
    })?;
    Ok(())
}

/// Returns the item that the first entry of a write made.
pub(super) fn made(written: &Written) -> Result<ItemId, AppError> {
    written
        .positions
        .first()
        .map(made_at)
        .ok_or_else(|| AppError::internal("nothing was written"))
}

/// Returns the item that an entry made.
pub(super) fn made_at(position: &Position) -> ItemId {
    ItemId::derive(position.log, position.seq)
}

/// A document as it stands, and which entry wrote each of its changes.
pub(super) struct Opened {
    pub(super) doc: ItemDoc,
    pub(super) entries: BTreeMap<ChangeHash, EntryId>,
}

pub(super) async fn open(desk: &Arc<Desk>, at: &At, item: ItemId) -> Result<Opened, AppError> {
    desk.look(at.id, move |connection, number| {
        let kept = index::kept_of_item(connection, number, Some(item))?;
        Ok(Opened {
            doc: index::load_document(connection, number, item)?,
            entries: kept
                .iter()
                .filter_map(|kept| Some((kept.hash?, kept.position.id)))
                .collect(),
        })
    })
    .await
}

/// Writes single fields. What holds the value already is left alone.
pub(super) async fn edit(
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
    let mut values = BTreeMap::new();
    for (field, text) in &fields {
        let value = model::parse_field(meant.kind, field, Some(text))?;
        values.insert(field.clone(), value);
    }
    let opened = open(desk, &at, meant.item).await?;
    if let Some(person) = newer_than(&at, &meant, &opened, &bases) {
        return Err(changed_since(desk, &at, person).await);
    }
    let before: BTreeMap<String, Stood> = values
        .keys()
        .map(|field| (field.clone(), Stood::of(&opened, field)))
        .collect();
    let Some(entry) = write_fields(desk, &at, meant.item, opened, values).await? else {
        return Ok(Outcome::Done { undoable: false });
    };
    let undoable = keep_step(desk, &at, &meant, before, entry);
    Ok(Outcome::Done { undoable })
}

/// Returns whose value stands where an edit began with another one.
fn newer_than(
    at: &At,
    meant: &Meant,
    opened: &Opened,
    bases: &BTreeMap<String, String>,
) -> Option<PersonId> {
    bases.iter().find_map(|(name, base)| {
        let field = opened.doc.field(name)?;
        let base = model::clean_text(base);
        field.versions.iter().find_map(|version| {
            let text = version.text.as_deref().unwrap_or_default();
            let person = author(meant, *opened.entries.get(&version.change)?)?;
            (person != at.me() && text != base).then_some(person)
        })
    })
}

/// A field before an edit: what led, and which entries had written what stood.
struct Stood {
    text: Option<String>,
    by: Vec<String>,
}

impl Stood {
    fn of(opened: &Opened, field: &str) -> Self {
        let field = opened.doc.field(field);
        let versions = field.iter().flat_map(|field| &field.versions);
        Self {
            text: field
                .as_ref()
                .and_then(|field| field.text())
                .map(str::to_owned),
            by: versions
                .filter_map(|version| opened.entries.get(&version.change))
                .map(ToString::to_string)
                .collect(),
        }
    }
}

/// Keeps the step of an edit. What is typed on within a moment, with nothing between, is one step with it.
fn keep_step(
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
            stood.is_some_and(|stood| stood.by == [field.entry.clone()])
        })
    {
        for field in &mut fields {
            field.entry.clone_from(&entry);
        }
        let step = Step::Edited {
            item,
            fields,
            at_ms: now,
        };
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
        })
        .collect();
    let step = Step::Edited {
        item,
        fields,
        at_ms: now,
    };
    desk.can_undo(at, &meant.title, &step).is_some()
}

/// Returns who wrote an entry about the item that is meant.
fn author(meant: &Meant, entry: EntryId) -> Option<PersonId> {
    let mut kept = meant.kin.entries.get(&meant.item)?.iter();
    kept.find(|kept| kept.position.id == entry)
        .map(|kept| kept.person)
}

/// Writes fields; returns the entry that did, or `None` where nothing is different.
async fn write_fields(
    desk: &Arc<Desk>,
    at: &At,
    item: ItemId,
    opened: Opened,
    values: BTreeMap<String, Scalar>,
) -> Result<Option<EntryId>, AppError> {
    let written = desk
        .write(
            at.id,
            Box::new(move |appender| change(appender, item, opened, &values)),
        )
        .await?;
    Ok(written.positions.last().map(|position| position.id))
}

fn change(
    appender: &mut Appender<'_>,
    item: ItemId,
    mut opened: Opened,
    values: &BTreeMap<String, Scalar>,
) -> Result<(), String> {
    let actor = model::actor(appender.log()?, item);
    let written = opened
        .doc
        .edit(values, actor)
        .map_err(|error| error.to_string())?;
    for change in written {
        let mut deps = change
            .deps
            .iter()
            .map(|hash| opened.entries.get(hash).copied())
            .collect::<Option<Vec<EntryId>>>()
            .ok_or("the index does not know a change that the document builds on")?;
        deps.sort_unstable();
        let position = appender.append(Draft {
            kind: Kind::Change,
            item: Some(item),
            deps,
            body: change.body,
        })?;
        opened.entries.insert(change.hash, position.id);
    }
    Ok(())
}

/// Writes the old values back; refuses where somebody changed one of the fields since.
///
/// Returns `Err(person)` inside where that is so.
pub(super) async fn edit_back(
    desk: &Arc<Desk>,
    at: &At,
    meant: &Meant,
    fields: &[EditedField],
) -> Result<Result<(), trust::PersonId>, AppError> {
    let opened = open(desk, at, meant.item).await?;
    let kept = meant.kin.entries.get(&meant.item);
    let mut values = BTreeMap::new();
    for field in fields {
        // An older step of one's own may have been taken back before: only what others wrote is a change.
        let later = kept
            .into_iter()
            .flatten()
            .skip_while(|kept| kept.position.id.to_string() != field.entry);
        let mut later =
            later.filter(|kept| kept.edits.iter().any(|edit| edit.field == field.field));
        if let Some(other) = later.find(|kept| kept.person != at.me()) {
            return Ok(Err(other.person));
        }
        let standing = opened.doc.field(&field.field);
        let versions = standing.iter().flat_map(|standing| &standing.versions);
        let wrote = versions.filter_map(|version| opened.entries.get(&version.change));
        if let Some(person) = wrote
            .filter_map(|entry| author(meant, *entry))
            .find(|person| *person != at.me())
        {
            return Ok(Err(person));
        }
        let value = model::parse_field(meant.kind, &field.field, field.old.as_deref())?;
        values.insert(field.field.clone(), value);
    }
    write_fields(desk, at, meant.item, opened, values).await?;
    Ok(Ok(()))
}

/// Says something about an item.
pub(super) async fn comment(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    text: &str,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let meant = find(desk, &at, item).await?;
    let statement = Statement::Comment {
        text: model::clean_text(text),
    };
    say_one(desk, &at, &meant, "comment", statement).await
}

/// Sites may be said by a spoken code: the field holds the id.
async fn sites_by_id(
    desk: &Arc<Desk>,
    at: &At,
    kind: model::ItemKind,
    mut fields: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, AppError> {
    for def in kind
        .fields()
        .iter()
        .filter(|def| def.shape == model::Shape::Site)
    {
        if let Some(said) = fields.get_mut(def.name)
            && !said.trim().is_empty()
        {
            *said = site(desk, at, def.name, said).await?.to_string();
        }
    }
    Ok(fields)
}

/// Returns the site that an id or a code means.
pub(super) async fn site(
    desk: &Arc<Desk>,
    at: &At,
    field: &str,
    said: &str,
) -> Result<ItemId, AppError> {
    let meant = find(desk, at, said.trim()).await;
    match meant {
        Ok(meant) if meant.kind == model::ItemKind::Site => Ok(meant.item),
        Ok(_) | Err(_) => Err(AppError::bad_field(field, "notAChoice")),
    }
}
