//! A host that answers "refused", from whichever moment of a connection on.

use std::collections::VecDeque;

use super::*;

fn start(side: Side) -> SessionStart {
    SessionStart {
        side,
        binding: [5; 32],
        peer: EndpointId([6; 32]),
        padding: [7; 32],
    }
}

/// What one side said in a run, by message type.
#[derive(Default)]
struct Said {
    before: Vec<u8>,
    after: Vec<u8>,
}

/// Alice (0) dials Bob (1). Bob hears of Alice's removal before the frame `at` of hers reaches him. Returns what Bob
/// said before and from then on, and how many frames Alice sent.
fn run(at: usize) -> (Said, usize, Network) {
    let (mut network, board) = Network::with_board(51, 2);
    for (person, text) in [(0, "one"), (1, "two"), (1, "three")] {
        network.people[person].say(board, text);
    }
    let nonce = network.people[1].boards[&board].nonce;
    let alice = network.people[0].device_on(&nonce);
    let before = network.people[1].boards[&board].ids();
    let mut sessions =
        [Side::Dialler, Side::Acceptor].map(|side| Session::new(start(side), Limits::default()));
    let mut waiting = VecDeque::from([(0, Input::Opened), (1, Input::Opened)]);
    let (mut said, mut heard) = (Said::default(), 0);
    let mut held = before.clone();
    while let Some((who, input)) = waiting.pop_front() {
        if who == 1 && matches!(input, Input::Frame(_)) {
            if heard == at {
                network.people[1].refused.insert(alice);
                network.people[1].ranges = 0;
                held = network.people[1].boards[&board].ids();
            }
            heard += 1;
        }
        for output in sessions[who]
            .step(input, &mut network.people[who], 0)
            .unwrap()
        {
            let Output::Send(frame) = output else {
                continue;
            };
            if who == 1 && heard > at {
                said.after.push(frame[0]);
            } else if who == 1 {
                said.before.push(frame[0]);
            }
            waiting.push_back((1 - who, Input::Frame(frame)));
        }
    }
    if heard > at {
        assert_eq!(
            network.people[1].ranges, 0,
            "nothing is read for who was removed"
        );
        assert_eq!(
            network.people[1].boards[&board].ids(),
            held,
            "nothing is taken either"
        );
    }
    (said, heard, network)
}

#[test]
fn whoever_is_removed_in_the_middle_of_whatever_is_told_so_and_gets_no_other_byte_of_the_board() {
    let (whole, frames, _) = run(usize::MAX);
    for kind in [2, 3, 4, 5] {
        assert!(
            whole.before.contains(&kind),
            "the run has a message {kind}: {:?}",
            whole.before
        );
    }
    let mut told = 0;
    for at in 0..frames {
        let (said, heard, network) = run(at);
        assert!(heard > at);
        // Hello, tags and the proof of device are said to whoever shows the board's key.
        let of_the_board: Vec<u8> = said
            .after
            .iter()
            .copied()
            .filter(|kind| *kind > 2)
            .collect();
        assert!(
            of_the_board == [11] || of_the_board.is_empty(),
            "frame {at}: {:?}",
            said.after
        );
        told += of_the_board.len();
        assert_eq!(
            network.people[0].told.len(),
            of_the_board.len(),
            "frame {at}"
        );
        assert!(network.people[0].told.iter().all(|frames| frames == b"why"));
    }
    assert!(told >= frames - 1, "told {told} of {frames} times");
}

#[test]
fn of_what_changes_after_a_removal_nothing_is_said_to_the_removed() {
    let (mut network, board) = Network::with_board(52, 2);
    network.people[1].say(board, "before");
    network.connect(0, 1);
    network.settle();
    assert_equal(&network, board);
    let nonce = network.people[1].boards[&board].nonce;
    let alice = network.people[0].device_on(&nonce);
    network.people[1].refused.insert(alice);
    network.people[1].ranges = 0;
    network.people[1].say(board, "after");
    network.settle();
    assert_eq!(network.people[0].told, [b"why".to_vec()]);
    assert_eq!(network.people[1].ranges, 0);
    let (hers, his) = (&network.people[0], &network.people[1]);
    assert_eq!(
        hers.boards[&board].entries.len() + 1,
        his.boards[&board].entries.len()
    );
    // Once told, nothing more is said of the board on this connection.
    network.people[1].say(board, "more");
    network.settle();
    assert_eq!(network.people[0].told.len(), 1);
}

#[test]
fn a_hundred_and_fifty_logs_whose_key_came_late_are_all_asked_for_on_one_connection() {
    let (mut network, board) = Network::with_board(53, 2);
    network.connect(0, 1);
    network.settle();
    let device = network.people[1].device_on(&network.people[1].boards[&board].nonce);
    let mut session = Session::new(start(Side::Dialler), Limits::default());
    let mut other = Session::new(start(Side::Acceptor), Limits::default());
    let mut waiting = VecDeque::from([(0, Input::Opened), (1, Input::Opened)]);
    while let Some((who, input)) = waiting.pop_front() {
        let stepping = if who == 0 { &mut session } else { &mut other };
        for output in stepping.step(input, &mut network.people[who], 0).unwrap() {
            if let Output::Send(frame) = output {
                waiting.push_back((1 - who, Input::Frame(frame)));
            }
        }
    }
    assert!(session.met().any(|met| met == (board, device)));
    let logs: Vec<trust::LogId> = (0..150).map(|at| trust::LogId([at; 32])).collect();
    let wants = logs
        .iter()
        .map(|log| crate::Want { log: *log, from: 1 })
        .collect();
    let mut asked = Vec::new();
    let mut inputs = vec![
        Input::Ask { board, wants },
        Input::Tick,
        Input::Tick,
        Input::Tick,
    ];
    for (round, input) in inputs.drain(..).enumerate() {
        let before = asked.len();
        for output in session.step(input, &mut network.people[0], 0).unwrap() {
            if let Output::Send(frame) = output
                && let Ok(Message::Want(wants)) = Message::decode(&frame)
            {
                asked.extend(
                    wants
                        .logs
                        .into_iter()
                        .map(|want| crate::Want::from(want).log),
                );
            }
        }
        let most = Limits::default().wants;
        assert!(
            asked.len() - before <= most,
            "{} in round {round}",
            asked.len() - before
        );
    }
    asked.sort_unstable();
    assert_eq!(asked, logs, "each once");
}
