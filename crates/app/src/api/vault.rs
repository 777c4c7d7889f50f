//! What is said about how the data is kept: the way in, the twelve words, backups.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

use super::error::{AppError, ErrorCode};

/// A way in which the key of the data folder is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VaultWay {
    /// In the keyring of the desktop, which opens with the login.
    Keyring,
    /// Under a passphrase that is typed at each start.
    Passphrase,
    /// In a file beside the data: whoever reads the disk reads everything. Never taken without being asked for.
    PlainFile,
}

/// What a data folder needs before it opens: the first thing that a window asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum StartState {
    /// Nothing is here yet: a way is chosen now.
    New,
    /// The same, and what a version before left here in the clear is sealed then.
    Older,
    /// It opens in this way; a passphrase has to be typed.
    Locked {
        /// Which.
        way: VaultWay,
    },
}

/// What stands at the door of a data folder: asked before anything else, and answered once opening it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum DoorState {
    /// It is open: everything else can be asked.
    Open,
    /// A person has to do something first; everything else waits. `error` says what (`VaultChoice`, `PassphraseNeeded`,
    /// `PassphraseWrong`, `PassphraseShort`, `KeyringFailed`, `VaultDamaged`), `state` what the folder is.
    Asks {
        /// What the folder is; `null` where even that cannot be read.
        state: Option<StartState>,
        /// Why it is not open.
        error: AppError,
    },
}

/// How one gets in, and, where a folder has no way yet, which one is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields = nullable)]
pub struct VaultEntry {
    /// The way that a person chose. Looked at only where there is none yet, and by `ChangeVault`.
    pub way: Option<VaultWay>,
    /// What was typed.
    #[ts(as = "Option<String>")]
    pub passphrase: Option<Secret>,
}

/// A text that nobody else may read: wiped when dropped, and hidden in `Debug`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes the text over.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// Returns a copy that is wiped when dropped.
    pub(crate) fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.clone())
    }
}

impl AppError {
    /// Returns whether a person at the door can do something about it.
    #[must_use]
    pub const fn is_at_the_door(&self) -> bool {
        matches!(
            self.code,
            ErrorCode::VaultChoice
                | ErrorCode::PassphraseNeeded
                | ErrorCode::PassphraseWrong
                | ErrorCode::PassphraseShort
                | ErrorCode::KeyringFailed
                | ErrorCode::VaultDamaged
        )
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// How this device's data is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SafetyView {
    /// The way in.
    pub way: VaultWay,
    /// Whether the twelve words are on paper only: then making and joining boards needs them.
    pub words_on_paper: bool,
    /// Files of the version before that are still here in the clear (damaged ones that were moved aside).
    pub left_plain: Vec<String>,
}

/// What a backup holds; all of it was read and checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupView {
    /// When it was made.
    pub made_at: i64,
    /// How many boards.
    pub boards: u32,
    /// How many entries.
    pub entries: u32,
    /// How many settings, drafts and reports.
    pub local: u32,
}

/// What a restoring brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RestoredView {
    /// The backup; `null` where only the person came back, by the words.
    pub backup: Option<BackupView>,
    /// Boards that were not here.
    pub new_boards: u32,
    /// Entries that were not here.
    pub new_entries: u32,
}
