//! Why a vault cannot be made, opened or changed, and what to do about it.

use std::path::PathBuf;
use std::time::Duration;

use crate::StoreError;

/// A vault that could not be made, opened or changed. Nothing was lost by it.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The disk failed, or a file is not what it should be.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keyring did not help.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The key is kept under a passphrase, and none was given.
    #[error("this data folder opens with a passphrase")]
    NeedsPassphrase,
    /// The passphrase is another one.
    #[error("the passphrase is wrong: nothing was changed, try again")]
    WrongPassphrase,
    /// A new passphrase has too few letters.
    #[error("a passphrase has at least {least} characters; four unusual words are better")]
    ShortPassphrase {
        /// How many it needs.
        least: usize,
    },
    /// There is a vault already.
    #[error("this data folder has a vault already")]
    Exists,
    /// There is none yet: a way has to be chosen.
    #[error("nobody has chosen yet how the key of this data folder is kept")]
    NotMade,
    /// The file of the vault is missing, and what it opens is here.
    #[error(
        "{0} is missing, and without it nothing in this data folder opens: put it back from a copy, or restore a backup with the twelve words"
    )]
    Gone(PathBuf),
    /// The file of the vault can be read, and the key in it is not this folder's.
    #[error(
        "the vault's file is damaged: put it back from a copy, or restore a backup with the twelve words"
    )]
    Damaged,
    /// The new way holds; the old entry is still in the keyring.
    #[error("the change is made, but the old key could not be taken out of the keyring: {0}")]
    OldKeyLeft(#[source] KeyringError),
}

impl KeyringError {
    /// Returns whether the key does not come back by unlocking, waiting or asking again: the keyring is gone, or has no
    /// such key any more.
    #[must_use]
    pub const fn is_for_good(&self) -> bool {
        match self {
            Self::Absent | Self::Forgotten | Self::OtherKey | Self::Fleeting => true,
            Self::Locked | Self::Slow(_) | Self::Failed(_) => false,
        }
    }
}

/// Why the keyring of the desktop did not help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// There is none, or it cannot be reached from here.
    #[error(
        "no keyring (Secret Service) can be reached: start the desktop's keyring (GNOME Keyring, KWallet, KeePassXC), or choose a passphrase"
    )]
    Absent,
    /// It is locked, and was not unlocked.
    #[error("the keyring is locked: unlock it and try again")]
    Locked,
    /// It has no entry for this folder: it was emptied or made anew, or the folder came from another account.
    #[error(
        "the keyring has no key for this data folder: put the old keyring back, or restore a backup with the twelve words"
    )]
    Forgotten,
    /// Its entry for this folder holds another key.
    #[error(
        "the keyring holds another key for this data folder: put the old keyring back, or restore a backup with the twelve words"
    )]
    OtherKey,
    /// It would keep the key until the end of the session only.
    #[error(
        "this keyring forgets at logout: make a lasting one in its settings, or choose a passphrase"
    )]
    Fleeting,
    /// It did not answer in time.
    #[error("the keyring did not answer within {} seconds: look for its window, and try again", .0.as_secs())]
    Slow(Duration),
    /// It failed otherwise.
    #[error("the keyring failed: {0}")]
    Failed(String),
}
