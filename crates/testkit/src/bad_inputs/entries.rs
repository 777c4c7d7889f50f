//! 8–13, 15: entries and certificates that are forged, replayed, or rest on what nobody knows.

use sync::{Layout, Output, Transfer};
use trust::{
    Certificate, DeviceCert, Entry, EntryError, EntryId, Frame, Grant, GrantRef, ItemId, Kind,
    LogId, Position, Role, Verdict, to_canonical, wrap,
};

use super::Circle;
use super::meeting::{NOW, WIRE, act, add_need};
use crate::fuzz::{Chunk, Forger, Member, beyond_the_order, message, number, text};

fn blank(actor: [u8; 16]) -> Vec<u8> {
    Chunk::puts(actor, &[("kind", b"need"), ("title", b"Soup")]).bytes()
}

#[test]
fn bad_input_08_non_canonical_certificates_and_headers_are_invalid() {
    let mut circle = Circle::new();
    let honest = Certificate::DeviceCert(member(&circle).cert(&circle.nonce)).to_body();
    let mut log = circle.log(101);
    for body in [
        [&honest[..], &[0]].concat(),
        [&[0x98, 2][..], &honest[1..]].concat(),
        [&[0x9f][..], &honest[1..], &[0xff]].concat(),
    ] {
        let entry = circle.write(&mut log, Kind::Certificate, None, &[], body);
        circle.push(std::slice::from_ref(&entry));
        assert_eq!(circle.aside(&entry), "unreadable");
    }
    // Sealed and signed as it should be, with a header in another form: no reader opens it.
    let entry = circle.write(&mut log, Kind::Certificate, None, &[], honest.clone());
    let header = to_canonical(&entry.header);
    let members = *circle
        .keyring
        .current(trust::Compartment::Members)
        .unwrap()
        .1
        .expose();
    let place = (entry.seq, entry.prev);
    let frame =
        |header: &[u8]| Forger::new([101; 32]).frame(place, [&members, &members], header, &honest);
    assert_eq!(
        frame(&header).open(&circle.keyring).as_ref(),
        Ok(&entry),
        "the document and the code agree"
    );
    for bent in [
        [&header[..], &[0]].concat(),
        [&[0x98, 11][..], &header[1..]].concat(),
    ] {
        let frame = frame(&bent);
        frame.verify().unwrap();
        assert_eq!(frame.open(&circle.keyring), Err(EntryError::BadHeader));
    }
    circle.assert_alive();
}

/// Mallory, as somebody who signs certificates.
fn member(circle: &Circle) -> Member {
    Member {
        seed: circle.keys.person().unwrap().clone(),
        device: circle.keys.device.clone(),
        kem: circle.keys.kem.clone(),
        endpoint: circle.mallory.endpoint(),
    }
}

#[test]
fn bad_input_09_signatures_that_do_not_hold_strictly_are_dropped() {
    let mut circle = Circle::new();
    let mut log = circle.log(101);
    let entry = circle.creates(&mut log, blank);
    let good = entry.signature.unwrap();
    let mut flipped = good;
    flipped[5] ^= 1;
    let other_domain = Forger::new([101; 32]).sign("manyhands 2026 device proof", &[&entry.id.0]);
    let before = circle.state();
    for signature in [flipped, beyond_the_order(good), [0; 64], other_domain] {
        let forged = Entry {
            signature: Some(signature),
            ..entry.clone()
        };
        circle.push(std::slice::from_ref(&forged));
        assert_eq!(circle.state(), before, "nothing of it is kept");
    }
    // A key of small order signs everything: as a log it proves nothing.
    let small = Entry {
        log: LogId([1; 32]),
        signature: Some([0; 64]),
        ..entry.clone()
    };
    circle.push(std::slice::from_ref(&small));
    assert_eq!(circle.state(), before);
    circle.push(std::slice::from_ref(&entry));
    assert_eq!(
        circle.verdict(entry.id),
        Some(Verdict::Accepted),
        "the true one is taken"
    );
}

