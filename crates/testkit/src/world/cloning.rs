//! Machines that are cloned as they run: two of them write with one device's keys, and in one log as long as they draw
//! the same random numbers.
//!
//! Owns the clone, and what must hold of such a board: both machines are told, everybody agrees which branch counts, and
//! of what somebody was told is saved, nothing is gone: it counts, or everybody finds it set aside with its branch.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use trust::{Entry, EntryId, LogId};

use super::World;
use crate::{BoardView, Random};

/// What stands aside with the branch of a log that lost.
const LOST: &str = "lost-branch";
/// More than any of these boards has.
const ALL: u32 = 100_000;

impl World {
    /// Clones somebody's machine: the same disk and the same random numbers from now on. Returns the clone.
    pub(crate) fn clone_machine(&mut self, person: usize) -> Result<usize> {
        let draws = Random::new(self.random.next());
        let clone = self
            .people
            .get_mut(person)
            .context("nobody")?
            .clone_machine(&draws)?;
        self.lose_wires_of(person)?;
        self.people.push(clone);
        let clone = self.people.len() - 1;
        self.clones = Some([person, clone]);
        self.told.clear();
        self.restarted.clear();
        Ok(clone)
    }

    pub(super) fn are_clones(&self, a: usize, b: usize) -> bool {
        self.clones
            .is_some_and(|both| both == [a, b] || both == [b, a])
    }

    /// Keeps in mind to whom it is said that their device was copied: it is said as long as that run lasts.
    pub(super) fn notice_copies(&mut self, person: usize) -> Result<()> {
        if self.clones.is_some_and(|both| both.contains(&person)) {
            let info = self.core(person)?.board_info(self.board);
            if info.is_some_and(|info| info.copied) {
                self.told.insert(person);
            }
        }
        Ok(())
    }

    /// Checks at rest what the module says. Returns how many logs forked, and how many entries stand aside by that.
    pub(crate) fn clones_lost_nothing(&self) -> Result<(usize, usize)> {
        let forked = self.forked()?;
        let decided = self.core(0)?.verdicts_since(0, u32::MAX)?;
        let decided = decided.iter().map(|one| (one.entry.id, &*one.entry));
        let by_id: BTreeMap<EntryId, &Entry> = decided.collect();
        let mut aside = 0;
        for (at, person) in self.people.iter().enumerate() {
            let (core, name) = (self.core(at)?, person.name);
            let view = BoardView::of(core, self.board, self.now_ms())?;
            let listed = core.set_aside(self.board, ALL)?;
            for id in self.acknowledged.keys() {
                let verdict = view.verdicts.get(id);
                let verdict = verdict.with_context(|| format!("{name} has not got {id:?}"))?;
                let entry = by_id.get(id).context("Alice has not got it")?;
                let Some(word) = verdict.reason() else {
                    continue;
                };
                aside += usize::from(at == 0);
                ensure!(word == LOST, "{name} has set {id:?} aside: {word}");
                let lost = |on: &EntryId| {
                    let on = view.verdicts.get(on);
                    on.is_some_and(|on| on.reason() == Some(LOST))
                };
                // A change continues its author's one before, about the same item.
                let before = |one: &&Entry| {
                    one.log == entry.log
                        && one.seq < entry.seq
                        && one.header.item == entry.header.item
                };
                let rests = entry.header.deps.iter().any(lost)
                    || by_id
                        .values()
                        .copied()
                        .filter(before)
                        .any(|one| lost(&one.id));
                ensure!(
                    rests || forked.contains(&entry.log),
                    "{name}: {id:?} lost, and no branch with it"
                );
                ensure!(
                    listed.iter().any(|one| one.position.id == *id),
                    "{name} does not list {id:?}"
                );
            }
        }
        if !forked.is_empty() {
            for machine in self.clones.iter().flatten() {
                let begun_anew = self.restarted.contains(machine);
                ensure!(
                    begun_anew || self.told.contains(machine),
                    "nobody tells {machine} of its twin"
                );
            }
        }
        Ok((forked.len(), aside))
    }

    /// Returns the logs that have several branches, as the founder has it.
    fn forked(&self) -> Result<BTreeSet<LogId>> {
        let db = self.core(0)?.db();
        let board = db.boards()?.first().context("no board")?.key;
        let branches = db.branches(board)?;
        Ok(branches.iter().map(|branch| branch.tip.log).collect())
    }
}
