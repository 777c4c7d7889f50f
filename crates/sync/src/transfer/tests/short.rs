//! Bodies of changes without what can be made again: whatever they are, they come back to the byte.

use sha2::{Digest, Sha256};
use trust::{
    Compartment, Entry, GrantRef, HeaderDraft, HybridTime, ItemId, Keyring, LogId, LogWriter,
    actor_of,
};

use super::*;
use crate::transfer::bytes::put_len;

type Hash = [u8; 32];

/// A change chunk, and the hash by which others name it.
fn chunk(actor: &[u8], deps: &[Hash], tail: &[u8]) -> (Vec<u8>, Hash) {
    let mut contents = Vec::new();
    put_len(&mut contents, deps.len());
    contents.extend(deps.iter().flatten());
    put_len(&mut contents, actor.len());
    contents.extend_from_slice(actor);
    contents.extend_from_slice(tail);
    let mut hashed = vec![1];
    put_len(&mut hashed, contents.len());
    hashed.append(&mut contents);
    let hash = Hash::from(Sha256::digest(&hashed));
    let mut body = vec![0x85, 0x6f, 0x4a, 0x83];
    body.extend_from_slice(&hash[..4]);
    body.append(&mut hashed);
    (body, hash)
}

/// Somebody's log, on a board whose keys are known.
struct Writer {
    log: LogWriter,
    keyring: Keyring,
    entries: Vec<Entry>,
}

impl Writer {
    fn new() -> (Self, trust::BoardId, Held) {
        let (mut alice, board, bob) = alice();
        let nonce = alice.boards[&board].nonce;
        let key = alice.device.device_key(&nonce);
        let keyring = alice.boards.get_mut(&board).unwrap().keyring.clone();
        let log = LogWriter::start([4; 32], board, &key, None);
        let writer = Self {
            log,
            keyring,
            entries: Vec::new(),
        };
        (writer, board, bob)
    }

    fn log(&self) -> LogId {
        self.log.log()
    }

    fn next_item(&self) -> ItemId {
        ItemId::derive(self.log(), self.entries.len() as u64 + 1)
    }

    fn says(&mut self, item: ItemId, body: Vec<u8>) {
        let draft = HeaderDraft {
            kind: Kind::Change,
            item: Some(item),
            compartment: Compartment::Main,
            grant: GrantRef::Steward,
            cert_heads: Vec::new(),
            deps: Vec::new(),
            time: HybridTime::default(),
        };
        let entry = self.log.append(draft, body, &self.keyring).unwrap();
        self.entries.push(entry);
    }
}

fn there_and_back(writer: &Writer, board: trust::BoardId, bob: &mut Held, layout: Layout) -> usize {
    let bytes = Transfer::encode(&writer.entries, layout).unwrap();
    let read = Transfer::decode(&bytes).unwrap();
    let rebuilt = read.rebuild(board, &writer.keyring, bob).unwrap();
    assert_eq!(rebuilt.entries, bare(writer.entries.clone()));
    bytes.len()
}

/// What one body is like.
#[derive(Debug, Clone)]
enum Like {
    /// A change that names changes before it, by how far they are back; those further back than there are any are others'.
    Change { back: Vec<usize>, tail: Vec<u8> },
    /// The same under somebody else's actor.
    Stranger { back: Vec<usize>, tail: Vec<u8> },
    /// A change in which a bit is another one.
    Damaged { bit: usize, tail: Vec<u8> },
    /// Anything.
    Bytes(Vec<u8>),
}

