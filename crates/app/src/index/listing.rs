//! Lists of items out of the index: filter, order and window become one SQL statement.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use trust::{ItemId, PersonId};

use super::ids::one_of_ids;
use super::search;
use crate::api::{AppError, ItemKind, ItemSort, ItemState, ItemsFilter, Window};
use crate::held::Held;
use crate::limits::WINDOW;

/// An item as the index has it: ids instead of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) item: ItemId,
    pub(crate) code: String,
    pub(crate) kind: model::ItemKind,
    pub(crate) title: String,
    pub(crate) state: ItemState,
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) claimed_by: Vec<PersonId>,
    pub(crate) remaining: Option<i64>,
    pub(crate) on_hand: Option<i64>,
    pub(crate) two_versions: bool,
    pub(crate) archived: bool,
    pub(crate) comments: u32,
    pub(crate) made_by: PersonId,
    pub(crate) made_at: i64,
    pub(crate) changed_by: PersonId,
    pub(crate) changed_at: i64,
    pub(crate) leader: ItemId,
}

/// What is folded away: shown only to whoever asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Folded {
    /// These items.
    pub(crate) items: BTreeSet<ItemId>,
    /// All that these people made.
    pub(crate) people: BTreeSet<PersonId>,
    /// What waits until somebody lets it in.
    pub(crate) held: Held,
    /// Of the hidden items, those that somebody asks to look at again.
    pub(crate) asked_again: BTreeSet<ItemId>,
}

/// Which items are wanted, by what is folded away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All that is neither folded away nor held.
    Plain,
    /// What is folded away.
    Folded,
    /// What is held and not folded away, the reader's own too.
    Held,
    /// What somebody asks to look at again.
    AskedAgain,
}

impl Wanted {
    /// Returns which a filter wants.
    pub(crate) const fn of(filter: &ItemsFilter) -> Self {
        match (filter.asked_again, filter.held, filter.folded) {
            (true, ..) => Self::AskedAgain,
            (_, true, _) => Self::Held,
            (_, _, true) => Self::Folded,
            _ => Self::Plain,
        }
    }
}

impl Folded {
    /// Adds the condition that finds what is wanted.
    pub(super) fn condition(
        &self,
        board: i64,
        sql: &mut String,
        bound: &mut Vec<Value>,
        wanted: Wanted,
    ) {
        match wanted {
            Wanted::Folded => return self.fold(sql, bound, true),
            Wanted::AskedAgain => {
                let items = self.asked_again.iter().map(|item| &item.0[..]);
                sql.push_str(" AND ");
                sql.push_str(&one_of_ids("item", items, bound));
                return;
            }
            Wanted::Plain | Wanted::Held => self.fold(sql, bound, false),
        }
        let wanted = wanted == Wanted::Held;
        if self.held.is_empty() {
            if wanted {
                sql.push_str(" AND 0");
            }
            return;
        }
        let (held, values) = self.held.condition(board, wanted);
        sql.push_str(if wanted { " AND " } else { " AND NOT " });
        sql.push_str(&held);
        bound.extend(values);
    }

    /// Adds the condition that leaves what is folded away out, or nothing else in.
    fn fold(&self, sql: &mut String, bound: &mut Vec<Value>, wanted: bool) {
        if self.items.is_empty() && self.people.is_empty() {
            if wanted {
                sql.push_str(" AND 0");
            }
            return;
        }
        let items = self.items.iter().map(|item| &item.0[..]);
        let items = one_of_ids("item", items, bound);
        let people = self.people.iter().map(|person| &person.0[..]);
        let people = one_of_ids("made_by", people, bound);
        let not = if wanted { "" } else { "NOT " };
        sql.push_str(&format!(" AND {not}({items} OR {people})"));
    }
}

/// Returns whether anything of an item has arrived, shown or not.
pub(crate) fn is_here(connection: &Connection, board: i64, item: ItemId) -> Result<bool, AppError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM items WHERE board = ? AND item = ?)";
    let mut here = connection.prepare_cached(sql)?;
    Ok(here.query_row((board, item.as_bytes()), |row| row.get(0))?)
}

/// The columns that [`read`] wants, in its order.
const COLUMNS: &str = "item, code, kind, title, state, fields, claimed_by, remaining, on_hand, \
     two_versions, archived, comments, made_by, made_at, changed_by, changed_at, leader";

/// Returns how many items there are, and those of the window.
pub(crate) fn list(
    connection: &Connection,
    board: i64,
    me: Option<PersonId>,
    folded: &Folded,
    filter: &ItemsFilter,
    sort: ItemSort,
    window: Window,
) -> Result<(u32, Vec<Listed>), AppError> {
    let [(count, to_count), (page, mut bound)] = statements(board, me, folded, filter, sort);
    let total: u32 = connection
        .prepare_cached(&count)?
        .query_row(params_from_iter(&to_count), |row| row.get(0))?;
    bound.extend([
        Value::from(window.limit.min(WINDOW)),
        Value::from(window.offset),
    ]);
    let mut statement = connection.prepare_cached(&page)?;
    let rows = statement
        .query_map(params_from_iter(&bound), |row| Ok(read(row)))?
        .collect::<Result<Result<Vec<_>, _>, _>>()??;
    Ok((total, rows))
}

