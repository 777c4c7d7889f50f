//! Applying accepted changes, and the checks that need the document.
//!
//! The judge is stateless, so it cannot see whether the values that a change overwrites are there. Automerge panics on
//! some that are not, and saves documents that it cannot load again for others. Each check here is a function of the
//! change and its past only, so that every device refuses the same changes (docs/decisions/0011).

use std::collections::BTreeSet;

use automerge::{ActorId, Change, ChangeMetadata, ObjId, ROOT, ReadDoc, legacy};

use super::{ItemDoc, own_hash};
use crate::{Actor, ChangeHash, ParsedChange, Refused, check_change};

/// Why a change is not applied. It stays out, and so does all that builds on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The pre-parser refuses it.
    #[error("the change is refused: {0}")]
    Refused(#[from] Refused),
    /// It builds on changes that the document does not hold.
    #[error("the change builds on {} changes that are missing", .0.len())]
    MissingDeps(Vec<ChangeHash>),
    /// It builds on nothing, though the item is there already.
    #[error("an item is created once")]
    SecondCreation,
    /// It says what kind of item this is, though its creation has said so.
    #[error("the kind of an item never changes")]
    KindChanged,
    /// Its numbers do not follow those of its past.
    #[error("the change is out of turn")]
    OutOfTurn,
    /// It overwrites values that were not the standing ones, or fails to.
    #[error("the change overwrites other values than those that stood")]
    Overwrites,
    /// Automerge refuses it.
    #[error("Automerge refuses the change")]
    Automerge,
}

impl ApplyError {
    /// Returns a short word for the reason, for the list of what was set aside.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.code(),
            Self::MissingDeps(_) => "applyMissingDeps",
            Self::SecondCreation => "applySecondCreation",
            Self::KindChanged => "applyKindChanged",
            Self::OutOfTurn => "applyOutOfTurn",
            Self::Overwrites => "applyOverwrites",
            Self::Automerge => "applyAutomerge",
        }
    }
}

impl ItemDoc {
    /// Applies the change of an accepted entry. One that is there already is left alone.
    ///
    /// # Errors
    /// Says why the change stays out; the document is as it was.
    pub fn apply(&mut self, body: &[u8]) -> Result<ParsedChange, ApplyError> {
        let parsed = check_change(body)?;
        if self.has(parsed.hash) {
            return Ok(parsed);
        }
        self.check_turn(&parsed)?;
        let change = Change::try_from(body).map_err(|_| ApplyError::Automerge)?;
        self.check_overwrites(&change)?;
        self.doc
            .apply_changes([change])
            .map_err(|_| ApplyError::Automerge)?;
        Ok(parsed)
    }

    fn check_turn(&self, parsed: &ParsedChange) -> Result<(), ApplyError> {
        let missing: Vec<_> = parsed
            .deps
            .iter()
            .copied()
            .filter(|dep| !self.has(*dep))
            .collect();
        if !missing.is_empty() {
            return Err(ApplyError::MissingDeps(missing));
        }
        if parsed.deps.is_empty() && !self.doc.get_heads().is_empty() {
            return Err(ApplyError::SecondCreation);
        }
        if parsed.sets_kind && !parsed.deps.is_empty() {
            return Err(ApplyError::KindChanged);
        }
        let previous = self.newest_of(parsed.actor);
        let in_turn = match &previous {
            None => parsed.seq == 1,
            Some(meta) => parsed.seq == meta.seq + 1 && parsed.deps.contains(&own_hash(&meta.hash)),
        };
        if !in_turn || parsed.start_op != self.max_op_of(&parsed.deps) + 1 {
            return Err(ApplyError::OutOfTurn);
        }
        Ok(())
    }

    /// A put overwrites all values of its key that stood in its past, and nothing else.
    fn check_overwrites(&self, change: &Change) -> Result<(), ApplyError> {
        for operation in change.decode().operations {
            let legacy::Key::Map(key) = &operation.key else {
                return Err(ApplyError::Overwrites);
            };
            let standing = self
                .doc
                .get_all_at(ROOT, key.as_str(), change.deps())
                .map_err(|_| ApplyError::Automerge)?;
            let standing: BTreeSet<(u64, ActorId)> = standing
                .into_iter()
                .filter_map(|(_, id)| match id {
                    ObjId::Root => None,
                    ObjId::Id(counter, actor, _) => Some((counter, actor)),
                })
                .collect();
            let overwritten: BTreeSet<(u64, ActorId)> = operation
                .pred
                .iter()
                .map(|id| (id.counter(), id.actor().clone()))
                .collect();
            if standing != overwritten {
                return Err(ApplyError::Overwrites);
            }
        }
        Ok(())
    }

    /// Tells whether an actor wrote a change.
    pub(super) fn is_of(&self, change: ChangeHash, actor: Actor) -> bool {
        let hash = automerge::ChangeHash(change.0);
        let meta = self.doc.get_change_meta_by_hash(&hash);
        meta.is_some_and(|meta| *meta.actor == ActorId::from(actor.0))
    }

    /// Returns the newest change by an actor.
    pub(super) fn newest_of(&self, actor: Actor) -> Option<ChangeMetadata<'_>> {
        let actor = ActorId::from(actor.0);
        self.doc
            .get_changes_meta(&[])
            .into_iter()
            .filter(|meta| *meta.actor == actor)
            .max_by_key(|meta| meta.seq)
    }

    /// Returns the highest number of an operation in the past that ends in `deps`.
    pub(super) fn max_op_of(&self, deps: &[ChangeHash]) -> u64 {
        deps.iter()
            .filter_map(|dep| {
                let hash = automerge::ChangeHash(dep.0);
                self.doc.get_change_meta_by_hash(&hash)
            })
            .map(|meta| meta.max_op)
            .max()
            .unwrap_or(0)
    }
}
