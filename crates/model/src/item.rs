//! An item: one small Automerge document whose root map holds the item's kind and its fields.
//!
//! Owns how changes are written and how accepted changes are applied. Never decides whether a change counts (that is
//! [`crate::judge`]'s), never fails on what it reads, and keeps keys that it does not know.
//!
//! Writers: single fields, fields emptied and never deleted, time 0, no message, at most 32 dependencies.

mod apply;
mod view;
mod write;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ObjId, Value};

pub use apply::ApplyError;
pub use view::{Field, Version, written_values};

use crate::{Actor, ChangeHash, ItemKind, Limits, MAX_STRING_BYTES, Refused, Scalar};

/// The key of the root map that says what kind of item it is.
pub const KIND_KEY: &str = "kind";

/// A change that was just written: the body of an entry to append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The change, as a plain (uncompressed) Automerge chunk.
    pub body: Vec<u8>,
    /// Its hash.
    pub hash: ChangeHash,
    /// What it builds on besides the log's own previous change of the item: these entries are the header's `deps`.
    pub deps: Vec<ChangeHash>,
}

/// Why a change cannot be written, or a document cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ItemError {
    /// The kind of an item never changes.
    #[error("the kind of an item never changes")]
    Kind,
    /// A key or a value is longer than readers accept.
    #[error("a key or a value is too long")]
    TooLong,
    /// The log that writes has built on a value already that the edit does not know of: nothing can be written beside it.
    #[error("the log has built on a newer value already")]
    NotBeside(ChangeHash),
    /// Readers would refuse the change.
    #[error("readers would refuse the change: {0}")]
    Refused(#[from] Refused),
    /// The bytes are not a saved item.
    #[error("these bytes are not a saved item")]
    Load(#[source] automerge::AutomergeError),
    /// Automerge failed to apply the document's own next change.
    #[error("the change could not be written")]
    Write(#[source] automerge::AutomergeError),
}

/// An item's document.
#[derive(Debug, Clone, Default)]
pub struct ItemDoc {
    doc: Automerge,
}

impl ItemDoc {
    /// Returns a document without changes, to apply an item's history to.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes an item whole in its first change.
    ///
    /// # Errors
    /// A value is longer than readers accept.
    pub fn create(
        kind: ItemKind,
        fields: &BTreeMap<String, Scalar>,
        actor: Actor,
    ) -> Result<(Self, Written), ItemError> {
        let mut puts = fields.clone();
        puts.retain(|_, value| *value != Scalar::Empty);
        check_puts(&puts)?;
        puts.insert(KIND_KEY.to_owned(), Scalar::Text(kind.code().to_owned()));
        let mut item = Self::new();
        let written = item.write(&puts, &[], actor)?;
        Ok((item, written))
    }

    /// Writes single fields; those that hold the value alone already are left as they are.
    ///
    /// Returns the changes in the order in which they must be appended: usually one, none if nothing is different,
    /// more where many branches had to be joined first. On an error the document is as it was.
    ///
    /// # Errors
    /// A value is longer than readers accept, or `kind` was to change.
    pub fn edit(
        &mut self,
        changes: &BTreeMap<String, Scalar>,
        actor: Actor,
    ) -> Result<Vec<Written>, ItemError> {
        check_puts(changes)?;
        let puts: BTreeMap<_, _> = changes
            .iter()
            .filter(|(key, value)| !self.holds_alone(key, value))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if puts.is_empty() {
            return Ok(Vec::new());
        }
        let mut next = self.clone();
        let (mut written, heads) = next.join(self.heads(), actor)?;
        written.push(next.write(&puts, &heads, actor)?);
        *self = next;
        Ok(written)
    }

    /// Writes single fields, each over what the changes wrote that `over` names for it, and beside whatever else stands:
    /// a value that none of them knew is kept, and both are versions then.
    ///
    /// The change builds on all of `over`, on the log's own previous change of the item, and on nothing else. Fields that hold
    /// the value alone, now or by `over`, are left as they are. Returns the changes as [`Self::edit`] does; on an error the
    /// document is as it was.
    ///
    /// # Errors
    /// Those of [`Self::edit`]; [`ItemError::NotBeside`] where a field has a standing value by a change that is not in
    /// `over`, and the log's own previous change, or what `over` names of any field, builds on it.
    pub fn edit_over(
        &mut self,
        changes: &BTreeMap<String, Scalar>,
        over: &BTreeMap<String, BTreeSet<ChangeHash>>,
        actor: Actor,
    ) -> Result<Vec<Written>, ItemError> {
        check_puts(changes)?;
        let mut next = self.clone();
        let nothing = BTreeSet::new();
        let seen = |key: &String| over.get(key).unwrap_or(&nothing);
        let all = over.values().flatten().copied().collect();
        let deps = next.past(&all, actor);
        let own = next.newest_of(actor).map(|meta| own_hash(&meta.hash));
        let past: Vec<_> = deps.iter().copied().chain(own).collect();
        let mut puts = changes.clone();
        puts.retain(|key, value| {
            let stood = self.standing_at(key, &past);
            let unchanged = holds(&stood, value) && self.wrote(&stood).is_subset(seen(key));
            !unchanged && !self.holds_alone(key, value)
        });
        if puts.is_empty() {
            return Ok(Vec::new());
        }
        for key in puts.keys() {
            let mut replaced = self.wrote(&self.standing_at(key, &past)).into_iter();
            let stands = self.wrote(&self.standing(key));
            let unseen = replaced.find(|change| {
                stands.contains(change)
                    && !seen(key).contains(change)
                    && !self.is_of(*change, actor)
            });
            if let Some(change) = unseen {
                return Err(ItemError::NotBeside(change));
            }
        }
        let (mut written, deps) = next.join(deps, actor)?;
        written.push(next.write(&puts, &deps, actor)?);
        *self = next;
        Ok(written)
    }

    /// Reads a document that [`Self::save`] wrote.
    ///
    /// # Errors
    /// The bytes are something else.
    pub fn load(bytes: &[u8]) -> Result<Self, ItemError> {
        Automerge::load(bytes)
            .map(|doc| Self { doc })
            .map_err(ItemError::Load)
    }

    /// Returns the document with its whole history, compressed. For this device's disk only: never sent.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        self.doc.save()
    }

    /// Returns the changes that no other change of the document builds on, sorted.
    #[must_use]
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.doc.get_heads().iter().map(own_hash).collect()
    }

    /// Tells whether the document holds the change.
    #[must_use]
    pub fn has(&self, hash: ChangeHash) -> bool {
        let hash = automerge::ChangeHash(hash.0);
        self.doc.get_change_meta_by_hash(&hash).is_some()
    }

    fn holds_alone(&self, key: &str, value: &Scalar) -> bool {
        holds(&self.standing(key), value)
    }
}

/// Tells whether a value stands, and no other beside it.
fn holds(standing: &[(Value<'_>, ObjId)], value: &Scalar) -> bool {
    match standing {
        [] => *value == Scalar::Empty,
        [(only, _)] => view::scalar(only).as_ref() == Some(value),
        _ => false,
    }
}

fn check_puts(puts: &BTreeMap<String, Scalar>) -> Result<(), ItemError> {
    if puts.contains_key(KIND_KEY) {
        return Err(ItemError::Kind);
    }
    let key_limit = usize::try_from(Limits::READER.key_bytes).unwrap_or(usize::MAX);
    let fits = puts.iter().all(|(key, value)| {
        let short = match value {
            Scalar::Text(text) => text.len() <= MAX_STRING_BYTES,
            Scalar::Empty | Scalar::Number(_) => true,
        };
        short && !key.is_empty() && key.len() <= key_limit
    });
    if fits {
        Ok(())
    } else {
        Err(ItemError::TooLong)
    }
}

fn own_hash(hash: &automerge::ChangeHash) -> ChangeHash {
    ChangeHash(hash.0)
}
