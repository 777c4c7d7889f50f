//! Somebody who lost everything but the twelve words, and comes back by a ticket: the same person, on a new device.

use store::RecoveryWords;
use sync::JoinRefusal;
use trust::{DeviceCert, JoinRequest, PersonId};

use super::*;
use crate::{JoinProgress, Keep, Removal};

fn random(bytes: &mut [u8]) -> std::io::Result<()> {
    getrandom::fill(bytes).map_err(std::io::Error::other)
}

/// The words of who was opened as `who`.
fn words(who: u8) -> RecoveryWords {
    let mut fixed = |bytes: &mut [u8]| -> std::io::Result<()> {
        bytes.fill(who);
        Ok(())
    };
    let keys = DeviceKeys::draw(&mut fixed).unwrap();
    RecoveryWords::of(keys.person().unwrap().clone())
}

/// A new machine of this person: nothing is on it but the words.
fn new_machine(home: &Path, who: u8, endpoint: u8) -> Core {
    Core::open(CoreParts {
        db: LogDb::open(&home.join("log.db"), &KEY).unwrap(),
        keys: DeviceKeys::of_person(words(who).seed().clone(), &mut random).unwrap(),
        endpoint: EndpointId([endpoint; 32]),
        judge: Arc::new(Easy),
        draw: Box::new(random),
    })
    .unwrap()
}

/// Asks by a ticket at somebody's device, without a session; returns the refusal.
fn ask(of: &mut Core, who: &Core, ticket: &TicketText, now_ms: u64) -> Option<JoinRefusal> {
    let request = request(who, ticket);
    let endpoint = who.endpoint();
    let (answer, _) = act(of, |core| core.state.let_in(&request, endpoint, now_ms));
    answer.err()
}

fn request(who: &Core, ticket: &TicketText) -> JoinRequest {
    let keys = &who.state.keys;
    let person = keys.person().unwrap().person_key(&ticket.nonce);
    let device = keys.device.device_key(&ticket.nonce);
    let kem = keys.kem.public();
    let cert = DeviceCert::make(&person, &device, kem, who.endpoint(), &ticket.nonce);
    JoinRequest::make(ticket.board, &ticket.secret.ticket_key(), &person, cert)
}

fn devices(core: &Core, board: BoardId, person: PersonId) -> usize {
    let info = core.board_info(board).unwrap();
    info.authority.devices_of(person).count()
}

#[test]
fn with_the_words_and_the_ticket_of_long_ago_bob_is_bob_on_a_new_device() {
    let homes = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (mut alice, mut bob) = (open(homes[0].path(), 1, 10), open(homes[1].path(), 2, 20));
    let (board, _) = act(&mut alice, |core| core.create_board(1_000));
    let ticket = invite(&mut alice, board, &[]);
    let again = ticket.clone();
    act(&mut bob, |core| core.start_join(ticket, 1_000));
    meet(&mut bob, &mut alice);
    say(&mut bob, board, "before the fire");
    meet(&mut bob, &mut alice);
    let me = bob.me(board).unwrap();
    let device = bob.board_info(board).unwrap().device;
    drop(bob);

    let home = tempfile::tempdir().unwrap();
    let mut back = new_machine(home.path(), 2, 9);
    act(&mut back, |core| core.start_join(again, 2_000));
    meet(&mut back, &mut alice);
    assert!(back.joins().is_empty(), "{:?}", back.joins());
    let info = back.board_info(board).unwrap();
    assert_eq!(
        (info.me, info.authority.role_of(me)),
        (me, Some(Role::Editor))
    );
    assert_ne!(info.device, device);
    assert_eq!(heard(&back, board), ["before the fire"]);
    say(&mut back, board, "after it");
    meet(&mut back, &mut alice);
    assert_eq!(heard(&alice, board), ["after it", "before the fire"]);
    // Nobody new is on the board, and the ticket, good for one, was used by one.
    let at_alice = alice.board_info(board).unwrap().authority;
    assert_eq!(at_alice.people().count(), 2);
    assert_eq!(at_alice.tickets().next().unwrap().uses_so_far, 1);
    assert_eq!(devices(&alice, board, me), 2);
}

#[test]
fn the_founder_comes_back_by_a_member_and_is_a_steward_as_before() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let me = alice.me(board).unwrap();
    let ticket = invite(&mut alice, board, &[bob.endpoint()]);
    meet(&mut alice, &mut bob);
    drop(alice);
    let home = tempfile::tempdir().unwrap();
    let mut back = new_machine(home.path(), 1, 9);
    act(&mut back, |core| core.start_join(ticket, 2_000));
    meet(&mut back, &mut bob);
    assert!(back.joins().is_empty(), "{:?}", back.joins());
    let authority = back.board_info(board).unwrap().authority;
    assert_eq!(authority.role_of(me), Some(Role::Steward));
    assert_eq!(back.me(board), Some(me));
    // She can do what only she may: invite.
    invite(&mut back, board, &[]);
    meet(&mut back, &mut bob);
    assert_eq!(devices(&bob, board, me), 2);
}

