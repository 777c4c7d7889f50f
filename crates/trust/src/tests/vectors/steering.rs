//! Vectors of the certificates 7 to 13, and of a grant that heals.

use super::super::people::Person;
use crate::{
    Adopt, Certificate, Charter, Close, Compartment, Cut, DeviceRevoke, EntryId, Founding, Grant,
    GrantRef, ItemId, LogId, Moderate, Moderated, Moderation, Position, Reason, Remove, RevokedBy,
    Role, Shred,
};

const UNDER: GrantRef = GrantRef::Entry(EntryId([0x22; 32]));

fn cut() -> Cut {
    Cut::new([(0x44, 300), (0x11, 7)].map(|(log, seq)| Position {
        log: LogId([log; 32]),
        seq,
        id: EntryId([0x55; 32]),
    }))
}

pub(super) fn certificates(founding: &Founding, bob: &Person) -> Vec<(&'static str, Certificate)> {
    let device = bob.device_key(&founding.nonce).id();
    let own = DeviceRevoke::own(founding.board, &bob.key(&founding.nonce), device, cut());
    let by_grant = DeviceRevoke {
        device,
        cut: Cut::default(),
        by: RevokedBy::Grant(UNDER),
    };
    let mut all = about_content();
    all.extend([
        ("charter", Certificate::Charter(charter(founding, bob))),
        ("device revocation, own", Certificate::DeviceRevoke(own)),
        ("device revocation", Certificate::DeviceRevoke(by_grant)),
        (
            "healing grant",
            Certificate::Grant(Grant {
                person: bob.id(&founding.nonce),
                role: Role::Editor,
                under: UNDER,
                heals: Some(EntryId([0x66; 32])),
            }),
        ),
        (
            "remove",
            Certificate::Remove(Remove {
                target: EntryId([0x33; 32]),
                cut: cut(),
                reason: Reason::Spam,
                text: Some("twelve times the same offer".to_owned()),
                under: UNDER,
            }),
        ),
    ]);
    all
}

fn charter(founding: &Founding, bob: &Person) -> Charter {
    let alice = Person::named("Alice");
    let nonce = founding.nonce;
    let mut charter = Charter {
        predecessor: founding.board.charter(),
        stewards: vec![alice.id(&nonce), bob.id(&nonce)],
        threshold: 2,
        cut: Cut::default(),
        signatures: Vec::new(),
        recovery: None,
    };
    charter.sign(&alice.key(&nonce));
    charter.sign_as_recovery(&Person::named("the paper").key(&nonce));
    charter
}

fn about_content() -> Vec<(&'static str, Certificate)> {
    let item = ItemId([0x77; 16]);
    vec![
        (
            "adopt",
            Certificate::Adopt(Adopt {
                entries: vec![EntryId([1; 32]), EntryId([2; 32])],
                under: UNDER,
            }),
        ),
        (
            "close",
            Certificate::Close(Close {
                item,
                heads: cut(),
                under: UNDER,
            }),
        ),
        (
            "moderate",
            Certificate::Moderate(Moderate {
                target: Moderated::Item(item),
                act: Moderation::Hide,
                reason: Reason::Private,
                text: None,
                replaces: vec![EntryId([3; 32])],
                under: UNDER,
            }),
        ),
        (
            "shred",
            Certificate::Shred(Shred {
                compartment: Compartment::Case(item),
                under: UNDER,
            }),
        ),
    ]
}
