//! A person as a row, and their page.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::Connection;
use trust::{DeviceCert, DeviceId, PersonId, TicketMode};

use super::people::{connected, holds_all, stated_at};
use super::removed::{RemovedNote, removed, removed_view};
use super::{Names, count, joining, time};
use crate::api::{AppError, DeviceLine, ErrorCode, KnowsLine, PersonRow, PersonView, Row, RowData};
use crate::desk::{At, Desk, role_word};
use crate::index::{self, Arrival};
use crate::membership::shown_role;

/// How much of a device's id tells it apart from the others of a person.
const SHORT: usize = 8;

/// Returns a person's page.
pub(super) async fn page(desk: &Arc<Desk>, board: &str, person: &str) -> Result<Row, AppError> {
    let at = desk.at(board)?;
    let person: PersonId = person.parse().map_err(|_| no_such())?;
    let online = connected(desk, &at);
    let devices = connected_devices(desk, &at);
    let own = crate::devices::names_on(desk, &at)?;
    let mut view = desk
        .look(at.id, move |connection, number| {
            let look = Look::read(connection, number, &at, &online)?;
            look.page(person, &devices)
        })
        .await?;
    for line in &mut view.device_list {
        line.name = own.get(&line.device).cloned().unwrap_or_default();
    }
    let key = view.row.person.clone();
    Ok(super::row(key, RowData::PersonPage(Box::new(view))))
}

/// What rows of people are made from.
pub(super) struct Look<'a> {
    connection: &'a Connection,
    number: i64,
    at: &'a At,
    names: Names,
    online: &'a BTreeSet<PersonId>,
}

impl<'a> Look<'a> {
    /// Reads what all rows need.
    pub(super) fn read(
        connection: &'a Connection,
        number: i64,
        at: &'a At,
        online: &'a BTreeSet<PersonId>,
    ) -> Result<Self, AppError> {
        Ok(Self {
            connection,
            number,
            at,
            names: Names::read(connection, number, at)?,
            online,
        })
    }

    /// Returns a person's row; `None` for somebody who never was on the board.
    pub(super) fn row(&self, person: PersonId) -> Result<Option<PersonRow>, AppError> {
        let at = self.at;
        let removal = removed(at, person);
        let role = match (at.info.authority.role_of(person), &removal) {
            (Some(role), _) => role,
            (None, Some(note)) => note.role,
            (None, None) => return Ok(None),
        };
        let member = removal.is_none();
        let arrival = index::arrival(self.connection, self.number, person)?;
        let view = |note: &RemovedNote| removed_view(self.connection, at, &self.names, note);
        Ok(Some(PersonRow {
            person: person.to_string(),
            name: self.names.of(person),
            role: role_word(role).to_owned(),
            me: person == at.me(),
            connected: self.online.contains(&person),
            last_seen: stated_at(at, person),
            holds_all: member && holds_all(at, person),
            admitted_by: self.admitted_by(person, arrival.as_ref()),
            devices: count(self.certs(person).len()),
            met: at.marks.met.contains(&person),
            blocked: at.marks.blocked.contains(&person),
            may_set_role: at
                .may_set_role(person)
                .into_iter()
                .map(shown_role)
                .collect(),
            may_remove: member && person != at.me() && at.outranks(role),
            may_ask_to_remove: at.may_ask_about(person),
            asked_to_remove: at.has_asked_about(person),
            is_new: member && at.info.authority.is_newcomer(person),
            may_vouch: member && at.lets_in_held() && at.info.authority.is_newcomer(person),
            removed: removal.as_ref().map(view).transpose()?,
        }))
    }

    fn admitted_by(&self, person: PersonId, arrival: Option<&Arrival>) -> Option<String> {
        let joined = arrival.and_then(|arrival| arrival.by);
        let granted = || {
            let mut people = self.at.info.authority.people();
            people.find(|(of, ..)| *of == person)?.2
        };
        joined.or_else(granted).map(|by| self.names.of(by))
    }

