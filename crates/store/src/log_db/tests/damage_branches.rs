//! A damaged log with forks: what could be read of the branches is carried over with the rest.

use std::os::unix::fs::FileExt;

use trust::{Entry, EntryId, LogId};

use super::super::*;
use super::{KEY, found, keep, raw};

/// Alice's board of a number, whose log has another branch of two entries behind its first one, or (`whole`) from the
/// start on. Returns the branch's entries.
fn forked(db: &LogDb, number: u8, whole: bool) -> Vec<Entry> {
    let founding = found(number);
    let (board, log) = keep(db, &founding);
    let entries = &founding.entries;
    let (before, from) = if whole {
        (EntryId::ZERO, 0)
    } else {
        (entries[0].id, 1)
    };
    let mut branch: Vec<Entry> = entries[from..].to_vec();
    for (at, entry) in (0..).zip(&mut branch) {
        entry.id = EntryId([100 + at; 32]);
        entry.id.0[0] = number;
    }
    for at in 1..branch.len() {
        branch[at].prev = branch[at - 1].id;
    }
    let device = branch[0].header.device;
    let row = db
        .add_branch(board, log, branch[0].id, before, device)
        .unwrap();
    for entry in &branch {
        db.add_entry(board, row, entry).unwrap();
    }
    let proof = Fork {
        position: branch[0].position(),
        frame: Some(vec![7]),
    };
    db.keep_fork(log, &proof, 5).unwrap();
    branch
}

/// What is here of a board: the numbers of its log, and of each other branch.
fn shape(db: &LogDb, number: u8) -> (u64, Vec<(u64, u64)>) {
    let id = found(number).board;
    let boards = db.boards().unwrap().into_iter();
    let Some(board) = boards.into_iter().find(|board| board.board == id) else {
        return (0, Vec::new());
    };
    let logs = db.logs(board.key).unwrap();
    assert!(logs.len() <= 1, "a branch is no log of its own: {logs:?}");
    let branches = db.branches(board.key).unwrap().into_iter();
    let branches = branches.map(|branch| (branch.tip.seq, branch.length));
    (
        logs.first().map_or(0, |log| log.tip.seq),
        branches.collect(),
    )
}

#[test]
fn branches_and_their_proofs_are_carried_over_where_a_page_is_torn() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let branch = {
        let db = LogDb::open(&path, &KEY).unwrap();
        let branch = forked(&db, 5, false);
        db.checkpoint().unwrap();
        branch
    };
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
    let (db, moved) = LogDb::open_or_move_aside(&path, &KEY).unwrap();
    assert_eq!(moved.unwrap().entries, 5);
    assert_eq!(shape(&db, 5), (3, vec![(3, 2)]));
    let [board] = db.boards().unwrap().try_into().unwrap();
    for entry in &branch {
        let (_, read) = db.entry_of(board.key, entry.id).unwrap().unwrap();
        assert_eq!(read, *entry, "with its own log");
    }
    assert_eq!(db.waiting(board.key).unwrap().len(), 5);
    let [proof] = db.forks(board.key).unwrap().try_into().unwrap();
    assert_eq!(proof.position, branch[0].position());
}

#[test]
fn a_torn_page_of_entries_costs_the_branches_on_it_and_no_others() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    {
        let db = LogDb::open(&path, &KEY).unwrap();
        for number in 1..=40 {
            forked(&db, number, number % 2 == 0);
        }
        db.checkpoint().unwrap();
    }
    let page: i64 = raw(&path)
        .query_row(
            "SELECT pageno FROM dbstat WHERE name = 'entries' AND pagetype = 'leaf' \
             ORDER BY path LIMIT 1 OFFSET 8",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    let at = u64::try_from(page - 1).unwrap() * 4096;
    file.write_all_at(&[0xff; 4096], at).unwrap();
    let (db, moved) = LogDb::open_or_move_aside(&path, &KEY).unwrap();
    assert_eq!(moved.unwrap().boards, 40);
    let whole = (1..=40).filter(|number| {
        let (log, branches) = shape(&db, *number);
        log == 3 && branches == [(3, if number % 2 == 0 { 3 } else { 2 })]
    });
    let whole = whole.count();
    assert!((30..40).contains(&whole), "{whole} are whole");
}

/// The newest number of a log, and of each of its other branches, with how many entries stand on it alone.
type Left = (u64, &'static [(u64, u64)]);

#[test]
fn of_a_branch_stays_what_follows_what_is_here() {
    // What is lost, whether the branch begins at the start, and what is left: of the log, of its branches.
    let cases: [(&str, bool, Left); 7] = [
        ("entries WHERE log = 1 AND seq = 3", false, (2, &[(3, 2)])),
        ("entries WHERE log = 1 AND seq = 1", false, (0, &[])),
        ("entries WHERE log = 2 AND seq = 2", false, (3, &[])),
        ("entries WHERE log = 2 AND seq = 3", false, (3, &[(2, 1)])),
        ("branches", false, (3, &[])),
        ("branches", true, (3, &[])),
        // The branch is what is left of the log.
        ("entries WHERE log = 1 AND seq = 1", true, (3, &[])),
    ];
    for (lost, whole, (log, branches)) in cases {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.db");
        {
            let db = LogDb::open(&path, &KEY).unwrap();
            forked(&db, 5, whole);
        }
        let sql = format!("PRAGMA foreign_keys = OFF; DELETE FROM {lost};");
        raw(&path).execute_batch(&sql).unwrap();
        let (db, _) = LogDb::rebuild(&path, &KEY, None).unwrap();
        assert_eq!(shape(&db, 5), (log, branches.to_vec()), "{lost} {whole}");
        // The log has its own name, whichever branch is left of it.
        let [board] = db.boards().unwrap().try_into().unwrap();
        let names: Vec<LogId> = db
            .logs(board.key)
            .unwrap()
            .iter()
            .map(|log| log.tip.log)
            .collect();
        assert!(names.iter().all(|name| *name == found(5).entries[0].log));
    }
}
