//! What the tests of this crate share: people, ids, and changes written byte by byte.

use std::collections::BTreeMap;

use trust::{EntryId, HybridTime, ItemId, LogId, PersonId, Position};

use crate::preparse::hash_change;
use crate::{Actor, ItemDoc, ItemKind, Scalar, Signed, Statement, Written, actor};

/// The people of the tests; each writes one log.
pub(crate) const ALICE: u8 = 1;
pub(crate) const BOB: u8 = 2;
pub(crate) const CAROL: u8 = 3;
pub(crate) const DORA: u8 = 4;
pub(crate) const MALLORY: u8 = 66;

pub(crate) fn person(who: u8) -> PersonId {
    PersonId([who; 32])
}

pub(crate) fn log(who: u8) -> LogId {
    LogId([who; 32])
}

/// The item that Alice's first entry creates.
pub(crate) fn item() -> ItemId {
    ItemId::derive(log(ALICE), 1)
}

/// Somebody's actor in [`item`].
pub(crate) fn hand(who: u8) -> Actor {
    actor(log(who), item())
}

/// An entry id that depends on the place only, as a hash would.
pub(crate) fn position(who: u8, seq: u64) -> Position {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[who]);
    hasher.update(&seq.to_be_bytes());
    Position {
        log: log(who),
        seq,
        id: EntryId(*hasher.finalize().as_bytes()),
    }
}

pub(crate) fn at(wall_ms: u64) -> HybridTime {
    HybridTime {
        wall_ms,
        counter: 0,
    }
}

pub(crate) fn signed(who: u8, seq: u64, wall_ms: u64, statement: Statement) -> Signed {
    Signed {
        position: position(who, seq),
        author: person(who),
        time: at(wall_ms),
        witnessed: None,
        statement,
    }
}

pub(crate) fn text(text: &str) -> Scalar {
    Scalar::Text(text.to_owned())
}

pub(crate) fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, Scalar> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), text(value)))
        .collect()
}

/// Alice's need of ten blankets.
pub(crate) fn blankets() -> (ItemDoc, Written) {
    let mut values = fields(&[("title", "Blankets"), ("unit", "pieces")]);
    values.insert("quantity".to_owned(), Scalar::Number(10));
    ItemDoc::create(ItemKind::Need, &values, hand(ALICE)).unwrap()
}

/// Writes one field, which must take one change.
pub(crate) fn set(doc: &mut ItemDoc, who: u8, name: &str, value: &str) -> Written {
    let mut written = doc.edit(&fields(&[(name, value)]), hand(who)).unwrap();
    assert_eq!(written.len(), 1);
    written.remove(0)
}

/// An Automerge chunk in its parts, to be written with any of them wrong.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    pub(crate) chunk_type: u8,
    pub(crate) deps: Vec<[u8; 32]>,
    pub(crate) actor: Vec<u8>,
    pub(crate) seq: u64,
    pub(crate) start_op: u64,
    pub(crate) time: u8,
    pub(crate) message: Vec<u8>,
    pub(crate) others: Vec<Vec<u8>>,
    pub(crate) columns: Vec<(u64, Vec<u8>)>,
    pub(crate) extra: Vec<u8>,
}

impl Raw {
    /// A creating change that puts "x" under each key. Keys must be sorted to be accepted.
    pub(crate) fn puts(who: u8, keys: &[&str]) -> Self {
        let count = u8::try_from(keys.len()).unwrap();
        assert!((1..60).contains(&count));
        let mut key = vec![(0x80 - count) & 0x7f];
        for name in keys {
            leb(&mut key, name.len() as u64);
            key.extend_from_slice(name.as_bytes());
        }
        let run = |value: u8| {
            if count == 1 {
                vec![0x7f, value]
            } else {
                vec![count, value]
            }
        };
        Self {
            chunk_type: 1,
            deps: Vec::new(),
            actor: hand(who).0.to_vec(),
            seq: 1,
            start_op: 1,
            time: 0,
            message: Vec::new(),
            others: Vec::new(),
            columns: vec![
                (0x15, key),
                (0x34, vec![count]),
                (0x42, run(1)),
                (0x56, run(0x16)),
                (0x57, vec![b'x'; keys.len()]),
                (0x70, run(0)),
            ],
            extra: Vec::new(),
        }
    }

    /// Replaces a column, adds it, or (with no bytes) takes it out.
    pub(crate) fn column(mut self, spec: u64, data: &[u8]) -> Self {
        self.columns.retain(|(other, _)| *other != spec);
        if !data.is_empty() {
            self.columns.push((spec, data.to_vec()));
            self.columns.sort_by_key(|(spec, _)| *spec);
        }
        self
    }

    pub(crate) fn content(&self) -> Vec<u8> {
        let mut out = Vec::new();
        leb(&mut out, self.deps.len() as u64);
        out.extend(self.deps.iter().flatten());
        leb(&mut out, self.actor.len() as u64);
        out.extend_from_slice(&self.actor);
        leb(&mut out, self.seq);
        leb(&mut out, self.start_op);
        out.push(self.time);
        leb(&mut out, self.message.len() as u64);
        out.extend_from_slice(&self.message);
        leb(&mut out, self.others.len() as u64);
        for other in &self.others {
            leb(&mut out, other.len() as u64);
            out.extend_from_slice(other);
        }
        leb(&mut out, self.columns.len() as u64);
        for (spec, data) in &self.columns {
            leb(&mut out, *spec);
            leb(&mut out, data.len() as u64);
        }
        out.extend(self.columns.iter().flat_map(|(_, data)| data));
        out.extend_from_slice(&self.extra);
        out
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = chunk(&self.content());
        bytes[8] = self.chunk_type;
        bytes
    }
}

/// Wraps a change's content into a chunk whose checksum is right.
pub(crate) fn chunk(content: &[u8]) -> Vec<u8> {
    let mut length = Vec::new();
    leb(&mut length, content.len() as u64);
    let hash = hash_change(content, &length);
    let mut out = vec![0x85, 0x6f, 0x4a, 0x83];
    out.extend_from_slice(&hash.0[..4]);
    out.push(1);
    out.extend_from_slice(&length);
    out.extend_from_slice(content);
    out
}

/// Returns the content of a chunk that [`chunk`] or Automerge wrote.
pub(crate) fn content(chunk: &[u8]) -> Vec<u8> {
    let length = chunk[9..].iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    chunk[9 + length..].to_vec()
}

pub(crate) fn leb(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

/// A signed number of the Automerge format.
pub(crate) fn sleb(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if (value == 0 && low & 0x40 == 0) || (value == -1 && low & 0x40 != 0) {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

/// A run of one value in a column.
pub(crate) fn run(count: i64, value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    sleb(&mut out, count);
    leb(&mut out, value);
    out
}
