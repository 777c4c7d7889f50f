//! Target `wire`: the messages of a connection, from a stranger, and from Mallory after an honest greeting.
//!
//! An input is a byte that says how far the greeting goes, then frames, each behind its length.

use sync::{Input, Limits, Output, Session, SessionStart, Side, Transfer};
use trust::{JoinRequest, LogId, prove_device, to_canonical};

use super::entry::mallorys;
use super::host::Desk;
use super::mutate::mutate_bytes;
use super::{DEEPEST, Member, Seed, Target, join, known, pieces, reached, seed};
use crate::Random;

pub(super) const TARGET: Target = Target {
    name: "wire",
    run,
    dress: Some(dress),
    seeds,
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
        &[24],
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
    let mut desk = Desk::new();
    let opened = session.step(Input::Opened, &mut desk, 0).expect("opens");
    check_said(&opened);
    let greeting = &greeting()[..usize::from(how % 4)];
    let frames = greeting
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

fn position(position: &trust::Position) -> Vec<u8> {
    list(&[
        text(&position.log.0),
        number(position.seq),
        text(&position.id.0),
    ])
}

/// Mutates one frame, or adds one with entries that Mallory signs.
fn dress(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut frames: Vec<Vec<u8>> = pieces(bytes.get(1..)?)
        .into_iter()
        .map(<[u8]>::to_vec)
        .collect();
    if frames.is_empty() || random.percent(40) {
        let entries = mallorys(random);
        frames.push(transfer(&Transfer::encode(&entries).ok()?));
    } else {
        let at = random.below(frames.len());
        frames[at] = mutate_bytes(&frames[at], &[], random, 30_000);
    }
    if random.percent(20) {
        let (a, b) = (random.below(frames.len()), random.below(frames.len()));
        frames.swap(a, b);
    }
    Some([vec![3], join(&frames)].concat())
}

/// Compares, asks and states, as an honest device would.
fn honest() -> Vec<Vec<u8>> {
    let known = known();
    let log = text(&known.entries[0].log.0);
    let all = known.entries.last().expect("some").position();
    // All logs, by the digest of the range; then the list of what is held.
    let digest = list(&[text(&[]), vec![0xf6], number(0), text(&[5; 16])]);
    let listed = list(&[text(&[]), vec![0xf6], number(1), list(&[position(&all)])]);
    vec![
        message(3, &[number(0), list(&[digest])]),
        message(3, &[number(0), list(&[listed])]),
        message(3, &[number(0), list(&[])]),
        message(6, &[number(0), list(&[list(&[log, number(1)])])]),
        message(5, &[number(0), number(1), list(&[position(&all)])]),
    ]
}

fn seeds() -> Vec<Seed> {
    let known = known();
    let dora = Member::new(4);
    let person = dora.person(&known.nonce);
    let request = JoinRequest::make(
        known.board,
        &known.secret.ticket_key(),
        &person,
        dora.cert(&known.nonce),
    );
    let asks = [vec![8], to_canonical(&request)].concat();
    let board = transfer(&Transfer::encode(&known.entries).unwrap());
    let news = transfer(&Transfer::encode(&mallorys(&mut Random::new(3))).unwrap());
    let huge = [&[3, 0x82, 0, 0x9b][..], &[0xff; 8]].concat();
    let wants = list(&vec![
        list(&[text(&LogId([7; 32]).0), number(u64::MAX)]);
        500
    ]);
    let key = trust::EpochKey::from_bytes([3; 32]);
    let kem = known.mallory.kem.public();
    let device = known.mallory.device_key(&known.nonce).id();
    let wrapped = trust::wrap(
        [(trust::Compartment::Members, &key)],
        &kem,
        device,
        known.board,
        [5; 32],
    );
    let wrapped = to_canonical(&wrapped.expect("a wrap"));
    let tips: Vec<Vec<u8>> = (0..3)
        .map(|at| {
            let mut tip = known.entries.last().expect("some").position();
            tip.id.0[0] ^= at;
            position(&tip)
        })
        .collect();
    let tags: Vec<u8> = (0..200_u8).flat_map(|at| [at; 16]).collect();
    let one =
        |how: u8, name: &str, frames: &[Vec<u8>]| seed(name, [vec![how], join(frames)].concat());
    vec![
        one(3, "compares", &honest()),
        one(
            3,
            "sends-the-board",
            &[vec![honest()[2].clone(), board]].concat(),
        ),
        one(3, "sends-news", &[vec![honest()[2].clone(), news]].concat()),
        one(1, "asks-to-join", std::slice::from_ref(&asks)),
        one(3, "goodbye", &[vec![7], vec![0]]),
        one(
            1,
            "unknown-type",
            &[vec![200, 1, 2], message(0, &[number(1), number(9)])],
        ),
        one(0, "hostile-no-hello", &honest()),
        one(0, "hostile-version", &[message(0, &[number(2), number(0)])]),
        one(1, "hostile-many-joins", &vec![asks; 12]),
        one(1, "hostile-tags", &[[vec![1], tags].concat(), vec![1, 2]]),
        one(1, "hostile-tag-twice", &[[vec![1], vec![5; 32]].concat()]),
        one(3, "hostile-endless-list", &[huge]),
        one(3, "hostile-many-wants", &[message(6, &[number(0), wants])]),
        one(
            3,
            "hostile-admitted",
            &[[&[9][..], &greeting()[2][1..]].concat(), vec![10, 0x80]],
        ),
        one(
            3,
            "hostile-wrong-slot",
            &[
                message(3, &[number(u64::from(u32::MAX)), list(&[])]),
                [&[4, 0xff, 0xff, 0xff, 0xff, 1][..], b"x"].concat(),
            ],
        ),
        one(3, "hostile-empty-frame", &[Vec::new()]),
        one(
            3,
            "removed",
            &[[&[11, 0, 0, 0, 0][..], &list(&[text(&[7; 40])])].concat()],
        ),
        one(
            3,
            "hostile-removed",
            &[vec![11, 0, 0, 0, 0, 0x9f, 0x40], vec![11, 0]],
        ),
        one(3, "keys", &[[&[12, 0, 0, 0, 0][..], &wrapped].concat()]),
        one(
            3,
            "hostile-keys",
            &[vec![12, 0, 0, 0, 0, 0x83], vec![12, 0xff, 0xff, 0xff, 0xff]],
        ),
        one(
            3,
            "branches",
            &[honest()[2].clone(), message(22, &[number(0), list(&tips)])],
        ),
        one(
            3,
            "wants-branches",
            &[honest()[2].clone(), message(23, &[number(0), list(&tips)])],
        ),
        one(
            3,
            "hostile-branches",
            &[
                message(22, &[number(0), list(&vec![tips[0].clone(); 700])]),
                message(22, &[number(9), list(&[])]),
                message(23, &[number(0), list(&vec![tips[1].clone(); 700])]),
            ],
        ),
    ]
}
