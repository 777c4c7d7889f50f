//! Keys of a case that were sealed for a receiving key which is gone; false wraps, and false words about wraps.

use std::collections::BTreeSet;

use trust::{Certificate, DeviceId, EntryId, Wrap, WrappedKey};

use super::cases::{CASE, keep, note, part};
use super::hostile::member;
use super::removals::me;
use super::renewing::{DAY, NOW, pass};
use super::*;

/// Lets a device lose all receiving keys that others know of: its file of keys came back from a copy and went on, or a
/// version from before dropped them.
fn lose_receiving_keys(core: &mut Core) {
    for number in 1..=3 {
        let fresh = trust::KemSecret::from_bytes([200 + number; 32]);
        core.state.keys.renew_kem(fresh, |_| false);
    }
    core.certify_here(1_000).unwrap();
}

/// Sees to the case, as the task that nobody asks.
fn tend(core: &mut Core, board: BoardId, people: &[PersonId]) -> bool {
    let people: BTreeSet<PersonId> = people.iter().copied().collect();
    act(core, |core| {
        core.keep_sealed(board, CASE, &people, true, 1_000)
    })
    .0
}

fn device(core: &Core, board: BoardId) -> DeviceId {
    core.board_info(board).unwrap().device
}

/// The wraps of the case for a device.
fn wraps_for(core: &Core, board: BoardId, device: DeviceId) -> Vec<EntryId> {
    let certs = core.state.boards[&board].certs.iter();
    let of_case =
        |wrap: &Wrap| wrap.device == device && wrap.keys.iter().any(|key| key.compartment == CASE);
    let wraps =
        certs.filter(|(_, cert)| matches!(cert.cert(), Certificate::Wrap(wrap) if of_case(wrap)));
    wraps.map(|(id, _)| *id).collect()
}

/// How often a device said that something stays closed.
fn said(core: &Core, board: BoardId, device: DeviceId) -> usize {
    let certs = core.state.boards[&board].certs.values();
    let empty = |wrap: &Wrap| wrap.device == device && wrap.keys.is_empty();
    let said = certs.filter(|cert| matches!(cert.cert(), Certificate::Wrap(wrap) if empty(wrap)));
    said.count()
}

/// Alice's board with Bob, a coordinator, while a case was made: its key is sealed for a receiving key that he has no
/// more.
fn away() -> (Two, trust::Position) {
    let mut two = two();
    let (alice, bob, board) = (&mut two.alice, &mut two.bob, two.board);
    let bobs = me(bob, board);
    act(alice, |core| {
        core.set_role(board, bobs, Role::Coordinator, 1_000)
    });
    meet(bob, alice);
    lose_receiving_keys(bob);
    keep(alice, board, &[]);
    let at = note(alice, board, "12 Hill Road");
    (two, at)
}

#[test]
fn who_lost_the_receiving_key_of_a_case_says_so_and_is_handed_it_again() {
    let (
        Two {
            mut alice,
            mut bob,
            board,
            ..
        },
        _,
    ) = away();
    meet(&mut bob, &mut alice);
    assert!(heard(&bob, board).is_empty());
    let (bobs, his) = (me(&bob, board), device(&bob, board));
    for core in [&alice, &bob] {
        assert_eq!(said(core, board, his), 1);
        assert!(
            part(core, board).openers.contains(&bobs),
            "whether it is true only he knows"
        );
        assert!(!part(core, board).in_all.contains(&his));
    }
    assert!(tend(&mut alice, board, &[]), "she hands it again");
    assert!(!tend(&mut alice, board, &[]), "once");
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["12 Hill Road"]);
    assert_eq!(said(&alice, board, his), 1);
    assert!(!keep(&mut bob, board, &[]), "all is well");
    assert!(!keep(&mut alice, board, &[]));
}

