//! What a helper, or a stranger, gets who asks for more than it is to have.

use trust::{Certificate, DeviceCert, Grant, GrantRef, JoinRequest, PersonSeed};

use super::hostile::{Went, talk};
use super::*;

#[test]
fn a_helper_that_has_a_key_and_asks_like_a_member_gets_nothing_in_the_clear() {
    let Three {
        mut alice,
        mut bob,
        board,
        ..
    } = three();
    // Bob had the keys as an editor; a steward makes a helper of him.
    let bobs = bob.me(board).unwrap();
    let authority = Arc::clone(&alice.state.boards[&board].authority);
    let join = authority.grants_of(bobs).next().unwrap().0;
    let remove = Certificate::Remove(trust::Remove {
        target: join,
        cut: trust::Cut::default(),
        reason: trust::Reason::Over,
        text: None,
        under: GrantRef::Steward,
    });
    let grant = Certificate::Grant(Grant {
        person: bobs,
        role: Role::Helper,
        under: GrantRef::Steward,
        heals: None,
    });
    act(&mut alice, |core| {
        core.certify(board, &[remove, grant], 1_000)
    });
    say(&mut alice, board, "not for a helper");
    let keys = keys_of(&bob, board).len();
    let went = talk([&mut bob, &mut alice], |_, message| vec![message]);
    // No entries, no keys: only its hello, tags, and why there is nothing more.
    for (_, message) in went.iter().filter(|(from, _)| *from == 1) {
        assert!(matches!(message[0], 0..=2 | 11), "message {}", message[0]);
    }
    assert!(!heard(&bob, board).contains(&"not for a helper".to_owned()));
    assert_eq!(keys_of(&bob, board).len(), keys);
}

#[test]
fn no_request_of_a_helpers_person_brings_a_key() {
    let Three {
        mut alice, board, ..
    } = three();
    let ticket = helper_ticket(&mut alice, board);
    let invite = invite(&mut alice, board, &[]);
    let person = PersonSeed::from_bytes([3; 16]);
    let known = keys_of(&alice, board);
    let mut answers = 0;
    for (device, ticket) in [(3, &ticket), (3, &invite), (77, &ticket), (78, &invite)] {
        let request = request(&person, device, ticket);
        let endpoint = request.device.endpoint;
        let (answer, _) = act(&mut alice, |core| {
            core.state.let_in(&request, endpoint, 1_000)
        });
        let Ok(admission) = answer else { continue };
        let kem = trust::KemSecret::from_bytes([device; 32]);
        let opened = trust::unwrap(&admission.wrap, &kem, board).unwrap();
        assert_eq!(opened.len(), 1);
        for (id, _, key) in opened {
            assert!(known.iter().all(|(of, _, one)| *of != id && *one != key));
        }
        answers += 1;
    }
    assert!(answers > 0, "the person is the helper's");
    // Nor does any certificate on the board hold a wrap for one of its devices.
    let state = &alice.state.boards[&board];
    let helpers = state.helpers();
    let devices = helpers
        .iter()
        .flat_map(|person| state.authority.devices_of(*person));
    let devices: Vec<_> = devices.map(|cert| cert.device).collect();
    assert!(!devices.is_empty());
    for cert in state.certs.values() {
        if let Certificate::Wrap(wrap) = cert.cert() {
            assert!(!devices.contains(&wrap.device));
        }
    }
}

fn request(person: &PersonSeed, device: u8, ticket: &TicketText) -> JoinRequest {
    let person = person.person_key(&ticket.nonce);
    let key = trust::DeviceSecret::from_bytes([device; 32]).device_key(&ticket.nonce);
    let kem = trust::KemSecret::from_bytes([device; 32]).public();
    let endpoint = EndpointId([device; 32]);
    let cert = DeviceCert::make(&person, &key, kem, endpoint, &ticket.nonce);
    JoinRequest::make(ticket.board, &ticket.secret.ticket_key(), &person, cert)
}

#[test]
fn a_stranger_learns_nothing_from_a_helper_and_not_whether_it_carries_a_board() {
    let Three { mut helper, .. } = three();
    let home = tempfile::tempdir().unwrap();
    let mut mallory = open(home.path(), 66, 66);
    let went = talk([&mut mallory, &mut helper], |_, message| vec![message]);
    let by_helper = |went: &Went| {
        let by = went.iter().filter(|(from, _)| *from == 1);
        by.map(|(_, message)| (message[0], message.len()))
            .collect::<Vec<_>>()
    };
    let said = by_helper(&went);
    assert!(said.iter().all(|(kind, _)| *kind <= 1));
    let empty_home = tempfile::tempdir().unwrap();
    let mut empty = open(empty_home.path(), 67, 67);
    let nothing = talk([&mut mallory, &mut empty], |_, message| vec![message]);
    assert_eq!(said, by_helper(&nothing));
}
