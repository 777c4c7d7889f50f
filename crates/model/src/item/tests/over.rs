//! Typing over a change that arrives meanwhile: what nobody has seen is never replaced.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{replay, shown, shuffle};
use crate::testing::{ALICE, BOB, CAROL, blankets, fields, hand, set};
use crate::{ChangeHash, ItemDoc, ItemError, Written};

/// Which changes wrote what stands.
fn stands(doc: &ItemDoc, name: &str) -> BTreeSet<ChangeHash> {
    let field = doc.field(name).unwrap();
    field
        .versions
        .iter()
        .map(|version| version.change)
        .collect()
}

fn texts(doc: &ItemDoc, name: &str) -> BTreeSet<String> {
    let field = doc.field(name).unwrap();
    let different = field.different().into_iter();
    different
        .map(|version| version.text.clone().unwrap_or_default())
        .collect()
}

/// What is written over, of one field.
fn of(name: &str, over: &BTreeSet<ChangeHash>) -> BTreeMap<String, BTreeSet<ChangeHash>> {
    BTreeMap::from([(name.to_owned(), over.clone())])
}

fn type_over(
    doc: &mut ItemDoc,
    who: u8,
    value: &str,
    over: &BTreeSet<ChangeHash>,
) -> Result<Vec<Written>, ItemError> {
    doc.edit_over(&fields(&[("title", value)]), &of("title", over), hand(who))
}

fn both(one: &str, other: &str) -> BTreeSet<String> {
    [one, other].map(str::to_owned).into()
}

#[test]
fn what_arrives_while_alice_types_stands_beside_hers_and_typing_on_makes_no_third() {
    let (mut alice, created) = blankets();
    let mut bob = alice.clone();
    let base = stands(&alice, "title");
    let by_bob = set(&mut bob, BOB, "title", "Warm blankets");
    alice.apply(&by_bob.body).unwrap();
    let mut bodies = vec![created.body, by_bob.body];
    for text in ["Wool", "Wool bl", "Wool blankets"] {
        let written = type_over(&mut alice, ALICE, text, &base).unwrap();
        assert_eq!(texts(&alice, "title"), both(text, "Warm blankets"));
        bodies.extend(written.into_iter().map(|written| written.body));
    }
    for seed in 0..4 {
        assert_eq!(replay(&shuffle(&bodies, seed)).fields(), alice.fields());
    }
    // Whoever has seen both settles it with one write.
    let over = stands(&alice, "title");
    type_over(&mut alice, ALICE, "Warm blankets", &over).unwrap();
    assert_eq!(alice.field("title").unwrap().versions.len(), 1);
}

#[test]
fn an_old_draft_is_written_beside_by_a_new_run() {
    let (mut alice, _) = blankets();
    let base = stands(&alice, "title");
    set(&mut alice, BOB, "title", "Warm blankets");
    set(&mut alice, BOB, "unit", "boxes");
    type_over(&mut alice, CAROL, "Wool blankets", &base).unwrap();
    assert_eq!(
        texts(&alice, "title"),
        both("Wool blankets", "Warm blankets")
    );
    assert_eq!(shown(&alice, "unit").as_deref(), Some("boxes"));
}

#[test]
fn a_log_that_has_built_on_the_newer_value_cannot_write_beside_it() {
    let (mut doc, _) = blankets();
    let base = stands(&doc, "title");
    let by_bob = set(&mut doc, BOB, "title", "Warm blankets");
    set(&mut doc, ALICE, "unit", "boxes");
    let heads = doc.heads();
    let refused = type_over(&mut doc, ALICE, "Wool blankets", &base).unwrap_err();
    assert!(matches!(refused, ItemError::NotBeside(change) if change == by_bob.hash));
    assert_eq!(doc.heads(), heads);
    // Another run of hers can.
    type_over(&mut doc, CAROL, "Wool blankets", &base).unwrap();
    assert_eq!(doc.field("title").unwrap().versions.len(), 2);
}

#[test]
fn an_edit_of_another_field_does_not_build_on_what_it_does_not_replace() {
    let (mut doc, _) = blankets();
    let base = stands(&doc, "title");
    set(&mut doc, BOB, "title", "Warm blankets");
    let over = stands(&doc, "unit");
    let unit = fields(&[("unit", "boxes")]);
    doc.edit_over(&unit, &of("unit", &over), hand(ALICE))
        .unwrap();
    type_over(&mut doc, ALICE, "Wool blankets", &base).unwrap();
    assert_eq!(texts(&doc, "title"), both("Wool blankets", "Warm blankets"));
}

