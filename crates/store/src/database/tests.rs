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
