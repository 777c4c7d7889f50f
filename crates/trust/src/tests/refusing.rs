//! What does not count, and who may write what: Mallory, forged requests, later versions, wrong keys.

use super::joining::{STEWARD, Story, role, story};
use super::people::{Board, Person, draft, fixed};
use crate::{
    Authority, CertEntry, CertError, Certificate, Compartment, Epoch, EpochKey, Grant, GrantRef,
    Header, ItemId, Kind, LogWriter, Refusal, Role, TicketMode, unwrap, wrap,
};

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
            heals: None,
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
    let mut stolen = bob.cert(&nonce);
    stolen.device = carol.cert(&nonce).device;
    changed.push(crate::JoinRequest::make(
        board.id,
        &key,
        &bob.key(&nonce),
        stolen,
    ));
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

#[test]
fn a_genesis_counts_with_its_own_nonce_only() {
    let Story {
        board,
        alice,
        mut log,
        ..
    } = story();
    let other = crate::BoardNonce([6; 16]);
    let genesis = Certificate::Genesis(crate::Genesis {
        stewards: vec![alice.id(&other)],
        threshold: 1,
        recovery: None,
        nonce: board.nonce,
        device: alice.cert(&other),
    });
    let entry = log
        .append(
            draft(Kind::Certificate, STEWARD),
            genesis.to_body(),
            &board.keyring,
        )
        .unwrap();
    assert_eq!(
        CertEntry::read(&entry, &other),
        Err(CertError::BadSignature)
    );
    assert_eq!(
        CertEntry::read(&entry, &board.nonce),
        Err(CertError::BadSignature)
    );
}

#[test]
fn a_wrapped_key_that_is_not_the_epochs_is_refused() {
    use hpke::{Deserializable, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256};
    use hpke::{OpModeS, kem::X25519HkdfSha256 as Kem};
    let Story { board, bob, .. } = story();
    let device = bob.device_key(&board.nonce).id();
    let keys = board.keyring.iter().map(|(_, of, key)| (of, key));
    let mut wrapped = wrap(keys, &bob.kem.public(), device, board.id, [9; 32]).unwrap();
    let public = <Kem as hpke::Kem>::PublicKey::from_bytes(&bob.kem.public().0).unwrap();
    let (encapsulated, sealed) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &public,
            &crate::domain::signed_bytes(crate::domain::WRAP, &[&board.id.0, &device.0]),
            &[8; 32],
            &crate::to_canonical(&(wrapped.keys[0].epoch, wrapped.keys[0].compartment)),
            &mut Zeros,
        )
        .unwrap();
    encapsulated.write_exact(&mut wrapped.keys[0].encapsulated);
    wrapped.keys[0].sealed = sealed;
    let refused = unwrap(&wrapped, &bob.kem, board.id);
    assert_eq!(
        refused,
        Err(crate::WrapError::WrongKey(wrapped.keys[0].epoch))
    );
}

/// No randomness at all: the test forges one message and keeps no secret.
struct Zeros;

impl hpke::rand_core::TryRng for Zeros {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(0)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(0)
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Self::Error> {
        to.fill(0);
        Ok(())
    }
}

impl hpke::rand_core::TryCryptoRng for Zeros {}
