//! The change pre-parser: reads the bytes of an Automerge change before Automerge sees them.
//!
//! Owns the structural rules for changes from outside; never applies anything, never allocates more than the input
//! is long, and never panics whatever the bytes. The steps, in order:
//! 1. chunk header: magic, type 1 (a plain change), length, checksum;
//! 2. change header: dependencies, actor, seq, start of operations, time 0, no message, other actors;
//! 3. column table: exactly the columns of puts into the root map;
//! 4. operations: counted by summing run lengths first, walked only when they are few;
//! 5. nothing behind the columns.
//!
//! An item is a root map of plain values (docs/decisions/0010): a change can only put plain values under keys of
//! that map. What Automerge itself would panic on (objects that are missing, elements that are missing, counters)
//! cannot be said at all.

mod bytes;
mod columns;
mod refused;
mod rle;

#[cfg(test)]
mod tests;

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use bytes::Reader;
pub use refused::Refused;

/// The hash of an Automerge change: SHA-256 of its chunk without magic and checksum.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct ChangeHash(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

impl std::fmt::Debug for ChangeHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "ChangeHash({a:02x}{b:02x}{c:02x}{d:02x})")
    }
}

/// Who wrote an Automerge change: 16 bytes that [`crate::actor`] derives from a log and an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Actor(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// What readers enforce and writers keep (format.md, "Automerge inside").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Dependencies of a change.
    pub deps: u64,
    /// Actors that a change names besides its own.
    pub other_actors: u64,
    /// Operations in a change.
    pub ops: u64,
    /// Overwritten values that a change names, over all its operations.
    pub preds: u64,
    /// Bytes of one string or byte value.
    pub value_bytes: u64,
    /// Bytes of one key.
    pub key_bytes: u64,
    /// The highest number of an operation. Far below the 2³² where Automerge breaks.
    pub max_op: u64,
}

impl Limits {
    /// The limits of every reader.
    pub const READER: Self = Self {
        deps: 32,
        other_actors: 1_024,
        ops: 5_000,
        preds: 10_000,
        value_bytes: 64 * 1024,
        key_bytes: 128,
        max_op: 1 << 31,
    };
}

/// What the pre-parser read out of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedChange {
    /// Its hash.
    pub hash: ChangeHash,
    /// Who wrote it.
    pub actor: Actor,
    /// Its number among the changes by its actor, from 1.
    pub seq: u64,
    /// The number of its first operation.
    pub start_op: u64,
    /// How many operations it has. None: it only joins branches.
    pub ops: u64,
    /// The changes that it builds on, sorted.
    pub deps: Vec<ChangeHash>,
    /// Whether it says what kind of item this is.
    pub sets_kind: bool,
}

impl ParsedChange {
    /// Returns the number of its last operation, or of the one before `start_op` if it has none.
    #[must_use]
    pub const fn max_op(&self) -> u64 {
        // `start_op` is at least 1 and the sum was checked against `Limits::max_op`.
        self.start_op.saturating_add(self.ops).saturating_sub(1)
    }
}

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHUNK_CHANGE: u8 = 1;
/// The length of an actor with its length byte.
const ACTOR_RECORD: usize = 17;

/// Reads a change and checks its structure.
///
/// # Errors
/// The first rule that the bytes break.
pub fn preparse(input: &[u8], limits: &Limits) -> Result<ParsedChange, Refused> {
    let mut reader = Reader::new(input);
    let hash = chunk_header(&mut reader)?;
    let deps = dependencies(&mut reader, limits)?;
    let actor = Actor(actor_record(&mut reader)?);
    let seq = reader.unsigned()?;
    if seq == 0 {
        return Err(Refused::Seq);
    }
    let start_op = reader.unsigned()?;
    if start_op == 0 || start_op > limits.max_op {
        return Err(Refused::StartOp);
    }
    if reader.signed()? != 0 {
        return Err(Refused::Time);
    }
    if reader.unsigned()? != 0 {
        return Err(Refused::Message);
    }
    let others = other_actors(&mut reader, limits)?;
    let table = columns::table(&mut reader)?;
    let context = columns::Context {
        actor: &actor.0,
        others,
        start_op,
        limits,
    };
    let summary = columns::check(&table, &context)?;
    if !reader.is_empty() {
        return Err(Refused::Trailing);
    }
    // A change without operations is there to join branches.
    if summary.ops == 0 && deps.len() < 2 {
        return Err(Refused::Columns);
    }
    Ok(ParsedChange {
        hash,
        actor,
        seq,
        start_op,
        ops: summary.ops,
        deps,
        sets_kind: summary.sets_kind,
    })
}

/// Computes the hash of a change from the content of its chunk.
pub(crate) fn hash_change(content: &[u8], length: &[u8]) -> ChangeHash {
    let mut hasher = Sha256::new();
    hasher.update([CHUNK_CHANGE]);
    hasher.update(length);
    hasher.update(content);
    ChangeHash(hasher.finalize().into())
}

fn chunk_header(reader: &mut Reader<'_>) -> Result<ChangeHash, Refused> {
    if reader.take(4).map_err(|_| Refused::Magic)? != MAGIC {
        return Err(Refused::Magic);
    }
    let checksum = reader.take(4)?;
    if reader.byte()? != CHUNK_CHANGE {
        return Err(Refused::ChunkType);
    }
    let before = reader.rest();
    let length = reader.unsigned()?;
    let length_bytes = &before[..before.len() - reader.rest().len()];
    let content = reader.rest();
    match u64::try_from(content.len()).map(|have| have.cmp(&length)) {
        Ok(std::cmp::Ordering::Equal) => {}
        Ok(std::cmp::Ordering::Greater) => return Err(Refused::Trailing),
        Ok(std::cmp::Ordering::Less) | Err(_) => return Err(Refused::Malformed),
    }
    let hash = hash_change(content, length_bytes);
    if checksum != &hash.0[..4] {
        return Err(Refused::Checksum);
    }
    Ok(hash)
}

fn dependencies(reader: &mut Reader<'_>, limits: &Limits) -> Result<Vec<ChangeHash>, Refused> {
    let count = reader.unsigned()?;
    if count > limits.deps {
        return Err(Refused::Deps);
    }
    let mut deps: Vec<ChangeHash> = Vec::new();
    for _ in 0..count {
        let bytes: [u8; 32] = reader
            .take(32)?
            .try_into()
            .map_err(|_| Refused::Malformed)?;
        let dep = ChangeHash(bytes);
        if deps.last().is_some_and(|last| *last >= dep) {
            return Err(Refused::Deps);
        }
        deps.push(dep);
    }
    Ok(deps)
}

fn actor_record(reader: &mut Reader<'_>) -> Result<[u8; 16], Refused> {
    if reader.unsigned()? != 16 {
        return Err(Refused::Actors);
    }
    reader.take(16)?.try_into().map_err(|_| Refused::Malformed)
}

/// Returns the records of the other actors, sorted and each of [`ACTOR_RECORD`] bytes.
fn other_actors<'a>(reader: &mut Reader<'a>, limits: &Limits) -> Result<&'a [u8], Refused> {
    let count = reader.unsigned()?;
    if count > limits.other_actors {
        return Err(Refused::Actors);
    }
    let start = reader.rest();
    let mut last: Option<[u8; 16]> = None;
    for _ in 0..count {
        let actor = actor_record(reader)?;
        if last.is_some_and(|last| last >= actor) {
            return Err(Refused::Actors);
        }
        last = Some(actor);
    }
    Ok(&start[..start.len() - reader.rest().len()])
}
