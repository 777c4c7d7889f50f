use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::{Choice, DeviceKeys, LogDb, Vault, VaultState};

const TITLE: &str = "Blankets for Kirchplatz 4";

fn draw(bytes: &mut [u8]) -> std::io::Result<()> {
    getrandom::fill(bytes).map_err(std::io::Error::other)
}

/// Fills a folder as the version before did: WAL files too, as after a crash.
fn of_the_version_before(root: &Path) {
    for name in ["log.db", "index.db", "local.db"] {
        let db = Connection::open(root.join(name)).unwrap();
        db.pragma_update(None, "journal_mode", "WAL").unwrap();
        db.execute_batch(
            "CREATE TABLE items(id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL) STRICT;
             CREATE INDEX by_title ON items(title);
             CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'trigram');
             PRAGMA user_version = 7;",
        )
        .unwrap();
        db.execute_batch("BEGIN").unwrap();
        for number in 0..200 {
            let title = format!("{TITLE} {number}");
            db.execute("INSERT INTO items(title) VALUES (?)", [&title])
                .unwrap();
            db.execute("INSERT INTO words VALUES (?)", [&title])
                .unwrap();
        }
        db.execute("DELETE FROM items WHERE id > 150", []).unwrap();
        db.execute_batch("COMMIT").unwrap();
        // As a process that is killed leaves it: with what is not in the file yet beside it.
        let copies = ["", "-wal", "-shm"].map(|suffix| {
            let path = root.join(format!("{name}{suffix}"));
            let bytes = std::fs::read(&path).unwrap();
            (path, bytes)
        });
        drop(db);
        for (path, bytes) in copies {
            std::fs::write(path, bytes).unwrap();
        }
    }
    let keys = trust::to_canonical(&OldKeys {
        version: 1,
        person: [1; 16],
        device: [2; 32],
        network: [3; 32],
        kem: [4; 32],
    });
    std::fs::write(root.join("keys"), keys).unwrap();
}

#[derive(minicbor::Encode)]
#[cbor(array)]
struct OldKeys {
    #[n(0)]
    version: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    person: [u8; 16],
    #[cbor(n(2), with = "minicbor::bytes")]
    device: [u8; 32],
    #[cbor(n(3), with = "minicbor::bytes")]
    network: [u8; 32],
    #[cbor(n(4), with = "minicbor::bytes")]
    kem: [u8; 32],
}

