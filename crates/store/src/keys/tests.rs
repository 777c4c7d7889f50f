use super::*;

fn counting() -> impl FnMut(&mut [u8]) -> std::io::Result<()> {
    let mut next = 0;
    move |bytes| {
        next += 1;
        bytes.fill(next);
        Ok(())
    }
}

#[test]
fn keys_are_made_once_and_read_from_then_on() {
    let dir = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(dir.path()).unwrap();
    let made = DeviceKeys::load_or_create(&folder, &mut counting()).unwrap();
    let mut never = |_: &mut [u8]| -> std::io::Result<()> { panic!("asked for randomness") };
    let read = DeviceKeys::load_or_create(&folder, &mut never).unwrap();
    assert_eq!(made.to_file().person, read.to_file().person);
    assert_eq!(made.network(), read.network());
    assert_eq!(made.kem.public(), read.kem.public());
    assert_eq!(format!("{made:?}"), "DeviceKeys(hidden)");
}

#[test]
fn without_the_file_nobody_new_takes_over_a_log_that_holds_boards() {
    let dir = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(dir.path()).unwrap();
    // A first start that was cut off leaves a log without boards.
    let db = LogDb::open(&folder.log_db(), &crate::DatabaseKey::from_bytes([8; 32])).unwrap();
    DeviceKeys::load_or_create(&folder, &mut counting()).unwrap();
    db.add_board(trust::BoardId([1; 32]), trust::BoardNonce([2; 16]), 3)
        .unwrap();
    std::fs::remove_file(folder.keys_file()).unwrap();
    let again = DeviceKeys::load_or_create(&folder, &mut counting());
    assert!(matches!(again, Err(StoreError::Damaged(path)) if path == folder.keys_file()));
    assert!(!folder.keys_file().exists());
    assert_eq!(db.boards().unwrap().len(), 1);
}

#[test]
fn a_damaged_file_is_reported_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(dir.path()).unwrap();
    DeviceKeys::load_or_create(&folder, &mut counting()).unwrap();
    let mut bytes = std::fs::read(folder.keys_file()).unwrap();
    bytes.truncate(50);
    std::fs::write(folder.keys_file(), &bytes).unwrap();
    let again = DeviceKeys::load_or_create(&folder, &mut counting());
    assert!(matches!(again, Err(StoreError::Damaged(_))));
    assert_eq!(std::fs::read(folder.keys_file()).unwrap(), bytes);
}
