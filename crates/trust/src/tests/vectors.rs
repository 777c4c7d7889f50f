//! Test vectors: what the format comes to, byte for byte, from fixed seeds.
//!
//! Frozen as version 1: no byte of them changes any more, or what people have could not be read. New ones may be added:
//! `MANYHANDS_WRITE_VECTORS=1 cargo test -p trust vectors` writes them, refuses to change one that is there, and says
//! the new [`HASH`]. `tests/vectors/second.py` reads them by docs/protocol.md alone.

use serde_json::{Value, json};

use super::people::{Board, Person, draft, fixed};
use crate::seal::{Part, Place, seal};
use crate::{
    BoardId, BoardNonce, Certificate, EndpointHint, Entry, EpochKey, Fingerprint, Founding,
    GrantRef, ItemId, Join, JoinRequest, Kind, LogId, LogWriter, Role, Ticket, TicketMode,
    TicketSecret, TicketText, prove_device, to_canonical, wrap,
};

mod outside;
mod steering;

const FROZEN: &str = include_str!("../../tests/vectors.json");
/// BLAKE3 of the file: whoever changes it changes this too, and says why.
const HASH: &str = "5b9abf5670d6255f146c46cbb18396090ed2845b1994747972de95a4644513f6";

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

#[test]
fn vectors_are_the_frozen_ones() {
    let made = vectors();
    if std::env::var_os("MANYHANDS_WRITE_VECTORS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors.json");
        let frozen: Value = serde_json::from_str(FROZEN).unwrap();
        assert_kept(&frozen, &made, "");
        let text = serde_json::to_string_pretty(&made).unwrap() + "\n";
        let hash = blake3::hash(text.as_bytes()).to_hex();
        std::fs::write(path, text).unwrap();
        assert_eq!(hash.as_str(), HASH, "written; this is the new hash");
        return;
    }
    assert_eq!(
        blake3::hash(FROZEN.as_bytes()).to_hex().as_str(),
        HASH,
        "the vectors are frozen"
    );
    let frozen: Value = serde_json::from_str(FROZEN).unwrap();
    for (name, value) in made.as_object().unwrap() {
        assert_eq!(frozen.get(name), Some(value), "the vector {name:?} changed");
    }
    assert_eq!(made, frozen);
}

/// Asserts that whatever was frozen is there as it was.
fn assert_kept(frozen: &Value, made: &Value, name: &str) {
    match frozen.as_object() {
        Some(fields) => {
            for (field, value) in fields.iter().filter(|(field, _)| *field != "status") {
                let now = made.get(field);
                let now = now.unwrap_or_else(|| panic!("the vector {name} {field} is gone"));
                assert_kept(value, now, &format!("{name} {field}"));
            }
        }
        None => assert_eq!(frozen, made, "the vector{name} is frozen"),
    }
}

fn vectors() -> Value {
    let alice = Person::named("Alice");
    let founding = alice.founding("a board");
    json!({
        "status": "frozen as version 1",
        "derivations": derivations(&alice),
        "sealing": sealing(),
        "founding": founding_vector(&alice, &founding),
        "certificates": certificates(&founding),
        "change": change(&alice),
        "ticket text": ticket_text(None),
        "ticket text for reports": ticket_text(Some(alice.kem.public())),
        "openings": openings(&founding),
        "channel": channel(&alice, founding.board),
        "another device": outside::another_device(&alice),
        "a body apart": outside::apart(&alice),
        "report": outside::report(),
        "helper": outside::helper(&alice),
    })
}

