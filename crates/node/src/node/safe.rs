//! A running node's vault, its person's words, and backups of it.
//!
//! Owns the one copy of the keys that is written to the disk. Everything here blocks on the disk.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use store::{
    BackupContents, BackupError, BackupSummary, Choice, DataFolder, Database, DeviceKeys, LogDb,
    OnPaper, Passphrase, PersonMark, RecoveryWords, RestoreError, Vault, VaultError, Way,
    verify_backup, write_backup,
};

use trust::PersonSeed;

use super::{Node, draw};
use crate::peer::{hidden_part, report_parts};
use crate::{DeviceError, NodeError};

/// See the module.
pub(super) struct Safe {
    folder: Arc<DataFolder>,
    held: Mutex<Held>,
}

struct Held {
    vault: Vault,
    keys: DeviceKeys,
}

impl Safe {
    pub(super) const fn new(folder: Arc<DataFolder>, vault: Vault, keys: DeviceKeys) -> Self {
        let held = Mutex::new(Held { vault, keys });
        Self { folder, held }
    }

    /// Keeps changed keys of this device.
    pub(super) fn keep(&self, keys: &DeviceKeys) -> Result<(), store::StoreError> {
        let mut held = self.held();
        keys.save(&self.folder, &held.vault, &mut draw)?;
        held.keys = keys.clone();
        Ok(())
    }

    /// Returns the keys, for opening what is sealed for this device.
    pub(super) fn keys(&self) -> DeviceKeys {
        self.held().keys.clone()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

tokio::task_local! {
    /// The words that the act is done with which runs here.
    static LENT: Arc<PersonSeed>;
}

/// The person's seed, on paper elsewhere and typed: lent for one act.
#[derive(Debug)]
pub struct LentWords {
    seed: Arc<PersonSeed>,
}

impl LentWords {
    /// Does an act: what it asks of the node, and nothing that others ask meanwhile, is signed with the words.
    pub async fn sign<T>(&self, act: impl Future<Output = T>) -> T {
        LENT.scope(Arc::clone(&self.seed), act).await
    }
}

/// Returns the seed that is lent to who asks.
pub(super) fn lent() -> Option<Arc<PersonSeed>> {
    LENT.try_with(Arc::clone).ok()
}

impl Node {
    /// Lends the person's seed, for what the person signs while it is on paper only. It is not written anywhere.
    ///
    /// # Errors
    /// [`DeviceError::OtherWords`] where they are another person's.
    pub fn lend_words(&self, words: &RecoveryWords) -> Result<LentWords, NodeError> {
        if !self.is_person(words) {
            return Err(DeviceError::OtherWords.into());
        }
        let seed = Arc::new(words.seed().clone());
        Ok(LentWords { seed })
    }

    /// Returns the way in which the folder's key is kept.
    #[must_use]
    pub fn vault_way(&self) -> Way {
        self.inner.safe.held().vault.way()
    }

    /// Returns what is still on the disk in the clear from the version before.
    #[must_use]
    pub fn left_plain(&self) -> Vec<std::path::PathBuf> {
        self.inner.safe.held().vault.left_plain().to_vec()
    }

    /// Changes the way. Blocks, on a keyring up to 90 seconds.
    ///
    /// # Errors
    /// [`VaultError`]: then the old way still holds.
    pub fn change_vault(&self, choice: Choice<'_>) -> Result<(), VaultError> {
        let safe = &self.inner.safe;
        safe.held().vault.change(&safe.folder, choice, &mut draw)
    }

    /// Proves that whoever asks could open the folder now; see [`Vault::prove`]. Blocks, on a keyring up to 90 seconds.
    ///
    /// # Errors
    /// [`VaultError`]: who asks could not.
    pub fn prove(&self, passphrase: Option<&Passphrase>) -> Result<(), VaultError> {
        // A keyring that waits for a person must hold nobody else up.
        let vault = self.inner.safe.held().vault.clone();
        vault.prove(passphrase)
    }

    /// Returns whether the seed was taken out of the vault.
    #[must_use]
    pub fn words_on_paper(&self) -> bool {
        self.inner.safe.held().keys.person().is_err()
    }

    /// Returns the person's twelve words. Whoever shows them has them proven first, by [`Node::prove`].
    ///
    /// # Errors
    /// [`OnPaper`] where the seed was taken out of the vault.
    pub fn recovery_words(&self) -> Result<RecoveryWords, OnPaper> {
        let held = self.inner.safe.held();
        Ok(RecoveryWords::of(held.keys.person()?.clone()))
    }

    /// Returns whether these are the person's words, also where the seed is on paper only.
    #[must_use]
    pub fn is_person(&self, words: &RecoveryWords) -> bool {
        self.inner.safe.held().keys.mark() == PersonMark::of(words.seed())
    }

    /// Takes the seed out of the vault: it is on paper only from then on. The words must be typed, so that nobody
    /// gives away what they have not written down.
    ///
    /// # Errors
    /// [`RestoreError::OtherPerson`] where the words are not this person's.
    pub async fn forget_person(&self, words: &RecoveryWords) -> Result<(), RestoreError> {
        self.change_person(|keys| {
            keys.remember_person(words.seed().clone())?;
            keys.forget_person();
            Ok(())
        })
        .await
    }

    /// Takes the seed into the vault again.
    ///
    /// # Errors
    /// [`RestoreError::OtherPerson`] where the words are not this person's.
    pub async fn remember_person(&self, words: &RecoveryWords) -> Result<(), RestoreError> {
        self.change_person(|keys| Ok(keys.remember_person(words.seed().clone())?))
            .await
    }

    async fn change_person(
        &self,
        change: impl FnOnce(&mut DeviceKeys) -> Result<(), RestoreError>,
    ) -> Result<(), RestoreError> {
        let keys = {
            let safe = &self.inner.safe;
            let mut held = safe.held();
            let mut keys = held.keys.clone();
            change(&mut keys)?;
            keys.save(&safe.folder, &held.vault, &mut draw)?;
            held.keys = keys.clone();
            keys
        };
        let taken = self.inner.jobs.ask(move |core, _| {
            core.take_keys(keys);
            Ok::<(), NodeError>(())
        });
        if taken.await.is_err() {
            // It closes: the next start reads the new keys.
            tracing::debug!("the node closes");
        }
        Ok(())
    }

    /// Makes a backup beside the running node, with the reports that wait and which boards hide. `path` is replaced only by one that was read
    /// whole again.
    ///
    /// # Errors
    /// [`BackupError`]: then no file was changed.
    pub fn write_backup(
        &self,
        path: &Path,
        contents: &BackupContents,
    ) -> Result<BackupSummary, BackupError> {
        let (log, key) = {
            let safe = &self.inner.safe;
            let held = safe.held();
            let log_key = held.vault.database_key(Database::Log);
            let log = LogDb::reader(&safe.folder.log_db(), &log_key)?;
            (log, held.keys.backup_key().clone())
        };
        let mut contents = contents.clone();
        contents.local.extend(report_parts(&log)?);
        let hidden = self.inner.public.hidden.borrow();
        contents.local.push(hidden_part(&hidden));
        drop(hidden);
        write_backup(path, &key, &log, &contents, &mut draw)
    }

    /// Reads a backup of this person whole and checks it. Needs no words.
    ///
    /// # Errors
    /// [`BackupError`], each with what to do.
    pub fn verify_backup(&self, path: &Path) -> Result<BackupSummary, BackupError> {
        let key = self.inner.safe.held().keys.backup_key().clone();
        verify_backup(path, &key)
    }
}
