//! Targets `change` and `apply`: the pre-parser alone, and what it lets through in Automerge's hands.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use model::{
    Actor, ApplyError, ItemDoc, ItemKind, Limits, Scalar, actor, check_change, preparse,
    written_values,
};
use trust::LogId;

use super::chunk::{self, Chunk, column, run};
use super::hostile::hostile;
use super::mutate::mutate_bytes;
use super::{DEEPEST, Seed, Target, join, known, pieces, reached, seed};
use crate::Random;

/// One change, before Automerge.
pub(super) const PREPARSE: Target = Target {
    name: "change",
    run: run_preparse,
    dress: Some(dress_one),
    seeds: preparse_seeds,
    longest: 200_000,
    words: WORDS,
};

/// Several changes, each applied to documents in different states.
pub(super) const APPLY: Target = Target {
    name: "apply",
    run: run_apply,
    dress: Some(dress_many),
    seeds: apply_seeds,
    longest: 60_000,
    words: WORDS,
};

const WORDS: &[&[u8]] = &[
    &[0x85, 0x6f, 0x4a, 0x83],
    b"\x04kind",
    b"\x05title",
    b"\x08quantity",
    &[0xff, 0xff, 0xff, 0xff, 0x0f],
    &[0xc0, 0x84, 0x3d],
    &[0x70, 0x02, 0x7f, 0x01],
];

fn run_preparse(bytes: &[u8]) {
    let Ok(parsed) = preparse(bytes, &Limits::READER) else {
        return;
    };
    reached(1);
    let limits = Limits::READER;
    assert!(parsed.ops <= limits.ops && parsed.max_op() <= limits.max_op);
    assert!(parsed.deps.len() as u64 <= limits.deps && parsed.seq > 0 && parsed.start_op > 0);
    assert!(parsed.deps.windows(2).all(|pair| pair[0] < pair[1]));
    let Ok(checked) = check_change(bytes) else {
        return;
    };
    reached(DEEPEST);
    assert_eq!(checked, parsed, "the same is read both times");
    let values = written_values(bytes).expect("what is accepted can be shown");
    assert!(values.len() as u64 <= limits.ops);
}

/// Documents: none yet; Alice's need; the same with two versions of a title.
fn documents() -> &'static [ItemDoc; 3] {
    static DOCUMENTS: OnceLock<[ItemDoc; 3]> = OnceLock::new();
    DOCUMENTS.get_or_init(|| {
        let mut need = ItemDoc::new();
        need.apply(&creation()).expect("an honest creation");
        let (mut torn, mut other) = (need.clone(), need.clone());
        edit(&mut torn, 2, "Warm blankets");
        torn.apply(&edit(&mut other, 3, "Wool blankets"))
            .expect("an honest edit");
        [ItemDoc::new(), need, torn]
    })
}

fn creation() -> Vec<u8> {
    let entries = &known().entries;
    let made = entries.iter().find(|entry| entry.id == known().creation);
    made.expect("Alice's need").body.clone()
}

fn hand(who: u8) -> Actor {
    actor(LogId([who; 32]), known().item)
}

fn edit(doc: &mut ItemDoc, who: u8, title: &str) -> Vec<u8> {
    let fields = BTreeMap::from([("title".to_owned(), Scalar::Text(title.to_owned()))]);
    let mut written = doc.edit(&fields, hand(who)).expect("an honest edit");
    written.remove(0).body
}

/// What a document takes, it has; saves and loads the same; and everybody can still write in it.
fn run_apply(bytes: &[u8]) {
    let changes = pieces(bytes);
    for (at, mut doc) in documents().iter().cloned().enumerate() {
        let mut taken = 0;
        for change in changes.iter().take(64) {
            let before = doc.heads();
            match doc.apply(change) {
                Ok(parsed) => {
                    assert!(doc.has(parsed.hash), "what was taken is there");
                    taken += u32::from(doc.heads() != before);
                }
                Err(ApplyError::Refused(_)) => assert_eq!(doc.heads(), before),
                Err(_) => {
                    reached(1);
                    assert_eq!(doc.heads(), before, "what is refused leaves no trace");
                }
            }
        }
        if taken > 0 {
            reached(if at == 0 { 2 } else { DEEPEST });
            check_document(&doc);
        }
    }
}

