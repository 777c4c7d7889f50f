use super::*;

fn key(of: u8) -> DatabaseKey {
    DatabaseKey::from_bytes([of; 32])
}

#[test]
fn a_sealed_database_opens_with_its_key_alone_and_finds_words_by_their_middle() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("index.db");
    {
        let db = open_database(&path, &key(1), Access::Write).unwrap();
        db.pragma_update(None, "journal_mode", "WAL").unwrap();
        db.execute_batch(
            "CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'trigram');
             INSERT INTO words VALUES ('Blankets for the Kirchplatz');",
        )
        .unwrap();
    }
    let reader = open_database(&path, &key(1), Access::Read).unwrap();
    let found: String = reader
        .query_row(
            "SELECT text FROM words WHERE words MATCH 'irchpl'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(found, "Blankets for the Kirchplatz");
    assert!(reader.execute("DELETE FROM words", []).is_err());
    for wrong in [key(2), key(0)] {
        let opened = open_database(&path, &wrong, Access::Write);
        let error = opened.unwrap_err();
        assert!(matches!(&error, StoreError::WrongKey(at) if *at == path));
        assert!(error.is_damage());
    }
    assert!(open_database(&path, &key(1), Access::Read).is_ok());
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(10).any(|part| part == b"Kirchplatz"));
    assert!(!is_plain(&path).unwrap());
}

#[test]
fn a_plain_database_is_known_as_one_and_does_not_pass_for_a_sealed_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("old.db");
    assert!(!is_plain(&path).unwrap());
    let old = open_plain(&path, Access::Write).unwrap();
    old.execute_batch("CREATE TABLE t(a)").unwrap();
    drop(old);
    assert!(is_plain(&path).unwrap());
    let opened = open_database(&path, &key(1), Access::Read);
    assert!(matches!(opened, Err(StoreError::WrongKey(_))));
}

/// What sealing costs, beside the same without it: run with `--ignored --nocapture` on a quiet machine.
#[test]
#[ignore = "figures, for docs/decisions/0070"]
#[expect(clippy::disallowed_methods, reason = "it measures")]
fn what_sealing_costs() {
    use std::io::Write as _;
    use std::time::Instant;

    const ROWS: u32 = 2_000;
    const OPENS: u32 = 200;
    let dir = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
    let open = |path: &Path, sealed: bool, access| {
        if sealed {
            open_database(path, &key(1), access).unwrap()
        } else {
            open_plain(path, access).unwrap()
        }
    };
    let body = vec![0x5a; 400];
    let mut figures = Vec::new();
    for round in 0..3 {
        for sealed in [false, true] {
            let path = dir.path().join(format!("{round}-{sealed}.db"));
            let db = open(&path, sealed, Access::Write);
            db.pragma_update(None, "journal_mode", "WAL").unwrap();
            db.pragma_update(None, "synchronous", "FULL").unwrap();
            db.execute_batch("CREATE TABLE t(id INTEGER PRIMARY KEY, body BLOB) STRICT")
                .unwrap();
            let mut write = db.prepare("INSERT INTO t(body) VALUES (?)").unwrap();
            let began = Instant::now();
            for _ in 0..ROWS {
                write.execute([&body]).unwrap();
            }
            let edit = began.elapsed() / ROWS;
            drop(write);
            drop(db);
            let began = Instant::now();
            for _ in 0..OPENS {
                let db = open(&path, sealed, Access::Read);
                db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
                    .unwrap();
            }
            let opening = began.elapsed() / OPENS;
            let db = open(&path, sealed, Access::Read);
            let began = Instant::now();
            let sum: i64 = db
                .query_row("SELECT sum(length(body)) FROM t", [], |row| row.get(0))
                .unwrap();
            assert_eq!(sum, 800_000);
            figures.push((sealed, edit, opening, began.elapsed()));
        }
    }
    let mut out = std::io::stderr().lock();
    for (sealed, edit, opening, scan) in figures {
        writeln!(
            out,
            "sealed {sealed}: durable edit {edit:?}, open {opening:?}, reading 1 MB {scan:?}"
        )
        .unwrap();
    }
}
