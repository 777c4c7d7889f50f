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
