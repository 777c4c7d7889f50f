//! What becomes of an entry: the rule of format.md, "Verdicts".
//!
//! An entry is accepted once the rules of membership allow it, all that it rests on is accepted, and the
//! judge agrees. It is set aside if one of these says no, and waits while something is missing. The result
//! depends on the set of entries and never on their order: certificates only ever add (docs/decisions/0043),
//! so those that the author had seen need not be here if those that matter are.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use store::{Cause, EntryKey, Known, StoreError};
use trust::{
    Authority, BoardId, CertEntry, Entry, Header, Kind, LogGraph, PersonId, Refusal, Verdict,
    evaluate,
};

use super::board::{Cert, Log};
use super::state::State;
use super::waiting::{Missing, helps};
use crate::Dep;

/// Waiting entries of a board that are judged when it is opened.
const AT_START: usize = 16_000;
/// Waiting entries that are only on the disk and are judged again in one transaction.
const A_FEW: usize = 64;

/// Entries to be judged: fresh ones come along, those that waited are read from the disk.
type Queue = VecDeque<(EntryKey, Option<Entry>)>;

/// What was found about an entry.
enum Finding {
    Accepted(Vec<u8>),
    Aside(Cause, String),
    Missing(Missing),
}

/// What an entry rests on.
enum Rests {
    On(Box<Known>),
    Missing,
    Aside,
}

impl State {
    /// Adds entries that continue their logs, decides about them, and about what waited for them.
    pub(crate) fn store(
        &mut self,
        board: BoardId,
        entries: &[Entry],
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let mut queue = Queue::new();
        let mut certificates = false;
        for entry in entries {
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
        if certificates {
            self.evaluate(board, &mut queue)?;
        }
        self.changed.insert(board);
        let logs = entries.iter().map(|entry| entry.log).collect();
        self.caught_up(board, &logs)?;
        self.judge_all(board, queue)
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
        self.evaluate(board, &mut queue)?;
        self.judge_all(board, queue)
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
            self.judge_all(board, queue)?;
        }
        Ok(())
    }

    fn insert(&mut self, board: BoardId, entry: &Entry) -> Result<EntryKey, StoreError> {
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        let device = entry.header.device;
        let log = match state.logs.get(&entry.log) {
            Some(log) => log.key,
            None => self.db.add_log(state.key, entry.log, device)?,
        };
        let key = self.db.add_entry(state.key, log, entry)?;
        let tip = entry.position();
        state.logs.insert(
            entry.log,
            Log {
                key: log,
                device,
                tip,
            },
        );
        self.grown.entry(board).or_default().insert(entry.log);
        Ok(key)
    }

    fn add_certificate(
        &mut self,
        board: BoardId,
        key: EntryKey,
        entry: &Entry,
    ) -> Result<(), StoreError> {
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        state.found_key(entry);
        let verdict = match CertEntry::read(entry, &state.nonce) {
            Ok(cert) => {
                state.certs.insert(entry.id, cert);
                None
            }
            Err(error) => Some(Verdict::Aside(error.code().to_owned())),
        };
        if let Some(verdict) = &verdict {
            self.verdict_n = self.db.add_verdict(key, verdict, Some(Cause::Judge), &[])?;
        }
        state.fates.insert(entry.id, Cert { key, verdict });
        Ok(())
    }

    /// Computes anew who may do what, and decides about certificates; queues what waited for either.
    fn evaluate(&mut self, board: BoardId, queue: &mut Queue) -> Result<(), StoreError> {
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        state.authority = Arc::new(evaluate(board, &state.certs, &LogGraph::default()));
        self.take_keys(board)?;
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        let mut settled = Vec::new();
        for (id, cert) in &state.certs {
            let Some(fate) = state.fates.get_mut(id) else {
                continue;
            };
            let verdict = match state.authority.why_not(*id) {
                None => Verdict::Accepted,
                Some(refusal) if refusal.is_waiting() => {
                    self.db.add_waiting(fate.key)?;
                    continue;
                }
                Some(refusal) => Verdict::Aside(refusal.code().to_owned()),
            };
            if fate.verdict.as_ref() != Some(&verdict) {
                let cause = (!verdict.is_accepted()).then_some(Cause::Authority);
                self.verdict_n = self.db.add_verdict(fate.key, &verdict, cause, &[])?;
                self.db.end_waiting(fate.key)?;
                fate.verdict = Some(verdict);
                settled.extend(helps(*id, cert.cert()));
            }
        }
        for missing in settled {
            self.wake(board, missing, queue);
        }
        Ok(())
    }

    fn wake(&mut self, board: BoardId, missing: Missing, queue: &mut Queue) {
        if let Some(state) = self.boards.get_mut(&board) {
            let woken = state.waiting.wake(missing);
            queue.extend(woken.into_iter().map(|key| (key, None)));
        }
    }

