//! The certificates that steer a board: their bytes, their bounds, the signatures inside them.

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;

use super::bytes::{compartment, grant_ref, signature};
use super::joining::{STEWARD, story};
use super::people::{Person, fixed};
use crate::{
    Adopt, CertEntry, CertError, Certificate, Charter, CharterId, CharterSignature, Close,
    Compartment, Cut, DeviceId, DeviceRevoke, EntryId, Grant, GrantRef, ItemId, LogId, MAX_ADOPTED,
    MAX_CUT, MAX_REASON_TEXT, MAX_STEWARDS, Moderate, Moderated, Moderation, OwnWord, PersonId,
    Position, Reason, Remove, RevokedBy, Role, Shred, from_canonical, to_canonical,
};

fn cut() -> impl Strategy<Value = Cut> {
    let position = any::<([u8; 32], u64, [u8; 32])>().prop_map(|(log, seq, id)| Position {
        log: LogId(log),
        seq,
        id: EntryId(id),
    });
    vec(position, 0..4).prop_map(Cut::new)
}

fn ids() -> impl Strategy<Value = Vec<EntryId>> {
    btree_set(any::<[u8; 32]>().prop_map(EntryId), 0..4).prop_map(|ids| ids.into_iter().collect())
}

fn reason() -> impl Strategy<Value = (Reason, Option<String>)> {
    let reason = prop_oneof![
        Just(Reason::Other),
        Just(Reason::Asked),
        Just(Reason::Lost),
        Just(Reason::Mistake),
        Just(Reason::Over),
        Just(Reason::Spam),
        Just(Reason::Abuse),
        Just(Reason::Private),
        Just(Reason::False),
        Just(Reason::Fraud),
    ];
    (reason, option::of("[a-zé ]{0,20}"))
}

fn charter() -> impl Strategy<Value = Certificate> {
    let by = || {
        (any::<[u8; 32]>(), signature()).prop_map(|(by, signature)| CharterSignature {
            by: PersonId(by),
            signature,
        })
    };
    let people = vec(any::<[u8; 32]>().prop_map(PersonId), 0..4);
    let parts = (any::<[u8; 32]>(), people, any::<u8>(), cut());
    (parts, vec(by(), 0..3), option::of(by())).prop_map(
        |((predecessor, stewards, threshold, cut), signatures, recovery)| {
            Certificate::Charter(Charter {
                predecessor: CharterId(predecessor),
                stewards,
                threshold,
                cut,
                signatures,
                recovery,
            })
        },
    )
}

fn revocation() -> impl Strategy<Value = Certificate> {
    let own = (any::<[[u8; 32]; 2]>(), signature()).prop_map(|([board, person], signature)| {
        RevokedBy::Person(OwnWord {
            board: crate::BoardId(board),
            person: PersonId(person),
            signature,
        })
    });
    let by = prop_oneof![own, grant_ref().prop_map(RevokedBy::Grant)];
    (any::<[u8; 32]>(), cut(), by).prop_map(|(device, cut, by)| {
        Certificate::DeviceRevoke(DeviceRevoke {
            device: DeviceId(device),
            cut,
            by,
        })
    })
}

fn moderation() -> impl Strategy<Value = Certificate> {
    let target = prop_oneof![
        any::<[u8; 16]>().prop_map(|id| Moderated::Item(ItemId(id))),
        any::<[u8; 32]>().prop_map(|id| Moderated::Entry(EntryId(id))),
        any::<[u8; 32]>().prop_map(|id| Moderated::Person(PersonId(id))),
    ];
    let act = prop_oneof![
        Just(Moderation::Hide),
        Just(Moderation::Unhide),
        Just(Moderation::Hold),
        Just(Moderation::LetIn),
    ];
    (target, act, reason(), ids(), grant_ref()).prop_map(
        |(target, act, (reason, text), replaces, under)| {
            Certificate::Moderate(Moderate {
                target,
                act,
                reason,
                text,
                replaces,
                under,
            })
        },
    )
}

/// Any certificate of the kinds 7 to 13, and grants that heal.
pub(super) fn steering() -> impl Strategy<Value = Certificate> {
    let remove = (any::<[u8; 32]>(), cut(), reason(), grant_ref()).prop_map(
        |(target, cut, (reason, text), under)| {
            Certificate::Remove(Remove {
                target: EntryId(target),
                cut,
                reason,
                text,
                under,
            })
        },
    );
    let adopt = (ids(), grant_ref())
        .prop_map(|(entries, under)| Certificate::Adopt(Adopt { entries, under }));
    let close = (any::<[u8; 16]>(), cut(), grant_ref()).prop_map(|(item, heads, under)| {
        Certificate::Close(Close {
            item: ItemId(item),
            heads,
            under,
        })
    });
    let shred = (compartment(), grant_ref())
        .prop_map(|(compartment, under)| Certificate::Shred(Shred { compartment, under }));
    let healing = any::<[[u8; 32]; 2]>().prop_map(|[person, heals]| {
        Certificate::Grant(Grant {
            person: PersonId(person),
            role: Role::Editor,
            under: STEWARD,
            heals: Some(EntryId(heals)),
        })
    });
    prop_oneof![
        charter(),
        revocation(),
        remove,
        adopt,
        close,
        moderation(),
        shred,
        healing
    ]
}

