//! How the boards are kept: the way in, the twelve words, backups.
//!
//! `vault status` and everything that restores work before the folder is open; the rest asks whoever holds it.

use std::path::{Path, PathBuf};

use app::api::{
    BackupView, ErrorCode, Intent, Reading, ReadingAnswer, RestoredView, SafetyView, StartState,
    VaultEntry, VaultWay,
};
use app::{App, Clock, SystemClock};
use serde_json::json;

use crate::answer::Answer;
use crate::args::{BackupCommand, Command, RecoveryCommand, VaultCommand};
use crate::entry;
use crate::here::defect;
use crate::session::{Beside, Session};
use crate::trouble::Trouble;
use crate::words::keep::kept;
use crate::words::several;

/// Does what is about how the boards are kept; `None` for every other word.
///
/// # Errors
/// What stands in the way, ready to be printed.
pub async fn keeping(root: &Path, command: &Command) -> Option<Result<Answer, Trouble>> {
    if let Command::Vault { what } = command {
        return Some(vault(root, *what).await);
    }
    if let Command::Recovery { what } = command {
        return Some(recovery(root, *what).await);
    }
    if let Command::Backup { what } = command {
        return Some(backup(root, what).await);
    }
    None
}

async fn vault(root: &Path, command: VaultCommand) -> Result<Answer, Trouble> {
    match command {
        VaultCommand::Status => status(root).await,
        VaultCommand::Keyring => change(root, VaultWay::Keyring).await,
        VaultCommand::Passphrase => change(root, VaultWay::Passphrase).await,
        VaultCommand::Plain => change(root, VaultWay::PlainFile).await,
    }
}

async fn recovery(root: &Path, command: RecoveryCommand) -> Result<Answer, Trouble> {
    match command {
        RecoveryCommand::Show => show(root).await,
        RecoveryCommand::Restore => restore(root, None).await,
        RecoveryCommand::Paper => keep_words(root, true).await,
        RecoveryCommand::Keep => keep_words(root, false).await,
    }
}

async fn backup(root: &Path, command: &BackupCommand) -> Result<Answer, Trouble> {
    match command {
        BackupCommand::Make { file } => {
            let file = whole(file)?;
            let session = Session::open(root, Beside::Others).await?;
            let made = session.write_backup(&file).await;
            session.close().await?;
            Ok(told(&made?, &file, "Made and read again"))
        }
        BackupCommand::Verify { file } => {
            let file = whole(file)?;
            let session = Session::open(root, Beside::Others).await?;
            let read = session.verify_backup(&file).await;
            session.close().await?;
            Ok(told(&read?, &file, "Good"))
        }
        BackupCommand::Restore { file } => restore(root, Some(readable(file)?)).await,
        BackupCommand::Later { days } => later(root, *days).await,
    }
}

async fn status(root: &Path) -> Result<Answer, Trouble> {
    match App::start_state(root).await {
        Ok(StartState::New) => Ok(Answer::new(
            json!({ "state": "new" }),
            "Nothing is here yet. Choose how your boards are locked: mh vault keyring, mh vault passphrase, or mh vault plain (not locked).",
        )),
        Ok(StartState::Older) => Ok(Answer::new(
            json!({ "state": "older" }),
            "The boards here are not locked yet: they are of an older version. Choose a lock: mh vault keyring, mh vault passphrase, or mh vault plain.",
        )),
        Ok(StartState::Locked { way }) => Ok(Answer::new(
            json!({ "state": "locked", "way": way }),
            format!("{}.", lock_of(way)),
        )),
        Err(error) if error.code == ErrorCode::InUse => {
            let session = Session::open(root, Beside::Nothing).await?;
            let safety = safety(&session).await;
            session.close().await?;
            Ok(open_status(&safety?))
        }
        Err(error) => Err(error.into()),
    }
}

fn open_status(safety: &SafetyView) -> Answer {
    let mut answer = Answer::new(
        json!({ "state": "open", "way": safety.way, "wordsOnPaper": safety.words_on_paper,
                "leftPlain": safety.left_plain }),
        format!("{}. Open now.", lock_of(safety.way)),
    );
    for path in &safety.left_plain {
        answer = answer.aside(format!("Not locked, from an older version: {path}"));
    }
    answer
}

async fn change(root: &Path, way: VaultWay) -> Result<Answer, Trouble> {
    let fresh = matches!(
        App::start_state(root).await,
        Ok(StartState::New | StartState::Older)
    );
    let entry = VaultEntry {
        way: Some(way),
        passphrase: if way == VaultWay::Passphrase {
            Some(chosen()?)
        } else {
            None
        },
    };
    if fresh {
        Session::open_as(root, entry).await?.close().await?;
    } else {
        let session = Session::open(root, Beside::Nothing).await?;
        let changed = session.dispatch(Intent::ChangeVault { entry }).await;
        session.close().await?;
        changed?;
    }
    let mut answer = Answer::new(json!({ "way": way }), format!("{}.", lock_of(way)));
    if way == VaultWay::PlainFile {
        answer = answer.aside(
            "Whoever gets hold of this disk, or of a copy of the folder, can read your boards.",
        );
    }
    if way == VaultWay::Passphrase {
        answer = answer.aside(
            "Nobody can tell you the passphrase if you forget it. The twelve words (mh recovery show) and a backup (mh backup make FILE) bring your boards back.",
        );
    }
    Ok(answer)
}

