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

fn renew(keys: &mut DeviceKeys, number: u8, is_needed: impl Fn(&KemSecret) -> bool) -> Renewed {
    keys.renew_kem(KemSecret::from_bytes([number; 32]), is_needed)
}

fn numbers(keys: &DeviceKeys) -> Vec<u8> {
    keys.kems().map(|kem| kem.expose()[0]).collect()
}

#[test]
fn receiving_keys_of_before_are_kept_while_they_are_needed_and_the_newest_two_anyhow() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, vault) = opened(&dir);
    let mut keys = DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
    for month in 10..16 {
        assert_eq!(
            renew(&mut keys, month, |kem| kem.expose()[0] == 11),
            Renewed::Fresh
        );
    }
    keys.save(&folder, &vault, &mut counting()).unwrap();
    let mut read = DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
    assert_eq!(numbers(&read), [15, 14, 13, 11]);
    renew(&mut read, 16, |_| false);
    assert_eq!(numbers(&read), [16, 15, 14]);
}

#[test]
fn where_five_years_of_them_are_needed_the_present_one_stays_and_none_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, vault) = opened(&dir);
    let mut keys = DeviceKeys::draw(&mut counting()).unwrap();
    for month in 100..160 {
        assert_eq!(renew(&mut keys, month, |_| true), Renewed::Fresh);
    }
    let before = numbers(&keys);
    assert_eq!(before.len(), 61);
    assert_eq!(renew(&mut keys, 200, |_| true), Renewed::Full);
    assert_eq!(numbers(&keys), before);
    // The file has room for them.
    keys.save(&folder, &vault, &mut counting()).unwrap();
    let mut read = DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
    assert_eq!(numbers(&read), before);
    assert_eq!(
        renew(&mut read, 200, |kem| kem.expose()[0] != 120),
        Renewed::Fresh
    );
    assert_eq!(read.kems().count(), 61);
}

#[test]
fn files_of_the_versions_before_open_and_are_written_anew() {
    for (version, beside, older) in [(2, BESIDE_2, 0), (3, BESIDE_3, 2)] {
        let dir = tempfile::tempdir().unwrap();
        let (folder, vault) = opened(&dir);
        let mut keys = DeviceKeys::draw(&mut counting()).unwrap();
        for month in 0..older {
            renew(&mut keys, 50 + month, |_| false);
        }
        let clear = to_canonical(&keys.to_secrets());
        let sealed = vault
            .key()
            .keys_file()
            .seal(beside, &clear, &mut counting());
        let sealed = sealed.unwrap();
        let file = to_canonical(&SealedFile { version, sealed });
        crate::folder::write_private(&folder.keys_file(), &file).unwrap();
        let mut read = DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
        assert_eq!(numbers(&read), numbers(&keys));
        renew(&mut read, 9, |_| true);
        read.save(&folder, &vault, &mut counting()).unwrap();
        let again = DeviceKeys::load_or_create(&folder, &vault, &mut counting()).unwrap();
        assert_eq!(again.kems().count(), usize::from(older) + 2);
        let file = std::fs::read(folder.keys_file()).unwrap();
        assert_eq!(form::version(&file), Some(4));
    }
}

#[test]
fn a_file_of_a_newer_app_is_left_alone_however_long_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, vault) = opened(&dir);
    let (version, sealed) = (VERSION + 1, vec![7; 2 * 8 * 1024]);
    let file = to_canonical(&SealedFile { version, sealed });
    crate::folder::write_private(&folder.keys_file(), &file).unwrap();
    let read = DeviceKeys::load_or_create(&folder, &vault, &mut counting());
    assert!(matches!(read, Err(StoreError::TooNew { found: 5, .. })));
    assert_eq!(std::fs::read(folder.keys_file()).unwrap(), file);
}
