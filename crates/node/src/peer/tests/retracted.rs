//! What a changed client writes after its removal, the four kinds of what stands aside, and how long a large
//! retraction takes.

use std::collections::BTreeSet;
use std::time::Instant;

use trust::{Compartment, EntryId, GrantRef, HeaderDraft, HybridTime, ItemId, LogWriter};

use super::hostile::member;
use super::removals::{me, remove};
use super::*;
use crate::AsideKind;

/// An entry as a changed client would write it.
struct Wish {
    grant: GrantRef,
    item: Option<ItemId>,
    deps: Vec<EntryId>,
    body: Vec<u8>,
    at_ms: u64,
}

fn forge(
    core: &Core,
    board: BoardId,
    secret: u8,
    wishes: impl IntoIterator<Item = Wish>,
) -> Vec<Entry> {
    let state = &core.state.boards[&board];
    let mut log = LogWriter::start([secret; 32], board, &state.device, None);
    let write = |wish: Wish| {
        let created = ItemId::derive(log.log(), log.next_seq());
        let draft = HeaderDraft {
            kind: Kind::Change,
            item: Some(wish.item.unwrap_or(created)),
            compartment: Compartment::Main,
            grant: wish.grant,
            cert_heads: Vec::new(),
            deps: wish.deps,
            time: HybridTime {
                wall_ms: wish.at_ms,
                ..HybridTime::default()
            },
        };
        log.append(draft, wish.body, &state.keyring).unwrap()
    };
    wishes.into_iter().map(write).collect()
}

fn store(core: &mut Core, board: BoardId, entries: &[Entry]) {
    act(core, |core| Ok(core.state.store(board, entries, 1_000)?));
}

#[test]
fn removed_mallory_back_dates_and_borrows_grants_and_five_of_five_refuse() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, _m) = member(&mut alice, board, 3);
    let (mut carol, _c) = member(&mut alice, board, 4);
    let (mut dora, _d) = member(&mut alice, board, 5);
    let (mut erin, _e) = member(&mut alice, board, 6);
    let early = say(&mut mallory, board, "early");
    meet(&mut mallory, &mut alice);
    let (her, bobs) = (me(&mallory, board), me(&bob, board));
    let own = mallory.state.boards[&board]
        .authority
        .grant_of(her)
        .unwrap();
    let of_bob = alice.state.boards[&board].authority.grant_of(bobs).unwrap();
    remove(&mut alice, board, her);
    for core in [&mut bob, &mut carol, &mut dora, &mut erin] {
        meet(core, &mut alice);
    }
    let plain = |grant, at_ms| Wish {
        grant,
        item: None,
        deps: Vec::new(),
        body: b"false".to_vec(),
        at_ms,
    };
    let on_old = Wish {
        item: Some(ItemId::derive(early.log, early.seq)),
        deps: vec![early.id],
        ..plain(own, 1)
    };
    // Before her removal, by her clock; under Bob's grant; as a steward; on what counts of hers.
    let mut forged = forge(
        &mallory,
        board,
        200,
        [
            plain(own, 1),
            plain(of_bob, 1),
            plain(GrantRef::Steward, 1),
            on_old,
        ],
    );
    // A log of its own.
    forged.extend(forge(&mallory, board, 201, [plain(own, 2_000)]));
    for core in [&mut alice, &mut bob, &mut carol, &mut dora, &mut erin] {
        store(core, board, &forged);
        assert_eq!(heard(core, board), ["early"]);
        let aside = core.set_aside(board, 20).unwrap();
        let why: BTreeMap<EntryId, (AsideKind, String)> = aside
            .into_iter()
            .map(|one| (one.position.id, (one.kind, one.code)))
            .collect();
        let said: Vec<(AsideKind, &str)> = forged
            .iter()
            .map(|entry| (why[&entry.id].0, why[&entry.id].1.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                (AsideKind::NotAllowed, "removed"),
                (AsideKind::Waiting, "not-your-grant"),
                (AsideKind::Waiting, "not-your-grant"),
                (AsideKind::NotAllowed, "removed"),
                (AsideKind::NotAllowed, "removed"),
            ]
        );
    }
}