fn derivations(alice: &Person) -> Value {
    let nonce = BoardNonce(fixed("nonce"));
    let key = EpochKey::from_bytes(fixed("key"));
    let secret = TicketSecret::from_bytes(fixed("ticket"));
    json!({
        "board nonce": hex(&nonce.0),
        "person seed": hex(alice.seed.expose()),
        "person": hex(&alice.id(&nonce).0),
        "fingerprint": hex(&Fingerprint::of(alice.id(&nonce)).0),
        "device secret": hex(alice.device.expose()),
        "device": hex(&alice.device_key(&nonce).id().0),
        "kem secret": hex(alice.kem.expose()),
        "kem public": hex(&alice.kem.public().0),
        "ticket secret": hex(secret.expose()),
        "ticket": hex(&secret.ticket_key().id().0),
        "epoch key": hex(key.expose()),
        "epoch": hex(&key.id().0),
        "item of log 11…11, seq 258": hex(&ItemId::derive(LogId([0x11; 32]), 258).0),
    })
}

fn sealing() -> Value {
    let key = EpochKey::from_bytes(fixed("key"));
    let one = |part, number: u8, seq: u64, clear: &[u8]| {
        let place = Place {
            log: LogId([0x11; 32]),
            seq,
            part,
        };
        let sealed = seal(&key, place, clear).unwrap();
        json!({
            "epoch key": hex(key.expose()), "log": hex(&[0x11; 32]), "seq": seq, "part": number,
            "clear": hex(clear), "sealed": hex(&sealed),
        })
    };
    json!([
        one(Part::Header, 0, 1, b""),
        one(Part::Body, 1, 1, b""),
        one(Part::Body, 1, u64::MAX, b"twelve blankets"),
    ])
}

fn entry_vector(entry: &Entry, frame: &[u8]) -> Value {
    json!({
        "id": hex(&entry.id.0),
        "log": hex(&entry.log.0),
        "seq": entry.seq,
        "header": hex(&to_canonical(&entry.header)),
        "body": hex(&entry.body),
        "frame": hex(frame),
    })
}

fn founding_vector(alice: &Person, founding: &Founding) -> Value {
    let entries: Vec<Value> = founding
        .entries
        .iter()
        .map(|entry| entry_vector(entry, &entry.to_frame(&founding.keyring).unwrap().encode()))
        .collect();
    let keys: Vec<String> = founding
        .keyring
        .iter()
        .map(|(_, _, key)| hex(key.expose()))
        .collect();
    json!({
        "person seed": hex(alice.seed.expose()),
        "device secret": hex(alice.device.expose()),
        "kem public": hex(&alice.kem.public().0),
        "endpoint": hex(&alice.endpoint.0),
        "entropy": hex(&fixed::<32>("a board")),
        "board": hex(&founding.board.0),
        "nonce": hex(&founding.nonce.0),
        "epoch keys": keys,
        "entries": entries,
    })
}

fn certificates(founding: &Founding) -> Value {
    let bob = Person::named("Bob");
    let nonce = founding.nonce;
    let key = TicketSecret::from_bytes(fixed("ticket")).ticket_key();
    let under = GrantRef::Entry(crate::EntryId([0x22; 32]));
    let request = JoinRequest::make(founding.board, &key, &bob.key(&nonce), bob.cert(&nonce));
    let keys = founding.keyring.iter().map(|(_, of, key)| (of, key));
    let device = bob.device_key(&nonce).id();
    let wrapped = wrap(keys, &bob.kem.public(), device, founding.board, [7; 32]).unwrap();
    let all = [
        ("device", Certificate::DeviceCert(bob.cert(&nonce))),
        (
            "grant",
            Certificate::Grant(crate::Grant {
                person: bob.id(&nonce),
                role: Role::Coordinator,
                under: GrantRef::Steward,
                heals: None,
            }),
        ),
        (
            "ticket",
            Certificate::Ticket(Ticket {
                key: key.id(),
                ceiling: Role::Editor,
                mode: TicketMode::Invite,
                uses: Some(300),
                not_after_ms: None,
                under,
                label: None,
            }),
        ),
        (
            "join",
            Certificate::Join(Join {
                ticket: crate::EntryId([0x33; 32]),
                role: Role::Contributor,
                request,
            }),
        ),
        ("wrap", Certificate::Wrap(wrapped)),
        ("device, renewed", {
            let (key, device) = (bob.key(&nonce), bob.device_key(&nonce));
            let renewed = bob.cert(&nonce).next(
                &key,
                &device,
                Person::named("Bob, a month later").kem.public(),
                bob.endpoint,
                &nonce,
            );
            Certificate::DeviceCert(renewed)
        }),
        (
            "ticket of a helper",
            Certificate::Ticket(Ticket {
                key: TicketSecret::from_bytes(fixed("helper")).ticket_key().id(),
                ceiling: Role::Helper,
                mode: TicketMode::Helper,
                uses: Some(1),
                not_after_ms: Some(1_790_000_000_000),
                under,
                label: Some("the box in the attic".to_owned()),
            }),
        ),
        (
            "epoch of a sealed case",
            Certificate::Epoch(crate::Epoch {
                compartment: crate::Compartment::Case(ItemId([0x77; 16])),
                epoch: EpochKey::from_bytes(fixed("case")).id(),
                prev: None,
            }),
        ),
    ];
    all.into_iter()
        .chain(steering::certificates(founding, &bob))
        .map(|(name, cert)| (name.to_owned(), json!(hex(&cert.to_body()))))
        .collect()
}

