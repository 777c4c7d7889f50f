//! Small rows: boards, people's names, where an item was made.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use trust::{BoardId, EntryId, ItemId, PersonId};

use super::derive::signed;
use super::entries::kept_of_item;
use super::listing::{Folded, Wanted};
use crate::api::AppError;

/// Returns the number of a board, and makes one for a new board.
pub(super) fn ensure_board(connection: &Connection, board: BoardId) -> Result<i64, AppError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO boards (board) VALUES (?)")?
        .execute([board.as_bytes()])?;
    board_number(connection, board)?.ok_or_else(|| AppError::internal("a board without a number"))
}

/// Returns the number of a board that the index has heard of.
pub(crate) fn board_number(
    connection: &Connection,
    board: BoardId,
) -> Result<Option<i64>, AppError> {
    Ok(connection
        .prepare_cached("SELECT id FROM boards WHERE board = ?")?
        .query_row([board.as_bytes()], |row| row.get(0))
        .optional()?)
}

/// Derives the display names of a board anew.
pub(super) fn refresh_names(connection: &Connection, board: i64) -> Result<(), AppError> {
    let statements = signed(&kept_of_item(connection, board, None)?);
    connection
        .prepare_cached("DELETE FROM people WHERE board = ?")?
        .execute([board])?;
    for (person, name) in model::names(&statements) {
        connection
            .prepare_cached("INSERT INTO people (board, person, name) VALUES (?, ?, ?)")?
            .execute((board, person.as_bytes(), name))?;
    }
    Ok(())
}

/// Returns the display names of a board.
pub(crate) fn names(
    connection: &Connection,
    board: i64,
) -> Result<BTreeMap<PersonId, String>, AppError> {
    let mut statement =
        connection.prepare_cached("SELECT person, name FROM people WHERE board = ?")?;
    let names = statement
        .query_map([board], |row| Ok((PersonId(row.get(0)?), row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(names)
}

/// Returns a person's display name.
pub(crate) fn name_of(
    connection: &Connection,
    board: i64,
    person: PersonId,
) -> Result<Option<String>, AppError> {
    Ok(connection
        .prepare_cached("SELECT name FROM people WHERE board = ? AND person = ?")?
        .query_row((board, person.as_bytes()), |row| row.get(0))
        .optional()?)
}

/// Returns the entry that made an item.
pub(crate) fn creation_of(
    connection: &Connection,
    board: i64,
    item: ItemId,
) -> Result<Option<EntryId>, AppError> {
    Ok(connection
        .prepare_cached("SELECT creation FROM items WHERE board = ? AND item = ?")?
        .query_row((board, item.as_bytes()), |row| row.get(0).map(EntryId))
        .optional()?)
}

/// Returns the items that a person made, each with the entry that made it.
pub(crate) fn made_by(
    connection: &Connection,
    board: i64,
    person: PersonId,
) -> Result<Vec<(ItemId, EntryId)>, AppError> {
    let sql = "SELECT item, creation FROM items WHERE board = ? AND made_by = ? ORDER BY item";
    let mut statement = connection.prepare_cached(sql)?;
    let made = statement
        .query_map((board, person.as_bytes()), |row| {
            Ok((ItemId(row.get(0)?), EntryId(row.get(1)?)))
        })?
        .collect::<Result<_, _>>()?;
    Ok(made)
}

/// Returns the entries by which the maker of an item made it and changed it since; none where it is not here.
pub(crate) fn makers_entries(
    connection: &Connection,
    board: i64,
    item: ItemId,
) -> Result<Vec<EntryId>, AppError> {
    let sql = "SELECT entry FROM entries JOIN items ON items.board = entries.board \
               AND items.item = entries.item AND items.made_by = entries.person \
               WHERE entries.board = ? AND entries.item = ? AND entries.is_change = 1";
    let mut statement = connection.prepare_cached(sql)?;
    let entries = statement
        .query_map((board, item.as_bytes()), |row| row.get(0).map(EntryId))?
        .collect::<Result<_, _>>()?;
    Ok(entries)
}

/// Returns how many items of each kind are shown: by the kind's code.
pub(crate) fn counts(
    connection: &Connection,
    board: i64,
    folded: &Folded,
) -> Result<BTreeMap<String, u32>, AppError> {
    let mut sql = String::from(
        "SELECT kind, count(*) FROM items WHERE board = ? AND leads = 1 AND archived = 0",
    );
    let mut bound = vec![Value::from(board)];
    folded.condition(board, &mut sql, &mut bound, Wanted::Plain);
    sql.push_str(" GROUP BY kind");
    let mut statement = connection.prepare_cached(&sql)?;
    let counts = statement
        .query_map(params_from_iter(&bound), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(counts)
}

/// Returns how many needs stand open: nobody has them, or not all of them.
pub(crate) fn open_needs(
    connection: &Connection,
    board: i64,
    folded: &Folded,
) -> Result<u32, AppError> {
    let mut sql = String::from(
        "SELECT count(*) FROM items WHERE board = ? AND leads = 1 AND archived = 0
             AND kind = 'need' AND state IN ('open', 'partClaimed')",
    );
    let mut bound = vec![Value::from(board)];
    folded.condition(board, &mut sql, &mut bound, Wanted::Plain);
    Ok(connection
        .prepare_cached(&sql)?
        .query_row(params_from_iter(&bound), |row| row.get(0))?)
}

/// Returns how many items wait until somebody lets them in.
pub(crate) fn held(connection: &Connection, board: i64, folded: &Folded) -> Result<u32, AppError> {
    let mut sql = String::from(
        "SELECT count(*) FROM items WHERE board = ? AND leads = 1 AND archived = 0 AND kind <> 'settings'",
    );
    let mut bound = vec![Value::from(board)];
    folded.condition(board, &mut sql, &mut bound, Wanted::Held);
    Ok(connection
        .prepare_cached(&sql)?
        .query_row(params_from_iter(&bound), |row| row.get(0))?)
}

/// Returns when the newest entry of a board that counts was made, by its author's clock.
pub(crate) fn changed_at(connection: &Connection, board: i64) -> Result<Option<i64>, AppError> {
    Ok(connection
        .prepare_cached("SELECT max(wall_ms) FROM entries WHERE board = ?")?
        .query_row([board], |row| row.get(0))?)
}

/// What [`settings_items`] asks: each view does, so an index of its own answers it.
pub(super) const SETTINGS: &str =
    "SELECT item, title, made_by FROM items WHERE board = ? AND kind = 'settings' ORDER BY item";

/// Returns the items about the board itself, the lowest id first: id, title, and who made it.
pub(crate) fn settings_items(
    connection: &Connection,
    board: i64,
) -> Result<Vec<(ItemId, String, PersonId)>, AppError> {
    let mut statement = connection.prepare_cached(SETTINGS)?;
    let found = statement
        .query_map([board], |row| {
            Ok((ItemId(row.get(0)?), row.get(1)?, PersonId(row.get(2)?)))
        })?
        .collect::<Result<_, _>>()?;
    Ok(found)
}
