//! Logs that forked: a backup holds all their branches, and brings them to whatever is there.

use std::collections::BTreeMap;

use trust::{EntryId, LogWriter};

use super::record::{Board, Branch, End, Epoch, Log, Record, Row, Secret, Start};
use super::*;

/// Alice's board with comments of these numbers behind the three certificates: the same numbers make the same entries.
fn script(numbers: &[u64]) -> Founding {
    let mut founding = found(1, 0);
    let grant = founding.entries[2].header.grant;
    for at in numbers {
        let entry = comment(&mut founding, grant, *at);
        founding.entries.push(entry);
    }
    founding
}

/// Keeps the end of such a log, from this place on, as another branch. Only its last entry keeps its signature.
fn keep_branch(db: &LogDb, founding: &Founding, from: usize) {
    let board = db.boards().unwrap()[0].key;
    let of = db.logs(board).unwrap()[0].key;
    let branch = &founding.entries[from..];
    let (first, device) = (&branch[0], founding.log.device());
    let row = db
        .add_branch(board, of, first.id, first.prev, device)
        .unwrap();
    for (at, entry) in branch.iter().enumerate() {
        let mut entry = entry.clone();
        entry.signature = entry.signature.filter(|_| at + 1 == branch.len());
        db.add_entry(board, row, &entry).unwrap();
    }
    let frame = first.to_frame(&founding.keyring).unwrap().encode();
    let (position, frame) = (first.position(), Some(frame));
    db.keep_fork(of, &Fork { position, frame }, 5).unwrap();
}

/// A log of another run, with two first entries.
fn keep_two_firsts(db: &LogDb, founding: &Founding) {
    let board = db.boards().unwrap()[0].key;
    let key = DeviceSecret::from_bytes([2; 32]).device_key(&founding.nonce);
    let mut row = None;
    for words in ["one", "other"] {
        let mut log = LogWriter::start([200; 32], founding.board, &key, None);
        let draft = HeaderDraft {
            kind: Kind::Statement,
            item: None,
            compartment: Compartment::Main,
            grant: founding.entries[2].header.grant,
            cert_heads: Vec::new(),
            deps: Vec::new(),
            time: HybridTime::default().tick(3_000),
        };
        let body = words.as_bytes().to_vec();
        let entry = log.append(draft, body, &founding.keyring).unwrap();
        let device = founding.log.device();
        let here = match row {
            None => db.add_log(board, entry.log, device).unwrap(),
            Some(first) => db
                .add_branch(board, first, entry.id, EntryId::ZERO, device)
                .unwrap(),
        };
        row = Some(here);
        db.add_entry(board, here, &entry).unwrap();
    }
}

/// One log with four branches, one of which leaves another, and one that forked at its start.
fn forked() -> LogDb {
    let db = LogDb::in_memory().unwrap();
    let first = script(&[1, 2, 3]);
    keep(&db, &first, 6);
    keep_branch(&db, &script(&[1, 22, 23, 24]), 4);
    keep_branch(&db, &script(&[1, 22, 33]), 5);
    keep_branch(&db, &script(&[41]), 3);
    keep_two_firsts(&db, &first);
    db
}

/// All entries, of all branches.
fn everything(db: &LogDb) -> BTreeMap<EntryId, Entry> {
    let mut all = BTreeMap::new();
    for board in db.boards().unwrap() {
        let logs = db.logs(board.key).unwrap().into_iter().map(|log| log.key);
        let others = db.branches(board.key).unwrap().into_iter();
        for row in logs.chain(others.map(|branch| branch.key)) {
            let rows = db.range(row, 1, u64::MAX, 10_000).unwrap();
            all.extend(rows.into_iter().map(|(_, entry)| (entry.id, entry)));
        }
    }
    all
}

