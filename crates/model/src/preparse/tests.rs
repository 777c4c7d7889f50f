//! What the pre-parser lets through and what it refuses, first of all the list of hostile inputs.

mod alone;
mod fuzz;
mod hostile;

use automerge::Change;

use crate::testing::{ALICE, BOB, Raw, blankets, hand, set};
use crate::{Limits, Refused, check_change, preparse};

pub(super) fn refusal(bytes: &[u8]) -> Refused {
    preparse(bytes, &Limits::READER).unwrap_err()
}

#[test]
fn an_honest_creation_passes_and_says_what_it_is() {
    let (doc, written) = blankets();
    let parsed = preparse(&written.body, &Limits::READER).unwrap();
    assert_eq!(parsed.actor, hand(ALICE));
    assert_eq!((parsed.seq, parsed.start_op, parsed.ops), (1, 1, 4));
    assert_eq!(parsed.max_op(), 4);
    assert_eq!(vec![parsed.hash], doc.heads());
    assert!(parsed.deps.is_empty() && parsed.sets_kind);
}

#[test]
fn an_honest_edit_passes_and_names_what_it_overwrites() {
    let (mut doc, created) = blankets();
    let edited = set(&mut doc, BOB, "title", "Warm blankets");
    let parsed = preparse(&edited.body, &Limits::READER).unwrap();
    assert_eq!(parsed.deps, vec![created.hash]);
    assert_eq!((parsed.seq, parsed.start_op, parsed.ops), (1, 5, 1));
    assert!(!parsed.sets_kind);
}

#[test]
fn the_hash_is_the_one_that_automerge_computes() {
    let (mut doc, _) = blankets();
    let written = set(&mut doc, BOB, "details", &"long ".repeat(2_000));
    let change = Change::from_bytes(written.body).unwrap();
    assert_eq!(change.hash().0, written.hash.0);
}

#[test]
fn a_change_written_by_hand_is_what_automerge_would_write() {
    for keys in [&["a"][..], &["a", "b", "kind"]] {
        check_change(&Raw::puts(ALICE, keys).bytes()).unwrap();
    }
}
