//! The first screen of a board: before the history, once, to whom it is due, and nothing rests on it.

use super::*;
use crate::simulated::Ticketed;
use crate::wire::{AskScreen, Message};
use crate::{CloseCode, FirstScreen, ScreenRow};

const ALICE: usize = 0;
const BOB: usize = 1;

fn first_screen() -> FirstScreen {
    let row = ScreenRow {
        item: trust::ItemId([1; 16]),
        kind: 1,
        state: 0,
        title: "Blankets".to_owned(),
        urgency: String::new(),
        amount: "20".to_owned(),
    };
    FirstScreen {
        name: "Flood help".to_owned(),
        items: 1,
        rows: vec![row],
    }
}

/// Bob joins Alice's board, which has some history; the connection stands.
fn bob_joins(screen: Option<FirstScreen>) -> (Network, Ticketed, u64) {
    let mut network = Network::new(71, 2);
    let board = network.people[ALICE].found();
    for entry in 0..50 {
        network.people[ALICE].say(board, &format!("entry {entry}"));
    }
    network.people[ALICE].screen = screen;
    let ticket = network.people[ALICE].invite(board, None, None);
    let request = Box::new(network.people[BOB].ask(&ticket));
    let wire = network.connect(BOB, ALICE);
    network.input(wire, 0, Input::AskJoin { request });
    network.settle();
    assert_equal(&network, board);
    (network, ticket, wire)
}

fn is_closed(network: &Network, person: usize) -> bool {
    let closed = Output::Close(CloseCode::Protocol);
    network.heard.contains(&(person, closed))
}

/// Bob offered four tags that are none before he had the board; Alice offered hers first.
const SLOTS: [u32; 2] = [0, 4];

fn screen(to: usize, bytes: Vec<u8>) -> Input {
    let slot = SLOTS[to];
    Input::Frame(Message::Screen { slot, bytes }.encode())
}

#[test]
fn it_comes_once_and_before_the_history() {
    let (mut network, ticket, _) = bob_joins(Some(first_screen()));
    let alice = network.people[ALICE].boards[&ticket.board].nonce;
    let device = network.people[ALICE].device_on(&alice);
    let taken = (device, first_screen(), 0);
    assert_eq!(network.people[BOB].screens, std::slice::from_ref(&taken));
    // Nobody who holds something asks again.
    network.cut_all();
    network.people[ALICE].say(ticket.board, "meanwhile");
    network.connect(BOB, ALICE);
    network.settle();
    assert_eq!(network.people[BOB].screens, [taken]);
    assert!(network.people[ALICE].screens.is_empty());
}

#[test]
fn one_that_nobody_asked_for_or_that_comes_late_is_passed_over() {
    let good = first_screen().into_bytes().unwrap();
    // Bob asked, got none, and has the history by now.
    let (mut network, ticket, wire) = bob_joins(None);
    network.input(wire, 0, screen(BOB, good.clone()));
    network.settle();
    assert!(network.people[BOB].screens.is_empty() && !is_closed(&network, BOB));
    // Alice never asked.
    network.input(wire, 1, screen(ALICE, good));
    network.settle();
    assert!(network.people[ALICE].screens.is_empty() && !is_closed(&network, ALICE));
    assert_equal(&network, ticket.board);
}

#[test]
fn a_damaged_one_ends_the_connection() {
    let (mut network, _, wire) = bob_joins(None);
    network.input(wire, 0, screen(BOB, vec![0, 0, 0, 9, 1, 2, 3]));
    network.settle();
    assert!(is_closed(&network, BOB));
    assert!(network.people[BOB].screens.is_empty());
}

#[test]
fn who_asks_again_and_again_is_told_once_and_a_removed_device_not_at_all() {
    let ask = || Input::Frame(Message::AskScreen(AskScreen { slot: 0 }).encode());
    let (mut network, _, wire) = bob_joins(Some(first_screen()));
    network.take_traffic();
    for _ in 0..5 {
        network.input(wire, 1, ask());
    }
    network.settle();
    assert_eq!(
        network.take_traffic().frames,
        0,
        "it was told when he came in"
    );

    let (mut network, ticket, _) = bob_joins(None);
    network.cut_all();
    let bob = network.people[BOB].device_on(&ticket.nonce);
    network.people[ALICE].screen = Some(first_screen());
    let wire = network.connect(BOB, ALICE);
    network.settle();
    network.people[ALICE].refused.insert(bob);
    network.take_traffic();
    network.input(wire, 1, ask());
    network.settle();
    let said = network.take_traffic();
    assert!(said.bytes < 100, "a removal at most: {} bytes", said.bytes);
}
