use std::process::Command;
use std::sync::mpsc::sync_channel;
use std::thread;

use crate::{Access, DatabaseKey, open_database};

/// How often a process is seen to end; where SQLCipher was taken down, most of them ended by a segmentation fault.
const TIMES: usize = 10;
/// What writes while it ends.
const ENDING: &str = "process_end::tests::a_process_that_ends_while_threads_write";

#[test]
#[ignore = "run by the test below, in a process of its own"]
fn a_process_that_ends_while_threads_write() {
    let folder = tempfile::tempdir().unwrap();
    let (begun, writing) = sync_channel(1);
    for number in 0..4 {
        let path = folder.path().join(format!("{number}.db"));
        let begun = begun.clone();
        thread::spawn(move || {
            let key = DatabaseKey::from_bytes([7; 32]);
            loop {
                let db = open_database(&path, &key, Access::Write).unwrap();
                db.execute_batch("CREATE TABLE IF NOT EXISTS t (n); INSERT INTO t VALUES (1);")
                    .unwrap();
                let _ = begun.send(());
            }
        });
    }
    for _ in 0..40 {
        writing.recv().unwrap();
    }
    // The folder stays: what goes on writing must not fail before the end.
    let _ = folder.keep();
}

#[test]
fn a_process_ends_in_peace_while_threads_write() {
    let program = std::env::current_exe().unwrap();
    for _ in 0..TIMES {
        let folder = tempfile::tempdir().unwrap();
        let ended = Command::new(&program)
            .args(["--exact", ENDING, "--ignored"])
            .env("TMPDIR", folder.path())
            .output()
            .unwrap();
        assert!(ended.status.success(), "{ended:?}");
        let said = String::from_utf8(ended.stdout).unwrap();
        assert!(said.contains("1 passed"), "{said}");
    }
}

#[test]
#[ignore = "run by the test below, in a process of its own"]
fn a_test_that_fails_once_a_database_was_open() {
    let folder = tempfile::tempdir().unwrap();
    let key = DatabaseKey::from_bytes([7; 32]);
    open_database(&folder.path().join("a.db"), &key, Access::Write).unwrap();
    panic!("as it should");
}

#[test]
fn the_status_of_a_process_is_its_own() {
    let ended = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "process_end::tests::a_test_that_fails_once_a_database_was_open",
            "--ignored",
        ])
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(101), "{ended:?}");
}
