//! How the boards are kept: what of them can be read on the disk, and when a backup is reminded of.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

use super::people::Person;
use crate::api::{
    BackupReminder, ErrorCode, Intent, ItemKind, Outcome, Query, Reading, ReadingAnswer, Row,
    RowData, Secret, StartState, Template, VaultEntry, VaultWay, WordsKnown,
};
use crate::{App, AppOptions, Clock};

const DAY: u64 = 24 * 60 * 60 * 1000;

/// A clock that is set by hand.
#[derive(Debug)]
struct Hands(AtomicU64);

impl Clock for Hands {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

async fn open(folder: &TempDir, clock: &Arc<Hands>) -> App {
    let mut options = AppOptions::new(folder.path().to_owned());
    options.clock = Arc::clone(clock) as Arc<dyn Clock>;
    options.network = false;
    options.control = false;
    options.vault = VaultEntry::plain_file();
    App::open(options).await.unwrap()
}

fn reminder(rows: &[Row]) -> BackupReminder {
    match &rows[0].data {
        RowData::Backup(reminder) => reminder.clone(),
        other => panic!("{other:?}"),
    }
}

async fn reminded(app: &App) -> BackupReminder {
    let read = app.read(Reading::View {
        query: Query::Backup,
    });
    match read.await.unwrap() {
        ReadingAnswer::View { rows, .. } => reminder(&rows),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_backup_is_due_after_a_day_put_off_for_a_week_and_due_again_by_what_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(Hands(AtomicU64::new(1_800_000_000_000)));
    let pass = |days: u64| clock.0.fetch_add(days * DAY, Ordering::SeqCst);
    let app = open(&folder, &clock).await;
    assert!(!reminded(&app).await.due, "there is nothing to lose");
    let name = "Alice".to_owned();
    app.dispatch(Intent::SetName { name }).await.unwrap();
    let made = app.dispatch(Intent::CreateBoard {
        name: "Mill Road".to_owned(),
        template: Template::Relief,
    });
    let Outcome::Board { board } = made.await.unwrap() else {
        panic!("no board");
    };
    let fresh = reminded(&app).await;
    assert!(!fresh.due);
    assert_eq!((fresh.boards_since, fresh.made_at), (1, None));
    pass(1);
    assert!(reminded(&app).await.due);

    let put_off = |days| app.dispatch(Intent::PutOffBackup { days });
    assert_eq!(put_off(91).await.unwrap_err().code, ErrorCode::BadField);
    put_off(7).await.unwrap();
    pass(6);
    assert!(!reminded(&app).await.due);
    pass(1);
    assert!(reminded(&app).await.due, "the week is over");
    put_off(7).await.unwrap();
    put_off(0).await.unwrap();
    assert!(reminded(&app).await.due, "taken back");

    let file = folder.path().join("alice.backup");
    app.write_backup(&file).await.unwrap();
    let made = reminded(&app).await;
    assert_eq!((made.entries_since, made.boards_since), (0, 0));
    assert!(!made.due);
    pass(400);
    assert!(!reminded(&app).await.due, "nothing is new");
    let adds = Intent::AddItem {
        board,
        kind: ItemKind::Need,
        fields: [("title".to_owned(), "Tea".to_owned())].into(),
    };
    app.dispatch(adds).await.unwrap();
    let since = reminded(&app).await;
    assert!(since.due && since.entries_since > 0, "{since:?}");
    // It is kept beyond the run.
    app.shutdown().await.unwrap();
    let app = open(&folder, &clock).await;
    let again = reminded(&app).await;
    assert!(again.due && again.made_at == since.made_at);
    // After 400 days something was due by itself too, like a new receiving key.
    assert!(again.entries_since >= since.entries_since, "{again:?}");
    app.shutdown().await.unwrap();
}

#[tokio::test]
async fn the_reminder_is_told_as_it_changes() {
    let alice = Person::alone("Alice").await;
    alice.board("Mill Road").await;
    let words = alice.app.recovery_words(None).await.unwrap();
    let seen = |known: WordsKnown| move |rows: &[Row]| reminder(rows).words == known;
    alice.sees(Query::Backup, seen(WordsKnown::Shown)).await;
    let file = alice.folder.path().join("alice.backup");
    let made = alice.sees(Query::Backup, |rows| reminder(rows).made_at.is_some());
    let (written, _) = tokio::join!(alice.app.write_backup(&file), made);
    written.unwrap();
    // Typed words that are somebody's, but not hers, say nothing about her paper.
    let others = "abandon ".repeat(11) + "about";
    let check = |words: String| {
        alice.app.read(Reading::CheckWords {
            words: Secret::new(words),
        })
    };
    let answer = check(others).await.unwrap();
    assert_eq!(answer, ReadingAnswer::CheckWords { mine: false });
    alice.sees(Query::Backup, seen(WordsKnown::Shown)).await;
    let typed = alice.sees(Query::Backup, seen(WordsKnown::Typed));
    let (answer, _) = tokio::join!(check(words.join(" ")), typed);
    assert_eq!(answer.unwrap(), ReadingAnswer::CheckWords { mine: true });
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        if file.file_type().unwrap().is_file() {
            let name = file.file_name().to_string_lossy().into_owned();
            found.push((name, std::fs::read(file.path()).unwrap()));
        }
    }
    found
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|part| part == what)
}

