//! A damaged log is put aside, and what can be read of it is carried over.

use std::os::unix::fs::FileExt;

use super::super::*;
use super::{KEY, found, keep, raw};
use crate::database::beside;

#[test]
fn a_damaged_file_is_moved_aside_and_what_is_readable_is_carried_over() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let founding = found(5);
    {
        let db = LogDb::open(&path, &KEY).unwrap();
        keep(&db, &founding);
        db.checkpoint().unwrap();
    }
    // The index of verdicts: nothing that is carried over, and read by each open.
    let root: i64 = raw(&path)
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'verdicts'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    let at = u64::try_from(root - 1).unwrap() * 4096;
    file.write_all_at(&[0xff; 4096], at).unwrap();
    let damaged = std::fs::read(&path).unwrap();

    let (db, moved) = LogDb::open_or_move_aside(&path, &KEY).unwrap();
    let moved = moved.unwrap();
    assert_eq!((moved.boards, moved.entries), (1, 3));
    assert_eq!(std::fs::read(&moved.to).unwrap(), damaged);
    let [board] = db.boards().unwrap().try_into().unwrap();
    assert_eq!(db.waiting(board.key).unwrap().len(), 3);
    let [log] = db.logs(board.key).unwrap().try_into().unwrap();
    assert_eq!(log.tip, founding.entries[2].position());
}

/// A database with Alice's boards of these numbers, of which one entry's page is damaged.
fn damaged(path: &Path, boards: u8, at: u8) {
    let db = LogDb::open(path, &KEY).unwrap();
    for number in 1..=boards {
        keep(&db, &found(number));
    }
    db.checkpoint().unwrap();
    drop(db);
    // The page of the board's second entry, by counting the rows on the pages before it.
    let row = i64::from(at - 1) * 3 + 2;
    let sql = "SELECT pageno FROM (SELECT pageno, sum(ncell) OVER (ORDER BY path) AS upto FROM dbstat \
         WHERE name = 'entries' AND pagetype = 'leaf') WHERE upto >= ? ORDER BY upto LIMIT 1";
    let page: i64 = raw(path).query_row(sql, [row], |row| row.get(0)).unwrap();
    let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    let at = u64::try_from(page - 1).unwrap() * 4096;
    file.write_all_at(&[0xff; 4096], at).unwrap();
}

/// The boards whose log is here whole.
fn whole(db: &LogDb) -> Vec<trust::BoardId> {
    let boards = db.boards().unwrap().into_iter();
    let whole = boards.filter(|board| db.count_entries(board.key).unwrap() == 3);
    whole.map(|board| board.board).collect()
}

#[test]
fn what_stands_behind_a_damaged_page_is_carried_over_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    damaged(&path, 40, 20);
    let (db, moved) = LogDb::open_or_move_aside(&path, &KEY).unwrap();
    assert_eq!(moved.unwrap().boards, 40);
    let whole = whole(&db);
    assert!(whole.contains(&found(1).board));
    assert!(!whole.contains(&found(20).board));
    assert!(whole.contains(&found(40).board), "all behind it is lost");
    assert!(whole.len() > 30, "{} boards are whole", whole.len());
}

#[test]
fn a_recovery_that_fails_halfway_leaves_everything_for_the_next_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    damaged(&path, 40, 20);
    let before = std::fs::read(&path).unwrap();
    let failed = LogDb::rebuild(&path, &KEY, Some(30));
    assert!(failed.unwrap_err().is_full());
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let (db, moved) = LogDb::open_or_move_aside(&path, &KEY).unwrap();
    assert_eq!(moved.unwrap().boards, 40);
    assert!(whole(&db).contains(&found(40).board));
    assert!(!beside(&path, ".new").exists());
}

#[test]
fn a_recovery_that_is_cut_off_between_the_renames_is_ended_by_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    keep(
        &LogDb::open(&beside(&path, ".new"), &KEY).unwrap(),
        &found(1),
    );
    std::fs::write(beside(&path, ".damaged-1"), b"damaged").unwrap();
    std::fs::write(beside(&path, "-wal"), b"of the damaged one").unwrap();
    let (db, moved) = LogDb::open_or_move_aside(&path, &KEY).unwrap();
    let to = beside(&path, ".damaged-1");
    assert!(beside(&to, "-wal").exists());
    assert_eq!(
        moved,
        Some(Moved {
            to,
            boards: 1,
            entries: 3
        })
    );
    assert_eq!(whole(&db), [found(1).board]);
}

#[test]
fn a_file_that_is_no_database_is_moved_aside() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    std::fs::write(&path, vec![0x5a; 9000]).unwrap();
    let (db, moved) = LogDb::open_or_move_aside(&path, &KEY).unwrap();
    assert_eq!(std::fs::read(moved.unwrap().to).unwrap(), vec![0x5a; 9000]);
    assert!(db.boards().unwrap().is_empty());
}
