//! The way into a data folder: before anything else of the app runs.
//!
//! Owns the order: the lock, the vault, and what a person brings back before the first start. Never chooses for a
//! person: where nobody has said how a new folder's key is kept, nothing is made, and no keyring is asked for anything.

use std::path::Path;
use std::sync::Arc;

use node::{
    Choice, DataFolder, Database, Passphrase, Restored, Vault, VaultError, VaultState, Way,
};

use crate::api::{
    AppError, ErrorCode, RestoredView, Secret, StartState, VaultEntry, VaultWay, WordsKnown,
};
use crate::local::Local;
use crate::safety::{backup_view, count, newest, words};
use crate::tasks::blocking;

/// Names the way for a folder that has none: `keyring`, `passphrase` or `plain-file`. The explicit choice of scripts.
const WAY: &str = "MANYHANDS_VAULT";
/// The passphrase, for scripts.
const PASSPHRASE: &str = "MANYHANDS_PASSPHRASE";
/// The passphrase of a change, for scripts.
const NEW_PASSPHRASE: &str = "MANYHANDS_NEW_PASSPHRASE";

impl VaultEntry {
    /// Returns what the environment says: `MANYHANDS_VAULT` and `MANYHANDS_PASSPHRASE`.
    ///
    /// # Errors
    /// `VaultChoice` for a way that is none.
    pub fn from_environment() -> Result<Self, AppError> {
        let read = |name| std::env::var(name).ok().filter(|text| !text.is_empty());
        let way = match read(WAY).as_deref() {
            None => None,
            Some("keyring") => Some(VaultWay::Keyring),
            Some("passphrase") => Some(VaultWay::Passphrase),
            Some("plain-file") => Some(VaultWay::PlainFile),
            Some(_) => {
                return Err(AppError::new(ErrorCode::VaultChoice, "an unknown way")
                    .with("why", "unknownWay"));
            }
        };
        Ok(Self {
            way,
            passphrase: read(PASSPHRASE).map(Secret::new),
        })
    }

    /// Returns the passphrase that the environment gives for a change: `MANYHANDS_NEW_PASSPHRASE`.
    #[must_use]
    pub fn new_passphrase_from_environment() -> Option<Secret> {
        let given = std::env::var(NEW_PASSPHRASE).ok()?;
        (!given.is_empty()).then(|| Secret::new(given))
    }

    /// Returns the explicit choice of a plain file: for tests and scripts.
    #[must_use]
    pub fn plain_file() -> Self {
        Self {
            way: Some(VaultWay::PlainFile),
            passphrase: None,
        }
    }

    pub(crate) fn passphrase(&self) -> Option<Passphrase> {
        let typed = self.passphrase.as_ref()?;
        Some(Passphrase::typed(typed.text()))
    }

    /// Returns the way as a choice; a new passphrase is looked at.
    pub(crate) fn choose<T>(
        &self,
        way: VaultWay,
        with: impl FnOnce(Choice<'_>) -> Result<T, VaultError>,
    ) -> Result<T, AppError> {
        let chosen = match way {
            VaultWay::Keyring => with(Choice::Keyring),
            VaultWay::PlainFile => with(Choice::PlainFile),
            VaultWay::Passphrase => {
                let typed = self.passphrase.as_ref().ok_or_else(|| {
                    AppError::new(ErrorCode::PassphraseNeeded, "a passphrase is chosen")
                        .with("why", "new")
                })?;
                with(Choice::Passphrase(&Passphrase::chosen(typed.text())?))
            }
        };
        Ok(chosen?)
    }
}

/// Says what a folder needs before it opens.
pub(crate) async fn start_state(root: &Path) -> Result<StartState, AppError> {
    let root = root.to_owned();
    blocking(move || {
        let folder = DataFolder::open(root)?;
        Ok(match Vault::state(&folder)? {
            VaultState::New => StartState::New,
            VaultState::Older => StartState::Older,
            VaultState::Locked(way) => StartState::Locked { way: shown(way) },
        })
    })
    .await
}

/// Moves a data folder aside, whole. Nobody has it open meanwhile.
///
/// # Errors
/// `InUse` where another process has it, `DiskFailed` where it cannot be moved.
pub fn put_aside(root: &Path, beside: &Path) -> Result<(), AppError> {
    let held = DataFolder::open(root)?;
    std::fs::rename(root, beside)
        .map_err(|error| AppError::new(ErrorCode::DiskFailed, error.kind().to_string()))?;
    drop(held);
    Ok(())
}

/// Opens the folder's vault. Blocks.
pub(crate) fn enter(folder: &DataFolder, entry: &VaultEntry) -> Result<Vault, AppError> {
    let passphrase = entry.passphrase();
    match (Vault::state(folder)?, entry.way) {
        (VaultState::Locked(_), _) => Ok(node::enter_vault(folder, None, passphrase.as_ref())?),
        (VaultState::New | VaultState::Older, Some(way)) => {
            entry.choose(way, |choice| node::enter_vault(folder, Some(choice), None))
        }
        (VaultState::New | VaultState::Older, None) => Err(VaultError::NotMade.into()),
    }
}

/// Brings a person back into a folder that no app has open, and a backup with them.
pub(crate) async fn restore(
    root: &Path,
    entry: VaultEntry,
    typed: Secret,
    file: Option<&Path>,
    now_ms: u64,
) -> Result<RestoredView, AppError> {
    let (root, file) = (root.to_owned(), file.map(Path::to_owned));
    blocking(move || {
        let words = words(&typed)?;
        if let Some(file) = &file {
            // Before a vault is made for a file that cannot be used.
            node::verify_backup(file, &words)?;
        }
        let folder = Arc::new(DataFolder::open(root)?);
        let vault = enter(&folder, &entry)?;
        let Some(file) = file else {
            node::restore_person(&folder, &vault, &words)?;
            typed_here(&folder, &vault, None)?;
            return Ok(RestoredView {
                backup: None,
                new_boards: 0,
                new_entries: 0,
            });
        };
        let restored = node::restore_backup(&folder, &vault, &words, &file, now_ms)?;
        typed_here(&folder, &vault, Some(&restored))?;
        Ok(RestoredView {
            backup: Some(backup_view(&restored.summary)),
            new_boards: count(restored.boards),
            new_entries: count(restored.entries),
        })
    })
    .await
}

/// Keeps in `local.db` what came back, and that the words are on paper: they were typed.
fn typed_here(
    folder: &DataFolder,
    vault: &Vault,
    restored: Option<&Restored>,
) -> Result<(), AppError> {
    let local = Local::open(&folder.local_db(), &vault.database_key(Database::Local))?;
    local.words_were(WordsKnown::Typed)?;
    let Some(restored) = restored else {
        return Ok(());
    };
    local.take_back(&restored.local)?;
    local.backup_was_made(&newest(&restored.summary))
}

/// Returns the way as the api names it.
pub(crate) const fn shown(way: Way) -> VaultWay {
    match way {
        Way::Keyring => VaultWay::Keyring,
        Way::Passphrase => VaultWay::Passphrase,
        Way::PlainFile => VaultWay::PlainFile,
    }
}
