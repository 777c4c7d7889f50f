//! Entries in logs: writing, carrying, rebuilding, and what is refused on the way.

use super::people::{Board, Person, draft, fixed};
use crate::{
    Chain, ChainError, Clear, Compartment, Entry, EntryError, EntryId, Frame, GrantRef,
    HeaderDraft, ItemId, Keyring, Kind, LogWriter, SealError,
};

fn change(log: &LogWriter) -> HeaderDraft {
    let mut draft = draft(Kind::Change, GrantRef::Steward);
    draft.item = Some(ItemId::derive(log.log(), log.next_seq()));
    draft
}

fn written() -> (Board, LogWriter, Vec<Entry>) {
    let alice = Person::named("Alice");
    let (mut board, _) = Board::founded(&alice);
    let mut log = board.log_of(&alice);
    let entries = (0..4_u8)
        .map(|n| {
            let draft = change(&log);
            log.append(draft, vec![n; usize::from(n) * 100], &board.keyring)
                .unwrap()
        })
        .collect();
    (board, log, entries)
}

#[test]
fn an_entry_comes_back_the_same_from_both_of_its_forms() {
    let (board, _, entries) = written();
    for entry in &entries {
        let frame = entry.to_frame(&board.keyring).unwrap();
        let carried = Frame::decode(&frame.encode()).unwrap();
        assert_eq!(carried.id(), entry.id);
        assert_eq!(carried.verify(), Ok(()));
        assert_eq!(&carried.open(&board.keyring).unwrap(), entry);
        let rebuilt = Entry::rebuild(entry.clear(), &board.keyring).unwrap();
        assert_eq!(&rebuilt, entry);
        assert_eq!(rebuilt.verify_signature(), Ok(()));
        assert!(rebuilt.creates_item());
    }
}

#[test]
fn a_helper_checks_a_chain_without_any_key_even_with_a_body_missing() {
    let (board, _, entries) = written();
    let mut prev = EntryId::ZERO;
    for entry in &entries {
        let mut frame = entry.to_frame(&board.keyring).unwrap();
        frame.body = None;
        assert_eq!(frame.verify(), Ok(()));
        assert_eq!(frame.prev, prev);
        assert_eq!(frame.open(&board.keyring), Err(EntryError::NoBody));
        assert!(matches!(
            frame.open(&Keyring::default()),
            Err(EntryError::NoBody | EntryError::NoKey(_))
        ));
        prev = frame.id();
    }
}

#[test]
fn any_flipped_bit_of_a_frame_is_refused() {
    let (board, _, entries) = written();
    let bytes = entries[1].to_frame(&board.keyring).unwrap().encode();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let accepted = Frame::decode(&changed).and_then(|frame| frame.verify());
        assert!(accepted.is_err(), "bit {bit}");
    }
    for len in 0..bytes.len() {
        assert!(Frame::decode(&bytes[..len]).is_err());
    }
    let mut longer = bytes;
    longer.push(0);
    assert_eq!(Frame::decode(&longer), Err(EntryError::BadFrame));
}

#[test]
fn any_flipped_bit_of_the_clear_form_is_refused_or_is_another_entry_without_a_signature() {
    let (board, _, entries) = written();
    let clear = entries[1].clear();
    let refused = |changed: Clear| match Entry::rebuild(changed, &board.keyring) {
        Ok(entry) => entry.verify_signature().is_err(),
        Err(_) => true,
    };
    for bit in 0..clear.header.len() * 8 {
        let mut changed = clear.clone();
        changed.header[bit / 8] ^= 1 << (bit % 8);
        assert!(refused(changed), "header bit {bit}");
    }
    for bit in 0..clear.body.len() * 8 {
        let mut changed = clear.clone();
        changed.body[bit / 8] ^= 1 << (bit % 8);
        assert!(refused(changed), "body bit {bit}");
    }
    assert!(refused(Clear {
        seq: 3,
        ..clear.clone()
    }));
    assert!(refused(Clear {
        prev: EntryId([1; 32]),
        ..clear.clone()
    }));
    assert!(refused(Clear {
        log: crate::LogId([1; 32]),
        ..clear
    }));
}

