//! What the judge lets count: honest histories, and each rule broken once.

mod statements;

use std::collections::BTreeMap;

use trust::{
    Compartment, DeviceId, Entry, EntryId, EpochId, GrantRef, Header, HybridTime, ItemId, Kind,
};

use crate::testing::{
    ALICE, BOB, CAROL, MALLORY, Raw, blankets, fields, hand, item, log, position, set,
};
use crate::{ChangeFacts, Dep, Facts, ItemDoc, Reason, Refused, Statement, Written, actor, judge};

/// Accepted entries with their facts, as a device keeps them.
#[derive(Default)]
struct Book {
    accepted: BTreeMap<EntryId, (Entry, Vec<u8>)>,
}

impl Book {
    /// Judges as `node` would: dependencies looked up, the log's previous change of the item implied.
    fn judge(&self, entry: &Entry) -> Result<Vec<u8>, Reason> {
        let dep = |id: &EntryId| {
            let (known, facts) = &self.accepted[id];
            Dep {
                id: *id,
                header: &known.header,
                facts,
            }
        };
        let deps: Vec<_> = entry.header.deps.iter().map(dep).collect();
        let mut own: Vec<_> = self
            .accepted
            .values()
            .map(|(known, _)| known)
            .filter(|known| known.log == entry.log && known.header.item == entry.header.item)
            .filter(|known| known.header.kind == Kind::Change && known.seq < entry.seq)
            .collect();
        own.sort_by_key(|known| known.seq);
        let implied = own.last().map(|known| dep(&known.id));
        judge(entry, &deps, implied.as_ref(), own.len() as u64)
    }

    fn accept(&mut self, entry: Entry) -> EntryId {
        let facts = self.judge(&entry).unwrap();
        let id = entry.id;
        self.accepted.insert(id, (entry, facts));
        id
    }

    fn facts(&self, id: EntryId) -> ChangeFacts {
        match Facts::from_bytes(&self.accepted[&id].1) {
            Some(Facts::Change(facts)) => facts,
            other => panic!("{other:?}"),
        }
    }
}

fn entry(who: u8, seq: u64, kind: Kind, deps: &[EntryId], body: Vec<u8>) -> Entry {
    let mut deps = deps.to_vec();
    deps.sort();
    let place = position(who, seq);
    Entry {
        id: place.id,
        log: place.log,
        seq,
        prev: EntryId([0; 32]),
        epoch: EpochId([0; 32]),
        header: Header {
            kind,
            item: Some(item()),
            compartment: Compartment::Main,
            body_epoch: None,
            device: DeviceId([who; 32]),
            grant: GrantRef::Steward,
            cert_heads: Vec::new(),
            deps,
            time: HybridTime::default(),
            body_len: u32::try_from(body.len()).unwrap(),
            first: None,
        },
        body,
        form: trust::BodyForm::Clear,
        signature: None,
    }
}

fn change(who: u8, seq: u64, deps: &[EntryId], written: &Written) -> Entry {
    entry(who, seq, Kind::Change, deps, written.body.clone())
}

fn statement(who: u8, seq: u64, deps: &[EntryId], statement: &Statement) -> Entry {
    entry(who, seq, Kind::Statement, deps, statement.to_body())
}

fn claim(replaces: &[EntryId]) -> Statement {
    Statement::Claim {
        quantity: None,
        until_ms: None,
        note: None,
        replaces: replaces.to_vec(),
    }
}

/// A book with Alice's need in it.
fn started() -> (Book, ItemDoc, EntryId) {
    let (doc, written) = blankets();
    let mut book = Book::default();
    let created = book.accept(change(ALICE, 1, &[], &written));
    (book, doc, created)
}

#[test]
fn an_honest_history_is_accepted() {
    let (mut book, mut alice, created) = started();
    let mut bob = alice.clone();
    let by_bob = set(&mut bob, BOB, "title", "Warm blankets");
    let bobs = book.accept(change(BOB, 7, &[created], &by_bob));
    let by_alice = set(&mut alice, ALICE, "title", "Wool blankets");
    // Her own earlier change is implied.
    book.accept(change(ALICE, 2, &[], &by_alice));
    alice.apply(&by_bob.body).unwrap();
    let settled = set(&mut alice, ALICE, "title", "Wool blankets");
    assert_eq!(settled.deps, vec![by_bob.hash]);
    let last = book.accept(change(ALICE, 3, &[bobs], &settled));
    assert_eq!(book.facts(last).max_op, 6);
    assert!(book.facts(created).creates && !book.facts(last).creates);
}

#[test]
fn many_branches_joined_are_accepted() {
    let (mut book, base, created) = started();
    let mut carol = base.clone();
    let mut by_hash = BTreeMap::from([(book.facts(created).hash, created)]);
    for who in 100..150 {
        let written = set(&mut base.clone(), who, "title", &format!("Title {who}"));
        carol.apply(&written.body).unwrap();
        by_hash.insert(
            written.hash,
            book.accept(change(who, 1, &[created], &written)),
        );
    }
    let joined = carol
        .edit(&fields(&[("title", "One")]), hand(CAROL))
        .unwrap();
    let own: Vec<_> = joined.iter().map(|written| written.hash).collect();
    for (index, written) in joined.iter().enumerate() {
        let others = written.deps.iter().filter(|dep| !own.contains(dep));
        let deps: Vec<_> = others.map(|dep| by_hash[dep]).collect();
        book.accept(change(CAROL, 1 + index as u64, &deps, written));
    }
}

