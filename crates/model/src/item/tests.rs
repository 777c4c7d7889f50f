//! Items: what two people do apart shows when they meet.

mod newer;
mod over;

use std::collections::BTreeMap;

use automerge::{AutoCommit, ROOT, ScalarValue, transaction::Transactable};
use proptest::prelude::*;

use crate::testing::{ALICE, BOB, CAROL, Raw, blankets, fields, hand, set};
use crate::{
    ApplyError, ItemDoc, ItemError, ItemKind, Limits, Scalar, check_change, written_values,
};

fn shown(doc: &ItemDoc, name: &str) -> Option<String> {
    doc.field(name).unwrap().text().map(str::to_owned)
}

#[test]
fn an_item_is_made_whole_in_its_first_change() {
    let (doc, written) = blankets();
    assert_eq!(doc.kind(), Some(ItemKind::Need));
    assert_eq!(shown(&doc, "title").as_deref(), Some("Blankets"));
    assert_eq!(shown(&doc, "quantity").as_deref(), Some("10"));
    assert_eq!(shown(&doc, "area"), None);
    assert!(written.deps.is_empty());
    let mut reader = ItemDoc::new();
    reader.apply(&written.body).unwrap();
    assert_eq!(reader.fields(), doc.fields());
}

#[test]
fn two_offline_edits_of_one_field_show_both_versions_and_who_wrote_them() {
    let (mut alice, _) = blankets();
    let mut bob = alice.clone();
    let by_alice = set(&mut alice, ALICE, "title", "Wool blankets");
    let by_bob = set(&mut bob, BOB, "title", "Warm blankets");
    alice.apply(&by_bob.body).unwrap();
    bob.apply(&by_alice.body).unwrap();
    assert_eq!(alice.fields(), bob.fields());
    let title = alice.field("title").unwrap();
    let mut versions: Vec<_> = title
        .different()
        .iter()
        .map(|version| (version.text.clone().unwrap(), version.change))
        .collect();
    versions.sort();
    let mut expected = vec![
        ("Wool blankets".to_owned(), by_alice.hash),
        ("Warm blankets".to_owned(), by_bob.hash),
    ];
    expected.sort();
    assert_eq!(versions, expected);
    // One tap settles it.
    let settled = set(&mut bob, BOB, "title", "Wool blankets");
    alice.apply(&settled.body).unwrap();
    assert_eq!(alice.field("title").unwrap().versions.len(), 1);
    assert_eq!(settled.deps, vec![by_alice.hash]);
}

#[test]
fn emptying_beside_an_edit_shows_both() {
    let (mut alice, _) = blankets();
    let mut bob = alice.clone();
    let empty = BTreeMap::from([("unit".to_owned(), Scalar::Empty)]);
    let emptied = alice.edit(&empty, hand(ALICE)).unwrap();
    let edited = set(&mut bob, BOB, "unit", "boxes");
    alice.apply(&edited.body).unwrap();
    bob.apply(&emptied[0].body).unwrap();
    assert_eq!(alice.fields(), bob.fields());
    let unit = alice.field("unit").unwrap();
    let mut texts: Vec<_> = unit
        .different()
        .iter()
        .map(|version| version.text.clone())
        .collect();
    texts.sort();
    assert_eq!(texts, vec![None, Some("boxes".to_owned())]);
}

#[test]
fn the_same_edit_by_two_is_one_version() {
    let (mut alice, _) = blankets();
    let mut bob = alice.clone();
    set(&mut alice, ALICE, "title", "Warm blankets");
    let by_bob = set(&mut bob, BOB, "title", "Warm blankets");
    alice.apply(&by_bob.body).unwrap();
    assert_eq!(alice.field("title").unwrap().versions.len(), 2);
    assert_eq!(alice.field("title").unwrap().different().len(), 1);
}

#[test]
fn writing_what_stands_writes_nothing() {
    let (mut doc, _) = blankets();
    let heads = doc.heads();
    let same = fields(&[("title", "Blankets")]);
    assert_eq!(doc.edit(&same, hand(BOB)).unwrap(), Vec::new());
    let empty = BTreeMap::from([("area".to_owned(), Scalar::Empty)]);
    assert_eq!(doc.edit(&empty, hand(BOB)).unwrap(), Vec::new());
    assert_eq!(doc.heads(), heads);
}

