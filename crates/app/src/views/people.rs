//! Who is on a board, and who is known to hold what.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use node::NodeError;
use trust::PersonId;

use super::Names;
use super::person::Look;
use super::removed::removed_people;
use crate::api::{AppError, NetworkView, PersonHolding, Row, RowData, StatusView};
use crate::desk::{At, Desk};

/// Returns everybody on the board, stewards by seniority, then by id; behind them who was removed.
pub(super) async fn list(desk: &Arc<Desk>, board: &str) -> Result<Vec<Row>, AppError> {
    let at = desk.at(board)?;
    let online = connected(desk, &at);
    desk.look(at.id, move |connection, number| {
        let look = Look::read(connection, number, &at, &online)?;
        let members = at.info.authority.people().map(|(person, ..)| person);
        let mut rows = Vec::new();
        for person in members.chain(removed_people(&at)) {
            if let Some(row) = look.row(person)? {
                rows.push(super::row(row.person.clone(), RowData::Person(row)));
            }
        }
        Ok(rows)
    })
    .await
}

/// Returns the status line and its panel.
pub(super) async fn status(desk: &Arc<Desk>, board: &str) -> Result<Row, AppError> {
    let at = desk.at(board)?;
    let here = connected(desk, &at);
    let network = network(desk, &at);
    let out = at.is_out();
    let mut helpers = super::helpers::holdings(&at, &here);
    helpers.retain(|_| !out);
    let not_saved = desk.node.disk().borrow().as_ref().map(|error| {
        let full = matches!(error, NodeError::DiskFull);
        (if full { "diskFull" } else { "diskFailed" }).to_owned()
    });
    let people = {
        let at = at.clone();
        desk.look(at.id, move |connection, number| {
            let names = Names::read(connection, number, &at)?;
            let mut people: Vec<PersonHolding> = at
                .members()
                .filter(|_| !out)
                .map(|person| holding(&at, &names, person, here.contains(&person)))
                .collect();
            people.sort_by_key(|person| !person.me);
            Ok(people)
        })
        .await?
    };
    let view = StatusView {
        saved: super::saved_board(&at),
        people,
        helpers,
        network,
        not_saved,
    };
    Ok(super::row(at.id.to_string(), RowData::Status(view)))
}

fn holding(at: &At, names: &Names, person: PersonId, connected: bool) -> PersonHolding {
    let me = person == at.me();
    let devices = at.info.holdings.iter().filter(|held| held.person == person);
    let lacks = devices.map(|held| held.lacks).min();
    PersonHolding {
        name: names.of(person),
        me,
        holds_all: holds_all(at, person),
        at: stated_at(at, person),
        since: held_since(at, person),
        lacks: match lacks {
            _ if me => 0,
            Some(lacks) => u32::try_from(lacks).unwrap_or(u32::MAX),
            // Nothing was heard of any device of theirs: all of it.
            None => u32::try_from(at.info.entries).unwrap_or(u32::MAX),
        },
        connected,
    }
}

fn network(desk: &Desk, at: &At) -> NetworkView {
    let network = desk.node.network();
    let state = network.borrow();
    NetworkView {
        listening: state.listening,
        connected: super::count(state.connected.get(&at.id).map_or(0, Vec::len)),
    }
}

/// The people of whom a device is connected now.
pub(super) fn connected(desk: &Desk, at: &At) -> BTreeSet<PersonId> {
    let network = desk.node.network();
    let state = network.borrow();
    state
        .connected
        .get(&at.id)
        .into_iter()
        .flatten()
        .filter_map(|device| at.info.authority.person_of(*device))
        .collect()
}

/// This device holds what it has; of others only their own word counts.
pub(super) fn holds_all(at: &At, person: PersonId) -> bool {
    let mut devices = at.info.holdings.iter().filter(|held| held.person == person);
    person == at.me() || devices.any(super::holds_all)
}

/// Returns since when a device of somebody's is known to hold all of it.
fn held_since(at: &At, person: PersonId) -> Option<i64> {
    let devices = at.info.holdings.iter().filter(|held| held.person == person);
    let whole = devices.filter(|held| super::holds_all(held));
    whole
        .filter_map(|held| held.since_ms)
        .min()
        .map(super::time)
}

pub(super) fn stated_at(at: &At, person: PersonId) -> Option<i64> {
    let of = |held: &&node::Holding| held.person == person;
    let devices = || at.info.holdings.iter().filter(of);
    // Where one holds all, the time is when that one said so: another that spoke later may lack something.
    let of_all = devices().filter(|held| super::holds_all(held));
    let newest = of_all.filter_map(|held| held.at_ms).max();
    newest
        .or_else(|| devices().filter_map(|held| held.at_ms).max())
        .map(super::time)
}