/// The passphrase that a person chooses: from the environment, or typed twice.
fn chosen() -> Result<app::api::Secret, Trouble> {
    let given = VaultEntry::new_passphrase_from_environment();
    given.or_else(entry::new_passphrase).ok_or_else(|| {
        Trouble::usage(
            "Type the new passphrase at a terminal, or give it as MANYHANDS_NEW_PASSPHRASE.",
        )
    })
}

async fn show(root: &Path) -> Result<Answer, Trouble> {
    let session = Session::open(root, Beside::Nothing).await?;
    let told = session.recovery_words().await;
    session.close().await?;
    let words = told?;
    let lines: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(at, word)| format!("{:>2}. {word}", at + 1))
        .collect();
    Ok(Answer::new(json!({ "words": words }), lines.join("\n")).aside(
        "Write them down in this order, on paper. Whoever has them is you on all your boards, and can open your backups.",
    ))
}

async fn keep_words(root: &Path, on_paper: bool) -> Result<Answer, Trouble> {
    let words = entry::words()?;
    let session = Session::open(root, Beside::Nothing).await?;
    let intent = if on_paper {
        Intent::KeepWordsOnPaper { words }
    } else {
        Intent::KeepWordsHere { words }
    };
    let kept = session.dispatch(intent).await;
    session.close().await?;
    kept?;
    let text = if on_paper {
        "The twelve words are on your paper only now. Making or joining a board asks for them at a terminal; mh recovery keep takes them in again."
    } else {
        "The twelve words are in this folder again."
    };
    Ok(Answer::new(json!({ "wordsOnPaper": on_paper }), text))
}

async fn restore(root: &Path, file: Option<PathBuf>) -> Result<Answer, Trouble> {
    let words = entry::words()?;
    let now_ms = SystemClock.now_ms();
    let restored: RestoredView = entry::with_entry(|entry| {
        let (words, file) = (words.clone(), file.clone());
        async move { App::restore(root, entry, words, file.as_deref(), now_ms).await }
    })
    .await?;
    let text = match &restored.backup {
        None => "You are yourself again here. Your boards come back from a backup (mh backup restore FILE), or with one ticket for each (mh join TICKET).".to_owned(),
        Some(backup) => format!(
            "Restored: of {} and {} in the backup, {} and {} were not here before. This computer writes as a new device of yours.",
            boards(backup.boards),
            changes(backup.entries),
            boards(restored.new_boards),
            changes(restored.new_entries)
        ),
    };
    Ok(Answer::new(json!(restored), text))
}

async fn later(root: &Path, days: u32) -> Result<Answer, Trouble> {
    let session = Session::open(root, Beside::Nothing).await?;
    let put_off = session.dispatch(Intent::PutOffBackup { days }).await;
    session.close().await?;
    put_off?;
    let text = if days == 0 {
        "You are reminded of backups again.".to_owned()
    } else {
        let days = several(days, "day", "days");
        format!("You are not reminded of a backup for {days}.")
    };
    Ok(Answer::new(json!({ "days": days }), text))
}

async fn safety(session: &Session) -> Result<SafetyView, Trouble> {
    let read = session.read(Reading::Safety).await?;
    let ReadingAnswer::Safety { safety } = read else {
        return Err(defect("how the data is kept"));
    };
    Ok(safety)
}

fn told(backup: &BackupView, file: &Path, how: &str) -> Answer {
    let text = format!(
        "{how}: {}, {}. Only your twelve words open it: {}\nPictures and files of the boards are not in it.",
        boards(backup.boards),
        changes(backup.entries),
        file.display()
    );
    Answer::new(json!({ "file": file, "backup": backup }), text)
}

/// The holder of the folder may stand elsewhere.
pub(super) fn whole(file: &Path) -> Result<PathBuf, Trouble> {
    std::path::absolute(file).map_err(|why| Trouble::file(file, &why))
}

/// The same of a file that is to be read.
pub(super) fn readable(file: &Path) -> Result<PathBuf, Trouble> {
    let file = whole(file)?;
    let opened = std::fs::File::open(&file);
    opened.map_err(|why| Trouble::file(&file, &why))?;
    Ok(file)
}

fn boards(count: u32) -> String {
    several(count, "board", "boards")
}

fn changes(count: u32) -> String {
    several(count, "change", "changes")
}

fn lock_of(way: VaultWay) -> String {
    format!("Your boards are {}", kept(way))
}
