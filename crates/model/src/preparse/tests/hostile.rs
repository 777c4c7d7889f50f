//! Every hostile input is refused, and for the right reason (hostile-input/README.md).

use automerge::{
    AutoCommit, Change, ObjType, ROOT, ScalarValue,
    transaction::{CommitOptions, Transactable},
};

use super::refusal;
use crate::testing::{
    ALICE, BOB, MALLORY, Raw, blankets, chunk, content, fields, hand, leb, run, set,
};
use crate::{Limits, MAX_STRING_BYTES, Refused, check_change, preparse};

/// A change that Automerge writes for whatever somebody does to a document.
fn by_automerge(work: impl FnOnce(&mut AutoCommit)) -> Vec<u8> {
    let mut doc = AutoCommit::new().with_actor(hand(MALLORY).0.into());
    work(&mut doc);
    doc.commit();
    doc.get_last_local_change().unwrap().raw_bytes().to_vec()
}

fn with_start_op(ops: usize, start_op: u64) -> Vec<u8> {
    let bytes = by_automerge(|doc| {
        for index in 0..ops {
            doc.put(ROOT, format!("x{index}"), 1).unwrap();
        }
    });
    let mut expanded = Change::from_bytes(bytes).unwrap().decode();
    expanded.start_op = start_op.try_into().unwrap();
    Change::from(expanded).raw_bytes().to_vec()
}

#[test]
fn start_op_at_the_end_of_the_range() {
    for start_op in [u64::from(u32::MAX) - 1, u64::from(u32::MAX), 1 << 31] {
        assert_eq!(refusal(&with_start_op(1, start_op)), Refused::StartOp);
    }
    let mut raw = Raw::puts(MALLORY, &["a", "b", "c"]);
    for start_op in [
        0,
        u64::from(u32::MAX),
        u64::from(u32::MAX) + 1,
        i64::MAX as u64,
        u64::MAX,
    ] {
        raw.start_op = start_op;
        assert_eq!(refusal(&raw.bytes()), Refused::StartOp);
    }
}

#[test]
fn start_op_that_overflows_with_its_operations() {
    assert_eq!(refusal(&with_start_op(3, (1 << 31) - 1)), Refused::StartOp);
}

#[test]
fn millions_of_null_inserts_in_a_few_bytes() {
    for count in [5_001, 1_000_000, 10_000_000, i64::MAX] {
        let bytes = Raw::puts(MALLORY, &["a"])
            .column(0x42, &run(count, 1))
            .column(0x56, &run(count, 0))
            .column(0x70, &run(count, 0))
            .bytes();
        assert!(bytes.len() < 200);
        assert_eq!(refusal(&bytes), Refused::TooManyOps);
    }
    let inserts = by_automerge(|doc| {
        let list = doc.put_object(ROOT, "list", ObjType::List).unwrap();
        doc.insert(&list, 0, ScalarValue::Null).unwrap();
    });
    assert_eq!(refusal(&inserts), Refused::Objects);
}

#[test]
fn millions_of_overwritten_values_in_a_few_bytes() {
    for group in [run(1, 10_001), run(1, u64::MAX), run(i64::MAX, 1)] {
        let raw = Raw::puts(MALLORY, &["a"]).column(0x70, &group);
        assert_eq!(refusal(&raw.bytes()), Refused::Preds);
    }
}

#[test]
fn a_compressed_chunk_of_zeros() {
    let mut raw = Raw::puts(MALLORY, &["a"]);
    raw.extra = vec![0; 1 << 20];
    for chunk_type in [0, 2, 3, 4, 255] {
        raw.chunk_type = chunk_type;
        assert_eq!(refusal(&raw.bytes()), Refused::ChunkType);
    }
}

#[test]
fn a_compressed_column() {
    let mut raw = Raw::puts(MALLORY, &["a"]);
    raw.columns[4].0 |= 0x08;
    assert_eq!(refusal(&raw.bytes()), Refused::Compressed);
}

#[test]
fn maps_nested_deep() {
    let bytes = by_automerge(|doc| {
        let mut object = ROOT;
        for _ in 0..2_000 {
            object = doc.put_object(&object, "a", ObjType::Map).unwrap();
        }
    });
    assert_eq!(refusal(&bytes), Refused::Objects);
}

#[test]
fn any_object_at_all() {
    for kind in [ObjType::Map, ObjType::List, ObjType::Text] {
        let bytes = by_automerge(|doc| {
            doc.put_object(ROOT, "a", kind).unwrap();
        });
        assert_eq!(refusal(&bytes), Refused::Objects);
    }
}

