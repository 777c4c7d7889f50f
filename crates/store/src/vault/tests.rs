mod desktop;

use super::*;
use crate::{DeviceKeys, LogDb};

fn draw(bytes: &mut [u8]) -> std::io::Result<()> {
    getrandom::fill(bytes).map_err(std::io::Error::other)
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::chosen(text.to_owned().into()).unwrap()
}

fn folder() -> (tempfile::TempDir, DataFolder) {
    let dir = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(dir.path()).unwrap();
    (dir, folder)
}

#[test]
fn a_passphrase_opens_the_vault_and_another_one_does_not() {
    let (_dir, folder) = folder();
    assert_eq!(Vault::state(&folder).unwrap(), VaultState::New);
    let nothing = Vault::open(&folder, None, &mut draw);
    assert!(matches!(nothing, Err(VaultError::NotMade)));
    let right = passphrase("correct horse battery");
    let made = Vault::create(&folder, Choice::Passphrase(&right), &mut draw).unwrap();
    assert_eq!(
        Vault::state(&folder).unwrap(),
        VaultState::Locked(Way::Passphrase)
    );
    let opened = Vault::open(&folder, Some(&right), &mut draw).unwrap();
    assert_eq!(opened.key(), made.key());
    assert_eq!(opened.way(), Way::Passphrase);
    let wrong = Vault::open(
        &folder,
        Some(&passphrase("correct horse batter")),
        &mut draw,
    );
    assert!(matches!(wrong, Err(VaultError::WrongPassphrase)));
    let none = Vault::open(&folder, None, &mut draw);
    assert!(matches!(none, Err(VaultError::NeedsPassphrase)));
    let again = Vault::create(&folder, Choice::PlainFile, &mut draw);
    assert!(matches!(again, Err(VaultError::Exists)));
    assert!(matches!(
        Passphrase::chosen("seven77".to_owned().into()),
        Err(VaultError::ShortPassphrase { least: 8 })
    ));
}

#[test]
fn whoever_asks_proves_it_by_the_present_passphrase_while_the_vault_is_open() {
    let (_dir, folder) = folder();
    let first = passphrase("correct horse battery");
    let mut vault = Vault::create(&folder, Choice::Passphrase(&first), &mut draw).unwrap();
    vault.prove(Some(&first)).unwrap();
    let none = vault.prove(None);
    assert!(matches!(none, Err(VaultError::NeedsPassphrase)), "{none:?}");
    let second = passphrase("four unusual words");
    vault
        .change(&folder, Choice::Passphrase(&second), &mut draw)
        .unwrap();
    let old = vault.prove(Some(&first));
    assert!(matches!(old, Err(VaultError::WrongPassphrase)), "{old:?}");
    vault.prove(Some(&second)).unwrap();
    vault.change(&folder, Choice::PlainFile, &mut draw).unwrap();
    vault.prove(None).unwrap();
}

#[test]
fn each_database_has_a_key_of_its_own() {
    let (_dir, folder) = folder();
    let vault = Vault::create(&folder, Choice::PlainFile, &mut draw).unwrap();
    let of = [Database::Log, Database::Index, Database::Local];
    let keys = of.map(|of| *vault.database_key(of).expose());
    assert_ne!(keys[0], keys[1]);
    assert_ne!(keys[1], keys[2]);
    assert_ne!(keys[0], *vault.key().expose());
}

#[test]
fn a_damaged_file_is_told_apart_from_a_wrong_passphrase_at_every_byte() {
    let (_dir, folder) = folder();
    let right = passphrase("correct horse battery");
    Vault::create(&folder, Choice::Passphrase(&right), &mut draw).unwrap();
    let whole = std::fs::read(folder.vault_file()).unwrap();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        std::fs::write(folder.vault_file(), &bytes).unwrap();
        let opened = Vault::open(&folder, Some(&right), &mut draw);
        let damaged = matches!(&opened, Err(VaultError::Store(StoreError::Damaged(_))));
        assert!(damaged, "byte {at}: {opened:?}");
        std::fs::write(folder.vault_file(), &whole[..at]).unwrap();
        let opened = Vault::open(&folder, Some(&right), &mut draw);
        let damaged = matches!(&opened, Err(VaultError::Store(StoreError::Damaged(_))));
        assert!(damaged, "cut at {at}");
    }
}

