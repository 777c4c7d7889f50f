//! The two faces of a device: what is met under one is unknown under the other, whatever a peer says (bad input 52).

use std::collections::BTreeSet;

use store::LocalPart;

use super::devices::{added, hint};
use super::*;
use crate::peer::face::{boards_and_joins, hidden_part, take_hidden};

/// Under which face each of two cores is met.
fn meet_as(faces: [Face; 2], a: &mut Core, b: &mut Core) -> Vec<sync::JoinRefusal> {
    let connection = Connection(1);
    let ends = [a, b];
    let mut queues = [VecDeque::new(), VecDeque::new()];
    let key = |at: usize| match faces[at] {
        Face::Open => ends[at].endpoint(),
        Face::Hidden => ends[at].hidden_endpoint(),
    };
    let peers = [key(1), key(0)];
    for (at, side) in [Side::Dialler, Side::Acceptor].into_iter().enumerate() {
        let start = SessionStart {
            side,
            binding: [5; 32],
            peer: peers[at],
            padding: [6; 32],
        };
        let (effects, more) = act(ends[at], |core| {
            core.connect_as(faces[at], connection, start, 1_000)
        });
        let effects = effects.into_iter().chain(more);
        put(&mut queues[1 - at], &mut Vec::new(), effects);
    }
    let mut refusals = Vec::new();
    while let Some(at) = queues.iter().position(|queue| !queue.is_empty()) {
        let frame = queues[at].pop_front().unwrap();
        let input = Input::Frame(frame);
        let (effects, more) = act(ends[at], |core| core.step(connection, input, 1_000));
        let effects = effects.into_iter().chain(more);
        put(&mut queues[1 - at], &mut refusals, effects);
    }
    for end in ends {
        end.disconnect(connection);
    }
    refusals
}

const OPEN: [Face; 2] = [Face::Open, Face::Open];
const HIDDEN: [Face; 2] = [Face::Hidden, Face::Open];

fn hide(core: &mut Core, board: BoardId, on: bool) -> bool {
    act(core, |core| core.hide_address(board, on, 1_000)).0
}

/// The network key that others know of somebody on a board.
fn key_of(who: &Core, at: &Core, board: BoardId) -> EndpointId {
    let person = who.me(board).unwrap();
    let info = at.board_info(board).unwrap();
    let mut devices = info.authority.devices_of(person);
    let key = devices.next().unwrap().endpoint;
    assert!(devices.next().is_none());
    key
}

#[test]
fn bad_input_52_a_hidden_board_is_met_under_the_other_key_only_and_openly_again_afterwards() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    assert_ne!(alice.hidden_endpoint(), bob.hidden_endpoint());
    // They remember each other: there is a pair's secret too.
    meet(&mut alice, &mut bob);
    assert!(hide(&mut alice, board, true));
    assert!(!hide(&mut alice, board, true), "as it was");
    assert_eq!(alice.hidden(), BTreeSet::from([board]));
    say(&mut alice, board, "soup");
    meet_as(OPEN, &mut alice, &mut bob);
    meet_as(OPEN, &mut bob, &mut alice);
    assert!(heard(&bob, board).is_empty(), "nothing under the open key");
    meet_as(HIDDEN, &mut alice, &mut bob);
    assert_eq!(heard(&bob, board), ["soup"]);
    assert_eq!(key_of(&alice, &bob, board), alice.hidden_endpoint());
    // Again, with what both remember by now.
    say(&mut bob, board, "bread");
    meet_as(OPEN, &mut alice, &mut bob);
    assert_eq!(heard(&alice, board), ["soup"]);
    meet_as(HIDDEN, &mut alice, &mut bob);
    assert_eq!(heard(&alice, board), ["bread", "soup"]);
    assert!(hide(&mut alice, board, false));
    say(&mut alice, board, "tea");
    meet_as(HIDDEN, &mut alice, &mut bob);
    assert_eq!(heard(&bob, board), ["bread", "soup"]);
    meet_as(OPEN, &mut alice, &mut bob);
    assert_eq!(heard(&bob, board), ["bread", "soup", "tea"]);
    assert_eq!(key_of(&alice, &bob, board), alice.endpoint());
}

