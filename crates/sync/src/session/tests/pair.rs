//! Two people who met before: one statement each way, and what else is said where it is another one.

use super::*;
use crate::simulated::Traffic;

mod rest;

const ALICE: usize = 0;
const BOB: usize = 1;

/// Alice and Bob on so many boards, who met on all of them; not connected.
fn pair(seed: u64, count: usize) -> (Network, Vec<BoardId>) {
    let mut network = Network::new(seed, 2);
    network.limits.joins = 1_000;
    let wire = network.connect(BOB, ALICE);
    let mut boards = Vec::new();
    for _ in 0..count {
        let board = network.people[ALICE].found();
        let ticket = network.people[ALICE].invite(board, None, None);
        let request = Box::new(network.people[BOB].ask(&ticket));
        network.input(wire, 1, Input::BoardAdded { board });
        network.input(wire, 0, Input::AskJoin { request });
        network.settle();
        boards.push(board);
    }
    network.cut_all();
    meet(&mut network);
    (network, boards)
}

/// Connects until nothing is left to say, cuts, and returns what it cost.
fn meet(network: &mut Network) -> Traffic {
    network.take_traffic();
    network.heard.clear();
    network.connect(ALICE, BOB);
    network.settle();
    assert!(network.all_settled());
    let traffic = network.take_traffic();
    network.cut_all();
    traffic
}

