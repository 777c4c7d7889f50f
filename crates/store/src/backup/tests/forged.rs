//! Backups by somebody who has the words and wishes ill, and files that are no backups.

use proptest::prelude::*;
use trust::EpochKey;

use super::*;

/// Writes records as they are, sealed as they must be: what a hostile holder of the words can do.
fn forged(path: &Path, clear: &[u8]) {
    let file = std::fs::File::create(path).unwrap();
    let mut writer = sealed::SealedWriter::begin(file, &key(), &mut draw).unwrap();
    writer.add(clear).unwrap();
    writer.end().unwrap();
}

/// The records of a small backup, in the clear.
fn clear_records() -> Vec<u8> {
    let founding = found(3, 2);
    let start = record::Record::Start(record::Start { made_ms: 1 });
    let board = record::Record::Board(record::Board {
        board: founding.board,
        nonce: founding.nonce,
        added_ms: 2,
    });
    let mut clear = [start.encode().unwrap(), board.encode().unwrap()].concat();
    for (_, compartment, key) in founding.keyring.iter() {
        let epoch: &EpochKey = key;
        let record = record::Record::Epoch(record::Epoch {
            compartment,
            key: record::Secret(*epoch.expose()),
        });
        clear.extend(record.encode().unwrap());
    }
    let log = record::Record::Log(record::Log {
        log: founding.log.log(),
        device: founding.log.device(),
    });
    clear.extend(log.encode().unwrap());
    for entry in &founding.entries {
        let row = entry.clear();
        let record = record::Record::Entry(record::Row {
            epoch: row.epoch,
            header: row.header,
            body: row.body,
            signature: row.signature,
        });
        clear.extend(record.encode().unwrap());
    }
    let end = record::Record::End(record::End {
        boards: 1,
        logs: 1,
        entries: 5,
        local: 0,
    });
    clear.extend(end.encode().unwrap());
    clear
}

#[test]
fn a_length_that_is_a_lie_takes_no_memory() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(NAME);
    forged(&path, &clear_records());
    assert_eq!(verify_backup(&path, &key()).unwrap().boards[0].entries, 5);
    for lie in [[0xff; 4], [0, 0x20, 0, 1], [0, 0x1f, 0xff, 0xff], [0; 4]] {
        forged(&path, &lie);
        assert!(matches!(
            verify_backup(&path, &key()),
            Err(BackupError::Damaged(_))
        ));
    }
    // A kind that only a newer app knows.
    forged(&path, &[0, 0, 0, 4, 0x82, 0x18, 0x40, 0x80]);
    assert!(matches!(
        verify_backup(&path, &key()),
        Err(BackupError::TooNew)
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// What stands inside of the seal is read as if an enemy had written it.
    #[test]
    fn no_forged_record_makes_it_panic_or_passes(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..6),
    ) {
        let whole = clear_records();
        let mut bytes = whole.clone();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => { bytes.truncate(at.max(1)); }
            }
        }
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        forged(&path, &bytes);
        let read = verify_backup(&path, &key());
        // Only what no signature covers can be another thing than it was: times and keys that nothing needs.
        if bytes == whole {
            prop_assert!(read.is_ok());
        } else if let Ok(summary) = read {
            prop_assert_eq!(summary.boards.len(), 1);
            prop_assert_eq!(summary.boards[0].entries, 5);
        }
        let log = LogDb::in_memory().unwrap();
        let _ = restore_backup(&path, &key(), &log, 7);
        prop_assert!(!log.in_transaction());
    }

    #[test]
    fn no_file_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), keep in 0_usize..62) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        forged(&path, &clear_records());
        let mut file = std::fs::read(&path).unwrap();
        file.truncate(keep);
        file.extend(bytes);
        std::fs::write(&path, file).unwrap();
        prop_assert!(verify_backup(&path, &key()).is_err());
    }
}
