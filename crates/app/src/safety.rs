//! How the data is kept, while the app runs: the way in, the twelve words, backups.
//!
//! Owns what of `local.db` goes into a backup, through `local::parts`. Never sees a key.

mod reminder;

use std::path::Path;
use std::sync::Arc;

use node::{BackupContents, BackupSummary, LentWords, Passphrase, RecoveryWords, VaultError, Way};

use crate::api::{
    AppError, BackupView, ErrorCode, Intent, Outcome, SafetyView, Secret, VaultEntry, WordsKnown,
};
use crate::desk::Desk;
use crate::door;
use crate::live::Touched;

pub(crate) use reminder::{newest, put_off, reminder};

/// Returns how the data is kept.
pub(crate) fn safety(desk: &Desk) -> SafetyView {
    let left = desk.node.left_plain();
    SafetyView {
        way: door::shown(desk.node.vault_way()),
        words_on_paper: desk.node.words_on_paper(),
        left_plain: left.iter().map(|path| path.display().to_string()).collect(),
    }
}

/// Changes the way in, and keeps that for the person. The old one holds until the new one was proven to open.
pub(crate) async fn change_vault(desk: &Arc<Desk>, entry: VaultEntry) -> Result<Outcome, AppError> {
    desk.blocking(move |desk| {
        let way = entry.way.ok_or_else(|| {
            AppError::new(ErrorCode::VaultChoice, "no way is named").with("why", "unknownWay")
        })?;
        let before = desk.node.vault_way();
        let changed = entry.choose(way, |choice| desk.node.change_vault(choice));
        // Also where only the old entry could not be taken out of the keyring.
        let now = desk.node.vault_way();
        if changed.is_ok() || now != before {
            lock_was_changed(desk, now);
        }
        changed?;
        Ok(Outcome::Done { undoable: false })
    })
    .await
}

/// Tells the person that the lock is another one. That it cannot be kept is no reason to say that nothing was changed.
fn lock_was_changed(desk: &Desk, way: Way) {
    let at = desk.now().cast_signed();
    match desk.local.lock_was_changed(at, door::shown(way)) {
        Ok(()) => desk.tell(Touched {
            notices: true,
            ..Touched::default()
        }),
        Err(error) => tracing::error!(%error, "that the lock was changed is not kept"),
    }
}

/// Lets on only who could open the folder now: with the passphrase typed again, or a keyring that opens. An app that is
/// open has the key already, and so has every script that gets to its doors.
pub(crate) async fn prove(desk: &Arc<Desk>, typed: Option<&Secret>) -> Result<(), AppError> {
    proof(desk, typed).await?.map_err(not_proven)
}

async fn proof(
    desk: &Arc<Desk>,
    typed: Option<&Secret>,
) -> Result<Result<(), VaultError>, AppError> {
    let typed = typed.map(|typed| Passphrase::typed(typed.text()));
    desk.blocking(move |desk| Ok(desk.node.prove(typed.as_ref())))
        .await
}

fn not_proven(error: VaultError) -> AppError {
    let error = AppError::from(error);
    let asks = matches!(
        error.code,
        ErrorCode::PassphraseNeeded | ErrorCode::PassphraseWrong
    );
    if asks {
        error.with("why", "again")
    } else {
        error
    }
}

/// Refuses an intent that lets whoever asks in for good, unless they need no passphrase to open the folder.
pub(crate) async fn must_prove(desk: &Arc<Desk>, intent: &Intent) -> Result<(), AppError> {
    let changes_lock = matches!(intent, Intent::ChangeVault { .. });
    if !changes_lock && !matches!(intent, Intent::AddDevice { .. }) {
        return Ok(());
    }
    match proof(desk, None).await? {
        Err(error) if changes_lock && is_lost(&error) => {
            tracing::warn!(%error, "the lock is changed from a keyring that is lost");
            Ok(())
        }
        proof => proof.map_err(not_proven),
    }
}

/// Returns whether the lock does not open for its person either: from a keyring that is lost, another lock is the way
/// out. From one that is locked at the moment it is not: who can unlock it, does.
const fn is_lost(error: &VaultError) -> bool {
    matches!(error, VaultError::Keyring(why) if why.is_for_good())
}

