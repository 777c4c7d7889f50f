//! Who else has a board open.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::Connection;
use trust::{ItemId, PersonId};

use super::Names;
use crate::api::{AppError, PresentRow, Row, RowData};
use crate::desk::Desk;
use crate::index;

/// Returns who else is seen to have a board open, by name. Whom the reader has blocked is not shown, nor the reader's own
/// other devices.
pub(super) async fn list(desk: &Arc<Desk>, board: &str) -> Result<Vec<Row>, AppError> {
    let at = desk.at(board)?;
    let mut open: BTreeMap<PersonId, BTreeSet<Option<ItemId>>> = BTreeMap::new();
    if !at.is_out() {
        let seen = desk.node.seen();
        for seen in seen.borrow().get(&at.id).into_iter().flatten() {
            if seen.person != at.me() && !at.marks.blocked.contains(&seen.person) {
                open.entry(seen.person).or_default().insert(seen.item);
            }
        }
    }
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let now = desk.now();
    desk.look(at.id, move |connection, number| {
        let names = Names::read(connection, number, &at)?;
        let mut rows = Vec::new();
        for (person, items) in open {
            let mut editing = BTreeSet::new();
            for item in items.into_iter().flatten() {
                editing.extend(shown_as(connection, number, item, now)?);
            }
            rows.push(PresentRow {
                person: person.to_string(),
                name: names.of(person),
                editing: editing.iter().map(ToString::to_string).collect(),
            });
        }
        rows.sort_by_key(|row| (row.name.to_lowercase(), row.person.clone()));
        let row = |row: PresentRow| super::row(row.person.clone(), RowData::Present(row));
        Ok(rows.into_iter().map(row).collect())
    })
    .await
}

/// Returns the item that one is shown as; `None` where it is none of the board that people open.
fn shown_as(
    connection: &Connection,
    number: i64,
    item: ItemId,
    now: u64,
) -> Result<Option<ItemId>, AppError> {
    let Some(kin) = index::kin_state(connection, number, item, now)? else {
        return Ok(None);
    };
    let listed = index::one(connection, number, kin.leader)?;
    let shown = listed.filter(|listed| index::shown_kind(listed.kind).is_some());
    Ok(shown.map(|listed| listed.item))
}
