//! Coming in by a ticket, and each way in which it fails.

use super::*;
use crate::simulated::Ticketed;

fn refusal(network: &Network) -> Option<JoinRefusal> {
    network.heard.iter().rev().find_map(|(_, out)| match out {
        Output::NotJoined { refusal, .. } => Some(*refusal),
        Output::Send(_)
        | Output::Close(_)
        | Output::Met { .. }
        | Output::Equal { .. }
        | Output::Joined { .. }
        | Output::Reported { .. } => None,
    })
}

/// Alice's board with a ticket, and Bob who has not joined.
fn invited(uses: Option<u32>, not_after_ms: Option<u64>) -> (Network, Ticketed) {
    let mut network = Network::new(21, 3);
    let board = network.people[0].found();
    network.people[0].say(board, "written before Bob came");
    let ticket = network.people[0].invite(board, uses, not_after_ms);
    (network, ticket)
}

#[test]
fn bob_joins_and_has_everything_on_the_same_connection() {
    let (mut network, ticket) = invited(Some(1), None);
    let request = network.people[1].ask(&ticket);
    let wire = network.connect(1, 0);
    network.input(
        wire,
        0,
        Input::AskJoin {
            request: Box::new(request),
        },
    );
    network.settle();
    network.people.truncate(2);
    assert_equal(&network, ticket.board);
    assert!(network.all_settled());
    assert!(
        network
            .heard
            .iter()
            .any(|(at, out)| *at == 1 && matches!(out, Output::Joined { .. }))
    );
    // What he writes now reaches her: she knows his device by the join.
    network.people[1].say(ticket.board, "hello from Bob");
    network.settle();
    assert_equal(&network, ticket.board);
}

#[test]
fn each_refusal_says_why() {
    let (mut network, ticket) = invited(Some(1), None);
    network.join(1, 0, &ticket);
    assert_eq!(refusal(&network), None);
    network.join(2, 0, &ticket);
    assert_eq!(refusal(&network), Some(JoinRefusal::UsedUp));
    network.join(1, 0, &ticket);
    assert_eq!(refusal(&network), Some(JoinRefusal::AlreadyMember));

    let (mut network, ticket) = invited(None, Some(5));
    network.join(1, 0, &ticket);
    assert_eq!(refusal(&network), Some(JoinRefusal::Expired));

    let (mut network, ticket) = invited(None, None);
    let other = Ticketed {
        secret: trust::TicketSecret::from_bytes([1; 16]),
        ..ticket.clone()
    };
    network.join(1, 0, &other);
    assert_eq!(refusal(&network), Some(JoinRefusal::Unknown));
    // A board that is not here looks the same as a ticket that is not.
    let elsewhere = Ticketed {
        board: BoardId([3; 32]),
        ..ticket
    };
    network.join(1, 0, &elsewhere);
    assert_eq!(refusal(&network), Some(JoinRefusal::Unknown));
}

#[test]
fn an_admission_that_was_not_asked_for_is_ignored_and_a_false_one_is_another_board() {
    let (mut network, ticket) = invited(None, None);
    let wire = network.connect(1, 0);
    let admission = crate::Admission {
        wrap: trust::Wrap {
            device: trust::DeviceId([1; 32]),
            keys: Vec::new(),
        },
        join: Position {
            log: trust::LogId([0; 32]),
            seq: 1,
            id: trust::EntryId([0; 32]),
        },
        entries: 1,
    };
    let frame = Message::Admitted(Box::new(crate::wire::Admitted::new(
        ticket.board,
        admission,
    )))
    .encode();
    network.settle();
    network.input(wire, 0, Input::Frame(frame));
    network.settle();
    assert!(network.people[1].boards.is_empty());

    // The request meant another board than the keys that came back are for.
    let request = network.people[1].ask(&ticket);
    network.people[1].joining.clear();
    network.input(
        wire,
        0,
        Input::AskJoin {
            request: Box::new(request),
        },
    );
    network.settle();
    assert_eq!(refusal(&network), Some(JoinRefusal::OtherBoard));
}

#[test]
fn a_joiner_whom_the_peer_does_not_know_yet_is_served_once_it_has_proven_itself() {
    let (mut network, ticket) = invited(None, None);
    network.join(1, 0, &ticket);
    // Carol came in by Alice; Bob has not heard of it and meets Carol first.
    network.join(2, 0, &ticket);
    network.people[1].say(ticket.board, "Bob, meanwhile");
    network.people[1].grown.clear();
    network.connect(1, 2);
    network.settle();
    let carol = network.people[2].boards[&ticket.board].ids();
    assert!(carol == network.people[1].boards[&ticket.board].ids());
    assert!(network.all_settled());
}

#[test]
fn a_connection_takes_only_so_many_joins() {
    let (mut network, ticket) = invited(None, Some(5));
    let wire = network.connect(1, 0);
    for _ in 0..12 {
        let request = network.people[1].ask(&ticket);
        network.input(
            wire,
            1,
            Input::Frame(Message::Join(Box::new(request)).encode()),
        );
    }
    network.settle();
    assert!(
        network
            .heard
            .iter()
            .any(|(_, out)| *out == Output::Close(CloseCode::Protocol))
    );
}

#[test]
fn two_who_know_nothing_of_each_other_wait_for_somebody_who_does() {
    let (mut network, board) = Network::with_board(22, 4);
    network.people.truncate(2);
    network
        .people
        .extend([0, 1].map(|n| crate::simulated::Person::new(crate::simulated::Dice(70 + n))));
    let ticket = network.people[0].invite(board, None, None);
    network.connect(0, 1);
    network.settle();
    network.cut_all();
    // Carol (2) comes in by Alice, Dora (3) by Bob, who do not meet.
    network.join(2, 0, &ticket);
    network.join(3, 1, &ticket);
    let apart = |network: &Network| {
        network.people[2].boards[&board].ids() != network.people[3].boards[&board].ids()
    };
    let wire = network.connect(2, 3);
    network.settle();
    assert!(apart(&network), "neither can tell the other from a thief");
    // On the same connection, as soon as one of them hears of the other.
    network.connect(0, 1);
    network.connect(0, 2);
    network.settle();
    assert!(!apart(&network));
    assert!(network.wires().contains(&wire));
    assert_equal(&network, board);
}
