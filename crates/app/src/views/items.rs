//! Items as rows.

use std::sync::Arc;

use rusqlite::Connection;
use trust::{PersonId, Role};

use super::removed::hidden_view;
use super::{Names, time};
use crate::api::{
    AppError, AppealView, ItemKind, ItemRow, ItemSort, ItemsFilter, Row, RowData, Window,
};
use crate::appeals::open_appeal;
use crate::desk::{At, Desk};
use crate::index::{self, Folded, Listed};
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
        let folded = at.folding(connection, number)?;
        let (total, found) = index::list(
            connection,
            number,
            Some(at.me()),
            &folded,
            &filter,
            sort,
            window,
        )?;
        let mut rows = Vec::with_capacity(found.len());
        for listed in found {
            if let Some(item) = item_row(connection, number, &at, &names, &folded, listed)? {
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
    let folded = at.folding(connection, number)?;
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
                items.extend(item_row(connection, number, at, &names, &folded, listed)?);
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
    folded: &Folded,
    listed: Listed,
) -> Result<Option<ItemRow>, AppError> {
    let Some(kind) = index::shown_kind(listed.kind) else {
        return Ok(None);
    };
    let (item, made_by) = (listed.item, listed.made_by);
    let appeal = open_appeal(connection, number, at, (item, made_by))?;
    let appeal = appeal.map(|appeal| AppealView {
        by: names.of(made_by),
        mine: made_by == at.me(),
        at: time(appeal.time.wall_ms),
        text: appeal.text,
    });
    let held = folded
        .held
        .item(connection, number, (item, made_by, listed.made_at))?;
    let hidden_for_all = hidden_view(connection, at, names, item)?;
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
        may_ask_again: hidden_for_all.is_some() && appeal.is_none() && may_ask(at, made_by),
        hidden_for_all,
        hidden_for_me: at.marks.hidden.contains(&listed.item),
        by_blocked: at.marks.blocked.contains(&listed.made_by),
        held,
        appeal,
    }))
}

/// Whoever made something asks, as long as they may say anything at all.
fn may_ask(at: &At, made_by: PersonId) -> bool {
    made_by == at.me() && at.role().is_some_and(|role| role <= Role::Contributor)
}
