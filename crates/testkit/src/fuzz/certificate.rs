//! Target `certificate`: the body of a certificate, written by Mallory, and what it changes about authority.

use std::collections::BTreeMap;

use trust::{
    CertEntry, Certificate, DeviceCert, Entry, EntryId, GrantRef, JoinRequest, Kind, PersonId,
    Role, from_canonical, to_canonical, unwrap,
};

use super::known::authority;
use super::mutate::mutate_bytes;
use super::{DEEPEST, Member, Seed, Target, known, reached, seed, taking};
use crate::Random;

pub(super) const TARGET: Target = Target {
    name: "certificate",
    run,
    dress: Some(dress),
    seeds,
    longest: 20_000,
    words: &[
        &[0xf6],
        &[0x80],
        &[0x58, 0x20],
        &[0x81, 0x80],
        &[0x82, 0x18, 0x63],
        &[0x9f],
    ],
};

/// One body is one certificate; and whatever Mallory the contributor writes, nobody loses or gains by it, but who
/// comes in by a ticket of Alice's, as a contributor.
fn run(bytes: &[u8]) {
    let known = known();
    let Ok(cert) = Certificate::from_body(bytes) else {
        return;
    };
    reached(1);
    assert_eq!(cert.to_body(), bytes, "a certificate has one form");
    if let Certificate::Wrap(wrap) = &cert
        && let Ok(keys) = unwrap(wrap, &known.mallory.kem, known.board)
    {
        assert!(
            keys.iter().all(|(id, _, key)| key.id() == *id),
            "a key is the one of its epoch"
        );
    }
    for grant in [
        known.mallory_grant,
        GrantRef::Steward,
        GrantRef::Entry(known.ticket),
    ] {
        let entry = by_mallory(grant, bytes);
        let Ok(read) = CertEntry::read(&entry, &known.nonce) else {
            continue;
        };
        reached(2);
        let mut certs = known.certs.clone();
        certs.insert(entry.id, read);
        check_authority(&certs);
    }
}

fn check_authority(certs: &BTreeMap<EntryId, CertEntry>) {
    let known = known();
    let before = roles(&known.certs);
    let after = roles(certs);
    for (person, role) in &before {
        assert_eq!(
            after.get(person),
            Some(role),
            "nobody's role is changed by a contributor"
        );
    }
    for (person, role) in &after {
        if !before.contains_key(person) {
            reached(DEEPEST);
            assert_eq!(
                *role,
                Role::Contributor,
                "a ticket gives what it gives, and nothing else does"
            );
        }
    }
    let authority = authority(certs);
    for member in [&known.alice, &known.bob] {
        let device = member.device_key(&known.nonce).id();
        let person = member.person(&known.nonce).id();
        assert_eq!(
            authority.person_of(device),
            Some(person),
            "a device stays its person's"
        );
    }
}

fn roles(certs: &BTreeMap<EntryId, CertEntry>) -> BTreeMap<PersonId, Role> {
    let authority = authority(certs);
    authority
        .people()
        .map(|(person, role, _)| (person, role))
        .collect()
}

/// An entry of Mallory's with this body. Its id stands for its hash.
fn by_mallory(grant: GrantRef, body: &[u8]) -> Entry {
    let known = known();
    let model = known.entries.last().expect("Mallory's entry");
    let mut entry = model.clone();
    entry.header.kind = Kind::Certificate;
    entry.header.grant = grant;
    entry.header.item = None;
    entry.body = body.to_vec();
    entry.seq = 2;
    entry.id = EntryId(*blake3::hash(&to_canonical(&(grant, body.to_vec()))).as_bytes());
    entry
}

