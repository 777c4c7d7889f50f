//! Target `wire`: the messages of a connection, from a stranger, and from Mallory after an honest greeting.
//!
//! An input is a byte that says how far the greeting goes and what Mallory is, then frames, each behind its length.

mod seeds;
mod tied;

use sync::{Input, Layout, Limits, Output, Session, SessionStart, Side, Transfer};
use trust::prove_device;

use super::entry::mallorys;
use super::host::{Desk, Tie};
use super::mutate::mutate_bytes;
use super::{DEEPEST, Target, join, known, pieces, reached};
use crate::Random;

pub(super) const TARGET: Target = Target {
    name: "wire",
    run,
    dress: Some(dress),
    seeds: seeds::seeds,
    longest: 65_000,
    words: &[
        &[0],
        &[1],
        &[2],
        &[3],
        &[4, 0, 0, 0, 0],
        &[5],
        &[6],
        &[7],
        &[8],
        &[9],
        &[10],
        &[11, 0, 0, 0, 0],
        &[12, 0, 0, 0, 0],
        &[13],
        &[14, 0, 0, 0, 0],
        &[15],
        &[16],
        &[17],
        &[18],
        &[19],
        &[20],
        &[21],
        &[22, 0x82, 0],
        &[23, 0x82, 0],
        &[24, 0x82, 0, 0xf5],
        &[25, 0x82, 0, 0x81],
        &[35, 0x82, 0, 0xf5],
        &[0x9f],
        &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ],
};

const BINDING: [u8; 32] = [8; 32];
/// What one frame may make Alice send: a window of transfers, and something to say about each board.
const MOST_SENT: usize = 8 << 20;

fn channel(side: Side) -> sync::Channel {
    sync::Channel {
        binding: BINDING,
        side,
    }
}

/// Everything that is said back is a frame; the work is bounded; an ended session stays ended.
fn run(bytes: &[u8]) {
    let Some((how, rest)) = bytes.split_first() else {
        return;
    };
    let start = SessionStart {
        side: Side::Acceptor,
        binding: BINDING,
        peer: known().mallory.endpoint,
        padding: [4; 32],
    };
    let mut session = Session::new(start, Limits::default());
    let tie = tied::of(*how);
    let mut desk = Desk::new(tie);
    let opened = session.step(Input::Opened, &mut desk, 0).expect("opens");
    check_said(&opened);
    let greeting = match tie {
        Tie::None => greeting(),
        Tie::MalloryCarries | Tie::AliceCarries => tied::greeting(),
    };
    let frames = greeting[..usize::from(how % 4)]
        .iter()
        .map(Vec::as_slice)
        .chain(pieces(rest).into_iter().take(64));
    let mut ended = false;
    for (at, frame) in frames.enumerate() {
        let now = 1_000 * at as u64;
        let said = session.step(Input::Frame(frame.to_vec()), &mut desk, now);
        if ended {
            assert!(said.is_err(), "what is over stays over");
            continue;
        }
        match said {
            Ok(said) => {
                ended = said.iter().any(|output| matches!(output, Output::Close(_)));
                check_said(&said);
            }
            Err(_) => ended = true,
        }
        if !ended && at % 3 == 2 {
            check_said(
                &session
                    .step(Input::Tick, &mut desk, now + 500)
                    .expect("a tick never fails"),
            );
        }
    }
    reached(u32::from(how % 4));
    if desk.taken > 0 {
        reached(DEEPEST);
    }
    assert!(
        desk.asked <= 64 * 64 * 16,
        "no more is looked up than was asked for"
    );
}

fn check_said(said: &[Output]) {
    let mut bytes = 0;
    for output in said {
        match output {
            Output::Send(frame) => {
                assert!(
                    (1..=1 << 20).contains(&frame.len()),
                    "a frame has 1 to 2²⁰ bytes"
                );
                bytes += frame.len();
            }
            Output::Met { device, .. } => {
                assert_eq!(*device, known().mallory.device_key(&known().nonce).id());
            }
            Output::Joined { .. } => panic!("Alice asked nobody to be let in"),
            Output::Close(_)
            | Output::Equal { .. }
            | Output::NotJoined { .. }
            | Output::Reported { .. } => {}
        }
    }
    assert!(
        bytes <= MOST_SENT && said.len() <= 4_096,
        "{} outputs of {bytes} bytes",
        said.len()
    );
}

/// What Mallory says first, in order: the version, her tag, her proof.
fn greeting() -> Vec<Vec<u8>> {
    let known = known();
    let tag = known
        .keyring
        .board_tag(&BINDING, Side::Dialler.byte())
        .expect("a tag");
    let key = known.mallory.device_key(&known.nonce);
    let proof = prove_device(&key, known.board, &channel(Side::Dialler).of_side());
    let meet = [number(0), text(&key.id().0), text(&proof), text(&[0; 32])];
    vec![
        message(0, &[number(1), number(0)]),
        [&[1][..], &tag[..16]].concat(),
        message(2, &meet),
    ]
}

/// A message whose payload is a list.
pub(crate) fn message(kind: u8, items: &[Vec<u8>]) -> Vec<u8> {
    [vec![kind], list(items)].concat()
}

pub(crate) fn list(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, items.len() as u64), items.concat()].concat()
}

pub(crate) fn number(value: u64) -> Vec<u8> {
    head(0, value)
}

/// Bytes, as CBOR has them.
pub(crate) fn text(bytes: &[u8]) -> Vec<u8> {
    [head(2, bytes.len() as u64), bytes.to_vec()].concat()
}

fn head(major: u8, value: u64) -> Vec<u8> {
    let major = major << 5;
    match value {
        0..24 => vec![major | value as u8],
        24..0x100 => vec![major | 24, value as u8],
        0x100..0x1_0000 => [&[major | 25][..], &(value as u16).to_be_bytes()].concat(),
        0x1_0000..0x1_0000_0000 => [&[major | 26][..], &(value as u32).to_be_bytes()].concat(),
        _ => [&[major | 27][..], &value.to_be_bytes()].concat(),
    }
}

/// A transfer for the first board of the receiver.
pub(crate) fn transfer(bytes: &[u8]) -> Vec<u8> {
    [&[4, 0, 0, 0, 0][..], bytes].concat()
}

/// Mutates one frame, or adds one with entries that Mallory signs.
fn dress(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut frames: Vec<Vec<u8>> = pieces(bytes.get(1..)?)
        .into_iter()
        .map(<[u8]>::to_vec)
        .collect();
    if frames.is_empty() || random.percent(40) {
        let entries = mallorys(random);
        frames.push(transfer(&Transfer::encode(&entries, Layout::Short).ok()?));
    } else {
        let at = random.below(frames.len());
        frames[at] = mutate_bytes(&frames[at], &[], random, 30_000);
    }
    if random.percent(20) {
        let (a, b) = (random.below(frames.len()), random.below(frames.len()));
        frames.swap(a, b);
    }
    Some([vec![3 | bytes[0] & tied::BITS], join(&frames)].concat())
}
