//! Judging whole items anew: where somebody lost a right, stands inside of a cut, or builds on what was set aside.
//!
//! Owns the way from [`trust::counting`] to verdicts. What `verdict` finds about one new entry by its direct rule is
//! the same as what is found here; this is asked only where that rule cannot say. A body is judged when its author
//! ever had the right and all that it rests on was judged to be fit, whether it counts now or not: so the reason does
//! not depend on what came first, and what is let in later has its facts.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use store::{BoardKey, Cause, EntryKey, Known, StoreError};
use trust::{
    Aside, AsideKind, BoardId, Body, BodyForm, Counting, EntryFact, EntryId, Forks, ItemId, Kind,
    LogGraph, Refusal, Standing, Verdict, counting,
};

use super::branches::whole;
use super::state::State;
use super::verdict::{Finding, NO_BOARD, Queue, SUSPECT, dep};
use super::waiting::Missing;

/// Entries that are judged anew in one go.
const AT_ONCE: usize = 2_000;

/// What is to be judged as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Whole {
    /// All about an item.
    Item(ItemId),
    /// An entry about no item, with what it rests on.
    Entry(EntryId),
}

/// What was found in a body.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Read {
    /// Nobody looked yet.
    Not,
    Fit(Vec<u8>),
    Refused(String),
}

/// Entries that are judged together, in the order of arrival.
pub(crate) struct Group {
    rows: Vec<Known>,
    /// By row of a log that forked: the change of the same item before it on its branch, and how many there are.
    on_branch: BTreeMap<usize, (Option<usize>, u64)>,
    reads: Vec<Read>,
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

