//! The data folder before a node runs over it: its vault, and a person or a backup that comes back.
//!
//! Owns the randomness and the order of these steps; what is on the disk is `store`'s.

use std::path::Path;

use store::{
    BackupError, BackupKey, BackupSummary, Choice, DataFolder, Database, DeviceKeys, LogDb,
    Passphrase, Place, RecoveryWords, RestoreError, Restored, StoreError, Vault, VaultError,
};

use crate::node::draw;
use crate::peer::{boards_and_joins, take_hidden, take_reports};

/// Opens the folder's vault, or makes it in the chosen way where there is none. Blocks: on the disk, on Argon2id
/// (a good tenth of a second), on the keyring (until the person has unlocked it, at most 90 seconds).
///
/// # Errors
/// [`VaultError`], each with what to do.
pub fn enter_vault(
    folder: &DataFolder,
    choice: Option<Choice<'_>>,
    passphrase: Option<&Passphrase>,
) -> Result<Vault, VaultError> {
    Vault::enter(folder, choice, passphrase, &mut draw)
}

/// Changes the way in which the folder's key is kept, while no node runs over it.
///
/// # Errors
/// [`VaultError`]: then the old way still holds.
pub fn change_vault(
    folder: &DataFolder,
    vault: &mut Vault,
    choice: Choice<'_>,
) -> Result<(), VaultError> {
    vault.change(folder, choice, &mut draw)
}

/// Says whether the folder lies where it did, and notes where it lies now.
///
/// # Errors
/// [`StoreError`] where the disk fails.
pub fn settle_place(folder: &DataFolder, vault: &Vault) -> Result<Place, StoreError> {
    let place = Place::of(folder, vault)?;
    if place != Place::Same {
        Place::settle(folder, vault, &mut draw)?;
    }
    Ok(place)
}

/// Makes a folder the person's of these words, while no node runs over it.
///
/// # Errors
/// [`RestoreError`]: then nothing was changed.
pub fn restore_person(
    folder: &DataFolder,
    vault: &Vault,
    words: &RecoveryWords,
) -> Result<(), RestoreError> {
    DeviceKeys::restore(folder, vault, words, &mut draw).map(drop)
}

/// Reads a backup whole and checks it.
///
/// # Errors
/// [`BackupError`], each with what to do.
pub fn verify_backup(path: &Path, words: &RecoveryWords) -> Result<BackupSummary, BackupError> {
    store::verify_backup(path, &BackupKey::of(words.seed()))
}

/// Brings a backup and its person back, while no node runs over the folder: 1. the backup is checked, 2. the folder
/// becomes the person's, 3. the log takes over what it lacks, 4. which boards hide, and the reports that wait. Cut off in between, it is done
/// again from the start.
///
/// # Errors
/// [`RestoreError`]; the log is as it was.
pub fn restore_backup(
    folder: &DataFolder,
    vault: &Vault,
    words: &RecoveryWords,
    path: &Path,
    now_ms: u64,
) -> Result<Restored, RestoreError> {
    verify_backup(path, words)?;
    restore_person(folder, vault, words)?;
    let key = vault.database_key(Database::Log);
    let (log, _) = LogDb::open_or_move_aside(&folder.log_db(), &key)?;
    let key = BackupKey::of(words.seed());
    let before = boards_and_joins(&log)?;
    let mut restored = store::restore_backup(path, &key, &log, now_ms)?;
    restored.local = take_hidden(&log, &before, restored.local)?;
    restored.local = take_reports(&log, restored.local)?;
    Ok(restored)
}
