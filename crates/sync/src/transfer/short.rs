//! Bodies of changes as they travel in layout 2: without what can be made again.
//!
//! Owns the short form of a change chunk (docs/protocol.md, "Transfer"): its magic, type, length and checksum follow from
//! its contents, its actor follows from log and item, and a dependency that is the change of an earlier row is a distance.
//! Any other body travels as it is. Knows nothing else of what is in a change, and believes nothing: whoever rebuilds the
//! entries checks what came by their ids.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use trust::{ItemId, LogId, actor_of};

use super::TransferError;
use super::bytes::{Reader, put, put_len};
use crate::limits::MAX_UNFOLDED;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// A change that is not compressed.
const CHANGE: u8 = 1;
/// More dependencies no change has.
const MAX_DEPS: usize = 32;
/// How a row names the item that it creates: the id follows from log and number.
pub(super) const CREATED_HERE: u64 = 0;
/// A body as it is.
const PLAIN: u8 = 0;
/// A change in its short form.
const SHORT: u8 = 1;

type Hash = [u8; 32];

/// The hashes of the changes before, on the way into a transfer: by them later ones name what they depend on.
#[derive(Default)]
pub(super) struct Shortening(BTreeMap<Hash, usize>);

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
    ) -> Option<(Vec<u8>, Hash)> {
        let mut reader = Reader(body);
        let (magic, checksum): ([u8; 4], [u8; 4]) = (reader.array().ok()?, reader.array().ok()?);
        let hash = Hash::from(Sha256::digest(reader.0));
        let is_change = reader.byte().ok()? == CHANGE;
        let length = reader.number().ok()?;
        if magic != MAGIC || !is_change || !hash.starts_with(&checksum) {
            return None;
        }
        if usize::try_from(length).ok()? != reader.0.len() {
            return None;
        }
        let mut short = vec![SHORT];
        let count = reader.len(MAX_DEPS).ok()?;
        put_len(&mut short, count);
        for _ in 0..count {
            let dep: Hash = reader.array().ok()?;
            if let Some(earlier) = self.0.get(&dep) {
                put_len(&mut short, row - earlier);
            } else {
                put(&mut short, 0);
                short.extend_from_slice(&dep);
            }
        }
        let actor = actor_of(log, item);
        let said = reader.len(actor.len()).ok()?;
        if reader.take(said).ok()? != actor {
            return None;
        }
        short.extend_from_slice(reader.0);
        Some((short, hash))
    }
}

/// The hashes of the changes before, on the way out of a transfer.
#[derive(Default)]
pub(super) struct Lengthening {
    /// By row; of rows whose body travelled as it is there is none.
    changes: BTreeMap<usize, Hash>,
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
        let count = reader.len(MAX_DEPS)?;
        let mut contents = Vec::with_capacity(reader.0.len() + count * 32 + 32);
        put_len(&mut contents, count);
        for _ in 0..count {
            let dep = match reader.len(row)? {
                0 => reader.array()?,
                back => *self
                    .changes
                    .get(&(row - back))
                    .ok_or(TransferError::Malformed)?,
            };
            contents.extend_from_slice(&dep);
        }
        let actor = actor_of(log, item);
        put_len(&mut contents, actor.len());
        contents.extend_from_slice(&actor);
        contents.extend_from_slice(reader.0);
        let mut hashed = vec![CHANGE];
        put_len(&mut hashed, contents.len());
        hashed.extend_from_slice(&contents);
        let hash = Hash::from(Sha256::digest(&hashed));
        self.changes.insert(row, hash);
        let mut body = Vec::with_capacity(8 + hashed.len());
        body.extend_from_slice(&MAGIC);
        body.extend_from_slice(&hash[..4]);
        body.append(&mut hashed);
        Ok(body)
    }
}
