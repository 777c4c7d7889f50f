//! A board of which the app was started ten thousand times.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "the figures are what it is for"
)]

use std::time::{Duration, Instant};

use trust::{Compartment, HeaderDraft, HybridTime, ItemId, LogWriter};

use super::*;

/// Bytes and frames of a meeting.
fn cost(a: &mut Core, b: &mut Core) -> (usize, usize) {
    let connection = Connection(1);
    let ends = [a, b];
    let mut queues = [VecDeque::new(), VecDeque::new()];
    let peers = [ends[1].endpoint(), ends[0].endpoint()];
    let mut cost = (0, 0);
    for (at, side) in [Side::Dialler, Side::Acceptor].into_iter().enumerate() {
        let start = SessionStart {
            side,
            binding: [5; 32],
            peer: peers[at],
            padding: [6; 32],
        };
        let (effects, more) = act(ends[at], |core| core.connect(connection, start, 1_000));
        put(
            &mut queues[1 - at],
            &mut Vec::new(),
            effects.into_iter().chain(more),
        );
    }
    while let Some(at) = queues.iter().position(|queue| !queue.is_empty()) {
        let frame: Vec<u8> = queues[at].pop_front().unwrap();
        cost.0 += frame.len();
        cost.1 += 1;
        let input = Input::Frame(frame);
        let (effects, more) = act(ends[at], |core| core.step(connection, input, 1_000));
        put(
            &mut queues[1 - at],
            &mut Vec::new(),
            effects.into_iter().chain(more),
        );
    }
    for end in ends {
        assert!(end.is_settled());
        end.disconnect(connection);
    }
    cost
}

/// Finished logs of Bob's device, each with one entry, each naming the one before it.
fn finished(bob: &Core, board: BoardId, from: u64, to: u64) -> Vec<Entry> {
    let state = &bob.state.boards[&board];
    let grant = state.authority.grant_of(state.person).unwrap();
    let mut after = state.last_own();
    let mut entries = Vec::new();
    for at in from..to {
        let mut secret = [201; 32];
        secret[..8].copy_from_slice(&at.to_be_bytes());
        let mut log = LogWriter::start(secret, board, &state.device, after);
        let draft = HeaderDraft {
            kind: Kind::Change,
            item: Some(ItemId::derive(log.log(), 1)),
            compartment: Compartment::Main,
            grant,
            cert_heads: Vec::new(),
            deps: Vec::new(),
            time: HybridTime::default(),
        };
        let entry = log.append(draft, b"run".to_vec(), &state.keyring).unwrap();
        after = Some(entry.position());
        entries.push(entry);
    }
    entries
}

#[test]
fn ten_thousand_finished_logs_add_no_byte_to_a_reconnect_in_sync() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    meet(&mut alice, &mut bob);
    let mut costs = Vec::new();
    let mut opened = Vec::new();
    let mut made = 0;
    for logs in [1, 100, 10_000] {
        let entries = finished(&bob, board, made, logs);
        made = logs;
        for core in [&mut alice, &mut bob] {
            act(core, |core| Ok(core.state.store(board, &entries, 1_000)?));
        }
        costs.push(cost(&mut alice, &mut bob));
        close(alice);
        let mut took = Duration::MAX;
        for _ in 0..2 {
            let began = Instant::now();
            let again = open(homes[0].path(), 1, 150);
            took = took.min(began.elapsed());
            close(again);
        }
        alice = open(homes[0].path(), 1, 150);
        opened.push(took);
        let held = alice.state.boards[&board].logs.len();
        assert!(held as u64 >= logs);
        println!(
            "{logs} finished logs: {} bytes in {} frames to find oneself in sync; opened in {took:?}",
            costs.last().unwrap().0,
            costs.last().unwrap().1
        );
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[0], costs[2]);
    let (bytes, frames) = costs[2];
    assert!(
        bytes <= 2 * 40 && frames == 4,
        "{bytes} bytes in {frames} frames"
    );
    let ratio = opened[2].as_secs_f64() / opened[0].as_secs_f64();
    println!("opening with 10,000 logs takes {ratio:.1} times as long as with one");
    assert!(opened[2] < Duration::from_secs(2), "{:?}", opened[2]);
    // One that is new is found among them without listing them.
    say(&mut bob, board, "one more");
    let (bytes, _) = cost(&mut alice, &mut bob);
    println!("one new entry among 10,000 logs: {bytes} bytes");
    assert!(bytes < 20_000, "{bytes}");
    assert!(heard(&alice, board).contains(&"one more".to_owned()));
}