    fn ticket_mode(&self, arrival: &Arrival) -> Option<TicketMode> {
        let entry = arrival.ticket?;
        let authority = &self.at.info.authority;
        let removed = authority.removed_tickets().map(|(state, _)| state);
        let mut all = authority.tickets().chain(removed);
        let state = all.find(|state| state.entry == entry);
        state.map(|state| state.ticket.mode)
    }

    /// One certificate of each device: of one that changed a key, the last.
    fn certs(&self, person: PersonId) -> Vec<DeviceCert> {
        let mut seen = BTreeSet::new();
        let authority = &self.at.info.authority;
        let revoked = authority.revoked_devices_of(person);
        let all = authority.devices_of(person).chain(revoked);
        let all = all.filter(|cert| seen.insert(cert.device));
        all.cloned().collect()
    }

    fn page(&self, person: PersonId, online: &BTreeSet<DeviceId>) -> Result<PersonView, AppError> {
        let row = self.row(person)?.ok_or_else(no_such)?;
        let arrival = index::arrival(self.connection, self.number, person)?;
        let mode = arrival
            .as_ref()
            .and_then(|arrival| self.ticket_mode(arrival));
        let mut device_list = Vec::new();
        for cert in self.certs(person) {
            device_list.push(self.device(person, &cert, online)?);
        }
        device_list.sort_by_key(|line: &DeviceLine| (line.since, line.device.clone()));
        Ok(PersonView {
            device_list,
            admitted_by_ticket: mode.map(|mode| joining::mode_word(mode).to_owned()),
            admitted_at: arrival.map(|arrival| arrival.certified.at),
            knows: match removed(self.at, person) {
                Some(note) => self.knows(&note)?,
                None => Vec::new(),
            },
            safety: (!row.me).then(|| trust::safety_number(self.at.me(), person)),
            row,
        })
    }

    fn device(
        &self,
        person: PersonId,
        cert: &DeviceCert,
        online: &BTreeSet<DeviceId>,
    ) -> Result<DeviceLine, AppError> {
        let at = self.at;
        let me = cert.device == at.info.device;
        let id = cert.device.to_string();
        let held = at.info.holdings.iter();
        let stated = held.filter(|held| held.device == cert.device);
        let role = at.info.authority.role_of(person);
        let own = person == at.me();
        let revoked = at.info.authority.is_revoked(cert.device, person);
        Ok(DeviceLine {
            short: id.get(..SHORT).unwrap_or(&id).to_owned(),
            device: id,
            me,
            since: index::device_since(self.connection, self.number, cert.device)?,
            last_seen: stated.filter_map(|held| held.at_ms).max().map(time),
            connected: online.contains(&cert.device),
            revoked,
            name: String::new(),
            keys_pending: at.info.still_read.contains(&cert.device),
            may_revoke: !me && !revoked && (own || role.is_some_and(|role| at.outranks(role))),
        })
    }

    /// Of each member: whether a device of theirs is known to hold the removal.
    fn knows(&self, note: &RemovedNote) -> Result<Vec<KnowsLine>, AppError> {
        let at = self.at;
        let Some(removal) = index::certified(self.connection, note.entry)? else {
            return Ok(Vec::new());
        };
        let place = removal.position;
        let line = |person: PersonId| {
            let mut devices = at.info.holdings.iter().filter(|held| held.person == person);
            let me = person == at.me();
            KnowsLine {
                name: self.names.of(person),
                me,
                knows: me || devices.any(|held| held.holds(place.log, place.seq)),
                at: stated_at(at, person),
            }
        };
        let mut lines: Vec<KnowsLine> = at.members().map(line).collect();
        lines.sort_by_key(|line| !line.me);
        Ok(lines)
    }
}

fn connected_devices(desk: &Desk, at: &At) -> BTreeSet<DeviceId> {
    let network = desk.node.network();
    let state = network.borrow();
    let devices = state.connected.get(&at.id);
    devices.into_iter().flatten().copied().collect()
}

fn no_such() -> AppError {
    AppError::new(ErrorCode::NoSuchPerson, "no such person")
}
