//! Views: what a query shows, out of the index and what the node knows.
//!
//! Owns which rows a query has. Never changes anything, and never asks anybody outside of this device.

mod board_item;
mod boards;
mod bringing;
mod by_file;
mod case;
mod device;
mod disputes;
mod first_screen;
mod helpers;
mod holders;
mod inbox;
mod items;
mod joining;
mod kept;
mod page;
mod people;
mod person;
mod presence;
mod removed;
mod sent;
mod set_aside;
mod stewards;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use node::Holding;
use rusqlite::Connection;
use trust::{LogId, PersonId};

use crate::api::{AppError, Query, Row, RowData, SavedState};
use crate::desk::{At, Desk};
use crate::index;
use crate::live::Source;
use crate::only_here::only_here;
use crate::safety::reminder;

pub(crate) use board_item::{BoardItem, MOST_CASE_DAYS, board_item, section_words};
pub(crate) use boards::board_name;
pub(crate) use disputes::is_told;
pub(crate) use items::all as all_items;
pub(crate) use joining::{asked_row, remember as remember_joins};
pub(crate) use sent::report_of;

impl Source for Arc<Desk> {
    async fn rows(&self, query: Query) -> Result<(u32, Vec<Row>), AppError> {
        rows(self, query).await
    }
}

/// Returns how many rows a view has, and those of its window.
pub(crate) async fn rows(desk: &Arc<Desk>, query: Query) -> Result<(u32, Vec<Row>), AppError> {
    let rows = match query {
        Query::Settings => vec![device::settings(desk)],
        Query::Drafts => device::drafts(desk)?,
        Query::Notices => device::notices(desk)?,
        Query::Receipts { board, window } => {
            return holders::receipts(desk, &board, window).await;
        }
        Query::OnlyHere => {
            let only = only_here(desk).await?;
            vec![row("onlyHere", RowData::OnlyHere(only))]
        }
        Query::Backup => vec![row("backup", RowData::Backup(reminder(desk)?))],
        Query::Boards => boards::list(desk).await?,
        Query::Board { board } => vec![boards::head(desk, &board).await?],
        Query::Items {
            board,
            filter,
            sort,
            window,
        } => return items::list(desk, &board, filter, sort, window).await,
        Query::Item { board, item } => vec![page::page(desk, &board, item).await?],
        Query::Bringing => bringing::list(desk).await?,
        Query::ByFile => by_file::list(desk),
        Query::FirstScreen { board } => first_screen::first_screen(desk, &board).await?,
        Query::Meanwhile { board } => first_screen::meanwhile(desk, &board)?,
        Query::Presence { board } => presence::list(desk, &board).await?,
        Query::Attachments { board, item } => crate::attachments::list(desk, &board, &item).await?,
        Query::People { board } => people::list(desk, &board).await?,
        Query::Person { board, person } => vec![person::page(desk, &board, &person).await?],
        Query::SetAside { board, window } => {
            return set_aside::list(desk, &board, window).await;
        }
        Query::Status { board } => vec![people::status(desk, &board).await?],
        Query::Case { board, item } => case::case(desk, &board, item).await?,
        Query::Inbox {
            board,
            window,
            ticket,
        } => return inbox::inbox(desk, &board, window, ticket.as_deref()).await,
        Query::Invitations { board } => joining::invitations(desk, &board).await?,
        Query::OwnDevices => crate::devices::list(desk).await?,
        Query::Joins => joining::joins(desk),
        Query::Carried => helpers::carried(desk),
        Query::SentReports => sent::reports(desk),
    };
    Ok((count(rows.len()), rows))
}

/// Names of the people of a board, with the reader's own from the first moment on.
pub(crate) struct Names {
    known: BTreeMap<PersonId, String>,
}

impl Names {
    /// Reads the names of a board.
    pub(crate) fn read(connection: &Connection, number: i64, at: &At) -> Result<Self, AppError> {
        let mut known = index::names(connection, number)?;
        known.entry(at.me()).or_insert_with(|| at.my_name.clone());
        removed::add_former_names(connection, number, at, &mut known)?;
        // A helper signs nothing: it is called what its ticket calls it.
        for held in at.info.holdings.iter() {
            if let Some(name) = &held.helper {
                known.insert(held.person, name.clone());
            }
        }
        Ok(Self { known })
    }

    /// Returns a person's name; empty until it has arrived.
    pub(crate) fn of(&self, person: PersonId) -> String {
        self.known.get(&person).cloned().unwrap_or_default()
    }
}

/// Returns on how many people's devices something is, the reader included: those of whom a device `holds` it. Helpers are
/// counted apart. Who is not on the board any more is told by nobody what others hold: then it counts this device alone.
fn saved(at: &At, holds: impl Fn(&Holding) -> bool) -> SavedState {
    if at.is_out() {
        return SavedState {
            on: 1,
            of: 1,
            helpers: Vec::new(),
            waits: 0,
        };
    }
    let me = at.me();
    let mut on = 1;
    let mut of = 1;
    for person in at.members() {
        if person == me {
            continue;
        }
        of += 1;
        let devices = at.info.holdings.iter().filter(|held| held.person == person);
        if devices.into_iter().any(&holds) {
            on += 1;
        }
    }
    let helpers = at.info.holdings.iter().filter(|held| holds(held));
    let mut helpers: Vec<String> = helpers.filter_map(|held| held.helper.clone()).collect();
    helpers.sort();
    SavedState {
        on,
        of,
        helpers,
        waits: 0,
    }
}

/// Returns where all entries of a board are.
pub(crate) fn saved_board(at: &At) -> SavedState {
    let saved = saved(at, holds_all);
    if saved.on > 1 || !saved.helpers.is_empty() || at.is_out() {
        return saved;
    }
    let others: BTreeSet<PersonId> = at.members().filter(|person| *person != at.me()).collect();
    let met = at.info.holdings.iter();
    let met = met.filter(|held| held.at_ms.is_some() && others.contains(&held.person));
    let least = met.map(|held| held.lacks).min().unwrap_or(0);
    SavedState {
        waits: u32::try_from(least).unwrap_or(u32::MAX),
        ..saved
    }
}

/// Returns where the newest of these entries are, given per log.
fn saved_entries(at: &At, newest: &BTreeMap<LogId, u64>) -> SavedState {
    saved(at, |held| {
        newest.iter().all(|(log, seq)| held.holds(*log, *seq))
    })
}

/// Returns the names of the helpers that are known to carry all of a board.
pub(crate) fn whole_helpers(at: &At) -> Vec<String> {
    saved_board(at).helpers
}

/// A device that never said what it holds is not known to hold anything.
fn holds_all(held: &Holding) -> bool {
    held.since_ms.is_some() && held.lacks == 0
}

impl At {
    /// Returns whether the reader was removed from the board, or this device was taken off it: nothing comes or goes.
    pub(crate) fn is_out(&self) -> bool {
        self.device_off() || removed::removed(self, self.me()).is_some()
    }
}

/// Returns a count as the page's numbers are: of more than four thousand millions to the nearest thousand.
fn as_number(bytes: u64) -> f64 {
    u32::try_from(bytes).map_or_else(
        |_| f64::from(u32::try_from(bytes / 1_000).unwrap_or(u32::MAX)) * 1_000.0,
        f64::from,
    )
}

fn row(key: impl Into<String>, data: RowData) -> Row {
    Row {
        key: key.into(),
        data,
    }
}

pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Times of the log are unsigned; those of the api are what JavaScript can hold.
fn time(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}
