//! The vault: the key that everything in the data folder is sealed with, and the ways in which it is kept.
//!
//! Owns the file `vault` (its form is in `file`), the three ways (keyring of the desktop, passphrase, plain file)
//! and the order of changing them: the new way is proven to open before it takes the old one's place. Making or
//! opening it also ends the sealing of a folder of the version before (`older`). Never chooses a way by itself.

use std::path::PathBuf;
use std::time::Duration;

use crate::folder::read_private;
use crate::secret::VaultKey;
use crate::{DataFolder, Database, DatabaseKey, Draw, StoreError, older};

mod error;
mod file;
mod keyring;
mod passphrase;

pub use error::{KeyringError, VaultError};
pub use passphrase::Passphrase;

use file::{Kept, VaultFile};
use keyring::patient;

/// How long the keyring may take: a person may have to type its password meanwhile.
const PATIENCE: Duration = Duration::from_secs(90);

/// A way in which the vault's key is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// In the keyring of the desktop, which opens with the login.
    Keyring,
    /// Under a passphrase that is typed at each start.
    Passphrase,
    /// Beside what it seals, in a file that only its owner's account can read.
    PlainFile,
}

/// The way that a person chose.
#[derive(Debug, Clone, Copy)]
pub enum Choice<'a> {
    /// [`Way::Keyring`].
    Keyring,
    /// [`Way::Passphrase`].
    Passphrase(&'a Passphrase),
    /// [`Way::PlainFile`]: whoever reads the disk reads everything. Never taken without being asked for.
    PlainFile,
}

/// What a folder needs before it can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultState {
    /// A choice: nothing is here yet.
    New,
    /// A choice: the folder is of the version before, which sealed nothing.
    Older,
    /// To be opened, in this way.
    Locked(Way),
}

/// The open vault.
#[derive(Debug, Clone)]
pub struct Vault {
    key: VaultKey,
    file: VaultFile,
    left_plain: Vec<PathBuf>,
}

impl Vault {
    /// Returns what the folder needs.
    ///
    /// # Errors
    /// [`VaultError::Gone`] where the folder is sealed and the vault's file is missing.
    pub fn state(folder: &DataFolder) -> Result<VaultState, VaultError> {
        match VaultFile::read(folder)? {
            Some(file) => Ok(VaultState::Locked(file.way())),
            None if older::is_sealed(folder)? => Err(VaultError::Gone(folder.vault_file())),
            None if older::is_older(folder)? => Ok(VaultState::Older),
            None => Ok(VaultState::New),
        }
    }

    /// Makes the vault of a folder that has none, in the chosen way, and seals what the version before left there.
    ///
    /// # Errors
    /// [`VaultError`]: nothing was sealed that does not open in the chosen way.
    pub fn create(
        folder: &DataFolder,
        choice: Choice<'_>,
        draw: Draw<'_>,
    ) -> Result<Self, VaultError> {
        if let VaultState::Locked(_) = Self::state(folder)? {
            return Err(VaultError::Exists);
        }
        let failed = |e| StoreError::io(folder.vault_file(), e);
        let key = VaultKey::draw(draw).map_err(failed)?;
        let mut id = [0; 16];
        draw(&mut id).map_err(failed)?;
        let file = keep(folder, &key, id, choice, draw)?;
        Self::over(key, file).seal_older(folder, draw)
    }

    /// Opens the vault, and ends the sealing of an older folder if that was cut off.
    ///
    /// # Errors
    /// [`VaultError`], each with what to do.
    pub fn open(
        folder: &DataFolder,
        passphrase: Option<&Passphrase>,
        draw: Draw<'_>,
    ) -> Result<Self, VaultError> {
        let Some(file) = VaultFile::read(folder)? else {
            // Says so where the file is gone.
            Self::state(folder)?;
            return Err(VaultError::NotMade);
        };
        let key = unlock(&file, passphrase)?;
        Self::over(key, file).seal_older(folder, draw)
    }

    /// Opens the vault, or makes it in the chosen way where there is none yet.
    ///
    /// # Errors
    /// [`VaultError::NotMade`] where a way has to be chosen and none is given.
    pub fn enter(
        folder: &DataFolder,
        choice: Option<Choice<'_>>,
        passphrase: Option<&Passphrase>,
        draw: Draw<'_>,
    ) -> Result<Self, VaultError> {
        match (Self::state(folder)?, choice) {
            (VaultState::Locked(_), _) => Self::open(folder, passphrase, draw),
            (VaultState::New | VaultState::Older, Some(choice)) => {
                Self::create(folder, choice, draw)
            }
            (VaultState::New | VaultState::Older, None) => Err(VaultError::NotMade),
        }
    }

