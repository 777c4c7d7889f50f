//! Whether a device has neighbours enough, between sessions.

use super::*;
use crate::wire::Enough;

/// Alice (0) and Bob (1), connected and at rest.
fn connected() -> (Network, BoardId, u64) {
    let (mut network, board) = Network::with_board(67, 2);
    let wire = network.connect(0, 1);
    network.settle();
    (network, board, wire)
}

fn has(network: &mut Network, enough: bool) {
    network.people[0].has_enough = enough;
    network.tick(1_000);
    network.settle();
}

#[test]
fn that_there_are_enough_is_said_once_and_that_there_are_not_at_once() {
    let (mut network, board, wire) = connected();
    assert_eq!(network.enough(wire, 1), [], "nobody is let go of unasked");
    has(&mut network, true);
    assert_eq!(network.enough(wire, 1), [board]);
    assert_eq!(network.enough(wire, 0), []);
    network.take_traffic();
    for _ in 0..600 {
        has(&mut network, true);
    }
    assert_eq!(network.take_traffic().frames, 0);
    has(&mut network, false);
    assert_eq!(network.enough(wire, 1), []);
    has(&mut network, true);
    assert_eq!(network.enough(wire, 1), [], "a little later");
    for _ in 0..5 {
        has(&mut network, true);
    }
    assert_eq!(network.enough(wire, 1), [board]);
}

#[test]
fn a_device_whose_neighbours_come_and_go_says_so_a_few_times_a_minute() {
    let (mut network, _, _) = connected();
    network.take_traffic();
    for turn in 0..60 {
        has(&mut network, turn % 2 == 0);
    }
    let said = network.take_traffic().frames;
    assert!(said <= 24, "{said}");
}

#[test]
fn a_long_one_is_damage_and_a_place_that_is_none_is_passed_over() {
    let (mut network, board, wire) = connected();
    let said = Message::Enough(Enough {
        slot: 4_000,
        enough: true,
    });
    network.input(wire, 1, Input::Frame(said.encode()));
    network.settle();
    assert_eq!(network.enough(wire, 1), []);
    network.people[0].say(board, "blankets");
    network.settle();
    assert_equal(&network, board);
    let long = [&[35, 0x83, 0, 0xf5, 0x59, 0x01, 0x00][..], &[0; 256]].concat();
    assert!(minicbor::decode::<Enough>(&long[1..]).is_ok());
    network.input(wire, 1, Input::Frame(long));
    network.settle();
    let closed = (1, Output::Close(CloseCode::Protocol));
    assert!(network.heard.contains(&closed));
}
