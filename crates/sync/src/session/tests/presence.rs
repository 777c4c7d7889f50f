//! Who has a board open, between sessions: at once, to members, and gone in time.

use trust::ItemId;

use super::*;
use crate::Open;
use crate::wire::Presence;

const EDITS: Open = Open {
    item: Some(ItemId([7; 16])),
};

/// Alice (0) and Bob (1), connected and at rest.
fn connected() -> (Network, BoardId, u64) {
    let (mut network, board) = Network::with_board(61, 2);
    let wire = network.connect(0, 1);
    network.settle();
    (network, board, wire)
}

fn shows(network: &mut Network, wire: u64, open: Option<Open>) {
    network.people[0].open = open;
    network.input(wire, 0, Input::Shown);
    network.settle();
}

#[test]
fn bob_hears_it_in_the_same_step_and_without_any_time_passing() {
    let (mut network, board, wire) = connected();
    let alice = network.people[0].device_on(&network.people[0].boards[&board].nonce);
    assert_eq!(network.open(wire, 1), []);
    shows(&mut network, wire, Some(Open::default()));
    assert_eq!(network.open(wire, 1), [(board, alice, Open::default())]);
    shows(&mut network, wire, Some(EDITS));
    assert_eq!(network.open(wire, 1), [(board, alice, EDITS)]);
    assert_eq!(network.open(wire, 0), [], "Alice hears nothing of herself");
    shows(&mut network, wire, None);
    assert_eq!(network.open(wire, 1), []);
}

#[test]
fn it_stands_for_hours_and_is_gone_within_half_a_minute_of_the_last_word() {
    let (mut network, _, wire) = connected();
    shows(&mut network, wire, Some(EDITS));
    for _ in 0..3_600 {
        network.tick(1_000);
        network.settle();
        assert_eq!(network.open(wire, 1).len(), 1);
    }
    // Alice's packets do not arrive any more.
    network.mute(wire, 0);
    let mut seconds = 0;
    while !network.open(wire, 1).is_empty() {
        network.tick(1_000);
        network.settle();
        seconds += 1;
    }
    assert!((15..30).contains(&seconds), "{seconds}");
}

#[test]
fn a_standing_presence_is_said_six_times_a_minute_and_changes_at_a_bounded_rate() {
    let (mut network, _, wire) = connected();
    shows(&mut network, wire, Some(EDITS));
    network.take_traffic();
    for _ in 0..60 {
        network.tick(1_000);
        network.settle();
    }
    assert_eq!(network.take_traffic().frames, 6);
    // A person whose hands are never still.
    for turn in 0..1_000 {
        shows(&mut network, wire, (turn % 2 == 0).then_some(EDITS));
    }
    assert!(network.take_traffic().frames <= 8);
}

#[test]
fn a_flood_of_it_is_not_heard_and_a_long_one_is_damage() {
    let (mut network, board, wire) = connected();
    let mut slot = None;
    for guess in 0..8 {
        let said = Presence {
            slot: guess,
            open: true,
            item: None,
        };
        network.input(wire, 1, Input::Frame(Message::Presence(said).encode()));
        network.settle();
        if !network.open(wire, 1).is_empty() {
            slot = Some(guess);
            break;
        }
    }
    let slot = slot.unwrap();
    let mut changes = 0;
    for turn in 0..20_000_u32 {
        let before = network.open(wire, 1);
        let item = ItemId([turn.to_be_bytes(); 4].concat().try_into().unwrap());
        let said = Presence {
            slot,
            open: true,
            item: Some(item),
        };
        network.input(wire, 1, Input::Frame(Message::Presence(said).encode()));
        network.settle();
        changes += u32::from(network.open(wire, 1) != before);
    }
    assert!(changes <= 64, "{changes}");
    // The board goes on beside it.
    network.people[0].say(board, "blankets");
    network.settle();
    assert_equal(&network, board);

    let long = [
        &[29, 0x84, 0, 0xf5, 0xf6, 0x5a, 0, 0x0f, 0xff, 0xf0][..],
        &vec![0; 0xf_fff0][..],
    ]
    .concat();
    assert!(minicbor::decode::<Presence>(&long[1..]).is_ok());
    network.input(wire, 1, Input::Frame(long));
    network.settle();
    assert!(
        network
            .heard
            .contains(&(1, Output::Close(CloseCode::Protocol)))
    );
}

#[test]
fn who_is_refused_by_then_is_neither_told_nor_heard() {
    let (mut network, board, wire) = connected();
    shows(&mut network, wire, Some(EDITS));
    let nonce = network.people[1].boards[&board].nonce;
    let alice = network.people[0].device_on(&nonce);
    network.people[1].refused.insert(alice);
    network.people[1].open = Some(EDITS);
    network.input(wire, 1, Input::Shown);
    network.settle();
    assert_eq!(
        (network.open(wire, 0), network.open(wire, 1)),
        (vec![], vec![])
    );
}
