//! Sealed cases in the index: kept apart from all that lists, search, counts and files read.
//!
//! Owns the one way to them: by the need that they belong to. Only what this device can open comes here at all; what
//! it can open no more is taken out with the verdict that says so.

use std::collections::BTreeSet;

use model::{ItemDoc, ItemKind};
use rusqlite::{Connection, Transaction};
use trust::{Compartment, Entry, EntryId, HybridTime, ItemId, Kind, PersonId};

use super::entries::{self, Kept, KeptEdit};
use super::{News, Work};
use crate::api::AppError;

/// A sealed record about one household.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) item: ItemId,
    pub(crate) made_by: PersonId,
    pub(crate) made_at: HybridTime,
    pub(crate) doc: ItemDoc,
}

/// Returns the need that an entry of a sealed case belongs to.
pub(super) fn need_of(entry: &Entry) -> Option<ItemId> {
    match entry.header.compartment {
        Compartment::Case(need) => Some(need),
        Compartment::Members
        | Compartment::Main
        | Compartment::Coordinators
        | Compartment::Inbox => None,
    }
}

/// Keeps or drops one entry of a sealed case.
pub(super) fn keep(
    tx: &Transaction<'_>,
    board: i64,
    news: &News,
    work: &mut Work,
) -> Result<(), AppError> {
    let entry = &news.entry;
    let (Some(need), Some(item)) = (need_of(entry), entry.header.item) else {
        return Ok(());
    };
    let known = entries::is_kept(tx, entry.id)?;
    match (news.accepted, news.person) {
        (true, Some(person)) if !known && entry.header.kind == Kind::Change => {
            entries::keep(tx, board, news.n, person, entry)?;
        }
        (true, Some(_)) => return Ok(()),
        // That it is not read is told with the need; it stands in no list of what is set aside.
        _ if known => entries::drop(tx, entry.id)?,
        _ => return touched(work, need),
    }
    work.cases.insert((need, item));
    Ok(())
}

fn touched(work: &mut Work, need: ItemId) -> Result<(), AppError> {
    work.about.insert(need);
    Ok(())
}

/// Brings the documents of sealed cases up to the entries that are kept now. Returns the needs that they belong to.
pub(super) fn refresh(
    tx: &Transaction<'_>,
    board: i64,
    cases: BTreeSet<(ItemId, ItemId)>,
) -> Result<BTreeSet<ItemId>, AppError> {
    let mut needs = BTreeSet::new();
    for (need, item) in cases {
        refresh_one(tx, board, need, item)?;
        needs.insert(need);
    }
    Ok(needs)
}

/// They are small and few: each is made anew.
fn refresh_one(
    tx: &Transaction<'_>,
    board: i64,
    need: ItemId,
    item: ItemId,
) -> Result<(), AppError> {
    let kept = entries::kept_of_item(tx, board, Some(item))?;
    let mut doc = ItemDoc::new();
    for kept in &kept {
        apply(tx, &mut doc, kept.position.id, &kept.body)?;
    }
    let made = kept
        .first()
        .filter(|kept| ItemId::derive(kept.position.log, kept.position.seq) == item);
    let Some(made) = made.filter(|_| doc.kind() == Some(ItemKind::Case)) else {
        let key = (board, item.as_bytes());
        tx.execute("DELETE FROM cases WHERE board = ? AND item = ?", key)?;
        tx.execute("DELETE FROM docs WHERE board = ? AND item = ?", key)?;
        return Ok(());
    };
    tx.prepare_cached(
        "INSERT INTO docs (board, item, doc) VALUES (?1, ?2, ?3)
         ON CONFLICT (board, item) DO UPDATE SET doc = ?3",
    )?
    .execute((board, item.as_bytes(), doc.save()))?;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO cases (board, need, item, made_by, wall_ms, counter)
         VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .execute((
        board,
        need.as_bytes(),
        item.as_bytes(),
        made.person.as_bytes(),
        made.time.wall_ms.cast_signed(),
        made.time.counter,
    ))?;
    Ok(())
}

/// Applies a change; what the document refuses does not count (docs/decisions/0011).
fn apply(
    tx: &Transaction<'_>,
    doc: &mut ItemDoc,
    id: EntryId,
    body: &[u8],
) -> Result<(), AppError> {
    let Ok(parsed) = doc.apply(body) else {
        tracing::warn!(entry = ?id, "a change does not fit its sealed case");
        return entries::drop(tx, id);
    };
    let wrote = |field: model::Field| {
        let version = field.versions.iter().find(|v| v.change == parsed.hash)?;
        Some(KeptEdit {
            field: field.def.name.to_owned(),
            value: version.text.clone(),
        })
    };
    let written: Vec<KeptEdit> = doc.fields().into_iter().filter_map(wrote).collect();
    entries::applied(tx, id, parsed.hash, &written)
}

/// Returns the sealed records of a need that this device can open, by their ids.
pub(crate) fn of_need(
    connection: &Connection,
    board: i64,
    need: ItemId,
) -> Result<Vec<Case>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.item, c.made_by, c.wall_ms, c.counter, d.doc FROM cases c
         JOIN docs d ON d.board = c.board AND d.item = c.item
         WHERE c.board = ? AND c.need = ? ORDER BY c.item",
    )?;
    let mut rows = statement.query((board, need.as_bytes()))?;
    let mut cases = Vec::new();
    while let Some(row) = rows.next()? {
        let doc: Vec<u8> = row.get(4)?;
        cases.push(Case {
            item: ItemId(row.get(0)?),
            made_by: PersonId(row.get(1)?),
            made_at: HybridTime {
                wall_ms: row.get::<_, i64>(2)?.cast_unsigned(),
                counter: row.get(3)?,
            },
            doc: ItemDoc::load(&doc).map_err(AppError::internal)?,
        });
    }
    Ok(cases)
}

/// Returns the changes of a sealed record, for an edit.
pub(crate) fn entries_of(
    connection: &Connection,
    board: i64,
    item: ItemId,
) -> Result<Vec<Kept>, AppError> {
    entries::kept_of_item(connection, board, Some(item))
}