/// Where the branches end.
fn tips(db: &LogDb) -> std::collections::BTreeSet<trust::Position> {
    let board = db.boards().unwrap()[0].key;
    let mut shape = trust::LogGraph::default();
    for (position, prev, after) in db.links(board).unwrap() {
        assert!(
            shape.add_link(position, prev, after),
            "behind what it follows"
        );
    }
    let logs: Vec<_> = shape.logs().collect();
    logs.into_iter().flat_map(|log| shape.tips(log)).collect()
}

#[test]
fn every_branch_of_a_forked_log_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let (path, db) = (dir.path().join(NAME), forked());
    let summary = write_backup(&path, &key(), &db, &contents(), &mut draw).unwrap();
    let held = summary.boards.iter().map(|one| (one.logs, one.entries));
    assert_eq!(held.collect::<Vec<_>>(), [(2, 6 + 3 + 1 + 1 + 2)]);
    let fresh = LogDb::in_memory().unwrap();
    let restored = restore_backup(&path, &key(), &fresh, 7).unwrap();
    assert_eq!(
        (restored.boards, restored.entries, restored.forks),
        (1, 13, 4)
    );
    assert_eq!(everything(&fresh), everything(&db));
    assert_eq!((tips(&fresh), tips(&fresh).len()), (tips(&db), 6));
    let board = fresh.boards().unwrap()[0].key;
    assert_eq!(
        fresh.waiting(board).unwrap().len(),
        13,
        "all of it is judged"
    );
    let proofs = fresh.forks(board).unwrap();
    let framed = proofs.iter().filter(|fork| fork.frame.is_some()).count();
    assert_eq!((proofs.len(), framed), (4, 3), "the proofs came along");
    // Again: nothing is new. And a backup of it holds the same.
    let again = restore_backup(&path, &key(), &fresh, 7).unwrap();
    assert_eq!((again.boards, again.entries, again.forks), (0, 0, 0));
    let twice = write_backup(&path, &key(), &fresh, &contents(), &mut draw).unwrap();
    assert_eq!(twice, summary);
}

#[test]
fn branches_find_their_place_where_another_came_first() {
    let dir = tempfile::tempdir().unwrap();
    let (path, db) = (dir.path().join(NAME), forked());
    write_backup(&path, &key(), &db, &contents(), &mut draw).unwrap();
    // Here the branch that is third in the backup came first, and has gone on; the second came to its first entry.
    let here = LogDb::in_memory().unwrap();
    keep(&here, &script(&[1, 22, 33, 34]), 7);
    keep_branch(&here, &script(&[1, 22, 23]), 5);
    let restored = restore_backup(&path, &key(), &here, 7).unwrap();
    // Of the first branch two, of the second one, of the fourth one, and the log with two firsts.
    assert_eq!(
        (restored.boards, restored.entries, restored.forks),
        (0, 2 + 1 + 1 + 2, 3)
    );
    let mut all = everything(&db).into_keys().collect::<Vec<_>>();
    all.push(script(&[1, 22, 33, 34]).entries[6].id);
    all.sort_unstable();
    assert_eq!(everything(&here).into_keys().collect::<Vec<_>>(), all);
    assert_eq!(tips(&here).len(), 6);
}

#[test]
fn an_entry_where_another_one_stands_begins_a_branch() {
    let dir = tempfile::tempdir().unwrap();
    // A clone of the memory: two entries under one number of one log.
    let (one, two) = (script(&[1]), script(&[2, 3, 4]));
    let (here, there) = (LogDb::in_memory().unwrap(), LogDb::in_memory().unwrap());
    keep(&here, &one, 4);
    keep(&there, &two, 6);
    let path = dir.path().join(NAME);
    write_backup(&path, &key(), &there, &contents(), &mut draw).unwrap();
    let restored = restore_backup(&path, &key(), &here, 7).unwrap();
    assert_eq!((restored.entries, restored.forks), (3, 1));
    let board = here.boards().unwrap()[0].key;
    assert_eq!(
        here.forks(board).unwrap()[0].position,
        two.entries[3].position()
    );
    assert_eq!(all_entries(&here).len(), 4, "the first branch is as it was");
    assert_eq!(everything(&here).len(), 7);
}