#[test]
fn bad_input_10_an_entry_of_another_board_is_invalid() {
    let mut circle = Circle::new();
    let mut other = Circle::other();
    let (_, creation) = add_need(&mut other.alice, other.board, NOW);
    let entries = other.alice.verdicts_since(0, 1_000).unwrap();
    let entry = entries.iter().find(|one| one.entry.id == creation).unwrap();
    let before = circle.state();
    // As it is; and with this board's keys in place of its own.
    let mut moved = Entry::clone(&entry.entry);
    moved.epoch = circle
        .keyring
        .current(trust::Compartment::Members)
        .unwrap()
        .0;
    moved.header.body_epoch = circle
        .keyring
        .current(trust::Compartment::Main)
        .map(|(id, _)| id);
    moved.seq = 1;
    moved.prev = EntryId::ZERO;
    moved.header.first = Some(trust::LogStart {
        board: circle.board,
        certification: [7; 64],
        after: None,
    });
    for entry in [entry.entry.as_ref(), &moved] {
        circle.push(std::slice::from_ref(entry));
        assert_eq!(circle.state(), before);
    }
    circle.assert_alive();
}

#[test]
fn bad_input_11_a_replay_changes_nothing_however_often() {
    let mut circle = Circle::new();
    let mut log = circle.log(101);
    let entries: Vec<Entry> = (0..20).map(|_| circle.creates(&mut log, blank)).collect();
    circle.push(&entries);
    let before = circle.state();
    let verdicts = circle.alice.verdicts_since(0, 100_000).unwrap().len();
    let frame = crate::fuzz::transfer(&Transfer::encode(&entries, Layout::Short).unwrap());
    assert!(!circle.alice.must_wait(WIRE, NOW));
    let mut read = 0;
    while !circle.alice.must_wait(WIRE, NOW) {
        circle.send(frame.clone());
        read += 1;
    }
    assert_eq!(read, 256, "from then on frames of this peer are read later");
    assert!(!circle.alice.must_wait(WIRE, NOW + 125), "eight a second");
    for _ in read..500 {
        circle.send(frame.clone());
    }
    assert_eq!(circle.state(), before, "ten thousand replays");
    assert_eq!(
        circle.alice.verdicts_since(0, 100_000).unwrap().len(),
        verdicts
    );
    circle.assert_alive();
}

#[test]
fn bad_input_12_an_unknown_grant_waits_and_counts_once_it_is_known() {
    let mut circle = Circle::new();
    // A grant that nobody gave, and one that is on its way.
    let honest = circle.grant;
    circle.grant = GrantRef::Entry(EntryId([7; 32]));
    let mut log = circle.log(101);
    let entry = circle.creates(&mut log, blank);
    circle.grant = honest;
    circle.push(std::slice::from_ref(&entry));
    assert_eq!(
        circle.verdict(entry.id),
        None,
        "no verdict: it may still be lifted"
    );
    assert_eq!(circle.state().1, 1, "it waits");

    let me = circle.alice.me(circle.board).unwrap();
    let mallory = circle.keys.person().unwrap().person_key(&circle.nonce).id();
    assert_ne!(me, mallory);
    let grant = Grant {
        person: mallory,
        role: Role::Editor,
        under: GrantRef::Steward,
        heals: None,
    };
    let draft = node::Draft {
        kind: Kind::Certificate,
        item: None,
        deps: Vec::new(),
        body: Certificate::Grant(grant).to_body(),
    };
    let board = circle.board;
    let written = act(&mut circle.alice, NOW, |core| {
        core.append(board, NOW, |appender| {
            Ok(appender.append(draft).map(drop)?)
        })
    });
    let given = written.0.positions[0].id;
    assert_eq!(
        circle.verdict(entry.id),
        None,
        "another grant does not lift it"
    );
    let mut log = circle.log(102);
    circle.grant = GrantRef::Entry(given);
    let under = circle.creates(&mut log, blank);
    circle.push(std::slice::from_ref(&under));
    assert_eq!(circle.verdict(under.id), Some(Verdict::Accepted));
}

