//! What becomes of an entry: the rule of format.md, "Verdicts", and of trust.md, "Which changes count".
//!
//! A new entry is accepted once its author exercises a live grant that allows it, all that it rests on is accepted, and
//! the judge agrees. It waits while something is missing. Whatever this direct rule cannot say (the grant was removed,
//! something below is set aside) is `recount`'s, which asks the whole item. The result depends on the set of entries
//! and never on their order (docs/decisions/0060); what the author had seen of membership holds nothing up.

use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};

use store::{Cause, EntryKey, Known, StoreError};
use trust::{Authority, BoardId, BodyForm, Entry, Header, Kind, PersonId, Refusal, Verdict};

use super::recount::Whole;
use super::state::State;
use super::waiting::Missing;
use crate::Dep;

/// Waiting entries of a board that are judged when it is opened.
const AT_START: usize = 16_000;
/// Waiting entries that are only on the disk and are judged again in one transaction.
const A_FEW: usize = 64;
/// Bodies are read once, and each that is refused can turn a fork: it settles long before this.
const MOST_ROUNDS: usize = 1_000;

/// Entries to be judged: fresh ones come along, those that waited are read from the disk.
pub(crate) type Queue = VecDeque<(EntryKey, Option<Entry>)>;

/// What was found about an entry.
pub(crate) enum Finding {
    /// It counts, or its body is fit: with the facts.
    Accepted(Vec<u8>),
    /// By its body.
    Refused(String),
    Missing(Missing),
    /// Its whole item is to be asked.
    Unclear,
}

impl State {
    /// Adds entries that continue their logs, decides about them, and about what waited for them.
    pub(crate) fn store(
        &mut self,
        board: BoardId,
        entries: &[Entry],
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let kept = self.as_kept(board, entries);
        let entries = kept.as_deref().unwrap_or(entries);
        let mut queue = Queue::new();
        let (mut certificates, mut cuts) = (false, false);
        for entry in entries {
            cuts |= self.is_cut_position(board, entry);
            let key = self.insert(board, entry)?;
            self.saw(entry.header.time, now_ms);
            if entry.header.kind == Kind::Certificate {
                certificates = true;
                self.add_certificate(board, key, entry)?;
                self.wake(board, Missing::Entry(entry.id), &mut queue);
            } else {
                queue.push_back((key, Some(entry.clone())));
            }
        }
        let mut wholes = BTreeSet::new();
        if certificates || cuts {
            wholes = self.evaluate(board, &mut queue)?;
        }
        if cuts {
            wholes.extend(self.waiting_for_cuts(board, &mut queue)?);
        }
        self.changed.insert(board);
        let logs = entries.iter().map(|entry| entry.log).collect();
        self.caught_up(board, &logs)?;
        self.judge_all(board, queue, wholes)
    }

    /// Judges again what has no verdict, after a board was read from the disk.
    pub(crate) fn judge_waiting(&mut self, board: BoardId) -> Result<(), StoreError> {
        let Some(state) = self.boards.get(&board) else {
            return Ok(());
        };
        let mut waiting = self.db.waiting(state.key)?;
        // The rest is looked at by and by.
        let rest = waiting.split_off(waiting.len().min(AT_START));
        let mut queue: Queue = waiting.into_iter().map(|key| (key, None)).collect();
        if let Some(state) = self.boards.get_mut(&board) {
            let rest = u64::try_from(rest.len()).unwrap_or(u64::MAX);
            state.waiting.found_on_disk(rest);
        }
        let mut wholes = self.evaluate(board, &mut queue)?;
        // Of a folder that was restored, keys may be here that open what was kept sealed.
        wholes.extend(self.open_bodies(board)?);
        self.judge_all(board, queue, wholes)
    }

    /// Judges again some of those that wait on the disk only: a few each time, all of them in turn.
    pub(crate) fn look_again(&mut self) -> Result<(), StoreError> {
        let boards: Vec<BoardId> = self.boards.keys().copied().collect();
        for board in boards {
            let Some(state) = self.boards.get_mut(&board) else {
                continue;
            };
            if !state.waiting.has_forgotten() {
                continue;
            }
            let keys = self
                .db
                .waiting_after(state.key, state.waiting.looked(), A_FEW)?;
            let mut queue = Queue::new();
            for key in &keys {
                let Header { kind, .. } = self.db.entry(*key)?.header;
                // Certificates wait for others by `evaluate`, all of them each time.
                if kind != Kind::Certificate && !state.waiting.remembers(*key) {
                    state.waiting.look_at();
                    queue.push_back((*key, None));
                }
            }
            state
                .waiting
                .looked_to(keys.last().copied().filter(|_| keys.len() == A_FEW));
            self.judge_all(board, queue, BTreeSet::new())?;
        }
        Ok(())
    }

