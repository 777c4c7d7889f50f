//! Changes that every reader must refuse: a few bytes that Automerge alone would take minutes or gigabytes for, or
//! die of.
//!
//! Owns how they are made. What refuses them, and with which word, is `model`'s.

use super::chunk::{Chunk, column, run, signed, unsigned};

/// A name and the bytes of a change.
type Named = (&'static str, Vec<u8>);

/// Returns all of them, as this actor writes them.
pub(crate) fn hostile(actor: [u8; 16]) -> Vec<Named> {
    [heads(actor), operations(actor), values(actor)].concat()
}

fn plain(actor: [u8; 16]) -> Chunk {
    Chunk::puts(actor, &[("kind", b"need"), ("title", b"x")])
}

/// Wrong before the operations begin.
fn heads(actor: [u8; 16]) -> Vec<Named> {
    let change = |name, spoil: &dyn Fn(&mut Chunk)| {
        let mut chunk = plain(actor);
        spoil(&mut chunk);
        (name, chunk.bytes())
    };
    let start = u64::from(u32::MAX);
    vec![
        change("start-op-at-the-end", &|chunk| {
            *chunk = Chunk::puts(actor, &[("kind", b"need")]);
            chunk.start_op = start;
        }),
        change("start-op-that-overflows", &|chunk| chunk.start_op = start),
        change("start-op-of-64-bits", &|chunk| chunk.start_op = u64::MAX),
        change("document", &|chunk| chunk.kind = 0),
        change("compressed", &|chunk| chunk.kind = 2),
        change("bundle", &|chunk| chunk.kind = 3),
        change("message", &|chunk| chunk.message = b"hello".to_vec()),
        change("time", &|chunk| chunk.time = 1),
        change("bytes-behind", &|chunk| chunk.behind = vec![1]),
        change("number-zero", &|chunk| chunk.seq = 0),
        change("too-many-deps", &|chunk| {
            chunk.deps = (0..33).map(|at| [at; 32]).collect();
        }),
        change("another-actor-without-need", &|chunk| {
            chunk.others = vec![vec![7; 16]];
        }),
    ]
}

/// Operations that nobody of ours writes, or far too many.
fn operations(actor: [u8; 16]) -> Vec<Named> {
    let inserts = |count: i64| {
        let mut trues = vec![0];
        unsigned(&mut trues, count.unsigned_abs());
        plain(actor)
            .with(column::KEY, &[])
            .with(column::INSERT, &trues)
            .with(column::ACTION, &run(count, 1))
            .with(column::VALUE_META, &run(count, 0))
            .with(column::VALUE, &[])
            .with(column::PRED_GROUP, &run(count, 0))
            .bytes()
    };
    let action = |what: u64| plain(actor).with(column::ACTION, &run(2, what)).bytes();
    let mut objects = Vec::new();
    signed(&mut objects, 2_000);
    unsigned(&mut objects, 1);
    let deep = plain(actor)
        .with(column::ACTION, &run(2_000, 0))
        .with(column::OBJECT_ACTOR, &objects)
        .with(column::OBJECT_COUNTER, &objects);
    vec![
        ("a-million-inserts", inserts(1_000_000)),
        ("ten-million-inserts", inserts(10_000_000)),
        ("nested-2000-deep", deep.bytes()),
        ("makes-a-map", action(0)),
        ("makes-a-list", action(2)),
        ("deletes", action(3)),
        ("makes-a-text", action(4)),
        ("increments", action(5)),
    ]
}

/// Keys and values that no form has.
fn values(actor: [u8; 16]) -> Vec<Named> {
    let meta = |what: u64, bytes: &[u8]| {
        let chunk = plain(actor).with(column::VALUE_META, &run(2, what));
        chunk.with(column::VALUE, bytes).bytes()
    };
    let keyed = |key: &str| {
        let chunk = match key {
            "" => Chunk::puts(actor, &[("", b"x"), ("kind", b"need")]),
            _ => Chunk::puts(actor, &[("kind", b"need"), (key, b"x")]),
        };
        chunk.bytes()
    };
    let long = vec![b'x'; 64 * 1024 + 1];
    let inflating = plain(actor).with(column::VALUE | 8, &[0x4b, 0x04, 0]);
    vec![
        ("counter", meta(0x18, &[1, 1])),
        ("not-a-number", meta(0x85, &[0xff; 16])),
        ("compressed-column", inflating.bytes()),
        (
            "long-value",
            Chunk::puts(actor, &[("kind", b"need"), ("title", &long)]).bytes(),
        ),
        ("long-key", keyed(&"k".repeat(129))),
        ("key-of-a-megabyte", keyed(&"k".repeat(1 << 20))),
        ("empty-key", keyed("")),
    ]
}