#[test]
fn a_ticket_that_is_over_or_was_removed_does_for_a_member_and_for_nobody_else() {
    let Two {
        mut alice, board, ..
    } = two();
    let removed = invite(&mut alice, board, &[]);
    let id = removed.secret.ticket_key().id();
    act(&mut alice, |core| core.remove_ticket(board, id, 1_000));
    let spec = TicketSpec {
        uses: None,
        expires_ms: Some(1_500),
        ..an_invite()
    };
    let (over, _) = act(&mut alice, |core| {
        core.make_ticket(board, spec, Vec::new(), 1_000)
    });
    let homes = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let carol = new_machine(homes[0].path(), 3, 30);
    assert_eq!(
        ask(&mut alice, &carol, &removed, 2_000),
        Some(JoinRefusal::Removed)
    );
    assert_eq!(
        ask(&mut alice, &carol, &over, 2_000),
        Some(JoinRefusal::Expired)
    );
    let bob = new_machine(homes[1].path(), 2, 31);
    assert_eq!(ask(&mut alice, &bob, &removed, 2_000), None);
    assert_eq!(ask(&mut alice, &bob, &over, 2_000), None);
}

#[test]
fn an_answer_that_was_lost_is_given_again_and_writes_nothing() {
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = invite(&mut alice, board, &[]);
    let home = tempfile::tempdir().unwrap();
    let back = new_machine(home.path(), 2, 9);
    assert_eq!(ask(&mut alice, &back, &ticket, 2_000), None);
    let entries = alice.board_info(board).unwrap().entries;
    assert_eq!(ask(&mut alice, &back, &ticket, 3_000), None);
    assert_eq!(alice.board_info(board).unwrap().entries, entries);
}

#[test]
fn a_device_that_was_taken_away_and_a_person_who_was_removed_do_not_come_back_by_a_ticket() {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let ticket = invite(&mut alice, board, &[]);
    let info = bob.board_info(board).unwrap();
    act(&mut alice, |core| {
        core.revoke_device(board, info.device, 1_000)
    });
    assert_eq!(
        ask(&mut alice, &bob, &ticket, 2_000),
        Some(JoinRefusal::AlreadyMember)
    );
    let removal = Removal {
        reason: trust::Reason::Asked,
        text: None,
        keep: Keep::Known,
        let_go: false,
        hide: Vec::new(),
    };
    act(&mut alice, |core| {
        core.remove_person(board, info.me, &removal, 1_000)
    });
    let home = tempfile::tempdir().unwrap();
    let back = new_machine(home.path(), 2, 9);
    assert_eq!(
        ask(&mut alice, &back, &ticket, 2_000),
        Some(JoinRefusal::Removed)
    );
}

#[test]
fn mallory_with_the_ticket_and_without_the_words_is_not_bob() {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let ticket = invite(&mut alice, board, &[]);
    let me = bob.me(board).unwrap();
    let home = tempfile::tempdir().unwrap();
    let mallory = new_machine(home.path(), 5, 50);
    let mut forged = request(&mallory, &ticket);
    forged.device.person = me;
    let before = devices(&alice, board, me);
    let endpoint = mallory.endpoint();
    let (answer, _) = act(&mut alice, |core| {
        core.state.let_in(&forged, endpoint, 2_000)
    });
    assert_eq!(answer.err(), Some(JoinRefusal::Damaged));
    // Bob's own certificate, from another endpoint.
    let borrowed = request(&bob, &ticket);
    let (answer, _) = act(&mut alice, |core| {
        core.state.let_in(&borrowed, endpoint, 2_000)
    });
    assert_eq!(answer.err(), Some(JoinRefusal::Damaged));
    assert_eq!(devices(&alice, board, me), before);
}

#[test]
fn a_person_has_so_many_devices_by_tickets_and_no_more() {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let me = bob.me(board).unwrap();
    let ticket = invite(&mut alice, board, &[]);
    let home = tempfile::tempdir().unwrap();
    let mut machine = 100;
    let mut another = |alice: &mut Core| {
        machine += 1;
        let folder = home.path().join(machine.to_string());
        std::fs::create_dir(&folder).unwrap();
        let back = new_machine(&folder, 2, machine);
        ask(alice, &back, &ticket, 2_000)
    };
    while devices(&alice, board, me) < 16 {
        assert_eq!(another(&mut alice), None);
    }
    assert_eq!(another(&mut alice), Some(JoinRefusal::NotNow));
}

#[test]
fn on_a_board_that_is_here_the_ticket_opens_nothing_new() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let ticket = invite(&mut alice, board, &[]);
    bob.begin().unwrap();
    let refused = bob.start_join(ticket, 2_000);
    assert_eq!(
        refused,
        Err(NodeError::Join(crate::JoinError::AlreadyMember))
    );
    assert!(
        bob.joins()
            .iter()
            .all(|join| join.progress != JoinProgress::Waiting)
    );
}
