//! The frozen vectors, read by others than who made them: a transfer by `sync`, and everything by a second reader that
//! was written from docs/protocol.md alone.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "tests may unwrap, and say what was not checked"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};
use sync::{Chains, HostError, Layout, Transfer};
use trust::{
    BoardId, BoardNonce, BodyForm, Chain, Compartment, DeviceSecret, Entry, EntryId, EpochKey,
    Frame, GrantRef, HeaderDraft, HybridTime, ItemId, Keyring, Kind, LogId, LogWriter, actor_of,
};

const VECTORS: &str = include_str!("../../trust/tests/vectors.json");
const TRANSFER: &str = include_str!("transfer.txt");
const APART: &str = include_str!("transfer-apart.txt");
const SHORT: &str = include_str!("transfer-short.txt");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn un(text: &serde_json::Value) -> Vec<u8> {
    data_encoding::HEXLOWER
        .decode(text.as_str().expect("a string").as_bytes())
        .expect("hex")
}

/// Nothing is held yet.
struct Nothing;

impl Chains for Nothing {
    fn chain(&mut self, log: LogId) -> Result<Chain, HostError> {
        Ok(Chain::new(log))
    }

    fn id_at(&mut self, _: LogId, _: u64) -> Result<Option<EntryId>, HostError> {
        Ok(None)
    }
}

/// The entries of the founding and the change, opened out of their frames, with the keys and the board.
fn entries() -> (Vec<Entry>, Keyring, BoardId) {
    let vectors: serde_json::Value = serde_json::from_str(VECTORS).expect("vectors");
    let founding = &vectors["founding"];
    let mut keyring = Keyring::default();
    let keys = founding["epoch keys"].as_array().expect("keys");
    for (key, of) in keys.iter().zip([Compartment::Members, Compartment::Main]) {
        let bytes: [u8; 32] = un(key).try_into().expect("32 bytes");
        keyring.insert(of, EpochKey::from_bytes(bytes));
    }
    let all = founding["entries"].as_array().expect("entries");
    let open = |vector: &serde_json::Value| {
        let frame = Frame::decode(&un(&vector["frame"])).expect("a frame");
        let entry = frame.open(&keyring).expect("opens");
        assert_eq!(entry.id.0.to_vec(), un(&vector["id"]));
        entry
    };
    let entries = all.iter().chain([&vectors["change"]]).map(open).collect();
    let board: [u8; 32] = un(&founding["board"]).try_into().expect("32 bytes");
    (entries, keyring, BoardId(board))
}

#[test]
fn a_frozen_transfer_gives_the_frozen_entries() {
    let (entries, keyring, board) = entries();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/transfer.txt");
    if std::env::var_os("MANYHANDS_WRITE_VECTORS").is_some() && TRANSFER.trim().is_empty() {
        let bytes = Transfer::encode(&entries, Layout::Whole).expect("encodes");
        let text = data_encoding::HEXLOWER.encode(&bytes);
        std::fs::write(path, text + "\n").expect("written");
        return;
    }
    let bytes = data_encoding::HEXLOWER
        .decode(TRANSFER.trim().as_bytes())
        .expect("hex");
    let rebuilt = Transfer::decode(&bytes)
        .expect("a transfer")
        .rebuild(board, &keyring, &mut Nothing)
        .expect("nothing fails");
    assert_eq!(rebuilt.entries, entries);
    assert_eq!((rebuilt.bad, rebuilt.known, rebuilt.locked), (0, 0, 0));
    let again = Transfer::encode(&entries, Layout::Whole).expect("encodes");
    assert_eq!(unfolded(&again), unfolded(&bytes));
}

/// What zstd makes of a transfer may change; what it unfolds to may not.
fn unfolded(bytes: &[u8]) -> Vec<u8> {
    let behind = bytes.iter().position(|byte| *byte < 0x80);
    zstd::decode_all(&bytes[behind.expect("a length") + 1..]).expect("zstd")
}

#[test]
fn a_body_apart_travels_sealed_or_erased_as_it_is_frozen() {
    let vectors: serde_json::Value = serde_json::from_str(VECTORS).expect("vectors");
    let vector = &vectors["a body apart"];
    let mut keyring = Keyring::default();
    let mut without = Keyring::default();
    let case = Compartment::Case(ItemId([0x77; 16]));
    for (of, name) in [(Compartment::Members, "members key"), (case, "case key")] {
        let bytes: [u8; 32] = un(&vector[name]).try_into().expect("32 bytes");
        keyring.insert(of, EpochKey::from_bytes(bytes));
        if of == Compartment::Members {
            without.insert(of, EpochKey::from_bytes(bytes));
        }
    }
    let frame = Frame::decode(&un(&vector["frame"])).expect("a frame");
    let entry = frame.open(&keyring).expect("opens");
    let board = entry.header.first.as_ref().expect("a first").board;
    let forms = [entry.sealed(&keyring), entry.erased(&keyring)].map(|form| form.expect("a form"));
    let encode = |form: &Entry| {
        Transfer::encode(std::slice::from_ref(form), Layout::Whole).expect("encodes")
    };
    if std::env::var_os("MANYHANDS_WRITE_VECTORS").is_some() && APART.trim().is_empty() {
        let lines = forms.map(|form| data_encoding::HEXLOWER.encode(&encode(&form)) + "\n");
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/transfer-apart.txt");
        std::fs::write(path, lines.concat()).expect("written");
        return;
    }
    let lines: Vec<&str> = APART.lines().collect();
    assert_eq!(lines.len(), forms.len());
    for (line, form) in lines.iter().zip(forms) {
        let bytes = data_encoding::HEXLOWER
            .decode(line.as_bytes())
            .expect("hex");
        let rebuilt = |keyring: &Keyring| {
            let read = Transfer::decode(&bytes).expect("a transfer");
            let rebuilt = read.rebuild(board, keyring, &mut Nothing);
            rebuilt.expect("nothing fails").entries
        };
        // Who lacks the case's key holds it as it came; who has it reads it, if it was not erased.
        assert_eq!(rebuilt(&without), std::slice::from_ref(&form));
        let read = match form.form {
            BodyForm::Sealed => &entry,
            BodyForm::Clear | BodyForm::Erased => &form,
        };
        assert_eq!(rebuilt(&keyring), std::slice::from_ref(read));
        assert_eq!(form.id, entry.id);
        assert_eq!(unfolded(&encode(&form)), unfolded(&bytes));
    }
}

