use std::os::unix::fs::PermissionsExt;

use trust::{
    DeviceSecret, EndpointId, FoundParams, Founding, GrantRef, HeaderDraft, HybridTime, KemSecret,
    Kind, PersonSeed, found_board,
};

use super::*;
use crate::{DataFolder, DatabaseKey, DeviceKeys, LogDb, RecoveryWords, Vault};

mod forged;
mod frozen;

const NAME: &str = "alice.manyhands-backup";

fn draw(bytes: &mut [u8]) -> std::io::Result<()> {
    getrandom::fill(bytes).map_err(std::io::Error::other)
}

fn seed() -> PersonSeed {
    PersonSeed::from_bytes([1; 16])
}

fn key() -> BackupKey {
    BackupKey::of(&seed())
}

/// Alice's board of this number, with so many comments behind its certificates.
fn found(number: u8, comments: u64) -> Founding {
    let device = DeviceSecret::from_bytes([2; 32]);
    let mut founding = found_board(FoundParams {
        seed: seed(),
        device,
        kem: KemSecret::from_bytes([3; 32]).public(),
        endpoint: EndpointId([4; 32]),
        entropy: [number; 32],
        now: HybridTime::default().tick(1_000),
    })
    .unwrap();
    let grant = founding.entries[2].header.grant;
    for at in 0..comments {
        let entry = comment(&mut founding, grant, at);
        founding.entries.push(entry);
    }
    founding
}

fn comment(founding: &mut Founding, grant: GrantRef, at: u64) -> Entry {
    let draft = HeaderDraft {
        kind: Kind::Change,
        item: Some(trust::ItemId([9; 16])),
        compartment: Compartment::Main,
        grant,
        cert_heads: vec![founding.entries[2].id],
        deps: Vec::new(),
        time: HybridTime::default().tick(2_000 + at),
    };
    let body = format!("Blankets for Kirchplatz {at}").into_bytes();
    founding.log.append(draft, body, &founding.keyring).unwrap()
}

/// Keeps a board. Only the last entry of its log keeps its signature, and those that must: as after a transfer.
fn keep(db: &LogDb, founding: &Founding, upto: usize) {
    let board = db.add_board(founding.board, founding.nonce, 7).unwrap();
    for (_, compartment, key) in founding.keyring.iter() {
        db.add_epoch(board, compartment, key).unwrap();
    }
    let (log, device) = (founding.log.log(), founding.log.device());
    let log = db.add_log(board, log, device).unwrap();
    for (at, entry) in founding.entries[..upto].iter().enumerate() {
        let mut entry = entry.clone();
        if entry.header.kind == Kind::Change && at + 1 != upto {
            entry.signature = None;
        }
        db.add_entry(board, log, &entry).unwrap();
    }
}

fn contents() -> BackupContents {
    BackupContents {
        made_ms: 99,
        local: vec![LocalPart {
            name: "draft of a need".to_owned(),
            value: b"half a sentence".to_vec(),
        }],
    }
}

/// A log with two boards and a pending join, and its backup.
fn backed_up(dir: &Path) -> (LogDb, PathBuf, BackupSummary) {
    let db = LogDb::in_memory().unwrap();
    keep(&db, &found(1, 1100), 1103);
    keep(&db, &found(2, 5), 8);
    let board = db.boards().unwrap()[0].key;
    db.keep_invitation(board, TicketId([5; 32]), "mh1invitation")
        .unwrap();
    db.keep_join(&crate::JoinRecord {
        board: BoardId([6; 32]),
        ticket: "mh1pending".to_owned(),
        since_ms: 5,
        state: crate::JoinState::Asking,
    })
    .unwrap();
    let path = dir.join(NAME);
    let summary = write_backup(&path, &key(), &db, &contents(), &mut draw).unwrap();
    (db, path, summary)
}

