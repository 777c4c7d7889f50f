//! Files of versions 2 and 3, and the rows of branches.

use trust::{EntryId, LogId};

use super::*;

#[test]
fn files_of_versions_2_and_3_get_a_place_for_branches_and_keep_all() {
    for version in [2, 3] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.db");
        let founding = found(5);
        {
            let db = raw(&path);
            let schema = before_7();
            db.execute_batch(&format!("{schema} PRAGMA user_version = {version};"))
                .unwrap();
            let old = LogDb::over(db);
            keep(&old, &founding);
            old.db.execute_batch("DROP TABLE branches").unwrap();
        }
        let db = LogDb::open(&path, &KEY).unwrap();
        let [board] = db.boards().unwrap().try_into().unwrap();
        let [log] = db.logs(board.key).unwrap().try_into().unwrap();
        assert_eq!(log.tip, founding.entries[2].position());
        assert_eq!(db.branches(board.key).unwrap(), []);
        assert_eq!(db.links(board.key).unwrap().len(), 3);
    }
}

#[test]
fn a_branch_is_read_as_part_of_its_log_and_goes_with_the_board() {
    let db = LogDb::in_memory().unwrap();
    let founding = found(5);
    let (board, log) = keep(&db, &founding);
    let [first, second, third] = &founding.entries[..] else {
        panic!("a founding has three entries");
    };
    // As if another entry stood in the second place.
    let mut other = second.clone();
    other.id = EntryId([77; 32]);
    let row = db
        .add_branch(board, log, other.id, first.id, other.header.device)
        .unwrap();
    let key = db.add_entry(board, row, &other).unwrap();
    assert_eq!(
        db.entry(key).unwrap(),
        other,
        "with its own log and what it follows"
    );
    let [branch] = db.branches(board).unwrap().try_into().unwrap();
    assert_eq!(
        (branch.tip, branch.length, branch.key),
        (other.position(), 1, row)
    );
    assert_eq!(db.logs(board).unwrap().len(), 1);
    assert_eq!(db.count_entries(board).unwrap(), 4);
    let links = db.links(board).unwrap();
    let of = |id| links.iter().find(|(at, ..)| at.id == id).unwrap();
    assert_eq!((of(other.id).0.log, of(other.id).1), (first.log, first.id));
    assert_eq!(of(third.id).1, second.id);
    assert_eq!(db.spans(row, 3).unwrap(), [(row, 3), (log, 2)]);
    assert_eq!(db.spans(log, 3).unwrap(), [(log, 3)]);
    assert_eq!(db.branch_of(board, other.id).unwrap(), Some(row));
    assert_ne!(LogId(other.id.0), first.log);
    db.forget_board(board).unwrap();
    assert_eq!(db.branches(board).unwrap(), []);
    assert!(db.boards().unwrap().is_empty());
}