#[test]
fn what_did_not_open_before_a_restart_is_said_after_it() {
    let (
        Two {
            mut alice,
            mut bob,
            board,
            ..
        },
        _,
    ) = away();
    // The disk was full when it would have been said.
    bob.state.no_upkeep_before = 1_000 + 60_000;
    meet(&mut bob, &mut alice);
    let his = device(&bob, board);
    assert_eq!(said(&bob, board, his), 0);
    let mut bob = Core::open(bob.into_parts().unwrap()).unwrap();
    pass(&mut bob, 0, NOW + 124 * DAY);
    assert_eq!(said(&bob, board, his), 1);
    pass(&mut bob, 0, NOW + 124 * DAY);
    assert_eq!(said(&bob, board, his), 1, "once");
    meet(&mut bob, &mut alice);
    assert!(tend(&mut alice, board, &[]));
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["12 Hill Road"]);
}

#[test]
fn a_reader_with_rubbish_keeps_nobody_from_a_case_and_is_no_opener() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, _home) = member(&mut alice, board, 3);
    let (bobs, hers) = (me(&bob, board), me(&mallory, board));
    act(&mut alice, |core| {
        core.set_role(board, hers, Role::Reader, 1_000)
    });
    keep(&mut alice, board, &[]);
    note(&mut alice, board, "12 Hill Road");
    meet(&mut mallory, &mut alice);
    meet(&mut bob, &mut alice);
    // The epochs stand where she reads them: she "hands" one to Bob, who is about to claim the job, and to herself.
    let epochs = mallory.state.boards[&board].epochs.newest(CASE);
    let rubbish = |device: DeviceId| {
        Certificate::Wrap(Wrap {
            device,
            keys: vec![WrappedKey {
                epoch: epochs[0],
                compartment: CASE,
                encapsulated: [9; 32],
                sealed: vec![7; 48],
            }],
        })
    };
    let (his, own) = (device(&bob, board), device(&mallory, board));
    let both = [rubbish(his), rubbish(own)];
    act(&mut mallory, |core| core.certify(board, &both, 1_000));
    meet(&mut mallory, &mut alice);
    meet(&mut bob, &mut alice);
    let alices = BTreeSet::from([me(&alice, board)]);
    for core in [&alice, &bob, &mallory] {
        assert_eq!(part(core, board).openers, alices);
    }
    assert!(!tend(&mut alice, board, &[]), "it costs no new key");
    assert_eq!(said(&bob, board, his), 0, "Bob minds rubbish by nobody not");
    assert!(tend(&mut alice, board, &[bobs]), "he claims, and gets it");
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["12 Hill Road"]);
}

#[test]
fn nobody_says_for_another_device_that_something_stays_closed() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, _home) = member(&mut alice, board, 3);
    let bobs = me(&bob, board);
    keep(&mut alice, board, &[bobs]);
    meet(&mut mallory, &mut alice);
    meet(&mut bob, &mut alice);
    let his = device(&bob, board);
    let wraps = wraps_for(&mallory, board, his);
    assert_eq!(wraps.len(), 1);
    // Of Bob's wraps, for her own device; and for Bob's.
    act(&mut mallory, |core| {
        core.state.say_closed(board, &wraps, 1_000)
    });
    let for_his = Certificate::Wrap(Wrap {
        device: his,
        keys: Vec::new(),
    });
    act(&mut mallory, |core| core.certify(board, &[for_his], 1_000));
    meet(&mut mallory, &mut alice);
    assert_eq!(said(&alice, board, his), 1);
    assert!(part(&alice, board).in_all.contains(&his));
    assert!(!tend(&mut alice, board, &[bobs]));
}

#[test]
fn who_says_it_again_and_again_is_handed_keys_a_few_times_a_day_and_holds_no_new_key_up() {
    let Two {
        mut alice,
        bob: mut mallory,
        board,
        ..
    } = two();
    let hers = me(&mallory, board);
    let own = device(&mallory, board);
    keep(&mut alice, board, &[hers]);
    let mut handed = 0;
    for _ in 0..12 {
        meet(&mut mallory, &mut alice);
        let wraps = wraps_for(&mallory, board, own);
        act(&mut mallory, |core| {
            core.state.say_closed(board, &wraps, 1_000)
        });
        meet(&mut mallory, &mut alice);
        handed += u32::from(tend(&mut alice, board, &[hers]));
    }
    assert_eq!(handed, 8);
    // She gives the job back: the new key is made at once.
    assert!(tend(&mut alice, board, &[]));
    assert!(!part(&alice, board).openers.contains(&hers));
}
