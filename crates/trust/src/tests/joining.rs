//! Who comes in, as what, and who does not: small stories with named people.

use super::people::{Board, Person};
use crate::{
    Authority, Certificate, Compartment, Grant, GrantRef, LogWriter, Refusal, Role, TicketMode,
    unwrap,
};

pub(super) const STEWARD: GrantRef = GrantRef::Steward;

pub(super) struct Story {
    pub(super) board: Board,
    pub(super) alice: Person,
    pub(super) bob: Person,
    pub(super) carol: Person,
    pub(super) log: LogWriter,
}

pub(super) fn story() -> Story {
    let alice = Person::named("Alice");
    let (board, log) = Board::founded(&alice);
    Story {
        board,
        alice,
        bob: Person::named("Bob"),
        carol: Person::named("Carol"),
        log,
    }
}

pub(super) fn role(authority: &Authority, board: &Board, who: &Person) -> Option<Role> {
    authority.role_of(who.id(&board.nonce))
}

#[test]
fn the_founder_is_the_steward_and_holds_the_keys() {
    let Story { board, alice, .. } = story();
    let authority = board.authority();
    let id = alice.id(&board.nonce);
    assert_eq!(
        authority.people().collect::<Vec<_>>(),
        [(id, Role::Steward, None)]
    );
    assert_eq!(authority.grant_of(id), Some(STEWARD));
    assert_eq!(
        authority.device_of_endpoint(alice.endpoint),
        Some(alice.device_key(&board.nonce).id())
    );
    assert!(
        board
            .certs
            .keys()
            .all(|cert| authority.why_not(*cert).is_none())
    );
    let wrapped = board.certs.values().find(|cert| cert.position().seq == 3);
    let Certificate::Wrap(wrapped) = wrapped.unwrap().cert() else {
        panic!("the third entry wraps the keys");
    };
    let keys = unwrap(wrapped, &alice.kem, board.id).unwrap();
    assert_eq!(keys.len(), 2);
    let (main, _) = board.keyring.current(Compartment::Main).unwrap();
    assert_eq!(
        authority.epochs().collect::<Vec<_>>(),
        [(main, Compartment::Main)]
    );
}

#[test]
fn bob_joins_by_ticket_and_then_lets_carol_in() {
    let Story {
        mut board,
        alice,
        bob,
        carol,
        mut log,
    } = story();
    let (ticket, key) = board.ticket(&mut log, STEWARD, (TicketMode::Invite, Role::Editor), "t");
    let joined = board.join(&mut log, STEWARD, (ticket, &key), &bob, Role::Contributor);
    let mut bobs = board.log_of(&bob);
    let own = GrantRef::Entry(joined);
    board.join(&mut bobs, own, (ticket, &key), &carol, Role::Editor);
    let authority = board.authority();
    assert_eq!(role(&authority, &board, &bob), Some(Role::Contributor));
    assert_eq!(role(&authority, &board, &carol), Some(Role::Editor));
    let state = authority.ticket(key.id()).unwrap();
    assert_eq!((state.entry, state.uses_so_far), (ticket, 2));
    assert_eq!(state.issuer, alice.id(&board.nonce));
    let carols = authority
        .people()
        .find(|(id, ..)| *id == carol.id(&board.nonce));
    assert_eq!(carols.unwrap().2, Some(bob.id(&board.nonce)));
    assert_eq!(authority.devices_of(bob.id(&board.nonce)).count(), 1);
}

#[test]
fn a_person_who_came_in_twice_counts_once_and_has_the_higher_role() {
    let Story {
        mut board,
        bob,
        mut log,
        ..
    } = story();
    let (ticket, key) = board.ticket(&mut log, STEWARD, (TicketMode::Invite, Role::Editor), "t");
    board.join(&mut log, STEWARD, (ticket, &key), &bob, Role::Reader);
    let better = board.join(&mut log, STEWARD, (ticket, &key), &bob, Role::Editor);
    let authority = board.authority();
    assert_eq!(role(&authority, &board, &bob), Some(Role::Editor));
    assert_eq!(
        authority.grant_of(bob.id(&board.nonce)),
        Some(GrantRef::Entry(better))
    );
    assert_eq!(authority.ticket(key.id()).unwrap().uses_so_far, 1);
}

