//! Transfers there and back, and everything that can be wrong with them.

mod apart;
mod short;

use proptest::prelude::*;

use super::*;
use crate::limits::MAX_UNFOLDED;
use crate::simulated::{Dice, Held, Network, Person};

/// Alice's board with entries in three logs, and an empty place at Bob's who has the keys.
fn alice() -> (Person, trust::BoardId, Held) {
    let mut alice = Person::new(Dice(3));
    let board = alice.found();
    for run in 0..3 {
        alice.restart();
        for entry in 0..20 {
            alice.say(board, &format!("run {run}, entry {entry}"));
        }
    }
    let held = &alice.boards[&board];
    let bob = Held::new(held.nonce, held.keyring.clone(), board);
    (alice, board, bob)
}

/// As a peer keeps them: changes inside of a range have no signature.
fn bare(mut entries: Vec<trust::Entry>) -> Vec<trust::Entry> {
    let count = entries.len();
    for entry in &mut entries[..count - 1] {
        if entry.header.kind == trust::Kind::Change {
            entry.signature = None;
        }
    }
    entries
}

#[test]
fn entries_come_back_as_they_were() {
    let (alice, board, mut bob) = alice();
    let entries = bare(alice.boards[&board].entries.clone());
    let bytes = Transfer::encode(&entries, Layout::Short).unwrap();
    let keyring = bob.keyring.clone();
    let rebuilt = Transfer::decode(&bytes)
        .unwrap()
        .rebuild(board, &keyring, &mut bob)
        .unwrap();
    assert_eq!(rebuilt.entries, entries);
    assert_eq!((rebuilt.bad, rebuilt.known, rebuilt.locked), (0, 0, 0));
    bob.store(board, rebuilt.entries);
    // Again: all known, nothing new.
    let rebuilt = Transfer::decode(&bytes)
        .unwrap()
        .rebuild(board, &keyring, &mut bob)
        .unwrap();
    assert_eq!(rebuilt.known, entries.len() as u64);
    assert!(rebuilt.entries.is_empty() && rebuilt.forked.is_empty() && rebuilt.wants.is_empty());
}

#[test]
fn of_what_is_here_no_signature_is_checked_again_and_of_what_is_new_each() {
    let (alice, board, mut bob) = alice();
    let entries = alice.boards[&board].entries.clone();
    let mut spoilt = entries.clone();
    for entry in &mut spoilt {
        entry.signature = Some([7; 64]);
    }
    let bytes = Transfer::encode(&spoilt, Layout::Short).unwrap();
    let keyring = bob.keyring.clone();
    let decoded = Transfer::decode(&bytes).unwrap();
    let rebuilt = decoded.clone().rebuild(board, &keyring, &mut bob).unwrap();
    assert!(rebuilt.entries.is_empty() && rebuilt.bad > 0 && rebuilt.known == 0);
    bob.store(board, entries.clone());
    // The same bytes are a replay now: ids say that they are here, and nothing of them is kept.
    let rebuilt = decoded.rebuild(board, &keyring, &mut bob).unwrap();
    assert_eq!((rebuilt.known, rebuilt.bad), (entries.len() as u64, 0));
    assert!(rebuilt.entries.is_empty() && rebuilt.forked.is_empty());
}

#[test]
fn changes_travel_with_one_signature_a_log() {
    let (mut alice, board, mut bob) = alice();
    let nonce = alice.boards[&board].nonce;
    let key = alice.device.device_key(&nonce);
    let held = alice.boards.get_mut(&board).unwrap();
    let mut writer = trust::LogWriter::start([4; 32], board, &key, None);
    let item = trust::ItemId::derive(writer.log(), 1);
    let draft = trust::HeaderDraft {
        kind: trust::Kind::Change,
        item: Some(item),
        compartment: trust::Compartment::Main,
        grant: trust::GrantRef::Steward,
        cert_heads: Vec::new(),
        deps: Vec::new(),
        time: trust::HybridTime::default(),
    };
    let changes: Vec<trust::Entry> = (0..1_000_u32)
        .map(|n| {
            writer
                .append(
                    draft.clone(),
                    [b"quantity ".as_slice(), &n.to_be_bytes()].concat(),
                    &held.keyring,
                )
                .unwrap()
        })
        .collect();
    let bytes = Transfer::encode(&changes, Layout::Short).unwrap();
    assert!(
        bytes.len() < 1_000 * 16,
        "{} bytes for 1,000 changes",
        bytes.len()
    );
    let keyring = bob.keyring.clone();
    let rebuilt = Transfer::decode(&bytes)
        .unwrap()
        .rebuild(board, &keyring, &mut bob)
        .unwrap();
    assert_eq!(rebuilt.entries.len(), 1_000);
    assert_eq!(
        rebuilt
            .entries
            .iter()
            .filter(|entry| entry.signature.is_some())
            .count(),
        1
    );
    // Without the last signature there is nothing to prove them with.
    let mut unsigned = changes;
    unsigned[999].signature = None;
    assert!(matches!(
        Transfer::encode(&unsigned, Layout::Short),
        Err(TransferError::Unsigned(_))
    ));
}