#[test]
fn what_a_change_wrote_can_be_told_for_the_history() {
    let (mut doc, created) = blankets();
    let wrote = written_values(&created.body).unwrap();
    assert_eq!(wrote.len(), 4);
    assert_eq!(
        wrote[0],
        ("kind".to_owned(), Scalar::Text("need".to_owned()))
    );
    assert_eq!(wrote[1], ("quantity".to_owned(), Scalar::Number(10)));
    let empty = BTreeMap::from([("unit".to_owned(), Scalar::Empty)]);
    let emptied = doc.edit(&empty, hand(BOB)).unwrap();
    assert_eq!(
        written_values(&emptied[0].body).unwrap(),
        vec![("unit".to_owned(), Scalar::Empty)]
    );
    assert!(written_values(b"?").is_err());
}

#[test]
fn the_kind_never_changes() {
    let (mut doc, _) = blankets();
    let error = doc
        .edit(&fields(&[("kind", "site")]), hand(BOB))
        .unwrap_err();
    assert!(matches!(error, ItemError::Kind));
}

#[test]
fn unknown_keys_are_kept_and_strange_types_are_passed_over() {
    let mut newer = AutoCommit::new().with_actor(hand(ALICE).0.into());
    for (key, value) in [
        ("color", ScalarValue::Str("red".into())),
        ("kind", ScalarValue::Str("need".into())),
        ("quantity", ScalarValue::Str("lots".into())),
        ("title", ScalarValue::Bytes(vec![1, 2])),
        ("urgency", ScalarValue::Str("9".into())),
    ] {
        newer.put(ROOT, key, value).unwrap();
    }
    newer.commit();
    let body = newer.get_last_local_change().unwrap().raw_bytes().to_vec();
    let mut doc = ItemDoc::new();
    doc.apply(&body).unwrap();
    for name in ["title", "quantity", "urgency"] {
        assert_eq!(shown(&doc, name), None, "{name}");
    }
    let edited = set(&mut doc, BOB, "title", "Blankets");
    newer.load_incremental(&edited.body).unwrap();
    assert_eq!(shown(&doc, "title").as_deref(), Some("Blankets"));
    assert_eq!(
        automerge::ReadDoc::get(&newer, ROOT, "color")
            .unwrap()
            .unwrap()
            .0
            .as_str(),
        Some("red")
    );
}

#[test]
fn more_branches_than_a_change_may_join_are_joined_first() {
    let (base, created) = blankets();
    let mut reader = base.clone();
    let mut bodies = vec![created.body];
    for who in 100..180 {
        let mut apart = base.clone();
        let written = set(&mut apart, who, "title", &format!("Title {who}"));
        reader.apply(&written.body).unwrap();
        bodies.push(written.body);
    }
    assert_eq!(reader.heads().len(), 80);
    let written = reader
        .edit(&fields(&[("title", "Settled")]), hand(CAROL))
        .unwrap();
    assert!(written.len() > 2);
    for change in &written {
        let parsed = check_change(&change.body).unwrap();
        assert!(parsed.deps.len() as u64 <= Limits::READER.deps);
        bodies.push(change.body.clone());
    }
    assert_eq!(reader.field("title").unwrap().versions.len(), 1);
    // Everybody else can follow, also from what was saved.
    let mut other = ItemDoc::new();
    for body in &bodies {
        other.apply(body).unwrap();
    }
    assert_eq!(other.heads(), reader.heads());
    let loaded = ItemDoc::load(&other.save()).unwrap();
    assert_eq!(loaded.heads(), reader.heads());
    assert_eq!(loaded.fields(), reader.fields());
}

#[test]
fn a_writer_whose_last_change_is_no_head_names_it_but_not_as_a_dependency() {
    let (mut alice, created) = blankets();
    let mut bob = alice.clone();
    let by_bob = set(&mut bob, BOB, "area", "Red Hook");
    alice.apply(&by_bob.body).unwrap();
    let again = set(&mut alice, ALICE, "area", "Gowanus");
    assert_eq!(again.deps, vec![by_bob.hash]);
    let mut deps = vec![created.hash, by_bob.hash];
    deps.sort();
    assert_eq!(check_change(&again.body).unwrap().deps, deps);
}

