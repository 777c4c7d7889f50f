//! Keys that are made unasked, whom they go to, what is remembered of what cannot be read, and a disk that is full then.

use std::collections::BTreeSet;

use trust::{Compartment, DeviceId, EpochKey, LogId};

use super::hostile::{certificate, certify, member};
use super::keys::rotate;
use super::removals::remove;
use super::*;

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

fn keys(core: &Core, board: BoardId) -> usize {
    core.state.boards[&board].keyring.iter().count()
}

fn device(core: &Core, board: BoardId) -> DeviceId {
    core.state.boards[&board].device.id()
}

/// Says that the newest keys are in wrong hands, and does what is due; returns whether new ones were made.
fn mends(core: &mut Core, board: BoardId, now_ms: u64) -> bool {
    let before = keys(core, board);
    core.state.boards.get_mut(&board).unwrap().leaky = true;
    core.begin().unwrap();
    core.upkeep(now_ms).unwrap();
    core.spread(now_ms).unwrap();
    core.commit().unwrap();
    keys(core, board) > before
}

#[test]
fn keys_are_made_unasked_eight_times_a_day_and_no_more() {
    let Two {
        mut alice, board, ..
    } = two();
    let at = |hour: u64| 1_000 + hour * 60 * 60 * 1_000;
    let made: Vec<bool> = (0..12)
        .map(|hour| mends(&mut alice, board, at(hour)))
        .collect();
    assert_eq!(made, [vec![true; 8], vec![false; 4]].concat());
    // A day after the first one there is room for one more.
    assert!(!mends(&mut alice, board, at(23)));
    assert!(mends(&mut alice, board, at(24)));
    assert!(!mends(&mut alice, board, at(24)));
    assert!(mends(&mut alice, board, at(24) + 2 * DAY_MS));
    // What is undone in between does not open the count again.
    alice.begin().unwrap();
    alice.recover().unwrap();
    for _ in 0..7 {
        assert!(mends(&mut alice, board, at(24) + 2 * DAY_MS));
    }
    assert!(!mends(&mut alice, board, at(24) + 2 * DAY_MS));
}

#[test]
fn a_plain_members_device_makes_none() {
    let Two { mut bob, board, .. } = two();
    assert!(!mends(&mut bob, board, 1_000));
}

#[test]
fn keys_are_lost_to_who_had_them_as_a_member_and_to_nobody_else() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (carol, _carols) = member(&mut alice, board, 3);
    let (dora, _doras) = member(&mut alice, board, 4);
    let lost = |alice: &Core, of| alice.state.boards[&board].lost_keys(of);
    let (hers, doras) = (device(&carol, board), device(&dora, board));
    let stranger = DeviceId([9; 32]);
    for of in [
        device(&alice, board),
        device(&bob, board),
        hers,
        doras,
        stranger,
    ] {
        assert!(!lost(&alice, of));
    }
    // A removed person's.
    let carols = carol.me(board).unwrap();
    remove(&mut alice, board, carols);
    assert!(lost(&alice, hers));
    // A device that its own person ended, of a person who stays.
    meet(&mut bob, &mut alice);
    let seconds_home = tempfile::tempdir().unwrap();
    let second = open(seconds_home.path(), 44, 140);
    let nonce = bob.state.boards[&board].nonce;
    let seconds = second.state.keys.device.device_key(&nonce).id();
    let cert = certificate(&bob, board, &second, 44);
    certify(&mut bob, board, cert);
    meet(&mut bob, &mut alice);
    assert!(!lost(&alice, seconds));
    act(&mut bob, |core| core.revoke_device(board, seconds, 1_000));
    meet(&mut bob, &mut alice);
    assert!(lost(&alice, seconds));
    assert!(!lost(&alice, device(&bob, board)));
    assert!(!lost(&alice, doras) && !lost(&alice, stranger));
}

