//! Forged and forked certificates, devices of two people, refusals out of spite, bodies that crash the judge.

use sync::JoinRefusal;
use trust::{
    Certificate, Compartment, DeviceCert, EpochKey, GrantRef, HeaderDraft, HybridTime, ItemId,
    JoinRequest, KemPublic, LogWriter, wrap,
};

use super::*;
use crate::JoinProgress;

/// A core of somebody who joins Alice's board.
pub(super) fn member(alice: &mut Core, board: BoardId, who: u8) -> (Core, TempDir) {
    let home = tempfile::tempdir().unwrap();
    let mut core = open(home.path(), who, who * 10);
    join(alice, &mut core, board);
    (core, home)
}

/// Certifies `device` for the person of `core`, under some endpoint.
pub(super) fn certificate(core: &Core, board: BoardId, device: &Core, endpoint: u8) -> DeviceCert {
    let nonce = core.state.boards[&board].nonce;
    let person = core.state.keys.person().unwrap().person_key(&nonce);
    let key = device.state.keys.device.device_key(&nonce);
    let kem = device.state.keys.kem.public();
    DeviceCert::make(&person, &key, kem, EndpointId([endpoint; 32]), &nonce)
}

pub(super) fn certify(core: &mut Core, board: BoardId, certificate: DeviceCert) {
    let draft = Draft {
        kind: Kind::Certificate,
        item: None,
        deps: Vec::new(),
        body: Certificate::DeviceCert(certificate).to_body(),
    };
    act(core, |core| {
        core.append(board, 1_000, |appender| {
            Ok(appender.append(draft).map(drop)?)
        })
    });
}

/// An entry by the device of `core`, as whoever, on a log that the core knows nothing of.
fn forged(core: &Core, board: BoardId, kind: Kind, grant: GrantRef, body: Vec<u8>) -> Entry {
    let state = &core.state.boards[&board];
    let mut log = LogWriter::start([200; 32], board, &state.device, None);
    let change = kind == Kind::Change;
    let draft = HeaderDraft {
        kind,
        item: change.then(|| ItemId::derive(log.log(), 1)),
        compartment: if change {
            Compartment::Main
        } else {
            Compartment::Members
        },
        grant,
        cert_heads: Vec::new(),
        deps: Vec::new(),
        time: HybridTime::default(),
    };
    log.append(draft, body, &state.keyring).unwrap()
}

#[test]
fn a_forged_device_gives_nothing_when_its_verdict_was_lost() {
    let Two {
        mut alice,
        bob,
        board,
        homes,
    } = two();
    let me = alice.me(board).unwrap();
    let bobs = bob.me(board).unwrap();
    let mut cert = certificate(&bob, board, &bob, 66);
    cert.person = me;
    let device = cert.device;
    let grant = bob.state.boards[&board].authority.grant_of(bobs).unwrap();
    let body = Certificate::DeviceCert(cert).to_body();
    let entry = forged(&bob, board, Kind::Certificate, grant, body);
    // As a mended database holds it: the entry is there, and nothing that was decided about it.
    let key = alice.db().boards().unwrap()[0].key;
    alice.begin().unwrap();
    let log = alice.db().add_log(key, entry.log, device).unwrap();
    alice.db().add_entry(key, log, &entry).unwrap();
    alice.commit().unwrap();
    close(alice);

    alice = open(homes[0].path(), 1, 60);
    let authority = &alice.state.boards[&board].authority;
    assert_eq!(authority.person_of(device), Some(bobs));
    let all = alice.verdicts_since(0, 1_000).unwrap();
    let verdict = all.iter().rfind(|one| one.entry.id == entry.id).unwrap();
    assert_eq!(verdict.verdict, Verdict::Aside("bad-signature".to_owned()));
    assert_eq!(alice.newest_verdict(), verdict.n);
}

