//! Large boards: no recursion as deep as the input, and time that grows with it.

use std::collections::BTreeMap;

use super::worlds::build::{device, device_cert, person};
use crate::{
    BoardId, Body, CertEntry, Certificate, Cut, EntryFact, EntryId, Genesis, Grant, GrantRef,
    ItemId, Kind, LogGraph, LogId, Position, Reason, Remove, Role, counting, evaluate, forks,
};

const CHANGES: u64 = 50_000;
const ITEM: ItemId = ItemId([1; 16]);

fn id(of: u8, n: u64) -> EntryId {
    EntryId(*blake3::keyed_hash(&[of; 32], &n.to_be_bytes()).as_bytes())
}

fn at(log: u8, seq: u64) -> Position {
    Position {
        log: LogId([log; 32]),
        seq,
        id: id(log, seq),
    }
}

/// Person 0 is the steward, person 1 an editor who was removed: her last entries stand outside of the cut.
fn certs(cut: Cut) -> BTreeMap<EntryId, CertEntry> {
    let steward = GrantRef::Steward;
    let genesis = Certificate::Genesis(Genesis {
        stewards: vec![person(0)],
        threshold: 1,
        recovery: None,
        nonce: crate::BoardNonce([0; 16]),
        device: device_cert(0, 0),
    });
    let grant = Certificate::Grant(Grant {
        person: person(1),
        role: Role::Editor,
        under: steward,
        heals: None,
    });
    let remove = Certificate::Remove(Remove {
        target: at(9, 3).id,
        cut,
        reason: Reason::Other,
        text: None,
        under: steward,
    });
    let other = Certificate::DeviceCert(device_cert(1, 1));
    [genesis, other, grant, remove]
        .into_iter()
        .zip(1..)
        .map(|(cert, seq)| {
            let entry = CertEntry::assumed(at(9, seq), device(0), steward, cert);
            (at(9, seq).id, entry)
        })
        .collect()
}

#[test]
fn a_chain_of_fifty_thousand_changes_is_counted_without_recursion() {
    let mut logs = LogGraph::default();
    let lengths = [(9, 4), (1, CHANGES / 2), (2, CHANGES / 2)];
    for (log, length) in lengths {
        let mut prev = EntryId::ZERO;
        for seq in 1..=length {
            assert!(logs.add_link(at(log, seq), prev, None));
            prev = at(log, seq).id;
        }
    }
    // One fork at the very beginning, so that the whole board is asked for who built on what.
    let twin = Position {
        id: id(77, 1),
        ..at(1, 1)
    };
    assert!(logs.add_link(twin, EntryId::ZERO, None));
    // The two write in turn, each on what the other wrote.
    let mut deps: Vec<Vec<EntryId>> = vec![vec![]];
    let mut places = vec![(1, at(1, 1))];
    for seq in 1..=CHANGES / 2 {
        if seq > 1 {
            deps.push(vec![at(2, seq - 1).id]);
            places.push((1, at(1, seq)));
        }
        deps.push(vec![at(1, seq).id]);
        places.push((2, at(2, seq)));
    }
    deps.push(vec![]);
    places.push((1, twin));
    let grant = GrantRef::Entry(at(9, 3).id);
    let facts: Vec<EntryFact<'_>> = places
        .iter()
        .zip(&deps)
        .map(|((log, position), deps)| EntryFact {
            position: *position,
            kind: Kind::Change,
            item: Some(ITEM),
            device: device(if *log == 1 { 1 } else { 0 }),
            grant: if *log == 1 { grant } else { GrantRef::Steward },
            deps,
            creates: false,
            body: Body::Fit,
        })
        .collect();
    let board = BoardId(at(9, 1).id.0);
    let authority = evaluate(board, &certs(Cut::new([at(1, 10)])), &logs);
    let lost = forks(&authority, &facts, &logs);
    let counting = counting(&authority, &facts, &logs, &lost);
    // All but the twin count: hers up to the cut directly, the rest because the steward built on it.
    assert_eq!(counting.accepted().count(), facts.len() - 1);
    assert_eq!(lost.lost().collect::<Vec<_>>(), [twin]);
    assert_eq!(counting.counts_until(LogId([1; 32])), Some(CHANGES / 2));
}
