//! Bodies of changes as they travel in layout 2: without what can be made again.
//!
//! Owns how a body says what it depends on (docs/protocol.md, "Transfer"): by the distance to the row whose change it is.
//! What else of a change follows from something `trust` knows ([`ChangeParts`]); any other body travels as it is. Looks into
//! none, and believes nothing: whoever rebuilds the entries checks what came by their ids.

use std::collections::BTreeMap;

use trust::{ChangeHash, ChangeParts, ItemId, LogId, MAX_CHANGE_DEPS, actor_of, change_body};

use super::TransferError;
use super::bytes::{Reader, put, put_len};
use crate::limits::MAX_UNFOLDED;

/// How a row names the item that it creates: the id follows from log and number.
pub(super) const CREATED_HERE: u64 = 0;
/// A body as it is.
const PLAIN: u8 = 0;
/// A change in its short form.
const SHORT: u8 = 1;

/// The hashes of the changes before, on the way into a transfer: by them later ones name what they depend on.
#[derive(Default)]
pub(super) struct Shortening(BTreeMap<ChangeHash, usize>);

impl Shortening {
    /// Returns the body of a row as it travels.
    pub(super) fn body(
        &mut self,
        row: usize,
        (log, item): (LogId, ItemId),
        body: &[u8],
    ) -> Vec<u8> {
        if let Some((short, hash)) = self.short(row, (log, item), body) {
            self.0.entry(hash).or_insert(row);
            return short;
        }
        let mut plain = vec![PLAIN];
        plain.extend_from_slice(body);
        plain
    }

    fn short(
        &self,
        row: usize,
        (log, item): (LogId, ItemId),
        body: &[u8],
    ) -> Option<(Vec<u8>, ChangeHash)> {
        let change = ChangeParts::of(body, &actor_of(log, item))?;
        let mut short = vec![SHORT];
        put_len(&mut short, change.deps.len());
        for dep in change.deps {
            if let Some(earlier) = self.0.get(&dep) {
                put_len(&mut short, row - earlier);
            } else {
                put(&mut short, 0);
                short.extend_from_slice(&dep);
            }
        }
        short.extend_from_slice(change.rest);
        Some((short, change.hash))
    }
}

/// The hashes of the changes before, on the way out of a transfer.
#[derive(Default)]
pub(super) struct Lengthening {
    /// By row; of rows whose body travelled as it is there is none.
    changes: BTreeMap<usize, ChangeHash>,
    /// What the bodies take in memory.
    bytes: usize,
}

impl Lengthening {
    /// Returns the body of a row as it was before it travelled.
    ///
    /// # Errors
    /// [`TransferError::Malformed`], and [`TransferError::TooLong`] where all bodies together are longer than is allowed.
    pub(super) fn body(
        &mut self,
        row: usize,
        (log, item): (LogId, ItemId),
        travelled: &[u8],
    ) -> Result<Vec<u8>, TransferError> {
        let mut reader = Reader(travelled);
        let body = match reader.byte()? {
            PLAIN => reader.0.to_vec(),
            SHORT => self.change(row, (log, item), reader)?,
            _ => return Err(TransferError::Malformed),
        };
        self.takes(body.len())?;
        Ok(body)
    }

    /// Counts a body.
    ///
    /// # Errors
    /// [`TransferError::TooLong`].
    pub(super) fn takes(&mut self, bytes: usize) -> Result<(), TransferError> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > MAX_UNFOLDED {
            return Err(TransferError::TooLong);
        }
        Ok(())
    }

    fn change(
        &mut self,
        row: usize,
        (log, item): (LogId, ItemId),
        mut reader: Reader<'_>,
    ) -> Result<Vec<u8>, TransferError> {
        let count = reader.len(MAX_CHANGE_DEPS)?;
        let mut deps = Vec::with_capacity(count);
        for _ in 0..count {
            deps.push(match reader.len(row)? {
                0 => reader.array()?,
                back => *self
                    .changes
                    .get(&(row - back))
                    .ok_or(TransferError::Malformed)?,
            });
        }
        let (body, hash) = change_body(&actor_of(log, item), &deps, reader.0);
        self.changes.insert(row, hash);
        Ok(body)
    }
}
