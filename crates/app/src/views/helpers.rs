//! Helpers: the boards that this device carries, and what the helpers of a board hold.

use std::collections::BTreeSet;

use node::{CarriedView, Holding, JoinProgress, JoinView};
use trust::{BoardId, PersonId, Role};

use super::{count, time};
use crate::api::{CarriedRow, CarriedState, HelperHolding, Row, RowData};
use crate::desk::{At, Desk};
use crate::failure::join_refusal;

/// How many letters of a board's id tell it apart on a device that knows no name of it.
const CODE: usize = 8;

/// Returns the boards that this device carries, and those that it is about to, the oldest first.
pub(super) fn carried(desk: &Desk) -> Vec<Row> {
    let network = desk.node.network();
    let connected = |board: &BoardId| {
        let state = network.borrow();
        count(state.connected.get(board).map_or(0, Vec::len))
    };
    let carried = desk.node.carried().borrow().clone();
    let mut rows: Vec<CarriedRow> = carried
        .iter()
        .map(|view| carried_row(view, connected(&view.board)))
        .collect();
    let waiting = desk.node.joins().borrow().clone();
    let is_new = |join: &&JoinView| {
        let here = carried.iter().any(|view| view.board == join.ticket.board);
        join.ticket.role == Role::Helper && !here
    };
    rows.extend(waiting.iter().filter(is_new).map(waiting_row));
    rows.sort_by_key(|row| (row.since, row.board.clone()));
    let row = |row: CarriedRow| super::row(row.board.clone(), RowData::Carried(row));
    rows.into_iter().map(row).collect()
}

fn carried_row(view: &CarriedView, connected: u32) -> CarriedRow {
    CarriedRow {
        board: view.board.to_string(),
        code: code(view.board),
        since: time(view.since_ms),
        state: CarriedState::Carrying,
        entries: u32::try_from(view.entries).unwrap_or(u32::MAX),
        bytes: time(view.bytes),
        limit: time(view.limit),
        full: view.full,
        last_contact: view.heard_ms.map(time),
        connected,
    }
}

fn waiting_row(join: &JoinView) -> CarriedRow {
    let state = match &join.progress {
        JoinProgress::Waiting | JoinProgress::Fetching { .. } => CarriedState::Waiting,
        JoinProgress::Refused(refusal) => CarriedState::Refused {
            code: join_refusal(refusal),
        },
    };
    CarriedRow {
        board: join.ticket.board.to_string(),
        code: code(join.ticket.board),
        since: time(join.since_ms),
        state,
        entries: 0,
        bytes: 0,
        limit: 0,
        full: false,
        last_contact: None,
        connected: 0,
    }
}

fn code(board: BoardId) -> String {
    board.to_string().chars().take(CODE).collect()
}

/// Returns what each helper of a board is known to hold, by name.
pub(super) fn holdings(at: &At, connected: &BTreeSet<PersonId>) -> Vec<HelperHolding> {
    let helpers = at.info.holdings.iter();
    let mut lines: Vec<HelperHolding> = helpers
        .filter_map(|held| {
            let name = held.helper.clone()?;
            Some(line(held, name, connected.contains(&held.person)))
        })
        .collect();
    lines.sort_by_key(|line| (line.name.to_lowercase(), line.person.clone()));
    lines
}

fn line(held: &Holding, name: String, connected: bool) -> HelperHolding {
    let holds_all = super::holds_all(held);
    let since = held.whole_ms.or(held.at_ms).map(time);
    HelperHolding {
        person: held.person.to_string(),
        name,
        holds_all,
        lacks: u32::try_from(held.lacks).unwrap_or(u32::MAX),
        at: held.at_ms.map(time),
        behind_since: since.filter(|_| !holds_all),
        full: held.full && !holds_all,
        connected,
    }
}