    fn insert(&mut self, board: BoardId, entry: &Entry) -> Result<EntryKey, StoreError> {
        let log = self.place(board, entry)?;
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        let key = self.db.add_entry(state.key, log, entry)?;
        if let Some(shape) = &mut state.shape {
            shape.add(entry);
        }
        self.grew_in(board, log, entry);
        self.grown.entry(board).or_default().insert(entry.log);
        Ok(key)
    }

    pub(crate) fn wake(&mut self, board: BoardId, missing: Missing, queue: &mut Queue) {
        if let Some(state) = self.boards.get_mut(&board) {
            let woken = state.waiting.wake(missing);
            queue.extend(woken.into_iter().map(|key| (key, None)));
        }
    }

    /// Judges what is queued, what it wakes, and the items of which that is unclear.
    pub(crate) fn judge_all(
        &mut self,
        board: BoardId,
        mut queue: Queue,
        mut unclear: BTreeSet<Whole>,
    ) -> Result<(), StoreError> {
        unclear.extend(self.settle_forks(board)?);
        self.judge_queue(board, &mut queue, &mut unclear)?;
        for _ in 0..MOST_ROUNDS {
            while !unclear.is_empty() {
                let wholes = std::mem::take(&mut unclear);
                self.recount(board, &wholes, &mut queue)?;
                self.judge_queue(board, &mut queue, &mut unclear)?;
            }
            // A body that was read and refused may have held a branch up.
            unclear.extend(self.settle_forks(board)?);
            if unclear.is_empty() {
                return Ok(());
            }
        }
        tracing::error!(?board, "branches do not settle");
        Ok(())
    }

    fn judge_queue(
        &mut self,
        board: BoardId,
        queue: &mut Queue,
        unclear: &mut BTreeSet<Whole>,
    ) -> Result<(), StoreError> {
        while let Some((key, fresh)) = queue.pop_front() {
            let waited = fresh.is_none();
            let entry = match fresh {
                Some(entry) => entry,
                None => self.db.entry(key)?,
            };
            if entry.header.kind == Kind::Certificate {
                continue;
            }
            if entry.header.compartment.is_apart() {
                // A key may have come with it, or it was erased meanwhile.
                let kept = self.db.entry(key)?;
                if kept.form != BodyForm::Clear {
                    self.set_aside_unread(board, key, &kept)?;
                    continue;
                }
            }
            let (verdict, cause, facts) = match self.find(board, &entry)? {
                Finding::Accepted(facts) => (Verdict::Accepted, None, facts),
                Finding::Refused(reason) => {
                    (Verdict::Aside(reason), Some(Cause::Judge), Vec::new())
                }
                Finding::Missing(missing) => {
                    self.db.add_waiting(key)?;
                    if let Some(state) = self.boards.get_mut(&board) {
                        let author = state.authority.person_of(entry.header.device);
                        state.waiting.add(author, key, missing);
                    }
                    continue;
                }
                Finding::Unclear => {
                    let item = entry.header.item.map(Whole::Item);
                    unclear.insert(item.unwrap_or(Whole::Entry(entry.id)));
                    continue;
                }
            };
            self.verdict_n = self.db.add_verdict(key, &verdict, cause, &facts)?;
            if waited {
                self.db.end_waiting(key)?;
            }
            self.wake(board, Missing::Entry(entry.id), queue);
            if let Some(item) = entry.header.item.filter(|_| entry.creates_item()) {
                self.wake(board, Missing::Item(item), queue);
            }
        }
        Ok(())
    }

    /// Judges an entry by the direct rule.
    fn find(&self, board: BoardId, entry: &Entry) -> Result<Finding, StoreError> {
        let forked = self.boards.get(&board);
        if forked.is_some_and(|state| state.is_of_a_fork(entry)) {
            return Ok(Finding::Unclear);
        }
        if let Some(finding) = self.has_right(board, entry)? {
            return Ok(finding);
        }
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        let mut deps = Vec::with_capacity(entry.header.deps.len());
        for id in &entry.header.deps {
            let known = self.db.known(state.key, *id)?;
            match rests_on(known, Missing::Entry(*id)) {
                Ok(known) if may_rest(&entry.header, &known.header) => deps.push(known),
                Ok(_) => return Ok(Finding::Unclear),
                Err(finding) => return Ok(finding),
            }
        }
        let log = state.logs.get(&entry.log).ok_or(NO_BOARD)?;
        let (mut implied, mut earlier) = (None, 0);
        match entry.header.item {
            None => {}
            Some(item) if entry.header.kind == Kind::Change => {
                if let Some(known) = self.db.previous_change(log.key, item, entry.seq)? {
                    let missing = Missing::Entry(known.position.id);
                    match rests_on(Some(known), missing) {
                        Ok(known) => implied = Some(known),
                        Err(finding) => return Ok(finding),
                    }
                    earlier = self.db.count_changes(log.key, item, entry.seq)?;
                }
            }
            Some(item) => {
                let creation = self.db.creation_of(state.key, item)?;
                let missing = creation.as_ref().map(|known| known.position.id);
                let missing = missing.map_or(Missing::Item(item), Missing::Entry);
                if let Err(finding) = rests_on(creation, missing) {
                    return Ok(finding);
                }
            }
        }
        let deps: Vec<Dep<'_>> = deps.iter().map(|known| dep(known)).collect();
        let implied = implied.as_deref().map(dep);
        Ok(self.ask_judge(board, entry, &deps, implied, earlier))
    }

