//! Items' documents in the index, and the part of an item's row that its document says.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{Field, ItemDoc, ItemKind};
use rusqlite::{Connection, OptionalExtension};
use trust::{Entry, EntryId, HybridTime, ItemId, PersonId};

use super::entries::{self, KeptEdit};
use super::{aside, kin, newer};
use crate::api::AppError;

/// Returns an item's document; an empty one where there is none.
pub(crate) fn load(connection: &Connection, board: i64, item: ItemId) -> Result<ItemDoc, AppError> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT doc FROM docs WHERE board = ? AND item = ?")?
        .query_row((board, item.as_bytes()), |row| row.get(0))
        .optional()?;
    match bytes {
        None => Ok(ItemDoc::new()),
        Some(bytes) => ItemDoc::load(&bytes).map_err(AppError::internal),
    }
}

/// Brings an item's document up to its entries, and writes what it says into the item's row.
pub(super) fn refresh(
    connection: &Connection,
    board: i64,
    item: ItemId,
    changes: &[Arc<Entry>],
    rebuild: bool,
) -> Result<(), AppError> {
    if changes.is_empty() && !rebuild {
        return Ok(());
    }
    // A document that cannot be loaded any more is made anew out of its changes.
    let loaded = if rebuild {
        None
    } else {
        load(connection, board, item).ok()
    };
    let rebuild = loaded.is_none();
    let mut doc = loaded.unwrap_or_default();
    if rebuild {
        let kept = entries::kept_of_item(connection, board, Some(item))?;
        for kept in kept.iter().filter(|kept| kept.is_change) {
            apply(connection, &mut doc, kept.position.id, &kept.body)?;
        }
    } else {
        for change in changes {
            apply(connection, &mut doc, change.id, &change.body)?;
        }
    }
    if doc.heads().is_empty() {
        return forget(connection, board, item);
    }
    let id: i64 = connection
        .prepare_cached(
            "INSERT INTO docs (board, item, doc) VALUES (?1, ?2, ?3)
             ON CONFLICT (board, item) DO UPDATE SET doc = ?3 RETURNING id",
        )?
        .query_row((board, item.as_bytes(), doc.save()), |row| row.get(0))?;
    match doc.kind() {
        // Of a changed app: what is sealed is kept by `cases`, and this is not.
        Some(ItemKind::Case) => Ok(()),
        Some(kind) => write_row(connection, id, board, item, kind, &doc.fields()),
        // A kind of a newer app: kept, and shown once this app knows it.
        None => newer::keep(connection, board, item),
    }
}

/// Applies a change; what the document refuses does not count (docs/decisions/0011).
fn apply(
    connection: &Connection,
    doc: &mut ItemDoc,
    entry: EntryId,
    body: &[u8],
) -> Result<(), AppError> {
    match doc.apply(body) {
        Ok(parsed) => {
            let written: Vec<KeptEdit> = doc
                .fields()
                .into_iter()
                .filter_map(|field| {
                    let version = field.versions.iter().find(|v| v.change == parsed.hash)?;
                    Some(KeptEdit {
                        field: field.def.name.to_owned(),
                        value: version.text.clone(),
                    })
                })
                .collect();
            entries::applied(connection, entry, parsed.hash, &written)
        }
        Err(refused) => {
            tracing::warn!(
                ?entry,
                reason = refused.code(),
                "a change does not fit its item"
            );
            aside::reject(connection, entry, refused.code())
        }
    }
}

/// Takes an item out whose creation does not count any more.
fn forget(connection: &Connection, board: i64, item: ItemId) -> Result<(), AppError> {
    for sql in [
        "DELETE FROM search WHERE rowid = (SELECT id FROM items WHERE board = ? AND item = ?)",
        "DELETE FROM items WHERE board = ? AND item = ?",
        "DELETE FROM docs WHERE board = ? AND item = ?",
        "DELETE FROM newer WHERE board = ? AND item = ?",
    ] {
        connection
            .prepare_cached(sql)?
            .execute((board, item.as_bytes()))?;
    }
    Ok(())
}

fn write_row(
    connection: &Connection,
    id: i64,
    board: i64,
    item: ItemId,
    kind: ItemKind,
    fields: &[Field],
) -> Result<(), AppError> {
    let values: BTreeMap<String, String> = fields
        .iter()
        .filter(|field| field.def.name != "title")
        .filter_map(|field| Some((field.def.name.to_owned(), field.text()?.to_owned())))
        .collect();
    let title = fields
        .iter()
        .find(|field| field.def.name == "title")
        .and_then(Field::text)
        .unwrap_or_default();
    let two_versions = fields.iter().any(|field| field.different().len() > 1);
    let urgency: i64 = values
        .get("urgency")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let fields = serde_json::to_string(&values).map_err(AppError::internal)?;
    let updated = connection
        .prepare_cached(
            "UPDATE items SET title = ?, fields = ?, urgency = ?, two_versions = ?, slug_key = ? WHERE id = ?",
        )?
        .execute((title, &fields, urgency, two_versions, kin::slug(kind, title, &values), id))?;
    if updated > 0 {
        return Ok(());
    }
    let (creation, person, time) = creation(connection, board, item)?;
    connection
        .prepare_cached(
            "INSERT INTO items (id, board, item, code, kind, title, fields, urgency, two_versions,
                 creation, made_by, made_at, import_key, slug_key, leader, changed_by, changed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?3, ?11, ?12)",
        )?
        .execute(rusqlite::params![
            id,
            board,
            item.as_bytes(),
            item.code(),
            kind.code(),
            title,
            fields,
            urgency,
            two_versions,
            creation.as_bytes(),
            person.as_bytes(),
            time.wall_ms.cast_signed(),
            kin::import_key(connection, kind, creation)?,
            kin::slug(kind, title, &values),
        ])?;
    Ok(())
}

/// The entry that made the item: nothing about it can be accepted before.
fn creation(
    connection: &Connection,
    board: i64,
    item: ItemId,
) -> Result<(EntryId, PersonId, HybridTime), AppError> {
    entries::first_of_item(connection, board, item)?
        .filter(|kept| ItemId::derive(kept.position.log, kept.position.seq) == item)
        .map(|kept| (kept.position.id, kept.person, kept.time))
        .ok_or_else(|| AppError::internal("an item without its creation"))
}
