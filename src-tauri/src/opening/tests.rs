use app::api::{Intent, Query, Reading, ReadingAnswer, Template, VaultWay};

use super::*;

fn door() -> (tempfile::TempDir, Door) {
    let home = tempfile::tempdir().unwrap();
    let put: Put = Box::new(|_| {});
    let door = Door {
        folder: home.path().join("profiles/default"),
        state: None,
        put: Mutex::new(Some(put)),
    };
    (home, door)
}

#[test]
fn a_first_start_asks_before_anything_is_made() {
    let (_home, mut door) = door();
    let state = async_runtime::block_on(door.begin(VaultEntry::default())).unwrap();
    assert_eq!(state, first(None));
    assert!(door.asks());
    // What chooses nothing opens nothing: no keyring is asked behind the person's back.
    let again = async_runtime::block_on(door.attempt(VaultEntry::default())).unwrap();
    let DoorState::Asks { state, error } = again else {
        panic!("it asks");
    };
    assert_eq!(state, Some(StartState::New));
    assert_eq!(
        (error.code, error.details["why"].as_str()),
        (ErrorCode::VaultChoice, "first")
    );
    assert!(door.asks());
    assert!(!door.folder.join("vault").exists());
}

#[test]
fn a_folder_that_does_not_open_is_put_aside_whole() {
    let (_home, mut door) = door();
    std::fs::create_dir_all(&door.folder).unwrap();
    std::fs::write(door.folder.join("vault"), "no vault").unwrap();
    std::fs::write(door.folder.join("log.db"), "boards").unwrap();
    let state = async_runtime::block_on(door.begin(VaultEntry::default())).unwrap();
    assert!(
        matches!(&state, DoorState::Asks { error, .. } if error.code == ErrorCode::VaultDamaged),
        "{state:?}"
    );
    let DoorState::Asks { state, error } = door.put_aside().unwrap() else {
        panic!("it asks");
    };
    assert_eq!(state, Some(StartState::New));
    let aside = PathBuf::from(&error.details["aside"]);
    assert_eq!(std::fs::read(aside.join("log.db")).unwrap(), b"boards");
    assert!(!door.folder.exists());
    // It is a profile beside the others.
    assert!(App::root_for(aside.file_name().and_then(|name| name.to_str())).is_ok());
}

#[test]
fn a_folder_that_mh_has_open_stays_where_it_is() {
    let (_home, mut door) = door();
    std::fs::create_dir_all(&door.folder).unwrap();
    let lock = std::fs::File::create(door.folder.join("lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(door.put_aside().unwrap_err().code, ErrorCode::InUse);
    assert!(door.folder.exists());
    drop(lock);
    door.put_aside().unwrap();
    assert!(!door.folder.exists());
}

#[test]
fn what_is_open_is_not_put_aside() {
    let (_home, mut door) = door();
    drop(door.take());
    assert_eq!(door.put_aside().unwrap_err().code, ErrorCode::InUse);
}

#[test]
fn an_orderly_end_is_waited_for() {
    // Answers (3 s), goodbyes and sockets (6 s).
    assert!(PATIENCE > App::ENDS_WITHIN && PATIENCE > Duration::from_secs(9));
}

/// The shell's app before it is open, with a folder of its own.
fn waiting() -> (tempfile::TempDir, Opened) {
    let (home, mut door) = door();
    let opened = Opened::default();
    let mut place = Arc::clone(&opened.place).try_write_owned().unwrap();
    let put: Put = Box::new(move |app| *place = Some(app));
    door.put = Mutex::new(Some(put));
    let door = Arc::new(RwLock::new(door));
    (home, Opened { door, ..opened })
}

fn with(passphrase: &str) -> VaultEntry {
    VaultEntry {
        way: Some(VaultWay::Passphrase),
        passphrase: Some(Secret::new(passphrase.to_owned())),
    }
}

fn why(state: &DoorState) -> Option<ErrorCode> {
    match state {
        DoorState::Open => None,
        DoorState::Asks { error, .. } => Some(error.code),
    }
}

#[test]
fn the_door_asks_until_a_passphrase_is_good_and_opens_once() {
    let (_home, opened) = waiting();
    async_runtime::block_on(async {
        let short = opened.unlock(with("short")).await.unwrap();
        assert_eq!(why(&short), Some(ErrorCode::PassphraseShort));
        assert_eq!(opened.door().await, short);
        assert!(
            opened.place.try_read().is_err(),
            "everything else waits until it is open"
        );
        let open = opened.unlock(with("four unusual words")).await.unwrap();
        assert_eq!(why(&open), None);
        let app = opened.app().await.unwrap();
        // Whatever is typed now opens nothing a second time, and brings nobody back over the one who is here.
        assert_eq!(opened.unlock(with("another")).await.unwrap(), open);
        let words = Secret::new("abandon ".repeat(11) + "about");
        let again = opened.restore(with("another"), words, None).await;
        assert_eq!(again.unwrap_err().code, ErrorCode::InUse);
        assert_eq!(opened.put_aside().await.unwrap_err().code, ErrorCode::InUse);
        app.shutdown().await.unwrap();
    });
}

/// Makes a board and a backup of it elsewhere; returns the backup and the words.
async fn backup(home: &Path) -> (PathBuf, String) {
    let mut options = AppOptions::new(home.join("before"));
    options.vault = VaultEntry::plain_file();
    options.network = false;
    let app = App::open(options).await.unwrap();
    let name = "Alice".to_owned();
    app.dispatch(Intent::SetName { name }).await.unwrap();
    let board = Intent::CreateBoard {
        name: "Mill Road".to_owned(),
        template: Template::Relief,
    };
    app.dispatch(board).await.unwrap();
    let file = home.join("alice.backup");
    app.write_backup(&file).await.unwrap();
    let words = app.recovery_words(None).await.unwrap();
    app.shutdown().await.unwrap();
    (file, words.join(" "))
}

#[test]
fn a_person_comes_back_at_the_door_with_words_and_backup_and_not_with_other_words() {
    let (home, opened) = waiting();
    async_runtime::block_on(async {
        let (file, words) = backup(home.path()).await;
        let restore = |words: String| {
            let entry = with("four unusual words");
            opened.restore(entry, Secret::new(words), Some(file.clone()))
        };
        let others = restore("abandon ".repeat(11) + "about").await;
        assert_eq!(others.unwrap_err().code, ErrorCode::BackupUnusable);
        assert!(opened.door.read().await.asks(), "it still asks");
        let restored = restore(words).await.unwrap();
        assert_eq!(restored.new_boards, 1);
        let app = opened.app().await.unwrap();
        let query = Query::Boards;
        let boards = app.read(Reading::View { query }).await.unwrap();
        assert!(
            matches!(&boards, ReadingAnswer::View { total: 1, .. }),
            "{boards:?}"
        );
        app.shutdown().await.unwrap();
    });
}