#[test]
fn an_insert_after_an_element_that_is_not_there() {
    // Automerge panics on it: an element column is refused as such.
    let raw = Raw::puts(MALLORY, &["a"])
        .column(0x11, &run(1, 0))
        .column(0x13, &run(1, 9));
    assert_eq!(refusal(&raw.bytes()), Refused::Objects);
}

#[test]
fn counters_and_increments() {
    let counter = by_automerge(|doc| {
        doc.put(ROOT, "a", ScalarValue::counter(i64::MAX)).unwrap();
    });
    assert_eq!(refusal(&counter), Refused::Counter);
    let increment = Raw::puts(MALLORY, &["a"]).column(0x42, &[0x7f, 5]);
    assert_eq!(refusal(&increment.bytes()), Refused::Counter);
}

#[test]
fn deletes_marks_and_unknown_actions() {
    let action = |code| {
        refusal(
            &Raw::puts(MALLORY, &["a"])
                .column(0x42, &[0x7f, code])
                .bytes(),
        )
    };
    assert_eq!(action(3), Refused::Action);
    assert_eq!(action(7), Refused::Objects);
    assert_eq!(action(8), Refused::Action);
}

#[test]
fn time_message_and_extra_bytes() {
    let with = |options| {
        let mut doc = AutoCommit::new().with_actor(hand(MALLORY).0.into());
        doc.put(ROOT, "a", "x").unwrap();
        doc.commit_with(options);
        refusal(doc.get_last_local_change().unwrap().raw_bytes())
    };
    assert_eq!(with(CommitOptions::default().with_time(1)), Refused::Time);
    assert_eq!(
        with(CommitOptions::default().with_time(i64::MAX)),
        Refused::Time
    );
    assert_eq!(
        with(CommitOptions::default().with_message("hello")),
        Refused::Message
    );
    let mut raw = Raw::puts(MALLORY, &["a"]);
    raw.extra = vec![1, 1, 65];
    assert_eq!(refusal(&raw.bytes()), Refused::Trailing);
    let mut bytes = Raw::puts(MALLORY, &["a"]).bytes();
    bytes.push(0);
    assert_eq!(refusal(&bytes), Refused::Trailing);
}

#[test]
fn dependencies_too_many_unsorted_or_doubled() {
    let mut raw = Raw::puts(MALLORY, &["a"]);
    raw.deps = (0..33).map(|index| [index; 32]).collect();
    assert_eq!(refusal(&raw.bytes()), Refused::Deps);
    raw.deps.pop();
    preparse(&raw.bytes(), &Limits::READER).unwrap();
    for deps in [vec![[2; 32], [1; 32]], vec![[1; 32], [1; 32]]] {
        raw.deps = deps;
        assert_eq!(refusal(&raw.bytes()), Refused::Deps);
    }
}

#[test]
fn actors_of_a_wrong_length_too_many_or_without_need() {
    let mut raw = Raw::puts(MALLORY, &["a"]);
    raw.actor = vec![1; 15];
    assert_eq!(refusal(&raw.bytes()), Refused::Actors);
    let mut raw = Raw::puts(MALLORY, &["a"]);
    raw.others = vec![vec![7; 16]];
    assert_eq!(refusal(&raw.bytes()), Refused::Actors);
    raw.others = vec![vec![8; 16], vec![7; 16]];
    assert_eq!(refusal(&raw.bytes()), Refused::Actors);
    raw.others = (0..1_025_u16)
        .map(|index| [index.to_be_bytes().to_vec(), vec![0; 14]].concat())
        .collect();
    assert_eq!(refusal(&raw.bytes()), Refused::Actors);
}

#[test]
fn keys_too_long_empty_doubled_or_out_of_order() {
    let long = "k".repeat(129);
    for keys in [&[long.as_str()][..], &[""], &["a", "a"], &["b", "a"]] {
        assert_eq!(refusal(&Raw::puts(MALLORY, keys).bytes()), Refused::Key);
    }
    let runs = Raw::puts(MALLORY, &["a", "b"]).column(0x15, &[2, 1, b'a']);
    assert_eq!(refusal(&runs.bytes()), Refused::Key);
    preparse(
        &Raw::puts(MALLORY, &[&long[..128]]).bytes(),
        &Limits::READER,
    )
    .unwrap();
}