#[test]
fn one_signature_at_the_end_proves_the_range_before_it() {
    let (board, _, entries) = written();
    let mut chain = Chain::new(entries[0].log);
    let mut last = None;
    for entry in &entries {
        let clear = Clear {
            prev: chain.prev,
            signature: None,
            ..entry.clear()
        };
        let rebuilt = Entry::rebuild(clear, &board.keyring).unwrap();
        chain.follow(&rebuilt, board.id).unwrap();
        last = Some(rebuilt);
    }
    let end = Entry {
        signature: entries[3].signature,
        ..last.unwrap()
    };
    assert_eq!(end.verify_signature(), Ok(()));
}

#[test]
fn a_chain_refuses_gaps_forks_and_other_logs() {
    let (mut board, _, entries) = written();
    let log = entries[0].log;
    let mut chain = Chain::new(log);
    assert_eq!(
        chain.follow(&entries[1], board.id),
        Err(ChainError::WrongSeq {
            wanted: 1,
            found: 2
        })
    );
    chain.follow(&entries[0], board.id).unwrap();
    let forked = Entry {
        prev: EntryId([9; 32]),
        ..entries[1].clone()
    };
    assert_eq!(chain.follow(&forked, board.id), Err(ChainError::WrongPrev));
    let mut other = board.log_of(&Person::named("Alice"));
    let other = other
        .append(change(&other), vec![], &board.keyring)
        .unwrap();
    assert_eq!(chain.follow(&other, board.id), Err(ChainError::OtherLog));
    let mut header = entries[1].header.clone();
    header.device = crate::DeviceId([8; 32]);
    let changed = Entry {
        header,
        ..entries[1].clone()
    };
    assert_eq!(
        chain.follow(&changed, board.id),
        Err(ChainError::WrongDevice)
    );
    assert_eq!(chain.follow(&entries[1], board.id), Ok(()));
}

#[test]
fn entries_of_another_board_are_refused() {
    let (board, _, entries) = written();
    let elsewhere = Person::named("Alice").founding("another board");
    let mut chain = Chain::new(entries[0].log);
    assert_eq!(
        chain.follow(&entries[0], elsewhere.board),
        Err(ChainError::OtherBoard)
    );
    let genesis = &elsewhere.entries[0];
    let mut chain = Chain::new(genesis.log);
    assert_eq!(chain.follow(genesis, board.id), Err(ChainError::OtherBoard));
    assert_eq!(chain.follow(genesis, elsewhere.board), Ok(()));
    let clear = entries[0].clear();
    assert!(matches!(
        Entry::rebuild(clear, &elsewhere.keyring),
        Err(EntryError::NoKey(_))
    ));
}

#[test]
fn a_log_that_its_device_did_not_certify_is_refused() {
    let (mut board, _, _) = written();
    let (alice, mallory) = (Person::named("Alice"), Person::named("Mallory"));
    let mut log = board.log_of(&mallory);
    let mut entry = log.append(change(&log), vec![], &board.keyring).unwrap();
    entry.header.device = alice.device_key(&board.nonce).id();
    let forged = Entry::rebuild(entry.clear(), &board.keyring).unwrap();
    let mut chain = Chain::new(forged.log);
    assert_eq!(
        chain.follow(&forged, board.id),
        Err(ChainError::WrongDevice)
    );
}

