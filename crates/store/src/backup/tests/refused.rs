//! What cannot be restored or written, and what is left then.

use super::*;

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