#[test]
fn a_cut_that_names_what_is_not_here_waits_for_it() {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let (mut carol, _c) = member(&mut alice, board, 4);
    let bobs = me(&bob, board);
    let grant = bob.state.boards[&board].authority.grant_of(bobs).unwrap();
    let wish = |_| Wish {
        grant,
        item: None,
        deps: Vec::new(),
        body: b"Bob's".to_vec(),
        at_ms: 1,
    };
    let entries = forge(&bob, board, 200, (0..3).map(wish));
    // Carol has the first of Bob's entries when she hears of a cut behind the third.
    store(&mut carol, board, &entries[..1]);
    store(&mut alice, board, &entries);
    remove(&mut alice, board, bobs);
    let certs: Vec<Entry> = {
        let key = alice.state.boards[&board].key;
        let log = alice
            .db()
            .logs(key)
            .unwrap()
            .into_iter()
            .find(|log| log.device == alice.state.boards[&board].device.id())
            .unwrap();
        let held = carol.state.boards[&board].logs[&log.tip.log].tip.seq;
        let range = alice
            .db()
            .range(log.key, held + 1, log.tip.seq, 1_000)
            .unwrap();
        range.into_iter().map(|(_, entry)| entry).collect()
    };
    store(&mut carol, board, &certs);
    assert!(heard(&carol, board).is_empty());
    store(&mut carol, board, &entries[1..]);
    assert_eq!(heard(&carol, board).len(), 3);
    assert_eq!(heard(&alice, board).len(), 3);
}

/// Takes back so many changes of one person, about a fifth as many items, and prints how long it took.
fn take_back(changes: u64) -> (usize, std::time::Duration) {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let bobs = me(&bob, board);
    let grant = bob.state.boards[&board].authority.grant_of(bobs).unwrap();
    let state = &bob.state.boards[&board];
    let mut log = LogWriter::start([200; 32], board, &state.device, None);
    let mut last: Option<ItemId> = None;
    let write = |number: u64| {
        let created = ItemId::derive(log.log(), log.next_seq());
        let item = last
            .filter(|_| !number.is_multiple_of(5))
            .unwrap_or(created);
        last = Some(item);
        let draft = HeaderDraft {
            kind: Kind::Change,
            item: Some(item),
            compartment: Compartment::Main,
            grant,
            cert_heads: Vec::new(),
            deps: Vec::new(),
            time: HybridTime::default(),
        };
        log.append(draft, b"a change of some words".to_vec(), &state.keyring)
            .unwrap()
    };
    let entries: Vec<Entry> = (0..changes).map(write).collect();
    store(&mut alice, board, &entries);
    let all = heard(&alice, board).len();
    let nothing = super::removals::removal(crate::Keep::Before(Vec::new()));
    #[expect(clippy::disallowed_methods, reason = "a test that measures")]
    let begun = Instant::now();
    act(&mut alice, |core| {
        core.remove_person(board, bobs, &nothing, 1_000)
    });
    let took = begun.elapsed();
    assert!(heard(&alice, board).is_empty());
    (all, took)
}

#[test]
fn what_a_removal_cuts_off_is_taken_back_as_a_whole() {
    assert_eq!(take_back(200).0, 200);
}

#[test]
#[ignore = "prints how long 20,000 changes take: run it in release"]
#[expect(clippy::print_stderr, reason = "the figure is for whoever runs it")]
fn twenty_thousand_changes_are_taken_back() {
    let (all, took) = take_back(20_000);
    assert_eq!(all, 20_000);
    eprintln!("20,000 changes were taken back in {took:?}");
}

#[test]
fn causes_come_first_when_things_count_again() {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let (mallory, _m) = member(&mut alice, board, 3);
    let her = me(&mallory, board);
    let grant = mallory.state.boards[&board]
        .authority
        .grant_of(her)
        .unwrap();
    let first = forge(
        &mallory,
        board,
        200,
        [Wish {
            grant,
            item: None,
            deps: Vec::new(),
            body: b"first".to_vec(),
            at_ms: 1,
        }],
    );
    let second = forge(
        &mallory,
        board,
        201,
        [Wish {
            grant,
            item: first[0].header.item,
            deps: vec![first[0].id],
            body: b"second".to_vec(),
            at_ms: 1,
        }],
    );
    drop(bob);
    remove(&mut alice, board, her);
    // They come in the wrong order.
    store(&mut alice, board, &second);
    store(&mut alice, board, &first);
    let both: BTreeSet<EntryId> = [first[0].id, second[0].id].into();
    let ids: Vec<EntryId> = both.into_iter().collect();
    act(&mut alice, |core| core.let_in(board, ids, 1_000));
    let last = verdicts(&alice, board);
    assert!(last[&first[0].id].verdict.is_accepted() && last[&second[0].id].verdict.is_accepted());
    assert!(last[&first[0].id].n < last[&second[0].id].n);
}
