//! Targets `transfer` and `clear`: entries as holders of the keys pass them on.

use std::collections::BTreeMap;

use sync::{Chains, HostError, Layout, Transfer};
use trust::{Chain, Clear, Entry, EntryId, Frame, Kind, LogId, to_canonical};

use super::known::MALLORY_LOG;
use super::mutate::mutate_bytes;
use super::{DEEPEST, Forger, Seed, Target, join, known, pieces, reached, seed};
use crate::Random;

mod mallory;

pub(super) use mallory::mallorys;
use mallory::mallorys_sealed;

/// Bytes of a transfer.
pub(super) const TRANSFER: Target = Target {
    name: "transfer",
    run: run_transfer,
    dress: Some(dress_transfer),
    seeds: transfer_seeds,
    longest: 200_000,
    words: &[&[0xff, 0xff, 0xff, 0x7f], &[0x28, 0xb5, 0x2f, 0xfd]],
};

/// The clear form of one entry.
pub(super) const CLEAR: Target = Target {
    name: "clear",
    run: run_clear,
    dress: None,
    seeds: clear_seeds,
    longest: 70_000,
    words: &[
        &[0xf6],
        &[0x80],
        &[0x58, 0x20],
        &[0x9f],
        &[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ],
};

/// What a receiver holds already.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    logs: BTreeMap<LogId, Vec<Entry>>,
}

impl Shelf {
    pub(super) fn put<'a>(&mut self, entries: impl IntoIterator<Item = &'a Entry>) {
        for entry in entries {
            self.logs.entry(entry.log).or_default().push(entry.clone());
        }
    }

    pub(super) fn tips(&self) -> Vec<trust::Position> {
        let tips = self.logs.values().filter_map(|log| log.last());
        tips.map(Entry::position).collect()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Entry> {
        self.logs.values().flatten()
    }
}

impl Chains for Shelf {
    fn chain(&mut self, log: LogId) -> Result<Chain, HostError> {
        let last = self.logs.get(&log).and_then(|log| log.last());
        Ok(last.map_or_else(|| Chain::new(log), Chain::behind))
    }

    fn id_at(&mut self, log: LogId, seq: u64) -> Result<Option<EntryId>, HostError> {
        let at = usize::try_from(seq.saturating_sub(1)).unwrap_or(usize::MAX);
        Ok(self
            .logs
            .get(&log)
            .and_then(|log| log.get(at))
            .map(|entry| entry.id))
    }
}

fn run_transfer(bytes: &[u8]) {
    let Ok(transfer) = Transfer::decode(bytes) else {
        return;
    };
    reached(1);
    assert!((1..=65_536).contains(&transfer.len()));
    // To somebody who has nothing, and to somebody who has the board.
    for held in [&[][..], &known().entries[..6]] {
        let mut shelf = Shelf::default();
        shelf.put(held);
        let fresh = check_rebuilt(transfer.clone(), &mut shelf);
        if !fresh.is_empty() {
            reached(2);
            if !held.is_empty() {
                reached(DEEPEST);
                check_goes_round(&fresh, held);
            }
        }
    }
}

/// Rebuilds a transfer, and checks that what came of it is proven; returns that.
pub(super) fn check_rebuilt(transfer: Transfer, shelf: &mut Shelf) -> Vec<Entry> {
    let known = known();
    let rows = transfer.len() as u64;
    let rebuilt = transfer
        .rebuild(known.board, &known.keyring, shelf)
        .expect("a shelf never fails");
    let out = rebuilt.entries.len() as u64 + rebuilt.forked.len() as u64;
    assert!(
        out + rebuilt.known + rebuilt.bad + rebuilt.locked <= rows,
        "a row counts once"
    );
    assert!(
        rebuilt.wants.len() as u64 <= rows,
        "no more is asked for than was named"
    );
    let mut chains = BTreeMap::new();
    let mut ends: BTreeMap<LogId, &Entry> = BTreeMap::new();
    for entry in &rebuilt.entries {
        let again = Entry::rebuild(entry.clear(), &known.keyring).expect("rebuilds");
        assert_eq!(again.id, entry.id, "an id is rebuilt from the entry alone");
        let chain = match chains.remove(&entry.log) {
            Some(chain) => chain,
            None => shelf.chain(entry.log).expect("a shelf never fails"),
        };
        let mut chain: Chain = chain;
        chain
            .follow(entry, known.board)
            .expect("no gap, no other board, no other device");
        chains.insert(entry.log, chain);
        if matches!(entry.header.kind, Kind::Certificate | Kind::Statement) {
            entry
                .verify_signature()
                .expect("certificates and statements stand alone");
        }
        ends.insert(entry.log, entry);
    }
    for end in ends.values() {
        end.verify_signature()
            .expect("a signature proves the end of each log");
    }
    rebuilt.entries
}

/// What was received is passed on, and is the same there.
fn check_goes_round(fresh: &[Entry], held: &[Entry]) {
    for layout in [Layout::Whole, Layout::Short] {
        let bytes = Transfer::encode(fresh, layout).expect("what was received can be sent");
        let again = Transfer::decode(&bytes).expect("what is sent can be read");
        let mut shelf = Shelf::default();
        shelf.put(held);
        assert_eq!(
            check_rebuilt(again, &mut shelf),
            fresh,
            "it is the same at the next"
        );
    }
}