fn like() -> impl Strategy<Value = Like> {
    let back = || proptest::collection::vec(1_usize..12, 0..5);
    let tail = || proptest::collection::vec(any::<u8>(), 0..40);
    prop_oneof![
        4 => (back(), tail()).prop_map(|(back, tail)| Like::Change { back, tail }),
        1 => (back(), tail()).prop_map(|(back, tail)| Like::Stranger { back, tail }),
        1 => (0_usize..400, tail()).prop_map(|(bit, tail)| Like::Damaged { bit, tail }),
        1 => proptest::collection::vec(any::<u8>(), 0..80).prop_map(Like::Bytes),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_a_body_is_it_comes_back_to_the_byte(
        rows in proptest::collection::vec((like(), 0_usize..4), 1..30),
        first in any::<bool>(),
    ) {
        let (mut writer, board, mut bob) = Writer::new();
        let mut hashes: Vec<Hash> = Vec::new();
        let mut items = vec![ItemId([9; 16])];
        for (like, of) in rows {
            // Some create their item, and later ones are about it.
            let item = if first && of == 0 {
                items.push(writer.next_item());
                *items.last().unwrap()
            } else {
                items[of % items.len()]
            };
            let named = |back: &[usize]| -> Vec<Hash> {
                let of = |back: &usize| hashes.len().checked_sub(*back).map_or([7; 32], |at| hashes[at]);
                back.iter().map(of).collect()
            };
            let actor = actor_of(writer.log(), item);
            let (body, hash) = match like {
                Like::Change { back, tail } => chunk(&actor, &named(&back), &tail),
                Like::Stranger { back, tail } => chunk(&[3; 16], &named(&back), &tail),
                Like::Damaged { bit, tail } => {
                    let (mut body, hash) = chunk(&actor, &[], &tail);
                    let at = bit / 8 % body.len();
                    body[at] ^= 1 << (bit % 8);
                    (body, hash)
                }
                Like::Bytes(bytes) => (bytes, [8; 32]),
            };
            hashes.push(hash);
            writer.says(item, body);
        }
        for layout in [Layout::Whole, Layout::Short] {
            there_and_back(&writer, board, &mut bob, layout);
        }
    }
}

#[test]
fn a_thousand_edits_take_a_third_of_what_they_took() {
    let (mut writer, board, mut bob) = Writer::new();
    let mut last = Vec::new();
    for n in 0..200_u64 {
        let item = writer.next_item();
        let (body, hash) = chunk(&actor_of(writer.log(), item), &[], &n.to_be_bytes());
        writer.says(item, body);
        last.push((item, hash));
    }
    for n in 0..1_000_u64 {
        let (item, before) = last[(n % 200) as usize];
        let (body, hash) = chunk(&actor_of(writer.log(), item), &[before], &n.to_be_bytes());
        writer.says(item, body);
        last[(n % 200) as usize].1 = hash;
    }
    let [whole, short] =
        [Layout::Whole, Layout::Short].map(|it| there_and_back(&writer, board, &mut bob, it));
    assert!(short * 3 < whole, "{short} of {whole}");
}

/// A transfer of hand-made unfolded bytes.
fn folded(clear: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_len(&mut bytes, clear.len());
    bytes.extend(zstd::bulk::compress(clear, 3).unwrap());
    bytes
}

fn clear(bytes: &[u8]) -> Vec<u8> {
    let behind = bytes.iter().position(|byte| *byte < 0x80).unwrap();
    zstd::bulk::decompress(&bytes[behind + 1..], MAX_UNFOLDED).unwrap()
}

#[test]
fn a_change_that_names_a_row_without_one_is_refused() {
    let (mut writer, ..) = Writer::new();
    let item = ItemId([9; 16]);
    let actor = actor_of(writer.log(), item);
    let (first, hash) = chunk(&actor, &[], b"first");
    writer.says(item, first);
    let (second, _) = chunk(&actor, &[hash], b"second");
    writer.says(item, second);
    let honest = clear(&Transfer::encode(&writer.entries, Layout::Short).unwrap());
    // The last body: short, one dependency, one row back.
    let at = honest.len() - b"second".len() - 3;
    assert_eq!(honest[at..at + 3], [1, 1, 1]);
    assert!(Transfer::decode(&folded(&honest)).is_ok());
    // Its first row's body as it is, so that nobody knows its hash; two rows back; a form that nobody knows.
    let mut plain = honest.clone();
    plain[at - b"first".len() - 2] = 0;
    let mut far = honest.clone();
    far[at + 2] = 2;
    let mut unknown = honest;
    unknown[at] = 2;
    for bad in [plain, far, unknown] {
        assert_eq!(
            Transfer::decode(&folded(&bad)),
            Err(TransferError::Malformed)
        );
    }
}

#[test]
fn bodies_that_grow_beyond_the_cap_are_refused() {
    let (mut writer, ..) = Writer::new();
    let item = ItemId([9; 16]);
    let actor = actor_of(writer.log(), item);
    let (first, hash) = chunk(&actor, &[], b"first");
    writer.says(item, first);
    // 32 bytes of memory for each byte that travels.
    let (body, _) = chunk(&actor, &[hash; 32], &[]);
    let most = MAX_UNFOLDED / body.len();
    for _ in 0..most - 1 {
        writer.says(item, body.clone());
    }
    assert!(Transfer::encode(&writer.entries, Layout::Short).is_ok());
    for _ in 0..2 {
        writer.says(item, body.clone());
    }
    let too_long = Err(TransferError::TooLong);
    assert_eq!(Transfer::encode(&writer.entries, Layout::Short), too_long);
    // Who sends it all the same is stopped.
    let bytes = encode::unchecked(&writer.entries);
    assert_eq!(Transfer::decode(&bytes), Err(TransferError::TooLong));
}