fn at(n: usize) -> Position {
    Position {
        log: LogId([7; 32]),
        seq: u64::try_from(n).unwrap(),
        id: EntryId([n.to_be_bytes()[7]; 32]),
    }
}

/// Reads what a certificate's bytes say.
fn read(cert: &Certificate) -> Result<Certificate, CertError> {
    Certificate::from_body(&cert.to_body())
}

#[test]
fn lists_and_texts_that_are_too_long_or_not_sorted_are_not_read() {
    let remove = |cut: Cut, text: Option<String>| {
        Certificate::Remove(Remove {
            target: EntryId([1; 32]),
            cut,
            reason: Reason::Spam,
            text,
            under: STEWARD,
        })
    };
    let adopt = |entries| {
        let under = GrantRef::Steward;
        Certificate::Adopt(Adopt { entries, under })
    };
    let id = |n: usize| {
        let mut id = [0; 32];
        id[..8].copy_from_slice(&n.to_be_bytes());
        EntryId(id)
    };
    let charter = |count: u8| {
        Certificate::Charter(Charter {
            predecessor: CharterId([0; 32]),
            stewards: (0..count).map(|n| PersonId([n; 32])).collect(),
            threshold: 1,
            cut: Cut::default(),
            signatures: Vec::new(),
            recovery: None,
        })
    };
    let most = u8::try_from(MAX_STEWARDS).unwrap();
    let good = [
        remove(Cut::new((0..MAX_CUT).map(at)), None),
        remove(Cut::default(), Some("x".repeat(MAX_REASON_TEXT))),
        adopt((0..MAX_ADOPTED).map(id).collect()),
        charter(most),
    ];
    for cert in good {
        assert_eq!(read(&cert), Ok(cert.clone()));
    }
    let bad = [
        remove(Cut::new((0..=MAX_CUT).map(at)), None),
        remove(Cut::default(), Some("x".repeat(MAX_REASON_TEXT + 1))),
        adopt((0..=MAX_ADOPTED).map(id).collect()),
        adopt(vec![id(2), id(1)]),
        adopt(vec![id(1), id(1)]),
        charter(most + 1),
    ];
    for cert in bad {
        assert_eq!(read(&cert), Err(CertError::Unreadable));
    }
    let unsorted = to_canonical(&vec![at(2), at(1)]);
    assert!(from_canonical::<Cut>(&unsorted).is_err());
}

#[test]
fn a_grant_of_before_is_read_as_one_that_heals_nothing() {
    let person = PersonId([3; 32]);
    let before = to_canonical(&(person, Role::Editor, GrantRef::Steward));
    let read: Grant = from_canonical(&before).unwrap();
    assert_eq!((read.person, read.heals), (person, None));
    assert_eq!(to_canonical(&read), before);
}

#[test]
fn compartments_of_before_keep_their_bytes() {
    assert_eq!(to_canonical(&Compartment::Members), [0]);
    assert_eq!(to_canonical(&Compartment::Main), [1]);
    assert_eq!(
        to_canonical(&Compartment::Case(ItemId([9; 16])))[..4],
        [0x82, 4, 0x81, 0x50]
    );
    for bytes in [&[4][..], &[5], &[0x82, 1, 0x80], &[0x18, 0]] {
        assert!(from_canonical::<Compartment>(bytes).is_err(), "{bytes:?}");
    }
}

#[test]
fn signatures_inside_of_charters_and_revocations_are_checked_when_they_are_read() {
    let mut it = story();
    let nonce = it.board.nonce;
    let alice = it.alice.key(&nonce);
    let paper = Person::named("the paper").key(&nonce);
    let mut charter = Charter {
        predecessor: it.board.id.charter(),
        stewards: vec![it.bob.id(&nonce)],
        threshold: 1,
        cut: Cut::default(),
        signatures: Vec::new(),
        recovery: None,
    };
    charter.sign(&alice);
    charter.sign(&alice);
    charter.sign_as_recovery(&paper);
    assert_eq!(charter.signatures.len(), 1);
    let mut other = charter.clone();
    other.threshold = 2;
    let mut twice = charter.clone();
    twice.signatures.push(twice.signatures[0]);
    let mut claimed = charter.clone();
    claimed.recovery.as_mut().unwrap().by = alice.id();
    let device = it.alice.device_key(&nonce).id();
    let end = DeviceRevoke::own(it.board.id, &alice, device, Cut::default());
    let mut wider = end.clone();
    wider.cut = Cut::new([at(1)]);
    let mut elsewhere = end.clone();
    if let RevokedBy::Person(word) = &mut elsewhere.by {
        word.board = crate::BoardId(fixed("another"));
    }
    let cases = [
        (Certificate::Charter(charter), true),
        (Certificate::Charter(other), false),
        (Certificate::Charter(twice), false),
        (Certificate::Charter(claimed), false),
        (Certificate::DeviceRevoke(end), true),
        (Certificate::DeviceRevoke(wider), false),
        (Certificate::DeviceRevoke(elsewhere), false),
    ];
    for (cert, holds) in cases {
        let draft = super::people::draft(crate::Kind::Certificate, STEWARD);
        let entry = it.log.append(draft, cert.to_body(), &it.board.keyring);
        let read = CertEntry::read(&entry.unwrap(), &nonce);
        let wanted = if holds {
            None
        } else {
            Some(CertError::BadSignature)
        };
        assert_eq!(read.err(), wanted, "{cert:?}");
    }
}
