//! Sessions of people with real keys over a seeded network.

use trust::{BoardId, Position};

use super::*;
use crate::simulated::{Held, Network, Person};
use crate::{Channel, Host, JoinRefusal, Limits, Side};

mod hostile;
mod join;
mod known;
mod near;
mod pair;
mod presence;
mod random;
mod receipts;
mod refused;
mod screen;

fn assert_equal(network: &Network, board: BoardId) {
    let ids = network.people[0].boards[&board].ids();
    for person in &network.people {
        assert!(person.boards[&board].ids() == ids);
    }
}

/// Alice and Bob on one board, with so many logs of so many entries each; not connected.
fn alice_and_bob(logs: usize, entries: usize) -> (Network, BoardId) {
    let (mut network, board) = Network::with_board(1, 2);
    for log in 0..logs {
        network.people[log % 2].restart();
        for entry in 0..entries {
            network.people[log % 2].say(board, &format!("entry {entry} of log {log}"));
        }
    }
    network.connect(0, 1);
    network.settle();
    assert_equal(&network, board);
    network.cut_all();
    network.take_traffic();
    (network, board)
}

#[test]
fn alice_and_bob_write_apart_and_meet() {
    let (mut network, board) = Network::with_board(7, 2);
    for person in 0..2 {
        for text in ["blankets", "water", "a ride"] {
            network.people[person].say(board, text);
        }
    }
    network.connect(0, 1);
    network.settle();
    assert_equal(&network, board);
    assert!(network.all_settled());
    assert_eq!(network.people[0].known + network.people[1].known, 0);
    let equal = |person| {
        network
            .heard
            .iter()
            .any(|(at, out)| *at == person && matches!(out, Output::Equal { .. }))
    };
    assert!(equal(0) && equal(1));
}

#[test]
fn a_live_entry_goes_to_all_and_none_comes_back() {
    let (mut network, board) = Network::with_board(8, 3);
    network.mesh();
    network.settle();
    network.take_traffic();
    network
        .people
        .iter_mut()
        .for_each(|person| person.known = 0);
    let position = network.people[1].say(board, "one more cot");
    network.settle();
    assert_equal(&network, board);
    assert!(network.all_settled());
    // Nothing was sent back to its author, and nobody got it from somebody else who was only a moment behind.
    assert_eq!(network.people[1].known, 0);
    let nonce = network.people[1].boards[&board].nonce;
    for other in [0, 2] {
        let device = network.people[other].device_on(&nonce);
        let holding = &network.people[1].holdings[&(board, device)];
        assert_eq!(
            holding[&position.log], position.seq,
            "the author has a receipt"
        );
    }
}

#[test]
fn an_entry_travels_along_a_line_of_people() {
    let (mut network, board) = Network::with_board(9, 4);
    for person in 1..4 {
        network.connect(person - 1, person);
    }
    network.settle();
    network.people[0].say(board, "the bridge is closed");
    network.settle();
    assert_equal(&network, board);
    network.people[3].say(board, "the road is open");
    network.settle();
    assert_equal(&network, board);
    assert!(network.all_settled());
}

#[test]
fn a_reconnect_in_sync_is_small_whatever_the_board_holds() {
    let mut cost = Vec::new();
    for (logs, entries) in [(1, 1), (40, 2), (4, 150)] {
        let (mut network, _) = alice_and_bob(logs, entries);
        network
            .people
            .iter_mut()
            .for_each(|person| person.ranges = 0);
        network.connect(0, 1);
        network.settle();
        assert!(network.all_settled());
        cost.push((network.traffic.frames, network.traffic.bytes));
        assert_eq!(network.people[0].ranges + network.people[1].ranges, 0);
    }
    assert_eq!(cost[0], cost[1]);
    assert_eq!(cost[0], cost[2]);
    let (frames, bytes) = cost[0];
    assert_eq!(frames, 4, "hello and one statement from each side");
    assert!(bytes <= 2 * 40, "{bytes}");
}

#[test]
fn a_difference_costs_by_its_size_and_not_by_the_number_of_logs() {
    let cost = |logs| {
        let (mut network, board) = alice_and_bob(logs, 1);
        network.people[0].say(board, "one");
        network.people[1].say(board, "two");
        network.connect(0, 1);
        network.settle();
        assert_equal(&network, board);
        network.traffic.bytes
    };
    let (few, many) = (cost(20), cost(640));
    assert!(many < few + 6_000, "{few} for 20 logs, {many} for 640");
    assert!(
        many < 640 * 72 / 4,
        "far below a list of all positions: {many}"
    );
}

