//! What is set aside: kept in the index to be counted and told, never to be shown as if it counted.

use std::collections::BTreeMap;

use model::Statement;
use rusqlite::{Connection, OptionalExtension, Row};
use trust::{DeviceId, Entry, EntryId, ItemId, Kind, PersonId};

use super::{News, newer};
use crate::api::AppError;

/// An entry that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SetAside {
    pub(crate) entry: EntryId,
    /// Why, as a stable word of the rooms below.
    pub(crate) reason: String,
    pub(crate) person: Option<PersonId>,
    pub(crate) device: DeviceId,
    pub(crate) item: Option<ItemId>,
    /// Whether it makes that item.
    pub(crate) makes: bool,
    /// By its author's clock, in milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) what: SetAsideBody,
    /// Whether only newer apps know what it is.
    pub(crate) newer: bool,
}

/// What an entry that does not count would have done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SetAsideBody {
    /// Empty where it was kept by a version before, or is too long.
    Certificate(Vec<u8>),
    Change(Vec<u8>),
    Statement(Vec<u8>),
}

const CERTIFICATE: i64 = 0;
const CHANGE: i64 = 1;
const STATEMENT: i64 = 2;
/// Why the work of former members is set aside: their names are kept.
const OF_FORMER: [&str; 2] = ["removed", "steward-dropped"];
/// Longer bodies are not kept here: the log has them.
const BODY: usize = 64 * 1024;

const COLUMNS: &str = "entry, reason, person, item, log, seq, wall_ms, kind, body, device, newer";

/// Notes that an entry does not count. `counted`: until now it did.
pub(super) fn put(
    connection: &Connection,
    board: i64,
    news: &News,
    counted: bool,
) -> Result<(), AppError> {
    let entry = &news.entry;
    let kind = match entry.header.kind {
        Kind::Certificate => CERTIFICATE,
        Kind::Change => CHANGE,
        Kind::Statement | Kind::Blob => STATEMENT,
    };
    let body: &[u8] = if entry.body.len() > BODY {
        &[]
    } else {
        &entry.body
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO aside
                 (entry, board, n, reason, person, item, log, seq, wall_ms, kind, body, device, name, newer, counted)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
                     ?15 OR EXISTS (SELECT 1 FROM aside WHERE entry = ?1 AND counted = 1))",
        )?
        .execute((
            entry.id.as_bytes(),
            board,
            news.n.cast_signed(),
            &news.reason,
            news.person.map(|person| person.0),
            entry.header.item.map(|item| item.0),
            entry.log.as_bytes(),
            entry.seq.cast_signed(),
            entry.header.time.wall_ms.cast_signed(),
            kind,
            body,
            entry.header.device.as_bytes(),
            OF_FORMER
                .contains(&news.reason.as_str())
                .then(|| name(entry))
                .flatten(),
            newer::is_newer(news),
            counted,
        ))?;
    Ok(())
}

/// Returns the display name that an entry would have given, clean.
fn name(entry: &Entry) -> Option<String> {
    if entry.header.kind != Kind::Statement || entry.header.item.is_some() {
        return None;
    }
    name_in(&entry.body)
}

/// Returns the display name that a statement gives, clean.
fn name_in(body: &[u8]) -> Option<String> {
    match Statement::from_body(body) {
        Ok(Statement::Name { name, .. }) => Some(model::clean_name(&name)),
        Ok(_) | Err(_) => None,
    }
    .filter(|name| !name.is_empty())
}

/// Moves an accepted change here that its document refuses.
pub(super) fn reject(
    connection: &Connection,
    entry: EntryId,
    reason: &str,
) -> Result<(), AppError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO aside (entry, board, n, reason, person, item, log, seq, wall_ms, kind, body, device)
             SELECT entry, board, n, ?, person, item, log, seq, wall_ms, ?, body, device FROM entries WHERE entry = ?",
        )?
        .execute((reason, CHANGE, entry.as_bytes()))?;
    super::entries::drop(connection, entry)
}

/// Notes that an entry counts now.
pub(super) fn forgive(connection: &Connection, entry: EntryId) -> Result<(), AppError> {
    connection
        .prepare_cached("DELETE FROM aside WHERE entry = ?")?
        .execute([entry.as_bytes()])?;
    Ok(())
}

