//! Entries in the index: kept while they count, by item, in the order in which they were accepted.

use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};
use trust::{DeviceId, Entry, EntryId, HybridTime, ItemId, Kind, LogId, PersonId, Position};

use crate::api::AppError;

/// An entry as the index keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) position: Position,
    pub(crate) person: PersonId,
    pub(crate) device: DeviceId,
    pub(crate) time: HybridTime,
    pub(crate) is_change: bool,
    pub(crate) deps: Vec<EntryId>,
    pub(crate) body: Vec<u8>,
    /// Of a change that was applied: its hash.
    pub(crate) hash: Option<model::ChangeHash>,
    /// Of a change that was applied: what it wrote.
    pub(crate) edits: Vec<KeptEdit>,
}

/// One field that a change wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptEdit {
    pub(crate) field: String,
    pub(crate) value: Option<String>,
}

const COLUMNS: &str =
    "entry, log, seq, person, wall_ms, counter, is_change, deps, body, hash, edits, device";

/// Returns whether an entry counts and is here.
pub(crate) fn is_kept(connection: &Connection, entry: EntryId) -> Result<bool, AppError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM entries WHERE entry = ?)")?
        .query_row([entry.as_bytes()], |row| row.get(0))?)
}

pub(super) fn keep(
    connection: &Connection,
    board: i64,
    n: u64,
    person: PersonId,
    entry: &Entry,
) -> Result<(), AppError> {
    let header = &entry.header;
    let deps: Vec<u8> = header.deps.iter().flat_map(|dep| dep.0).collect();
    connection
        .prepare_cached(
            "INSERT INTO entries (entry, board, item, n, log, seq, person, is_change, wall_ms, counter, deps, body, device)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            entry.id.as_bytes(),
            board,
            header.item.map(|item| item.0),
            n.cast_signed(),
            entry.log.as_bytes(),
            entry.seq.cast_signed(),
            person.as_bytes(),
            header.kind == Kind::Change,
            header.time.wall_ms.cast_signed(),
            header.time.counter,
            deps,
            &entry.body,
            header.device.as_bytes(),
        ))?;
    Ok(())
}

pub(super) fn drop(connection: &Connection, entry: EntryId) -> Result<(), AppError> {
    connection
        .prepare_cached("DELETE FROM entries WHERE entry = ?")?
        .execute([entry.as_bytes()])?;
    Ok(())
}

/// Notes what a change turned out to be when it was applied.
pub(super) fn applied(
    connection: &Connection,
    entry: EntryId,
    hash: model::ChangeHash,
    edits: &[KeptEdit],
) -> Result<(), AppError> {
    let edits = serde_json::to_string(edits).map_err(AppError::internal)?;
    connection
        .prepare_cached("UPDATE entries SET hash = ?, edits = ? WHERE entry = ?")?
        .execute((hash.0, edits, entry.as_bytes()))?;
    Ok(())
}

/// Returns all entries about an item that count, in the order of their verdicts.
pub(crate) fn kept_of_item(
    connection: &Connection,
    board: i64,
    item: Option<ItemId>,
) -> Result<Vec<Kept>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM entries WHERE board = ? AND item IS ? ORDER BY n");
    let mut statement = connection.prepare_cached(&sql)?;
    let kept = statement
        .query_map((board, item.map(|item| item.0)), |row| Ok(read(row)))?
        .collect::<Result<Result<Vec<_>, _>, _>>()??;
    Ok(kept)
}

/// Returns the first entry about an item that counts.
pub(super) fn first_of_item(
    connection: &Connection,
    board: i64,
    item: ItemId,
) -> Result<Option<Kept>, AppError> {
    let sql =
        format!("SELECT {COLUMNS} FROM entries WHERE board = ? AND item = ? ORDER BY n LIMIT 1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query((board, item.as_bytes()))?;
    rows.next()?.map(read).transpose()
}

/// Returns the newest entries about these items by their authors' clocks, the newest first.
pub(crate) fn history(mut kept: Vec<Kept>, most: usize) -> Vec<Kept> {
    kept.sort_by_key(|kept| std::cmp::Reverse((kept.time, kept.position.log, kept.position.seq)));
    kept.truncate(most);
    kept
}

fn read(row: &Row<'_>) -> Result<Kept, AppError> {
    let deps: Vec<u8> = row.get(7)?;
    let edits: Option<String> = row.get(10)?;
    let hash: Option<[u8; 32]> = row.get(9)?;
    Ok(Kept {
        position: Position {
            id: EntryId(row.get(0)?),
            log: LogId(row.get(1)?),
            seq: row.get::<_, i64>(2)?.cast_unsigned(),
        },
        person: PersonId(row.get(3)?),
        device: DeviceId(row.get(11)?),
        time: HybridTime {
            wall_ms: row.get::<_, i64>(4)?.cast_unsigned(),
            counter: row.get(5)?,
        },
        is_change: row.get(6)?,
        deps: deps
            .chunks_exact(EntryId::LEN)
            .filter_map(EntryId::from_slice)
            .collect(),
        body: row.get(8)?,
        hash: hash.map(model::ChangeHash),
        edits: match edits {
            Some(text) => serde_json::from_str(&text).map_err(AppError::internal)?,
            None => Vec::new(),
        },
    })
}