fn run_clear(bytes: &[u8]) {
    let Some((seq, rest)) = bytes.split_first() else {
        return;
    };
    let parts = pieces(rest);
    let [header, body] = [0, 1].map(|at| parts.get(at).copied().unwrap_or_default());
    let known = known();
    let clear = Clear {
        log: Forger::new(MALLORY_LOG).log(),
        seq: u64::from(*seq),
        prev: if *seq <= 1 {
            EntryId::ZERO
        } else {
            known.mallory_tip.id
        },
        epoch: known.entries[0].epoch,
        header: header.to_vec(),
        body: body.to_vec(),
        form: trust::BodyForm::Clear,
        signature: None,
    };
    let Ok(entry) = Entry::rebuild(clear.clone(), &known.keyring) else {
        return;
    };
    reached(DEEPEST);
    assert_eq!(entry.clear(), clear, "a clear form has one entry, and back");
    let frame = entry.to_frame(&known.keyring).expect("keys are there");
    let opened = Frame::decode(&frame.encode())
        .expect("a frame")
        .open(&known.keyring);
    assert_eq!(
        opened.expect("opens"),
        entry,
        "and the sealed form is the same entry"
    );
}

/// Mutates inside of the compression, or lets Mallory sign entries that are mutated.
fn dress_transfer(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let layout = if random.percent(30) {
        Layout::Whole
    } else {
        Layout::Short
    };
    if random.percent(15) {
        return Transfer::encode(&mallorys_sealed(random), layout).ok();
    }
    if random.percent(50) {
        return Transfer::encode(&mallorys(random), layout).ok();
    }
    let length = bytes.iter().position(|byte| byte & 0x80 == 0)? + 1;
    let clear = zstd::bulk::decompress(bytes.get(length..)?, 1 << 20).ok()?;
    Some(fold(&mutate_bytes(&clear, &[], random, 100_000)))
}

/// Folds the inside of a transfer, whatever it is.
fn fold(clear: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    super::chunk::unsigned(&mut out, clear.len() as u64);
    out.extend(zstd::bulk::compress(clear, 1).expect("folds any bytes"));
    out
}

fn transfer_seeds() -> Vec<Seed> {
    let entries = &known().entries;
    let honest = Transfer::encode(entries, Layout::Short).unwrap();
    let length = honest.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    let clear = zstd::bulk::decompress(&honest[length..], 1 << 20).unwrap();
    let zeros = zstd::bulk::compress(&vec![0; 4 << 20], 19).unwrap();
    let mut bomb = Vec::new();
    super::chunk::unsigned(&mut bomb, 256 * 1024);
    bomb.extend(&zeros);
    let mut largest = Vec::new();
    super::chunk::unsigned(&mut largest, 4 << 20);
    largest.extend(&zeros);
    let mut beyond = Vec::new();
    super::chunk::unsigned(&mut beyond, u64::MAX);
    beyond.extend(&zeros);
    let mut random = Random::new(1);
    vec![
        seed("whole-board", honest.clone()),
        seed(
            "what-is-new",
            Transfer::encode(&entries[6..], Layout::Short).unwrap(),
        ),
        seed(
            "whole-bodies",
            Transfer::encode(entries, Layout::Whole).unwrap(),
        ),
        seed(
            "one-entry",
            Transfer::encode(&entries[..1], Layout::Short).unwrap(),
        ),
        seed(
            "mallory-1",
            Transfer::encode(&mallorys(&mut random), Layout::Short).unwrap(),
        ),
        seed(
            "mallory-2",
            Transfer::encode(&mallorys(&mut random), Layout::Short).unwrap(),
        ),
        seed(
            "sealed-case-1",
            Transfer::encode(&mallorys_sealed(&mut random), Layout::Short).unwrap(),
        ),
        seed(
            "sealed-case-2",
            Transfer::encode(&mallorys_sealed(&mut random), Layout::Short).unwrap(),
        ),
        seed("hostile-bomb", bomb),
        seed("hostile-all-zeros", largest),
        seed("hostile-length-beyond", beyond),
        seed("hostile-trailing-byte", fold(&[&clear[..], &[0]].concat())),
        seed(
            "hostile-endless-table",
            fold(&[&[2, 0xff, 0xff, 0xff, 0xff, 0x0f][..], &clear[2..]].concat()),
        ),
        seed(
            "hostile-gap",
            Transfer::encode(&entries[4..5], Layout::Short).unwrap(),
        ),
    ]
}

fn clear_seeds() -> Vec<Seed> {
    let known = known();
    let mut all = Vec::new();
    for (at, entry) in known.entries.iter().enumerate() {
        let parts = join(&[to_canonical(&entry.header), entry.body.clone()]);
        let seq = u8::try_from(entry.seq).unwrap();
        all.push(seed(format!("entry-{at:02}"), [vec![seq], parts].concat()));
    }
    all
}