/// Returns whether an entry is known not to count.
pub(crate) fn is_aside(connection: &Connection, entry: EntryId) -> Result<bool, AppError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM aside WHERE entry = ?)")?
        .query_row([entry.as_bytes()], |row| row.get(0))?)
}

/// Returns when an entry that does not count was written, by its author's clock, in milliseconds since 1970.
pub(crate) fn aside_at(connection: &Connection, entry: EntryId) -> Result<Option<i64>, AppError> {
    Ok(connection
        .prepare_cached("SELECT wall_ms FROM aside WHERE entry = ?")?
        .query_row([entry.as_bytes()], |row| row.get(0))
        .optional()?)
}

/// Returns how many entries of a board do not count.
pub(crate) fn count(connection: &Connection, board: i64) -> Result<u32, AppError> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM aside WHERE board = ?")?
        .query_row([board], |row| row.get(0))?)
}

/// Returns entries that do not count, the last decided first.
pub(crate) fn list(
    connection: &Connection,
    board: i64,
    offset: u32,
    limit: u32,
) -> Result<Vec<SetAside>, AppError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM aside WHERE board = ? ORDER BY n DESC, entry LIMIT ? OFFSET ?"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement
        .query_map((board, limit, offset), read)?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// Returns what the devices call their people whose entries do not count, where they have said it.
pub(crate) fn names_aside(
    connection: &Connection,
    board: i64,
) -> Result<BTreeMap<DeviceId, String>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT device, body FROM aside WHERE board = ? AND kind = ? AND item IS NULL ORDER BY n",
    )?;
    let said = statement.query_map((board, STATEMENT), |row| {
        let body: Vec<u8> = row.get(1)?;
        Ok((DeviceId(row.get(0)?), name_in(&body)))
    })?;
    let mut names = BTreeMap::new();
    for row in said {
        if let (device, Some(name)) = row? {
            names.insert(device, name);
        }
    }
    Ok(names)
}

/// Returns what somebody called themselves whose names do not count because they were removed. Of the names that counted
/// on this device before it heard of the removal the last one until then, by their own clock, of none until then the
/// first; where none did, of the others in the same way. Their clock is theirs to set: what came later than the removal
/// must not take the place of what was there.
pub(crate) fn former_name(
    connection: &Connection,
    board: i64,
    person: PersonId,
    until_ms: Option<i64>,
) -> Result<Option<String>, AppError> {
    let until_ms = until_ms.unwrap_or(i64::MAX);
    let until = "SELECT name FROM aside WHERE board = ? AND person = ? AND name IS NOT NULL AND wall_ms <= ?
             AND counted >= ? ORDER BY wall_ms DESC, seq DESC, entry DESC LIMIT 1";
    let after =
        "SELECT name FROM aside WHERE board = ? AND person = ? AND name IS NOT NULL AND wall_ms > ?
             AND counted >= ? ORDER BY wall_ms, seq, entry LIMIT 1";
    for (sql, counted) in [(until, 1), (after, 1), (until, 0), (after, 0)] {
        let name = connection
            .prepare_cached(sql)?
            .query_row((board, person.as_bytes(), until_ms, counted), |row| {
                row.get(0)
            })
            .optional()?;
        if name.is_some() {
            return Ok(name);
        }
    }
    Ok(None)
}

fn read(row: &Row<'_>) -> Result<SetAside, rusqlite::Error> {
    let person: Option<[u8; 32]> = row.get(2)?;
    let item: Option<ItemId> = row.get::<_, Option<[u8; 16]>>(3)?.map(ItemId);
    let made = ItemId::derive(
        trust::LogId(row.get(4)?),
        row.get::<_, i64>(5)?.cast_unsigned(),
    );
    let kind: i64 = row.get(7)?;
    let body: Vec<u8> = row.get(8)?;
    Ok(SetAside {
        entry: EntryId(row.get(0)?),
        reason: row.get(1)?,
        person: person.map(PersonId),
        device: DeviceId(row.get(9)?),
        item,
        makes: item == Some(made),
        at: row.get(6)?,
        what: match kind {
            CERTIFICATE => SetAsideBody::Certificate(body),
            CHANGE => SetAsideBody::Change(body),
            _ => SetAsideBody::Statement(body),
        },
        newer: row.get(10)?,
    })
}
