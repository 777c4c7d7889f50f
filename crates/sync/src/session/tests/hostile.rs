//! Strangers and bytes of whatever origin.

use proptest::prelude::*;

use super::*;
use crate::simulated::{Dice, Person};

fn start(side: Side) -> SessionStart {
    SessionStart {
        side,
        binding: [5; 32],
        peer: EndpointId([6; 32]),
        padding: [7; 32],
    }
}

fn frames(outputs: &[Output]) -> Vec<&[u8]> {
    outputs.iter().filter_map(frame).collect()
}

fn frame(output: &Output) -> Option<&[u8]> {
    match output {
        Output::Send(frame) => Some(frame),
        Output::Close(_)
        | Output::Met { .. }
        | Output::Equal { .. }
        | Output::Joined { .. }
        | Output::NotJoined { .. }
        | Output::Reported { .. } => None,
    }
}

fn person_with_boards(boards: usize) -> Person {
    let mut person = Person::new(Dice(31));
    for _ in 0..boards {
        person.found();
    }
    person
}

#[test]
fn bad_input_50_a_stranger_sees_the_same_whatever_boards_there_are() {
    let mut seen = Vec::new();
    for boards in 0..=4 {
        let mut alice = person_with_boards(boards);
        let mut session = Session::new(start(Side::Acceptor), Limits::default());
        let mut out = session.step(Input::Opened, &mut alice, 0).unwrap();
        // Mallory throws back what she got, and guesses.
        let own: Vec<Vec<u8>> = frames(&out).into_iter().map(<[u8]>::to_vec).collect();
        for frame in own {
            out.extend(session.step(Input::Frame(frame), &mut alice, 0).unwrap());
        }
        let device = trust::DeviceId([8; 32]);
        for slot in 0..6 {
            let guesses = [
                Message::Meet(crate::wire::Meet {
                    slot,
                    device,
                    signature: [0; 64],
                    digest: [0; 32],
                }),
                Message::Compare(crate::wire::Compare {
                    slot,
                    parts: Vec::new(),
                }),
                Message::Holds(crate::wire::Holds {
                    slot,
                    taken: 1,
                    positions: Vec::new(),
                }),
                Message::Want(crate::wire::WantLogs {
                    slot,
                    logs: Vec::new(),
                }),
                Message::Transfer {
                    slot,
                    bytes: vec![1, 2, 3],
                },
            ];
            for guess in guesses {
                out.extend(
                    session
                        .step(Input::Frame(guess.encode()), &mut alice, 0)
                        .unwrap(),
                );
            }
        }
        let lengths: Vec<usize> = frames(&out).iter().map(|frame| frame.len()).collect();
        seen.push((out.len(), lengths, alice.ranges));
    }
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:?}");
}

#[test]
fn tags_are_new_on_each_connection() {
    let mut alice = person_with_boards(1);
    let mut tags = |binding| {
        let mut session = Session::new(
            SessionStart {
                binding,
                ..start(Side::Dialler)
            },
            Limits::default(),
        );
        let out = session.step(Input::Opened, &mut alice, 0).unwrap();
        frames(&out)[1].to_vec()
    };
    let (one, other) = (tags([1; 32]), tags([2; 32]));
    assert_ne!(one[1..17], other[1..17]);
}

#[test]
fn bad_input_07_another_version_is_told_to_update_and_an_unknown_message_is_ignored() {
    let mut alice = person_with_boards(1);
    let mut session = Session::new(start(Side::Acceptor), Limits::default());
    session.step(Input::Opened, &mut alice, 0).unwrap();
    let later = Message::Hello(Hello { major: 2, minor: 0 }).encode();
    let error = session
        .step(Input::Frame(later), &mut alice, 0)
        .unwrap_err();
    assert_eq!(error.code(), CloseCode::UpdateNeeded);
    assert!(matches!(
        session.step(Input::Tick, &mut alice, 0),
        Err(SessionError::Over)
    ));

    let mut session = Session::new(start(Side::Acceptor), Limits::default());
    let hello = Message::Hello(Hello { major: 1, minor: 9 }).encode();
    session.step(Input::Frame(hello), &mut alice, 0).unwrap();
    assert_eq!(
        session
            .step(Input::Frame(vec![200, 1, 2, 3]), &mut alice, 0)
            .unwrap(),
        []
    );
}