#[test]
fn no_ticket_gives_more_than_its_mode_and_ceiling() {
    let cases = [
        (
            TicketMode::Invite,
            Role::Coordinator,
            Role::Coordinator,
            false,
        ),
        (TicketMode::Invite, Role::Editor, Role::Coordinator, false),
        (TicketMode::Invite, Role::Editor, Role::Editor, true),
        (TicketMode::Invite, Role::Reader, Role::Contributor, false),
        (TicketMode::Invite, Role::Editor, Role::Helper, false),
        (TicketMode::Open, Role::Editor, Role::Reader, false),
        (TicketMode::Open, Role::Contributor, Role::Contributor, true),
        (TicketMode::Open, Role::Contributor, Role::Editor, false),
        (TicketMode::Reader, Role::Reader, Role::Reader, true),
        (TicketMode::Reader, Role::Contributor, Role::Reader, false),
        (TicketMode::Reader, Role::Reader, Role::Contributor, false),
        (TicketMode::Reader, Role::Reader, Role::Helper, false),
        (TicketMode::Open, Role::Contributor, Role::Helper, false),
        (TicketMode::Helper, Role::Helper, Role::Helper, true),
        (TicketMode::Helper, Role::Helper, Role::Reader, false),
        (TicketMode::Helper, Role::Reader, Role::Reader, false),
        (TicketMode::Helper, Role::Reader, Role::Helper, false),
        (TicketMode::Helper, Role::Helper, Role::Reporter, false),
    ];
    for (mode, ceiling, asked, comes_in) in cases {
        let Story {
            mut board,
            bob,
            mut log,
            ..
        } = story();
        let (ticket, key) = board.ticket(&mut log, STEWARD, (mode, ceiling), "t");
        board.join(&mut log, STEWARD, (ticket, &key), &bob, asked);
        let expected = comes_in.then_some(asked);
        let found = role(&board.authority(), &board, &bob);
        assert_eq!(found, expected, "{mode:?} {ceiling:?} {asked:?}");
    }
}

#[test]
fn a_coordinator_appoints_below_and_no_equal() {
    let Story {
        mut board,
        bob,
        carol,
        mut log,
        ..
    } = story();
    let (ticket, key) = board.ticket(&mut log, STEWARD, (TicketMode::Invite, Role::Reader), "t");
    board.join(&mut log, STEWARD, (ticket, &key), &bob, Role::Reader);
    board.join(&mut log, STEWARD, (ticket, &key), &carol, Role::Reader);
    let grant = |person: &Person, role, under, board: &Board| {
        Certificate::Grant(Grant {
            person: person.id(&board.nonce),
            role,
            under,
            heals: None,
        })
    };
    let to_bob = grant(&bob, Role::Coordinator, STEWARD, &board);
    let own = GrantRef::Entry(board.write(&mut log, STEWARD, &to_bob));
    let mut bobs = board.log_of(&bob);
    let equal = grant(&carol, Role::Coordinator, own, &board);
    let equal = board.write(&mut bobs, own, &equal);
    let below = grant(&carol, Role::Editor, own, &board);
    let below = board.write(&mut bobs, own, &below);
    let authority = board.authority();
    assert_eq!(
        authority.why_not(equal),
        Some(Refusal::RoleOutOfReach(Role::Coordinator))
    );
    assert_eq!(authority.why_not(below), None);
    assert_eq!(role(&authority, &board, &carol), Some(Role::Editor));
    let crown = grant(&carol, Role::Steward, STEWARD, &board);
    let crown = board.write(&mut log, STEWARD, &crown);
    assert!(board.authority().why_not(crown).is_some());
}

#[test]
fn what_is_missing_waits_and_what_rests_on_a_refusal_does_not() {
    let Story {
        mut board,
        bob,
        carol,
        mut log,
        ..
    } = story();
    let (ticket, key) = board.ticket(&mut log, STEWARD, (TicketMode::Invite, Role::Editor), "t");
    let bobs = board.join(&mut log, STEWARD, (ticket, &key), &bob, Role::Editor);
    let mut log = board.log_of(&bob);
    let own = GrantRef::Entry(bobs);
    let carols = board.join(&mut log, own, (ticket, &key), &carol, Role::Editor);
    let whole = board.certs.clone();
    board.certs.remove(&bobs);
    let why = board.authority().why_not(carols).unwrap();
    assert!(why.is_waiting(), "{why}");
    board.certs = whole;
    let false_ticket = board.ticket(&mut log, own, (TicketMode::Invite, Role::Editor), "false");
    let on_it = board.join(
        &mut log,
        own,
        (false_ticket.0, &false_ticket.1),
        &carol,
        Role::Editor,
    );
    let why = board.authority().why_not(on_it);
    assert_eq!(why, Some(Refusal::RestsOnRefused(false_ticket.0)));
    assert!(!why.unwrap().is_waiting());
}

#[test]
fn a_second_device_has_its_persons_role_and_a_strangers_has_none() {
    let Story {
        mut board,
        alice,
        bob,
        mut log,
        ..
    } = story();
    let second = Person {
        seed: alice.seed.clone(),
        ..Person::named("Alice's second device")
    };
    let cert = Certificate::DeviceCert(second.cert(&board.nonce));
    board.write(&mut log, STEWARD, &cert);
    let stranger = Certificate::DeviceCert(bob.cert(&board.nonce));
    let stranger = board.write(&mut log, STEWARD, &stranger);
    let authority = board.authority();
    let device = second.device_key(&board.nonce).id();
    assert_eq!(authority.person_of(device), Some(alice.id(&board.nonce)));
    assert_eq!(authority.devices_of(alice.id(&board.nonce)).count(), 2);
    assert_eq!(authority.why_not(stranger), Some(Refusal::NotAMember));
    assert_eq!(authority.person_of(bob.device_key(&board.nonce).id()), None);
}
