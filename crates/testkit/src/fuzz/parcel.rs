//! Target `parcel`: a file that was carried by hand, as Bob reads it. Alice saved it, or Mallory, who is a member too.
//!
//! An input is the whole file. What is refused is refused before anything of it is taken; what passes for Alice's is
//! what Alice saved, to the byte; what Mallory says in a file of her own is proven entry by entry.

use std::path::Path;
use std::sync::OnceLock;

use node::{ParcelError, ParcelFailure, look_through_parcel};
use store::{DeviceKeys, ParcelHead, ParcelReader, ParcelWriter};
use sync::{Layout, ParcelId, ParcelRecord, ParcelStart, Transfer};
use tempfile::TempDir;
use trust::{
    KemPublic, OpenedSlot, PARCEL_ID, ParcelKey, open_parcel, seal_parcel, sign_parcel,
    to_canonical, wrap,
};

use super::entry::{self, Shelf, check_rebuilt};
use super::mutate::mutate_bytes;
use super::{DEEPEST, Member, Seed, Target, known, reached, seed};
use crate::Random;

pub(super) const TARGET: Target = Target {
    name: "parcel",
    run,
    dress: Some(dress),
    seeds,
    longest: 60_000,
    words: &[
        b"manyhands parcel",
        b"the end of it   ",
        &[0x28, 0xb5, 0x2f, 0xfd],
        &[0xff, 0xff, 0xff, 0xff],
        &[0x9f],
    ],
};

/// The type of a record with entries.
const TRANSFER: u8 = 3;
/// What names Alice's file.
const ALICES: [u8; PARCEL_ID] = [4; PARCEL_ID];

fn run(bytes: &[u8]) {
    let (_folder, path) = laid_down(bytes);
    let of = match look_through_parcel(&path, bob()) {
        Ok(of) => of,
        Err(ParcelFailure::File(why)) => {
            let disk = matches!(why, ParcelError::Store(_) | ParcelError::Exists(_));
            assert!(!disk, "the file is refused, and the disk is well: {why}");
            return;
        }
        Err(other) => panic!("a file alone says no such thing: {other}"),
    };
    reached(1);
    let device = |who: &Member| who.device_key(&known().nonce).id();
    let by_alice = of.by == device(&known().alice);
    assert!(
        by_alice || of.by == device(&known().mallory),
        "nobody else signed one"
    );
    if by_alice {
        assert!(bytes == honest(), "Alice's file is the one that she saved");
        assert_eq!(of.id, ParcelId(ALICES));
    }
    if of.board != known().board {
        return;
    }
    let records = records_of(&path).expect("what was read whole is read once more");
    let mut shelf = Shelf::default();
    shelf.put(&known().entries[..6]);
    let taken = take(&records, &mut shelf);
    if taken > 0 {
        reached(DEEPEST);
    }
    if by_alice {
        assert_eq!(shelf.all().count(), known().entries.len(), "all of it");
        assert_eq!(take(&records, &mut shelf), 0, "twice is nothing new");
    }
}

/// Takes the entries, record by record; returns how many were new.
fn take(records: &[Vec<u8>], shelf: &mut Shelf) -> usize {
    let mut taken = 0;
    for record in records {
        let record = ParcelRecord::decode(record).expect("it was looked through");
        if let ParcelRecord::Transfer(bytes) = record {
            let transfer = Transfer::decode(&bytes).expect("it was looked through");
            let fresh = check_rebuilt(transfer, shelf);
            taken += fresh.len();
            shelf.put(&fresh);
        }
    }
    taken
}

fn laid_down(bytes: &[u8]) -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("for-bob");
    std::fs::write(&path, bytes).expect("room for a file");
    (folder, path)
}

/// Bob's keys: those of [`Known::bob`](super::known::Known::bob).
fn bob() -> &'static DeviceKeys {
    static BOB: OnceLock<DeviceKeys> = OnceLock::new();
    let draw = &mut |bytes: &mut [u8]| {
        bytes.fill(2);
        Ok(())
    };
    BOB.get_or_init(|| DeviceKeys::draw(draw).expect("keys"))
}

fn records_of(path: &Path) -> Result<Vec<Vec<u8>>, ParcelError> {
    let opened = ParcelReader::open(path, &mut |slot, id| open_parcel(slot, id, &bob().kem));
    let mut reader = opened?.0;
    let mut records = Vec::new();
    while let Some(record) = reader.next_record()? {
        records.push(record.to_vec());
    }
    Ok(records)
}

/// What goes into a file besides its signature.
struct Draft<'a> {
    id: [u8; PARCEL_ID],
    to: &'a KemPublic,
    by: &'a Member,
    records: &'a [Vec<u8>],
    /// Stands behind the signature, where nothing may.
    behind: Option<&'a [u8]>,
}

impl Draft<'_> {
    fn saved(&self) -> Result<Vec<u8>, ParcelError> {
        let known = known();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("parcel");
        let key = ParcelKey::from_bytes([8; 32]);
        let inside = OpenedSlot {
            key: key.clone(),
            board: known.board,
            device: known.bob.device_key(&known.nonce).id(),
        };
        let slot = seal_parcel(&inside, &self.id, self.to, [6; 32]);
        let mut head = ParcelHead {
            id: self.id,
            slots: slot.into_iter().collect(),
        };
        let noise = &mut |bytes: &mut [u8]| {
            bytes.fill(9);
            Ok(())
        };
        head.fill_up(noise).expect("noise");
        let mut writer = ParcelWriter::begin(&path, &head, &key, false)?;
        for record in self.records {
            writer.add(record)?;
        }
        let key = self.by.device_key(&known.nonce);
        let signature = sign_parcel(&key, known.board, &writer.digest());
        writer.add(&ParcelRecord::End(signature).encode())?;
        if let Some(behind) = self.behind {
            writer.add(behind)?;
        }
        writer.end()?;
        Ok(std::fs::read(&path).expect("it was saved"))
    }
}

