//! The log on disk: what was written comes back, and failures are told apart.

use trust::{
    DeviceSecret, EndpointId, FoundParams, Founding, HybridTime, KemSecret, LogId, PersonSeed,
    Verdict, found_board,
};

use super::*;

const KEY: DatabaseKey = DatabaseKey::from_bytes([8; 32]);

/// Opens the file beside a `LogDb`, to spoil it.
fn raw(path: &Path) -> Connection {
    open_database(path, &KEY, Access::Write).unwrap()
}

mod branches;
mod damage;
mod damage_branches;
mod receipts;

use receipts::receipt;

/// Alice's board of this number.
fn found(number: u8) -> Founding {
    found_board(FoundParams {
        seed: PersonSeed::from_bytes([1; 16]),
        device: DeviceSecret::from_bytes([2; 32]),
        kem: KemSecret::from_bytes([3; 32]).public(),
        endpoint: EndpointId([4; 32]),
        entropy: [number; 32],
        now: HybridTime::default().tick(1_000),
    })
    .unwrap()
}

/// Keeps the board with all of its entries accepted.
fn keep(db: &LogDb, founding: &Founding) -> (BoardKey, LogKey) {
    let board = db.add_board(founding.board, founding.nonce, 7).unwrap();
    for (_, compartment, key) in founding.keyring.iter() {
        db.add_epoch(board, compartment, key).unwrap();
    }
    let log = db
        .add_log(board, founding.log.log(), founding.log.device())
        .unwrap();
    for entry in &founding.entries {
        let key = db.add_entry(board, log, entry).unwrap();
        db.add_verdict(key, &Verdict::Accepted, None, b"").unwrap();
    }
    (board, log)
}

#[test]
fn entries_come_back_as_they_were_written() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let founding = found(9);
    {
        let db = LogDb::open(&path, &KEY).unwrap();
        db.begin().unwrap();
        keep(&db, &founding);
        db.commit().unwrap();
    }
    let db = LogDb::open(&path, &KEY).unwrap();
    let [board] = db.boards().unwrap().try_into().unwrap();
    assert_eq!((board.board, board.nonce), (founding.board, founding.nonce));
    let keys = |keyring: &trust::Keyring| {
        keyring
            .iter()
            .map(|(id, of, _)| (id, of))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        keys(&db.keyring(board.key).unwrap()),
        keys(&founding.keyring)
    );
    let [log] = db.logs(board.key).unwrap().try_into().unwrap();
    assert_eq!(log.tip, founding.entries[2].position());
    let read: Vec<_> = db.range(log.key, 1, 9, 9).unwrap();
    let read: Vec<_> = read.into_iter().map(|(_, entry)| entry).collect();
    assert_eq!(read, founding.entries);
    assert_eq!(db.count_entries(board.key).unwrap(), 3);
    assert_eq!(db.certificates(board.key).unwrap().len(), 3);
    let reader = LogDb::reader(&path, &KEY).unwrap();
    let rows = reader.verdicts_since(1, 10).unwrap();
    assert_eq!(rows.iter().map(|row| row.n).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(rows[0].entry, founding.entries[1]);
    assert!(reader.set_meta("a reader", b"never writes").is_err());
}

#[test]
fn a_part_of_a_transaction_can_be_undone_alone() {
    let db = LogDb::in_memory().unwrap();
    db.begin().unwrap();
    keep(&db, &found(1));
    db.savepoint().unwrap();
    keep(&db, &found(2));
    db.undo_savepoint().unwrap();
    db.commit().unwrap();
    assert_eq!(db.boards().unwrap().len(), 1);
    assert_eq!(db.newest_verdict().unwrap(), 3);
}

