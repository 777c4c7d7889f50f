//! The lock of the boards: changed only by who could open it, or from a keyring that is lost; and told.

use std::process::Command;

use super::damage::notices;
use super::people::Person;
use crate::api::{
    AppError, ErrorCode, Intent, NoticeCode, Query, Reading, ReadingAnswer, Secret, VaultEntry,
    VaultWay,
};
use crate::{App, AppOptions};

fn lock(way: VaultWay, passphrase: Option<&str>) -> Intent {
    Intent::ChangeVault {
        entry: VaultEntry {
            way: Some(way),
            passphrase: passphrase.map(|typed| Secret::new(typed.to_owned())),
        },
    }
}

#[tokio::test]
async fn that_the_lock_was_changed_is_told_until_it_was_read() {
    let alice = Person::alone("Alice").await;
    assert!(alice.rows(Query::Notices).await.is_empty());
    // What changed nothing is not told.
    let short = alice.fails(lock(VaultWay::Passphrase, Some("no"))).await;
    assert_eq!(short.code, ErrorCode::PassphraseShort);
    assert!(alice.rows(Query::Notices).await.is_empty());
    alice
        .does(lock(VaultWay::Passphrase, Some("four unusual words")))
        .await;
    let told = notices(alice.rows(Query::Notices).await);
    let [notice] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(notice.code, NoticeCode::LockChanged);
    assert_eq!(
        (notice.way, &*notice.path),
        (Some(VaultWay::Passphrase), "")
    );
    let notice = notice.notice.clone();
    alice.does(Intent::DismissNotice { notice }).await;
    assert!(alice.rows(Query::Notices).await.is_empty());
}

/// Set for the process inside of a session with a keyring of its own.
const INSIDE: &str = "MANYHANDS_TEST_LOCK";

#[test]
fn from_a_keyring_that_is_locked_the_lock_is_not_changed_and_the_words_are_not_told() {
    let have = |program: &str| {
        let found = Command::new(program).arg("--version").output();
        found.is_ok_and(|output| output.status.success())
    };
    let needed = ["dbus-run-session", "gnome-keyring-daemon", "dbus-send"];
    if !needed.into_iter().all(have) {
        let words =
            "skipped: dbus-run-session, dbus-send or gnome-keyring-daemon is not installed\n";
        std::io::Write::write_all(&mut std::io::stderr(), words.as_bytes()).unwrap();
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let script = "printf '%s' login | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n\
                  exec \"$0\" --exact tests::lock::inside_a_session_with_a_keyring --ignored --nocapture";
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", script])
        .arg(std::env::current_exe().unwrap())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env("XDG_DATA_HOME", home.path())
        .env(INSIDE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn why(error: &AppError) -> (ErrorCode, &str) {
    let why = error.details.get("why").map_or("", String::as_str);
    (error.code, why)
}

#[tokio::test]
#[ignore = "run by `from_a_keyring_that_is_locked_the_lock_is_not_changed_and_the_words_are_not_told`"]
async fn inside_a_session_with_a_keyring() {
    assert!(std::env::var_os(INSIDE).is_some());
    let folder = tempfile::tempdir().unwrap();
    let mut options = AppOptions::new(folder.path().to_owned());
    options.network = false;
    options.control = false;
    options.vault = VaultEntry {
        way: Some(VaultWay::Keyring),
        passphrase: None,
    };
    let app = App::open(options).await.unwrap();
    // Open, it is a proof that nobody notices.
    assert_eq!(app.recovery_words(None).await.unwrap().len(), 12);
    let locked = Command::new("dbus-send")
        .args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
        ])
        .args([
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
        ])
        .arg("array:objpath:/org/freedesktop/secrets/collection/login")
        .output()
        .unwrap();
    assert!(locked.status.success(), "{locked:?}");
    let way = async || match app.read(Reading::Safety).await.unwrap() {
        ReadingAnswer::Safety { safety } => safety.way,
        other => panic!("{other:?}"),
    };
    // Two calls of a script: another lock, which asks nobody, and then the words.
    for other in [
        lock(VaultWay::PlainFile, None),
        lock(VaultWay::Passphrase, Some("a passphrase of mine")),
    ] {
        let refused = app.dispatch(other).await.unwrap_err();
        assert_eq!(why(&refused), (ErrorCode::KeyringFailed, "locked"));
    }
    assert_eq!(way().await, VaultWay::Keyring);
    let refused = app.recovery_words(None).await.unwrap_err();
    assert_eq!(why(&refused), (ErrorCode::KeyringFailed, "locked"));
    app.shutdown().await.unwrap();
}
