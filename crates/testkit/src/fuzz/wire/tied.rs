//! A board between a member and a helper, and what is told of helpers: sealed frames (14), room (24), places (25).

use trust::Frame;

use super::seeds::one;
use super::{BINDING, list, message, number, text};
use crate::fuzz::host::{Tie, access_key};
use crate::fuzz::{Seed, known};
use sync::Side;

/// The bits of an input's first byte that say what Mallory is.
pub(super) const BITS: u8 = 0b1100;
/// With the whole greeting: Mallory carries Alice's board; Alice carries it.
const HELPER: u8 = 0b0111;
const CARRIED: u8 = 0b1011;
/// With the whole greeting: a member.
const MEMBER: u8 = 3;

/// Returns what the first byte of an input says.
pub(super) const fn of(how: u8) -> Tie {
    match how & BITS {
        0b0100 => Tie::MalloryCarries,
        0b1000 => Tie::AliceCarries,
        _ => Tie::None,
    }
}

/// What is said first between a member and a helper: the version, the tag by the access key, what is held.
pub(super) fn greeting() -> Vec<Vec<u8>> {
    let tag = access_key().board_tag(&BINDING, Side::Dialler.byte());
    vec![
        message(0, &[number(1), number(0)]),
        [&[1][..], &tag[..16]].concat(),
        message(13, &[number(0), text(&[0; 32])]),
    ]
}

/// Says that there is room, or none.
fn room(slot: u64, full: bool) -> Vec<u8> {
    message(24, &[number(slot), vec![0xf4 | u8::from(full)]])
}

/// Tells where a helper was reached.
fn places(slot: u64, all: &[(u8, &[&str])]) -> Vec<u8> {
    let place = |(who, addrs): &(u8, &[&str])| {
        let addrs: Vec<Vec<u8>> = addrs.iter().map(|address| words(address)).collect();
        list(&[text(&[*who; 32]), list(&addrs)])
    };
    let all: Vec<Vec<u8>> = all.iter().map(place).collect();
    message(25, &[number(slot), list(&all)])
}

/// A text, as CBOR has it.
fn words(text: &str) -> Vec<u8> {
    let mut bytes = self::text(text.as_bytes());
    bytes[0] |= 1 << 5;
    bytes
}

/// Sealed frames, and whether more of the stretch follows.
fn frames(more: bool, all: &[Frame]) -> Vec<u8> {
    let mut out = vec![14, 0, 0, 0, 0, u8::from(more)];
    for frame in all {
        let bytes = frame.encode();
        out.extend(u32::try_from(bytes.len()).expect("short").to_be_bytes());
        out.extend(bytes);
    }
    out
}

pub(super) fn seeds() -> Vec<Seed> {
    let known = known();
    let entries = known.entries.iter();
    let sealed: Vec<Frame> = entries
        .map(|entry| entry.to_frame(&known.keyring).expect("keys are there"))
        .collect();
    // The comparison ends: from here on frames may come.
    let over = message(3, &[number(0), list(&[])]);
    let here: &[&str] = &["192.0.2.7:4433", "[2001:db8::7]:4433"];
    let many: Vec<(u8, &[&str])> = (0..=255).map(|who| (who, here)).collect();
    let long = "9".repeat(2_000);
    let odd: &[&str] = &["", "nowhere", &long, "192.0.2.7:99999", "10.0.0.1:1\n"];
    let short = places(0, &[(7, here)]);
    vec![
        one(
            HELPER,
            "room-none-and-some-again",
            &[over.clone(), room(0, true), room(0, false)],
        ),
        one(
            HELPER,
            "frames-from-a-helper",
            &[
                over.clone(),
                frames(true, &sealed[..2]),
                frames(false, &sealed[2..]),
            ],
        ),
        one(
            CARRIED,
            "frames-to-a-helper",
            &[over.clone(), frames(false, &sealed), room(0, true)],
        ),
        one(
            MEMBER,
            "places",
            &[
                over.clone(),
                places(0, &[(7, here), (8, &[])]),
                places(0, &[]),
            ],
        ),
        one(
            MEMBER,
            "hostile-places",
            &[
                places(0, &many),
                places(0, &[(7, &vec!["192.0.2.7:1"; 300]), (7, odd)]),
                places(9, &[(7, here)]),
                places(u64::from(u32::MAX), &[]),
            ],
        ),
        one(
            MEMBER,
            "hostile-places-without-end",
            &vec![places(0, &[(7, here)]); 60],
        ),
        one(
            MEMBER,
            "hostile-places-cut-off",
            &[short[..short.len() - 3].to_vec()],
        ),
        one(HELPER, "hostile-places-by-a-helper", &[short]),
        one(
            MEMBER,
            "hostile-room-by-a-member",
            &[room(0, true), room(9, true), vec![24, 0x82, 0, 7]],
        ),
        one(
            HELPER,
            "hostile-frames-that-are-none",
            &[
                over.clone(),
                [&[14, 0, 0, 0, 0, 0, 0, 0, 0, 3][..], b"abc"].concat(),
                vec![14, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
            ],
        ),
        one(
            MEMBER,
            "hostile-frames-by-a-member",
            &[over, frames(false, &sealed[..1])],
        ),
    ]
}
