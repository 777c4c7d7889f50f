//! Entries that wait for something, more of them than are remembered.

use trust::{Compartment, EntryId, HeaderDraft, HybridTime, ItemId, LogWriter};

use super::hostile::{certificate, certify, member};
use super::*;

/// Changes by the device of `core`, each on an item of its own, that rest on an entry.
fn resting(core: &Core, board: BoardId, secret: u8, on: &[EntryId], count: u64) -> Vec<Entry> {
    let state = &core.state.boards[&board];
    let grant = state.authority.grant_of(state.person).unwrap();
    let mut log = LogWriter::start([secret; 32], board, &state.device, None);
    let entry = |seq| {
        let draft = HeaderDraft {
            kind: Kind::Change,
            item: Some(ItemId::derive(log.log(), seq)),
            compartment: Compartment::Main,
            grant,
            cert_heads: Vec::new(),
            deps: on.to_vec(),
            time: HybridTime::default(),
        };
        log.append(draft, b"waits".to_vec(), &state.keyring)
            .unwrap()
    };
    (1..=count).map(entry).collect()
}

fn store(core: &mut Core, board: BoardId, entries: &[Entry]) {
    act(core, |core| Ok(core.state.store(board, entries, 1_000)?));
}

fn accepted(core: &Core, board: BoardId) -> usize {
    let all = core.verdicts_since(0, 100_000).unwrap();
    let said = all.iter().filter(|one| {
        one.board == board
            && one.verdict == Verdict::Accepted
            && one.entry.header.kind == Kind::Change
    });
    said.count()
}

#[test]
fn a_flood_of_what_waits_is_forgotten_in_part_and_looked_at_again() {
    let Two {
        mut alice,
        bob,
        board,
        homes,
    } = two();
    let (carol, _home) = member(&mut alice, board, 3);
    let last = resting(&bob, board, 201, &[], 1);
    let honest = resting(&carol, board, 202, &[last[0].id], 1);
    let flood = resting(&bob, board, 200, &[last[0].id], 2_100);
    store(&mut alice, board, &honest);
    store(&mut alice, board, &flood);
    assert_eq!(alice.waiting(board), 2_101);
    let state = &alice.state.boards[&board];
    assert!(state.waiting.has_forgotten());
    // Whoever floods pushes out only what is their own.
    let (key, _) = alice
        .db()
        .entry_of(state.key, honest[0].id)
        .unwrap()
        .unwrap();
    assert!(
        state
            .waiting
            .remembers(carol.state.boards[&board].device.id(), key)
    );

    // After a restart it is the same.
    close(alice);
    let mut alice = open(homes[0].path(), 1, 60);
    assert_eq!(alice.waiting(board), 2_101);
    store(&mut alice, board, &last);
    assert!(accepted(&alice, board) >= 2_000);
    for _ in 0..40 {
        act(&mut alice, |_| Ok(()));
    }
    assert_eq!(alice.waiting(board), 0);
    assert_eq!(accepted(&alice, board), 2_102);
}

#[test]
fn who_waits_for_another_device_is_not_woken_by_a_certificate() {
    let Two {
        mut alice,
        board,
        homes,
        ..
    } = two();
    // Carol's work comes before her certificate.
    let home = tempfile::tempdir().unwrap();
    let mut carol = open(home.path(), 3, 30);
    let ticket = invite(&mut alice, board, &[]);
    alice.db().checkpoint().unwrap();
    let copy = backup(homes[0].path());
    act(&mut carol, |core| core.start_join(ticket, 1_000));
    meet(&mut carol, &mut alice);
    let work = resting(&carol, board, 203, &[], 3);
    let mut before = open(copy.path(), 1, 120);
    store(&mut before, board, &work);
    assert_eq!((before.waiting(board), accepted(&before, board)), (3, 0));
    // Somebody else's device changes nothing for it; hers does.
    let cert = certificate(&before, board, &before, 66);
    certify(&mut before, board, cert);
    assert_eq!(before.waiting(board), 3);
    meet(&mut before, &mut carol);
    assert_eq!((before.waiting(board), accepted(&before, board)), (0, 3));
}
