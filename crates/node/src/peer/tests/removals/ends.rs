//! What else ends: a lost device, a ticket, a board that was forgotten.

use sync::JoinRefusal;

use super::super::hostile::certify;
use super::*;
use crate::{JoinProgress, TicketStatus};

#[test]
fn a_lost_device_of_a_plain_member_is_revoked_by_him_and_a_coordinators_device_makes_new_keys() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    // Bob's second machine.
    let home = tempfile::tempdir().unwrap();
    let phone = open(home.path(), 5, 50);
    let cert = {
        let nonce = bob.state.boards[&board].nonce;
        let person = bob.state.keys.person().unwrap().person_key(&nonce);
        let key = phone.state.keys.device.device_key(&nonce);
        let kem = phone.state.keys.kem.public();
        trust::DeviceCert::make(&person, &key, kem, EndpointId([5; 32]), &nonce)
    };
    let lost = cert.device;
    certify(&mut bob, board, cert);
    meet(&mut bob, &mut alice);
    act(&mut alice, |core| core.rotate(board, 1_000));
    meet(&mut bob, &mut alice);
    let before = current(&alice, board, Compartment::Members);
    act(&mut bob, |core| core.revoke_device(board, lost, 1_000));
    assert_ne!(
        current(&bob, board, Compartment::Members),
        before,
        "until then an older key that the lost device was not given"
    );
    meet(&mut bob, &mut alice);
    let after = current(&alice, board, Compartment::Members);
    assert_ne!(after, before);
    assert_eq!(current(&bob, board, Compartment::Members), after);
    let standing = bob.state.boards[&board].standing_of(lost);
    assert_eq!(standing, sync::Standing::Refused);
    assert_eq!(
        refused(&mut bob, |core| {
            let own = core.state.boards[&board].device.id();
            core.revoke_device(board, own, 1_000)
        }),
        not_allowed("this-device")
    );
}

#[test]
fn a_ticket_that_was_taken_back_refuses_with_its_own_word() {
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = invite(&mut alice, board, &[]);
    let key = ticket.secret.ticket_key().id();
    act(&mut alice, |core| core.remove_ticket(board, key, 1_000));
    let home = tempfile::tempdir().unwrap();
    let mut carol = open(home.path(), 3, 30);
    act(&mut carol, |core| core.start_join(ticket, 1_000));
    let refusals = meet_refusing(&mut carol, &mut alice);
    assert_eq!(refusals, [JoinRefusal::Removed]);
    let tickets = alice.tickets(board, 1_000).unwrap();
    let of = |wanted| {
        tickets
            .iter()
            .filter(|view| std::mem::discriminant(&view.status) == std::mem::discriminant(&wanted))
            .count()
    };
    assert_eq!(of(TicketStatus::Removed(None)), 1);
    assert_eq!(of(TicketStatus::UsedUp), 1, "Bob's");
    let joins = carol.joins();
    let progress: Vec<_> = joins.iter().map(|join| join.progress.clone()).collect();
    assert_eq!(progress, [JoinProgress::Refused(JoinRefusal::Removed)]);
    // Alice is the ticket's first device: what she says is final, and she lets nobody in on the second try either.
    assert_eq!(meet_refusing(&mut carol, &mut alice), []);
    assert!(carol.boards().is_empty());
    let people = alice.board_info(board).unwrap().authority.people().count();
    assert_eq!(people, 2, "Alice and Bob");
}

#[test]
fn a_board_that_was_forgotten_leaves_nothing_and_can_be_joined_again() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    say(&mut bob, board, "mine");
    meet(&mut bob, &mut alice);
    act(&mut bob, |core| core.forget_board(board));
    assert!(bob.boards().is_empty());
    assert!(bob.board_info(board).is_none());
    assert!(bob.db().boards().unwrap().is_empty());
    let ticket = invite(&mut alice, board, &[]);
    act(&mut bob, |core| core.start_join(ticket, 1_000));
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["mine"]);
}
