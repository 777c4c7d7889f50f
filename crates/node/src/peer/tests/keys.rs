//! Keys that change while somebody is away, arrive later, or were handed out twice.

use trust::{
    Certificate, Compartment, Epoch, EpochId, EpochKey, HeaderDraft, HybridTime, LogWriter,
};

use super::hostile::member;
use super::removals::me;
use super::*;

pub(super) fn current(core: &Core, board: BoardId, of: Compartment) -> EpochId {
    core.state.boards[&board].keyring.current(of).unwrap().0
}

pub(super) fn rotate(core: &mut Core, board: BoardId) {
    act(core, |core| core.rotate(board, 1_000));
}

/// Asserts that both write under the same keys.
fn assert_same_keys(one: &Core, other: &Core, board: BoardId) {
    for of in [Compartment::Members, Compartment::Main] {
        assert_eq!(current(one, board, of), current(other, board, of));
    }
}

#[test]
fn who_was_away_while_the_keys_changed_three_times_greets_by_the_old_one_and_gets_all() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let old = current(&alice, board, Compartment::Members);
    for round in 0..3 {
        rotate(&mut alice, board);
        say(&mut alice, board, &format!("{round} under a new key"));
    }
    assert_ne!(current(&alice, board, Compartment::Members), old);
    assert_eq!(current(&bob, board, Compartment::Members), old);
    say(&mut bob, board, "from far away");
    meet(&mut bob, &mut alice);
    assert_same_keys(&alice, &bob, board);
    assert_eq!(heard(&bob, board), heard(&alice, board));
    assert_eq!(heard(&bob, board).len(), 4);
    say(&mut bob, board, "under the newest");
    meet(&mut alice, &mut bob);
    assert_eq!(heard(&alice, board).len(), 5);
}

#[test]
fn keys_that_came_are_there_after_a_restart() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    rotate(&mut alice, board);
    say(&mut alice, board, "new");
    meet(&mut alice, &mut bob);
    assert_eq!(heard(&bob, board), ["new"]);
    // The keys are on the disk.
    close(bob);
    let bob = open(homes[1].path(), 2, 90);
    assert_same_keys(&alice, &bob, board);
    assert_eq!(bob.state.boards[&board].greeting.len(), 2);
}

#[test]
fn a_joiner_after_a_change_of_keys_reads_all_of_the_history() {
    let Two {
        mut alice, board, ..
    } = two();
    say(&mut alice, board, "before");
    rotate(&mut alice, board);
    say(&mut alice, board, "after");
    let (mut carol, _home) = member(&mut alice, board, 3);
    assert_eq!(heard(&carol, board), ["after", "before"]);
    assert_same_keys(&alice, &carol, board);
    say(&mut carol, board, "from Carol");
    meet(&mut carol, &mut alice);
    assert_eq!(heard(&alice, board).len(), 3);
}

#[test]
fn of_two_new_keys_made_apart_all_choose_the_same() {
    let Two {
        alice,
        mut bob,
        board,
        homes,
    } = two();
    close(alice);
    let copy = backup(homes[0].path());
    let mut alice = open(homes[0].path(), 1, 130);
    // Alice's second machine: the same device, other randomness.
    let mut other = open(copy.path(), 1, 170);
    rotate(&mut alice, board);
    rotate(&mut other, board);
    say(&mut alice, board, "under one");
    say(&mut other, board, "under the other");
    meet(&mut bob, &mut alice);
    meet(&mut bob, &mut other);
    meet(&mut bob, &mut alice);
    assert_same_keys(&alice, &bob, board);
    assert_same_keys(&other, &bob, board);
    assert_eq!(heard(&bob, board), heard(&alice, board));
    assert_eq!(heard(&bob, board).len(), 2);
}

#[test]
fn a_plain_member_makes_no_keys() {
    let Two { mut bob, board, .. } = two();
    bob.begin().unwrap();
    let refused = bob.rotate(board, 1_000);
    assert_eq!(
        refused,
        Err(NodeError::NotAllowed("rank-too-low".to_owned()))
    );
    bob.commit().unwrap();
    say(&mut bob, board, "goes on");
    assert_eq!(bob.state.boards[&board].keyring.iter().count(), 2);
}

#[test]
fn keys_that_nobody_of_rank_announced_keep_nobody_from_coming_in() {
    let Two {
        mut alice,
        bob,
        board,
        homes: _homes,
    } = two();
    let keys: Vec<EpochKey> = (0..1_024_u16)
        .map(|n| {
            let mut key = [7; 32];
            key[..2].copy_from_slice(&n.to_be_bytes());
            EpochKey::from_bytes(key)
        })
        .collect();
    let nonce = alice.state.boards[&board].nonce;
    let device = alice.state.keys.device.device_key(&nonce).id();
    let kem = alice.state.keys.kem.public();
    let all = keys.iter().map(|key| (Compartment::Main, key));
    let wrap = trust::wrap(all, &kem, device, board, [9; 32]).unwrap();
    let epochs = keys.iter().map(|key| {
        Certificate::Epoch(Epoch {
            compartment: Compartment::Main,
            epoch: key.id(),
            prev: None,
        })
    });
    // Bob's changed app: an editor announces keys, and hands them to Alice's device.
    let bobs = &bob.state.boards[&board];
    let grant = bobs.authority.grant_of(me(&bob, board)).unwrap();
    let mut log = LogWriter::start([200; 32], board, &bobs.device, None);
    let certificates = std::iter::once(Certificate::Wrap(wrap)).chain(epochs);
    let entries: Vec<Entry> = certificates
        .map(|certificate| {
            let draft = HeaderDraft {
                kind: Kind::Certificate,
                item: None,
                compartment: Compartment::Members,
                grant,
                cert_heads: Vec::new(),
                deps: Vec::new(),
                time: HybridTime::default(),
            };
            log.append(draft, certificate.to_body(), &bobs.keyring)
                .unwrap()
        })
        .collect();
    act(&mut alice, |core| {
        Ok(core.state.store(board, &entries, 1_000)?)
    });
    let held = alice.state.boards[&board].keyring.iter().count();
    assert!(held > 1_000, "she has taken them for reading: {held}");
    assert_eq!(alice.state.boards[&board].keys_to_hand().count(), 2);
    let (carol, _carol) = member(&mut alice, board, 3);
    assert_same_keys(&alice, &carol, board);
}
