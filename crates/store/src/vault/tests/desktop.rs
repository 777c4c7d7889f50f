//! A real keyring: `gnome-keyring-daemon` on a bus of its own. Where they are not installed, the test says so.

use std::process::{Command, Stdio};

use super::*;

/// Set for the process inside of the private session.
const INSIDE: &str = "MANYHANDS_TEST_KEYRING";

/// Runs a test of this module (an ignored one) on a bus of its own, after a command that starts the keyring.
fn on_a_bus(test: &str, start: &str) {
    let have = |program: &str| {
        let found = Command::new(program)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        found.is_ok_and(|status| status.success())
    };
    if !have("dbus-run-session") || !have("gnome-keyring-daemon") {
        let words = "skipped: dbus-run-session or gnome-keyring-daemon is not installed\n";
        std::io::Write::write_all(&mut std::io::stderr(), words.as_bytes()).unwrap();
        return;
    }
    let home = tempfile::tempdir().unwrap();
    // A bus that starts no services by itself.
    let bus = home.path().join("bus.conf");
    let listen = home.path().join("bus");
    std::fs::write(
        &bus,
        format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen>\
             <policy context='default'><allow send_destination='*' eavesdrop='true'/>\
             <allow eavesdrop='true'/><allow own='*'/></policy></busconfig>",
            listen.display()
        ),
    )
    .unwrap();
    let script = format!("{start}\nexec \"$0\" --exact \"$1\" --ignored --nocapture");
    let output = Command::new("dbus-run-session")
        .arg(format!("--config-file={}", bus.display()))
        .args(["--", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .arg(format!("vault::tests::desktop::{test}"))
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

const UNLOCKED: &str =
    "printf '%s' login | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";

#[test]
fn the_keyring_of_a_desktop_keeps_the_key() {
    on_a_bus("inside_an_unlocked_session", UNLOCKED);
}

#[test]
fn a_locked_keyring_says_that_it_is_locked() {
    on_a_bus("inside_a_session_that_is_locked_again", UNLOCKED);
}

#[test]
fn without_a_keyring_the_words_say_so() {
    on_a_bus("inside_a_session_without_a_keyring", "true");
}

#[test]
#[ignore = "run by `the_keyring_of_a_desktop_keeps_the_key`"]
fn inside_an_unlocked_session() {
    assert!(std::env::var_os(INSIDE).is_some());
    let (_dir, folder) = folder();
    let mut vault = Vault::create(&folder, Choice::Keyring, &mut draw).unwrap();
    let key = vault.key().clone();
    assert_eq!(
        Vault::state(&folder).unwrap(),
        VaultState::Locked(Way::Keyring)
    );
    let bytes = std::fs::read(folder.vault_file()).unwrap();
    assert!(!holds(&bytes, key.expose()));
    assert_eq!(*Vault::open(&folder, None, &mut draw).unwrap().key(), key);

    // Another key under this folder's number.
    let id = *vault.file.id();
    let other = VaultKey::from_bytes([1; 32]);
    keyring::keep(&id, &other).unwrap();
    let opened = Vault::open(&folder, None, &mut draw);
    let error = opened.unwrap_err();
    assert!(matches!(error, VaultError::Keyring(KeyringError::OtherKey)));
    keyring::keep(&id, &key).unwrap();
    assert_eq!(*Vault::open(&folder, None, &mut draw).unwrap().key(), key);

    // To a passphrase: the entry goes, and with it the old way.
    let typed = passphrase("correct horse battery");
    let before = std::fs::read(folder.vault_file()).unwrap();
    vault
        .change(&folder, Choice::Passphrase(&typed), &mut draw)
        .unwrap();
    assert_eq!(
        *Vault::open(&folder, Some(&typed), &mut draw).unwrap().key(),
        key
    );
    let now = std::fs::read(folder.vault_file()).unwrap();
    std::fs::write(folder.vault_file(), before).unwrap();
    let error = Vault::open(&folder, None, &mut draw).unwrap_err();
    assert!(matches!(
        error,
        VaultError::Keyring(KeyringError::Forgotten)
    ));
    std::fs::write(folder.vault_file(), now).unwrap();

    // And back.
    vault.change(&folder, Choice::Keyring, &mut draw).unwrap();
    assert_eq!(*Vault::open(&folder, None, &mut draw).unwrap().key(), key);
}

#[test]
#[ignore = "run by `a_locked_keyring_says_that_it_is_locked`"]
fn inside_a_session_that_is_locked_again() {
    assert!(std::env::var_os(INSIDE).is_some());
    let (_dir, folder) = folder();
    Vault::create(&folder, Choice::Keyring, &mut draw).unwrap();
    let service =
        secret_service::blocking::SecretService::connect(secret_service::EncryptionType::Plain)
            .unwrap();
    service.get_default_collection().unwrap().lock().unwrap();
    // Nobody is there to type the keyring's password.
    let error = Vault::open(&folder, None, &mut draw).unwrap_err();
    assert!(
        matches!(error, VaultError::Keyring(KeyringError::Locked)),
        "{error:?}"
    );
}

#[test]
#[ignore = "run by `without_a_keyring_the_words_say_so`"]
fn inside_a_session_without_a_keyring() {
    assert!(std::env::var_os(INSIDE).is_some());
    let (_dir, folder) = folder();
    let error = Vault::create(&folder, Choice::Keyring, &mut draw).unwrap_err();
    assert!(
        matches!(error, VaultError::Keyring(KeyringError::Absent)),
        "{error:?}"
    );
    // Nothing was begun.
    assert_eq!(Vault::state(&folder).unwrap(), VaultState::New);
}
