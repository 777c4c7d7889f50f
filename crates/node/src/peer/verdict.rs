//! What becomes of an entry: the rule of format.md, "Verdicts", and of trust.md, "Which changes count".
//!
//! A new entry is accepted once its author exercises a live grant that allows it, all that it rests on is accepted, and
//! the judge agrees. It waits while something is missing. Whatever this direct rule cannot say (the grant was removed,
//! something below is set aside) is `recount`'s, which asks the whole item. The result depends on the set of entries
//! and never on their order (docs/decisions/0060); what the author had seen of membership holds nothing up.

use std::collections::{BTreeSet, VecDeque};

use store::{Cause, EntryKey, StoreError};
use trust::{BoardId, BodyForm, Entry, Header, Kind, Verdict};

use super::recount::Whole;
use super::state::State;
use super::waiting::Missing;

mod direct;

pub(crate) use direct::dep;

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
            self.saw(entry.header.device, entry.header.time, now_ms);
            if entry.header.kind == Kind::Certificate {
                if self.slows(board, key, entry, now_ms)? {
                    continue;
                }
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
        self.caught_up(board, &logs, now_ms)?;
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
        wholes.extend(self.unknown_before(board)?);
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
        self.stored += 1;
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
        self.mark_wholes(board, &unclear)?;
        unclear.extend(self.settle_forks(board)?);
        self.judge_queue(board, &mut queue, &mut unclear)?;
        let mut rounds = 0;
        loop {
            // What waited, or a body that was read and refused, may decide about a branch.
            let turned = self.settle_forks(board)?;
            rounds += usize::from(!turned.is_empty());
            unclear.extend(turned);
            if unclear.is_empty() {
                break;
            }
            if rounds > MOST_ROUNDS {
                tracing::error!(?board, "branches do not settle");
                break;
            }
            let wholes = std::mem::take(&mut unclear);
            self.recount(board, &wholes, &mut queue)?;
            self.judge_queue(board, &mut queue, &mut unclear)?;
        }
        #[cfg(debug_assertions)]
        debug_assert!(
            self.is_settled_alike(board)?,
            "branches are settled item by item"
        );
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
                    if let Some(state) = self.boards.get_mut(&board).filter(|_| waited) {
                        state.choices.mark(entry.header.item);
                    }
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
}

/// The reason of an entry at which the judge panicked: it would do so again at each start.
pub(crate) const SUSPECT: &str = "suspect";
/// A board that was just looked up is gone: cannot happen within one call.
pub(crate) const NO_BOARD: StoreError = StoreError::BadRow { table: "boards" };
