//! Automerge changes, written byte by byte: any of their parts may be wrong, only the checksum is right.
//!
//! Owns the writing. Never says what the pre-parser thinks of it.

use sha2::{Digest, Sha256};

/// A change in its parts.
#[derive(Debug, Clone)]
pub(crate) struct Chunk {
    pub(crate) kind: u8,
    pub(crate) deps: Vec<[u8; 32]>,
    pub(crate) actor: Vec<u8>,
    pub(crate) seq: u64,
    pub(crate) start_op: u64,
    pub(crate) time: i64,
    pub(crate) message: Vec<u8>,
    pub(crate) others: Vec<Vec<u8>>,
    pub(crate) columns: Vec<(u64, Vec<u8>)>,
    pub(crate) behind: Vec<u8>,
}

/// The specifications of columns, by what they hold.
pub(crate) mod column {
    pub(crate) const OBJECT_ACTOR: u64 = 0x01;
    pub(crate) const OBJECT_COUNTER: u64 = 0x02;
    pub(crate) const KEY: u64 = 0x15;
    pub(crate) const INSERT: u64 = 0x34;
    pub(crate) const ACTION: u64 = 0x42;
    pub(crate) const VALUE_META: u64 = 0x56;
    pub(crate) const VALUE: u64 = 0x57;
    pub(crate) const PRED_GROUP: u64 = 0x70;
}

impl Chunk {
    /// A creating change that puts texts under keys, which come sorted.
    pub(crate) fn puts(actor: [u8; 16], values: &[(&str, &[u8])]) -> Self {
        let count = i64::try_from(values.len()).unwrap();
        let (mut keys, mut metas, mut raw) = (Vec::new(), Vec::new(), Vec::new());
        signed(&mut keys, -count);
        for (key, value) in values {
            counted(&mut keys, key.as_bytes());
            metas.push((value.len() as u64) << 4 | 6);
            raw.extend_from_slice(value);
        }
        let metas = runs(&metas);
        let mut falses = Vec::new();
        unsigned(&mut falses, values.len() as u64);
        Self {
            kind: 1,
            deps: Vec::new(),
            actor: actor.to_vec(),
            seq: 1,
            start_op: 1,
            time: 0,
            message: Vec::new(),
            others: Vec::new(),
            columns: Vec::new(),
            behind: Vec::new(),
        }
        .with(column::KEY, &keys)
        .with(column::INSERT, &falses)
        .with(column::ACTION, &run(count, 1))
        .with(column::VALUE_META, &metas)
        .with(column::VALUE, &raw)
        .with(column::PRED_GROUP, &run(count, 0))
    }

    /// Exchanges a column; empty, it is taken out.
    pub(crate) fn with(mut self, spec: u64, bytes: &[u8]) -> Self {
        self.columns.retain(|(other, _)| *other != spec);
        if !bytes.is_empty() {
            self.columns.push((spec, bytes.to_vec()));
            self.columns.sort_by_key(|(spec, _)| *spec);
        }
        self
    }

    fn content(&self) -> Vec<u8> {
        let mut out = Vec::new();
        unsigned(&mut out, self.deps.len() as u64);
        out.extend(self.deps.iter().flatten());
        counted(&mut out, &self.actor);
        unsigned(&mut out, self.seq);
        unsigned(&mut out, self.start_op);
        signed(&mut out, self.time);
        counted(&mut out, &self.message);
        unsigned(&mut out, self.others.len() as u64);
        for other in &self.others {
            counted(&mut out, other);
        }
        unsigned(&mut out, self.columns.len() as u64);
        for (spec, bytes) in &self.columns {
            unsigned(&mut out, *spec);
            unsigned(&mut out, bytes.len() as u64);
        }
        out.extend(self.columns.iter().flat_map(|(_, bytes)| bytes));
        out.extend_from_slice(&self.behind);
        out
    }

    /// Returns the chunk.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        wrap(self.kind, &self.content())
    }
}

/// Puts a content into a chunk with the right length and checksum.
pub(crate) fn wrap(kind: u8, content: &[u8]) -> Vec<u8> {
    let mut inner = vec![kind];
    counted(&mut inner, content);
    let checksum: [u8; 32] = Sha256::digest(&inner).into();
    [&[0x85, 0x6f, 0x4a, 0x83], &checksum[..4], &inner].concat()
}

/// Returns the content of a chunk, if its head is one.
pub(crate) fn content(chunk: &[u8]) -> Option<&[u8]> {
    let rest = chunk.get(9..)?;
    let length = rest.iter().position(|byte| byte & 0x80 == 0)?;
    rest.get(length + 1..)
}

fn counted(out: &mut Vec<u8>, bytes: &[u8]) {
    unsigned(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Writes a number (LEB128).
pub(crate) fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Writes a signed number (LEB128).
pub(crate) fn signed(out: &mut Vec<u8>, mut value: i64) {
    while !(-0x40..0x40).contains(&value) {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

/// Numbers as a column has them: equal neighbours as a run, the others as they are.
pub(crate) fn runs(values: &[u64]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut alone: Vec<u64> = Vec::new();
    let flush = |alone: &mut Vec<u64>, out: &mut Vec<u8>| {
        if !alone.is_empty() {
            signed(out, -i64::try_from(alone.len()).unwrap());
            alone.drain(..).for_each(|value| unsigned(out, value));
        }
    };
    for equal in values.chunk_by(|a, b| a == b) {
        if equal.len() == 1 {
            alone.push(equal[0]);
        } else {
            flush(&mut alone, &mut out);
            out.extend(run(i64::try_from(equal.len()).unwrap(), equal[0]));
        }
    }
    flush(&mut alone, &mut out);
    out
}

/// A run of one value, or the one value alone.
pub(crate) fn run(count: i64, value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    signed(&mut out, if count == 1 { -1 } else { count });
    unsigned(&mut out, value);
    out
}