#[test]
fn what_was_seen_of_one_field_says_nothing_about_another() {
    let (mut doc, created) = blankets();
    let mut bob = doc.clone();
    let warm = fields(&[("title", "Warm blankets"), ("unit", "boxes")]);
    let by_bob = bob.edit(&warm, hand(BOB)).unwrap().remove(0);
    doc.apply(&by_bob.body).unwrap();
    // She began with the title before Bob's change came, and with the unit after it.
    let over = BTreeMap::from([
        ("title".to_owned(), BTreeSet::from([created.hash])),
        ("unit".to_owned(), stands(&doc, "unit")),
    ]);
    let both = fields(&[("title", "Wool blankets"), ("unit", "bags")]);
    let refused = doc.edit_over(&both, &over, hand(CAROL)).unwrap_err();
    assert!(matches!(refused, ItemError::NotBeside(change) if change == by_bob.hash));
    assert_eq!(shown(&doc, "title").as_deref(), Some("Warm blankets"));
    // With both seen, both are written.
    let over = ["title", "unit"].map(|name| (name.to_owned(), stands(&doc, name)));
    doc.edit_over(&both, &over.into(), hand(CAROL)).unwrap();
    assert_eq!(shown(&doc, "title").as_deref(), Some("Wool blankets"));
}

#[test]
fn a_field_that_was_empty_and_a_text_that_did_not_change() {
    let (mut doc, _) = blankets();
    let base = stands(&doc, "title");
    set(&mut doc, BOB, "area", "Red Hook");
    set(&mut doc, BOB, "title", "Warm blankets");
    let area = fields(&[("area", "Gowanus")]);
    doc.edit_over(&area, &BTreeMap::new(), hand(CAROL)).unwrap();
    assert_eq!(texts(&doc, "area"), both("Gowanus", "Red Hook"));
    let same = type_over(&mut doc, CAROL, "Blankets", &base).unwrap();
    assert_eq!(
        (same.len(), shown(&doc, "title").as_deref()),
        (0, Some("Warm blankets"))
    );
}

#[test]
fn a_base_of_more_values_than_a_change_may_name_is_joined_first() {
    let (base, _) = blankets();
    let mut doc = base.clone();
    for who in 100..150 {
        let mut apart = base.clone();
        let written = set(&mut apart, who, "title", &format!("Title {who}"));
        doc.apply(&written.body).unwrap();
    }
    let over = stands(&doc, "title");
    let mut apart = base.clone();
    let unseen = set(&mut apart, CAROL, "title", "Warm blankets");
    doc.apply(&unseen.body).unwrap();
    let written = type_over(&mut doc, ALICE, "Wool blankets", &over).unwrap();
    assert_eq!((over.len(), written.len()), (50, 2));
    assert_eq!(texts(&doc, "title"), both("Wool blankets", "Warm blankets"));
}

/// Somebody at a computer: the document there, and what stood when they began to type.
struct Desk {
    who: u8,
    doc: ItemDoc,
    base: Option<BTreeSet<ChangeHash>>,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    /// Two people, one of them with two runs: begin to type, save, hear, go away; nothing unseen vanishes.
    #[test]
    fn nothing_that_stood_unseen_vanishes(
        steps in prop::collection::vec((0_usize..3, 0_u8..6, 0_usize..3, 0_u32..5), 1..40),
        seed in any::<u64>(),
    ) {
        let (doc, created) = blankets();
        let mut bodies = vec![created.body];
        let mut desks = [ALICE, BOB, CAROL].map(|who| Desk { who, doc: doc.clone(), base: None });
        for (at, deed, from, value) in steps {
            let other = desks[from].doc.clone();
            let desk = &mut desks[at];
            match deed {
                0 => for body in &bodies {
                    if other.has(crate::check_change(body).unwrap().hash) {
                        desk.doc.apply(body).unwrap();
                    }
                },
                1 => desk.base = None,
                2 => {
                    let over = stands(&desk.doc, "unit");
                    let unit = fields(&[("unit", &format!("unit {value}"))]);
                    let written = desk.doc.edit_over(&unit, &of("unit", &over), hand(desk.who)).unwrap();
                    bodies.extend(written.into_iter().map(|written| written.body));
                }
                _ => {
                    let before = stands(&desk.doc, "title");
                    let base = desk.base.get_or_insert_with(|| before.clone()).clone();
                    let heads = desk.doc.heads();
                    let text = format!("title {value}");
                    match type_over(&mut desk.doc, desk.who, &text, &base) {
                        Ok(written) => {
                            let after = stands(&desk.doc, "title");
                            for gone in before.difference(&after) {
                                let own = desk.doc.is_of(*gone, hand(desk.who));
                                prop_assert!(own || base.contains(gone));
                            }
                            // And what was typed is what somebody reads.
                            let typed = texts(&desk.doc, "title").contains(&text);
                            prop_assert!(typed || written.is_empty());
                            bodies.extend(written.into_iter().map(|written| written.body));
                        }
                        Err(ItemError::NotBeside(newer)) => {
                            prop_assert!(!base.contains(&newer) && before.contains(&newer));
                            prop_assert_eq!(desk.doc.heads(), heads);
                        }
                        Err(other) => return Err(TestCaseError::fail(other.to_string())),
                    }
                }
            }
        }
        let all = replay(&shuffle(&bodies, seed));
        prop_assert_eq!(all.fields(), replay(&bodies).fields());
        prop_assert_eq!(ItemDoc::load(&all.save()).unwrap().heads(), all.heads());
    }
}