fn change(alice: &Person) -> Value {
    let (board, _) = Board::founded(alice);
    let after = board
        .certs
        .values()
        .map(crate::CertEntry::position)
        .max_by_key(|at| at.seq);
    let device = alice.device_key(&board.nonce);
    let mut log = LogWriter::start(fixed("second log"), board.id, &device, after);
    let mut draft = draft(Kind::Change, GrantRef::Steward);
    draft.item = Some(ItemId::derive(log.log(), 1));
    draft.cert_heads = board.certs.keys().copied().collect();
    let entry = log
        .append(draft, b"a change".to_vec(), &board.keyring)
        .unwrap();
    entry_vector(&entry, &entry.to_frame(&board.keyring).unwrap().encode())
}

/// What is needed to open the wrap among the certificates.
fn openings(founding: &Founding) -> Value {
    let bob = Person::named("Bob");
    json!({
        "kem secret": hex(bob.kem.expose()),
        "device": hex(&bob.device_key(&founding.nonce).id().0),
        "board": hex(&founding.board.0),
    })
}

fn ticket_text(inbox: Option<crate::KemPublic>) -> Value {
    let ticket = TicketText {
        inbox,
        board: BoardId(fixed("board")),
        nonce: BoardNonce(fixed("nonce")),
        secret: TicketSecret::from_bytes(fixed("ticket")),
        inviter: Fingerprint(fixed("inviter")),
        role: Role::Contributor,
        expires_ms: Some(1_790_000_000_000),
        board_name: "Riverside".to_owned(),
        inviter_name: "Alice".to_owned(),
        endpoints: vec![EndpointHint {
            endpoint: crate::EndpointId(fixed("endpoint")),
            addrs: vec![
                "192.168.1.7:40000".parse().unwrap(),
                "[2001:db8::7]:40001".parse().unwrap(),
            ],
            relay: Some("https://relay.example.org/".to_owned()),
        }],
    };
    json!(ticket.to_text())
}

fn channel(alice: &Person, board: BoardId) -> Value {
    let device = alice.device_key(&BoardNonce(fixed("nonce")));
    let key = EpochKey::from_bytes(fixed("key"));
    let binding = fixed("binding");
    json!({
        "binding": hex(&binding),
        "board": hex(&board.0),
        "device": hex(&device.id().0),
        "device proof": hex(&prove_device(&device, board, &binding)),
        "epoch key": hex(key.expose()),
        "tag of side 0": hex(&key.board_tag(&binding, 0)),
        "tag of side 1": hex(&key.board_tag(&binding, 1)),
    })
}
