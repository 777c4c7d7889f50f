//! Which items are shown as one (domain.md, cases 22 and 34): the lower id leads.
//!
//! * Two people imported the same list: equal import reference, and the row said the same.
//! * Two people added the same supply: equal title, category and unit, whatever the capitals, while both are shown.

use std::collections::{BTreeMap, BTreeSet};

use model::ItemKind;
use rusqlite::{Connection, OptionalExtension};
use trust::{EntryId, ItemId};

use super::entries::KeptEdit;
use super::listing::shown_kind;
use crate::api::AppError;
use crate::import::row_reference;

/// Returns the items that are shown as one with this one, itself included; empty where it has no row.
pub(super) fn of(
    connection: &Connection,
    board: i64,
    item: ItemId,
) -> Result<BTreeSet<ItemId>, AppError> {
    let mut found = BTreeSet::new();
    let mut open = vec![item];
    while let Some(next) = open.pop() {
        let keys: Option<(Option<String>, Option<String>, bool)> = connection
            .prepare_cached(
                "SELECT import_key, slug_key, hidden FROM items WHERE board = ? AND item = ?",
            )?
            .query_row((board, next.as_bytes()), |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((import_key, slug_key, hidden)) = keys else {
            continue;
        };
        if !found.insert(next) {
            continue;
        }
        if let Some(key) = import_key {
            let sql = "SELECT item FROM items WHERE board = ? AND import_key = ?";
            open.extend(items(connection, sql, board, &key)?);
        }
        if let Some(key) = slug_key.filter(|_| !hidden) {
            let sql = "SELECT item FROM items WHERE board = ? AND slug_key = ? AND hidden = 0";
            open.extend(items(connection, sql, board, &key)?);
        }
    }
    Ok(found)
}

/// Returns the key of supplies that are called the same: title, category and unit. Packs and boxes of one name are
/// two things, and their counts must not be added up.
pub(super) fn slug(
    kind: ItemKind,
    title: &str,
    fields: &BTreeMap<String, String>,
) -> Option<String> {
    if kind != ItemKind::Supply || title.is_empty() {
        return None;
    }
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let parts = [title, field("category"), field("unit")].map(words);
    Some(parts.join("/"))
}

/// Capitals, spaces and punctuation do not tell names apart; a name without a letter stands as it is.
fn words(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() {
        text.to_lowercase()
    } else {
        words.join("-")
    }
}

/// Returns the key of items that came from the same row. It never changes: it is about what the creating change said.
pub(super) fn import_key(
    connection: &Connection,
    kind: ItemKind,
    creation: EntryId,
) -> Result<Option<String>, AppError> {
    let edits: Option<String> = connection
        .prepare_cached("SELECT edits FROM entries WHERE entry = ?")?
        .query_row([creation.as_bytes()], |row| row.get(0))?;
    let edits: Vec<KeptEdit> = match edits {
        Some(text) => serde_json::from_str(&text).map_err(AppError::internal)?,
        None => return Ok(None),
    };
    let fields = edits
        .into_iter()
        .filter_map(|edit| Some((edit.field, edit.value?)))
        .collect::<BTreeMap<_, _>>();
    let (Some(kind), Some(reference)) = (shown_kind(kind), fields.get("importRef")) else {
        return Ok(None);
    };
    Ok(Some(format!(
        "{reference} {}",
        row_reference(kind, &fields)
    )))
}

fn items(
    connection: &Connection,
    sql: &str,
    board: i64,
    key: &str,
) -> Result<Vec<ItemId>, AppError> {
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement
        .query_map((board, key), |row| row.get::<_, [u8; 16]>(0))?
        .map(|item| item.map(ItemId))
        .collect::<Result<_, _>>()?;
    Ok(found)
}
