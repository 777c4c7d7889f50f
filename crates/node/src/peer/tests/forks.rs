//! One log twice: two machines with the same disk and the same "random" numbers.

use super::hostile::{certificate, certify, member};
use super::*;

#[test]
fn of_two_branches_the_first_is_kept_and_the_other_is_proof() {
    let Two {
        mut alice,
        bob,
        board,
        homes,
    } = two();
    close(bob);
    let copy = backup(homes[1].path());
    // Two machines with the same disk and the same "random" numbers: the one way to get one log twice.
    let (mut left, mut right) = (open(homes[1].path(), 2, 99), open(copy.path(), 2, 99));
    let first = say(&mut left, board, "left");
    let second = say(&mut right, board, "right");
    assert_eq!((first.log, first.seq), (second.log, second.seq));
    assert_ne!(first.id, second.id);

    meet(&mut alice, &mut left);
    meet(&mut alice, &mut right);
    assert_eq!(heard(&alice, board), ["left"]);
    let key = alice.db().boards().unwrap()[0].key;
    let forks = alice.db().forks(key).unwrap();
    assert_eq!(
        forks.iter().map(|fork| fork.position).collect::<Vec<_>>(),
        [second]
    );
    let frame = trust::Frame::decode(forks[0].frame.as_ref().unwrap()).unwrap();
    frame.verify().unwrap();
    // What the other branch's owner goes on to write does no harm, and others are served as before.
    say(&mut right, board, "more");
    meet(&mut alice, &mut right);
    assert_eq!(heard(&alice, board), ["left"]);
    say(&mut alice, board, "still here");
    meet(&mut alice, &mut left);
    assert_eq!(heard(&left, board), ["left", "still here"]);
}

#[test]
fn a_fork_made_of_certificates_parts_nobody() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let (mut carol, _home) = member(&mut alice, board, 3);
    meet(&mut bob, &mut alice);
    close(bob);
    let copy = backup(homes[1].path());
    let (mut left, mut right) = (open(homes[1].path(), 2, 99), open(copy.path(), 2, 99));
    for (core, endpoint) in [(&mut left, 77), (&mut right, 78)] {
        let cert = certificate(core, board, core, endpoint);
        certify(core, board, cert);
    }
    meet(&mut alice, &mut left);
    meet(&mut carol, &mut right);
    say(&mut alice, board, "from Alice");
    say(&mut carol, board, "from Carol");
    meet(&mut alice, &mut carol);
    for core in [&alice, &carol] {
        assert_eq!(heard(core, board), ["from Alice", "from Carol"]);
        assert_eq!(core.waiting(board), 0);
    }
    say(&mut alice, board, "more");
    meet(&mut carol, &mut alice);
    assert_eq!(heard(&carol, board), ["from Alice", "from Carol", "more"]);
}
