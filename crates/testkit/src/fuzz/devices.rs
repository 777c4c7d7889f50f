//! Targets `device-request`, `device-answer`, `device-package`: the texts by which a device is added, and what is sealed.

use trust::{
    Compartment, DeviceAnswer, DevicePackage, DeviceRequest, EndpointHint, EndpointId, EpochKey,
    GrantRef, KemSecret, MAX_DEVICE_ANSWER, MAX_DEVICE_NAME, MAX_DEVICE_REQUEST, MAX_PACKED_BOARDS,
    MAX_PACKED_HINTS, MAX_PACKED_KEYS, PackedBoard, PackedHint, PackedPerson, PersonSeed,
};

use super::forge::hash;
use super::mutate::mutate_bytes;
use super::{DEEPEST, Seed, Target, known, reached, seed};
use crate::Random;

pub(super) const REQUEST: Target = Target {
    name: "device-request",
    run: run_request,
    dress: Some(dress_request),
    seeds: request_seeds,
    longest: 9_000,
    words: &[b"mhd1", b"mhd2", b"mha1", b"\xe2\x80\x8b", b" ", b"\n"],
};

pub(super) const ANSWER: Target = Target {
    name: "device-answer",
    run: run_answer,
    dress: Some(dress_answer),
    seeds: answer_seeds,
    longest: 40_000,
    words: &[b"mha1", b"mha2", b"mhd1", b"\xe2\x80\x8b", b" ", b"\n"],
};

