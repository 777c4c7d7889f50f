use std::os::unix::fs::PermissionsExt;

use trust::{
    DeviceSecret, EndpointId, FoundParams, Founding, GrantRef, HeaderDraft, HybridTime, KemSecret,
    Kind, PersonSeed, found_board,
};

use super::*;
use crate::{DataFolder, DatabaseKey, DeviceKeys, LogDb, RecoveryWords, Vault};

mod forged;
mod forked;
mod frozen;
mod refused;

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
        hidden: false,
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
