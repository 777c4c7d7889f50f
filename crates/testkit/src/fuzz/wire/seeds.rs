//! The inputs that the corpus of `wire` begins with.

use sync::{Layout, Transfer};
use trust::{JoinRequest, LogId, to_canonical};

use super::{greeting, list, message, number, text, tied, transfer};
use crate::Random;
use crate::fuzz::entry::mallorys;
use crate::fuzz::{Member, Seed, join, known, seed};

fn position(position: &trust::Position) -> Vec<u8> {
    list(&[
        text(&position.log.0),
        number(position.seq),
        text(&position.id.0),
    ])
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

pub(super) fn seeds() -> Vec<Seed> {
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
    let board = transfer(&Transfer::encode(&known.entries, Layout::Short).unwrap());
    let news = transfer(&Transfer::encode(&mallorys(&mut Random::new(3)), Layout::Short).unwrap());
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
    // What is new since a digest; then a first screen is asked for, and one is told that unfolds to nothing good.
    let since = list(&[
        text(&[]),
        vec![0xf6],
        number(3),
        list(&[text(&[5; 16]), list(&tips[..1])]),
    ]);
    let screens = [
        message(3, &[number(0), list(&[since])]),
        message(32, &[number(0)]),
        [&[33, 0, 0, 0, 0, 0, 0, 0, 9][..], &[0x28, 0xb5, 0x2f, 0xfd]].concat(),
    ];
    let mut all = vec![
        one(3, "knows-and-shows", &screens),
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
    ];
    all.extend(neighbours());
    all.extend(tied::seeds());
    all
}

/// Whether somebody has neighbours enough, as honest devices say it, and as nobody does.
fn neighbours() -> [Seed; 2] {
    let said = |slot, enough: bool| message(35, &[number(slot), vec![0xf4 | u8::from(enough)]]);
    let mut long = said(0, true);
    long.resize(257, 0);
    let enough = [honest()[2].clone(), said(0, true), said(0, false)];
    let hostile = [
        said(9, true),
        message(35, &[number(0)]),
        message(35, &[number(0), number(1)]),
        long,
    ];
    [
        one(3, "enough", &enough),
        one(3, "hostile-enough", &hostile),
    ]
}

/// An input: how far the greeting goes, and what is said then.
pub(super) fn one(how: u8, name: &str, frames: &[Vec<u8>]) -> Seed {
    seed(name, [vec![how], join(frames)].concat())
}
