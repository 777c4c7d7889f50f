//! A person who comes back with the twelve words: whose keys the folder has then.

use super::{DeviceKeys, OtherPerson};
use crate::{
    BackupError, DataFolder, Database, Draw, LogDb, PersonMark, RecoveryWords, StoreError, Vault,
};

/// Why a person cannot be restored here.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The disk failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The backup cannot be read.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The folder has boards of another person.
    #[error("this profile belongs to another person: restore into a new one (--profile NAME)")]
    OtherPerson(#[from] OtherPerson),
}

impl DeviceKeys {
    /// Makes the folder the person's of these words. In a folder of theirs the device stays what it is, and the
    /// seed is in the vault again; in one that has no boards yet it becomes a new device of theirs.
    ///
    /// # Errors
    /// [`RestoreError`]: then nothing was changed.
    pub fn restore(
        folder: &DataFolder,
        vault: &Vault,
        words: &RecoveryWords,
        draw: Draw<'_>,
    ) -> Result<Self, RestoreError> {
        let known = Self::load(folder, vault.key())?;
        let path = folder.log_db();
        let boards = LogDb::holds_boards(&path, &vault.database_key(Database::Log))?;
        let keys = match known {
            Some(mut known) if boards || known.mark() == PersonMark::of(words.seed()) => {
                known.remember_person(words.seed().clone())?;
                known
            }
            // Without the device's keys nobody may take a log over that holds boards.
            None if boards => return Err(StoreError::Damaged(folder.keys_file()).into()),
            Some(_) | None => Self::of_person(words.seed().clone(), draw)
                .map_err(|e| StoreError::io(folder.keys_file(), e))?,
        };
        keys.save(folder, vault, draw)?;
        Ok(keys)
    }
}
