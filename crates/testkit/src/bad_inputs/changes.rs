//! 25–32: changes and transfers that would take minutes, gigabytes or the process; values and keys that no form has.

use model::{ItemDoc, actor};
use trust::{ItemId, LogId, Verdict};

use super::Circle;
use crate::fuzz::{Chunk, column, hostile, runs, unsigned};

/// Lets Mallory sign each change whose name is among these, and returns Alice's reasons.
fn refused(names: &[&str]) -> Vec<(&'static str, String)> {
    let mut circle = Circle::new();
    let mut log = circle.log(101);
    let mut reasons = Vec::new();
    for (name, _) in hostile([0; 16])
        .into_iter()
        .filter(|(name, _)| names.contains(name))
    {
        let bytes = |actor| {
            let mut all = hostile(actor).into_iter();
            all.find(|(other, _)| *other == name).unwrap().1
        };
        if bytes([0; 16]).len() > 512 * 1024 {
            continue;
        }
        let entry = circle.creates(&mut log, bytes);
        circle.push(std::slice::from_ref(&entry));
        reasons.push((name, circle.aside(&entry)));
    }
    circle.assert_alive();
    reasons
}

#[test]
fn bad_input_25_a_start_op_near_the_end_is_invalid() {
    let reasons = refused(&[
        "start-op-at-the-end",
        "start-op-that-overflows",
        "start-op-of-64-bits",
    ]);
    assert_eq!(reasons.len(), 3);
    assert!(
        reasons.iter().all(|(_, reason)| reason == "changeStartOp"),
        "{reasons:?}"
    );
    // Within 32 bits, but not one after its past.
    let mut circle = Circle::new();
    let mut log = circle.log(102);
    let entry = circle.creates(&mut log, |actor| {
        let chunk = Chunk::puts(actor, &[("kind", b"need"), ("title", b"x")]);
        Chunk {
            start_op: 1 << 20,
            ..chunk
        }
        .bytes()
    });
    circle.push(std::slice::from_ref(&entry));
    assert_eq!(circle.aside(&entry), "wrongStartOp");
}

#[test]
fn bad_input_26_a_bomb_of_operations_is_invalid_and_never_unfolded() {
    let reasons = refused(&["a-million-inserts", "ten-million-inserts"]);
    assert_eq!(reasons.len(), 2);
    assert!(
        reasons
            .iter()
            .all(|(_, reason)| reason == "changeTooManyOps"),
        "{reasons:?}"
    );
    let all = hostile([0; 16]);
    assert!(
        all.iter()
            .find(|(name, _)| *name == "ten-million-inserts")
            .unwrap()
            .1
            .len()
            < 200
    );
}

#[test]
fn bad_input_27_compressed_documents_and_bundles_are_invalid() {
    let reasons = refused(&["document", "compressed", "bundle", "compressed-column"]);
    assert_eq!(reasons.len(), 4);
    for (name, reason) in reasons {
        let word = if name == "compressed-column" {
            "changeCompressed"
        } else {
            "changeChunkType"
        };
        assert_eq!(reason, word, "{name}");
    }
}

#[test]
fn bad_input_28_a_transfer_that_inflates_beyond_what_it_states_is_stopped() {
    let zeros = zstd::bulk::compress(&vec![0; 64 << 20], 19).unwrap();
    assert!(zeros.len() < 10_000, "64 MiB in {} bytes", zeros.len());
    for stated in [256 * 1024, 4 << 20, (4 << 20) + 1, u64::MAX] {
        let mut circle = Circle::new();
        let before = circle.state();
        let mut bytes = Vec::new();
        unsigned(&mut bytes, stated);
        bytes.extend(&zeros);
        let said = sync::Transfer::decode(&bytes);
        let word = if stated > 4 << 20 {
            sync::TransferError::TooLong
        } else {
            sync::TransferError::Malformed
        };
        assert_eq!(said, Err(word));
        circle.send_and_be_cut_off(crate::fuzz::transfer(&bytes));
        assert_eq!(circle.state(), before);
        circle.assert_alive();
    }
}

#[test]
fn bad_input_29_nothing_nests() {
    let reasons = refused(&[
        "nested-2000-deep",
        "makes-a-map",
        "makes-a-list",
        "makes-a-text",
    ]);
    assert_eq!(reasons.len(), 4);
    assert!(
        reasons.iter().all(|(_, reason)| reason == "changeObjects"),
        "{reasons:?}"
    );
}