#[test]
fn only_keys_that_a_certificate_announces_are_handed_on() {
    let Two {
        mut alice, board, ..
    } = two();
    let handed = |alice: &Core| -> BTreeSet<[u8; 32]> {
        let board = &alice.state.boards[&board];
        board.keys_to_hand().map(|(_, key)| key.id().0).collect()
    };
    assert_eq!(handed(&alice).len(), 2, "the founding's");
    rotate(&mut alice, board);
    assert_eq!(handed(&alice).len(), 4);
    // Somebody handed these over before their announcement came, and one is of a single case.
    let early = EpochKey::from_bytes([77; 32]);
    let case = EpochKey::from_bytes([78; 32]);
    let held = &mut alice.state.boards.get_mut(&board).unwrap().keyring;
    held.insert(Compartment::Members, early);
    held.insert(Compartment::Coordinators, case);
    assert_eq!(keys(&alice, board), 6);
    assert_eq!(handed(&alice).len(), 4);
}

#[test]
fn of_what_cannot_be_read_a_bounded_part_is_remembered_and_only_from_members() {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let mut others = Vec::new();
    for who in 3..7 {
        others.push(member(&mut alice, board, who));
    }
    let logs = |of: u8| -> BTreeSet<LogId> {
        let log = |at: u16| {
            let mut id = [of; 32];
            id[..2].copy_from_slice(&at.to_be_bytes());
            LogId(id)
        };
        (0..300).map(log).collect()
    };
    let state = alice.state.boards.get_mut(&board).unwrap();
    state.keep_locked(&logs(1), DeviceId([9; 32]));
    assert_eq!(state.locked.len(), 0, "a stranger proves nothing");
    let bobs = device(&bob, board);
    state.keep_locked(&logs(2), bobs);
    assert_eq!(state.locked.len(), 256);
    state.keep_locked(&logs(2), bobs);
    assert_eq!(state.locked.len(), 256);
    for (of, (core, _)) in others.iter().enumerate() {
        state.keep_locked(&logs(10 + u8::try_from(of).unwrap()), device(core, board));
    }
    assert_eq!(state.locked.len(), 1_024);
}

#[test]
fn a_disk_that_is_full_for_new_keys_costs_no_save_and_is_not_met_again_at_once() {
    let Two {
        mut alice, board, ..
    } = two();
    say(&mut alice, board, "before");
    let before = keys(&alice, board);
    alice.state.boards.get_mut(&board).unwrap().leaky = true;
    // What was asked for is saved without it ...
    alice.begin().unwrap();
    let draft = Draft {
        kind: Kind::Change,
        item: None,
        deps: Vec::new(),
        body: b"saved".to_vec(),
    };
    alice
        .append(board, 1_000, |appender| {
            Ok(appender.append(draft).map(drop)?)
        })
        .unwrap();
    alice.spread(1_000).unwrap();
    alice.commit().unwrap();
    assert_eq!(keys(&alice, board), before);
    assert!(alice.needs_upkeep(1_000));
    // ... and then the disk is full.
    alice.db().limit_pages(Some(1)).unwrap();
    let mut failed = None;
    for round in 0..400 {
        alice.state.boards.get_mut(&board).unwrap().leaky = true;
        alice.state.mended.clear();
        alice.begin().unwrap();
        let done = alice.upkeep(1_000 + round).and_then(|()| alice.commit());
        if let Err(error) = done {
            failed = Some(error);
            alice.put_off_upkeep(1_000 + round).unwrap();
            break;
        }
    }
    assert_eq!(failed, Some(NodeError::DiskFull));
    alice.state.boards.get_mut(&board).unwrap().leaky = true;
    assert!(!alice.needs_upkeep(30_000));
    assert!(alice.needs_upkeep(90_000));
    alice.db().limit_pages(None).unwrap();
    assert_eq!(heard(&alice, board), ["before", "saved"]);
    let held = keys(&alice, board);
    assert!(mends(&mut alice, board, 90_000));
    assert!(keys(&alice, board) > held);
    say(&mut alice, board, "after");
    assert_eq!(heard(&alice, board), ["after", "before", "saved"]);
}
