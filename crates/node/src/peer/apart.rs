//! Bodies of compartments that not every member reads: opened when a key comes, put away when it is lost, erased when
//! somebody asked all devices for it.
//!
//! Owns what this device still has of such a compartment. A body changes its form and nothing else: ids, chains and
//! positions stay, so whoever has no key passes on what others can read. Everything happens in the transaction that
//! caused it, so a crash leaves either the one or the other. Never decides who gets a key: see `parts`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use store::{Cause, EntryKey, StoreError};
use sync::Want;
use trust::{BoardId, BodyForm, Compartment, Entry, LogId, Verdict};

use super::board::Board;
use super::recount::Whole;
use super::state::State;
use super::verdict::NO_BOARD;

/// The reason of what is sealed under a key that is not here.
pub(crate) const UNREAD: &str = "unread";
/// The reason of what was erased.
pub(crate) const ERASED: &str = "erased";
/// The reason of what the right key does not open.
const BAD_SEAL: &str = "bad-seal";

impl Board {
    /// Returns whether a compartment was erased, by a certificate that counts.
    pub(crate) fn is_erased(&self, part: Compartment) -> bool {
        part.is_apart() && self.authority.shreds().any(|(of, ..)| of == part)
    }

    /// Returns whether this device keeps keys of a compartment, by what certificates say now: it does not once newer
    /// ones were handed to others only, or it was erased.
    pub(crate) fn keeps_keys_of(&self, part: Compartment) -> bool {
        if !part.is_apart() {
            return true;
        }
        let newest = self.epochs.newest(part);
        let device = self.device.id();
        let ours = |epoch| self.epochs.handed_to(epoch).contains(&device);
        !self.is_erased(part) && (newest.is_empty() || newest.into_iter().any(ours))
    }

    /// Returns the compartments of which keys are here that this device is to keep no more, and those that were erased.
    fn parts_to_put_away(&self) -> BTreeSet<Compartment> {
        let held = self.keyring.iter().map(|(_, part, _)| part);
        let held = held.filter(|part| !self.keeps_keys_of(*part));
        let erased = self.authority.shreds().map(|(part, ..)| part);
        held.chain(erased).filter(|part| part.is_apart()).collect()
    }
}

impl State {
    /// Opens the sealed bodies whose keys are here. Returns what is to be judged now.
    pub(crate) fn open_bodies(&mut self, board: BoardId) -> Result<BTreeSet<Whole>, StoreError> {
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        let keys = self.db.to_open(state.key)?;
        let mut wholes = BTreeSet::new();
        if keys.is_empty() {
            return Ok(wholes);
        }
        let keyring = state.keyring.clone();
        for key in keys {
            let mut entry = self.db.entry(key)?;
            if entry.unseal(&keyring) {
                self.db.put_body(key, &entry)?;
                let item = entry.header.item.map(Whole::Item);
                wholes.insert(item.unwrap_or(Whole::Entry(entry.id)));
            } else if entry.has_key(&keyring) {
                self.set_aside_unread(board, key, &entry)?;
            }
        }
        Ok(wholes)
    }

    /// Notes that nobody here can read an entry, and why; does nothing where that stands already.
    pub(crate) fn set_aside_unread(
        &mut self,
        board: BoardId,
        key: EntryKey,
        entry: &Entry,
    ) -> Result<(), StoreError> {
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        let (reason, cause) = match entry.form {
            BodyForm::Erased => (ERASED, Cause::Unread),
            BodyForm::Sealed if entry.has_key(&state.keyring) => (BAD_SEAL, Cause::Judge),
            BodyForm::Sealed | BodyForm::Clear => (UNREAD, Cause::Unread),
        };
        let verdict = Verdict::Aside(reason.to_owned());
        let known = self.db.known(state.key, entry.id)?;
        if known.and_then(|known| known.verdict).as_ref() != Some(&verdict) {
            self.verdict_n = self.db.add_verdict(key, &verdict, Some(cause), &[])?;
        }
        if let Some(state) = self.boards.get_mut(&board) {
            // What nobody here can read holds no branch up.
            state.choices.mark(entry.header.item);
        }
        self.db.end_waiting(key)
    }

    /// Puts away what this device is to read no more, after the certificates changed.
    pub(crate) fn put_away(&mut self, board: BoardId) -> Result<(), StoreError> {
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        for part in state.parts_to_put_away() {
            let erased = self.boards.get(&board).is_some_and(|b| b.is_erased(part));
            let form = if erased {
                BodyForm::Erased
            } else {
                BodyForm::Sealed
            };
            self.put_away_part(board, part, form)?;
        }
        Ok(())
    }

