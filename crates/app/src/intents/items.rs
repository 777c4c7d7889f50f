//! Items: made, edited, talked about.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{ChangeHash, ItemDoc, Scalar, Statement};
use node::{Appender, Draft, Written};
use trust::{EntryId, ItemId, Kind, Position};

use super::said::{Meant, find, say_one};
use crate::api::{AppError, FieldChange, ItemKind, Outcome};
use crate::desk::{At, Desk};
use crate::index;
use crate::local::{EditedField, Step};

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
    desk.can_undo(&at, &title, &step)?;
    let code = desk
        .look(at.id, move |connection, number| {
            index::shown_code(connection, number, kind, &item.code())
        })
        .await?;
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
    let fields = changes
        .into_iter()
        .map(|change| (change.field, change.value.unwrap_or_default()))
        .collect();
    let fields = sites_by_id(desk, &at, meant.kind, fields).await?;
    let mut values = BTreeMap::new();
    for (field, text) in &fields {
        let value = model::parse_field(meant.kind, field, Some(text))?;
        values.insert(field.clone(), value);
    }
    let opened = open(desk, &at, meant.item).await?;
    let before: BTreeMap<String, Option<String>> = values
        .keys()
        .map(|name| {
            let field = opened.doc.field(name);
            let text = field.as_ref().and_then(|field| field.text());
            (name.clone(), text.map(str::to_owned))
        })
        .collect();
    let Some(entry) = write_fields(desk, &at, meant.item, opened, values).await? else {
        return Ok(Outcome::Done { undoable: false });
    };
    let fields = before
        .into_iter()
        .map(|(field, old)| EditedField {
            field,
            old,
            entry: entry.to_string(),
        })
        .collect();
    let step = Step::Edited {
        item: meant.item.to_string(),
        fields,
    };
    desk.can_undo(&at, &meant.title, &step)?;
    Ok(Outcome::Done { undoable: true })
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
    let author = |entry: EntryId| {
        let kept = kept
            .into_iter()
            .flatten()
            .find(|kept| kept.position.id == entry);
        kept.map(|kept| kept.person)
    };
    let mut values = BTreeMap::new();
    for field in fields {
        let standing = opened.doc.field(&field.field);
        for version in standing.iter().flat_map(|standing| &standing.versions) {
            let wrote = opened.entries.get(&version.change).copied();
            let other = wrote.filter(|wrote| wrote.to_string() != field.entry);
            if let Some(person) = other.and_then(author) {
                return Ok(Err(person));
            }
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