fn all_entries(db: &LogDb) -> Vec<Entry> {
    let mut all = Vec::new();
    for board in db.boards().unwrap() {
        for log in db.logs(board.key).unwrap() {
            let rows = db.range(log.key, 1, u64::MAX, 10_000).unwrap();
            all.extend(rows.into_iter().map(|(_, entry)| entry));
        }
    }
    all
}

#[test]
fn a_backup_brings_everything_back_into_a_fresh_profile() {
    let dir = tempfile::tempdir().unwrap();
    let (db, path, summary) = backed_up(dir.path());
    let boards = |summary: &BackupSummary| {
        let boards = summary.boards.iter();
        boards.map(|b| (b.logs, b.entries)).collect::<Vec<_>>()
    };
    assert_eq!(boards(&summary), [(1, 1103), (1, 8)]);
    assert_eq!((summary.made_ms, summary.local), (99, 1));
    assert_eq!(verify_backup(&path, &key()).unwrap(), summary);
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(10).any(|part| part == b"Kirchplatz"));

    // The words are enough for the person and for the file.
    let words = RecoveryWords::parse(&RecoveryWords::of(seed()).to_string()).unwrap();
    let folder = DataFolder::open(dir.path().join("new")).unwrap();
    let vault = Vault::create(&folder, crate::Choice::PlainFile, &mut draw).unwrap();
    let keys = DeviceKeys::restore(&folder, &vault, &words, &mut draw).unwrap();
    let log_key: DatabaseKey = vault.database_key(crate::Database::Log);
    let fresh = LogDb::open(&folder.log_db(), &log_key).unwrap();
    let restored = restore_backup(&path, keys.backup_key(), &fresh, 7).unwrap();
    assert_eq!(restored.summary, summary);
    assert_eq!(
        (restored.boards, restored.entries, restored.forks),
        (2, 1111, 0)
    );
    assert_eq!(restored.local, contents().local);
    assert_eq!(all_entries(&fresh), all_entries(&db));
    for (before, after) in db.boards().unwrap().iter().zip(fresh.boards().unwrap()) {
        assert_eq!((before.board, before.nonce), (after.board, after.nonce));
        let epochs = |db: &LogDb, key| {
            let epochs = db.epochs(key).unwrap().into_iter();
            epochs
                .map(|(of, key)| (of, *key.expose()))
                .collect::<Vec<_>>()
        };
        assert_eq!(epochs(&db, before.key), epochs(&fresh, after.key));
        // All of it is judged again.
        let count = fresh.count_entries(after.key).unwrap();
        let waiting = fresh.waiting(after.key).unwrap();
        assert_eq!(u64::try_from(waiting.len()).unwrap(), count);
    }
    let board = fresh.boards().unwrap()[0].key;
    let text = fresh.invitation(board, TicketId([5; 32])).unwrap();
    assert_eq!(text.as_deref(), Some("mh1invitation"));
    assert_eq!(fresh.joins().unwrap()[0].ticket, "mh1pending");
    // The same person on another device.
    assert_eq!(keys.person().unwrap(), &seed());
    assert_ne!(keys.device, DeviceSecret::from_bytes([2; 32]));
    // Once more changes nothing.
    let again = restore_backup(&path, keys.backup_key(), &fresh, 7).unwrap();
    assert_eq!((again.boards, again.entries, again.forks), (0, 0, 0));
    drop(words);
}

