//! Bodies that not every member reads: sealed on the way, never clear, whoever gets them.

use trust::{BodyForm, Compartment, EpochKey, ItemId, Kind};

use super::*;

const CASE: Compartment = Compartment::Case(ItemId([7; 16]));
const WORDS: &[u8] = b"12 Hill Road, second bell";

/// Alice's board with an entry in a case, and her keys with the case's.
fn with_case() -> (Vec<trust::Entry>, Keyring, trust::BoardId, Held) {
    let (alice, board, bob) = alice();
    let held = &alice.boards[&board];
    let mut keys = held.keyring.clone();
    keys.insert(CASE, EpochKey::from_bytes([9; 32]));
    let device = alice.device.device_key(&held.nonce);
    let mut writer = trust::LogWriter::start([4; 32], board, &device, None);
    let draft = trust::HeaderDraft {
        kind: Kind::Change,
        item: Some(ItemId::derive(writer.log(), 1)),
        compartment: CASE,
        grant: trust::GrantRef::Steward,
        cert_heads: Vec::new(),
        deps: Vec::new(),
        time: trust::HybridTime::default(),
    };
    let entry = writer.append(draft, WORDS.to_vec(), &keys).unwrap();
    (vec![entry], keys, board, bob)
}

fn contains(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|part| part == words)
}

#[test]
fn a_clear_body_of_a_case_is_never_put_on_the_wire() {
    let (entries, keys, ..) = with_case();
    assert_eq!(entries[0].form, BodyForm::Clear);
    assert_eq!(
        Transfer::encode(&entries, Layout::Short),
        Err(TransferError::Clear)
    );
    let sealed: Vec<_> = entries.iter().map(|e| e.sealed(&keys).unwrap()).collect();
    let bytes = Transfer::encode(&sealed, Layout::Short).unwrap();
    let unfolded = zstd::bulk::decompress(&bytes[2..], MAX_UNFOLDED)
        .or_else(|_| zstd::bulk::decompress(&bytes[1..], MAX_UNFOLDED))
        .unwrap();
    assert!(!contains(&unfolded, WORDS));
}

#[test]
fn a_sealed_and_an_erased_body_come_to_the_same_entry_with_and_without_the_key() {
    let (entries, keys, board, bob) = with_case();
    let sealed = entries[0].sealed(&keys).unwrap();
    let erased = entries[0].erased(&keys).unwrap();
    for (sent, without, with) in [(&sealed, &sealed, &entries[0]), (&erased, &erased, &erased)] {
        for (keyring, wanted) in [(&bob.keyring, without), (&keys, with)] {
            let mut place = Held::new(bob.nonce, keyring.clone(), board);
            let bytes = Transfer::encode(std::slice::from_ref(sent), Layout::Short).unwrap();
            let transfer = Transfer::decode(&bytes).unwrap();
            assert!(transfer.locked(keyring).is_empty(), "nothing is waited for");
            let rebuilt = transfer.rebuild(board, keyring, &mut place).unwrap();
            assert_eq!(rebuilt.entries, std::slice::from_ref(wanted));
        }
    }
    // What another one sends of an entry that is held may be the body that is missing.
    let mut place = Held::new(bob.nonce, bob.keyring.clone(), board);
    place.store(board, vec![erased]);
    let bytes = Transfer::encode(std::slice::from_ref(&sealed), Layout::Short).unwrap();
    let transfer = Transfer::decode(&bytes).unwrap();
    let rebuilt = transfer.rebuild(board, &bob.keyring, &mut place).unwrap();
    assert_eq!((rebuilt.known, rebuilt.bodies), (1, vec![sealed.clone()]));
    // A changed body is another entry, which nobody signed.
    let mut changed = sealed;
    changed.body[30] ^= 1;
    let mut place = Held::new(bob.nonce, bob.keyring.clone(), board);
    let bytes = Transfer::encode(&[changed], Layout::Short).unwrap();
    let transfer = Transfer::decode(&bytes).unwrap();
    let rebuilt = transfer.rebuild(board, &bob.keyring, &mut place).unwrap();
    assert!(rebuilt.entries.is_empty() && rebuilt.bad == 1);
}