#[test]
fn a_false_entry_takes_what_it_proves_with_it_and_no_more() {
    let (alice, board, mut bob) = alice();
    let entries = alice.boards[&board].entries.clone();
    let keyring = bob.keyring.clone();
    for damage in 0..entries.len() {
        let mut transfer =
            Transfer::decode(&Transfer::encode(&entries, Layout::Short).unwrap()).unwrap();
        transfer.rows[damage].body.push(1);
        transfer.rows[damage].header.body_len += 1;
        let rebuilt = transfer.rebuild(board, &keyring, &mut bob).unwrap();
        assert!(rebuilt.bad > 0);
        assert!(
            rebuilt.entries.iter().all(|entry| entries.contains(entry)),
            "a false entry passed"
        );
        let before = entries[..damage]
            .iter()
            .filter(|entry| rebuilt.entries.contains(entry))
            .count();
        assert_eq!(
            before, damage,
            "what stood before was proven by its own signatures"
        );
    }
}

#[test]
fn a_gap_is_asked_for_and_another_board_is_refused() {
    let (alice, board, mut bob) = alice();
    let entries = alice.boards[&board].entries.clone();
    let keyring = bob.keyring.clone();
    let late: Vec<_> = entries[5..20].to_vec();
    let first = late.iter().find(|entry| entry.seq > 1).unwrap();
    let rebuilt = Transfer::decode(&Transfer::encode(&late, Layout::Short).unwrap())
        .unwrap()
        .rebuild(board, &keyring, &mut bob)
        .unwrap();
    assert!(
        rebuilt
            .wants
            .iter()
            .any(|want| want.log == first.log && want.from == 1)
    );
    let bytes = Transfer::encode(&entries, Layout::Short).unwrap();
    let other = Transfer::decode(&bytes)
        .unwrap()
        .rebuild(trust::BoardId([9; 32]), &keyring, &mut bob)
        .unwrap();
    assert!(other.entries.is_empty() && other.bad > 0);
    let locked = Transfer::decode(&bytes)
        .unwrap()
        .rebuild(board, &trust::Keyring::default(), &mut bob)
        .unwrap();
    assert!(locked.entries.is_empty() && locked.locked > 0);
}

#[test]
fn a_transfer_that_unfolds_to_more_than_it_states_or_may_is_stopped() {
    let bomb = |stated: usize, actual: usize| {
        let mut bytes = Vec::new();
        bytes::put_len(&mut bytes, stated);
        bytes.extend(zstd::bulk::compress(&vec![0; actual], 3).unwrap());
        bytes
    };
    let small = bomb(1 << 30, 64 << 20);
    assert!(small.len() < 1 << 20);
    assert_eq!(Transfer::decode(&small), Err(TransferError::TooLong));
    assert_eq!(
        Transfer::decode(&bomb(256 << 10, 64 << 20)),
        Err(TransferError::Malformed)
    );
    assert_eq!(
        Transfer::decode(&bomb(MAX_UNFOLDED, MAX_UNFOLDED)),
        Err(TransferError::Malformed)
    );
    assert_eq!(Transfer::decode(&[]), Err(TransferError::Malformed));
}

#[test]
fn damaged_bytes_never_make_a_false_entry() {
    let (mut network, board) = Network::with_board(5, 2);
    network.people[0].say(board, "cots");
    let entries = network.people[0].boards[&board].entries.clone();
    let held = &network.people[0].boards[&board];
    let keyring = held.keyring.clone();
    let mut empty = Held::new(held.nonce, keyring.clone(), board);
    let clear = Transfer::encode(&entries, Layout::Short).unwrap();
    let mut reader = bytes::Reader(&clear);
    let length = reader.len(MAX_UNFOLDED).unwrap();
    let unfolded = zstd::bulk::decompress(reader.0, length).unwrap();
    let mut dice = Dice(8);
    for _ in 0..300 {
        let mut damaged = unfolded.clone();
        let at = dice.below(damaged.len());
        damaged[at] ^= 1 << dice.below(8);
        let mut bytes = Vec::new();
        bytes::put_len(&mut bytes, damaged.len());
        bytes.extend(zstd::bulk::compress(&damaged, 1).unwrap());
        if let Ok(transfer) = Transfer::decode(&bytes) {
            let rebuilt = transfer.rebuild(board, &keyring, &mut empty).unwrap();
            let ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
            assert!(rebuilt.entries.iter().all(|entry| ids.contains(&entry.id)));
        }
    }
}

proptest! {
    #[test]
    fn numbers_come_back(number: u64, difference: i64) {
        let mut out = Vec::new();
        bytes::put(&mut out, number);
        bytes::put_difference(&mut out, difference);
        let mut reader = bytes::Reader(&out);
        prop_assert_eq!(reader.number().unwrap(), number);
        prop_assert_eq!(reader.difference().unwrap(), difference);
        prop_assert!(reader.0.is_empty());
    }

    #[test]
    fn garbage_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let mut stated = Vec::new();
        bytes::put_len(&mut stated, bytes.len());
        stated.extend(zstd::bulk::compress(&bytes, 1).unwrap());
        let _ = Transfer::decode(&bytes);
        let _ = Transfer::decode(&stated);
    }
}
