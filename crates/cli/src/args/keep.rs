//! The words about how the boards are kept: the way in, the twelve words, backups.

use std::path::PathBuf;

use clap::Subcommand;

/// `mh vault`.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum VaultCommand {
    /// Say how they are locked
    Status,
    /// Lock with the keyring of the desktop
    Keyring,
    /// Lock with a passphrase that is typed each time
    Passphrase,
    /// Do not lock: the key lies in a plain file, and whoever gets hold of the disk can read your boards
    Plain,
}

/// `mh recovery`.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum RecoveryCommand {
    /// Show them, to be written down
    Show,
    /// Become yourself again here; they are typed, or read from standard input
    Restore,
    /// Keep them on paper only: making and joining boards asks for them then
    Paper,
    /// Keep them in the data folder again
    Keep,
}

/// `mh carry`.
#[derive(Debug, Subcommand)]
pub enum CarryCommand {
    /// Save what somebody lacks as a file that only they can open
    Save {
        /// For whom, by name.
        #[arg(long = "for", value_name = "PERSON")]
        person: String,
        /// Where to, such as on a USB stick.
        file: PathBuf,
        /// Replace a file of this name.
        #[arg(long)]
        over: bool,
    },
    /// Read a file that somebody saved for you
    Read {
        /// Which.
        file: PathBuf,
    },
}

/// `mh backup`.
#[derive(Debug, Subcommand)]
pub enum BackupCommand {
    /// Make one, and read it whole again
    Make {
        /// Where to; an older one of this name is replaced once the new one is good.
        file: PathBuf,
    },
    /// Read one of yours whole, and check every entry
    Verify {
        /// Which.
        file: PathBuf,
    },
    /// Bring yourself and your boards back; the twelve words are typed, or read from standard input
    Restore {
        /// From which file.
        file: PathBuf,
    },
    /// Do not remind of it for some days
    Later {
        /// How many, at most 90; 0 reminds again.
        #[arg(long, default_value_t = 7, value_name = "N")]
        days: u32,
    },
}
