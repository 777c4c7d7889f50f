//! What a pair has besides what it goes on with.

use trust::{Compartment, EpochKey};

use super::*;

#[test]
fn a_board_that_was_joined_and_cut_before_anything_came_arrives_on_the_next_connection() {
    let mut joined = 0;
    for deliveries in 0..40 {
        let (mut network, boards) = pair(66, 2);
        let board = network.people[ALICE].found();
        network.people[ALICE].say(board, "blankets");
        let ticket = network.people[ALICE].invite(board, None, None);
        let request = Box::new(network.people[BOB].ask(&ticket));
        let wire = network.connect(BOB, ALICE);
        network.settle();
        network.input(wire, 1, Input::BoardAdded { board });
        network.input(wire, 0, Input::AskJoin { request });
        for _ in 0..deliveries {
            network.deliver();
        }
        network.cut_all();
        if network.people[BOB].boards.contains_key(&board) {
            joined += 1;
            meet(&mut network);
            assert_equal(&network, board);
        }
        for board in boards {
            assert_equal(&network, board);
        }
    }
    assert!(joined > 20, "{joined}");
}

#[test]
fn a_board_with_another_key_is_proven_anew_and_the_others_are_not() {
    let (mut network, boards) = pair(64, 20);
    for person in [ALICE, BOB] {
        let held = network.people[person].boards.get_mut(&boards[4]).unwrap();
        let key = EpochKey::from_bytes([44; 32]);
        let epoch = held.keyring.insert(Compartment::Members, key);
        assert!(held.keyring.set_current(epoch));
    }
    let cost = meet(&mut network);
    assert!(cost.frames > 4, "the board is proven anew");
    assert!(cost.bytes < 1_000, "and only that one: {}", cost.bytes);
    assert_eq!(equal(&network, BOB), 20);
    assert_eq!(meet(&mut network).frames, 4);
}
