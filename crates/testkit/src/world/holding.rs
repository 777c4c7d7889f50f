//! Who holds what, as it is, and as it is said: no receipt is ever above the truth.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use trust::LogId;

use super::World;

impl World {
    /// Returns how far somebody has each log of the board on their disk.
    pub(crate) fn holds(&self, person: usize) -> Result<BTreeMap<LogId, u64>> {
        let db = self.core(person)?.db();
        let mut held = BTreeMap::new();
        for record in db.boards()? {
            let logs = db.logs(record.key)?.into_iter();
            held.extend(logs.map(|log| (log.tip.log, log.tip.seq)));
        }
        for record in db.carried()? {
            let logs = db.frame_logs(record.key)?.into_iter();
            held.extend(logs.map(|(_, tip)| (tip.log, tip.seq)));
        }
        Ok(held)
    }

    /// Checks what each says that others hold against what those have. Who went on from an older folder has told nobody
    /// yet, before all have met again. Returns how many receipts there are.
    pub(crate) fn receipts_are_true(&self, all_have_met: bool) -> Result<usize> {
        let truth: Vec<BTreeMap<LogId, u64>> = (0..self.people.len())
            .map(|at| self.holds(at))
            .collect::<Result<_>>()?;
        let mut receipts = 0;
        for (by, person) in self.people.iter().enumerate() {
            if self.removed.contains(&by) {
                continue;
            }
            let Some(info) = self.core(by)?.board_info(self.board) else {
                continue;
            };
            for held in info.holdings.iter() {
                let Some(of) = self.who_is(held)? else {
                    continue;
                };
                if self.removed.contains(&of) || self.restored.contains(&of) && !all_have_met {
                    continue;
                }
                let name = |at: usize| self.people.get(at).map_or("nobody", |one| one.name);
                let has = |log| {
                    let truth = truth.get(of).and_then(|truth| truth.get(log));
                    truth.copied().unwrap_or(0)
                };
                for (log, seq) in &held.held {
                    ensure!(
                        *seq <= has(log),
                        "{} counts {seq} of {log:?} on the device of {}, who has {}",
                        person.name,
                        name(of),
                        has(log)
                    );
                    receipts += 1;
                }
                if held.since_ms.is_some() {
                    let own = truth.get(by).into_iter().flatten();
                    for (log, seq) in own {
                        ensure!(
                            *seq <= has(log),
                            "{} says that {} has everything, who has {} of {seq} of {log:?}",
                            person.name,
                            name(of),
                            has(log)
                        );
                    }
                }
            }
        }
        Ok(receipts)
    }

    fn who_is(&self, held: &node::Holding) -> Result<Option<usize>> {
        if held.helper.is_some() {
            return Ok(self.helper);
        }
        for at in 0..self.members() {
            if self.core(at)?.me(self.board) == Some(held.person) {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }
}
