use super::*;
use crate::Choice;

pub(crate) fn counting() -> impl FnMut(&mut [u8]) -> std::io::Result<()> {
    let mut next = 0;
    move |bytes| {
        next += 1;
        bytes.fill(next);
        Ok(())
    }
}

fn opened(dir: &tempfile::TempDir) -> (DataFolder, Vault) {
    let folder = DataFolder::open(dir.path()).unwrap();
    let vault = Vault::create(&folder, Choice::PlainFile, &mut counting()).unwrap();
    (folder, vault)
}

#[test]
fn keys_are_made_once_and_read_from_then_on() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, vault) = opened(&dir);
    let made = DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
    let mut never = |_: &mut [u8]| -> std::io::Result<()> { panic!("asked for randomness") };
    let read = DeviceKeys::load_or_create(&folder, &vault, &mut never).unwrap();
    assert_eq!(made.person().unwrap(), read.person().unwrap());
    assert_eq!(made.network(), read.network());
    assert_eq!(made.kem.public(), read.kem.public());
    assert_eq!(made.backup_key(), read.backup_key());
    assert_eq!(format!("{made:?}"), "DeviceKeys(hidden)");
}

#[test]
fn without_the_file_nobody_new_takes_over_a_log_that_holds_boards() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, vault) = opened(&dir);
    // A first start that was cut off leaves a log without boards.
    let db = LogDb::open(&folder.log_db(), &vault.database_key(Database::Log)).unwrap();
    DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
    db.add_board(trust::BoardId([1; 32]), trust::BoardNonce([2; 16]), 3)
        .unwrap();
    std::fs::remove_file(folder.keys_file()).unwrap();
    let again = DeviceKeys::load_or_create(&folder, &vault, &mut counting());
    assert!(matches!(again, Err(StoreError::Damaged(path)) if path == folder.keys_file()));
    assert!(!folder.keys_file().exists());
    assert_eq!(db.boards().unwrap().len(), 1);
}

#[test]
fn a_damaged_file_is_reported_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, vault) = opened(&dir);
    DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
    let whole = std::fs::read(folder.keys_file()).unwrap();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 4;
        std::fs::write(folder.keys_file(), &bytes).unwrap();
        let again = DeviceKeys::load_or_create(&folder, &vault, &mut counting());
        assert!(
            matches!(
                &again,
                Err(StoreError::Damaged(_) | StoreError::TooNew { .. })
            ),
            "byte {at}"
        );
        std::fs::write(folder.keys_file(), &bytes[..at]).unwrap();
        let again = DeviceKeys::load_or_create(&folder, &vault, &mut counting());
        assert!(matches!(again, Err(StoreError::Damaged(_))), "cut at {at}");
        assert_eq!(std::fs::read(folder.keys_file()).unwrap(), bytes[..at]);
    }
}

#[test]
fn the_seed_can_be_on_paper_only_and_only_its_own_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, vault) = opened(&dir);
    let mut alice = DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
    let seed = alice.person().unwrap().clone();
    alice.forget_person();
    alice.save(&folder, &vault, &mut counting()).unwrap();

    let mut read = DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
    assert_eq!(read.person(), Err(OnPaper));
    assert_eq!(read.backup_key(), &BackupKey::of(&seed));
    let bobs = PersonSeed::from_bytes([77; 16]);
    assert_eq!(read.remember_person(bobs), Err(OtherPerson));
    assert_eq!(read.person(), Err(OnPaper));
    read.remember_person(seed.clone()).unwrap();
    assert_eq!(read.person(), Ok(&seed));
}

#[test]
fn another_device_has_the_person_and_none_of_the_secrets() {
    let alice = DeviceKeys::draw(&mut counting()).unwrap();
    let mut next = 100;
    let mut draw = move |bytes: &mut [u8]| {
        next += 1;
        bytes.fill(next);
        Ok(())
    };
    let other = alice.of_another_device(&mut draw).unwrap();
    assert_eq!(other.person(), alice.person());
    assert_eq!(other.mark(), alice.mark());
    assert_ne!(other.device, alice.device);
    assert_ne!(other.kem, alice.kem);
    assert_ne!(other.network(), alice.network());
}

#[test]
fn receiving_keys_of_before_are_kept_for_two_periods() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, vault) = opened(&dir);
    let mut keys = DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
    let first = keys.kem.clone();
    for month in 10..13 {
        keys.renew_kem(KemSecret::from_bytes([month; 32]));
    }
    keys.save(&folder, &vault, &mut counting()).unwrap();
    let read = DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
    let kept: Vec<u8> = read.kems().map(|kem| kem.expose()[0]).collect();
    assert_eq!(kept, [12, 11, 10]);
    assert!(read.kems().all(|kem| *kem != first));
}

#[test]
fn a_file_of_the_version_before_opens_and_is_written_anew() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, vault) = opened(&dir);
    let keys = DeviceKeys::draw(&mut counting()).unwrap();
    let clear = to_canonical(&keys.to_secrets());
    let sealed = vault
        .key()
        .keys_file()
        .seal(BESIDE_2, &clear, &mut counting());
    let (version, sealed) = (2, sealed.unwrap());
    let file = to_canonical(&SealedFile { version, sealed });
    crate::folder::write_private(&folder.keys_file(), &file).unwrap();
    let mut read = DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
    assert_eq!(read.kem, keys.kem);
    assert_eq!(read.kems().count(), 1);
    read.renew_kem(KemSecret::from_bytes([9; 32]));
    read.save(&folder, &vault, &mut counting()).unwrap();
    let again = DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
    assert_eq!(again.kems().count(), 2);
    let file = std::fs::read(folder.keys_file()).unwrap();
    assert_eq!(form::version(&file), Some(3));
}