#[test]
fn a_board_that_is_larger_than_a_frame_goes_in_several_within_the_window() {
    let (mut network, board) = Network::with_board(11, 2);
    let mut dice = network.dice.clone();
    for _ in 0..24 {
        let noise: Vec<u8> = (0..200 << 10)
            .map(|_| dice.roll().to_le_bytes()[0])
            .collect();
        network.people[0].write(board, Err(noise));
    }
    network.people[0].grown.clear();
    network.limits.window = 2;
    network.connect(0, 1);
    let mut most = 0;
    let mut before = 0;
    while network.deliver() {
        let made = network.traffic.bytes - before;
        most = most.max(made);
        before = network.traffic.bytes;
    }
    assert_equal(&network, board);
    assert!(network.all_settled());
    assert!(network.traffic.longest <= crate::limits::MAX_FRAME);
    assert!(
        most <= 2 * crate::limits::MAX_FRAME,
        "one step made {most} bytes"
    );
    assert!(network.people[0].ranges >= 6);
}

#[test]
fn a_peer_draws_no_faster_than_its_budget() {
    let (mut network, board) = Network::with_board(12, 2);
    let mut dice = network.dice.clone();
    for _ in 0..20 {
        let noise: Vec<u8> = (0..100 << 10)
            .map(|_| dice.roll().to_le_bytes()[0])
            .collect();
        network.people[0].write(board, Err(noise));
    }
    network.people[0].grown.clear();
    network.limits = Limits {
        egress_burst: 500 << 10,
        egress_per_second: 100 << 10,
        ..Limits::default()
    };
    network.connect(0, 1);
    network.settle();
    let held = |network: &Network| network.people[1].boards[&board].entries.len();
    let (first, all) = (
        held(&network),
        network.people[0].boards[&board].entries.len(),
    );
    assert!(first < all - 10, "{first} of {all} at once");
    for _ in 0..40 {
        network.tick(1_000);
        network.settle();
    }
    assert_equal(&network, board);
}

#[test]
fn what_a_restored_backup_lost_comes_back() {
    let (mut network, board) = alice_and_bob(3, 10);
    network.people[1]
        .boards
        .get_mut(&board)
        .unwrap()
        .forget(board, 12);
    network.people[1].restart();
    network.people[1].say(board, "after the backup");
    network.connect(1, 0);
    network.settle();
    assert_equal(&network, board);
    assert!(network.all_settled());
}

#[test]
fn two_entries_under_one_number_are_found_kept_as_proof_and_do_not_stop_the_rest() {
    let (mut network, board) = Network::with_board(13, 3);
    // Mallory (2) runs one log on two machines: both halves sign number 1 and 2.
    let secret = [9; 32];
    let key = {
        let nonce = network.people[2].boards[&board].nonce;
        network.people[2].device.device_key(&nonce)
    };
    let mut told: Vec<Position> = Vec::new();
    for (person, texts) in [(0, ["yes", "yes, really"]), (1, ["no", "no, really"])] {
        let writer = trust::LogWriter::start(secret, board, &key, None);
        let mallory = &mut network.people[2];
        let held = mallory.boards.get_mut(&board).unwrap();
        let kept = held.entries.len();
        held.writer = Some(writer);
        let entries: Vec<_> = texts
            .iter()
            .map(|text| {
                mallory.say(board, text);
                mallory.boards[&board].entries.last().unwrap().clone()
            })
            .collect();
        mallory.grown.clear();
        mallory.boards.get_mut(&board).unwrap().forget(board, kept);
        told.push(entries[1].position());
        network.people[person]
            .boards
            .get_mut(&board)
            .unwrap()
            .store(board, entries);
    }
    assert_ne!(told[0].id, told[1].id);
    network.people[0].say(board, "an honest entry");
    network.people[0].grown.clear();
    network.connect(0, 1);
    network.settle();
    for (person, theirs) in [(0, told[1]), (1, told[0])] {
        let forked = &network.people[person].boards[&board].forked;
        assert!(
            forked.iter().any(|entry| entry.id == theirs.id),
            "person {person} has no proof"
        );
    }
    let last = network.people[0].boards[&board].entries.last().unwrap().id;
    assert!(network.people[1].boards[&board].ids().contains(&last));
}

#[test]
fn a_goodbye_ends_it_on_both_sides() {
    let (mut network, _) = alice_and_bob(1, 1);
    let wire = network.connect(0, 1);
    network.settle();
    network.input(wire, 0, Input::Goodbye);
    network.settle();
    let closed = network
        .heard
        .iter()
        .filter(|(_, out)| *out == Output::Close(CloseCode::Goodbye))
        .count();
    assert_eq!(closed, 2);
}

#[test]
fn in_a_mesh_of_eight_an_entry_travels_little_more_than_once_to_each() {
    let (mut network, board) = Network::with_board(14, 8);
    network.mesh();
    network.settle();
    network
        .people
        .iter_mut()
        .for_each(|person| person.known = 0);
    for round in 0..40 {
        network.people[round % 8].say(board, &format!("round {round}"));
        network.settle();
    }
    assert_equal(&network, board);
    assert!(network.all_settled());
    let again: u64 = network.people.iter().map(|person| person.known).sum();
    // Only first entries of a log, whose author is not known before they arrive.
    assert!(again <= 8 * 7, "{again} of {} arrived again", 40 * 7);
}
