//! Targets `frame` and `sealed`: the form that helpers carry, from outside and from behind the seal.

use trust::{Entry, EntryId, Frame, to_canonical};

use super::forge::Forger;
use super::known::MALLORY_LOG;
use super::mutate::mutate_bytes;
use super::{DEEPEST, Seed, Target, join, known, pieces, reached, seed};
use crate::Random;

/// Bytes of a frame.
pub(super) const FRAME: Target = Target {
    name: "frame",
    run: run_frame,
    dress: Some(dress_frame),
    seeds: frame_seeds,
    longest: 200_000,
    words: &[
        &[0xf6],
        &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x9f],
        &[0x80],
    ],
};

/// Header and body in the clear, which the target seals and signs as Mallory could.
pub(super) const SEALED: Target = Target {
    name: "sealed",
    run: run_sealed,
    dress: None,
    seeds: sealed_seeds,
    longest: 70_000,
    words: &[
        &[0xf6],
        &[0x80],
        &[0x58, 0x20],
        &[0x8b],
        &[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ],
};

fn run_frame(bytes: &[u8]) {
    let Ok(frame) = Frame::decode(bytes) else {
        return;
    };
    reached(1);
    assert_eq!(frame.encode(), bytes, "a frame has one form");
    let unsigned = Frame {
        signature: None,
        ..frame.clone()
    };
    assert_eq!(
        unsigned.id(),
        frame.id(),
        "the signature is no part of the id"
    );
    assert!(unsigned.verify().is_err(), "nothing proves it");
    if frame.verify().is_ok() {
        reached(2);
        let other = Frame {
            seq: frame.seq ^ 1,
            ..frame.clone()
        };
        assert!(other.verify().is_err(), "a signature is for one place");
    }
    check_opened(&frame);
}

/// What opens seals to the same bytes again, so holders need not keep the sealed ones.
fn check_opened(frame: &Frame) {
    let keyring = &known().keyring;
    let Ok(entry) = frame.open(keyring) else {
        return;
    };
    reached(DEEPEST);
    assert_eq!(entry.id, frame.id(), "the id is the frame's");
    assert_eq!(
        &entry.to_frame(keyring).expect("keys are there"),
        frame,
        "one sealing"
    );
    let rebuilt = Entry::rebuild(entry.clear(), keyring).expect("rebuilds");
    assert_eq!(rebuilt, entry, "the clear form is the same entry");
    let signed = frame.signature.is_some();
    assert_eq!(
        entry.verify_signature().is_ok(),
        signed && frame.verify().is_ok()
    );
}

fn run_sealed(bytes: &[u8]) {
    let Some((seq, rest)) = bytes.split_first() else {
        return;
    };
    let parts = pieces(rest);
    let [header, body] = [0, 1].map(|at| parts.get(at).copied().unwrap_or_default());
    let (forger, known) = (Forger::new(MALLORY_LOG), known());
    let keys = [
        &known.keys[0],
        &known.keys[usize::from(header.get(3) != Some(&0))],
    ];
    let prev = if *seq <= 1 {
        EntryId::ZERO
    } else {
        known.mallory_tip.id
    };
    let frame = forger.frame((u64::from(*seq), prev), keys, header, body);
    frame.verify().expect("sealed and signed by the document");
    if let Ok(entry) = frame.open(&known.keyring) {
        assert_eq!(to_canonical(&entry.header), header, "a header has one form");
        // Of a compartment whose key is not here the sealed bytes are carried as they came.
        if entry.form == trust::BodyForm::Clear {
            assert_eq!(entry.body, body);
        }
    }
    check_opened(&frame);
}

/// Mutates a field of the frame, or a part behind its seal, and signs it.
fn dress_frame(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut frame = Frame::decode(bytes).ok()?;
    let forger = Forger::new(MALLORY_LOG);
    let known = known();
    if random.percent(70) {
        let entry = frame.open(&known.keyring).ok()?;
        let (mut header, mut body) = (to_canonical(&entry.header), entry.body);
        let part = if random.percent(70) {
            &mut header
        } else {
            &mut body
        };
        *part = mutate_bytes(part, &[], random, 20_000);
        let certificate = entry.header.body_epoch.is_none();
        let keys = [&known.keys[0], &known.keys[usize::from(!certificate)]];
        frame = forger.frame((frame.seq, frame.prev), keys, &header, &body);
    } else {
        match random.below(5) {
            0 => frame.header = mutate_bytes(&frame.header, &[], random, 20_000),
            1 => {
                frame.body = frame
                    .body
                    .map(|body| mutate_bytes(&body, &[], random, 20_000));
            }
            2 => frame.body = None,
            3 => frame.seq = random.next() >> random.below(64),
            _ => frame.prev = EntryId(random.bytes()),
        }
        forger.sign_frame(&mut frame);
    }
    Some(frame.encode())
}

fn frame_seeds() -> Vec<Seed> {
    let known = known();
    let frames: Vec<Frame> = known
        .entries
        .iter()
        .map(|entry| entry.to_frame(&known.keyring).unwrap())
        .collect();
    let mut all: Vec<Seed> = frames
        .iter()
        .enumerate()
        .map(|(at, frame)| seed(format!("entry-{at:02}"), frame.encode()))
        .collect();
    let base = frames.last().unwrap();
    let mut bad_s = base.clone();
    // The order of the curve, added to s: the other form of the same signature.
    bad_s.signature = base.signature.map(beyond_the_order);
    let small = Frame {
        log: trust::LogId([1; 32]),
        signature: Some([0; 64]),
        ..base.clone()
    };
    let trailing = [base.encode(), vec![0]].concat();
    let erased = Frame {
        body: None,
        ..base.clone()
    };
    all.extend([
        seed("erased-body", erased.encode()),
        seed("hostile-s-beyond-the-order", bad_s.encode()),
        seed("hostile-small-order-key", small.encode()),
        seed("hostile-trailing-byte", trailing),
        seed(
            "hostile-version",
            Frame {
                version: 2,
                ..base.clone()
            }
            .encode(),
        ),
        seed(
            "hostile-no-signature",
            Frame {
                signature: None,
                ..base.clone()
            }
            .encode(),
        ),
    ]);
    all
}

/// Adds the order of the curve to a signature's `s`.
pub(crate) fn beyond_the_order(mut signature: [u8; 64]) -> [u8; 64] {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0_u16;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = (sum & 0xff) as u8;
        carry = sum >> 8;
    }
    signature
}

fn sealed_seeds() -> Vec<Seed> {
    let mut all = Vec::new();
    for (at, entry) in known().entries.iter().enumerate() {
        let parts = join(&[to_canonical(&entry.header), entry.body.clone()]);
        let seq = u8::try_from(entry.seq).unwrap();
        all.push(seed(format!("entry-{at:02}"), [vec![seq], parts].concat()));
    }
    let entry = known().entries.last().unwrap();
    let header = to_canonical(&entry.header);
    let hostile = |name: &str, header: Vec<u8>| {
        let parts = join(&[header, entry.body.clone()]);
        seed(format!("hostile-{name}"), [vec![1], parts].concat())
    };
    // The array's length in nine bytes instead of one; an open list; something behind; nothing at all.
    let long = [&[0x9b, 0, 0, 0, 0, 0, 0, 0, 11][..], &header[1..]].concat();
    let open = [&[0x9f][..], &header[1..], &[0xff]].concat();
    all.extend([
        hostile("long-number", long),
        hostile("open-list", open),
        hostile("trailing-byte", [&header[..], &[0]].concat()),
        hostile("empty", Vec::new()),
    ]);
    all
}
