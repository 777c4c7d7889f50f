//! Items as rows.

use std::sync::Arc;

use rusqlite::Connection;

use super::Names;
use super::removed::hidden_view;
use crate::api::{AppError, ItemKind, ItemRow, ItemSort, ItemsFilter, Row, RowData, Window};
use crate::desk::{At, Desk};
use crate::index::{self, Listed};
use crate::limits::WINDOW;

/// Returns how many items a filter finds, and those of the window.
pub(super) async fn list(
    desk: &Arc<Desk>,
    board: &str,
    filter: ItemsFilter,
    sort: ItemSort,
    window: Window,
) -> Result<(u32, Vec<Row>), AppError> {
    let at = desk.at(board)?;
    desk.look(at.id, move |connection, number| {
        let names = Names::read(connection, number, &at)?;
        let (total, found) = index::list(
            connection,
            number,
            Some(at.me()),
            &at.folded(),
            &filter,
            sort,
            window,
        )?;
        let mut rows = Vec::with_capacity(found.len());
        for listed in found {
            if let Some(item) = item_row(connection, number, &at, &names, listed)? {
                rows.push(super::row(item.item.clone(), RowData::Item(item)));
            }
        }
        Ok((total, rows))
    })
    .await
}

/// Returns all living items of these kinds (of all kinds where none is named), by kind and title.
pub(crate) fn all(
    connection: &Connection,
    number: i64,
    at: &At,
    kinds: &[ItemKind],
) -> Result<Vec<ItemRow>, AppError> {
    let every = [
        ItemKind::Need,
        ItemKind::Offer,
        ItemKind::Supply,
        ItemKind::Site,
    ];
    let kinds = if kinds.is_empty() { &every[..] } else { kinds };
    let names = Names::read(connection, number, at)?;
    let folded = at.folded();
    let mut items = Vec::new();
    for kind in kinds {
        let filter = ItemsFilter {
            kinds: vec![*kind],
            ..ItemsFilter::default()
        };
        let mut window = Window {
            offset: 0,
            limit: WINDOW,
        };
        loop {
            let me = Some(at.me());
            let (_, found) = index::list(
                connection,
                number,
                me,
                &folded,
                &filter,
                ItemSort::Title,
                window,
            )?;
            if found.is_empty() {
                break;
            }
            for listed in found {
                items.extend(item_row(connection, number, at, &names, listed)?);
            }
            window.offset += WINDOW;
        }
    }
    Ok(items)
}

/// Returns the row of an item; `None` for the board's own item, which is not listed.
pub(super) fn item_row(
    connection: &Connection,
    number: i64,
    at: &At,
    names: &Names,
    listed: Listed,
) -> Result<Option<ItemRow>, AppError> {
    let Some(kind) = index::shown_kind(listed.kind) else {
        return Ok(None);
    };
    Ok(Some(ItemRow {
        item: listed.item.to_string(),
        code: index::shown_code(connection, number, listed.kind, &listed.code)?,
        kind,
        title: listed.title,
        state: listed.state,
        fields: listed.fields,
        claimed_by: listed
            .claimed_by
            .iter()
            .map(|person| names.of(*person))
            .collect(),
        claimed_by_me: listed.claimed_by.contains(&at.me()),
        remaining: listed.remaining,
        on_hand: listed.on_hand,
        two_versions: listed.two_versions,
        archived: listed.archived,
        comments: listed.comments,
        made_by: names.of(listed.made_by),
        changed_at: listed.changed_at,
        changed_by: names.of(listed.changed_by),
        hidden_for_all: hidden_view(connection, at, names, listed.item)?,
        hidden_for_me: at.marks.hidden.contains(&listed.item),
        by_blocked: at.marks.blocked.contains(&listed.made_by),
    }))
}