/// Returns the twelve words, to who proves that they could open the folder.
pub(crate) async fn recovery_words(
    desk: &Arc<Desk>,
    typed: Option<&Secret>,
) -> Result<Vec<String>, AppError> {
    let words = desk.node.recovery_words().map_err(node::NodeError::from)?;
    prove(desk, typed).await?;
    words_were(desk, WordsKnown::Shown)?;
    Ok(words.words().into_iter().map(str::to_owned).collect())
}

/// Lends typed words, for what is done with [`LentWords::sign`].
pub(crate) fn lend(desk: &Desk, typed: &Secret) -> Result<LentWords, AppError> {
    let lent = desk.node.lend_words(&words(typed)?)?;
    words_were(desk, WordsKnown::Typed)?;
    Ok(lent)
}

/// Returns whether typed words are the person's of this folder.
pub(crate) fn are_mine(desk: &Desk, typed: &Secret) -> Result<bool, AppError> {
    let mine = desk.node.is_person(&words(typed)?);
    if mine {
        words_were(desk, WordsKnown::Typed)?;
    }
    Ok(mine)
}

fn words_were(desk: &Desk, now: WordsKnown) -> Result<(), AppError> {
    if desk.local.words_were(now)? {
        reminder::touched(desk);
    }
    Ok(())
}

/// Takes the seed out of the vault, or in again; the words are typed for either.
pub(crate) async fn keep_words(
    desk: &Desk,
    typed: &Secret,
    on_paper: bool,
) -> Result<Outcome, AppError> {
    let words = words(typed)?;
    if on_paper {
        desk.node.forget_person(&words).await?;
    } else {
        desk.node.remember_person(&words).await?;
    }
    words_were(desk, WordsKnown::Typed)?;
    Ok(Outcome::Done { undoable: false })
}

/// Makes a backup and reads it whole again.
pub(crate) async fn write_backup(desk: &Arc<Desk>, path: &Path) -> Result<BackupView, AppError> {
    let path = path.to_owned();
    desk.blocking(move |desk| {
        let contents = BackupContents {
            made_ms: desk.now(),
            local: desk.local.parts()?,
        };
        let summary = desk.node.write_backup(&path, &contents)?;
        // The file stands, whatever becomes of the note about it.
        if let Err(error) = desk.local.backup_was_made(&newest(&summary)) {
            tracing::warn!(%error, "that a backup was made is not kept");
        }
        reminder::touched(desk);
        Ok(backup_view(&summary))
    })
    .await
}

/// Reads a backup of this person whole and checks it.
pub(crate) async fn verify_backup(desk: &Arc<Desk>, path: &Path) -> Result<BackupView, AppError> {
    let path = path.to_owned();
    desk.blocking(move |desk| Ok(backup_view(&desk.node.verify_backup(&path)?)))
        .await
}

/// Reads words that were typed.
pub(crate) fn words(typed: &Secret) -> Result<RecoveryWords, AppError> {
    Ok(RecoveryWords::parse(&typed.text())?)
}

pub(crate) fn backup_view(summary: &BackupSummary) -> BackupView {
    BackupView {
        made_at: summary.made_ms.cast_signed(),
        boards: count(u64::try_from(summary.boards.len()).unwrap_or(u64::MAX)),
        entries: count(summary.boards.iter().map(|board| board.entries).sum()),
        local: count(summary.local),
    }
}

pub(crate) fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use node::KeyringError;

    use super::*;

    #[test]
    fn another_lock_is_the_way_out_of_a_keyring_that_is_lost_and_of_no_other() {
        let of = |why: KeyringError| is_lost(&VaultError::Keyring(why));
        assert!(of(KeyringError::Absent));
        assert!(of(KeyringError::Forgotten));
        assert!(of(KeyringError::OtherKey));
        assert!(!of(KeyringError::Locked));
        assert!(!of(KeyringError::Slow(Duration::from_secs(90))));
        assert!(!of(KeyringError::Failed("a reason".to_owned())));
        assert!(!is_lost(&VaultError::NeedsPassphrase));
        assert!(!is_lost(&VaultError::WrongPassphrase));
        assert!(!is_lost(&VaultError::Damaged));
    }
}