#[test]
fn a_file_of_a_newer_app_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    drop(LogDb::open(&path, &KEY).unwrap());
    let newer = raw(&path);
    newer
        .pragma_update(None, "user_version", SCHEMA_VERSION + 1)
        .unwrap();
    drop(newer);
    let before = std::fs::read(&path).unwrap();
    let opened = LogDb::open_or_move_aside(&path, &KEY);
    assert!(matches!(
        opened,
        Err(StoreError::TooNew { found, known, .. })
            if (found, known) == (SCHEMA_VERSION + 1, SCHEMA_VERSION)
    ));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_full_disk_is_its_own_error_and_keeps_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let db = LogDb::open(&path, &KEY).unwrap();
    db.begin().unwrap();
    let (board, _) = keep(&db, &found(1));
    db.commit().unwrap();
    let pages = std::fs::metadata(&path).unwrap().len() / 4096 + 20;
    db.limit_pages(Some(u32::try_from(pages).unwrap())).unwrap();
    let error = (2..=255)
        .find_map(|number| {
            let founding = found(number);
            let write = || {
                db.begin()?;
                let key = db.add_board(founding.board, founding.nonce, 0)?;
                db.set_meta(&format!("{key:?}"), &[7; 4096])?;
                db.commit()
            };
            let error = write().err()?;
            db.rollback().unwrap();
            Some(error)
        })
        .unwrap();
    assert!(error.is_full(), "{error:?}");
    assert_eq!(db.count_entries(board).unwrap(), 3);
    db.limit_pages(None).unwrap();
    db.begin().unwrap();
    keep(&db, &found(0));
    db.commit().unwrap();
}

#[test]
fn one_log_key_may_stand_on_two_boards() {
    let db = LogDb::in_memory().unwrap();
    let (one, two) = (found(1), found(2));
    let (board, _) = keep(&db, &one);
    let other = db.add_board(two.board, two.nonce, 7).unwrap();
    for (_, compartment, key) in two.keyring.iter() {
        db.add_epoch(other, compartment, key).unwrap();
    }
    let log = db
        .add_log(other, one.log.log(), one.log.device())
        .expect("the key is used on another board");
    db.add_entry(other, log, &two.entries[0]).unwrap();
    // What is on one board is not found on the other.
    let (here, there) = (one.entries[0].id, two.entries[0].id);
    assert!(db.known(board, here).unwrap().is_some());
    assert!(db.known(other, here).unwrap().is_none());
    assert!(db.entry_of(other, there).unwrap().is_some());
    assert!(db.entry_of(board, there).unwrap().is_none());
}

#[test]
fn a_file_of_version_1_is_brought_up_to_date_with_all_that_is_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let founding = found(5);
    {
        let old = before_7().replace(
            "log BLOB NOT NULL,\n    device BLOB NOT NULL,\n    UNIQUE(board, log)\n) STRICT;",
            "log BLOB NOT NULL UNIQUE,\n    device BLOB NOT NULL\n) STRICT;\nCREATE INDEX logs_of_board ON logs(board);",
        );
        assert_ne!(old, before_7());
        let db = raw(&path);
        db.execute_batch(&format!("{old} PRAGMA user_version = 1;"))
            .unwrap();
        keep(&LogDb::over(db), &founding);
    }
    let db = LogDb::open(&path, &KEY).unwrap();
    let [board] = db.boards().unwrap().try_into().unwrap();
    let [log] = db.logs(board.key).unwrap().try_into().unwrap();
    assert_eq!(log.tip, founding.entries[2].position());
    let add = |board| db.add_log(board, founding.log.log(), founding.log.device());
    assert!(add(board.key).is_err());
    let other = db.add_board(found(6).board, found(6).nonce, 7).unwrap();
    add(other).unwrap();
    // Foreign keys still point at the table, and are looked at again.
    assert!(add(BoardKey(99)).is_err());
    db.keep_receipt(board.key, receipt(log.key, 3, 1)).unwrap();
}

#[test]
fn a_file_of_version_4_gets_tables_for_boards_that_are_carried() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let founding = found(5);
    {
        let whole = before_7();
        let (old, _) = whole.split_once("CREATE TABLE carried(").unwrap();
        let db = raw(&path);
        db.execute_batch(&format!("{old} PRAGMA user_version = 4;"))
            .unwrap();
        keep(&LogDb::over(db), &founding);
    }
    let db = LogDb::open(&path, &KEY).unwrap();
    assert_eq!(db.boards().unwrap().len(), 1);
    assert!(db.carried().unwrap().is_empty());
    let access = trust::EpochKey::from_bytes([4; 32]);
    db.keep_carried(founding.board, &access, 7).unwrap();
    let [carried] = db.carried().unwrap().try_into().unwrap();
    let log = db.add_frame_log(carried.key, founding.log.log()).unwrap();
    let position = founding.entries[0].position();
    db.add_frame(log, position, true, b"sealed").unwrap();
    assert_eq!(db.frame_logs(carried.key).unwrap(), [(log, position)]);
    assert!(db.add_frame(log, position, true, b"again").is_err());
    db.forget_carried(carried.key).unwrap();
    assert!(db.carried().unwrap().is_empty());
}