/// A need whose quantity has this type and these bytes.
fn quantity(kind: u64, bytes: &[u8]) -> ItemDoc {
    let item = ItemId::derive(LogId([1; 32]), 1);
    let hand = actor(LogId([1; 32]), item).0;
    let metas = runs(&[4 << 4 | 6, (bytes.len() as u64) << 4 | kind, 1 << 4 | 6]);
    let raw = [&b"need"[..], bytes, b"x"].concat();
    let chunk = Chunk::puts(hand, &[("kind", b""), ("quantity", b""), ("title", b"")]);
    let chunk = chunk
        .with(column::VALUE_META, &metas)
        .with(column::VALUE, &raw);
    let mut doc = ItemDoc::new();
    doc.apply(&chunk.bytes()).unwrap();
    doc
}

#[test]
fn bad_input_30_extreme_numbers_are_shown_as_what_they_are_or_not_at_all() {
    let reasons = refused(&["counter", "increments", "not-a-number"]);
    assert_eq!(reasons.len(), 3, "counters and floats are invalid");
    let mut seven = Vec::new();
    crate::fuzz::signed(&mut seven, 7);
    let valid = quantity(4, &seven);
    assert_eq!(valid.field("quantity").unwrap().text(), Some("7"));
    let mut largest = Vec::new();
    crate::fuzz::signed(&mut largest, i64::MAX);
    let mut least = Vec::new();
    crate::fuzz::signed(&mut least, i64::MIN);
    for (bytes, number) in [(largest, i64::MAX), (least, i64::MIN)] {
        let doc = quantity(4, &bytes);
        let shown = doc.field("quantity").unwrap();
        assert!(shown.text().is_none_or(|text| text == number.to_string()));
        let derived = model::derive_item(model::ItemKind::Need, Some(number), &[], &[], 0);
        assert_eq!(
            derived,
            model::derive_item(model::ItemKind::Need, Some(number), &[], &[], u64::MAX)
        );
        assert_eq!(ItemDoc::load(&doc.save()).unwrap().fields(), doc.fields());
    }
}

#[test]
fn bad_input_31_a_wrong_type_is_passed_over_and_unknown_keys_stay() {
    // Bytes where a number belongs; null; a truth.
    for (kind, bytes) in [(6, &b"seven"[..]), (0, b""), (2, b"")] {
        let doc = quantity(kind, bytes);
        assert_eq!(
            doc.field("title").unwrap().text(),
            Some("x"),
            "the other fields are shown"
        );
        assert_eq!(doc.field("quantity").unwrap().text(), None);
    }
    let item = ItemId::derive(LogId([1; 32]), 1);
    let hand = actor(LogId([1; 32]), item).0;
    let chunk = Chunk::puts(
        hand,
        &[("colour", b"red"), ("kind", b"need"), ("title", b"x")],
    );
    let mut doc = ItemDoc::new();
    doc.apply(&chunk.bytes()).unwrap();
    let kept = model::written_values(&chunk.bytes()).unwrap();
    assert!(
        kept.iter().any(|(key, _)| key == "colour"),
        "what a newer app writes stays in the history"
    );
    let loaded = ItemDoc::load(&doc.save()).unwrap();
    assert_eq!(loaded.heads(), doc.heads());
}

#[test]
fn bad_input_32_keys_that_are_long_or_empty_are_invalid_and_strange_ones_do_no_harm() {
    let reasons = refused(&["long-key", "empty-key"]);
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(
        reasons
            .iter()
            .all(|(_, reason)| reason.starts_with("change")),
        "{reasons:?}"
    );
    let all = hostile([0; 16]);
    let megabyte = &all
        .iter()
        .find(|(name, _)| *name == "key-of-a-megabyte")
        .unwrap()
        .1;
    assert!(model::preparse(megabyte, &model::Limits::READER).is_err());

    let mut circle = Circle::new();
    let mut log = circle.log(102);
    let keys = [
        ("__proto__", &b"x"[..]),
        ("constructor", b"x"),
        ("kind", b"need"),
        ("title", b"x"),
    ];
    let entry = circle.creates(&mut log, |actor| Chunk::puts(actor, &keys).bytes());
    circle.push(std::slice::from_ref(&entry));
    assert_eq!(circle.verdict(entry.id), Some(Verdict::Accepted));
    let mut doc = ItemDoc::new();
    doc.apply(&entry.body).unwrap();
    assert!(
        doc.fields()
            .iter()
            .all(|field| field.def.name != "__proto__"),
        "only known fields are shown"
    );
    circle.assert_alive();
}