#[test]
fn strings_too_long_and_values_of_strange_types() {
    let put = |value: ScalarValue| by_automerge(|doc| doc.put(ROOT, "a", value).unwrap());
    let long = "x".repeat(MAX_STRING_BYTES + 1);
    assert_eq!(refusal(&put(long.as_str().into())), Refused::Value);
    check_change(&put(long[1..].into())).unwrap();
    for value in [ScalarValue::F64(f64::NAN), ScalarValue::Timestamp(1)] {
        assert_eq!(refusal(&put(value)), Refused::Value);
    }
    for value in [
        ScalarValue::Null,
        ScalarValue::Boolean(true),
        ScalarValue::Uint(u64::MAX),
        ScalarValue::Int(i64::MIN),
        ScalarValue::Bytes(vec![0; 9]),
    ] {
        check_change(&put(value)).unwrap();
    }
    // A value that claims more bytes than there are.
    let raw = Raw::puts(MALLORY, &["a"]).column(0x56, &[0x7f, 0xf6, 0x7f]);
    assert_eq!(refusal(&raw.bytes()), Refused::Malformed);
    let not_utf8 = Raw::puts(MALLORY, &["a"]).column(0x57, &[0xff]);
    assert_eq!(refusal(&not_utf8.bytes()), Refused::Malformed);
}

#[test]
fn overwritten_values_that_are_not_older() {
    for counter in [0, 1, 2] {
        let raw = Raw::puts(MALLORY, &["a"])
            .column(0x70, &[0x7f, 1])
            .column(0x71, &[0x7f, 0])
            .column(0x73, &[0x7f, counter]);
        assert_eq!(refusal(&raw.bytes()), Refused::Preds);
    }
    // An actor that the header does not name.
    let mut raw = Raw::puts(MALLORY, &["a"])
        .column(0x70, &[0x7f, 1])
        .column(0x71, &[0x7f, 1])
        .column(0x73, &[0x7f, 1]);
    raw.start_op = 9;
    assert_eq!(refusal(&raw.bytes()), Refused::Preds);
}

#[test]
fn a_change_that_could_be_written_otherwise() {
    // Two runs of one, where one run of two is meant: a saved document would not load again.
    let raw = Raw::puts(MALLORY, &["a", "b"]).column(0x70, &[0x7f, 0, 0x7f, 0]);
    preparse(&raw.bytes(), &Limits::READER).unwrap();
    assert_eq!(check_change(&raw.bytes()), Err(Refused::NotCanonical));
}

#[test]
fn numbers_that_are_not_in_their_shortest_form() {
    let written = blankets().1.body;
    let mut bytes = content(&written);
    assert_eq!(bytes[0], 0);
    bytes.splice(0..1, [0x80, 0x00]);
    assert_eq!(refusal(&chunk(&bytes)), Refused::Malformed);
}

#[test]
fn a_checksum_that_is_wrong_and_bytes_that_end_early() {
    let bytes = blankets().1.body;
    let mut wrong = bytes.clone();
    wrong[5] ^= 1;
    assert_eq!(refusal(&wrong), Refused::Checksum);
    for length in 0..bytes.len() {
        preparse(&bytes[..length], &Limits::READER).unwrap_err();
    }
    let mut huge = bytes[..9].to_vec();
    leb(&mut huge, u64::MAX);
    assert_eq!(refusal(&huge), Refused::Malformed);
}

#[test]
fn the_same_actor_and_number_twice_stays_out() {
    let (base, _) = blankets();
    let (mut before, mut after) = (base.clone(), base.clone());
    let first = set(&mut before, BOB, "title", "before the restore");
    let second = set(&mut after, BOB, "title", "after the restore");
    let mut reader = base;
    reader.apply(&first.body).unwrap();
    reader.apply(&second.body).unwrap_err();
    // What honest people write meanwhile still goes in.
    let mut honest = before;
    let third = set(&mut honest, ALICE, "area", "Red Hook");
    reader.apply(&third.body).unwrap();
    assert_eq!(reader.heads(), honest.heads());
}

#[test]
fn what_writers_write_is_what_readers_accept() {
    let (mut doc, _) = blankets();
    let longest = "ä".repeat(MAX_STRING_BYTES / 2);
    let written = doc
        .edit(&fields(&[("details", &longest)]), hand(BOB))
        .unwrap();
    check_change(&written[0].body).unwrap();
    let too_long = "x".repeat(MAX_STRING_BYTES + 1);
    doc.edit(&fields(&[("details", &too_long)]), hand(BOB))
        .unwrap_err();
}
