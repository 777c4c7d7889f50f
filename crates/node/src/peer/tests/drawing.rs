//! Who asks for everything again and again, and who brings what is false.

use sync::{Layout, Transfer};
use trust::{Compartment, HeaderDraft, HybridTime, ItemId, LogWriter};

use super::*;
use crate::peer::drawn::Drawn;

/// Noise, so that no transfer is smaller than what it holds.
fn noise(length: usize, seed: &mut u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(length);
    while out.len() < length {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        out.push(seed.to_be_bytes()[0]);
    }
    out
}

fn entries(core: &Core, board: BoardId) -> usize {
    verdicts(core, board).len()
}

#[test]
fn bad_input_46_who_asks_for_everything_and_dials_anew_draws_no_more() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let mut seed = 46;
    for _ in 0..40 {
        let body = noise(20 << 10, &mut seed);
        let draft = Draft {
            kind: Kind::Change,
            item: None,
            deps: Vec::new(),
            body,
        };
        act(&mut alice, |core| {
            core.append(board, 1_000, |appender| {
                Ok(appender.append(draft).map(drop)?)
            })
        });
    }
    alice.limits.transfer_bytes = 40 << 10;
    alice.limits.egress_burst = 200 << 10;
    meet(&mut alice, &mut bob);
    let first = entries(&bob, board);
    assert!(first < entries(&alice, board) - 20, "{first}");
    // No time passes between.
    for _ in 0..10 {
        meet(&mut alice, &mut bob);
        assert_eq!(entries(&bob, board), first);
    }
    // It is his connections that are counted, not the board's bytes.
    alice.drawn = Drawn::default();
    meet(&mut alice, &mut bob);
    assert!(entries(&bob, board) > first);
}

/// Connects the two and lets them talk; the sessions stay.
fn connect(ends: [&mut Core; 2], wire: Connection) {
    let [a, b] = ends;
    let peers = [b.endpoint(), a.endpoint()];
    let ends = [a, b];
    let mut queues = [VecDeque::new(), VecDeque::new()];
    for (at, side) in [Side::Dialler, Side::Acceptor].into_iter().enumerate() {
        let start = SessionStart {
            side,
            binding: [5; 32],
            peer: peers[at],
            padding: [6; 32],
        };
        let (said, more) = act(ends[at], |core| core.connect(wire, start, 1_000));
        let said = said.into_iter().chain(more);
        put(&mut queues[1 - at], &mut Vec::new(), said);
    }
    while let Some(at) = queues.iter().position(|queue| !queue.is_empty()) {
        let frame = queues[at].pop_front().unwrap();
        let (said, more) = act(ends[at], |core| core.step(wire, Input::Frame(frame), 1_000));
        let said = said.into_iter().chain(more);
        put(&mut queues[1 - at], &mut Vec::new(), said);
    }
}

#[test]
fn bad_input_49_entries_whose_signature_is_false_are_counted_and_read_later() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let wire = Connection(7);
    connect([&mut alice, &mut bob], wire);
    // An honest transfer shows under which number the board goes.
    let draft = Draft {
        kind: Kind::Change,
        item: None,
        deps: Vec::new(),
        body: b"honest".to_vec(),
    };
    let (_, said) = act(&mut bob, |core| {
        core.append(board, 1_000, |appender| {
            Ok(appender.append(draft).map(drop)?)
        })
    });
    let honest = said.into_iter().find_map(|effect| {
        let Output::Send(frame) = effect.output else {
            return None;
        };
        sync::brings_entries(&frame).then_some(frame)
    });
    let honest = honest.unwrap();
    act(&mut alice, |core| {
        core.step(wire, Input::Frame(honest.clone()), 1_000)
    });
    assert_eq!(heard(&alice, board), ["honest"]);
    let before = alice.state.dropped;
    assert_eq!(before, 0);
    // A hundred logs, each with an entry whose signature is another's.
    let state = &bob.state.boards[&board];
    let grant = state.authority.grant_of(state.person).unwrap();
    let mut forged = Vec::new();
    for number in 0..100 {
        let mut log = LogWriter::start([number; 32], board, &state.device, None);
        let draft = HeaderDraft {
            kind: Kind::Change,
            item: Some(ItemId::derive(log.log(), 1)),
            compartment: Compartment::Main,
            grant,
            cert_heads: Vec::new(),
            deps: Vec::new(),
            time: HybridTime::default(),
        };
        let entry = log.append(draft, b"forged".to_vec(), &state.keyring);
        forged.push(entry.unwrap());
    }
    let signature = forged[0].signature;
    for entry in &mut forged[1..] {
        entry.signature = signature;
    }
    let transfer = Transfer::encode(&forged[1..], Layout::Short).unwrap();
    let frame = [&honest[..5], &transfer].concat();
    let mut sent = 0;
    while !alice.must_wait(wire, 1_000) {
        let input = Input::Frame(frame.clone());
        act(&mut alice, |core| core.step(wire, input, 1_000));
        sent += 1;
        assert_eq!(alice.state.dropped, sent * 99);
    }
    // 256 transfers' worth: of those that bring nothing at all it would be 256.
    assert!((15..=25).contains(&sent), "{sent}");
    assert_eq!(heard(&alice, board), ["honest"]);
    // It is paid off by time, at eight a second of whole ones.
    assert!(alice.must_wait(wire, 1_400));
    assert!(!alice.must_wait(wire, 20_000));
}