pub(super) const PACKAGE: Target = Target {
    name: "device-package",
    run: run_package,
    dress: None,
    seeds: package_seeds,
    longest: 8_000,
    words: &[b"\xf6", b"\x82", b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff"],
};

/// What is read prints to the same text, and fits into a QR code.
fn run_request(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(request) = DeviceRequest::parse(&text) else {
        return;
    };
    reached(1);
    assert!(request.name.len() <= MAX_DEVICE_NAME);
    let printed = request.to_text();
    assert!(printed.len() <= MAX_DEVICE_REQUEST);
    assert_eq!(DeviceRequest::parse(&printed), Ok(request.clone()));
    assert_eq!(plain(&text), printed, "one request has one text");
    assert_eq!(request.number().len(), 23, "four groups of five");
    // Whatever key it names: it is answered or refused, and nothing else.
    if let Ok(answer) = DeviceAnswer::seal(&request, &package(), [3; 32]) {
        reached(DEEPEST);
        let other = answer.open(&request, &secret());
        assert!(other.is_err() || request.kem == secret().public());
    }
}

/// What is read prints to the same text, and opens to a package within the limits or not at all.
fn run_answer(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(answer) = DeviceAnswer::parse(&text) else {
        return;
    };
    reached(1);
    let printed = answer.to_text();
    assert!(printed.len() <= MAX_DEVICE_ANSWER);
    assert_eq!(plain(&text), printed, "one answer has one text");
    if let Ok(package) = answer.open(&request(), &secret()) {
        reached(DEEPEST);
        within_limits(&package);
    }
}

/// What is read has one form.
fn run_package(bytes: &[u8]) {
    let Some(package) = DevicePackage::from_bytes(bytes) else {
        return;
    };
    reached(DEEPEST);
    within_limits(&package);
    assert_eq!(*package.to_bytes(), bytes, "one package has one form");
    for board in &package.boards {
        let kept = PackedBoard::from_bytes(&board.to_bytes()).expect("what is kept reads back");
        assert!(kept.keys.is_empty(), "keys are not kept beside the vault's");
        assert_eq!((kept.board, kept.hints), (board.board, board.hints.clone()));
    }
}

fn within_limits(package: &DevicePackage) {
    assert!(package.boards.len() <= MAX_PACKED_BOARDS);
    for board in &package.boards {
        assert!(board.keys.len() <= MAX_PACKED_KEYS && board.hints.len() <= MAX_PACKED_HINTS);
        assert!(board.name.len() <= MAX_DEVICE_NAME);
    }
}

fn plain(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    lower.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn dress_request(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    dress("mhd", bytes, random, 200)
}

fn dress_answer(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    dress("mha", bytes, random, 4_000)
}

/// Mutates the payload and makes the checksum good.
fn dress(prefix: &str, bytes: &[u8], random: &mut Random, longest: usize) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let code = text.strip_prefix(prefix)?.strip_prefix('1')?;
    let code = code.to_ascii_uppercase();
    let mut payload = data_encoding::BASE32_NOPAD.decode(code.as_bytes()).ok()?;
    payload.truncate(payload.len().checked_sub(6)?);
    let mutated = mutate_bytes(&payload, &[], random, longest);
    Some(text_of(prefix, &mutated).into_bytes())
}

fn text_of(prefix: &str, payload: &[u8]) -> String {
    let parts = [prefix.as_bytes(), payload];
    let checksum = hash("manyhands 2026 device text checksum", &parts);
    let bytes = [payload, &checksum[..6]].concat();
    let code = data_encoding::BASE32_NOPAD.encode(&bytes);
    format!("{prefix}1{code}").to_ascii_lowercase()
}

fn secret() -> KemSecret {
    KemSecret::from_bytes([5; 32])
}

fn request() -> DeviceRequest {
    let endpoint = EndpointId([6; 32]);
    DeviceRequest::new(secret().public(), endpoint, [7; 16], "Alice's phone")
}

fn package() -> DevicePackage {
    let known = known();
    let alice = known.alice.device_key(&known.nonce);
    DevicePackage {
        person: PackedPerson::Seed(PersonSeed::from_bytes([9; 16])),
        name: "Alice".to_owned(),
        device: "laptop".to_owned(),
        endpoint: EndpointId([1; 32]),
        boards: vec![PackedBoard {
            board: known.board,
            nonce: known.nonce,
            grant: Some(GrantRef::Steward),
            name: "Relief".to_owned(),
            keys: vec![
                (Compartment::Members, EpochKey::from_bytes([1; 32])),
                (Compartment::Main, EpochKey::from_bytes([2; 32])),
            ],
            hints: vec![PackedHint {
                device: alice.id(),
                at: EndpointHint {
                    endpoint: EndpointId([1; 32]),
                    addrs: vec!["192.0.2.7:4433".parse().unwrap()],
                    relay: Some("https://relay.example".to_owned()),
                },
            }],
        }],
    }
}

fn request_seeds() -> Vec<Seed> {
    let text = request().to_text();
    let mut payload = trust::to_canonical(&request());
    payload.push(0);
    let long = ["\u{84}", "x"].concat().repeat(30);
    vec![
        seed("honest", text.clone()),
        seed("capitals", text.to_ascii_uppercase()),
        seed("lines", format!("{}\r\n {}", &text[..90], &text[90..])),
        seed("hostile-cut", &text[..text.len() - 9]),
        seed("hostile-newer", text.replacen("mhd1", "mhd2", 1)),
        seed(
            "hostile-checksum",
            format!("{}aaaaaaaaaa", &text[..text.len() - 10]),
        ),
        seed("hostile-trailing-byte", text_of("mhd", &payload)),
        seed("hostile-long-name", text_of("mhd", long.as_bytes())),
        seed("hostile-small-order", {
            let request = DeviceRequest {
                kem: trust::KemPublic([0; 32]),
                ..request()
            };
            request.to_text()
        }),
        seed("hostile-long-paste", "mhd1a".repeat(1_700)),
    ]
}

fn answer_seeds() -> Vec<Seed> {
    let sealed = |request: &DeviceRequest, package: &DevicePackage| {
        DeviceAnswer::seal(request, package, [3; 32])
            .unwrap()
            .to_text()
    };
    let text = sealed(&request(), &package());
    let paper = DevicePackage {
        person: PackedPerson::OnPaper([4; 16]),
        ..package()
    };
    let other = DeviceRequest {
        challenge: [8; 16],
        ..request()
    };
    vec![
        seed("honest", text.clone()),
        seed("on-paper", sealed(&request(), &paper)),
        seed(
            "no-boards",
            sealed(
                &request(),
                &DevicePackage {
                    boards: Vec::new(),
                    ..package()
                },
            ),
        ),
        seed("hostile-other-request", sealed(&other, &package())),
        seed("hostile-cut", &text[..text.len() - 9]),
        seed("hostile-newer", text.replacen("mha1", "mha2", 1)),
        seed("hostile-request-as-answer", request().to_text()),
        seed("hostile-long-paste", "mha1a".repeat(7_000)),
    ]
}

fn package_seeds() -> Vec<Seed> {
    let honest = package().to_bytes().to_vec();
    let paper = DevicePackage {
        person: PackedPerson::OnPaper([4; 16]),
        ..package()
    };
    let mut trailing = honest.clone();
    trailing.push(0);
    vec![
        seed("honest", honest.clone()),
        seed("on-paper", paper.to_bytes().to_vec()),
        seed("hostile-trailing-byte", trailing),
        seed("hostile-cut", &honest[..honest.len() - 20]),
        seed(
            "hostile-endless-list",
            [&honest[..honest.len() - 40], &[0x9b; 9]].concat(),
        ),
    ]
}
