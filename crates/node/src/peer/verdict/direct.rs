//! The direct rule: what can be said of one entry by itself and what it rests on.
//!
//! Owns the questions in their order: the right, what it rests on, the judge. Writes nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};

use store::{Known, StoreError};
use trust::{
    Authority, BoardId, Entry, Header, ItemId, Kind, PersonId, Position, Refusal, Verdict,
};

use super::{Finding, NO_BOARD, SUSPECT};
use crate::Dep;
use crate::peer::state::State;
use crate::peer::waiting::Missing;

/// Returns whether what is known is the entry that makes an item.
fn makes(known: &Known, item: ItemId) -> bool {
    let Position { log, seq, .. } = known.position;
    known.header.kind == Kind::Change && ItemId::derive(log, seq) == item
}

/// Nobody has this key.
const NOBODY: PersonId = PersonId([0; 32]);

impl State {
    /// Judges an entry by the direct rule.
    pub(super) fn find(&self, board: BoardId, entry: &Entry) -> Result<Finding, StoreError> {
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
            // Of an item that a forked log made several times, the creation that it names is the one.
            Some(item) if deps.iter().any(|on| makes(on, item)) => {}
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