    fn put_away_part(
        &mut self,
        board: BoardId,
        part: Compartment,
        form: BodyForm,
    ) -> Result<(), StoreError> {
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        let (row, keyring) = (state.key, state.keyring.clone());
        let forms: &[BodyForm] = match form {
            BodyForm::Erased => &[BodyForm::Clear, BodyForm::Sealed],
            BodyForm::Clear | BodyForm::Sealed => &[BodyForm::Clear],
        };
        let keys = self.db.of_part(row, part, forms)?;
        if keys.is_empty() && !keyring.iter().any(|(_, of, _)| of == part) {
            return Ok(());
        }
        // What was there must not stand in free pages.
        self.db.overwrite_deleted(true)?;
        let mut left = false;
        for key in keys {
            let entry = self.db.entry(key)?;
            let away = match form {
                BodyForm::Erased => entry.erased(&keyring),
                BodyForm::Clear | BodyForm::Sealed => entry.sealed(&keyring),
            };
            match away {
                Ok(away) => {
                    self.db.put_body(key, &away)?;
                    if let Some(state) = self.boards.get_mut(&board) {
                        state.keyring.forget(part);
                    }
                    self.set_aside_unread(board, key, &away)?;
                }
                Err(error) => {
                    left = true;
                    tracing::error!(?board, entry = ?entry.id, %error, "a body cannot be put away");
                }
            }
        }
        if !left {
            self.db.forget_keys(row, part)?;
        }
        if let Some(state) = self.boards.get_mut(&board) {
            state.keyring.forget(part);
            state.settle_keys();
        }
        self.db.overwrite_deleted(false)?;
        self.scrub = true;
        self.changed.insert(board);
        Ok(())
    }

    /// Takes bodies that are missing here although nobody asked for that: whoever sent the entries before said falsely
    /// that they were erased, or the certificate which did it counts no more.
    pub(crate) fn fill(&mut self, board: BoardId, bodies: &[Entry]) -> Result<(), StoreError> {
        let mut filled = Vec::new();
        for entry in bodies {
            let state = self.boards.get(&board).ok_or(NO_BOARD)?;
            let Some(known) = self.db.known(state.key, entry.id)? else {
                continue;
            };
            if known.form == BodyForm::Erased && !state.is_erased(entry.header.compartment) {
                let sealed = entry.sealed(&state.keyring);
                let sealed = sealed.map_err(|_| StoreError::BadRow { table: "apart" })?;
                self.db.put_body(known.key, &sealed)?;
                self.stored += 1;
                filled.push(known.key);
            }
        }
        if filled.is_empty() {
            return Ok(());
        }
        let wholes = self.open_bodies(board)?;
        for key in filled {
            let entry = self.db.entry(key)?;
            if entry.form != BodyForm::Clear {
                self.set_aside_unread(board, key, &entry)?;
            }
        }
        self.judge_all(board, VecDeque::new(), wholes)
    }

    /// Returns from where on to ask for logs with bodies that are missing although nobody asked for that.
    pub(crate) fn hollow(&self, board: BoardId) -> Result<Vec<Want>, StoreError> {
        let Some(state) = self.boards.get(&board) else {
            return Ok(Vec::new());
        };
        let mut from: BTreeMap<LogId, u64> = BTreeMap::new();
        for (log, seq, key) in self.db.hollow(state.key)? {
            let part = self.db.entry(key)?.header.compartment;
            if !state.is_erased(part) {
                let lowest = from.entry(log).or_insert(seq);
                *lowest = seq.min(*lowest);
            }
        }
        Ok(from
            .into_iter()
            .map(|(log, from)| Want { log, from })
            .collect())
    }

    /// Returns entries as they are kept here: of what was erased, nothing is taken in again.
    pub(crate) fn as_kept(&self, board: BoardId, entries: &[Entry]) -> Option<Vec<Entry>> {
        let state = self.boards.get(&board)?;
        let erased = |entry: &Entry| state.is_erased(entry.header.compartment);
        if !entries.iter().any(erased) {
            return None;
        }
        let kept = entries.iter().map(|entry| {
            let away = erased(entry).then(|| entry.erased(&state.keyring).ok());
            away.flatten().unwrap_or_else(|| entry.clone())
        });
        Some(kept.collect())
    }
}
