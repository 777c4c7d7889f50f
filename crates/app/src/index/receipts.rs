//! Where the entries of an item stand: what has to be held by whoever holds the item.

use std::collections::BTreeMap;

use model::ItemKind;
use rusqlite::Connection;
use trust::{ItemId, LogId};

use super::kin;
use crate::api::AppError;

/// What is among the items of the index and is none that a person sees.
const NO_ITEMS: [ItemKind; 2] = [ItemKind::Settings, ItemKind::Case];

/// Counts the items that are shown, archived or not.
pub(crate) fn count_leading(connection: &Connection, board: i64) -> Result<usize, AppError> {
    let sql = "SELECT count(*) FROM items WHERE board = ? AND leads = 1 AND kind NOT IN (?, ?)";
    let [settings, case] = NO_ITEMS;
    let count: i64 = connection
        .prepare_cached(sql)?
        .query_row((board, settings.code(), case.code()), |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Returns some of them, by their ids: each with its spoken code and its title.
pub(crate) fn leading(
    connection: &Connection,
    board: i64,
    offset: u32,
    limit: u32,
) -> Result<Vec<(ItemId, String, String)>, AppError> {
    let sql = "SELECT item, kind, code, title FROM items WHERE board = ? AND leads = 1 \
         AND kind NOT IN (?, ?) ORDER BY item LIMIT ? OFFSET ?";
    let [settings, case] = NO_ITEMS;
    let bound = (board, settings.code(), case.code(), limit, offset);
    let found: Vec<([u8; 16], String, String, String)> = connection
        .prepare_cached(sql)?
        .query_map(bound, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<Result<_, _>>()?;
    found
        .into_iter()
        .map(|(item, kind, code, title)| {
            let kind = ItemKind::from_code(&kind).ok_or_else(|| {
                AppError::internal(format!("a kind of item in the index: {kind}"))
            })?;
            let code = super::shown_code(connection, board, kind, &code)?;
            Ok((ItemId(item), code, title))
        })
        .collect()
}

/// Returns the newest entry, per log, of what is shown as one with an item.
pub(crate) fn newest_of(
    connection: &Connection,
    board: i64,
    item: ItemId,
) -> Result<BTreeMap<LogId, u64>, AppError> {
    let sql = "SELECT log, max(seq) FROM entries WHERE board = ? AND item = ? GROUP BY log";
    let mut newest: BTreeMap<LogId, u64> = BTreeMap::new();
    for one in kin::of(connection, board, item)? {
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map((board, one.as_bytes()), |row| {
            Ok((row.get::<_, [u8; 32]>(0)?, row.get::<_, i64>(1)?))
        })?;
        for row in rows {
            let (log, seq) = row?;
            let seq = u64::try_from(seq).unwrap_or(0);
            let most = newest.entry(LogId(log)).or_insert(seq);
            *most = seq.max(*most);
        }
    }
    Ok(newest)
}
