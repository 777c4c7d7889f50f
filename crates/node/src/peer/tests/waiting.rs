//! Entries that wait for something, more of them than are remembered.

use trust::{
    Certificate, Compartment, DeviceCert, DeviceSecret, EntryId, HeaderDraft, HybridTime, ItemId,
    LogWriter,
};

use super::hostile::{certificate, certify, member};
use super::*;
use crate::peer::waiting::{Missing, Waiting, helps};

/// Statements by the device of `core` that rest on the entry that makes an item; without one, items of their own.
fn resting(core: &Core, board: BoardId, secret: u8, on: Option<&Entry>, count: u64) -> Vec<Entry> {
    let state = &core.state.boards[&board];
    let grant = state.authority.grant_of(state.person).unwrap();
    let mut log = LogWriter::start([secret; 32], board, &state.device, None);
    let entry = |seq| {
        let created = ItemId::derive(log.log(), seq);
        let draft = HeaderDraft {
            kind: if on.is_some() {
                Kind::Statement
            } else {
                Kind::Change
            },
            item: on.map_or(Some(created), |on| on.header.item),
            compartment: Compartment::Main,
            grant,
            cert_heads: Vec::new(),
            deps: on.iter().map(|on| on.id).collect(),
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
            && one.entry.header.kind != Kind::Certificate
    });
    said.count()
}

#[test]
fn bad_input_48_a_flood_of_what_waits_is_forgotten_in_part_and_looked_at_again() {
    let Two {
        mut alice,
        bob,
        board,
        homes,
    } = two();
    let (carol, _home) = member(&mut alice, board, 3);
    let last = resting(&bob, board, 201, None, 1);
    let honest = resting(&carol, board, 202, Some(&last[0]), 1);
    let flood = resting(&bob, board, 200, Some(&last[0]), 2_100);
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
    assert!(state.waiting.remembers(key));

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

/// How many entries a certificate about a device makes this core look at again.
fn woken_by(core: &Core, board: BoardId, device: &DeviceCert) -> usize {
    let mut waiting = core.state.boards[&board].waiting.clone();
    let helped = helps(EntryId([7; 32]), &Certificate::DeviceCert(device.clone()));
    let woken = helped
        .into_iter()
        .map(|missing| waiting.wake(missing).len());
    woken.sum()
}

#[test]
fn devices_that_nobody_vouches_for_share_one_authors_place() {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let last = resting(&bob, board, 201, None, 1);
    let honest = resting(&bob, board, 202, Some(&last[0]), 1);
    let state = &bob.state.boards[&board];
    let grant = state.authority.grant_of(state.person).unwrap();
    let invented = (0..2_100_u16).map(|number| {
        let mut secret = [9; 32];
        secret[..2].copy_from_slice(&number.to_be_bytes());
        let device = DeviceSecret::from_bytes(secret).device_key(&state.nonce);
        let mut log = LogWriter::start(secret, board, &device, None);
        let draft = HeaderDraft {
            kind: Kind::Change,
            item: Some(ItemId::derive(log.log(), 1)),
            compartment: Compartment::Main,
            grant,
            cert_heads: Vec::new(),
            deps: vec![last[0].id],
            time: HybridTime::default(),
        };
        log.append(draft, b"waits".to_vec(), &state.keyring)
            .unwrap()
    });
    let invented: Vec<Entry> = invented.collect();
    store(&mut alice, board, &honest);
    store(&mut alice, board, &invented);
    let state = &alice.state.boards[&board];
    assert_eq!(state.waiting.len(), 2_101);
    let all = alice.db().waiting(state.key).unwrap();
    let remembered = all.iter().filter(|key| state.waiting.remembers(**key));
    assert_eq!(remembered.count(), 2_001);
    assert!(state.waiting.remembers(all[0]), "the honest one");

    // A look through the disk that found nothing ends it only if nothing was forgotten behind its back.
    let mut waiting = Waiting::default();
    waiting.found_on_disk(1);
    waiting.looked_to(Some(all[2_050]));
    for key in &all[..2_001] {
        waiting.add(None, *key, Missing::AnyDevice);
    }
    waiting.looked_to(None);
    assert!(waiting.has_forgotten());
    waiting.looked_to(Some(all[2_050]));
    waiting.looked_to(None);
    assert!(!waiting.has_forgotten());
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
    let work = resting(&carol, board, 203, None, 3);
    let mut before = open(copy.path(), 1, 120);
    store(&mut before, board, &work);
    assert_eq!((before.waiting(board), accepted(&before, board)), (3, 0));
    // Somebody else's device changes nothing for it, and nothing is looked at for it; hers does.
    let cert = certificate(&before, board, &before, 66);
    let hers = certificate(&carol, board, &carol, 30);
    assert_eq!(woken_by(&before, board, &cert), 0);
    assert_eq!(woken_by(&before, board, &hers), 3);
    certify(&mut before, board, cert);
    assert_eq!(before.waiting(board), 3);
    meet(&mut before, &mut carol);
    assert_eq!((before.waiting(board), accepted(&before, board)), (0, 3));
}