#[tokio::test]
async fn drafts_and_the_persons_seed_cannot_be_read_on_the_disk() {
    let alice = Person::alone("Alice Quellwasser").await;
    let board = alice.board("Mühlenweg").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Windeln Kirchplatz")])
        .await;
    let draft = Intent::SaveDraft {
        key: format!("edit:{board}:{need}:details"),
        text: "Hinterhaus, dritter Stock".to_owned(),
    };
    alice.does(draft).await;
    let words = alice.app.recovery_words(None).await.unwrap();
    let seed = node::RecoveryWords::parse(&words.join(" ")).unwrap();
    let seed = *seed.seed().expose();
    let hex: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
    let looked = files(alice.folder.path());
    let names: Vec<&str> = looked.iter().map(|(name, _)| name.as_str()).collect();
    for name in ["local.db-wal", "log.db-wal", "index.db", "keys"] {
        assert!(names.contains(&name), "{names:?}");
    }
    for (name, bytes) in &looked {
        for text in [
            "Alice Quellwasser",
            "Mühlenweg",
            "Windeln",
            "Hinterhaus",
            need.as_str(),
            board.as_str(),
            hex.as_str(),
        ] {
            assert!(!holds(bytes, text.as_bytes()), "{text} in {name}");
        }
        assert!(!holds(bytes, &seed), "the seed in {name}");
    }
}

#[tokio::test]
async fn where_nobody_has_chosen_a_lock_nothing_is_made_and_no_keyring_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let first = |error: crate::api::AppError| {
        let why = error.details.get("why").map(String::as_str);
        error.code == ErrorCode::VaultChoice && why == Some("first")
    };
    let mut options = AppOptions::new(folder.path().to_owned());
    options.network = false;
    let refused = App::open(options).await;
    assert!(refused.err().is_some_and(first));
    let words = Secret::new("abandon ".repeat(11) + "about");
    let refused = App::restore(folder.path(), VaultEntry::default(), words, None, 1).await;
    assert!(refused.err().is_some_and(first));
    assert_eq!(
        App::start_state(folder.path()).await.unwrap(),
        StartState::New
    );
}

#[tokio::test]
async fn the_door_says_what_a_folder_needs_and_a_wrong_answer_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let state = async || App::start_state(folder.path()).await.unwrap();
    assert_eq!(state().await, StartState::New);
    let words = Secret::new("abandon ".repeat(12));
    let refused = App::restore(folder.path(), VaultEntry::plain_file(), words, None, 1).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::WordsWrong);
    let words = || Secret::new("abandon ".repeat(11) + "about");
    let gone = folder.path().join("nothing.backup");
    let entry = VaultEntry::plain_file();
    let refused = App::restore(folder.path(), entry, words(), Some(&gone), 1).await;
    assert!(refused.is_err());
    assert_eq!(state().await, StartState::New, "no vault for nothing");

    let with = |passphrase: &str| VaultEntry {
        way: Some(VaultWay::Passphrase),
        passphrase: Some(Secret::new(passphrase.to_owned())),
    };
    let short = App::restore(folder.path(), with("short"), words(), None, 1).await;
    assert_eq!(short.unwrap_err().code, ErrorCode::PassphraseShort);
    assert_eq!(state().await, StartState::New);
    let restored = App::restore(folder.path(), with("four unusual words"), words(), None, 1);
    assert_eq!(restored.await.unwrap().backup, None);
    let way = VaultWay::Passphrase;
    assert_eq!(state().await, StartState::Locked { way });
    let mut options = AppOptions::new(folder.path().to_owned());
    options.network = false;
    options.control = false;
    let refused = App::open(options.clone()).await.err().unwrap();
    assert_eq!(refused.code, ErrorCode::PassphraseNeeded);
    options.vault = with("another passphrase");
    let refused = App::open(options.clone()).await.err().unwrap();
    assert_eq!(refused.code, ErrorCode::PassphraseWrong);
    options.vault = with("four unusual words");
    let app = App::open(options).await.unwrap();
    assert_eq!(reminded(&app).await.words, WordsKnown::Typed);
    app.shutdown().await.unwrap();
}