fn check_document(doc: &ItemDoc) {
    let mut loaded = ItemDoc::load(&doc.save()).expect("what was saved loads");
    assert_eq!(loaded.heads(), doc.heads(), "and is the same");
    assert_eq!(loaded.fields(), doc.fields());
    for field in loaded.fields() {
        assert!(
            field
                .versions
                .iter()
                .filter_map(|version| version.text.as_ref())
                .all(|text| text.len() <= 256 * 1024)
        );
    }
    let fields = BTreeMap::from([(
        "title".to_owned(),
        Scalar::Text("Still writable".to_owned()),
    )]);
    let written = loaded
        .edit(&fields, hand(9))
        .expect("everybody can still write");
    let mut theirs = ItemDoc::load(&doc.save()).expect("loads");
    for change in &written {
        theirs.apply(&change.body).expect("and others take it");
    }
    assert_eq!(theirs.heads(), loaded.heads());
}

/// Mutates the content of a chunk, and makes length and checksum good.
fn dress_one(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let content = chunk::content(bytes)?;
    let kind = if random.percent(98) {
        1
    } else {
        (random.below(5)) as u8
    };
    Some(chunk::wrap(
        kind,
        &mutate_bytes(content, &[], random, 100_000),
    ))
}

fn dress_many(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = pieces(bytes).into_iter().map(<[u8]>::to_vec).collect();
    let at = random.below(all.len());
    if random.percent(30) {
        all.push(all.get(at)?.clone());
    }
    let mutated = dress_one(all.get(at)?, random)?;
    all[at] = mutated;
    Some(join(&all))
}

/// Changes of honest hands, in their order.
fn honest() -> Vec<Vec<u8>> {
    let mut doc = ItemDoc::new();
    doc.apply(&creation()).unwrap();
    let (mut torn, mut other) = (doc.clone(), doc.clone());
    let (one, two) = (
        edit(&mut torn, 2, "Warm blankets"),
        edit(&mut other, 3, "Wool blankets"),
    );
    torn.apply(&two).unwrap();
    let joined = edit(&mut torn, 4, "Blankets, warm or of wool");
    let long = BTreeMap::from([("details".to_owned(), Scalar::Text("wool ".repeat(400)))]);
    let more = torn.edit(&long, hand(4)).unwrap().remove(0).body;
    vec![creation(), one, two, joined, more]
}

fn preparse_seeds() -> Vec<Seed> {
    let mut all: Vec<Seed> = honest()
        .into_iter()
        .enumerate()
        .map(|(at, bytes)| seed(format!("honest-{at}"), bytes))
        .collect();
    let fields: BTreeMap<String, Scalar> = ItemKind::Site
        .fields()
        .iter()
        .map(|def| (def.name.to_owned(), Scalar::Number(7)))
        .collect();
    let (_, site) = ItemDoc::create(ItemKind::Site, &fields, hand(5)).unwrap();
    all.push(seed("honest-site", site.body));
    // The longest one is for the tests of the bad inputs: the corpora stay small.
    let made = hostile(hand(66).0)
        .into_iter()
        .filter(|(_, bytes)| bytes.len() < 100_000);
    all.extend(made.map(|(name, bytes)| seed(format!("hostile-{name}"), bytes)));
    all
}

fn apply_seeds() -> Vec<Seed> {
    let honest = honest();
    let mut backwards = honest.clone();
    backwards.reverse();
    let doubled = [honest.clone(), honest.clone()].concat();
    let second = Chunk::puts(hand(66).0, &[("kind", b"site"), ("title", b"y")]).bytes();
    let strange = Chunk::puts(
        hand(66).0,
        &[
            ("__proto__", b"x"),
            ("constructor", b"x"),
            ("kind", b"need"),
            ("title", b"x"),
        ],
    );
    let numbers = strange.clone().with(column::VALUE_META, &run(4, 0x14));
    let mut all = vec![
        seed("honest", join(&honest)),
        seed("backwards", join(&backwards)),
        seed("twice", join(&doubled)),
        seed("strange-keys", join(&[strange.bytes()])),
        seed("numbers-for-texts", join(&[numbers.bytes()])),
        seed(
            "hostile-second-creation",
            join(&[creation(), second.clone(), second]),
        ),
    ];
    let made = hostile(hand(66).0)
        .into_iter()
        .filter(|(_, bytes)| bytes.len() < 4_000);
    all.extend(
        made.map(|(name, bytes)| seed(format!("hostile-{name}"), join(&[creation(), bytes]))),
    );
    all
}
