//! What Automerge does with these inputs by itself: the reasons for our rules, held as tests.
//! If one of them fails after an upgrade, Automerge has become safer and a rule may go.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, Change};

use super::fuzz::overwriting;
use crate::testing::{ALICE, BOB, Raw, blankets, hand};

/// Applies without any of our checks; `None` if Automerge panics.
fn unchecked(doc: &[u8], body: &[u8]) -> Option<Automerge> {
    let mut doc = Automerge::load(doc).unwrap();
    let change = Change::try_from(body).unwrap();
    catch_unwind(AssertUnwindSafe(move || {
        doc.apply_changes([change]).unwrap();
        doc
    }))
    .ok()
}

fn loads_again(doc: &Automerge) -> bool {
    Automerge::load(&doc.save()).is_ok_and(|loaded| loaded.get_heads() == doc.get_heads())
}

#[test]
fn an_overwritten_value_by_an_unknown_actor_makes_it_panic() {
    let (doc, _) = blankets();
    let actors = [hand(77).0.to_vec()];
    let raw = overwriting(&doc, BOB, "title", &[(1, 0)], &actors, (1, 5));
    assert!(unchecked(&doc.save(), &raw.bytes()).is_none());
    doc.clone().apply(&raw.bytes()).unwrap_err();
}

#[test]
fn an_overwritten_value_that_is_not_there_cannot_be_loaded_again() {
    let (doc, _) = blankets();
    let actors = [hand(ALICE).0.to_vec()];
    let mut raw = overwriting(&doc, BOB, "title", &[(9, 0)], &actors, (1, 10));
    raw.start_op = 10;
    let broken = unchecked(&doc.save(), &raw.bytes()).unwrap();
    assert!(!loads_again(&broken));
    doc.clone().apply(&raw.bytes()).unwrap_err();
}

#[test]
fn a_change_in_another_form_cannot_be_loaded_again() {
    let raw = Raw::puts(ALICE, &["a", "b"]).column(0x70, &[0x7f, 0, 0x7f, 0]);
    let broken = unchecked(&Automerge::new().save(), &raw.bytes()).unwrap();
    assert!(!loads_again(&broken));
}