#[test]
fn a_device_of_two_people_is_judged_alike_in_any_order() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut dora, _home) = member(&mut alice, board, 4);
    let grant = dora.state.boards[&board]
        .authority
        .grant_of(dora.me(board).unwrap());
    let entry = forged(
        &bob,
        board,
        Kind::Change,
        grant.unwrap(),
        b"for Dora".to_vec(),
    );
    meet(&mut alice, &mut bob);
    for core in [&mut alice, &mut bob] {
        act(core, |core| {
            Ok(core
                .state
                .store(board, std::slice::from_ref(&entry), 1_000)?)
        });
        assert_eq!(heard(core, board), [""; 0]);
    }
    let cert = certificate(&dora, board, &bob, 2);
    certify(&mut dora, board, cert);
    meet(&mut alice, &mut dora);
    meet(&mut bob, &mut alice);
    for core in [&alice, &bob, &dora] {
        assert_eq!(heard(core, board), ["for Dora"]);
        assert_eq!(core.waiting(board), 0);
    }
}

#[test]
fn only_the_inviter_or_all_together_end_a_join() {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let mallory = EndpointId([6; 32]);
    let home = tempfile::tempdir().unwrap();
    let mut carol = open(home.path(), 3, 30);
    let refusals = [
        JoinRefusal::Expired,
        JoinRefusal::Damaged,
        JoinRefusal::AlreadyMember,
    ];
    for refusal in refusals {
        let ticket = invite(&mut alice, board, &[mallory, bob.endpoint()]);
        act(&mut carol, |core| core.start_join(ticket, 1_000));
        let mut progress = |by, refusal| {
            act(&mut carol, |core| core.state.refused(board, by, refusal));
            carol.joins()[0].progress.clone()
        };
        assert_eq!(progress(mallory, refusal), JoinProgress::Waiting);
        assert_eq!(
            progress(alice.endpoint(), JoinRefusal::NotNow),
            JoinProgress::Waiting
        );
        assert_eq!(progress(bob.endpoint(), refusal), JoinProgress::Waiting);
        let refused = JoinProgress::Refused(refusal);
        assert_eq!(progress(alice.endpoint(), refusal), refused);
    }
    let ticket = invite(&mut alice, board, &[mallory]);
    act(&mut carol, |core| core.start_join(ticket, 1_000));
    act(&mut carol, |core| {
        core.state.refused(board, mallory, JoinRefusal::Expired)
    });
    meet(&mut carol, &mut alice);
    assert!(carol.joins().is_empty(), "{:?}", carol.joins());
}

#[test]
fn who_cannot_be_given_keys_is_not_let_in() {
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = invite(&mut alice, board, &[]);
    let home = tempfile::tempdir().unwrap();
    let mallory = open(home.path(), 6, 60);
    let person = mallory
        .state
        .keys
        .person()
        .unwrap()
        .person_key(&ticket.nonce);
    let device = mallory.state.keys.device.device_key(&ticket.nonce);
    let (none, endpoint) = (KemPublic([0; 32]), mallory.endpoint());
    let cert = DeviceCert::make(&person, &device, none, endpoint, &ticket.nonce);
    let request = JoinRequest::make(board, &ticket.secret.ticket_key(), &person, cert);
    let before = alice.state.boards[&board].entries();
    let (answer, _) = act(&mut alice, |core| {
        core.state.let_in(&request, endpoint, 1_000)
    });
    assert_eq!(answer.unwrap_err(), JoinRefusal::Damaged);
    let state = &alice.state.boards[&board];
    assert_eq!(state.authority.role_of(person.id()), None);
    assert_eq!(state.entries(), before);
    let (mut carol, _home) = member(&mut alice, board, 3);
    say(&mut carol, board, "in");
    meet(&mut alice, &mut carol);
    assert_eq!(heard(&alice, board), ["in"]);
}

#[test]
fn a_body_that_crashes_the_judge_is_set_aside() {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let grant = bob.state.boards[&board]
        .authority
        .grant_of(bob.me(board).unwrap());
    let entry = forged(&bob, board, Kind::Change, grant.unwrap(), b"crash".to_vec());
    act(&mut alice, |core| {
        Ok(core
            .state
            .store(board, std::slice::from_ref(&entry), 1_000)?)
    });
    let last = alice.verdicts_since(0, 1_000).unwrap().pop().unwrap();
    assert_eq!(last.entry.id, entry.id);
    assert_eq!(last.verdict, Verdict::Aside("suspect".to_owned()));
    say(&mut alice, board, "still here");
    assert_eq!(heard(&alice, board), ["still here"]);
}