#[test]
fn a_missing_vault_of_a_sealed_folder_is_never_made_anew() {
    let (_dir, folder) = folder();
    let vault = Vault::create(&folder, Choice::PlainFile, &mut draw).unwrap();
    DeviceKeys::load_or_create(&folder, &vault, &mut draw).unwrap();
    std::fs::remove_file(folder.vault_file()).unwrap();
    let state = Vault::state(&folder);
    assert!(matches!(state, Err(VaultError::Gone(path)) if path == folder.vault_file()));
    let made = Vault::create(&folder, Choice::PlainFile, &mut draw);
    assert!(matches!(made, Err(VaultError::Gone(_))));
    let opened = Vault::open(&folder, None, &mut draw);
    assert!(matches!(opened, Err(VaultError::Gone(_))));
}

#[test]
fn the_way_can_be_changed_and_the_key_stays() {
    let (_dir, folder) = folder();
    let mut vault = Vault::create(&folder, Choice::PlainFile, &mut draw).unwrap();
    let key = vault.key().clone();
    let first = passphrase("the first passphrase");
    vault
        .change(&folder, Choice::Passphrase(&first), &mut draw)
        .unwrap();
    let bytes = std::fs::read(folder.vault_file()).unwrap();
    assert!(!holds(&bytes, key.expose()));
    let second = passphrase("the second passphrase");
    vault
        .change(&folder, Choice::Passphrase(&second), &mut draw)
        .unwrap();
    assert!(Vault::open(&folder, Some(&first), &mut draw).is_err());
    let opened = Vault::open(&folder, Some(&second), &mut draw).unwrap();
    assert_eq!(*opened.key(), key);
    // A change that fails leaves the way that holds.
    let mut broken = |_: &mut [u8]| Err(std::io::Error::other("no randomness"));
    assert!(
        vault
            .change(&folder, Choice::PlainFile, &mut broken)
            .is_err()
    );
    assert!(Vault::open(&folder, Some(&second), &mut draw).is_ok());
}

#[test]
fn a_keyring_that_does_not_answer_is_given_up() {
    let limit = Duration::from_millis(20);
    let (never, waits) = std::sync::mpsc::sync_channel::<()>(1);
    let slow = patient(limit, move || {
        let _ended = waits.recv();
        Ok(())
    });
    assert_eq!(slow, Err(KeyringError::Slow(limit)));
    drop(never);
}

#[test]
fn no_file_of_the_folder_holds_a_word_or_a_key() {
    let (_dir, folder) = folder();
    let right = passphrase("correct horse battery");
    let vault = Vault::create(&folder, Choice::Passphrase(&right), &mut draw).unwrap();
    let keys = DeviceKeys::load_or_create(&folder, &vault, &mut draw).unwrap();
    let title = "Blankets for Kirchplatz 4";
    let epoch = [0x5e; 32];
    let log = LogDb::open(&folder.log_db(), &vault.database_key(Database::Log)).unwrap();
    let board = log
        .add_board(trust::BoardId([1; 32]), trust::BoardNonce([2; 16]), 3)
        .unwrap();
    log.add_epoch(
        board,
        trust::Compartment::Main,
        &trust::EpochKey::from_bytes(epoch),
    )
    .unwrap();
    log.set_meta("title", title.as_bytes()).unwrap();
    let local = crate::open_database(
        &folder.local_db(),
        &vault.database_key(Database::Local),
        crate::Access::Write,
    )
    .unwrap();
    local.pragma_update(None, "journal_mode", "WAL").unwrap();
    local
        .execute_batch(&format!(
            "CREATE TABLE drafts(text); INSERT INTO drafts VALUES ('{title}');"
        ))
        .unwrap();
    let log_key = vault.database_key(Database::Log);
    // While they are open, so that WAL and its index are there too.
    let mut seen = 0;
    for file in std::fs::read_dir(folder.root()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        seen += 1;
        let planted: [(&str, &[u8]); 8] = [
            ("the title", title.as_bytes()),
            ("SQLite's own words", b"CREATE TABLE"),
            ("an epoch's key", &epoch),
            ("the seed", keys.person().unwrap().expose()),
            ("the device's secret", keys.device.expose()),
            ("the network's secret", keys.network()),
            ("the vault's key", vault.key().expose()),
            ("a database's key", log_key.expose()),
        ];
        for (what, bytes_of) in planted {
            assert!(!holds(&bytes, bytes_of), "{what} is in {}", path.display());
            let hex = data_encoding::HEXLOWER.encode(bytes_of);
            assert!(
                !holds(&bytes, hex.as_bytes()),
                "{what} is in {}",
                path.display()
            );
        }
    }
    assert!(seen >= 8, "{seen} files");
}

pub(super) fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