fn equal(network: &Network, person: usize) -> usize {
    let said = |(at, out): &&(usize, Output)| *at == person && matches!(out, Output::Equal { .. });
    network.heard.iter().filter(said).count()
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are for whoever runs it")]
fn a_reconnect_in_sync_is_as_small_for_two_hundred_boards_as_for_one() {
    let mut costs = Vec::new();
    for count in [1, 50, 200] {
        let (mut network, boards) = pair(61, count);
        let cost = meet(&mut network);
        assert_eq!(equal(&network, ALICE), count);
        assert_eq!(equal(&network, BOB), count);
        for board in boards {
            assert_equal(&network, board);
        }
        println!(
            "{count} boards in sync: {} frames, {} bytes",
            cost.frames, cost.bytes
        );
        costs.push((cost.frames, cost.bytes));
    }
    assert_eq!(
        costs[0],
        (4, 2 * (4 + 33)),
        "hello and one statement from each"
    );
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[0], costs[2]);
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are for whoever runs it")]
fn of_two_hundred_boards_the_one_that_differs_is_found_at_its_own_cost() {
    let (mut network, boards) = pair(62, 200);
    network.people[ALICE].say(boards[77], "the bridge is closed");
    let cost = meet(&mut network);
    println!(
        "one of 200 differs: {} frames, {} bytes",
        cost.frames, cost.bytes
    );
    assert!(cost.bytes < 5_000, "{}", cost.bytes);
    assert_eq!((equal(&network, ALICE), equal(&network, BOB)), (200, 200));
    assert_equal(&network, boards[77]);
    // Both sides, on two boards; and in sync again.
    network.people[ALICE].say(boards[3], "one");
    network.people[BOB].say(boards[3], "two");
    network.people[BOB].say(boards[199], "three");
    meet(&mut network);
    for board in [3, 199] {
        assert_equal(&network, boards[board]);
    }
    assert_eq!(meet(&mut network).frames, 4);
}

#[test]
fn what_is_written_while_the_pair_is_found_out_arrives() {
    for deliveries in 0..24 {
        let (mut network, boards) = pair(63, 5);
        network.people[BOB].say(boards[2], "before");
        network.connect(ALICE, BOB);
        for _ in 0..deliveries {
            network.deliver();
        }
        network.people[ALICE].say(boards[1], "meanwhile");
        network.people[BOB].say(boards[1], "also");
        network.settle();
        assert!(network.all_settled(), "{deliveries}");
        for board in boards {
            assert_equal(&network, board);
        }
    }
}

#[test]
fn who_was_removed_is_told_so_and_nothing_else_of_that_board() {
    let (mut network, boards) = pair(65, 3);
    network.people[ALICE].say(boards[0], "a secret");
    let nonce = network.people[ALICE].boards[&boards[0]].nonce;
    let bob = network.people[BOB].device_on(&nonce);
    network.people[ALICE].refused.insert(bob);
    network.people[ALICE].ranges = 0;
    network.heard.clear();
    network.connect(ALICE, BOB);
    network.settle();
    assert_eq!(network.people[BOB].told.len(), 1);
    assert_eq!(network.people[ALICE].ranges, 0);
    assert_eq!(equal(&network, ALICE), 2);
}

#[test]
fn who_is_removed_after_the_statement_went_out_gets_nothing_either() {
    let (mut network, boards) = pair(66, 1);
    network.people[ALICE].say(boards[0], "a secret");
    let nonce = network.people[ALICE].boards[&boards[0]].nonce;
    let bob = network.people[BOB].device_on(&nonce);
    network.people[ALICE].ranges = 0;
    network.connect(ALICE, BOB);
    // Alice has said it, and Bob.
    network.deliver();
    network.deliver();
    network.people[ALICE].refused.insert(bob);
    network.settle();
    assert_eq!(network.people[BOB].told.len(), 1);
    assert_eq!(network.people[ALICE].ranges, 0);
    let secret =
        |network: &Network, person: usize| network.people[person].boards[&boards[0]].entries.len();
    assert_eq!(secret(&network, ALICE), secret(&network, BOB) + 1);
}

#[test]
fn a_thief_of_the_network_key_is_a_stranger() {
    let (mut network, boards) = pair(67, 2);
    network.people[ALICE].say(boards[0], "for Bob alone");
    // Mallory has Bob's network key, and knows everything that a member knows of the boards but his secrets.
    let mut mallory = Person::new(crate::simulated::Dice(999));
    mallory.endpoint = network.people[BOB].endpoint;
    for board in &boards {
        let held = &network.people[BOB].boards[board];
        let mut copy = Held::new(held.nonce, held.keyring.clone(), *board);
        copy.store(*board, held.entries.clone());
        mallory.boards.insert(*board, copy);
    }
    let alice = network.people[ALICE].endpoint;
    let mut pair = network.people[BOB].pairs[&alice].clone();
    pair.secret = [0; 32];
    let channel = |secret| Channel {
        binding: secret,
        side: Side::Dialler,
    };
    for paired in &mut pair.boards {
        let tags = mallory.tags(paired.board, &channel([0; 32])).unwrap();
        paired.mark = tags[0];
    }
    mallory.pairs.insert(alice, pair);
    network.people.push(mallory);
    network.heard.clear();
    network.people[ALICE].ranges = 0;
    network.connect(ALICE, 2);
    network.settle();
    // She signs with a device that the boards do not know: nothing is served to it.
    assert_eq!(network.people[ALICE].ranges, 0);
    assert!(
        !network
            .heard
            .iter()
            .any(|(at, out)| *at == ALICE && matches!(out, Output::Met { .. }))
    );
}

#[test]
fn an_older_folder_goes_the_long_way_or_says_what_it_has() {
    let (mut network, boards) = pair(68, 3);
    let older = network.people[BOB].pairs.clone();
    let kept = network.people[BOB].boards[&boards[1]].entries.len();
    network.people[BOB].restart();
    network.people[BOB].say(boards[1], "lost with the computer");
    meet(&mut network);
    // Bob's folder is from before that: Alice hears that he holds less.
    network.people[BOB].pairs = older;
    let held = network.people[BOB].boards.get_mut(&boards[1]).unwrap();
    held.forget(boards[1], kept);
    held.writer = None;
    meet(&mut network);
    assert_equal(&network, boards[1]);
    // A folder from before they met remembers nothing.
    network.people[BOB].pairs.clear();
    assert!(meet(&mut network).frames > 4);
    assert_eq!(meet(&mut network).frames, 4);
}

#[test]
fn a_board_that_both_got_by_another_way_is_found() {
    let (mut network, boards) = pair(69, 2);
    network.people.push(Person::new(crate::simulated::Dice(5)));
    let carol = 2;
    let ours = network.people[carol].found();
    let ticket = network.people[carol].invite(ours, None, None);
    network.join(ALICE, carol, &ticket);
    // Alice meets Bob, who is not on it yet: she has offered it in vain, and does not do so again.
    assert!(meet(&mut network).frames > 4);
    assert_eq!(meet(&mut network).frames, 4);
    network.join(BOB, carol, &ticket);
    meet(&mut network);
    assert_equal_between(&network, ours, ALICE, BOB);
    assert_eq!(meet(&mut network).frames, 4);
    assert_eq!(boards.len(), 2);
}

fn assert_equal_between(network: &Network, board: BoardId, one: usize, other: usize) {
    let ids = |person: usize| network.people[person].boards[&board].ids();
    assert!(ids(one) == ids(other));
}

#[test]
fn who_says_the_statement_of_another_connection_or_gives_ours_back_is_nobody() {
    let (mut network, _) = pair(70, 2);
    let bob = network.people[BOB].endpoint;
    let start = |binding| SessionStart {
        side: Side::Dialler,
        binding,
        peer: bob,
        padding: [7; 32],
    };
    let said = |network: &mut Network, binding| {
        let mut session = Session::new(start(binding), Limits::default());
        let out = session.step(Input::Opened, &mut network.people[ALICE], 0);
        (session, out.unwrap())
    };
    let statement = |out: &[Output]| {
        out.iter().find_map(|out| match out {
            Output::Send(frame) if frame[0] == 26 => Some(frame.clone()),
            Output::Send(_)
            | Output::Close(_)
            | Output::Met { .. }
            | Output::Equal { .. }
            | Output::Joined { .. }
            | Output::NotJoined { .. }
            | Output::Reported { .. } => None,
        })
    };
    let (_, before) = said(&mut network, [1; 32]);
    let (mut session, out) = said(&mut network, [2; 32]);
    let (old, own) = (statement(&before).unwrap(), statement(&out).unwrap());
    assert_ne!(old, own);
    let hello = Input::Frame(vec![0, 0x82, 1, 1]);
    session.step(hello, &mut network.people[ALICE], 0).unwrap();
    for said in [old, own] {
        let out = session.step(Input::Frame(said), &mut network.people[ALICE], 0);
        for out in out.unwrap() {
            assert!(
                matches!(out, Output::Send(frame) if frame[0] == 1),
                "tags, as to anybody"
            );
        }
    }
    assert_eq!(session.met().count(), 0);
}

#[test]
fn who_claims_to_hold_the_same_gets_nothing_and_is_known_to_hold_what_they_claim() {
    let (mut network, boards) = pair(71, 1);
    let position = network.people[ALICE].say(boards[0], "for who asks");
    // Bob states the positions of Alice without having got anything.
    let all = network.people[ALICE].boards[&boards[0]].entries.clone();
    let held = network.people[BOB].boards.get_mut(&boards[0]).unwrap();
    *held = Held::new(held.nonce, held.keyring.clone(), boards[0]);
    held.store(boards[0], all);
    network.people[ALICE].ranges = 0;
    network.connect(ALICE, BOB);
    network.settle();
    assert_eq!(
        network.people[ALICE].ranges, 0,
        "he asked for nothing and got nothing"
    );
    let nonce = network.people[ALICE].boards[&boards[0]].nonce;
    let bob = network.people[BOB].device_on(&nonce);
    let known =
        |network: &Network| network.people[ALICE].holdings[&(boards[0], bob)][&position.log];
    assert_eq!(known(&network), position.seq);
    // Of what comes later his claim says nothing.
    network.cut_all();
    let later = network.people[ALICE].say(boards[0], "later");
    assert_eq!(later.log, position.log);
    assert_eq!(known(&network), position.seq);
}

#[test]
fn an_older_app_is_met_as_before() {
    let (mut network, boards) = pair(72, 2);
    let bob = network.people[BOB].endpoint;
    let start = SessionStart {
        side: Side::Dialler,
        binding: [3; 32],
        peer: bob,
        padding: [7; 32],
    };
    let mut session = Session::new(start, Limits::default());
    let alice = &mut network.people[ALICE];
    let opened = session.step(Input::Opened, alice, 0).unwrap();
    assert_eq!(opened.len(), 2);
    // Minor version 0.
    let hello = Input::Frame(vec![0, 0x82, 1, 0]);
    let out = session.step(hello, alice, 0).unwrap();
    assert!(
        matches!(&out[..], [Output::Send(frame)] if frame[0] == 1),
        "{out:?}"
    );
    assert_eq!(boards.len(), 2);
}