#[test]
fn the_oldest_addresses_go() {
    let db = LogDb::in_memory().unwrap();
    for port in 1..=9_u64 {
        let address = format!("10.0.0.1:{port}");
        db.keep_address(EndpointId([9; 32]), &address, Seen::Dialled, port)
            .unwrap();
    }
    let addresses = db.addresses().unwrap();
    assert_eq!(addresses.len(), 6);
    assert_eq!(addresses[0].1, "10.0.0.1:9");
}

#[test]
fn where_a_device_only_came_from_pushes_out_nothing_else() {
    let db = LogDb::in_memory().unwrap();
    let device = EndpointId([9; 32]);
    let keep = |port: u64, seen, at| {
        let address = format!("10.0.0.1:{port}");
        db.keep_address(device, &address, seen, at).unwrap();
    };
    let kept = |wanted| {
        let all = db.addresses().unwrap().into_iter();
        let some = all.filter(|(_, _, seen)| *seen == wanted);
        some.map(|(_, address, _)| address).collect::<Vec<_>>()
    };
    keep(1, Seen::Dialled, 1);
    for port in 10..40 {
        keep(port, Seen::Inbound, port);
    }
    assert_eq!(kept(Seen::Dialled), ["10.0.0.1:1"]);
    assert_eq!(kept(Seen::Inbound), ["10.0.0.1:39", "10.0.0.1:38"]);
    // Once it was reached there it stays so, whoever dials the next time.
    keep(39, Seen::Dialled, 50);
    keep(39, Seen::Inbound, 60);
    assert_eq!(kept(Seen::Dialled), ["10.0.0.1:39", "10.0.0.1:1"]);
    assert_eq!(kept(Seen::Inbound), ["10.0.0.1:38"]);
}

#[test]
fn a_join_is_kept_until_it_ends() {
    let db = LogDb::in_memory().unwrap();
    let states = [
        JoinState::Asking,
        JoinState::Fetching {
            log: LogId([1; 32]),
            seq: 4,
            entries: 9,
        },
        JoinState::Refused("expired".to_owned()),
    ];
    let board = trust::BoardId([6; 32]);
    for state in states {
        let join = JoinRecord {
            board,
            ticket: "mh1abc".to_owned(),
            since_ms: 5,
            hidden: state == JoinState::Asking,
            state,
        };
        db.keep_join(&join).unwrap();
        assert_eq!(db.joins().unwrap(), [join]);
    }
    db.end_join(board).unwrap();
    assert!(db.joins().unwrap().is_empty());
}

/// The schema before a join said itself whether it hides.
fn before_7() -> String {
    let old = schema::SCHEMA.replace(",\n    hidden INTEGER NOT NULL DEFAULT 0", "");
    assert_ne!(old, schema::SCHEMA);
    old
}

#[test]
fn a_file_of_version_6_keeps_its_joins_also_where_it_is_damaged() {
    let joins = |damaged: bool| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.db");
        let db = raw(&path);
        db.execute_batch(&format!(
            "{} PRAGMA user_version = 6;
             INSERT INTO joins(board, ticket, since_ms, state) VALUES (x'{}', 'mh1abc', 5, 0);",
            before_7(),
            "06".repeat(32)
        ))
        .unwrap();
        drop(db);
        if damaged {
            return LogDb::rebuild(&path, &KEY, None).unwrap().0.joins();
        }
        LogDb::open(&path, &KEY).unwrap().joins()
    };
    for damaged in [false, true] {
        let [join] = joins(damaged).unwrap().try_into().unwrap();
        assert_eq!((join.ticket.as_str(), join.hidden), ("mh1abc", false));
    }
}

#[test]
fn the_document_has_the_schema_to_the_letter() {
    let document = include_str!("../../../../docs/file-format.md");
    assert!(
        document.contains(schema::SCHEMA.trim()),
        "docs/file-format.md is stale"
    );
}
