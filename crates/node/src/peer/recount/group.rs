//! Entries that are judged together: their order, what each rests on, and what was found in their bodies.
//!
//! Owns no verdict and asks no judge: `recount` does.

use std::collections::BTreeMap;

use store::{Cause, Known};
use trust::{Body, Counting, EntryFact, EntryId, Forks, ItemId, Kind, LogGraph, Verdict, counting};

use crate::peer::verdict::SUSPECT;

/// What was found in a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read {
    /// Nobody looked yet.
    Not,
    Fit(Vec<u8>),
    Refused(String),
}

/// Entries that are judged together, in the order of arrival.
pub(crate) struct Group {
    pub(super) rows: Vec<Known>,
    /// By row of a log that forked: the change of the same item before it on its branch, and how many there are.
    on_branch: BTreeMap<usize, (Option<usize>, u64)>,
    pub(super) reads: Vec<Read>,
    by_id: BTreeMap<EntryId, usize>,
    /// By log and item: the changes, by number.
    runs: BTreeMap<(trust::LogId, ItemId), Vec<(u64, usize)>>,
}

impl Group {
    pub(crate) fn of(rows: Vec<Known>, shape: &LogGraph) -> Self {
        let mut group = Self {
            on_branch: BTreeMap::new(),
            reads: rows.iter().map(read).collect(),
            by_id: BTreeMap::new(),
            runs: BTreeMap::new(),
            rows,
        };
        for (at, row) in group.rows.iter().enumerate() {
            group.by_id.insert(row.position.id, at);
            if let Some(item) = row.header.item.filter(|_| row.header.kind == Kind::Change) {
                let run = group.runs.entry((row.position.log, item)).or_default();
                run.push((row.position.seq, at));
            }
        }
        for run in group.runs.values_mut() {
            run.sort_unstable();
        }
        for ((log, _), run) in group
            .runs
            .iter()
            .filter(|((log, _), _)| shape.is_forked(*log))
        {
            debug_assert!(
                run.iter()
                    .all(|(_, at)| group.rows[*at].position.log == *log)
            );
            for (_, at) in run {
                let to = group.rows[*at].position;
                let leads = |before: &&(u64, usize)| {
                    let from = group.rows[before.1].position;
                    from.seq < to.seq && shape.leads_to(from, to)
                };
                let earlier: Vec<usize> = run.iter().filter(leads).map(|(_, at)| *at).collect();
                let count = u64::try_from(earlier.len()).unwrap_or(u64::MAX);
                group
                    .on_branch
                    .insert(*at, (earlier.last().copied(), count));
            }
        }
        group
    }

    /// Forgets what was found in bodies for one of these reasons: it was not known to the version that looked.
    pub(super) fn read_again(&mut self, reasons: &[&str]) {
        for read in &mut self.reads {
            if matches!(read, Read::Refused(why) if reasons.contains(&why.as_str())) {
                *read = Read::Not;
            }
        }
    }

    pub(crate) fn facts(&self) -> Vec<EntryFact<'_>> {
        let rows = self.rows.iter().zip(&self.reads);
        rows.map(|(row, read)| fact(row, read)).collect()
    }

    pub(super) fn count(
        &self,
        authority: &trust::Authority,
        shape: &LogGraph,
        forks: &Forks,
    ) -> Counting {
        counting(authority, &self.facts(), shape, forks)
    }

    /// Returns the change of the same item before this one in its log, and how many there are.
    fn earlier(&self, at: usize) -> (Option<usize>, u64) {
        if let Some(found) = self.on_branch.get(&at) {
            return *found;
        }
        let row = &self.rows[at];
        let change = row.header.item.filter(|_| row.header.kind == Kind::Change);
        let run = change.and_then(|item| self.runs.get(&(row.position.log, item)));
        let earlier = run.map_or(0, |run| {
            run.partition_point(|(seq, _)| *seq < row.position.seq)
        });
        let last = earlier.checked_sub(1);
        let before = last.and_then(|last| Some(run?.get(last)?.1));
        (before, u64::try_from(earlier).unwrap_or(u64::MAX))
    }

    /// Returns all entries, each behind what it rests on: verdicts are followed in their order.
    pub(super) fn causes_first(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.rows.len());
        let mut placed = vec![false; self.rows.len()];
        let mut open: Vec<usize> = (0..self.rows.len()).collect();
        loop {
            let before = open.len();
            open.retain(|at| {
                let deps = self.rows[*at].header.deps.iter();
                let mut on = deps
                    .filter_map(|id| self.by_id.get(id).copied())
                    .chain(self.earlier(*at).0);
                let ready = on.all(|dep| placed[dep]);
                if ready {
                    placed[*at] = true;
                    order.push(*at);
                }
                !ready
            });
            if open.len() == before {
                // Ids are hashes, so nothing is left but what claims a circle.
                order.append(&mut open);
                return order;
            }
        }
    }

    /// Returns what an entry rests on, if all of it is here and fit.
    pub(super) fn rests_on(&self, at: usize) -> Option<(Vec<Known>, Option<Known>, u64)> {
        let fit = |at: usize| {
            let Read::Fit(facts) = self.reads.get(at)? else {
                return None;
            };
            let mut row = self.rows.get(at)?.clone();
            row.facts.clone_from(facts);
            Some(row)
        };
        let header = &self.rows.get(at)?.header;
        let deps = header.deps.iter();
        let deps: Option<Vec<Known>> = deps.map(|id| fit(*self.by_id.get(id)?)).collect();
        let (before, earlier) = self.earlier(at);
        let implied = match before {
            Some(before) => Some(fit(before)?),
            None => None,
        };
        Some((deps?, implied, earlier))
    }
}

/// Returns what was found in a body before.
fn read(row: &Known) -> Read {
    match (&row.verdict, row.cause) {
        (Some(Verdict::Accepted), _) => Read::Fit(row.facts.clone()),
        (Some(Verdict::Aside(reason)), Some(Cause::Judge)) => Read::Refused(reason.clone()),
        _ if !row.facts.is_empty() => Read::Fit(row.facts.clone()),
        _ => Read::Not,
    }
}

fn fact<'a>(row: &'a Known, read: &Read) -> EntryFact<'a> {
    EntryFact {
        position: row.position,
        kind: row.header.kind,
        item: row.header.item,
        device: row.header.device,
        grant: row.header.grant,
        deps: &row.header.deps,
        creates: creates(row),
        body: match read {
            Read::Refused(reason) if reason == SUSPECT => Body::Suspect,
            Read::Refused(_) => Body::Refused,
            Read::Not | Read::Fit(_) => Body::Fit,
        },
    }
}

/// Returns whether an entry is the change that makes its item.
pub(super) fn creates(row: &Known) -> bool {
    let created = ItemId::derive(row.position.log, row.position.seq);
    row.header.kind == Kind::Change && row.header.item == Some(created)
}