#[test]
fn a_clock_that_was_far_ahead_comes_back() {
    let Two {
        mut alice, board, ..
    } = two();
    let at = |core: &mut Core, now_ms: u64| {
        let draft = Draft {
            kind: Kind::Change,
            item: None,
            deps: Vec::new(),
            body: now_ms.to_string().into_bytes(),
        };
        let (written, _) = act(core, |core| {
            core.append(board, now_ms, |appender| {
                Ok(appender.append(draft).map(drop)?)
            })
        });
        let key = core.db().boards().unwrap()[0].key;
        let entry = core
            .db()
            .entry_of(key, written.positions[0].id)
            .unwrap()
            .unwrap()
            .1;
        entry.header.time.wall_ms
    };
    assert_eq!(at(&mut alice, 4_000_000_000_000), 4_000_000_000_000);
    assert_eq!(at(&mut alice, 1_700_000_000_000), 1_700_000_000_000);
    // A little ahead is waited for: no stamp comes twice.
    assert_eq!(at(&mut alice, 1_699_999_990_000), 1_700_000_000_000);
}

#[test]
fn what_is_stated_beyond_ones_own_counts_once_it_is_here_and_the_same() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (carol, _home) = member(&mut alice, board, 3);
    let device = carol.state.boards[&board].device.id();
    let first = say(&mut bob, board, "one");
    meet(&mut alice, &mut bob);
    let second = say(&mut bob, board, "two");
    let other = trust::Position {
        id: first.id,
        ..second
    };
    let held = |core: &Core| {
        let board = &core.state.boards[&board];
        let row = board.logs[&first.log].key;
        let all = board.stated.get(&device);
        all.and_then(|stated| Some(stated.held.get(&row)?.seq))
    };
    act(&mut alice, |core| {
        Ok(core.state.heard(board, device, &[other], 1_000)?)
    });
    assert_eq!(held(&alice), None);
    meet(&mut alice, &mut bob);
    assert!(held(&alice).is_none_or(|held| held < second.seq));
    let third = say(&mut bob, board, "three");
    act(&mut alice, |core| {
        Ok(core.state.heard(board, device, &[third], 1_000)?)
    });
    assert!(held(&alice).is_none_or(|held| held < second.seq));
    meet(&mut alice, &mut bob);
    assert_eq!(held(&alice), Some(third.seq));
}

/// An admission with keys that were made up.
fn false_keys(joiner: &Core, ticket: &TicketText) -> sync::Admission {
    let state = &joiner.state;
    let device = state.keys.device.device_key(&ticket.nonce).id();
    let keys = [
        (Compartment::Members, EpochKey::from_bytes([7; 32])),
        (Compartment::Main, EpochKey::from_bytes([8; 32])),
    ];
    let keys = keys.iter().map(|(of, key)| (*of, key));
    let kem = state.keys.kem.public();
    sync::Admission {
        wrap: wrap(keys, &kem, device, ticket.board, [9; 32]).unwrap(),
        join: trust::Position {
            log: trust::LogId([1; 32]),
            seq: 1,
            id: trust::EntryId::ZERO,
        },
        entries: 1_000_000,
    }
}

#[test]
fn false_keys_give_way_to_those_that_open_the_genesis() {
    let Two {
        mut alice, board, ..
    } = two();
    let mallory = EndpointId([6; 32]);
    for who in [3, 4] {
        let home = tempfile::tempdir().unwrap();
        let mut carol = open(home.path(), who, who * 10);
        let ticket = invite(&mut alice, board, &[mallory]);
        let lie = false_keys(&carol, &ticket);
        act(&mut carol, |core| core.start_join(ticket, 1_000));
        let (answer, _) = act(&mut carol, |core| core.state.came_in(board, &lie, 1_000));
        answer.unwrap();
        if who == 4 {
            // Also after a restart.
            close(carol);
            carol = open(home.path(), who, 80);
        }
        meet(&mut carol, &mut alice);
        assert!(carol.joins().is_empty(), "{:?}", carol.joins());
        let words = format!("by {who}");
        close(carol);
        let mut carol = open(home.path(), who, who * 10 + 100);
        say(&mut carol, board, &words);
        meet(&mut alice, &mut carol);
        assert!(heard(&alice, board).contains(&words));
    }
}