#[test]
fn changes_that_do_not_fit_stay_out() {
    let (base, _) = blankets();
    let mut alice = base.clone();
    let first = set(&mut alice, ALICE, "title", "one");
    let second = set(&mut alice, ALICE, "title", "two");
    let mut reader = base.clone();
    assert_eq!(
        reader.apply(&second.body),
        Err(ApplyError::MissingDeps(vec![first.hash]))
    );
    reader.apply(&first.body).unwrap();
    reader.apply(&first.body).unwrap();
    reader.apply(&second.body).unwrap();
    let second_root = Raw::puts(BOB, &["kind"]).bytes();
    assert_eq!(reader.apply(&second_root), Err(ApplyError::SecondCreation));
    let mut early = Raw::puts(BOB, &["area"]);
    early.deps = reader.heads().iter().map(|head| head.0).collect();
    assert_eq!(reader.apply(&early.bytes()), Err(ApplyError::OutOfTurn));
    early.start_op = 7;
    reader.clone().apply(&early.bytes()).unwrap();
    // A put of the title that fails to overwrite the title that stands.
    let mut beside = Raw::puts(BOB, &["title"]);
    (beside.deps, beside.start_op) = (early.deps, 7);
    assert_eq!(reader.apply(&beside.bytes()), Err(ApplyError::Overwrites));
}

#[test]
fn a_failed_edit_leaves_the_document_as_it_was() {
    let (mut doc, _) = blankets();
    let heads = doc.heads();
    let long = "x".repeat(70_000);
    doc.edit(
        &fields(&[("title", "short"), ("details", &long)]),
        hand(BOB),
    )
    .unwrap_err();
    assert_eq!(doc.heads(), heads);
    assert_eq!(shown(&doc, "title").as_deref(), Some("Blankets"));
}

#[test]
fn foreign_bytes_are_no_item() {
    assert!(ItemDoc::load(b"not an item").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Case 21: edits of the same fields on four devices that meet now and then; every order gives the same.
    #[test]
    fn edits_in_any_order_show_the_same(
        steps in prop::collection::vec((0_usize..4, 0_usize..4, 0_usize..3, 0_u32..6), 1..24),
        seed in any::<u64>(),
    ) {
        let names = ["title", "unit", "area"];
        let (base, created) = blankets();
        let mut docs = vec![base; 4];
        let mut bodies = vec![created.body];
        let mut logs: Vec<Vec<Vec<u8>>> = vec![Vec::new(); 4];
        for (who, from, name, value) in steps {
            if value == 0 {
                // They meet: one hears all that the other has.
                let heard: Vec<_> = bodies.clone();
                let (other, mine) = (docs[from].clone(), &mut docs[who]);
                for body in &heard {
                    let hash = check_change(body).unwrap().hash;
                    if other.has(hash) {
                        mine.apply(body).unwrap();
                    }
                }
                continue;
            }
            let puts = fields(&[(names[name], &format!("value {value}"))]);
            for written in docs[who].edit(&puts, hand(who as u8 + 1)).unwrap() {
                logs[who].push(written.body.clone());
                bodies.push(written.body);
            }
        }
        let in_order = replay(&bodies);
        let shuffled = replay(&shuffle(&bodies, seed));
        prop_assert_eq!(in_order.fields(), shuffled.fields());
        prop_assert_eq!(in_order.heads(), shuffled.heads());
        prop_assert_eq!(ItemDoc::load(&shuffled.save()).unwrap().fields(), in_order.fields());
        // Whatever anybody wrote is there.
        for body in logs.iter().flatten() {
            prop_assert!(shuffled.has(check_change(body).unwrap().hash));
        }
    }
}

/// Applies changes as soon as what they build on is there.
fn replay(bodies: &[Vec<u8>]) -> ItemDoc {
    let mut doc = ItemDoc::new();
    let mut waiting: Vec<&Vec<u8>> = bodies.iter().collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|body| match doc.apply(body) {
            Ok(_) => false,
            Err(ApplyError::MissingDeps(_) | ApplyError::OutOfTurn) => true,
            Err(other) => panic!("{other}"),
        });
        assert!(waiting.len() < before, "nothing fits");
    }
    doc
}

fn shuffle(bodies: &[Vec<u8>], seed: u64) -> Vec<Vec<u8>> {
    let mut keyed: Vec<_> = bodies
        .iter()
        .map(|body| {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&seed.to_be_bytes());
            hasher.update(body);
            (*hasher.finalize().as_bytes(), body.clone())
        })
        .collect();
    keyed.sort();
    keyed.into_iter().map(|(_, body)| body).collect()
}