/// What stands in a file for Bob: who saved it, the keys, the board, what its writer holds.
fn said(by: &Member) -> Vec<Vec<u8>> {
    let known = known();
    let nonce = &known.nonce;
    let keys = known.keyring.iter().map(|(_, of, key)| (of, key));
    let device = known.bob.device_key(nonce).id();
    let wrapped = wrap(keys, &known.bob.kem.public(), device, known.board, [5; 32]);
    let mut all = Shelf::default();
    all.put(&known.entries);
    let transfer = Transfer::encode(&known.entries, Layout::Short).expect("a transfer");
    let records = [
        ParcelRecord::Start(ParcelStart {
            by: by.device_key(nonce).id(),
            person: known.bob.person(nonce).id(),
            made_ms: 1_780_000_000_000,
            answers: Vec::new(),
        }),
        ParcelRecord::Keys(to_canonical(&wrapped.expect("a wrap"))),
        ParcelRecord::Transfer(transfer),
        ParcelRecord::Holds(all.tips()),
    ];
    records.iter().map(ParcelRecord::encode).collect()
}

/// The file that Alice saved.
fn honest() -> &'static [u8] {
    static HONEST: OnceLock<Vec<u8>> = OnceLock::new();
    HONEST.get_or_init(|| {
        let draft = Draft {
            id: ALICES,
            to: &known().bob.kem.public(),
            by: &known().alice,
            records: &said(&known().alice),
            behind: None,
        };
        draft.saved().expect("a file")
    })
}

/// Opens a file, changes what stands in it, and seals it anew with Mallory's signature: as her own, or as Alice's.
fn dress(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let (_folder, path) = laid_down(bytes);
    let mut records = records_of(&path).ok()?;
    records.pop();
    let at = random.below(records.len().max(1));
    match random.below(8) {
        0 => drop((!records.is_empty()).then(|| records.remove(at))),
        1 => records.push(records.get(at)?.clone()),
        2 => records.rotate_left(at.min(1)),
        _ => {
            let record = records.get_mut(at)?;
            *record = match record.split_first() {
                Some((&TRANSFER, packed)) if random.percent(70) => {
                    let packed = (entry::TRANSFER.dress?)(packed, random)?;
                    [&[TRANSFER], &packed[..]].concat()
                }
                _ => mutate_bytes(record, TARGET.words, random, 20_000),
            };
        }
    }
    if random.percent(80)
        && let Some(first) = records.first_mut()
        && let Ok(ParcelRecord::Start(mut start)) = ParcelRecord::decode(first)
    {
        start.by = known().mallory.device_key(&known().nonce).id();
        *first = ParcelRecord::Start(start).encode();
    }
    let draft = Draft {
        id: random.bytes(),
        to: &known().bob.kem.public(),
        by: &known().mallory,
        records: &records,
        behind: random.percent(5).then_some(&[77, 1]),
    };
    draft.saved().ok()
}

fn seeds() -> Vec<Seed> {
    let known = known();
    let honest = honest();
    let changed = |at: usize, to: u8| {
        let mut bytes = honest.to_vec();
        bytes[at] = to;
        bytes
    };
    let bobs = known.bob.kem.public();
    let (hers, alices) = (said(&known.mallory), said(&known.alice));
    let by_mallory = |records: &[Vec<u8>], to: &KemPublic, behind: Option<&[u8]>| {
        let draft = Draft {
            id: [5; PARCEL_ID],
            to,
            by: &known.mallory,
            records,
            behind,
        };
        draft.saved().expect("a file")
    };
    let two_starts = [&hers[..1], &hers[..]].concat();
    let unknown = [&hers[..], &[vec![77, 1, 2]]].concat();
    let half = honest.len() / 2;
    vec![
        seed("alices", honest),
        seed("mallorys", by_mallory(&hers, &bobs, None)),
        seed("unknown-record", by_mallory(&unknown, &bobs, None)),
        seed("hostile-cut", &honest[..half]),
        seed("hostile-end-cut", &honest[..honest.len() - 1]),
        seed(
            "hostile-cut-and-ended",
            [&honest[..half], b"the end of it   "].concat(),
        ),
        seed("hostile-changed", changed(half, honest[half] ^ 1)),
        seed("hostile-newer", changed(16, 2)),
        seed("hostile-slots", changed(36, 0xff)),
        seed("hostile-as-alice", by_mallory(&alices, &bobs, None)),
        seed("hostile-two-starts", by_mallory(&two_starts, &bobs, None)),
        seed("hostile-no-start", by_mallory(&hers[1..], &bobs, None)),
        seed(
            "hostile-behind-its-end",
            by_mallory(&hers, &bobs, Some(&[77, 1])),
        ),
        seed(
            "hostile-for-another",
            by_mallory(&hers, &known.alice.kem.public(), None),
        ),
    ]
}
