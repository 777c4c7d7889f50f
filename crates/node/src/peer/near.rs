//! Whom this device is connected to, board by board: whether it has neighbours enough.
//!
//! Owns what it says of that to members. Lives in memory only, and a device that is no member any more does not count.

use std::collections::{BTreeMap, BTreeSet};

use sync::NearHost;
use trust::{BoardId, DeviceId};

use super::state::State;
use super::{Connection, Core};

/// A board with more devices than this, besides the own one, is a large one: not all of them are connected.
pub const WHOLE: usize = 8;
/// So many neighbours are enough: a graph in which each has five is in one piece (docs/decisions/0156).
pub const ENOUGH: usize = 5;

/// Who was met on which connection.
#[derive(Debug, Default)]
pub(crate) struct Near(BTreeMap<Connection, BTreeSet<(BoardId, DeviceId)>>);

impl Near {
    pub(super) fn met(&mut self, connection: Connection, board: BoardId, device: DeviceId) {
        self.0
            .entry(connection)
            .or_default()
            .insert((board, device));
    }

    pub(super) fn gone(&mut self, connection: Connection) {
        self.0.remove(&connection);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    fn on(&self, board: BoardId) -> BTreeSet<DeviceId> {
        let met = self.0.values().flatten();
        let on = met.filter(|(of, _)| *of == board);
        on.map(|(_, device)| *device).collect()
    }
}

impl Core {
    /// Returns the connections with the large boards on which their peers said that they have enough others.
    pub fn enough(&self) -> impl Iterator<Item = (Connection, BoardId)> {
        let sessions = self.sessions.iter();
        sessions
            .flat_map(|(connection, session)| session.enough().map(|board| (*connection, board)))
    }
}

impl NearHost for State {
    fn has_enough(&mut self, board: BoardId, besides: DeviceId) -> bool {
        let mut near = self.near.on(board);
        near.remove(&besides);
        if near.len() < ENOUGH {
            return false;
        }
        let Some(held) = self.boards.get(&board) else {
            return false;
        };
        let people = held.authority.people().map(|(person, ..)| person);
        let devices: BTreeSet<DeviceId> = people
            .flat_map(|person| held.authority.devices_of(person))
            .map(|cert| cert.device)
            .collect();
        near.retain(|device| devices.contains(device));
        // With the own one.
        devices.len() > WHOLE + 1 && near.len() >= ENOUGH
    }
}