#[test]
fn nothing_comes_before_the_hello() {
    let mut alice = person_with_boards(1);
    let mut session = Session::new(start(Side::Acceptor), Limits::default());
    let error = session
        .step(Input::Frame(Message::Goodbye.encode()), &mut alice, 0)
        .unwrap_err();
    assert_eq!(error.code(), CloseCode::Protocol);
}

#[test]
fn who_holds_the_key_of_a_board_but_is_no_member_is_given_nothing() {
    let (mut network, board) = Network::with_board(41, 2);
    // Mallory has the keys and the board's number, and no certificate.
    let held = &network.people[0].boards[&board];
    let stolen = crate::simulated::Held::new(held.nonce, held.keyring.clone(), board);
    let mut mallory = Person::new(Dice(99));
    mallory.boards.insert(board, stolen);
    network.people.push(mallory);
    network.connect(2, 0);
    network.settle();
    assert!(network.people[2].boards[&board].entries.is_empty());
    assert_eq!(network.people[0].ranges, network.people[0].ranges.min(1));
}

/// All frames that Alice and Bob exchange when they meet with a difference, in order, with who sent them.
fn recorded() -> Vec<(usize, Vec<u8>)> {
    let (mut network, board) = Network::with_board(51, 2);
    network.people[0].say(board, "one");
    network.people[1].say(board, "two");
    let mut sessions =
        [Side::Dialler, Side::Acceptor].map(|side| Session::new(start(side), Limits::default()));
    let mut waiting = std::collections::VecDeque::from([(0, Input::Opened), (1, Input::Opened)]);
    let mut frames = Vec::new();
    while let Some((at, input)) = waiting.pop_front() {
        for output in sessions[at]
            .step(input, &mut network.people[at], 0)
            .unwrap()
        {
            if let Output::Send(frame) = output {
                frames.push((at, frame.clone()));
                waiting.push_back((1 - at, Input::Frame(frame)));
            }
        }
    }
    frames
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn garbage_never_panics(kind in 0_u8..14, bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let mut alice = person_with_boards(1);
        let mut session = Session::new(start(Side::Acceptor), Limits::default());
        let hello = Message::Hello(Hello { major: 1, minor: 0 }).encode();
        session.step(Input::Frame(hello), &mut alice, 0).unwrap();
        let frame = [&[kind], bytes.as_slice()].concat();
        let _ = session.step(Input::Frame(frame), &mut alice, 0);
        let _ = session.step(Input::Frame(bytes), &mut alice, 0);
    }
}

#[test]
fn damaged_frames_in_a_real_exchange_never_panic_and_never_store_what_is_false() {
    let recorded = recorded();
    assert!(recorded.len() > 8);
    let mut dice = Dice(61);
    for case in 0..400 {
        let (mut network, board) = Network::with_board(51, 2);
        network.people[1].say(board, "two");
        let before = network.people[1].boards[&board].ids();
        let mut session = Session::new(start(Side::Acceptor), Limits::default());
        session
            .step(Input::Opened, &mut network.people[1], 0)
            .unwrap();
        for (_, frame) in recorded.iter().filter(|(from, _)| *from == 0) {
            let mut frame = frame.clone();
            if dice.below(3) == 0 {
                let at = dice.below(frame.len());
                match dice.below(3) {
                    0 => frame[at] ^= 1 << dice.below(8),
                    1 => frame.truncate(at + 1),
                    _ => frame.push(7),
                }
            }
            if session
                .step(Input::Frame(frame), &mut network.people[1], 0)
                .is_err()
            {
                break;
            }
        }
        // Whatever was stored is an entry of Alice's, or nothing.
        let (mut honest, _) = Network::with_board(51, 2);
        honest.people[0].say(board, "one");
        let truth = honest.people[0].boards[&board].ids();
        let after = network.people[1].boards[&board].ids();
        assert!(
            after
                .iter()
                .all(|id| before.contains(id) || truth.contains(id)),
            "case {case}"
        );
        if case > 12 && cfg!(debug_assertions) {
            break;
        }
    }
}
