//! 59 and 61: folders that were copied, files and entries of a newer app.

use std::path::Path;

use model::Statement;
use store::{
    Access, Choice, DataFolder, Database, DeviceKeys, LogDb, StoreError, Vault, open_database,
};
use trust::Kind;

use super::meeting::{KEY, NOW, act, add_need, comment, on_disk};
use super::{Circle, open, pump};

fn copy_all(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        if file.file_type().unwrap().is_file() {
            std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
}

/// Opens a data folder as the app does. The same numbers are drawn as in any copy with this seed.
fn start(root: &Path, seed: u64) -> (DataFolder, node::Core) {
    let folder = DataFolder::open(root).unwrap();
    let mut fixed = |bytes: &mut [u8]| {
        bytes.fill(2);
        Ok(())
    };
    let vault = Vault::enter(&folder, Some(Choice::PlainFile), None, &mut fixed).unwrap();
    DeviceKeys::load_or_create(&folder, &vault, &mut fixed).unwrap();
    let log = LogDb::open(&folder.log_db(), &vault.database_key(Database::Log)).unwrap();
    let core = open(log, 2, seed);
    (folder, core)
}

#[test]
fn bad_input_59_a_folder_that_was_copied_while_it_ran_starts_new_logs() {
    let home = tempfile::tempdir().unwrap();
    let (_lock, mut bob) = start(&home.path().join("one"), 30);
    let board = act(&mut bob, NOW, |core| core.create_board(NOW)).0;
    let need = add_need(&mut bob, board, NOW);
    let copy = home.path().join("two");
    std::fs::create_dir(&copy).unwrap();
    copy_all(&home.path().join("one"), &copy);

    let (_other, mut clone) = start(&copy, 31);
    let (here, there) = (
        comment(&mut bob, board, need, NOW),
        comment(&mut clone, board, need, NOW),
    );
    assert_ne!(here.log, there.log);
    assert_eq!(there.seq, 1, "the first number of a log of its own");
    // Two of one device do not talk with each other; over Alice both are there.
    let mut alice = open(LogDb::in_memory().unwrap(), 1, 10);
    let ticket = super::meeting::ticket(
        &mut bob,
        board,
        super::meeting::spec(trust::Role::Editor),
        NOW,
    );
    assert_eq!(
        super::meeting::try_join((&mut alice, NOW), (&mut bob, NOW), ticket),
        None
    );
    pump((&mut clone, NOW), (&mut alice, NOW));
    pump((&mut bob, NOW), (&mut alice, NOW));
    for core in [&alice, &bob] {
        let all = core.verdicts_since(0, 1_000).unwrap();
        for said in [here, there] {
            assert!(
                all.iter()
                    .any(|one| one.entry.id == said.id && one.verdict.is_accepted())
            );
        }
        let key = core.db().boards().unwrap()[0].key;
        assert!(
            core.db().forks(key).unwrap().is_empty(),
            "no number is used twice"
        );
    }
}

#[test]
fn bad_input_61_entries_of_a_newer_app_are_carried_and_not_judged_by_guess() {
    let mut circle = Circle::new();
    let mut log = circle.log(101);
    let newer = circle.write(
        &mut log,
        Kind::Certificate,
        None,
        &[],
        vec![0x82, 0x18, 0x63, 0x81, 0x80],
    );
    let about = [circle.creation];
    let word = circle.write(
        &mut log,
        Kind::Statement,
        Some(circle.item),
        &about,
        vec![0x82, 0x18, 0x63, 0x80],
    );
    let known = Statement::Comment {
        text: "after it".to_owned(),
    }
    .to_body();
    let known = circle.write(&mut log, Kind::Statement, Some(circle.item), &about, known);
    circle.push(&[newer.clone(), word.clone(), known.clone()]);
    assert_eq!(circle.aside(&newer), "unknown-kind");
    assert_eq!(circle.aside(&word), "statementUnknown");
    assert!(
        circle.verdict(known.id).unwrap().is_accepted(),
        "what is understood counts"
    );
    circle.meet();
    let carried = circle.mallory.verdicts_since(0, 1_000).unwrap();
    assert!(
        carried
            .iter()
            .any(|one| one.entry.id == newer.id && one.entry.body == newer.body),
        "byte for byte"
    );
}

#[test]
fn bad_input_61_a_log_of_a_newer_app_is_left_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("log.db");
    let mut bob = open(on_disk(&path).unwrap(), 2, 30);
    act(&mut bob, NOW, |core| core.create_board(NOW));
    bob.into_parts().unwrap().db.checkpoint().unwrap();
    let newer = open_database(&path, &KEY, Access::Write).unwrap();
    newer.pragma_update(None, "user_version", 9_999).unwrap();
    drop(newer);
    let bytes = std::fs::read(&path).unwrap();
    assert!(matches!(
        on_disk(&path),
        Err(StoreError::TooNew { found: 9_999, .. })
    ));
    assert_eq!(
        std::fs::read(&path).unwrap(),
        bytes,
        "not a byte is rewritten"
    );
}
