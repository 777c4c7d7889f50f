use std::cell::RefCell;

use super::*;

#[test]
fn a_second_process_hears_that_the_folder_is_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let root = DataFolder::root_under(dir.path(), Some("alice")).unwrap();
    let first = DataFolder::open(&root).unwrap();
    assert!(matches!(DataFolder::open(&root), Err(StoreError::InUse(path)) if path == root));
    drop(first);
    DataFolder::open(&root).unwrap();
}

#[test]
fn a_profile_is_a_name_and_never_a_path() {
    for name in ["", "..", "a/b", "a\\b", "ä", "a b", &"x".repeat(65)] {
        let root = DataFolder::root_under(Path::new("/base"), Some(name));
        assert!(matches!(root, Err(StoreError::BadProfile)), "{name:?}");
    }
    let root = DataFolder::root_under(Path::new("/base"), None).unwrap();
    assert_eq!(root, Path::new("/base/profiles/default"));
}

#[cfg(unix)]
#[test]
fn folders_and_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("open-to-all");
    std::fs::create_dir(&root).unwrap();
    std::fs::set_permissions(&root, PermissionsExt::from_mode(0o755)).unwrap();
    let folder = DataFolder::open(&root).unwrap();
    let _db =
        crate::LogDb::open(&folder.log_db(), &crate::DatabaseKey::from_bytes([8; 32])).unwrap();
    write_private(&folder.keys_file(), b"secret").unwrap();
    assert_eq!(mode(folder.root()), 0o700);
    for file in [
        folder.keys_file(),
        folder.log_db(),
        root.join("log.db-wal"),
        root.join("lock"),
    ] {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

thread_local! {
    static ASKED: RefCell<Vec<(&'static str, PathBuf)>> = const { RefCell::new(Vec::new()) };
}

/// Notes what is asked of the disk, in order.
pub(super) fn note(what: &'static str, path: &Path) {
    ASKED.with(|asked| asked.borrow_mut().push((what, path.to_owned())));
}

/// Returns what was asked of the disk since the last call.
fn asked() -> Vec<(&'static str, PathBuf)> {
    ASKED.with(RefCell::take)
}

#[test]
fn bad_input_56_a_file_is_on_the_disk_before_it_takes_a_place_and_each_folder_is_too() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("profiles").join("default");
    asked();
    let folder = DataFolder::open(&home).unwrap();
    let above = [dir.path().join("profiles"), dir.path().to_owned()];
    assert_eq!(asked(), above.map(|above| ("sync", above)));
    drop(folder);
    let folder = DataFolder::open(&home).unwrap();
    assert_eq!(asked(), [], "it was there");
    let mut draw = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(std::io::Error::other);
    let vault = crate::Vault::create(&folder, crate::Choice::PlainFile, &mut draw).unwrap();
    crate::DeviceKeys::load_or_create(&folder, &vault, &mut draw).unwrap();
    let steps = asked();
    for file in ["vault", "keys"] {
        let place = home.join(file);
        let taken = steps
            .iter()
            .rposition(|step| *step == ("rename", place.clone()));
        let taken = taken.unwrap_or_else(|| panic!("{file}: {steps:?}"));
        // What takes the place was synced, under whatever name; and then the folder is.
        assert_eq!(
            steps[taken + 1],
            ("sync", home.clone()),
            "{file}: {steps:?}"
        );
        let before = &steps[..taken];
        assert!(
            before
                .iter()
                .any(|(what, path)| { *what == "sync" && path.with_extension("") == place }),
            "{file}: {steps:?}"
        );
    }
}
