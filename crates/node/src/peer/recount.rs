//! Judging whole items anew: where somebody lost a right, stands inside of a cut, or builds on what was set aside.
//!
//! Owns the way from [`trust::counting`] to verdicts. What `verdict` finds about one new entry by its direct rule is
//! the same as what is found here; this is asked only where that rule cannot say. A body is judged when its author
//! ever had the right and all that it rests on was judged to be fit, whether it counts now or not: so the reason does
//! not depend on what came first, and what is let in later has its facts.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use store::{BoardKey, Cause, EntryKey, Known, StoreError};
use trust::{
    Aside, AsideKind, BoardId, BodyForm, Counting, EntryId, ItemId, Kind, LogGraph, Refusal,
    Standing, Verdict,
};

use super::state::State;
use super::verdict::{Finding, NO_BOARD, Queue, dep};
use super::waiting::Missing;

mod group;

pub(crate) use group::Group;
use group::{Read, creates};

/// Entries that are judged anew in one go.
pub(super) const AT_ONCE: usize = 2_000;

/// What is to be judged as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Whole {
    /// All about an item.
    Item(ItemId),
    /// An entry about no item, with what it rests on.
    Entry(EntryId),
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
        group.read_again(self.judge.unknown());
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
        let refused = matches!(read, Read::Refused(_));
        if refused != (row.cause == Some(Cause::Judge))
            && let Some(state) = self.boards.get_mut(&board)
        {
            // A body that was read and refused may have held a branch up.
            state.choices.mark(row.header.item);
        }
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
        if let Some(state) = self.boards.get_mut(&board) {
            state.mark_unwatched(row);
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