    /// Proves that whoever asks could open the vault now: the passphrase is typed again, the keyring is read afresh. A
    /// plain file proves nothing. Blocks as opening does.
    ///
    /// # Errors
    /// What [`Vault::open`] says: [`VaultError::NeedsPassphrase`], [`VaultError::WrongPassphrase`], the keyring's.
    pub fn prove(&self, passphrase: Option<&Passphrase>) -> Result<(), VaultError> {
        if unlock(&self.file, passphrase)? == self.key {
            Ok(())
        } else {
            Err(VaultError::Damaged)
        }
    }

    /// Changes the way. The old one is taken away only after the new one was proven to open.
    ///
    /// The key itself stays the same: a copy of the old file still opens with the old passphrase.
    ///
    /// # Errors
    /// [`VaultError`]: then the old way still holds. [`VaultError::OldKeyLeft`] where only the keyring's entry
    /// of before could not be removed.
    pub fn change(
        &mut self,
        folder: &DataFolder,
        choice: Choice<'_>,
        draw: Draw<'_>,
    ) -> Result<(), VaultError> {
        let before = self.way();
        self.file = keep(folder, &self.key, *self.file.id(), choice, draw)?;
        if before == Way::Keyring && self.way() != Way::Keyring {
            let id = *self.file.id();
            patient(PATIENCE, move || keyring::forget(&id)).map_err(VaultError::OldKeyLeft)?;
        }
        Ok(())
    }

    /// Returns the way in which the key is kept.
    #[must_use]
    pub fn way(&self) -> Way {
        self.file.way()
    }

    /// Returns the key of a database.
    #[must_use]
    pub fn database_key(&self, of: Database) -> DatabaseKey {
        self.key.database(of)
    }

    /// Returns what is still here in the clear from the version before: damaged files that were moved aside.
    #[must_use]
    pub fn left_plain(&self) -> &[PathBuf] {
        &self.left_plain
    }

    pub(crate) const fn key(&self) -> &VaultKey {
        &self.key
    }

    const fn over(key: VaultKey, file: VaultFile) -> Self {
        Self {
            key,
            file,
            left_plain: Vec::new(),
        }
    }

    fn seal_older(mut self, folder: &DataFolder, draw: Draw<'_>) -> Result<Self, VaultError> {
        older::seal(folder, &self.key, draw, &mut |_| Ok(()))?;
        self.left_plain = older::left(folder)?;
        Ok(self)
    }
}

impl Way {
    /// Returns the word that stands for it in commands and settings.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Passphrase => "passphrase",
            Self::PlainFile => "plain-file",
        }
    }
}

/// Keeps a key in the chosen way: 1. beside the file that holds; 2. it is opened from there like at a start;
/// 3. only then does it take the file's place.
fn keep(
    folder: &DataFolder,
    key: &VaultKey,
    id: [u8; 16],
    choice: Choice<'_>,
    draw: Draw<'_>,
) -> Result<VaultFile, VaultError> {
    let failed = |e| StoreError::io(folder.vault_file(), e);
    let (kept, passphrase) = match choice {
        Choice::Keyring => {
            let key = key.clone();
            patient(PATIENCE, move || keyring::keep(&id, &key))?;
            (Kept::Keyring, None)
        }
        Choice::Passphrase(passphrase) => {
            let wrapped = passphrase::wrap(key, &id, passphrase, draw).map_err(failed)?;
            (Kept::Passphrase(wrapped), Some(passphrase))
        }
        Choice::PlainFile => (Kept::Plain(key.clone()), None),
    };
    let file = VaultFile::new(id, key, kept, draw).map_err(failed)?;
    file.write_beside(folder)?;
    let written = VaultFile::read_beside(folder)?;
    if unlock(&written, passphrase)? != *key {
        return Err(VaultError::Damaged);
    }
    VaultFile::exchange(folder)?;
    Ok(written)
}

fn unlock(file: &VaultFile, passphrase: Option<&Passphrase>) -> Result<VaultKey, VaultError> {
    let key = match file.kept() {
        Kept::Keyring => {
            let id = *file.id();
            patient(PATIENCE, move || keyring::find(&id))?
        }
        Kept::Passphrase(wrapped) => {
            let passphrase = passphrase.ok_or(VaultError::NeedsPassphrase)?;
            passphrase::unwrap(wrapped, file.id(), passphrase)?
        }
        Kept::Plain(key) => key.clone(),
    };
    match (file.fits(&key), file.kept()) {
        (true, _) => Ok(key),
        (false, Kept::Keyring) => Err(KeyringError::OtherKey.into()),
        (false, Kept::Passphrase(_) | Kept::Plain(_)) => Err(VaultError::Damaged),
    }
}

/// Reads the whole of a small file of the vault.
fn read_small(path: &std::path::Path) -> Result<Option<Vec<u8>>, StoreError> {
    read_private(path, file::MAX_LEN)
}

#[cfg(test)]
mod tests;
