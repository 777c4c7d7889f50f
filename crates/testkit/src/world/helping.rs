//! The helper: one more machine, which carries the board between people and reads nothing of it.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use node::Judge;
use trust::{Role, TicketMode};

use super::World;
use crate::person::Person;

impl World {
    /// Adds a machine that begins to carry the board as soon as it reaches somebody. Returns its number.
    pub(crate) fn add_helper(&mut self, judge: &Arc<dyn Judge>) -> Result<usize> {
        let at = self.people.len();
        let mut helper = Person::new(at, Arc::clone(judge), &mut self.random, false)?;
        helper.name = "the helper";
        self.people.push(helper);
        self.helper_ticket = Some(self.ticket_of(TicketMode::Helper, Role::Helper)?);
        self.helper = Some(at);
        Ok(at)
    }

    /// Returns how many people there are, whatever carries their board.
    pub(crate) fn members(&self) -> usize {
        self.people.len() - usize::from(self.helper.is_some())
    }

    /// Checks at rest that the helper carries all that the founder has. Returns how much.
    pub(crate) fn helper_carries_all(&self) -> Result<u64> {
        let Some(helper) = self.helper else {
            return Ok(0);
        };
        let founders = self.holds(0)?;
        let carried = self.holds(helper)?;
        for (log, seq) in &founders {
            let has = carried.get(log).copied().unwrap_or(0);
            ensure!(has >= *seq, "the helper has {has} of {seq} of {log:?}");
        }
        let views = self.core(helper)?.carried();
        let view = views.first().context("the helper carries nothing")?;
        ensure!(!view.full && self.core(helper)?.boards().is_empty());
        Ok(view.entries)
    }
}
