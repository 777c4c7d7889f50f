//! Bytes on this disk: the data folder, its vault, the device's keys, the log.
//!
//! Owns files, their modes and their schema. Never interprets a body, never decides what counts, never
//! hides a failure of the disk as "not found".
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests may unwrap"
    )
)]

mod backup;
mod database;
mod error;
mod file;
mod folder;
mod keys;
mod log_db;
mod older;
mod parcel;
mod pieces;
mod place;
mod process_end;
mod secret;
mod vault;
mod words;

pub use backup::{
    BackupContents, BackupError, BackupSummary, BoardSummary, LocalPart, Restored, restore_backup,
    verify_backup, write_backup,
};
pub use database::{Access, open_database};
pub use error::StoreError;
pub use file::{FileError, open_file, seal_file, sealed_len};
pub use folder::{DataFolder, free_room};
pub use keys::{DeviceKeys, OnPaper, OtherPerson, Renewed, RestoreError};
pub use log_db::{
    BoardKey, BoardRecord, BranchRecord, CarriedKey, CarriedPeer, CarriedRecord, Cause, EntryKey,
    Fork, FrameLogKey, FrameRow, JoinRecord, JoinState, Known, LogDb, LogKey, LogRecord, Moved,
    Receipt, SCHEMA_VERSION, Seen, VerdictRow,
};
pub use parcel::{MAX_PARCEL_RECORD, ParcelError, ParcelHead, ParcelReader, ParcelWriter, SLOTS};
pub use place::Place;
pub use secret::{BackupKey, Database, DatabaseKey, Draw, PersonMark};
pub use vault::{Choice, KeyringError, Passphrase, Vault, VaultError, VaultState, Way};
pub use words::{RecoveryWords, WORDS, WordsError};