#[test]
fn another_board_stays_on_the_open_face_and_none_of_the_two_is_told_of_on_the_wrong_one() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (other, _) = act(&mut alice, |core| core.create_board(1_000));
    join(&mut alice, &mut bob, other);
    hide(&mut alice, board, true);
    say(&mut alice, board, "hidden");
    say(&mut alice, other, "open");
    meet_as(HIDDEN, &mut alice, &mut bob);
    assert_eq!(heard(&bob, board), ["hidden"]);
    assert!(heard(&bob, other).is_empty());
    assert_eq!(key_of(&alice, &bob, other), alice.endpoint());
    meet_as(OPEN, &mut bob, &mut alice);
    assert_eq!(heard(&bob, other), ["open"]);
}

#[test]
fn whoever_holds_a_ticket_of_a_hidden_board_hears_under_the_open_key_that_nothing_is_known() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    hide(&mut alice, board, true);
    let hidden = alice.hidden_endpoint();
    let ticket = invite(&mut alice, board, &[hidden]);
    let mallorys_home = tempfile::tempdir().unwrap();
    let mut mallory = open(mallorys_home.path(), 6, 60);
    act(&mut mallory, |core| core.start_join(ticket.clone(), 1_000));
    let no_board = TicketText {
        board: BoardId([9; 32]),
        ..ticket
    };
    let refused = meet_as(OPEN, &mut mallory, &mut alice);
    assert_eq!(refused, [sync::JoinRefusal::Unknown]);
    let carols_home = tempfile::tempdir().unwrap();
    let mut carol = open(carols_home.path(), 7, 70);
    act(&mut carol, |core| core.start_join(no_board, 1_000));
    let same = meet_as(OPEN, &mut carol, &mut alice);
    assert_eq!(same, refused, "a board that is not here says the same");
    meet_as([Face::Open, Face::Hidden], &mut bob, &mut alice);
    assert_eq!(key_of(&alice, &bob, board), alice.hidden_endpoint());
}

#[test]
fn whoever_hides_before_joining_is_never_met_under_the_open_key() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let ticket = invite(&mut alice, board, &[]);
    let carols_home = tempfile::tempdir().unwrap();
    let mut carol = open(carols_home.path(), 7, 70);
    act(&mut carol, |core| {
        core.join_as(Face::Hidden, ticket.clone(), 1_000)
    });
    assert_eq!(carol.hidden(), BTreeSet::from([board]));
    meet_as(OPEN, &mut carol, &mut alice);
    assert_eq!(carol.joins().len(), 1, "she asked nobody");
    meet_as(HIDDEN, &mut carol, &mut alice);
    assert!(carol.joins().is_empty());
    meet(&mut alice, &mut bob);
    for core in [&alice, &bob] {
        assert_eq!(key_of(&carol, core, board), carol.hidden_endpoint());
    }
    // Nowhere in what was written is there another key of hers.
    let open_key = carol.endpoint();
    let info = bob.board_info(board).unwrap();
    let me = carol.me(board).unwrap();
    assert!(
        info.authority
            .devices_of(me)
            .all(|cert| cert.endpoint != open_key)
    );
    // Given up, a join leaves nothing; and a helper cannot hide: it is to be found.
    let dora = tempfile::tempdir().unwrap();
    let mut dora = open(dora.path(), 8, 80);
    act(&mut dora, |core| {
        core.join_as(Face::Hidden, ticket.clone(), 1_000)
    });
    act(&mut dora, |core| core.cancel_join(board));
    assert!(dora.hidden().is_empty());
    let helper = TicketText {
        role: Role::Helper,
        ..ticket
    };
    dora.begin().unwrap();
    let refused = dora.join_as(Face::Hidden, helper, 1_000);
    assert_eq!(refused, Err(NodeError::Refused("helper".to_owned())));
    dora.commit().unwrap();
}