    pub(crate) fn facts(&self) -> Vec<EntryFact<'_>> {
        let rows = self.rows.iter().zip(&self.reads);
        rows.map(|(row, read)| fact(row, read)).collect()
    }

    /// Returns what is to be judged as a whole for some of these entries.
    pub(crate) fn wholes(&self, ids: &BTreeSet<EntryId>) -> BTreeSet<Whole> {
        let rows = self
            .rows
            .iter()
            .filter(|row| ids.contains(&row.position.id));
        rows.map(|row| whole(row.position.id, row.header.item))
            .collect()
    }

    fn count(&self, authority: &trust::Authority, shape: &LogGraph, forks: &Forks) -> Counting {
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
    fn causes_first(&self) -> Vec<usize> {
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
    fn rests_on(&self, at: usize) -> Option<(Vec<Known>, Option<Known>, u64)> {
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

impl State {
    /// Judges items anew, and what rests on them; queues what waited for any of it.
    pub(crate) fn recount(
        &mut self,
        board: BoardId,
        wholes: &BTreeSet<Whole>,
        queue: &mut Queue,
    ) -> Result<(), StoreError> {
        let mut rows: BTreeMap<EntryKey, Known> = BTreeMap::new();
        for whole in wholes {
            for row in self.rows_of(board, *whole)? {
                rows.insert(row.key, row);
            }
            if rows.len() >= AT_ONCE {
                let group = std::mem::take(&mut rows).into_values().collect();
                self.recount_group(board, group, queue)?;
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        self.recount_group(board, rows.into_values().collect(), queue)
    }

    fn rows_of(&self, board: BoardId, whole: Whole) -> Result<Vec<Known>, StoreError> {
        let key = self.boards.get(&board).ok_or(NO_BOARD)?.key;
        let id = match whole {
            Whole::Item(item) => return self.rows_about(key, item),
            Whole::Entry(id) => id,
        };
        let (mut open, mut seen) = (VecDeque::from([id]), BTreeSet::new());
        let mut rows = Vec::new();
        while let Some(id) = open.pop_front() {
            if !seen.insert(id) {
                continue;
            }
            let Some(row) = self.db.known(key, id)? else {
                continue;
            };
            let fit = row.form == BodyForm::Clear && row.header.item.is_none();
            if row.header.kind != Kind::Certificate && fit {
                open.extend(&row.header.deps);
                rows.push(row);
            }
        }
        Ok(rows)
    }

    pub(crate) fn rows_about(&self, key: BoardKey, item: ItemId) -> Result<Vec<Known>, StoreError> {
        let mut rows = self.db.of_item(key, item)?;
        // What nobody here can read is as if it had not come.
        rows.retain(|row| row.form == BodyForm::Clear);
        Ok(rows)
    }

    fn recount_group(
        &mut self,
        board: BoardId,
        rows: Vec<Known>,
        queue: &mut Queue,
    ) -> Result<(), StoreError> {
        let empty = LogGraph::default();
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        let mut group = Group::of(rows, state.shape.as_ref().unwrap_or(&empty));
        let counted = loop {
            let state = self.boards.get(&board).ok_or(NO_BOARD)?;
            let shape = state.shape.as_ref().unwrap_or(&empty);
            let counted = group.count(&state.authority, shape, &state.forks);
            if !self.read_bodies(board, &mut group, &counted)? {
                break counted;
            }
        };
        let lost = |at: &usize| {
            let standing = counted.of(group.rows[*at].position.id);
            standing == Some(Standing::Aside(Aside::LostBranch))
        };
        // What a branch that lost said goes before what the other says: never do both count, not even for a moment.
        let (first, then): (Vec<usize>, Vec<usize>) =
            group.causes_first().into_iter().partition(lost);
        for at in first.into_iter().chain(then) {
            let (row, read) = (&group.rows[at], &group.reads[at]);
            if let Some(standing) = counted.of(row.position.id) {
                self.decide(board, row, read, standing, queue)?;
            }
        }
        Ok(())
    }

    /// Lets the judge read what nobody read yet and is due. Returns whether a body was refused: then all is counted again.
    fn read_bodies(
        &self,
        board: BoardId,
        group: &mut Group,
        counted: &Counting,
    ) -> Result<bool, StoreError> {
        let mut refused = false;
        let mut open: Vec<usize> = (0..group.rows.len())
            .filter(|at| group.reads[*at] == Read::Not)
            .filter(|at| counted.of(group.rows[*at].position.id).is_some_and(is_due))
            .collect();
        loop {
            let before = open.len();
            let mut left = Vec::new();
            for at in open {
                let Some((deps, implied, earlier)) = group.rests_on(at) else {
                    left.push(at);
                    continue;
                };
                let entry = self.db.entry(group.rows[at].key)?;
                let deps: Vec<_> = deps.iter().map(dep).collect();
                let implied = implied.as_ref().map(dep);
                group.reads[at] = match self.ask_judge(board, &entry, &deps, implied, earlier) {
                    Finding::Accepted(facts) => Read::Fit(facts),
                    Finding::Refused(reason) => {
                        refused = true;
                        Read::Refused(reason)
                    }
                    Finding::Missing(_) | Finding::Unclear => Read::Not,
                };
            }
            if left.is_empty() || left.len() == before {
                return Ok(refused);
            }
            open = left;
        }
    }

    /// Writes down what became of an entry, where it differs from what was decided before.
    fn decide(
        &mut self,
        board: BoardId,
        row: &Known,
        read: &Read,
        standing: Standing,
        queue: &mut Queue,
    ) -> Result<(), StoreError> {
        let facts: &[u8] = match read {
            Read::Fit(facts) => facts,
            Read::Not | Read::Refused(_) => &[],
        };
        let (verdict, cause) = match (standing, read) {
            (Standing::Direct(_) | Standing::Vouched(_), _) => (Verdict::Accepted, None),
            (Standing::Aside(Aside::Body | Aside::Suspect), Read::Refused(reason)) => {
                (Verdict::Aside(reason.clone()), Some(Cause::Judge))
            }
            (Standing::Aside(aside), _) if aside.kind() == AsideKind::Waiting => {
                if row.verdict.is_none() {
                    return self.keep_waiting(board, row, aside);
                }
                (
                    Verdict::Aside(aside.code().to_owned()),
                    Some(Cause::Authority),
                )
            }
            (Standing::Aside(aside @ Aside::Dependency(..)), _) => (
                Verdict::Aside(aside.code().to_owned()),
                Some(Cause::Dependency),
            ),
            (Standing::Aside(aside), _) => (
                Verdict::Aside(aside.code().to_owned()),
                Some(Cause::Authority),
            ),
        };
        if row.verdict.as_ref() == Some(&verdict) {
            return Ok(());
        }
        self.verdict_n = self.db.add_verdict(row.key, &verdict, cause, facts)?;
        if row.verdict.is_none() {
            self.db.end_waiting(row.key)?;
        }
        if !verdict.is_accepted() && row.verdict == Some(Verdict::Accepted) {
            self.end_own_log(board, row);
        }
        self.changed.insert(board);
        self.wake(board, Missing::Entry(row.position.id), queue);
        if let Some(item) = row.header.item.filter(|_| creates(row)) {
            self.wake(board, Missing::Item(item), queue);
        }
        Ok(())
    }

    fn keep_waiting(
        &mut self,
        board: BoardId,
        row: &Known,
        aside: Aside,
    ) -> Result<(), StoreError> {
        self.db.add_waiting(row.key)?;
        let device = row.header.device;
        let missing = match aside {
            Aside::Refused(Refusal::Missing(id)) => Missing::Entry(id),
            Aside::Refused(Refusal::CutNotHere) => Missing::Cut,
            Aside::MissingDependency(Some(id)) | Aside::Dependency(id, _) => Missing::Entry(id),
            Aside::MissingDependency(None) => match row.header.item {
                Some(item) => Missing::Item(item),
                None => Missing::Device(device),
            },
            Aside::Refused(_) | Aside::LostBranch | Aside::Body | Aside::Suspect => {
                Missing::Device(device)
            }
        };
        if let Some(state) = self.boards.get_mut(&board) {
            let author = state.authority.person_of(device);
            state.waiting.add(author, row.key, missing);
        }
        Ok(())
    }

    /// An own entry counts no more: what is written from here on must not follow it.
    fn end_own_log(&mut self, board: BoardId, row: &Known) {
        if let Some(state) = self.boards.get_mut(&board)
            && let Some(writer) = &state.writer
            && writer.log() == row.position.log
        {
            tracing::info!(?board, "this run's log ends: an entry of it counts no more");
            state.writer = None;
        }
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

/// Returns whether an entry's body is to be read: its author ever had the right, and nothing that it rests on falls.
const fn is_due(standing: Standing) -> bool {
    match standing {
        Standing::Direct(_) | Standing::Vouched(_) | Standing::Aside(Aside::LostBranch) => true,
        Standing::Aside(Aside::Refused(refusal)) => matches!(
            refusal,
            Refusal::Removed(_)
                | Refusal::Dropped
                | Refusal::DeviceRevoked
                | Refusal::CutNotHere
                | Refusal::RestsOnRefused(_)
        ),
        Standing::Aside(
            Aside::MissingDependency(_) | Aside::Dependency(..) | Aside::Body | Aside::Suspect,
        ) => false,
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

fn creates(row: &Known) -> bool {
    let created = ItemId::derive(row.position.log, row.position.seq);
    row.header.kind == Kind::Change && row.header.item == Some(created)
}
