//! Several devices of a person: which certificate of one counts, the texts by which one is added, and what does not open.

use super::people::{Board, Person, fixed};
use super::random::Random;
use crate::*;

const STEWARD: GrantRef = GrantRef::Steward;

fn request(word: &str) -> (DeviceRequest, KemSecret) {
    let secret = KemSecret::from_bytes(fixed(word));
    let endpoint = EndpointId(fixed("phone"));
    let request = DeviceRequest::new(secret.public(), endpoint, [7; 16], "Alice's phone");
    (request, secret)
}

fn package() -> DevicePackage {
    let nonce = BoardNonce([4; 16]);
    let alice = Person::named("Alice");
    let key = |word: &str| EpochKey::from_bytes(fixed(word));
    DevicePackage {
        person: PackedPerson::Seed(PersonSeed::from_bytes([9; 16])),
        name: "Alice".to_owned(),
        device: "laptop".to_owned(),
        endpoint: EndpointId(fixed("laptop")),
        boards: vec![PackedBoard {
            board: BoardId(fixed("board")),
            nonce,
            grant: Some(STEWARD),
            name: "Riverside".to_owned(),
            keys: vec![
                (Compartment::Members, key("members")),
                (Compartment::Main, key("main")),
            ],
            hints: vec![PackedHint {
                device: alice.device_key(&nonce).id(),
                at: EndpointHint {
                    endpoint: EndpointId(fixed("laptop")),
                    addrs: vec!["192.0.2.7:4433".parse().unwrap()],
                    relay: None,
                },
            }],
        }],
    }
}

#[test]
fn of_several_certificates_of_a_device_the_greatest_number_counts_in_any_order() {
    let alice = Person::named("Alice");
    let (mut board, mut log) = Board::founded(&alice);
    let nonce = board.nonce;
    let (person, device) = (alice.key(&nonce), alice.device_key(&nonce));
    let mut cert = alice.cert(&nonce);
    let mut certs = Vec::new();
    for month in 0..4 {
        let kem = KemSecret::from_bytes([month; 32]).public();
        cert = cert.next(&person, &device, kem, alice.endpoint, &nonce);
        certs.push(cert.clone());
    }
    for at in [2, 0, 3, 1, 0] {
        let cert = Certificate::DeviceCert(certs[at].clone());
        board.write(&mut log, STEWARD, &cert);
    }
    let authority = board.authority();
    let known: Vec<_> = authority.devices_of(alice.id(&nonce)).collect();
    assert_eq!(known, [&certs[3]]);
    assert_eq!(certs[3].number, Some(4));
    // The device is the same, and so is all that it may do.
    assert_eq!(authority.person_of(device.id()), Some(alice.id(&nonce)));
}

#[test]
fn neither_person_nor_device_is_certified_without_its_own_word() {
    let nonce = BoardNonce([1; 16]);
    let (alice, mallory) = (Person::named("Alice"), Person::named("Mallory"));
    let hers = alice.cert(&nonce);
    let theirs = mallory.cert(&nonce);
    // Mallory takes Alice's device for a device of her own, or puts her device in Alice's name.
    let stolen = DeviceCert {
        person: theirs.person,
        by_person: theirs.by_person,
        ..hers.clone()
    };
    let forged = DeviceCert {
        device: theirs.device,
        by_device: theirs.by_device,
        ..hers.clone()
    };
    // An old certificate does not come back under a greater number.
    let renumbered = DeviceCert {
        number: Some(9),
        ..hers
    };
    for cert in [stolen, forged, renumbered] {
        assert!(cert.verify(&nonce).is_err());
    }
}

#[test]
fn a_request_comes_back_whole_and_its_number_is_the_same_on_both_devices() {
    let (request, _) = request("one");
    let text = request.to_text();
    assert!(text.starts_with("mhd1") && text.len() <= MAX_DEVICE_REQUEST);
    let spaced: String = text.chars().flat_map(|c| [c, '\n', '\u{200b}']).collect();
    let read = DeviceRequest::parse(&spaced.to_uppercase()).unwrap();
    assert_eq!(read, request);
    assert_eq!(read.number(), request.number());
    let digits = |group: &str| group.len() == 5 && group.bytes().all(|b| b.is_ascii_digit());
    assert_eq!(request.number().split(' ').filter(|g| digits(g)).count(), 4);
    let other = DeviceRequest {
        challenge: [8; 16],
        ..request.clone()
    };
    assert_ne!(other.number(), request.number());
    let long = DeviceRequest::new(request.kem, request.endpoint, [0; 16], &"ä".repeat(99));
    assert_eq!(long.name, "ä".repeat(20));
    assert!(long.to_text().len() <= MAX_DEVICE_REQUEST);
}

