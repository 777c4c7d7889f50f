//! What is due every month: a device's receiving key, a board's keys; and clocks that jump.

use std::cell::RefCell;
use std::rc::Rc;

use trust::{Certificate, Compartment, EpochId, KemPublic};

use super::devices::added;
use super::*;

pub(super) const DAY: u64 = 24 * 60 * 60 * 1_000;
pub(super) const NOW: u64 = 1_790_000_000_000;
/// Long enough for what others did meanwhile to have arrived.
const SETTLED: u64 = 11 * 60 * 1_000;

/// Lets a device notice the time; returns whether its keys were written.
pub(super) fn pass(core: &mut Core, ran_ms: u64, now_ms: u64) -> bool {
    let kept = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let note = std::sync::Arc::clone(&kept);
    act(core, |core| {
        let keep = Box::new(move |_: &DeviceKeys| {
            note.store(true, std::sync::atomic::Ordering::SeqCst);
            Ok(())
        });
        core.pass_time(ran_ms, keep, now_ms)
    });
    kept.load(std::sync::atomic::Ordering::SeqCst)
}

fn kem_of(core: &Core, board: BoardId, whose: &Core) -> KemPublic {
    let authority = core.board_info(board).unwrap().authority;
    let device = whose.board_info(board).unwrap().device;
    let mut certs = authority.devices_of(whose.me(board).unwrap());
    certs.find(|cert| cert.device == device).unwrap().kem
}

fn current(core: &Core, board: BoardId) -> EpochId {
    let keyring = &core.state.boards[&board].keyring;
    keyring.current(Compartment::Main).unwrap().0
}

#[test]
fn the_receiving_key_is_renewed_after_thirty_days_and_older_wraps_still_open() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    assert!(!pass(&mut bob, 0, NOW));
    assert!(!pass(&mut bob, 1_000, NOW + 29 * DAY));
    let before = kem_of(&alice, board, &bob);
    assert!(pass(&mut bob, 1_000, NOW + 30 * DAY + 1_000));
    assert!(!pass(&mut bob, 1_000, NOW + 30 * DAY + 2_000), "once");
    // Alice has not heard of it yet: what she seals for Bob opens with his key of before.
    assert_eq!(kem_of(&alice, board, &bob), before);
    act(&mut alice, |core| core.rotate(board, 1_000));
    say(&mut alice, board, "sealed for the older key");
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["sealed for the older key"]);
    // Now she has, and wraps to the new one only.
    let after = kem_of(&alice, board, &bob);
    assert_ne!(after, before);
    assert_eq!(after, bob.state.keys.kem.public());
    act(&mut alice, |core| core.rotate(board, 1_000));
    let device = bob.board_info(board).unwrap().device;
    let newest = current(&alice, board);
    let certs = alice.state.boards[&board].certs.values();
    let mut wraps = Vec::new();
    for cert in certs {
        if let Certificate::Wrap(wrap) = cert.cert()
            && wrap.device == device
            && wrap.keys.iter().any(|key| key.epoch == newest)
        {
            wraps.push(wrap.clone());
        }
    }
    assert_eq!(wraps.len(), 1);
    assert!(trust::unwrap(&wraps[0], &bob.state.keys.kem, board).is_ok());
    assert_eq!(bob.state.keys.kems().count(), 2);
    // He is the same device still.
    let authority = alice.board_info(board).unwrap().authority;
    assert_eq!(authority.devices_of(bob.me(board).unwrap()).count(), 1);
}

#[test]
fn a_folder_of_before_says_anew_which_key_it_has() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let old = bob.state.keys.clone();
    pass(&mut bob, 0, NOW);
    pass(&mut bob, 0, NOW + 31 * DAY);
    meet(&mut bob, &mut alice);
    // The keys file comes back from a copy; the board knows the newer key, which nobody has any more.
    let mut parts = bob.into_parts().unwrap();
    parts.keys = old.clone();
    let mut bob = Core::open(parts).unwrap();
    bob.certify_here(2_000).unwrap();
    meet(&mut bob, &mut alice);
    assert_eq!(kem_of(&alice, board, &bob), old.kem.public());
    act(&mut alice, |core| core.rotate(board, 1_000));
    say(&mut alice, board, "still readable");
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["still readable"]);
}

#[test]
fn with_the_seed_on_paper_the_receiving_key_stays() {
    let Two { bob, board, .. } = two();
    let mut parts = bob.into_parts().unwrap();
    parts.keys.forget_person();
    let mut bob = Core::open(parts).unwrap();
    pass(&mut bob, 0, NOW);
    let before = kem_of(&bob, board, &bob);
    assert!(!pass(&mut bob, 0, NOW + 31 * DAY));
    assert_eq!(kem_of(&bob, board, &bob), before);
}