#[test]
fn a_writer_refuses_what_readers_refuse_and_stands_where_it_stood() {
    let (board, mut log, _) = written();
    let before = log.checkpoint();
    let mut no_item = draft(Kind::Change, GrantRef::Steward);
    no_item.item = None;
    let mut many = change(&log);
    many.deps = (0..300)
        .map(|n: u32| EntryId(fixed(&n.to_string())))
        .collect();
    let mut heads = change(&log);
    heads.cert_heads = (0..65)
        .map(|n: u32| EntryId(fixed(&n.to_string())))
        .collect();
    let mut misplaced = draft(Kind::Certificate, GrantRef::Steward);
    misplaced.compartment = Compartment::Main;
    for bad in [no_item, many, heads, misplaced] {
        assert!(matches!(
            log.append(bad, vec![], &board.keyring),
            Err(SealError::Entry(EntryError::Rule(_)))
        ));
    }
    let long = log.append(change(&log), vec![0; 512 * 1024 + 1], &board.keyring);
    assert_eq!(long, Err(SealError::Entry(EntryError::TooLong)));
    let keyless = log.append(change(&log), vec![], &Keyring::default());
    assert_eq!(keyless, Err(SealError::NoKey(Compartment::Members)));
    assert_eq!(log.checkpoint(), before);
    assert!(
        log.append(change(&log), vec![0; 512 * 1024], &board.keyring)
            .is_ok()
    );
}

#[test]
fn a_rewound_writer_writes_the_same_number_again() {
    let (board, mut log, _) = written();
    let mark = log.checkpoint();
    let first = log.append(change(&log), vec![1], &board.keyring).unwrap();
    log.rewind(mark);
    let second = log.append(change(&log), vec![1], &board.keyring).unwrap();
    assert_eq!(first, second);
}

#[test]
fn heads_and_dependencies_are_put_in_order() {
    let (board, mut log, _) = written();
    let mut draft = change(&log);
    let ids = [EntryId([3; 32]), EntryId([1; 32]), EntryId([3; 32])];
    draft.deps = ids.to_vec();
    draft.cert_heads = ids.to_vec();
    let entry = log.append(draft, vec![], &board.keyring).unwrap();
    let sorted = [EntryId([1; 32]), EntryId([3; 32])];
    assert_eq!(entry.header.deps, sorted);
    assert_eq!(entry.header.cert_heads, sorted);
}

/// What a test does to a header.
type Change<'a> = &'a dyn Fn(&mut crate::Header);

#[test]
fn headers_that_break_a_rule_are_refused_on_reading() {
    let (board, _, entries) = written();
    let rebuilt = |at: usize, change: &dyn Fn(&mut crate::Header)| {
        let mut header = entries[at].header.clone();
        change(&mut header);
        let header = crate::to_canonical(&header);
        Entry::rebuild(
            Clear {
                header,
                ..entries[at].clear()
            },
            &board.keyring,
        )
        .map(drop)
    };
    assert_eq!(rebuilt(1, &|_| {}), Ok(()));
    let (one, two) = (EntryId([1; 32]), EntryId([2; 32]));
    let broken: [(usize, Change<'_>); 10] = [
        (1, &|h| h.deps = vec![two, one]),
        (1, &|h| h.deps = vec![one, one]),
        (1, &|h| h.cert_heads = vec![two, one]),
        (1, &|h| h.body_len += 1),
        (0, &|h| h.first = None),
        (1, &|h| h.first = entries[0].header.first.clone()),
        (1, &|h| h.body_epoch = None),
        (1, &|h| h.compartment = Compartment::Members),
        (1, &|h| h.kind = Kind::Certificate),
        (1, &|h| h.item = None),
    ];
    for (n, (at, change)) in broken.into_iter().enumerate() {
        assert!(
            matches!(rebuilt(at, change), Err(EntryError::Rule(_))),
            "case {n}"
        );
    }
    for clear in [
        Clear {
            prev: EntryId::ZERO,
            ..entries[1].clear()
        },
        Clear {
            prev: one,
            ..entries[0].clear()
        },
    ] {
        assert!(matches!(
            Entry::rebuild(clear, &board.keyring),
            Err(EntryError::Rule(_))
        ));
    }
    let headless = Entry {
        prev: EntryId::ZERO,
        ..entries[1].clone()
    };
    let headless = headless.to_frame(&board.keyring).unwrap();
    assert!(matches!(
        headless.open(&board.keyring),
        Err(EntryError::Rule(_))
    ));
}