/// Writes records behind a start and the board, and an end that counts them.
fn file(path: &Path, records: Vec<Record>) {
    let founding = script(&[]);
    let mut all = vec![
        Record::Start(Start { made_ms: 1 }),
        Record::Board(Board {
            board: founding.board,
            nonce: founding.nonce,
            added_ms: 2,
        }),
    ];
    let keys = founding.keyring.iter();
    all.extend(keys.map(|(_, compartment, key)| {
        Record::Epoch(Epoch {
            compartment,
            key: Secret(*key.expose()),
        })
    }));
    let count = |entry: &&Record| matches!(entry, Record::Entry(_));
    let entries = u64::try_from(records.iter().filter(count).count()).unwrap();
    all.push(Record::Log(Log {
        log: founding.log.log(),
        device: founding.log.device(),
    }));
    all.extend(records);
    all.push(Record::End(End {
        boards: 1,
        logs: 1,
        entries,
        local: 0,
    }));
    let out = std::fs::File::create(path).unwrap();
    let mut writer = sealed::SealedWriter::begin(out, &key(), &mut draw).unwrap();
    for record in all {
        writer.add(&record.encode().unwrap()).unwrap();
    }
    writer.end().unwrap();
}

fn rows(entries: &[Entry]) -> Vec<Record> {
    let row = |entry: &Entry| {
        let clear = entry.clear();
        Record::Entry(Row {
            epoch: clear.epoch,
            header: clear.header,
            body: clear.body,
            signature: clear.signature,
        })
    };
    entries.iter().map(row).collect()
}

#[test]
fn a_backup_of_before_with_a_mere_proof_is_restored() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(NAME);
    let mut records = rows(&script(&[1, 2]).entries);
    records.push(Record::Fork(record::Fork {
        seq: 5,
        entry: EntryId([9; 32]),
        frame: Some(vec![1, 2, 3]),
    }));
    file(&path, records);
    let log = LogDb::in_memory().unwrap();
    for new in [(5, 1), (0, 0)] {
        let restored = restore_backup(&path, &key(), &log, 7).unwrap();
        assert_eq!((restored.entries, restored.forks), new);
    }
    assert!(
        log.branches(log.boards().unwrap()[0].key)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_branch_that_is_none_spoils_the_whole_backup() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(NAME);
    let (first, other) = (script(&[1, 2]).entries, script(&[1, 22, 23]).entries);
    let branch = |before: EntryId, behind: Vec<Record>| {
        let mut records = rows(&first);
        records.push(Record::Branch(Branch { before }));
        records.extend(behind);
        records
    };
    file(&path, branch(first[3].id, rows(&other[4..])));
    assert_eq!(verify_backup(&path, &key()).unwrap().boards[0].entries, 7);
    let mut unsigned = other.clone();
    unsigned[5].signature = None;
    for (spoilt, why) in [
        (branch(first[3].id, Vec::new()), "a branch without entries"),
        (
            branch(first[2].id, rows(&other[4..])),
            "it follows another entry",
        ),
        (
            branch(EntryId([9; 32]), rows(&other[4..])),
            "it follows nothing",
        ),
        (branch(EntryId::ZERO, rows(&other[4..])), "it is no first"),
        (
            branch(first[3].id, rows(&unsigned[4..])),
            "nothing proves its end",
        ),
        (
            branch(first[3].id, rows(&first[4..])),
            "it stands there already",
        ),
    ] {
        file(&path, spoilt);
        let read = verify_backup(&path, &key());
        assert!(matches!(read, Err(BackupError::Damaged(_))), "{why}");
        let log = LogDb::in_memory().unwrap();
        assert!(restore_backup(&path, &key(), &log, 7).is_err(), "{why}");
        assert!(log.boards().unwrap().is_empty(), "{why}");
    }
}