#[test]
fn where_others_were_reached_comes_along_and_replaces_nothing() {
    let (dir, log) = (tempfile::tempdir().unwrap(), LogDb::in_memory().unwrap());
    let (bob, carol) = (EndpointId([7; 32]), EndpointId([8; 32]));
    let at_home = [(bob, "192.0.2.7:4000"), (carol, "192.0.2.8:4000")];
    for (who, address) in at_home {
        log.keep_address(who, address, Seen::Dialled, 1_000)
            .unwrap();
    }
    log.keep_address(bob, "192.0.2.9:4000", Seen::Inbound, 1_000)
        .unwrap();
    let path = dir.path().join(NAME);
    write_backup(&path, &key(), &log, &BackupContents::default(), &mut draw).unwrap();
    let fresh = LogDb::in_memory().unwrap();
    restore_backup(&path, &key(), &fresh, 2_000).unwrap();
    assert_eq!(fresh.addresses().unwrap(), log.addresses().unwrap());

    let gone_on = LogDb::in_memory().unwrap();
    gone_on
        .keep_address(bob, "198.51.100.7:4000", Seen::Dialled, 1_500)
        .unwrap();
    restore_backup(&path, &key(), &gone_on, 2_000).unwrap();
    let known = gone_on.addresses().unwrap();
    let known: Vec<&str> = known
        .iter()
        .map(|(_, address, _)| address.as_str())
        .collect();
    assert_eq!(known, ["198.51.100.7:4000", "192.0.2.8:4000"]);
}

#[test]
fn a_profile_that_went_on_loses_nothing_by_an_older_backup() {
    let dir = tempfile::tempdir().unwrap();
    let (founding, other) = (found(1, 20), found(2, 3));
    let older = LogDb::in_memory().unwrap();
    keep(&older, &founding, 10);
    keep(&older, &other, 6);
    let path = dir.path().join(NAME);
    write_backup(&path, &key(), &older, &contents(), &mut draw).unwrap();

    let newer = LogDb::in_memory().unwrap();
    keep(&newer, &founding, 23);
    let restored = restore_backup(&path, &key(), &newer, 7).unwrap();
    assert_eq!((restored.boards, restored.entries), (1, 6));
    let entries = all_entries(&newer);
    assert_eq!(entries.len(), 29);

    // A log that is longer in the backup goes on where it ends here.
    let shorter = LogDb::in_memory().unwrap();
    keep(&shorter, &founding, 5);
    let restored = restore_backup(&path, &key(), &shorter, 7).unwrap();
    assert_eq!((restored.boards, restored.entries), (1, 11));
}

#[test]
fn an_entry_where_another_one_stands_is_kept_as_proof() {
    let dir = tempfile::tempdir().unwrap();
    // A clone of the memory: two entries under one number of one log.
    let (mut one, mut two) = (found(1, 0), found(1, 0));
    let grant = one.entries[2].header.grant;
    let entry = comment(&mut one, grant, 1);
    one.entries.push(entry);
    for at in 2..5 {
        let entry = comment(&mut two, grant, at);
        two.entries.push(entry);
    }
    let (here, there) = (LogDb::in_memory().unwrap(), LogDb::in_memory().unwrap());
    keep(&here, &one, 4);
    keep(&there, &two, 6);
    let path = dir.path().join(NAME);
    write_backup(&path, &key(), &there, &contents(), &mut draw).unwrap();
    let restored = restore_backup(&path, &key(), &here, 7).unwrap();
    assert_eq!((restored.entries, restored.forks), (0, 1));
    let board = here.boards().unwrap()[0].key;
    assert_eq!(
        here.forks(board).unwrap()[0].position,
        two.entries[3].position()
    );
    assert_eq!(all_entries(&here).len(), 4);
}

