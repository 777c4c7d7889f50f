//! Bodies that not every member reads: sealed, opened, erased, and always the same entry.

use crate::{
    BodyForm, Clear, Compartment, Entry, EntryError, EpochKey, Frame, GrantRef, HeaderDraft,
    HybridTime, ItemId, Keyring, Kind, LogWriter, from_canonical, to_canonical,
};

const NEED: ItemId = ItemId([7; 16]);
const CASE: Compartment = Compartment::Case(NEED);

/// Alice's keys, Bob's (without the case's), and an entry of the case.
fn written(body: &[u8]) -> (Keyring, Keyring, Entry) {
    let mut bob = Keyring::default();
    bob.insert(Compartment::Members, EpochKey::from_bytes([1; 32]));
    bob.insert(Compartment::Main, EpochKey::from_bytes([2; 32]));
    let mut alice = bob.clone();
    alice.insert(CASE, EpochKey::from_bytes([3; 32]));
    let device = crate::DeviceSecret::from_bytes([9; 32]).device_key(&crate::BoardNonce([4; 16]));
    let mut log = LogWriter::start([5; 32], crate::BoardId([6; 32]), &device, None);
    let draft = HeaderDraft {
        kind: Kind::Change,
        item: Some(ItemId::derive(log.log(), log.next_seq())),
        compartment: CASE,
        grant: GrantRef::Steward,
        cert_heads: Vec::new(),
        deps: Vec::new(),
        time: HybridTime::default(),
    };
    let entry = log.append(draft, body.to_vec(), &alice).unwrap();
    (alice, bob, entry)
}

#[test]
fn who_has_no_key_carries_the_sealed_body_and_who_has_it_opens_it_to_the_same_entry() {
    let (alice, bob, entry) = written(b"12 Hill Road, second bell");
    let sealed = entry.sealed(&alice).unwrap();
    assert_eq!(sealed.form, BodyForm::Sealed);
    assert_eq!(sealed.sealed(&bob).unwrap(), sealed);
    let carried = Entry::rebuild(sealed.clear(), &bob).unwrap();
    assert_eq!(carried, sealed, "the id is that of the entry");
    assert_eq!(carried.id, entry.id);
    carried.verify_signature().unwrap();
    let clear = b"12 Hill Road";
    assert!(!carried.body.windows(clear.len()).any(|part| part == clear));
    // Passed on to somebody with the key.
    assert_eq!(Entry::rebuild(carried.clear(), &alice).unwrap(), entry);
    let frame = carried.to_frame(&bob).unwrap();
    assert_eq!(frame, entry.to_frame(&alice).unwrap());
    let frame = Frame::decode(&frame.encode()).unwrap();
    frame.verify().unwrap();
    assert_eq!(frame.open(&bob).unwrap(), carried);
    assert_eq!(frame.open(&alice).unwrap(), entry);
}

#[test]
fn an_erased_body_leaves_a_hash_by_which_the_chain_is_checked() {
    let (alice, bob, entry) = written(b"12 Hill Road");
    let erased = entry.erased(&alice).unwrap();
    assert_eq!(entry.sealed(&alice).unwrap().erased(&bob).unwrap(), erased);
    assert_eq!(erased.body.len(), 32);
    for keyring in [&alice, &bob] {
        let kept = Entry::rebuild(erased.clear(), keyring).unwrap();
        assert_eq!((kept.id, kept.form), (entry.id, BodyForm::Erased));
        kept.verify_signature().unwrap();
        let frame = kept.to_frame(keyring).unwrap();
        assert_eq!(frame.body, None);
        frame.verify().unwrap();
        assert_eq!(frame.open(keyring).unwrap(), kept);
    }
}

#[test]
fn any_other_sealed_body_is_another_entry_and_none_of_a_wrong_length_is_one() {
    let (alice, bob, entry) = written(b"12 Hill Road");
    let sealed = entry.sealed(&alice).unwrap().clear();
    for at in [0, 24, sealed.body.len() - 1] {
        let mut other = sealed.clone();
        other.body[at] ^= 1;
        let other = Entry::rebuild(other, &bob).unwrap();
        assert_ne!(other.id, entry.id);
        assert!(other.verify_signature().is_err());
        // With the key it stays sealed: a body that does not open is carried, and never counts.
        let mut clear = other.clear();
        clear.signature = None;
        assert_eq!(
            Entry::rebuild(clear, &alice).unwrap().form,
            BodyForm::Sealed
        );
    }
    let refused = |clear: Clear| Entry::rebuild(clear, &bob).map(drop);
    let wrong = Err(EntryError::Rule("the sealed body's length"));
    for form in [BodyForm::Sealed, BodyForm::Erased] {
        for length in [0, 31, 33, sealed.body.len() - 1, sealed.body.len() + 1] {
            let body = vec![0; length];
            let clear = Clear {
                body,
                form,
                ..sealed.clone()
            };
            assert_eq!(refused(clear), wrong, "{form:?} {length}");
        }
    }
    // What it says of the clear length has one sealed length: no room for anything beside it.
    let header = |body_len: u32, compartment: Compartment| {
        let mut header: crate::Header = from_canonical(&sealed.header).unwrap();
        header.body_len = body_len;
        header.compartment = compartment;
        to_canonical(&header)
    };
    let long = header(60_000, CASE);
    assert_eq!(
        refused(Clear {
            header: long,
            ..sealed.clone()
        }),
        wrong
    );
    let over = header(u32::MAX, CASE);
    assert_eq!(
        refused(Clear {
            header: over,
            ..sealed.clone()
        }),
        Err(EntryError::TooLong)
    );
    // What all members read is never sealed for them.
    let main = header(12, Compartment::Main);
    let main = refused(Clear {
        header: main,
        ..sealed
    });
    assert!(matches!(main, Err(EntryError::Rule(_))), "{main:?}");
}