/// Checks that everything of the old folder is there, sealed, and nothing in the clear.
fn all_is_sealed(folder: &DataFolder, vault: &Vault) {
    for (of, path) in databases(folder) {
        let db = open_database(&path, &vault.database_key(of), Access::Write).unwrap();
        let count: i64 = db
            .query_row("SELECT count(*) FROM items", [], |row| row.get(0))
            .unwrap();
        assert_eq!(count, 150);
        let version: i64 = db
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        assert_eq!(version, 7);
        let found: i64 = db
            .query_row(
                "SELECT count(*) FROM words WHERE words MATCH 'irchpl'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(found, 200);
        // Numbers that were given away are not given again.
        let undone = db.unchecked_transaction().unwrap();
        undone
            .execute("INSERT INTO items(title) VALUES ('next')", [])
            .unwrap();
        assert_eq!(undone.last_insert_rowid(), 201);
        drop(undone);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let keys = DeviceKeys::load_or_create(folder, vault, &mut draw).unwrap();
    assert_eq!(keys.person().unwrap().expose(), &[1; 16]);
    assert_eq!(keys.device.expose(), &[2; 32]);
    assert_eq!(keys.network(), &[3; 32]);
    for file in std::fs::read_dir(folder.root()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let planted: [&[u8]; 3] = [b"Kirchplatz", b"SQLite format", &[2; 32]];
        for part in planted {
            let found = bytes.windows(part.len()).any(|window| window == part);
            assert!(!found, "{part:?} is in {}", path.display());
        }
        assert!(
            !path.to_string_lossy().contains(SEALED),
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_folder_of_the_version_before_is_sealed_once() {
    let dir = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(dir.path()).unwrap();
    of_the_version_before(dir.path());
    assert_eq!(Vault::state(&folder).unwrap(), VaultState::Older);
    let vault = Vault::create(&folder, Choice::PlainFile, &mut draw).unwrap();
    all_is_sealed(&folder, &vault);
    assert!(vault.left_plain().is_empty());
    let vault = Vault::open(&folder, None, &mut draw).unwrap();
    all_is_sealed(&folder, &vault);
}

#[test]
fn a_run_that_is_killed_at_any_step_is_ended_by_the_next_one() {
    // Three steps for each of three files, and the keys.
    for killed_after in 1..=10 {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(dir.path()).unwrap();
        of_the_version_before(dir.path());
        // The vault stands, then the power goes.
        let empty = tempfile::tempdir().unwrap();
        let elsewhere = DataFolder::open(empty.path()).unwrap();
        let vault = Vault::create(&elsewhere, Choice::PlainFile, &mut draw).unwrap();
        std::fs::copy(elsewhere.vault_file(), folder.vault_file()).unwrap();
        let mut steps = 0;
        let killed = seal(&folder, vault.key(), &mut draw, &mut |_| {
            steps += 1;
            if steps == killed_after {
                return Err(StoreError::NoHome);
            }
            Ok(())
        });
        assert!(matches!(killed, Err(StoreError::NoHome)), "{killed_after}");
        // Each file is the old one or the new one, whole.
        for (of, path) in databases(&folder) {
            let db = if is_plain(&path).unwrap() {
                open_plain(&path, Access::Read).unwrap()
            } else {
                open_database(&path, &vault.database_key(of), Access::Read).unwrap()
            };
            whole(&db, &path).unwrap();
            let count: i64 = db
                .query_row("SELECT count(*) FROM items", [], |row| row.get(0))
                .unwrap();
            assert_eq!(count, 150, "{killed_after}");
        }
        let vault = Vault::open(&folder, None, &mut draw).unwrap();
        all_is_sealed(&folder, &vault);
    }
}

#[test]
fn a_damaged_log_of_the_version_before_is_carried_over_sealed() {
    let dir = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(dir.path()).unwrap();
    {
        // The log's own schema, in the clear, with one page spoiled.
        let key = DatabaseKey::from_bytes([1; 32]);
        let other = dir.path().join("elsewhere.db");
        let log = LogDb::open(&other, &key).unwrap();
        for number in 0..200 {
            log.set_meta(&format!("name {number}"), &[number; 200])
                .unwrap();
        }
        log.add_board(trust::BoardId([1; 32]), trust::BoardNonce([2; 16]), 3)
            .unwrap();
        drop(log);
        let db = open_database(&other, &key, Access::Write).unwrap();
        make_private_file(&folder.log_db()).unwrap();
        db.execute(
            "ATTACH DATABASE ?1 AS clear KEY ''",
            [folder.log_db().to_string_lossy().as_ref()],
        )
        .unwrap();
        db.query_row("SELECT sqlcipher_export('clear')", [], |_| Ok(()))
            .unwrap();
        db.pragma_update(Some("clear"), "user_version", crate::SCHEMA_VERSION)
            .unwrap();
        let page: i64 = db
            .query_row(
                "SELECT max(pageno) FROM dbstat WHERE schema = 'clear' AND name = 'meta' AND pagetype = 'leaf'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        drop(db);
        std::fs::remove_file(other).unwrap();
        let file = std::fs::OpenOptions::new()
            .write(true)
            .open(folder.log_db())
            .unwrap();
        let at = u64::try_from(page - 1).unwrap() * 4096;
        std::os::unix::fs::FileExt::write_all_at(&file, &[0xff; 4096], at).unwrap();
    }
    let vault = Vault::create(&folder, Choice::PlainFile, &mut draw).unwrap();
    let key = vault.database_key(Database::Log);
    let (log, moved) = LogDb::open_or_move_aside(&folder.log_db(), &key).unwrap();
    let moved = moved.unwrap();
    assert_eq!(moved.boards, 1);
    assert_eq!(log.boards().unwrap().len(), 1);
    assert!(!is_plain(&folder.log_db()).unwrap());
    // The damaged one is still in the clear, and the next start says so.
    drop(log);
    let vault = Vault::open(&folder, None, &mut draw).unwrap();
    assert_eq!(vault.left_plain(), [moved.to]);
}