    fn judge_all(&mut self, board: BoardId, mut queue: Queue) -> Result<(), StoreError> {
        while let Some((key, fresh)) = queue.pop_front() {
            let waited = fresh.is_none();
            let entry = match fresh {
                Some(entry) => entry,
                None => self.db.entry(key)?,
            };
            if entry.header.kind == Kind::Certificate {
                continue;
            }
            let (verdict, cause, facts) = match self.find(board, &entry)? {
                Finding::Accepted(facts) => (Verdict::Accepted, None, facts),
                Finding::Aside(cause, reason) => (Verdict::Aside(reason), Some(cause), Vec::new()),
                Finding::Missing(missing) => {
                    self.db.add_waiting(key)?;
                    if let Some(state) = self.boards.get_mut(&board) {
                        let author = state.authority.person_of(entry.header.device);
                        state.waiting.add(author, key, missing);
                    }
                    continue;
                }
            };
            self.verdict_n = self.db.add_verdict(key, &verdict, cause, &facts)?;
            if waited {
                self.db.end_waiting(key)?;
            }
            self.wake(board, Missing::Entry(entry.id), &mut queue);
        }
        Ok(())
    }

    fn find(&self, board: BoardId, entry: &Entry) -> Result<Finding, StoreError> {
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        let mut deps = Vec::with_capacity(entry.header.deps.len());
        for id in &entry.header.deps {
            match self.rests_on(board, self.db.known(state.key, *id)?) {
                Rests::On(known) => deps.push(known),
                Rests::Missing => return Ok(Finding::Missing(Missing::Entry(*id))),
                Rests::Aside => return Ok(dependency()),
            }
        }
        let log = state.logs.get(&entry.log).ok_or(NO_BOARD)?;
        let item = entry
            .header
            .item
            .filter(|_| entry.header.kind == Kind::Change);
        let (mut implied, mut earlier) = (None, 0);
        if let Some(item) = item
            && let Some(known) = self.db.previous_change(log.key, item, entry.seq)?
        {
            let id = known.position.id;
            match self.rests_on(board, Some(known)) {
                Rests::On(known) => implied = Some(known),
                Rests::Missing => return Ok(Finding::Missing(Missing::Entry(id))),
                Rests::Aside => return Ok(dependency()),
            }
            earlier = self.db.count_changes(log.key, item, entry.seq)?;
        }
        if let Some(finding) = self.authority_says(board, entry)? {
            return Ok(finding);
        }
        let deps: Vec<Dep<'_>> = deps.iter().map(|known| dep(known)).collect();
        let implied = implied.as_deref().map(dep);
        let judged = || self.judge.judge(entry, &deps, implied.as_ref(), earlier);
        // The judge keeps no state that a panic could leave half done.
        Ok(match catch_unwind(AssertUnwindSafe(judged)) {
            Ok(Ok(facts)) => Finding::Accepted(facts),
            Ok(Err(reason)) => Finding::Aside(Cause::Judge, reason),
            Err(_) => {
                tracing::error!(?board, entry = ?entry.id, "the judge panicked at an entry");
                Finding::Aside(Cause::Judge, SUSPECT.to_owned())
            }
        })
    }

    /// Returns what the rules of membership have against the entry, if anything.
    fn authority_says(&self, board: BoardId, entry: &Entry) -> Result<Option<Finding>, StoreError> {
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        let owner = self.owner(board, &state.authority, entry)?;
        Ok(match state.authority.may_write(&entry.header, owner) {
            Ok(_) => None,
            Err(Refusal::Missing(certificate)) => {
                Some(Finding::Missing(Missing::Entry(certificate)))
            }
            // What is left depends on whom the device is certified for.
            Err(refusal) if refusal.is_waiting() => {
                Some(Finding::Missing(Missing::Device(entry.header.device)))
            }
            Err(refusal) => Some(Finding::Aside(Cause::Authority, refusal.code().to_owned())),
        })
    }

    /// Returns who made the item that a change edits: the holder of the grant that its creation exercises.
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

    /// What stands on another board is as good as missing: not everybody could look it up.
    fn rests_on(&self, board: BoardId, known: Option<Known>) -> Rests {
        let here = |known: &Known| {
            let state = self.boards.get(&board);
            state.is_some_and(|state| state.logs.contains_key(&known.position.log))
        };
        match known.filter(here) {
            None => Rests::Missing,
            Some(known) => match known.verdict {
                None => Rests::Missing,
                Some(Verdict::Accepted) => Rests::On(Box::new(known)),
                Some(Verdict::Aside(_)) => Rests::Aside,
            },
        }
    }
}

fn dependency() -> Finding {
    Finding::Aside(Cause::Dependency, "dependency".to_owned())
}

fn dep(known: &Known) -> Dep<'_> {
    Dep {
        id: known.position.id,
        header: &known.header,
        facts: &known.facts,
    }
}

/// The reason of an entry at which the judge panicked: it would do so again at each start.
const SUSPECT: &str = "suspect";

/// A board that was just looked up is gone: cannot happen within one call.
const NO_BOARD: StoreError = StoreError::BadRow { table: "boards" };
