//! Folders that are put back: somebody goes on from an older copy of all that they had.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use trust::EntryId;

use super::World;
use super::removing::everything;

impl World {
    /// Copies somebody's folder, if they are on the board; their app starts anew behind it. Returns whether it was done.
    pub(crate) fn back_up(&mut self, person: usize) -> Result<bool> {
        if self.removed.contains(&person) || self.core(person)?.me(self.board).is_none() {
            return Ok(false);
        }
        self.people.get_mut(person).context("nobody")?.back_up()?;
        self.lose_wires_of(person)?;
        Ok(true)
    }

    /// Puts the copy of somebody's folder back. What they were told is saved, and had shared with nobody since, is gone
    /// with the disk: that is not held against anybody.
    pub(crate) fn put_back(&mut self, person: usize) -> Result<()> {
        if self.removed.contains(&person) {
            return Ok(());
        }
        let (had, _) = everything(self.core(person)?)?;
        self.lose_wires_of(person)?;
        self.people.get_mut(person).context("nobody")?.put_back()?;
        self.restored.insert(person);
        let held = (0..self.people.len()).map(|at| self.holds(at));
        let held: Vec<_> = held.collect::<Result<_>>()?;
        let anywhere = |entry: &trust::Entry| {
            let on = |disk: &std::collections::BTreeMap<_, u64>| {
                disk.get(&entry.log).is_some_and(|seq| *seq >= entry.seq)
            };
            held.iter().any(on)
        };
        let gone: BTreeSet<EntryId> = had
            .iter()
            .filter(|entry| !anywhere(entry))
            .map(|entry| entry.id)
            .collect();
        for id in &gone {
            let of = self.acknowledged.remove(id);
            ensure!(
                of.is_none_or(|of| of == person),
                "what somebody else wrote was on one disk alone"
            );
            self.claims.remove(id);
        }
        Ok(())
    }
}