#[test]
fn an_answer_opens_for_the_request_that_it_was_made_for_and_for_no_other() {
    let (request, secret) = request("one");
    let answer = DeviceAnswer::seal(&request, &package(), [3; 32]).unwrap();
    let read = DeviceAnswer::parse(&answer.to_text()).unwrap();
    assert_eq!(read, answer);
    assert_eq!(read.open(&request, &secret).unwrap(), package());
    let (other, others) = self::request("two");
    assert_eq!(
        answer.open(&other, &others),
        Err(DeviceTextError::OtherRequest)
    );
    // Somebody who saw the request has not its secret.
    assert_eq!(
        answer.open(&request, &others),
        Err(DeviceTextError::Damaged)
    );
    // The same key under another name or challenge is another request.
    let renamed = DeviceRequest {
        name: "Mallory's".to_owned(),
        ..request.clone()
    };
    assert_eq!(
        answer.open(&renamed, &secret),
        Err(DeviceTextError::OtherRequest)
    );
    // A key of small order receives nothing.
    let nothing = DeviceRequest {
        kem: KemPublic([0; 32]),
        ..request
    };
    assert!(DeviceAnswer::seal(&nothing, &package(), [3; 32]).is_err());
}

#[test]
fn the_words_on_paper_do_not_go_into_an_answer() {
    let (request, secret) = request("one");
    let paper = DevicePackage {
        person: PackedPerson::OnPaper([5; 16]),
        ..package()
    };
    let answer = DeviceAnswer::seal(&request, &paper, [3; 32]).unwrap();
    assert_eq!(answer.open(&request, &secret).unwrap(), paper);
}

/// Says of each changed letter of a text what it is read as.
fn every_changed_letter(text: &str, read: impl Fn(&str) -> Option<DeviceTextError>) {
    let mut random = Random(5);
    for at in 0..text.len() {
        let mut bytes = text.as_bytes().to_vec();
        let letters = b"abcdefghijklmnopqrstuvwxyz234567";
        let other = loop {
            let letter = random.pick(letters);
            if letter != bytes[at] {
                break letter;
            }
        };
        bytes[at] = other;
        let changed = String::from_utf8(bytes).unwrap();
        let error = read(&changed).unwrap_or_else(|| panic!("letter {at} is not noticed"));
        assert!(
            matches!(
                error,
                DeviceTextError::Damaged | DeviceTextError::OtherText | DeviceTextError::TooNew
            ),
            "{error:?}"
        );
    }
}

#[test]
fn bad_texts_of_devices_say_what_is_wrong_one_by_one() {
    let (request, secret) = request("one");
    let answer = DeviceAnswer::seal(&request, &package(), [3; 32]).unwrap();
    every_changed_letter(&request.to_text(), |text| DeviceRequest::parse(text).err());
    every_changed_letter(&answer.to_text(), |text| DeviceAnswer::parse(text).err());
    let text = request.to_text();
    for (bad, wanted) in [
        ("", DeviceTextError::OtherText),
        ("hello", DeviceTextError::OtherText),
        (&*answer.to_text(), DeviceTextError::OtherText),
        (&text[..text.len() - 1], DeviceTextError::Damaged),
        (&format!("{text}a"), DeviceTextError::Damaged),
        (&text.replacen("mhd1", "mhd2", 1), DeviceTextError::TooNew),
        ("mhd1", DeviceTextError::Damaged),
        (
            &format!("mhd1{}", "a".repeat(400)),
            DeviceTextError::TooLong,
        ),
        (&"mhd1 ".repeat(10_000), DeviceTextError::TooLong),
    ] {
        assert_eq!(DeviceRequest::parse(bad), Err(wanted), "{bad:.40}");
    }
    let long = format!("mha1{}", "a".repeat(900_000));
    assert_eq!(DeviceAnswer::parse(&long), Err(DeviceTextError::TooLong));
    assert_eq!(DeviceAnswer::parse(&text), Err(DeviceTextError::OtherText));
    // Sealed rightly, but with too many boards: refused by the reader.
    let crowd = DevicePackage {
        boards: (0..=MAX_PACKED_BOARDS)
            .map(|_| PackedBoard {
                keys: Vec::new(),
                hints: Vec::new(),
                ..package().boards.remove(0)
            })
            .collect(),
        ..package()
    };
    let answer = DeviceAnswer::seal(&request, &crowd, [3; 32]).unwrap();
    assert_eq!(
        answer.open(&request, &secret),
        Err(DeviceTextError::Damaged)
    );
    // Names that are too long are cut by the writer.
    let named = DevicePackage {
        name: "x".repeat(MAX_DEVICE_NAME + 1),
        ..package()
    };
    let answer = DeviceAnswer::seal(&request, &named, [3; 32]).unwrap();
    let opened = answer.open(&request, &secret).unwrap();
    assert_eq!(opened.name, "x".repeat(MAX_DEVICE_NAME));
}
