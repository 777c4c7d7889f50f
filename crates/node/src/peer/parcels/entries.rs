//! The entries of a file, batch by batch.
//!
//! Owns how much goes into one record. Never decides what is lacking.

use sync::{Host, PARCEL_WHOLE_RUN, pack};

use super::ParcelPlan;
use crate::NodeError;
use crate::peer::sessions::own_failure;
use crate::peer::state::State;

/// Bytes of entries in one record, as a range counts them.
const RECORD: usize = 512 << 10;

impl State {
    /// Makes the next transfer. What cannot go alone is passed over, as on a connection.
    pub(super) fn next_entries(
        &mut self,
        plan: &mut ParcelPlan,
    ) -> Result<Option<(Vec<u8>, u64)>, NodeError> {
        while !plan.logs.is_empty() {
            let all = self.range(plan.board, &plan.logs, RECORD);
            let all = all.map_err(own_failure)?;
            let first = all.first().map(|entry| entry.log);
            let mut packed = pack(all);
            if packed.is_none() {
                // The first stretch without a signature is longer than that, or mixed with others.
                let at = plan
                    .logs
                    .iter()
                    .position(|lacking| first.is_none_or(|log| log == lacking.log));
                let at = at.unwrap_or(0);
                let Some(alone) = plan.logs.get(at).copied() else {
                    return Ok(None);
                };
                let run = self.range(plan.board, &[alone], PARCEL_WHOLE_RUN);
                packed = pack(run.map_err(own_failure)?);
                if packed.is_none() {
                    tracing::warn!("a log without anything that can be carried");
                    plan.logs.remove(at);
                    continue;
                }
            }
            let Some((entries, bytes)) = packed else {
                continue;
            };
            for entry in &entries {
                if let Some(lacking) = plan.logs.iter_mut().find(|of| of.log == entry.log) {
                    lacking.from = entry.seq.saturating_add(1);
                }
            }
            plan.logs.retain(|lacking| lacking.from <= lacking.to);
            return Ok(Some((bytes, entries.len() as u64)));
        }
        self.next_of_branches(plan)
    }

    fn next_of_branches(
        &mut self,
        plan: &mut ParcelPlan,
    ) -> Result<Option<(Vec<u8>, u64)>, NodeError> {
        while let Some(branch) = plan.branches.first_mut() {
            let mut packed = None;
            for most in [RECORD, PARCEL_WHOLE_RUN] {
                let entries = Host::branch(
                    self,
                    plan.board,
                    branch.tip,
                    branch.from,
                    &branch.have,
                    most,
                );
                packed = pack(entries.map_err(own_failure)?);
                if packed.is_some() {
                    break;
                }
            }
            let last = packed
                .as_ref()
                .and_then(|(entries, _)| Some(entries.last()?.seq));
            match last {
                Some(last) if last < branch.tip.seq => branch.from = last.saturating_add(1),
                Some(_) | None => drop(plan.branches.remove(0)),
            }
            if let Some((entries, bytes)) = packed {
                return Ok(Some((bytes, entries.len() as u64)));
            }
        }
        Ok(None)
    }
}