#[test]
fn bad_input_13_thousands_of_certificates_by_one_contributor_change_nothing() {
    let mut circle = Circle::new();
    let mut log = circle.log(101);
    let people = |circle: &Circle| {
        circle
            .alice
            .board_info(circle.board)
            .unwrap()
            .authority
            .people()
            .count()
    };
    let before = people(&circle);
    let entries: Vec<Entry> = (0..1_000_u32)
        .map(|at| {
            let mut person = [0; 32];
            person[..4].copy_from_slice(&at.to_be_bytes());
            let grant = Grant {
                person: trust::PersonId(person),
                role: Role::Editor,
                under: circle.grant,
                heals: None,
            };
            circle.write(
                &mut log,
                Kind::Certificate,
                None,
                &[],
                Certificate::Grant(grant).to_body(),
            )
        })
        .collect();
    for part in entries.chunks(250) {
        circle.push(part);
    }
    assert_eq!(people(&circle), before);
    assert_eq!(circle.aside(&entries[499]), "rank-too-low");
    // What is beyond five hundred in an hour is looked at together, a minute later; others go on meanwhile.
    assert_eq!(circle.verdict(entries[500].id), None);
    assert_eq!(circle.state().1, 500);
    circle.assert_alive();
    act(&mut circle.alice, NOW + 60_000, |_| Ok(()));
    assert_eq!(circle.state().1, 0);
    for entry in &entries {
        assert_eq!(circle.aside(entry), "rank-too-low");
    }
    assert_eq!(people(&circle), before);
    circle.assert_alive();
}

#[test]
fn bad_input_15_nobody_is_put_on_a_board_that_they_did_not_ask_for() {
    let mut circle = Circle::new();
    let mut boards = circle.alice.boards();
    // Mallory "lets in" Alice on a board of her own, keys and all, unasked.
    let board = act(&mut circle.mallory, NOW, |core| core.create_board(NOW)).0;
    let device = circle.alice.board_info(circle.board).unwrap().device;
    let keys = circle
        .keyring
        .iter()
        .map(|(_, compartment, key)| (compartment, key));
    let alices = super::meeting::keys(1).kem.public();
    let wrapped = wrap(keys, &alices, device, board, [3; 32]).unwrap();
    let join = Position {
        log: LogId([7; 32]),
        seq: 1,
        id: EntryId([7; 32]),
    };
    let items = [
        text(&board.0),
        to_canonical(&wrapped),
        to_canonical(&join),
        number(3),
    ];
    let said = circle.send(message(9, &items));
    assert!(
        said.iter()
            .all(|output| !matches!(output, Output::Joined { .. }))
    );
    assert_eq!(circle.alice.boards(), boards);
    // A grant to Alice on Mallory's board is words in Mallory's log: it never leaves for whoever lacks the keys.
    circle.meet();
    boards.retain(|known| *known != board);
    assert_eq!(circle.alice.boards(), boards);
    let frame = circle.mallory.verdicts_since(0, 1_000).unwrap();
    let genesis = frame
        .iter()
        .find(|one| one.entry.id == board.genesis())
        .unwrap();
    let sent = circle.push(std::slice::from_ref(&genesis.entry));
    assert!(
        sent.iter()
            .all(|output| !matches!(output, Output::Joined { .. }))
    );
    assert_eq!(circle.alice.boards(), boards);
}

#[test]
fn bad_input_10_a_frame_of_another_board_does_not_open() {
    let (circle, mut other) = (Circle::new(), Circle::other());
    let mut log = other.log(101);
    let entry = other.creates(&mut log, blank);
    let frame = entry.to_frame(&other.keyring).unwrap();
    other.push(std::slice::from_ref(&entry));
    assert_ne!(circle.board, other.board);
    assert!(matches!(
        Frame::decode(&frame.encode())
            .unwrap()
            .open(&circle.keyring),
        Err(EntryError::NoKey(_))
    ));
    let item = ItemId::derive(entry.log, 1);
    assert_eq!(entry.header.item, Some(item));
    let unsigned: DeviceCert = member(&circle).cert(&circle.nonce);
    assert!(
        unsigned.verify(&trust::BoardNonce([9; 16])).is_err(),
        "and a device's certificate is of one board"
    );
}
