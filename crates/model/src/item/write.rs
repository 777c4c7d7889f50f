//! Writing changes, operation by operation.
//!
//! Automerge's own transactions are not used: a put of the value that leads already becomes a delete of the others
//! there, which forgets who settled it and cannot be told from an emptied field (docs/decisions/0012). Here a put is
//! always a put, it overwrites all values that stand, and the change is checked as a reader would before anything
//! is applied.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{
    ActorId, Change, ExpandedChange, ObjId, ScalarValue,
    legacy::{Key, ObjectId, Op, OpId, OpType},
};

use super::{ItemDoc, ItemError, Written, own_hash};
use crate::{Actor, ChangeHash, Limits, Refused, Scalar, check_change};

impl ItemDoc {
    /// Joins branches until one change more may depend on all of them; returns what it may depend on then.
    pub(super) fn join(
        &mut self,
        mut branches: Vec<ChangeHash>,
        actor: Actor,
    ) -> Result<(Vec<Written>, Vec<ChangeHash>), ItemError> {
        // One place is kept for the log's own previous change, which need not be a head.
        let most = usize::try_from(Limits::READER.deps).unwrap_or(usize::MAX) - 1;
        let mut written = Vec::new();
        while branches.len() > most {
            let joined = self.write(&BTreeMap::new(), &branches[..most], actor)?;
            branches.drain(..most);
            branches.push(joined.hash);
            written.push(joined);
        }
        Ok((written, branches))
    }

    /// Returns what a change on `over` has to name besides the log's own previous change: what that one does not know.
    pub(super) fn past(&self, over: &BTreeSet<ChangeHash>, actor: Actor) -> Vec<ChangeHash> {
        let own = self.newest_of(actor).map(|meta| meta.hash);
        let beyond: Vec<ChangeHash> = self
            .doc
            .get_changes_meta(own.as_slice())
            .iter()
            .map(|meta| own_hash(&meta.hash))
            .collect();
        let named: Vec<_> = over
            .iter()
            .copied()
            .filter(|h| beyond.contains(h))
            .collect();
        if named.is_empty() && own.is_none() {
            // Nothing was known of it but the item itself.
            return self.creation().into_iter().collect();
        }
        named
    }

    fn creation(&self) -> Option<ChangeHash> {
        let metas = self.doc.get_changes_meta(&[]);
        let first = metas.iter().find(|meta| meta.deps.is_empty())?;
        Some(own_hash(&first.hash))
    }

    /// Writes and applies one change that builds on `heads` and on the actor's own previous change.
    pub(super) fn write(
        &mut self,
        puts: &BTreeMap<String, Scalar>,
        heads: &[ChangeHash],
        actor: Actor,
    ) -> Result<Written, ItemError> {
        let previous = self.newest_of(actor);
        let seq = previous.as_ref().map_or(1, |meta| meta.seq + 1);
        let own = previous.map(|meta| own_hash(&meta.hash));
        let mut deps = heads.to_vec();
        deps.extend(own);
        deps.sort_unstable();
        deps.dedup();
        let start_op = (self.max_op_of(&deps) + 1)
            .try_into()
            .map_err(|_| Refused::StartOp)?;
        let change = Change::from(ExpandedChange {
            operations: puts
                .iter()
                .map(|(key, value)| self.operation(key, value, &deps))
                .collect(),
            actor_id: ActorId::from(actor.0),
            hash: None,
            seq,
            start_op,
            time: 0,
            message: None,
            deps: deps
                .iter()
                .map(|dep| automerge::ChangeHash(dep.0))
                .collect(),
            extra_bytes: Vec::new(),
            author: None,
        });
        let body = change.raw_bytes().to_vec();
        let parsed = check_change(&body)?;
        self.doc.apply_changes([change]).map_err(ItemError::Write)?;
        deps.retain(|dep| Some(*dep) != own);
        Ok(Written {
            body,
            hash: parsed.hash,
            deps,
        })
    }

    fn operation(&self, key: &str, value: &Scalar, past: &[ChangeHash]) -> Op {
        let standing = self.standing_at(key, past).into_iter();
        let pred: Vec<OpId> = standing
            .filter_map(|(_, id)| match id {
                ObjId::Root => None,
                ObjId::Id(counter, actor, _) => Some(OpId::new(counter, &actor)),
            })
            .collect();
        Op {
            action: OpType::Put(stored(value)),
            obj: ObjectId::Root,
            key: Key::Map(key.into()),
            pred: pred.into(),
            insert: false,
        }
    }
}

fn stored(value: &Scalar) -> ScalarValue {
    match value {
        Scalar::Empty => ScalarValue::Null,
        Scalar::Text(text) => ScalarValue::Str(text.as_str().into()),
        Scalar::Number(number) => ScalarValue::Int(*number),
    }
}