#[test]
fn bad_input_41_a_clock_that_jumps_ten_years_renews_once_and_never_in_a_loop() {
    let Two {
        mut alice, board, ..
    } = two();
    pass(&mut alice, SETTLED, NOW);
    let entries = |core: &Core| core.board_info(board).unwrap().entries;
    let before = entries(&alice);
    let mut renewed = 0;
    for _ in 0..50 {
        renewed += u32::from(pass(&mut alice, 1_000, NOW + 3_650 * DAY));
        renewed += u32::from(pass(&mut alice, 1_000, NOW));
        renewed += u32::from(pass(&mut alice, 1_000, NOW - 3_650 * DAY));
    }
    assert_eq!(renewed, 1);
    // One certificate, and one set of keys: two epochs, and a wrap for each of two devices.
    assert!(
        entries(&alice) - before <= 5,
        "{}",
        entries(&alice) - before
    );
}

#[test]
fn one_of_several_coordinators_devices_makes_the_months_keys() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let bobs = bob.me(board).unwrap();
    act(&mut alice, |core| {
        core.set_role(board, bobs, Role::Coordinator, 1_000)
    });
    let (mut phone, _home) = added(&mut alice, &[], 3);
    meet(&mut phone, &mut alice);
    meet(&mut bob, &mut alice);
    let all = Rc::new(RefCell::new(Vec::new()));
    let first = current(&alice, board);
    for core in [&mut alice, &mut bob, &mut phone] {
        pass(core, SETTLED, NOW);
    }
    for day in 1..=75 {
        for core in [&mut alice, &mut bob, &mut phone] {
            pass(core, 1_000, NOW + day * DAY);
        }
        meet(&mut bob, &mut alice);
        meet(&mut phone, &mut alice);
        meet(&mut bob, &mut alice);
        let now = current(&alice, board);
        assert_eq!(now, current(&bob, board), "day {day}");
        assert_eq!(now, current(&phone, board), "day {day}");
        if all.borrow().last() != Some(&(now)) && now != first {
            all.borrow_mut().push(now);
        }
    }
    assert_eq!(all.borrow().len(), 2, "two months, two keys");
    let epochs = alice.state.boards[&board].certs.values().filter(|cert| {
        matches!(cert.cert(), Certificate::Epoch(epoch) if epoch.compartment == Compartment::Main)
    });
    assert_eq!(epochs.count(), 3, "the first, and one a month");
}

#[test]
fn two_who_make_new_keys_at_once_write_under_the_same_ones_afterwards() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let bobs = bob.me(board).unwrap();
    act(&mut alice, |core| {
        core.set_role(board, bobs, Role::Coordinator, 1_000)
    });
    meet(&mut bob, &mut alice);
    // They have not met for two months.
    for core in [&mut alice, &mut bob] {
        pass(core, SETTLED, NOW);
        pass(core, SETTLED, NOW + 25 * DAY);
        pass(core, SETTLED, NOW + 50 * DAY);
    }
    assert_ne!(current(&alice, board), current(&bob, board));
    meet(&mut bob, &mut alice);
    meet(&mut bob, &mut alice);
    assert_eq!(current(&alice, board), current(&bob, board));
    say(&mut alice, board, "one");
    say(&mut bob, board, "two");
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&alice, board), ["one", "two"]);
    assert_eq!(heard(&bob, board), ["one", "two"]);
}

#[test]
fn nobody_makes_new_keys_before_what_others_did_can_have_arrived() {
    let Two {
        mut alice, board, ..
    } = two();
    pass(&mut alice, 0, NOW);
    let before = current(&alice, board);
    // A start after two months away.
    let mut alice = Core::open(alice.into_parts().unwrap()).unwrap();
    pass(&mut alice, 0, NOW + 60 * DAY);
    assert_eq!(current(&alice, board), before);
    pass(&mut alice, SETTLED, NOW + 60 * DAY + SETTLED);
    assert_ne!(current(&alice, board), before);
}

#[test]
fn bad_input_71_after_a_sleep_another_log_is_begun() {
    let Two {
        mut alice, board, ..
    } = two();
    let one = say(&mut alice, board, "before");
    let two = say(&mut alice, board, "awake");
    assert_eq!(one.log, two.log);
    alice.end_logs();
    let three = say(&mut alice, board, "after the sleep");
    assert_ne!(three.log, two.log);
    assert_eq!(three.seq, 1);
    assert_eq!(heard(&alice, board), ["after the sleep", "awake", "before"]);
}