    /// Asks the judge about a body.
    pub(crate) fn ask_judge(
        &self,
        board: BoardId,
        entry: &Entry,
        deps: &[Dep<'_>],
        implied: Option<Dep<'_>>,
        earlier: u64,
    ) -> Finding {
        let judged = || self.judge.judge(entry, deps, implied.as_ref(), earlier);
        // The judge keeps no state that a panic could leave half done.
        match catch_unwind(AssertUnwindSafe(judged)) {
            Ok(Ok(facts)) => Finding::Accepted(facts),
            Ok(Err(reason)) => Finding::Refused(reason),
            Err(_) => {
                tracing::error!(?board, entry = ?entry.id, "the judge panicked at an entry");
                Finding::Refused(SUSPECT.to_owned())
            }
        }
    }

    /// Returns `None` where the author exercises a live grant that allows the entry.
    fn has_right(&self, board: BoardId, entry: &Entry) -> Result<Option<Finding>, StoreError> {
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        let header = &entry.header;
        let edits = header.kind == Kind::Change && !entry.creates_item();
        // As if it were somebody else's: for who may edit everything, the owner need not be known.
        let owner = edits.then_some(NOBODY);
        let refusal = match state.authority.may_write(header, owner) {
            Ok(_) => return Ok(None),
            Err(Refusal::RankTooLow { .. }) if edits => {
                let owner = self.owner(board, &state.authority, entry)?;
                let own = owner.map(|owner| state.authority.may_write(header, Some(owner)));
                return Ok(match own {
                    Some(Ok(_)) => None,
                    Some(Err(_)) | None => Some(Finding::Unclear),
                });
            }
            Err(refusal) => refusal,
        };
        Ok(Some(if let Refusal::Missing(certificate) = refusal {
            Finding::Missing(Missing::Entry(certificate))
        } else if refusal.is_waiting() {
            // What is left depends on whom the device is certified for.
            Finding::Missing(Missing::Device(header.device))
        } else {
            Finding::Unclear
        }))
    }

    /// Returns who made the item that a change edits: the holder of the live grant that its creation exercises.
    pub(crate) fn owner(
        &self,
        board: BoardId,
        authority: &Authority,
        entry: &Entry,
    ) -> Result<Option<PersonId>, StoreError> {
        let edits = entry.header.kind == Kind::Change && !entry.creates_item();
        let Some(item) = entry.header.item.filter(|_| edits) else {
            return Ok(None);
        };
        let key = self.boards.get(&board).ok_or(NO_BOARD)?.key;
        let creation = self.db.creation(key, item)?;
        Ok(creation.and_then(|header| authority.may_write(&header, None).ok()))
    }
}

/// Returns an accepted entry; else what to say of the one that rests on it.
fn rests_on(known: Option<Known>, missing: Missing) -> Result<Box<Known>, Finding> {
    let Some(known) = known else {
        return Err(Finding::Missing(missing));
    };
    match known.verdict {
        None => Err(Finding::Missing(missing)),
        Some(Verdict::Accepted) => Ok(Box::new(known)),
        Some(Verdict::Aside(_)) => Err(Finding::Unclear),
    }
}

/// Changes rest on changes of their item, statements on changes and statements of theirs.
fn may_rest(header: &Header, on: &Header) -> bool {
    let kind = match header.kind {
        Kind::Change => on.kind == Kind::Change,
        Kind::Statement | Kind::Blob | Kind::Certificate => on.kind != Kind::Certificate,
    };
    kind && header.item == on.item && header.compartment == on.compartment
}

pub(crate) fn dep(known: &Known) -> Dep<'_> {
    Dep {
        id: known.position.id,
        header: &known.header,
        facts: &known.facts,
    }
}

/// The reason of an entry at which the judge panicked: it would do so again at each start.
pub(crate) const SUSPECT: &str = "suspect";
/// Nobody has this key.
const NOBODY: PersonId = PersonId([0; 32]);

/// A board that was just looked up is gone: cannot happen within one call.
pub(crate) const NO_BOARD: StoreError = StoreError::BadRow { table: "boards" };
