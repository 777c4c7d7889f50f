//! Arbitrary bytes and spoilt changes: never a panic, and what passes does Automerge no harm.

use proptest::prelude::*;

use crate::testing::{ALICE, BOB, CAROL, DORA, Raw, blankets, chunk, content, hand, set};
use crate::{ItemDoc, Limits, check_change, preparse};

/// A document where two titles stand, and changes of all sorts that fit on it.
fn scene() -> (ItemDoc, Vec<Vec<u8>>) {
    let (mut doc, _) = blankets();
    let mut other = doc.clone();
    set(&mut doc, ALICE, "title", "Wool blankets");
    let bobs = set(&mut other, BOB, "title", "Warm blankets");
    doc.apply(&bobs.body).unwrap();
    let settle = set(&mut doc.clone(), CAROL, "title", "Warm wool blankets");
    let several = doc
        .clone()
        .edit(
            &crate::testing::fields(&[
                ("title", "t"),
                ("unit", ""),
                ("area", "a"),
                ("details", ""),
            ]),
            hand(DORA),
        )
        .unwrap();
    let own = set(&mut doc.clone(), ALICE, "quantity", "many");
    let bodies = vec![settle.body, several[0].body.clone(), own.body];
    (doc, bodies)
}

/// Applies what passes, and uses the document afterwards as everybody would.
fn survives(doc: &ItemDoc, body: &[u8]) {
    let _ = preparse(body, &Limits::READER);
    if check_change(body).is_err() {
        return;
    }
    let mut doc = doc.clone();
    let before = doc.heads();
    if doc.apply(body).is_err() {
        assert_eq!(doc.heads(), before);
    }
    let loaded = ItemDoc::load(&doc.save()).unwrap();
    assert_eq!(loaded.heads(), doc.heads());
    let _ = loaded.fields();
    let written = doc
        .edit(
            &crate::testing::fields(&[("title", "after all")]),
            hand(200),
        )
        .unwrap();
    assert_eq!(doc.field("title").unwrap().versions.len(), 1);
    assert_eq!(written.len(), 1);
}

#[derive(Debug, Clone)]
enum Spoil {
    Set(prop::sample::Index, u8),
    Flip(prop::sample::Index, u8),
    Insert(prop::sample::Index, u8),
    Remove(prop::sample::Index),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        (index(), any::<u8>()).prop_map(|(at, byte)| Spoil::Set(at, byte)),
        (index(), 0..8_u8).prop_map(|(at, bit)| Spoil::Flip(at, bit)),
        (index(), any::<u8>()).prop_map(|(at, byte)| Spoil::Insert(at, byte)),
        index().prop_map(Spoil::Remove),
    ]
}

fn apply_spoil(bytes: &mut Vec<u8>, spoil: &Spoil) {
    if bytes.is_empty() {
        return;
    }
    let length = bytes.len();
    match spoil {
        Spoil::Set(at, byte) => bytes[at.index(length)] = *byte,
        Spoil::Flip(at, bit) => bytes[at.index(length)] ^= 1 << bit,
        Spoil::Insert(at, byte) => bytes.insert(at.index(length), *byte),
        Spoil::Remove(at) => {
            bytes.remove(at.index(length));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let (doc, _) = blankets();
        survives(&doc, &bytes);
        survives(&doc, &chunk(&bytes));
    }

    #[test]
    fn arbitrary_columns_never_panic(
        specs in prop::collection::btree_map(0_u64..0xb0, prop::collection::vec(any::<u8>(), 0..24), 0..9),
        start_op in 1_u64..40,
    ) {
        let (doc, _) = blankets();
        let mut raw = Raw::puts(BOB, &["a"]);
        raw.deps = doc.heads().iter().map(|head| head.0).collect();
        raw.start_op = start_op;
        raw.columns = specs.into_iter().collect();
        survives(&doc, &raw.bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoilt_changes_never_panic(which in 0_usize..3, spoils in prop::collection::vec(spoil(), 1..4)) {
        let (doc, bodies) = scene();
        let mut bytes = content(&bodies[which]);
        for spoil in &spoils {
            apply_spoil(&mut bytes, spoil);
        }
        survives(&doc, &chunk(&bytes));
    }

    /// Well-formed changes whose overwritten values are made up: Automerge panics on most, so none may get there.
    #[test]
    fn made_up_overwrites_never_panic(
        key in prop_oneof![Just("title"), Just("unit"), Just("zzz"), Just("kind")],
        start_op in 1_u64..12,
        seq in 1_u64..4,
        preds in prop::collection::btree_set((1_u64..12, 0_usize..4), 0..4),
        who in 1_u8..5,
    ) {
        let (doc, _) = scene();
        let actors: Vec<_> = [ALICE, BOB, CAROL, 77].iter().map(|who| hand(*who).0.to_vec()).collect();
        let raw = overwriting(&doc, who, key, &preds.into_iter().collect::<Vec<_>>(), &actors, (seq, start_op));
        survives(&doc, &raw.bytes());
    }
}

/// Writes a put of one key that overwrites what it likes.
pub(super) fn overwriting(
    doc: &ItemDoc,
    who: u8,
    key: &str,
    preds: &[(u64, usize)],
    actors: &[Vec<u8>],
    (seq, start_op): (u64, u64),
) -> Raw {
    let mut raw = Raw::puts(who, &[key]);
    raw.deps = doc.heads().iter().map(|head| head.0).collect();
    (raw.seq, raw.start_op) = (seq, start_op);
    let mut named: Vec<_> = preds
        .iter()
        .map(|(counter, index)| (*counter, actors[*index].clone()))
        .collect();
    named.sort();
    let mut others: Vec<_> = named.iter().map(|(_, actor)| actor.clone()).collect();
    others.retain(|actor| *actor != raw.actor);
    others.sort();
    others.dedup();
    let place = |actor: &Vec<u8>| {
        others
            .iter()
            .position(|other| other == actor)
            .map_or(0, |index| index + 1)
    };
    let rows: Vec<_> = named
        .iter()
        .map(|(counter, actor)| (*counter, place(actor) as u64))
        .collect();
    raw.others = others.clone();
    if rows.is_empty() {
        return raw;
    }
    let mut deltas = Vec::new();
    let mut before = 0_i64;
    for (counter, _) in &rows {
        let counter = i64::try_from(*counter).unwrap();
        deltas.push(counter - before);
        before = counter;
    }
    raw.column(0x70, &[0x7f, rows.len() as u8])
        .column(
            0x71,
            &rle(&rows
                .iter()
                .map(|(_, actor)| *actor as i64)
                .collect::<Vec<_>>()),
        )
        .column(0x73, &rle(&deltas))
}

/// Run-length encodes small numbers as Automerge does.
fn rle(values: &[i64]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut literals: Vec<i64> = Vec::new();
    let mut rest = values;
    while let Some(first) = rest.first() {
        let same = rest.iter().take_while(|value| *value == first).count();
        if same == 1 {
            literals.push(*first);
        } else {
            flush(&mut out, &mut literals);
            crate::testing::sleb(&mut out, i64::try_from(same).unwrap());
            crate::testing::sleb(&mut out, *first);
        }
        rest = &rest[same..];
    }
    flush(&mut out, &mut literals);
    out
}

fn flush(out: &mut Vec<u8>, literals: &mut Vec<i64>) {
    if !literals.is_empty() {
        crate::testing::sleb(out, -i64::try_from(literals.len()).unwrap());
        for value in literals.drain(..) {
            crate::testing::sleb(out, value);
        }
    }
}