/// A change chunk as docs/protocol.md says, and the hash by which others name it.
fn chunk(actor: [u8; 16], deps: &[[u8; 32]], rest: &[u8]) -> (Vec<u8>, [u8; 32]) {
    let count = u8::try_from(deps.len()).expect("few");
    let contents = [&[count][..], &deps.concat(), &[16], &actor, rest].concat();
    let length = u8::try_from(contents.len()).expect("short");
    let length = if length < 0x80 {
        vec![length]
    } else {
        vec![length, 1]
    };
    let hashed = [&[1][..], &length, &contents].concat();
    let hash: [u8; 32] = Sha256::digest(&hashed).into();
    let body = [&[0x85, 0x6f, 0x4a, 0x83], &hash[..4], &hashed].concat();
    (body, hash)
}

/// One log: two items that it creates and one of somebody else's; changes that name those before them, and others; a body
/// that is no change.
fn edits(keyring: &Keyring, board: BoardId) -> Vec<Entry> {
    let vectors: serde_json::Value = serde_json::from_str(VECTORS).expect("vectors");
    let bytes = |name: &str| un(&vectors["founding"][name]);
    let secret = DeviceSecret::from_bytes(bytes("device secret").try_into().expect("32 bytes"));
    let nonce = BoardNonce(bytes("nonce").try_into().expect("its length"));
    let mut log = LogWriter::start([0x5a; 32], board, &secret.device_key(&nonce), None);
    let mine = [1, 2].map(|seq| ItemId::derive(log.log(), seq));
    let theirs = ItemId([0x33; 16]);
    let actor = |item| actor_of(log.log(), item);
    let first = mine.map(|item| chunk(actor(item), &[], b"made"));
    let edited = chunk(actor(mine[0]), &[first[0].1], b"edited");
    let other = chunk(actor(theirs), &[[0x44; 32]], b"of others");
    let both = chunk(actor(theirs), &[other.1, [0x45; 32]], b"and again");
    let stranger = chunk([0x66; 16], &[], b"somebody's");
    let [first, second] = first;
    let bodies = [
        (mine[0], first.0),
        (mine[1], second.0),
        (mine[0], edited.0),
        (theirs, other.0),
        (theirs, both.0),
        (mine[1], stranger.0),
        (theirs, b"no change".to_vec()),
    ];
    let written = bodies.into_iter().map(|(item, body)| {
        let draft = HeaderDraft {
            kind: Kind::Change,
            item: Some(item),
            compartment: Compartment::Main,
            grant: GrantRef::Steward,
            cert_heads: Vec::new(),
            deps: Vec::new(),
            time: HybridTime {
                wall_ms: 1_790_000_000_000,
                counter: 3,
            },
        };
        log.append(draft, body, keyring).expect("written")
    });
    let mut entries: Vec<Entry> = written.collect();
    let last = entries.len() - 1;
    for entry in &mut entries[..last] {
        entry.signature = None;
    }
    entries
}

#[test]
fn a_frozen_transfer_with_short_bodies_gives_the_frozen_entries() {
    let (_, keyring, board) = entries();
    let entries = edits(&keyring, board);
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/transfer-short.txt");
    let made = Transfer::encode(&entries, Layout::Short).expect("encodes");
    if std::env::var_os("MANYHANDS_WRITE_VECTORS").is_some() && SHORT.trim().is_empty() {
        let line = |entry: &Entry| format!("{} {}\n", hex(&entry.id.0), hex(&entry.body));
        let lines: String = entries.iter().map(line).collect();
        std::fs::write(path, format!("{}\n{lines}", hex(&made))).expect("written");
        return;
    }
    let mut lines = SHORT.lines();
    let frozen = lines.next().expect("a transfer").as_bytes();
    let frozen = data_encoding::HEXLOWER.decode(frozen).expect("hex");
    let rebuilt = Transfer::decode(&frozen)
        .expect("a transfer")
        .rebuild(board, &keyring, &mut Nothing)
        .expect("nothing fails");
    assert_eq!(rebuilt.entries, entries);
    assert_eq!(unfolded(&made), unfolded(&frozen));
    let wanted = entries
        .iter()
        .map(|entry| format!("{} {}", hex(&entry.id.0), hex(&entry.body)));
    assert!(lines.eq(wanted));
}

#[test]
fn a_second_reader_written_from_the_document_agrees() {
    let python = std::env::var_os("MANYHANDS_PYTHON").unwrap_or_else(|| "python3".into());
    let script = root().join("tests/vectors/second.py");
    let ran = match Command::new(python).arg(script).output() {
        Ok(ran) => ran,
        Err(error) => {
            println!("skipped: no Python here ({error})");
            return;
        }
    };
    let said = String::from_utf8_lossy(&ran.stdout);
    let wrong = String::from_utf8_lossy(&ran.stderr);
    if ran.status.code() == Some(3) {
        println!("skipped: {said} (pip install blake3 pynacl cbor2 zstandard)");
        return;
    }
    println!("{said}");
    assert!(ran.status.success(), "{said}{wrong}");
}
