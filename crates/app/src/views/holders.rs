//! Who holds an item, by name, and since when: from receipts, never above them.

use std::collections::BTreeMap;
use std::sync::Arc;

use node::Holding;
use rusqlite::Connection;
use trust::{DeviceId, ItemId, LogId};

use super::{Names, count, saved_entries, time};
use crate::api::{AppError, HolderView, ReceiptRow, Row, RowData, Window};
use crate::desk::{At, Desk};
use crate::index;
use crate::limits::WINDOW;

/// Returns everybody on the board with whether they hold these entries, given per log: the reader first, then who holds
/// them, the earliest first, then who does not; helpers behind them. Nobody where the reader was removed.
pub(super) async fn of_item(
    desk: &Arc<Desk>,
    at: &At,
    names: &Names,
    newest: BTreeMap<LogId, u64>,
) -> Result<Vec<HolderView>, AppError> {
    if at.is_out() {
        return Ok(Vec::new());
    }
    let (board, asked) = (at.id, newest.clone());
    let since = desk
        .blocking(move |desk| Ok(desk.node.held_since(board, &asked)?))
        .await?;
    let mut people: Vec<HolderView> = at
        .members()
        .map(|person| {
            let me = person == at.me();
            let devices = at.info.holdings.iter();
            let devices = devices.filter(|held| held.person == person && holds(held, &newest));
            let times: Vec<Option<u64>> = devices
                .map(|held| known_since(held, &newest, &since))
                .collect();
            HolderView {
                name: names.of(person),
                me,
                helper: false,
                holds: me || !times.is_empty(),
                since: times.into_iter().flatten().min().map(time),
            }
        })
        .collect();
    people.sort_by_key(|one| (!one.me, !one.holds, one.since, one.name.to_lowercase()));
    let helpers = at.info.holdings.iter().filter_map(|held| {
        let has = holds(held, &newest);
        let since = known_since(held, &newest, &since).filter(|_| has);
        Some(HolderView {
            name: held.helper.clone()?,
            me: false,
            helper: true,
            holds: has,
            since: since.map(time),
        })
    });
    let mut helpers: Vec<HolderView> = helpers.collect();
    helpers.sort_by_key(|one| one.name.to_lowercase());
    people.extend(helpers);
    Ok(people)
}

fn holds(held: &Holding, newest: &BTreeMap<LogId, u64>) -> bool {
    newest.iter().all(|(log, seq)| held.holds(*log, *seq))
}

/// In a log with several branches the number says too little: since it holds all of the board.
fn known_since(
    held: &Holding,
    newest: &BTreeMap<LogId, u64>,
    since: &BTreeMap<DeviceId, u64>,
) -> Option<u64> {
    let plain = newest.keys().all(|log| held.held.contains_key(log));
    let known = since.get(&held.device).filter(|_| plain).copied();
    known.or(held.since_ms)
}

/// Returns all items of a board with who holds them, by their ids.
pub(super) async fn receipts(
    desk: &Arc<Desk>,
    board: &str,
    window: Window,
) -> Result<(u32, Vec<Row>), AppError> {
    let at = desk.at(board)?;
    desk.look(at.id, move |connection, number| {
        let names = Names::read(connection, number, &at)?;
        let limit = window.limit.min(WINDOW);
        let total = index::count_leading(connection, number)?;
        let leading = index::leading(connection, number, window.offset, limit)?;
        let mut rows = Vec::with_capacity(leading.len());
        for (item, code, title) in leading {
            let row = receipt(connection, number, &at, &names, (item, code, title))?;
            rows.push(super::row(row.item.clone(), RowData::Receipt(row)));
        }
        Ok((count(total), rows))
    })
    .await
}

fn receipt(
    connection: &Connection,
    number: i64,
    at: &At,
    names: &Names,
    (item, code, title): (ItemId, String, String),
) -> Result<ReceiptRow, AppError> {
    let newest = index::newest_of(connection, number, item)?;
    let has = |person| {
        let mut devices = at.info.holdings.iter();
        person == at.me() || devices.any(|held| held.person == person && holds(held, &newest))
    };
    let out = at.is_out();
    let members = at.members().filter(|person| *person == at.me() || !out);
    let mut holders: Vec<_> = members.filter(|person| has(*person)).collect();
    holders.sort_by_key(|person| *person != at.me());
    Ok(ReceiptRow {
        item: item.to_string(),
        code,
        title,
        saved: saved_entries(at, &newest),
        holders: holders.into_iter().map(|person| names.of(person)).collect(),
    })
}