/// Returns the statement that counts, and the one that reads a page, each with what is bound; of the second, limit and
/// offset follow.
pub(super) fn statements(
    board: i64,
    me: Option<PersonId>,
    folded: &Folded,
    filter: &ItemsFilter,
    sort: ItemSort,
) -> [(String, Vec<Value>); 2] {
    let (wanted, to_count) = condition(board, me, folded, filter, "kind");
    let count = format!("SELECT count(*) FROM items WHERE {wanted}");
    // With the plus the kind chooses no index: rows come in their order, and nothing is sorted.
    let (wanted, to_list) = condition(board, me, folded, filter, "+kind");
    let order = match sort {
        ItemSort::Urgency => "urgency DESC, made_at DESC, item",
        ItemSort::Changed => "changed_at DESC, item",
        ItemSort::Title => "title COLLATE NOCASE, item",
    };
    let page =
        format!("SELECT {COLUMNS} FROM items WHERE {wanted} ORDER BY {order} LIMIT ? OFFSET ?");
    [(count, to_count), (page, to_list)]
}

/// Returns one item by its id.
pub(crate) fn one(
    connection: &Connection,
    board: i64,
    item: ItemId,
) -> Result<Option<Listed>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM items WHERE board = ? AND item = ?");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query((board, item.as_bytes()))?;
    rows.next()?.map(read).transpose()
}

fn condition(
    board: i64,
    me: Option<PersonId>,
    folded: &Folded,
    filter: &ItemsFilter,
    kind: &str,
) -> (String, Vec<Value>) {
    let mut sql = String::from("board = ? AND leads = 1 AND archived = ?");
    let mut bound = vec![Value::from(board), Value::from(filter.archived)];
    folded.condition(board, &mut sql, &mut bound, Wanted::of(filter));
    if filter.kinds.is_empty() {
        sql.push_str(&format!(" AND {kind} <> 'settings'"));
    } else {
        one_of(
            &mut sql,
            &mut bound,
            kind,
            filter.kinds.iter().map(|kind| kind_of(*kind).code()),
        );
    }
    if !filter.states.is_empty() {
        one_of(
            &mut sql,
            &mut bound,
            "state",
            filter.states.iter().map(|state| state_code(*state)),
        );
    }
    if filter.mine {
        let me = me.map(|me| me.to_string()).unwrap_or_default();
        sql.push_str(" AND (hex(made_by) = upper(?) OR instr(claimed_by, ?) > 0)");
        bound.extend([Value::from(me.clone()), Value::from(me)]);
    }
    if let Some(found) = search::condition(board, &filter.text) {
        sql.push_str(" AND ");
        sql.push_str(&found.sql);
        bound.extend(found.bound);
    }
    (sql, bound)
}

fn one_of<'a>(
    sql: &mut String,
    bound: &mut Vec<Value>,
    column: &str,
    values: impl Iterator<Item = &'a str>,
) {
    let values: Vec<Value> = values.map(|value| Value::from(value.to_owned())).collect();
    let marks = vec!["?"; values.len()].join(", ");
    sql.push_str(&format!(" AND {column} IN ({marks})"));
    bound.extend(values);
}

fn read(row: &Row<'_>) -> Result<Listed, AppError> {
    let kind: String = row.get(2)?;
    let state: String = row.get(4)?;
    let fields: String = row.get(5)?;
    let claimed_by: String = row.get(6)?;
    Ok(Listed {
        item: ItemId(row.get(0)?),
        code: row.get(1)?,
        kind: model::ItemKind::from_code(&kind)
            .ok_or_else(|| AppError::internal("a kind that the index does not know"))?,
        title: row.get(3)?,
        state: state_of(&state),
        fields: serde_json::from_str(&fields).map_err(AppError::internal)?,
        claimed_by: people(&claimed_by),
        remaining: row.get(7)?,
        on_hand: row.get(8)?,
        two_versions: row.get(9)?,
        archived: row.get(10)?,
        comments: row.get(11)?,
        made_by: PersonId(row.get(12)?),
        made_at: row.get(13)?,
        changed_by: PersonId(row.get(14)?),
        changed_at: row.get(15)?,
        leader: ItemId(row.get(16)?),
    })
}

/// People are kept as one text of their ids, so that "mine" is a search in it.
pub(super) fn people_text(people: &[PersonId]) -> String {
    let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
    ids.join(" ")
}

fn people(text: &str) -> Vec<PersonId> {
    text.split(' ').filter_map(|id| id.parse().ok()).collect()
}

/// Returns the model's kind for the api's.
pub(crate) fn kind_of(kind: ItemKind) -> model::ItemKind {
    match kind {
        ItemKind::Site => model::ItemKind::Site,
        ItemKind::Need => model::ItemKind::Need,
        ItemKind::Offer => model::ItemKind::Offer,
        ItemKind::Supply => model::ItemKind::Supply,
    }
}

/// Returns the api's kind for the model's; the board's own item and sealed cases have none: they are in no list.
pub(crate) fn shown_kind(kind: model::ItemKind) -> Option<ItemKind> {
    match kind {
        model::ItemKind::Site => Some(ItemKind::Site),
        model::ItemKind::Need => Some(ItemKind::Need),
        model::ItemKind::Offer => Some(ItemKind::Offer),
        model::ItemKind::Supply => Some(ItemKind::Supply),
        model::ItemKind::Settings | model::ItemKind::Case => None,
    }
}

/// Returns the word for a state in the index.
pub(super) fn state_code(state: ItemState) -> &'static str {
    match state {
        ItemState::Open => "open",
        ItemState::PartClaimed => "partClaimed",
        ItemState::Claimed => "claimed",
        ItemState::Delivered => "delivered",
        ItemState::Withdrawn => "withdrawn",
    }
}

/// The index writes these words itself; anything else cannot stand there.
fn state_of(code: &str) -> ItemState {
    match code {
        "partClaimed" => ItemState::PartClaimed,
        "claimed" => ItemState::Claimed,
        "delivered" => ItemState::Delivered,
        "withdrawn" => ItemState::Withdrawn,
        _ => ItemState::Open,
    }
}
