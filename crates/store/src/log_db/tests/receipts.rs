//! What others hold, and since when; files of version 5, which knew less of it.

use trust::DeviceId;

use super::*;

const BOB: DeviceId = DeviceId([8; 32]);

/// Bob's word that he has a log up to a number, at a time.
pub(super) fn receipt(log: LogKey, seq: u64, at_ms: u64) -> Receipt {
    Receipt {
        device: BOB,
        log,
        seq,
        at_ms,
    }
}

fn since(db: &LogDb, founding: &Founding, seq: u64) -> Option<u64> {
    let held = db.held_since(founding.board, founding.log.log(), seq);
    held.unwrap().first().map(|(device, at)| {
        assert_eq!(*device, BOB);
        *at
    })
}

#[test]
fn a_receipt_says_since_when_and_a_lesser_word_takes_it_back() {
    let db = LogDb::in_memory().unwrap();
    let founding = found(1);
    let (board, log) = keep(&db, &founding);
    for (seq, at) in [(3, 100), (7, 200), (7, 250), (9, 300)] {
        db.keep_receipt(board, receipt(log, seq, at)).unwrap();
    }
    assert_eq!(db.receipts(board).unwrap(), [receipt(log, 9, 300)]);
    let told = |db: &LogDb| [1, 3, 4, 7, 8, 9, 10].map(|seq| since(db, &founding, seq));
    let (early, later, last) = (Some(100), Some(200), Some(300));
    assert_eq!(told(&db), [early, early, later, later, last, last, None]);
    // A restored folder: it states less, and what is left of it holds since then.
    db.lower_receipt(board, receipt(log, 5, 400)).unwrap();
    assert_eq!(db.receipts(board).unwrap(), [receipt(log, 5, 400)]);
    let less = [early, early, Some(400), None, None, None, None];
    assert_eq!(told(&db), less);
    db.lower_receipt(board, receipt(log, 0, 500)).unwrap();
    assert_eq!(db.receipts(board).unwrap(), []);
    db.keep_receipt(board, receipt(log, 2, 600)).unwrap();
    db.forget_receipts(board, BOB).unwrap();
    assert_eq!(db.receipts(board).unwrap(), []);
}

#[test]
fn few_steps_are_kept_and_no_time_is_told_too_early() {
    let db = LogDb::in_memory().unwrap();
    let founding = found(1);
    let (board, log) = keep(&db, &founding);
    for seq in 1..=100 {
        db.keep_receipt(board, receipt(log, seq, seq * 10)).unwrap();
        assert_eq!(db.receipts(board).unwrap(), [receipt(log, seq, seq * 10)]);
    }
    let sql = "SELECT count(*) FROM receipts";
    let kept: i64 = db.db.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 16);
    for seq in 1..=100 {
        assert!(since(&db, &founding, seq).unwrap() >= seq * 10, "{seq}");
    }
    assert_eq!(since(&db, &founding, 1), Some(10));
    assert_eq!(since(&db, &founding, 100), Some(1_000));
}

#[test]
fn a_file_of_version_5_keeps_what_others_hold_since_they_were_heard() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let founding = found(5);
    {
        let db = raw(&path);
        let schema = before_7();
        db.execute_batch(&format!(
            "{schema} DROP TABLE receipts; CREATE TABLE holdings(
                board INTEGER NOT NULL REFERENCES boards, device BLOB NOT NULL,
                log INTEGER NOT NULL REFERENCES logs, seq INTEGER NOT NULL,
                PRIMARY KEY(board, device, log)) STRICT, WITHOUT ROWID;
             PRAGMA user_version = 5;"
        ))
        .unwrap();
        let old = LogDb::over(db);
        let (board, log) = keep(&old, &founding);
        old.keep_heard(board, BOB, 1_234).unwrap();
        let sql = "INSERT INTO holdings VALUES (?, ?, ?, 2)";
        old.db.execute(sql, (board, BOB.0, log)).unwrap();
    }
    let db = LogDb::open(&path, &KEY).unwrap();
    let [board] = db.boards().unwrap().try_into().unwrap();
    let [log] = db.logs(board.key).unwrap().try_into().unwrap();
    assert_eq!(
        db.receipts(board.key).unwrap(),
        [receipt(log.key, 2, 1_234)]
    );
    db.forget_board(board.key).unwrap();
    assert_eq!(db.receipts(board.key).unwrap(), []);
}