#[test]
fn a_creation_stands_where_its_item_says() {
    let (book, mut doc, created) = started();
    let (_, written) = blankets();
    assert_eq!(
        book.judge(&change(ALICE, 2, &[created], &written)),
        Err(Reason::Seq)
    );
    let elsewhere = change(BOB, 1, &[], &written);
    assert_eq!(Book::default().judge(&elsewhere), Err(Reason::Creation));
    let edit = set(&mut doc, BOB, "area", "here");
    assert_eq!(
        book.judge(&change(BOB, 1, &[], &edit)),
        Err(Reason::Creation)
    );
    let mut no_item = change(ALICE, 1, &[], &written);
    no_item.header.item = None;
    assert_eq!(Book::default().judge(&no_item), Err(Reason::Item));
}

#[test]
fn the_actor_is_the_logs_own() {
    let (book, mut doc, created) = started();
    let by_bob = set(&mut doc, BOB, "area", "here");
    // Mallory squats on Bob's next number.
    assert_eq!(
        book.judge(&change(MALLORY, 1, &[created], &by_bob)),
        Err(Reason::Actor)
    );
    assert_ne!(actor(log(ALICE), item()), actor(log(BOB), item()));
    assert_ne!(
        actor(log(ALICE), item()),
        actor(log(ALICE), ItemId([0; 16]))
    );
}

#[test]
fn a_number_is_used_once() {
    let (mut book, doc, created) = started();
    let first = set(&mut doc.clone(), BOB, "area", "here");
    let second = set(&mut doc.clone(), BOB, "area", "there");
    book.accept(change(BOB, 1, &[created], &first));
    assert_eq!(
        book.judge(&change(BOB, 2, &[created], &second)),
        Err(Reason::Seq)
    );
}

#[test]
fn a_change_depends_on_what_its_entry_depends_on() {
    let (mut book, mut doc, created) = started();
    let by_bob = set(&mut doc, BOB, "area", "here");
    let bobs = book.accept(change(BOB, 1, &[created], &by_bob));
    let by_carol = set(&mut doc, CAROL, "area", "there");
    assert_eq!(
        book.judge(&change(CAROL, 1, &[created], &by_carol)),
        Err(Reason::DepsDiffer)
    );
    assert_eq!(
        book.judge(&change(CAROL, 1, &[created, bobs], &by_carol)),
        Err(Reason::DepsDiffer)
    );
    book.accept(change(CAROL, 1, &[bobs], &by_carol));
}

#[test]
fn what_is_implied_is_not_named_again() {
    let (book, mut doc, created) = started();
    let again = set(&mut doc, ALICE, "area", "here");
    assert_eq!(
        book.judge(&change(ALICE, 2, &[created], &again)),
        Err(Reason::DepsDiffer)
    );
    book.judge(&change(ALICE, 2, &[], &again)).unwrap();
}

#[test]
fn operation_numbers_follow_the_dependencies() {
    let (book, doc, created) = started();
    for start_op in [1, 4, 6, 1 << 30] {
        let mut raw = Raw::puts(BOB, &["area"]);
        raw.deps = doc.heads().iter().map(|head| head.0).collect();
        raw.start_op = start_op;
        let body = entry(BOB, 1, Kind::Change, &[created], raw.bytes());
        assert_eq!(book.judge(&body), Err(Reason::StartOp), "{start_op}");
    }
    let alone = Raw {
        start_op: 2,
        ..Raw::puts(ALICE, &["kind"])
    };
    let creation = entry(ALICE, 1, Kind::Change, &[], alone.bytes());
    assert_eq!(Book::default().judge(&creation), Err(Reason::StartOp));
}

#[test]
fn the_kind_is_said_once() {
    let (book, doc, created) = started();
    let mut raw = Raw::puts(BOB, &["kind"]);
    raw.deps = doc.heads().iter().map(|head| head.0).collect();
    raw.start_op = 5;
    let body = entry(BOB, 1, Kind::Change, &[created], raw.bytes());
    assert_eq!(book.judge(&body), Err(Reason::KindChanged));
}

#[test]
fn hostile_changes_are_refused_with_the_pre_parsers_reason() {
    let (book, _, created) = started();
    let mut raw = Raw::puts(BOB, &["area"]);
    raw.chunk_type = 2;
    let body = entry(BOB, 1, Kind::Change, &[created], raw.bytes());
    assert_eq!(book.judge(&body), Err(Reason::Change(Refused::ChunkType)));
    assert_eq!(book.judge(&body).unwrap_err().code(), "changeChunkType");
}

#[test]
fn dependencies_are_of_the_same_item_and_compartment_and_known() {
    let (mut book, mut doc, created) = started();
    let by_bob = set(&mut doc, BOB, "area", "here");
    let mut elsewhere = change(BOB, 1, &[created], &by_bob);
    elsewhere.header.compartment = Compartment::Members;
    assert_eq!(book.judge(&elsewhere), Err(Reason::Dep));
    let claimed = book.accept(statement(CAROL, 1, &[created], &claim(&[])));
    assert_eq!(
        book.judge(&change(BOB, 1, &[created, claimed], &by_bob)),
        Err(Reason::Dep)
    );
    let honest = change(BOB, 1, &[created], &by_bob);
    assert_eq!(judge(&honest, &[], None, 0), Err(Reason::Creation));
    let damaged = Dep {
        id: created,
        header: &book.accepted[&created].0.header,
        facts: b"?",
    };
    assert_eq!(judge(&honest, &[damaged], None, 0), Err(Reason::Dep));
}
