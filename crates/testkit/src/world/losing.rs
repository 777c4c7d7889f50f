//! What gets lost between people: connections, one by one or by a cut through everybody, with all that is on them.

use anyhow::{Context, Result};
use node::Connection;

use super::World;

impl World {
    /// Cuts the people in two groups; what is on its way between them is lost.
    pub(crate) fn divide(&mut self) -> Result<()> {
        let sides: Vec<bool> = self
            .people
            .iter()
            .map(|_| self.random.percent(50))
            .collect();
        for a in 0..sides.len() {
            for b in a + 1..sides.len() {
                if sides.get(a) != sides.get(b) {
                    self.cut.insert((a, b));
                }
            }
        }
        let gone: Vec<Connection> = self
            .wires
            .values()
            .filter(|wire| self.is_cut(wire.ends[0], wire.ends[1]))
            .map(|wire| wire.connection)
            .collect();
        gone.into_iter()
            .try_for_each(|connection| self.drop_wire(connection))
    }

    pub(crate) fn heal(&mut self) {
        self.cut.clear();
    }

    /// Loses the wires on which frames came twice or out of order.
    pub(crate) fn lose_tainted(&mut self) -> Result<()> {
        let tainted = self.wires.values().filter(|wire| wire.tainted);
        let tainted: Vec<Connection> = tainted.map(|wire| wire.connection).collect();
        tainted
            .into_iter()
            .try_for_each(|connection| self.drop_wire(connection))
    }

    /// Loses one wire with all that is on it.
    pub(crate) fn lose_a_wire(&mut self) -> Result<()> {
        let all: Vec<Connection> = self.wires.keys().copied().collect();
        match self.random.pick(&all) {
            Some(connection) => self.drop_wire(*connection),
            None => Ok(()),
        }
    }

    /// Loses all wires of somebody.
    pub(super) fn lose_wires_of(&mut self, person: usize) -> Result<()> {
        let wires = self.wires.values();
        let theirs: Vec<Connection> = wires
            .filter(|wire| wire.end_of(person).is_some())
            .map(|wire| wire.connection)
            .collect();
        theirs
            .into_iter()
            .try_for_each(|connection| self.drop_wire(connection))
    }

    pub(super) fn drop_wire(&mut self, connection: Connection) -> Result<()> {
        if let Some(wire) = self.wires.remove(&connection) {
            for end in wire.ends {
                let person = self.people.get_mut(end).context("nobody")?;
                person.core_mut()?.disconnect(connection);
            }
        }
        Ok(())
    }

    pub(super) fn is_cut(&self, a: usize, b: usize) -> bool {
        self.cut.contains(&(a.min(b), a.max(b)))
    }
}
