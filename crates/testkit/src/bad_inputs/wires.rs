//! 71: a network that goes away in the middle; the machine's sleep looks the same from here.

use std::collections::VecDeque;

use node::{Connection, Core};
use store::LogDb;
use sync::{Input, Output, SessionStart, Side};
use trust::Role;

use super::meeting::{NOW, act, add_need, comment, spec, ticket, try_join};
use super::{open, pump};

/// Connects two cores, delivers so many frames, and cuts the wire. Returns how many there were.
fn cut_after(limit: usize, wire: Connection, a: &mut Core, b: &mut Core) -> usize {
    let peers = [b.endpoint(), a.endpoint()];
    let ends = [a, b];
    let mut queues = [VecDeque::new(), VecDeque::new()];
    for (at, side) in [Side::Dialler, Side::Acceptor].into_iter().enumerate() {
        let start = SessionStart {
            side,
            binding: [9; 32],
            peer: peers[at],
            padding: [6; 32],
        };
        let said = act(ends[at], NOW, |core| core.connect(wire, start, NOW)).0;
        queues[1 - at].extend(said.into_iter().map(|effect| effect.output));
    }
    let mut frames = 0;
    while let Some(at) = queues.iter().position(|queue| !queue.is_empty()) {
        let Some(Output::Send(frame)) = queues[at].pop_front() else {
            continue;
        };
        if frames == limit {
            break;
        }
        frames += 1;
        let (said, more) = act(ends[at], NOW, |core| {
            core.step(wire, Input::Frame(frame), NOW)
        });
        queues[1 - at].extend(said.into_iter().chain(more).map(|effect| effect.output));
    }
    for end in ends {
        end.disconnect(wire);
    }
    frames
}

#[test]
fn bad_input_71_a_sync_that_is_cut_anywhere_goes_on_where_it_was() {
    let mut alice = open(LogDb::in_memory().unwrap(), 1, 10);
    let mut bob = open(LogDb::in_memory().unwrap(), 2, 20);
    let board = act(&mut alice, NOW, |core| core.create_board(NOW)).0;
    let need = add_need(&mut alice, board, NOW);
    let ticket = ticket(&mut alice, board, spec(Role::Editor), NOW);
    assert_eq!(try_join((&mut bob, NOW), (&mut alice, NOW), ticket), None);
    for limit in 0..20 {
        for _ in 0..5 {
            comment(&mut alice, board, need, NOW);
            comment(&mut bob, board, need, NOW);
        }
        cut_after(limit, Connection(100), &mut bob, &mut alice);
    }
    pump((&mut bob, NOW), (&mut alice, NOW));
    let counts = [&alice, &bob].map(|core| {
        let info = core.board_info(board).unwrap();
        (info.entries, info.waiting)
    });
    assert_eq!(counts[0], counts[1]);
    assert!(counts[0].0 > 200 && counts[0].1 == 0, "{counts:?}");
    assert!(alice.is_settled() && bob.is_settled());
}