/// Mutates a certificate's fields and signs what is inside with the keys of Mallory and of a stranger of hers.
fn dress(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let known = known();
    let stranger = Member::new(*random.pick(&[66, 67, 68])?);
    let ours = stranger.cert(&known.nonce);
    let cert = match Certificate::from_body(bytes).ok()? {
        Certificate::DeviceCert(_) => {
            Certificate::DeviceCert(sign_device(&stranger, &known.mallory, random))
        }
        Certificate::Genesis(mut genesis) => {
            genesis.device = ours;
            genesis.stewards = vec![stranger.person(&known.nonce).id()];
            Certificate::Genesis(genesis)
        }
        Certificate::Join(mut join) => {
            let person = stranger.person(&known.nonce);
            let device = if random.percent(50) {
                ours
            } else {
                sign_device(&stranger, &known.bob, random)
            };
            let ticket = known.secret.ticket_key();
            join.request = JoinRequest::make(known.board, &ticket, &person, device);
            join.role = *random.pick(&[
                Role::Steward,
                Role::Coordinator,
                Role::Editor,
                Role::Contributor,
            ])?;
            if random.percent(20) {
                join.ticket = EntryId(random.bytes());
            }
            Certificate::Join(join)
        }
        taking @ (Certificate::Charter(_) | Certificate::DeviceRevoke(_)) => {
            taking::sign_again(taking, random)
        }
        other @ (Certificate::Grant(_)
        | Certificate::Ticket(_)
        | Certificate::Epoch(_)
        | Certificate::Wrap(_)
        | Certificate::Remove(_)
        | Certificate::Adopt(_)
        | Certificate::Close(_)
        | Certificate::Moderate(_)
        | Certificate::Shred(_)) => return from_canonical_mutated(&other, random),
    };
    Some(cert.to_body())
}

/// A certificate by one person for the device of another, who signs or does not.
fn sign_device(person: &Member, device: &Member, random: &mut Random) -> DeviceCert {
    let nonce = &known().nonce;
    let key = device.device_key(nonce);
    let mut made = DeviceCert::make(
        &person.person(nonce),
        &key,
        device.kem.public(),
        device.endpoint,
        nonce,
    );
    if random.percent(20) {
        made.kem.0 = random.bytes();
    }
    made
}

/// Mutates until it is a certificate again, a few times.
fn from_canonical_mutated(cert: &Certificate, random: &mut Random) -> Option<Vec<u8>> {
    (0..8).find_map(|_| {
        let bytes = mutate_bytes(&cert.to_body(), &[], random, 4_000);
        from_canonical::<Certificate>(&bytes).ok().map(|_| bytes)
    })
}

fn seeds() -> Vec<Seed> {
    let known = known();
    let certs = known
        .entries
        .iter()
        .filter(|entry| entry.header.kind == Kind::Certificate);
    let mut all: Vec<Seed> = certs
        .enumerate()
        .map(|(at, entry)| seed(format!("entry-{at:02}"), entry.body.clone()))
        .collect();
    let grant = trust::Grant {
        person: known.mallory.person(&known.nonce).id(),
        role: Role::Steward,
        under: known.mallory_grant,
        heals: None,
    };
    let ticket = trust::Ticket {
        key: known.secret.ticket_key().id(),
        ceiling: Role::Steward,
        mode: trust::TicketMode::Invite,
        uses: None,
        not_after_ms: None,
        under: known.mallory_grant,
        label: None,
    };
    let device = Certificate::DeviceCert(known.mallory.cert(&known.nonce)).to_body();
    let dora = Member::new(68);
    let join = trust::Join {
        ticket: known.ticket,
        role: Role::Contributor,
        request: JoinRequest::make(
            known.board,
            &known.secret.ticket_key(),
            &dora.person(&known.nonce),
            dora.cert(&known.nonce),
        ),
    };
    all.extend([
        seed("device", device.clone()),
        seed("join-of-dora", Certificate::Join(join).to_body()),
        seed(
            "hostile-grant-steward-to-oneself",
            Certificate::Grant(grant).to_body(),
        ),
        seed(
            "hostile-ticket-for-stewards",
            Certificate::Ticket(ticket).to_body(),
        ),
        seed("hostile-trailing-byte", [&device[..], &[0]].concat()),
        seed(
            "hostile-long-number",
            [&[0x98, 2][..], &device[1..]].concat(),
        ),
        seed("hostile-unknown-kind", vec![0x82, 0x18, 0x63, 0x81, 0x80]),
        seed(
            "hostile-endless-list",
            vec![
                0x82, 0x06, 0x81, 0x82, 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
            ],
        ),
    ]);
    all.extend(taking::seeds());
    all
}
