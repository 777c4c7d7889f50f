//! Receiving keys of before: kept for as long as somebody may seal for them, and no longer.

use super::cases::{keep, note};
use super::helpers::hostile::talk;
use super::hostile::member;
use super::removals::{me, remove};
use super::renewing::{DAY, NOW, pass};
use super::*;

/// Lets a device renew its receiving key in the months `from..=to`.
pub(super) fn renew(core: &mut Core, from: u64, to: u64) {
    if from == 1 {
        pass(core, 0, NOW);
    }
    for month in from..=to {
        assert!(pass(core, 0, NOW + month * 31 * DAY), "month {month}");
    }
}

fn kept(core: &Core) -> usize {
    core.state.keys.kems().count()
}

/// Alice's board with Bob as a coordinator: he is to have the keys of cases.
fn with_a_coordinator() -> Two {
    let mut two = two();
    let (alice, bob, board) = (&mut two.alice, &mut two.bob, two.board);
    let bobs = me(bob, board);
    act(alice, |core| {
        core.set_role(board, bobs, Role::Coordinator, 1_000)
    });
    meet(bob, alice);
    two
}

#[test]
fn who_was_alone_for_five_renewals_opens_what_was_sealed_for_the_oldest_key() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = with_a_coordinator();
    renew(&mut bob, 1, 5);
    assert_eq!(kept(&bob), 6);
    keep(&mut alice, board, &[]);
    note(&mut alice, board, "12 Hill Road");
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["12 Hill Road"]);
    assert_eq!(bob.board_info(board).unwrap().waiting, 0);
    // He had no need to say that it stays closed.
    let empty = bob.state.boards[&board].certs.values().filter(
        |cert| matches!(cert.cert(), trust::Certificate::Wrap(wrap) if wrap.keys.is_empty()),
    );
    assert_eq!(empty.count(), 0);
    // Now Alice has his present certificate, and all that she wrote is here: by the next month they are gone.
    renew(&mut bob, 6, 6);
    assert_eq!(kept(&bob), 3);
    // What others know is on the disk.
    meet(&mut bob, &mut alice);
    let keys = bob.state.keys.clone();
    close(bob);
    let mut bob = open(homes[1].path(), 2, 90);
    bob.state.keys = keys;
    renew(&mut bob, 7, 8);
    assert_eq!(kept(&bob), 3);
}

#[test]
fn who_meets_the_others_each_month_keeps_two_and_one_who_is_away_for_a_year_keeps_them_all() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = with_a_coordinator();
    let (mut carol, _home) = member(&mut alice, board, 3);
    let carols = me(&carol, board);
    act(&mut alice, |core| {
        core.set_role(board, carols, Role::Coordinator, 1_000)
    });
    meet(&mut carol, &mut alice);
    meet(&mut bob, &mut alice);
    pass(&mut bob, 0, NOW);
    for month in 1..=12 {
        renew(&mut bob, month, month);
        meet(&mut bob, &mut alice);
    }
    assert_eq!(kept(&bob), 13, "Carol has heard of none");
    // Far away she made a case, sealed for the first of them.
    keep(&mut carol, board, &[]);
    note(&mut carol, board, "12 Hill Road");
    meet(&mut carol, &mut alice);
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["12 Hill Road"]);
    // That she was met by Alice says nothing of what else she wrote.
    renew(&mut bob, 13, 13);
    assert_eq!(kept(&bob), 14);
    meet(&mut bob, &mut carol);
    renew(&mut bob, 14, 14);
    assert_eq!(kept(&bob), 3);
}

#[test]
fn for_somebody_who_was_removed_nothing_is_kept() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (carol, _home) = member(&mut alice, board, 3);
    meet(&mut bob, &mut alice);
    pass(&mut bob, 0, NOW);
    for month in 1..=4 {
        renew(&mut bob, month, month);
        meet(&mut bob, &mut alice);
    }
    assert_eq!(kept(&bob), 5);
    let carols = me(&carol, board);
    remove(&mut alice, board, carols);
    meet(&mut bob, &mut alice);
    renew(&mut bob, 5, 5);
    assert_eq!(kept(&bob), 3);
}

#[test]
fn what_is_under_way_from_somebody_who_knows_the_newer_key_is_waited_for() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = with_a_coordinator();
    keep(&mut alice, board, &[]);
    note(&mut alice, board, "12 Hill Road");
    renew(&mut bob, 1, 2);
    // The connection breaks off when Alice has his certificates, and before anything of hers got through.
    let before = alice.board_info(board).unwrap().entries;
    talk([&mut bob, &mut alice], |at, message| {
        let is_hers = at == 1 && sync::brings_entries(&message);
        if is_hers { Vec::new() } else { vec![message] }
    });
    assert!(alice.board_info(board).unwrap().entries > before);
    assert!(heard(&bob, board).is_empty());
    renew(&mut bob, 3, 5);
    assert_eq!(kept(&bob), 6);
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["12 Hill Road"]);
}

#[test]
fn while_a_join_is_under_way_no_receiving_key_goes() {
    let (home, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut alice = open(home.path(), 1, 10);
    let (board, _) = act(&mut alice, |core| core.create_board(1_000));
    let ticket = invite(&mut alice, board, &[]);
    let mut bob = open(dir.path(), 2, 20);
    act(&mut bob, |core| core.start_join(ticket, 1_000));
    renew(&mut bob, 1, 5);
    assert_eq!(kept(&bob), 6);
    // Nobody is there to whom he would have said anything: of a board of one's own nothing is kept.
    renew(&mut alice, 1, 5);
    assert_eq!(kept(&alice), 3);
    meet(&mut bob, &mut alice);
    assert!(bob.joins().is_empty());
    renew(&mut bob, 6, 7);
    assert_eq!(kept(&bob), 3);
}
