//! Vectors of what leaves a board, or is not for all of it: the texts by which a device is added, bodies apart, a report
//! from outside, and a helper's access key.

use serde_json::{Value, json};

use super::super::people::{Person, fixed};
use super::hex;
use crate::{
    BoardId, BoardNonce, Compartment, DeviceAnswer, DevicePackage, DeviceRequest, EndpointHint,
    EndpointId, EpochKey, GrantRef, HeaderDraft, HybridTime, ItemId, KemSecret, Keyring, Kind,
    Letter, LogWriter, PackedBoard, PackedHint, PackedPerson, Report, TicketSecret, to_canonical,
};

fn package(alice: &Person, on_paper: bool) -> DevicePackage {
    let nonce = BoardNonce(fixed("nonce"));
    let key = |word: &str| EpochKey::from_bytes(fixed(word));
    let case = Compartment::Case(ItemId([0x77; 16]));
    DevicePackage {
        person: if on_paper {
            PackedPerson::OnPaper(fixed("mark"))
        } else {
            PackedPerson::Seed(crate::PersonSeed::from_bytes(*alice.seed.expose()))
        },
        name: "Alice".to_owned(),
        device: "laptop".to_owned(),
        endpoint: EndpointId(fixed("laptop")),
        boards: vec![PackedBoard {
            board: BoardId(fixed("board")),
            nonce,
            grant: Some(GrantRef::Steward),
            name: "Riverside".to_owned(),
            keys: vec![
                (Compartment::Members, key("members")),
                (Compartment::Main, key("main")),
                (case, key("case")),
            ],
            hints: vec![PackedHint {
                device: alice.device_key(&nonce).id(),
                at: EndpointHint {
                    endpoint: EndpointId(fixed("laptop")),
                    addrs: vec!["192.168.1.7:40000".parse().unwrap()],
                    relay: None,
                },
            }],
        }],
    }
}

pub(super) fn another_device(alice: &Person) -> Value {
    let secret = KemSecret::from_bytes(fixed("the phone's request"));
    let endpoint = EndpointId(fixed("phone"));
    let request = DeviceRequest::new(secret.public(), endpoint, [7; 16], "Alice's phone");
    let answer = |on_paper| {
        let package = package(alice, on_paper);
        let answer = DeviceAnswer::seal(&request, &package, [3; 32]).unwrap();
        assert_eq!(answer.open(&request, &secret).unwrap(), package);
        json!({
            "text": answer.to_text(),
            "number": answer.number(),
            "package": hex(&package.to_bytes()),
        })
    };
    json!({
        "kem secret": hex(secret.expose()),
        "network key": hex(&endpoint.0),
        "request": request.to_text(),
        "request number": request.number(),
        "answer": answer(false),
        "answer, words on paper": answer(true),
    })
}

/// One entry of a sealed case, in the forms in which it is carried.
pub(super) fn apart(alice: &Person) -> Value {
    let case = Compartment::Case(ItemId([0x77; 16]));
    let mut keyring = Keyring::default();
    for (of, word) in [
        (Compartment::Members, "members"),
        (Compartment::Main, "main"),
        (case, "case"),
    ] {
        keyring.insert(of, EpochKey::from_bytes(fixed(word)));
    }
    let device = alice.device_key(&BoardNonce(fixed("nonce")));
    let mut log = LogWriter::start(fixed("third log"), BoardId(fixed("board")), &device, None);
    let draft = HeaderDraft {
        kind: Kind::Change,
        item: Some(ItemId::derive(log.log(), 1)),
        compartment: case,
        grant: GrantRef::Steward,
        cert_heads: Vec::new(),
        deps: Vec::new(),
        time: HybridTime::default(),
    };
    let body = b"12 Hill Road, second bell".to_vec();
    let entry = log.append(draft, body, &keyring).unwrap();
    let sealed = entry.sealed(&keyring).unwrap();
    let erased = entry.erased(&keyring).unwrap();
    let frame = |entry: &crate::Entry| hex(&entry.to_frame(&keyring).unwrap().encode());
    assert_eq!(frame(&sealed), frame(&entry));
    json!({
        "id": hex(&entry.id.0),
        "log": hex(&entry.log.0),
        "seq": entry.seq,
        "members key": hex(&fixed::<32>("members")),
        "case key": hex(&fixed::<32>("case")),
        "header": hex(&to_canonical(&entry.header)),
        "body": hex(&entry.body),
        "sealed body": hex(&sealed.body),
        "erased body": hex(&erased.body),
        "frame": frame(&entry),
        "frame, erased": frame(&erased),
    })
}

pub(super) fn report() -> Value {
    let inbox = EpochKey::from_bytes(fixed("inbox"));
    let ticket = TicketSecret::from_bytes(fixed("reporter")).ticket_key();
    let letter = Letter {
        written_ms: 1_790_000_000_000,
        text: "The boiler of 3 Mill Lane leaks.".to_owned(),
    };
    let (board, to) = (BoardId(fixed("board")), inbox.inbox().public());
    let report = Report::make(&letter, board, &ticket, to, [4; 32]).unwrap();
    json!({
        "inbox epoch key": hex(inbox.expose()),
        "ticket secret": hex(&fixed::<16>("reporter")),
        "letter": hex(&to_canonical(&letter)),
        "report": hex(&report.to_bytes()),
    })
}

pub(super) fn helper(alice: &Person) -> Value {
    let key = EpochKey::from_bytes(fixed("members"));
    let device = alice.device_key(&BoardNonce(fixed("nonce"))).id();
    let access = key.helper_access(device);
    let binding = fixed("binding");
    json!({
        "members key": hex(key.expose()),
        "helper's device": hex(&device.0),
        "access key": hex(access.expose()),
        "id of the access key": hex(&access.id().0),
        "binding": hex(&binding),
        "tag of side 1": hex(&access.board_tag(&binding, 1)),
    })
}