#[test]
fn a_hidden_board_stays_hidden_over_a_restart_also_where_the_note_is_lost() {
    let Two {
        mut alice,
        board,
        homes,
        ..
    } = two();
    hide(&mut alice, board, true);
    close(alice);
    let alice = open(homes[0].path(), 1, 30);
    assert_eq!(alice.hidden(), BTreeSet::from([board]));
    alice.db().forget_meta("hidden boards").unwrap();
    close(alice);
    let mut alice = open(homes[0].path(), 1, 40);
    assert_eq!(
        alice.hidden(),
        BTreeSet::from([board]),
        "the certificate says it"
    );
    // Nothing is written anew for it.
    let entries = alice.board_info(board).unwrap().entries;
    alice.certify_here(2_000).unwrap();
    assert_eq!(alice.board_info(board).unwrap().entries, entries);
    hide(&mut alice, board, false);
    close(alice);
    let alice = open(homes[0].path(), 1, 50);
    assert!(alice.hidden().is_empty());
}

#[test]
fn a_join_that_hides_does_so_over_a_restart_also_where_the_note_is_lost() {
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = invite(&mut alice, board, &[]);
    let home = tempfile::tempdir().unwrap();
    let mut carol = open(home.path(), 7, 70);
    act(&mut carol, |core| core.join_as(Face::Hidden, ticket, 1_000));
    carol.db().forget_meta("hidden boards").unwrap();
    close(carol);
    let mut carol = open(home.path(), 7, 80);
    assert_eq!(carol.hidden(), BTreeSet::from([board]));
    meet_as(OPEN, &mut carol, &mut alice);
    assert_eq!(carol.joins().len(), 1, "she asked nobody");
    // The note is whole again, and knows when it is over.
    act(&mut carol, |core| core.cancel_join(board));
    close(carol);
    let carol = open(home.path(), 7, 90);
    assert!(carol.hidden().is_empty());
}

#[test]
fn a_backup_hides_the_boards_that_it_brings_and_none_that_was_here_before() {
    let Two {
        alice,
        board: old,
        homes,
        ..
    } = two();
    close(alice);
    let db = LogDb::open(&homes[0].path().join("log.db"), &KEY).unwrap();
    let before = boards_and_joins(&db).unwrap();
    assert_eq!(before, BTreeSet::from([old]));
    let new = BoardId([7; 32]);
    db.add_board(new, trust::BoardNonce([7; 16]), 1_000)
        .unwrap();
    let elsewhere = BoardId([8; 32]);
    let mut parts = vec![hidden_part(&BTreeSet::from([old, new, elsewhere]))];
    parts[0].value.extend([1, 2, 3]);
    parts.push(LocalPart {
        name: "settings".to_owned(),
        value: Vec::new(),
    });
    let others = take_hidden(&db, &before, parts).unwrap();
    assert_eq!(others.len(), 1, "the app's parts stay");
    assert_eq!(db.meta("hidden boards").unwrap().unwrap(), new.0);
}

#[test]
fn a_new_device_of_the_person_hides_where_the_one_that_answered_does() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (other, _) = act(&mut alice, |core| core.create_board(1_000));
    join(&mut alice, &mut bob, other);
    hide(&mut bob, board, true);
    let home = tempfile::tempdir().unwrap();
    let mut phone = open(home.path(), 3, 30);
    let (request, _) = act(&mut phone, |core| core.request_device("phone"));
    let hints = BTreeMap::from([
        (board, vec![hint(bob.hidden_endpoint())]),
        (other, vec![hint(bob.endpoint())]),
    ]);
    let names = AnswerNames::default();
    let ((answer, _), _) = act(&mut bob, |core| {
        core.answer_device(&request, &names, &hints)
    });
    let keep: KeepKeys = Box::new(|_| Ok(()));
    let (accepted, _) = act(&mut phone, |core| {
        core.accept_device(&answer, None, keep, 1_000)
    });
    assert_eq!(accepted.boards.len(), 2);
    assert_eq!(phone.hidden(), BTreeSet::from([board]));
    meet_as([Face::Hidden, Face::Hidden], &mut phone, &mut bob);
    let info = bob.board_info(board).unwrap();
    let me = bob.me(board).unwrap();
    let keys: Vec<_> = info
        .authority
        .devices_of(me)
        .map(|cert| cert.endpoint)
        .collect();
    assert!(keys.contains(&phone.hidden_endpoint()) && !keys.contains(&phone.endpoint()));
    let (tablet, _home) = added(&mut alice, &[], 4);
    assert!(tablet.hidden().is_empty());
}
