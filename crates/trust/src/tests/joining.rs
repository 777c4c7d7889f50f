//! Who comes in, as what, and who does not: small stories with named people.

use super::people::{Board, Person, draft, fixed};
use crate::{
    Authority, CertEntry, CertError, Certificate, Compartment, Epoch, EpochKey, Grant, GrantRef,
    Header, ItemId, Kind, LogWriter, Refusal, Role, TicketMode, unwrap, wrap,
};

const STEWARD: GrantRef = GrantRef::Steward;

struct Story {
    board: Board,
    alice: Person,
    bob: Person,
    carol: Person,
    log: LogWriter,
}

fn story() -> Story {
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

fn role(authority: &Authority, board: &Board, who: &Person) -> Option<Role> {
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
fn mallory_cannot_issue_tickets_or_grants_or_borrow_a_grant() {
    let Story {
        mut board,
        bob,
        mut log,
        ..
    } = story();
    let mallory = Person::named("Mallory");
    let (ticket, key) = board.ticket(&mut log, STEWARD, (TicketMode::Invite, Role::Editor), "t");
    let bobs = board.join(&mut log, STEWARD, (ticket, &key), &bob, Role::Editor);
    let hers = board.join(&mut log, STEWARD, (ticket, &key), &mallory, Role::Editor);
    let mut log = board.log_of(&mallory);
    let own = GrantRef::Entry(hers);
    let promote = |under| {
        Certificate::Grant(Grant {
            person: mallory.id(&board.nonce),
            role: Role::Coordinator,
            under,
        })
    };
    let (own_grant, borrowed, split) = (promote(own), promote(STEWARD), promote(STEWARD));
    let cases = [
        (
            board.write(&mut log, own, &own_grant),
            Refusal::RankTooLow { held: Role::Editor },
        ),
        (
            board.write(&mut log, STEWARD, &borrowed),
            Refusal::NotYourGrant,
        ),
        (board.write(&mut log, own, &split), Refusal::TwoGrants),
        (
            board
                .ticket(&mut log, own, (TicketMode::Invite, Role::Reader), "m")
                .0,
            Refusal::RankTooLow { held: Role::Editor },
        ),
        (
            board.join(
                &mut log,
                GrantRef::Entry(bobs),
                (ticket, &key),
                &mallory,
                Role::Editor,
            ),
            Refusal::NotYourGrant,
        ),
    ];
    let authority = board.authority();
    for (entry, refusal) in cases {
        assert_eq!(authority.why_not(entry), Some(refusal));
    }
    assert_eq!(role(&authority, &board, &mallory), Some(Role::Editor));
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

#[test]
fn writing_goes_by_rank_and_by_who_owns_the_item() {
    let Story {
        mut board,
        alice,
        bob,
        mut log,
        ..
    } = story();
    let (ticket, key) = board.ticket(&mut log, STEWARD, (TicketMode::Invite, Role::Editor), "t");
    let as_role = |board: &mut Board, log: &mut LogWriter, role| {
        GrantRef::Entry(board.join(log, STEWARD, (ticket, &key), &bob, role))
    };
    let editor = as_role(&mut board, &mut log, Role::Editor);
    let contributor = as_role(&mut board, &mut log, Role::Contributor);
    let reader = as_role(&mut board, &mut log, Role::Reader);
    let authority = board.authority();
    let (alice, bobs) = (alice.id(&board.nonce), bob.id(&board.nonce));
    let mut log = board.log_of(&bob);
    let mut header = |kind, grant| -> Header {
        let mut draft = draft(kind, grant);
        draft.item = Some(ItemId::derive(log.log(), log.next_seq()));
        log.append(draft, vec![1], &board.keyring).unwrap().header
    };
    let change =
        |authority: &Authority, header: &Header, owner| authority.may_write(header, owner).is_ok();
    let by_editor = header(Kind::Change, editor);
    let by_contributor = header(Kind::Change, contributor);
    let by_reader = header(Kind::Change, reader);
    assert!(change(&authority, &by_editor, Some(alice)));
    assert!(change(&authority, &by_contributor, None));
    assert!(change(&authority, &by_contributor, Some(bobs)));
    assert!(!change(&authority, &by_contributor, Some(alice)));
    assert!(!change(&authority, &by_reader, None));
    assert_eq!(
        authority.may_write(&header(Kind::Statement, contributor), None),
        Ok(bobs)
    );
    assert!(
        authority
            .may_write(&header(Kind::Statement, reader), None)
            .is_err()
    );
}

#[test]
fn a_certificate_of_a_later_version_is_carried_and_harms_nothing() {
    let Story {
        mut board, mut log, ..
    } = story();
    let later = {
        let mut encoder = minicbor::Encoder::new(Vec::new());
        encoder
            .array(2)
            .unwrap()
            .u32(99)
            .unwrap()
            .array(1)
            .unwrap()
            .u8(1)
            .unwrap();
        encoder.into_writer()
    };
    let entry = log
        .append(draft(Kind::Certificate, STEWARD), later, &board.keyring)
        .unwrap();
    assert_eq!(board.take(&entry), Err(CertError::UnknownKind(99)));
    assert_eq!(CertError::UnknownKind(99).code(), "unknown-kind");
    let (ticket, _) = board.ticket(&mut log, STEWARD, (TicketMode::Open, Role::Reader), "t");
    assert_eq!(board.authority().why_not(ticket), None);
}

#[test]
fn a_join_whose_signatures_do_not_hold_never_reaches_the_rule() {
    let Story {
        mut board,
        bob,
        carol,
        mut log,
        ..
    } = story();
    let (ticket, key) = board.ticket(&mut log, STEWARD, (TicketMode::Invite, Role::Editor), "t");
    let other = crate::TicketSecret::from_bytes(fixed("guess")).ticket_key();
    let nonce = board.nonce;
    let good = crate::JoinRequest::make(board.id, &key, &bob.key(&nonce), bob.cert(&nonce));
    let mut changed = vec![
        crate::JoinRequest {
            ticket: other.id(),
            ..good.clone()
        },
        crate::JoinRequest {
            device: carol.cert(&nonce),
            ..good.clone()
        },
        crate::JoinRequest {
            board: crate::BoardId([7; 32]),
            ..good.clone()
        },
    ];
    let mut forged = crate::JoinRequest::make(board.id, &other, &bob.key(&nonce), bob.cert(&nonce));
    forged.ticket = key.id();
    changed.push(forged);
    for request in changed {
        let join = Certificate::Join(crate::Join {
            ticket,
            role: Role::Editor,
            request,
        });
        let entry = log
            .append(
                draft(Kind::Certificate, STEWARD),
                join.to_body(),
                &board.keyring,
            )
            .unwrap();
        assert_eq!(
            CertEntry::read(&entry, &nonce),
            Err(CertError::BadSignature)
        );
    }
}

#[test]
fn keys_open_for_the_device_that_they_were_wrapped_for_and_no_other() {
    let Story {
        board, bob, carol, ..
    } = story();
    let device = bob.device_key(&board.nonce).id();
    let keys = board.keyring.iter().map(|(_, of, key)| (of, key));
    let wrapped = wrap(keys, &bob.kem.public(), device, board.id, [9; 32]).unwrap();
    let opened = unwrap(&wrapped, &bob.kem, board.id).unwrap();
    assert_eq!(opened.len(), 2);
    assert!(unwrap(&wrapped, &carol.kem, board.id).is_err());
    assert!(unwrap(&wrapped, &bob.kem, crate::BoardId([1; 32])).is_err());
    let mut swapped = wrapped.clone();
    swapped.keys[0].compartment = swapped.keys[1].compartment;
    assert!(unwrap(&swapped, &bob.kem, board.id).is_err());
    let mut renamed = wrapped;
    renamed.keys[0].epoch = EpochKey::from_bytes([3; 32]).id();
    assert!(unwrap(&renamed, &bob.kem, board.id).is_err());
    let none = wrap(
        board.keyring.iter().map(|(_, of, key)| (of, key)),
        &crate::KemPublic([0; 32]),
        device,
        board.id,
        [9; 32],
    );
    assert!(none.is_err(), "a key of small order takes nothing");
}

#[test]
fn only_a_coordinator_announces_an_epoch() {
    let Story {
        mut board,
        bob,
        mut log,
        ..
    } = story();
    let (ticket, key) = board.ticket(&mut log, STEWARD, (TicketMode::Invite, Role::Editor), "t");
    let bobs = board.join(&mut log, STEWARD, (ticket, &key), &bob, Role::Editor);
    let mut log = board.log_of(&bob);
    let epoch = Certificate::Epoch(Epoch {
        compartment: Compartment::Main,
        epoch: EpochKey::from_bytes([5; 32]).id(),
        prev: None,
    });
    let entry = board.write(&mut log, GrantRef::Entry(bobs), &epoch);
    let authority = board.authority();
    assert_eq!(
        authority.why_not(entry),
        Some(Refusal::RankTooLow { held: Role::Editor })
    );
    assert_eq!(authority.epochs().count(), 1);
}
