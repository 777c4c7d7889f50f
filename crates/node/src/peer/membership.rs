//! Certificates as they come: who may do what from then on, and what that touches.
//!
//! Owns the shape of the logs, by which cuts are read: it is kept only where some certificate cuts. Owns the verdicts of
//! certificates, and finds the items whose entries may count otherwise; never judges an entry itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use store::{Cause, EntryKey, LogDb, StoreError};
use trust::{
    Authority, BoardId, CertEntry, Certificate, DeviceId, Entry, EntryId, LogGraph, PersonId,
    Verdict, affected, evaluate,
};

use super::board::{Board, Cert};
use super::recount::Whole;
use super::state::State;
use super::verdict::{NO_BOARD, Queue};
use super::waiting::{Missing, helps};

/// The reason of what stands beyond a position that some cut names and that is not here.
const CUT_NOT_HERE: &str = "cut-not-here";

impl State {
    pub(crate) fn add_certificate(
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

    /// Computes anew who may do what, and decides about certificates. Queues what waited for either, and returns what is
    /// to be judged as a whole.
    pub(crate) fn evaluate(
        &mut self,
        board: BoardId,
        queue: &mut Queue,
    ) -> Result<BTreeSet<Whole>, StoreError> {
        self.keep_shape(board)?;
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        let before = Arc::clone(&state.authority);
        let after = Arc::new(state.evaluated(&state.certs));
        state.note_cuts(&after);
        let helpers = state.helpers();
        state.authority = Arc::clone(&after);
        state.know_person();
        if state.helpers() != helpers {
            // A connection with the helper may stand already.
            self.added.push(board);
        }
        self.forget_statements(board)?;
        self.end_promise(board)?;
        let came = self.take_keys(board)?;
        self.put_away(board)?;
        for missing in self.decide_certificates(board)? {
            self.wake(board, missing, queue);
        }
        let mut wholes = self.touched(board, &before, &after)?;
        if came {
            wholes.extend(self.open_bodies(board)?);
        }
        Ok(wholes)
    }

    /// Writes down which certificates count; returns what may wait for that.
    fn decide_certificates(&mut self, board: BoardId) -> Result<Vec<Missing>, StoreError> {
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        let mut settled = Vec::new();
        for (id, cert) in &state.certs {
            let Some(fate) = state.fates.get_mut(id) else {
                continue;
            };
            let verdict = match state.authority.why_not(*id) {
                None => Verdict::Accepted,
                Some(refusal) if refusal.is_waiting() && fate.verdict.is_none() => {
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
        Ok(settled)
    }

    /// Finds what may count otherwise. What only came into being is not among it: nothing was decided by it yet, and
    /// what waits for it is woken.
    fn touched(
        &self,
        board: BoardId,
        before: &Authority,
        after: &Authority,
    ) -> Result<BTreeSet<Whole>, StoreError> {
        let state = self.boards.get(&board).ok_or(NO_BOARD)?;
        let mut wholes = BTreeSet::new();
        let affected = affected(before, after);
        let known = |grant: &&EntryId| {
            before.holder_of(**grant).is_some() || before.why_not(**grant).is_some()
        };
        let holder = |grant: &EntryId| after.holder_of(*grant).or_else(|| before.holder_of(*grant));
        let people = affected.grants.iter().filter(known).filter_map(holder);
        let people: BTreeSet<PersonId> = people.map(|(person, _)| person).collect();
        let concerns = |device: DeviceId| {
            let certified = before.certifiers_of(device).next().is_some();
            certified && affected.devices.contains(&device)
                || after
                    .certifiers_of(device)
                    .any(|person| people.contains(&person))
        };
        let branches = state
            .branches
            .iter()
            .map(|branch| (branch.key, branch.device));
        let logs = state.logs.values().map(|log| (log.key, log.device));
        for (log, _) in logs.chain(branches).filter(|(_, device)| concerns(*device)) {
            wholes.extend(self.db.items_of(log)?.into_iter().map(Whole::Item));
            wholes.extend(self.db.about_no_item(log)?.into_iter().map(Whole::Entry));
        }
        for id in &affected.entries {
            wholes.extend(self.whole_of(board, *id)?);
        }
        Ok(wholes)
    }

    fn whole_of(&self, board: BoardId, id: EntryId) -> Result<Option<Whole>, StoreError> {
        let key = self.boards.get(&board).ok_or(NO_BOARD)?.key;
        let known = self.db.known(key, id)?;
        let whole = |item| match item {
            Some(item) => Whole::Item(item),
            None => Whole::Entry(id),
        };
        Ok(known.map(|known| whole(known.header.item)))
    }

    /// Returns whether an entry that is about to be added may be what a cut names and what was missing.
    pub(crate) fn is_cut_position(&self, board: BoardId, entry: &Entry) -> bool {
        let state = self.boards.get(&board);
        state.is_some_and(|state| state.cut_logs.contains(&entry.log))
    }

    /// Returns what waits for the position of a cut, or was set aside until it comes.
    pub(crate) fn waiting_for_cuts(
        &mut self,
        board: BoardId,
        queue: &mut Queue,
    ) -> Result<BTreeSet<Whole>, StoreError> {
        self.wake(board, Missing::Cut, queue);
        let key = self.boards.get(&board).ok_or(NO_BOARD)?.key;
        let mut wholes = BTreeSet::new();
        for id in self.db.aside_for(key, CUT_NOT_HERE)? {
            wholes.extend(self.whole_of(board, id)?);
        }
        Ok(wholes)
    }

    /// Reads the shape of the logs from the disk where a certificate cuts, and it was not kept before.
    fn keep_shape(&mut self, board: BoardId) -> Result<(), StoreError> {
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        if state.certs.values().any(|cert| cuts(cert.cert())) {
            state.read_shape(&self.db)?;
        }
        Ok(())
    }
}

impl Board {
    /// Reads the shape of the logs from the disk, unless it is kept already.
    pub(crate) fn read_shape(&mut self, db: &LogDb) -> Result<(), StoreError> {
        if self.shape.is_some() {
            return Ok(());
        }
        let mut shape = LogGraph::default();
        for (position, prev, after) in db.links(self.key)? {
            shape.add_link(position, prev, after);
        }
        self.shape = Some(shape);
        Ok(())
    }

    /// Computes what certificates amount to.
    pub(crate) fn evaluated(&self, certs: &BTreeMap<EntryId, CertEntry>) -> Authority {
        let empty = LogGraph::default();
        evaluate(self.id, certs, self.shape.as_ref().unwrap_or(&empty))
    }

    /// Notes the logs of which a cut names a position that is not here.
    fn note_cuts(&mut self, authority: &Authority) {
        self.cut_logs.clear();
        let Some(shape) = &self.shape else {
            return;
        };
        let removed = authority.removed_grants().map(|(.., removed)| &removed.cut);
        let tickets = authority.removed_tickets().map(|(_, removed)| &removed.cut);
        let dropped = authority.dropped_stewards().map(|(_, cut)| cut);
        let devices: BTreeSet<DeviceId> = self.logs.values().map(|log| log.device).collect();
        let revoked = devices
            .iter()
            .flat_map(|device| authority.revocations_of(*device));
        let revoked = revoked.map(|revocation| &revocation.cut);
        let all = removed.chain(tickets).chain(dropped).chain(revoked);
        let missing = all.flat_map(|cut| {
            let missing: Vec<_> = cut.reach(shape).missing().map(|(log, _)| log).collect();
            missing
        });
        self.cut_logs = missing.collect();
    }
}

/// Returns whether a certificate cuts logs.
pub(crate) const fn cuts(certificate: &Certificate) -> bool {
    match certificate {
        Certificate::Charter(_) | Certificate::DeviceRevoke(_) | Certificate::Remove(_) => true,
        Certificate::Genesis(_)
        | Certificate::DeviceCert(_)
        | Certificate::Grant(_)
        | Certificate::Ticket(_)
        | Certificate::Join(_)
        | Certificate::Epoch(_)
        | Certificate::Wrap(_)
        | Certificate::Adopt(_)
        | Certificate::Close(_)
        | Certificate::Moderate(_)
        | Certificate::Shred(_) => false,
    }
}