#[test]
fn other_words_a_foreign_file_and_a_cut_one_each_have_their_own_error() {
    let dir = tempfile::tempdir().unwrap();
    let (_, path, _) = backed_up(dir.path());
    let bobs = BackupKey::of(&PersonSeed::from_bytes([2; 16]));
    let read = |path: &Path, key: &BackupKey| verify_backup(path, key).unwrap_err();
    assert!(matches!(read(&path, &bobs), BackupError::OtherWords));
    let whole = std::fs::read(&path).unwrap();
    let with = |bytes: &[u8]| {
        let path = dir.path().join("spoilt");
        std::fs::write(&path, bytes).unwrap();
        read(&path, &key())
    };
    for foreign in [
        b"".as_slice(),
        b"many",
        b"%PDF-1.7 and so on, longer than a header is, far longer than that",
    ] {
        assert!(matches!(with(foreign), BackupError::NoBackup(_)));
    }
    let mut newer = whole.clone();
    newer[16] = 2;
    assert!(matches!(with(&newer), BackupError::TooNew));
    assert!(whole.len() > 3 * 65_552, "{}", whole.len());
    // Cut anywhere, between two pieces too.
    for at in [20, 61, 5_000, 60 + 65_552, 60 + 2 * 65_552, whole.len() - 1] {
        let error = with(&whole[..at]);
        assert!(matches!(error, BackupError::CutShort), "{at}: {error}");
    }
    // Two pieces that changed places.
    let mut moved = whole.clone();
    let (first, second) = (60..60 + 65_552, 60 + 65_552..60 + 2 * 65_552);
    moved[first.clone()].copy_from_slice(&whole[second.clone()]);
    moved[second].copy_from_slice(&whole[first]);
    assert!(matches!(with(&moved), BackupError::Damaged(_)));
    // Nothing of a bad file is taken over.
    let mut bad = whole;
    let at = bad.len() - 100;
    bad[at] ^= 1;
    let spoilt = dir.path().join("spoilt");
    std::fs::write(&spoilt, &bad).unwrap();
    let log = LogDb::in_memory().unwrap();
    assert!(restore_backup(&spoilt, &key(), &log, 7).is_err());
    assert!(log.boards().unwrap().is_empty());
    assert!(!log.in_transaction());
}

#[test]
fn a_backup_that_fails_leaves_the_older_one() {
    let dir = tempfile::tempdir().unwrap();
    let (db, path, _) = backed_up(dir.path());
    let before = std::fs::read(&path).unwrap();
    let mut broken = |_: &mut [u8]| Err(std::io::Error::other("no randomness"));
    assert!(write_backup(&path, &key(), &db, &contents(), &mut broken).is_err());
    let mut long = contents();
    long.local[0].value = vec![0; record::MAX_VALUE + 1];
    let failed = write_backup(&path, &key(), &db, &long, &mut draw);
    assert!(matches!(failed, Err(BackupError::TooLong)));
    // An entry that a board never had: what is written is read again before it counts.
    let board = db.boards().unwrap()[0];
    let log = db.logs(board.key).unwrap()[0];
    let mut false_one = found(1, 1101).entries[1103].clone();
    false_one.body[0] ^= 1;
    db.add_entry(board.key, log.key, &false_one).unwrap();
    let failed = write_backup(&path, &key(), &db, &contents(), &mut draw);
    assert!(matches!(failed, Err(BackupError::Damaged(_))), "{failed:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_of_another_person_is_not_taken_over() {
    let dir = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(dir.path()).unwrap();
    let vault = Vault::create(&folder, crate::Choice::PlainFile, &mut draw).unwrap();
    let bob = DeviceKeys::load_or_create(&folder, &vault, &mut draw).unwrap();
    // Without a board yet: Alice takes the place of somebody who never did anything.
    let words = RecoveryWords::of(seed());
    let alice = DeviceKeys::restore(&folder, &vault, &words, &mut draw).unwrap();
    assert_ne!(alice.mark(), bob.mark());
    let db = LogDb::open(&folder.log_db(), &vault.database_key(crate::Database::Log)).unwrap();
    keep(&db, &found(1, 0), 3);
    drop(db);
    let bobs = RecoveryWords::of(bob.person().unwrap().clone());
    let taken = DeviceKeys::restore(&folder, &vault, &bobs, &mut draw);
    assert!(matches!(taken, Err(crate::RestoreError::OtherPerson(_))));
    // Her own words bring the seed back to the device that she is on.
    let mut paper = alice.clone();
    paper.forget_person();
    paper.save(&folder, &vault, &mut draw).unwrap();
    let again = DeviceKeys::restore(&folder, &vault, &words, &mut draw).unwrap();
    assert_eq!(again.device, alice.device);
    assert_eq!(again.person().unwrap(), &seed());
}
