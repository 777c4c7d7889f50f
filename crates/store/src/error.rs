//! What can go wrong between the program and its disk.

use std::path::PathBuf;

use rusqlite::{ErrorCode, ffi};

/// A failure of the disk or of a file on it. None of them means "not found".
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the data folder.
    #[error("the data folder {0} is in use by another process")]
    InUse(PathBuf),
    /// The disk, or a quota on it, is full. Nothing of the transaction was kept; it may be tried again.
    #[error("the disk is full")]
    DiskFull(#[source] Option<rusqlite::Error>),
    /// The disk failed otherwise. What is on it must be read again before writing goes on.
    #[error("the disk failed")]
    DiskFailed(#[source] rusqlite::Error),
    /// A file operation outside of a database failed.
    #[error("{path}: {source}")]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The file is not what it should be. It was left as it is.
    #[error("{0} is damaged")]
    Damaged(PathBuf),
    /// The database does not open with this folder's key: it is of another folder, or its beginning is damaged.
    #[error(
        "{0} does not open with the key of this data folder: it comes from another one, or its beginning is damaged"
    )]
    WrongKey(PathBuf),
    /// This program was built without SQLCipher: it would write everything in the clear.
    #[error("this program was built without SQLCipher")]
    NoCipher,
    /// The file was written by a newer version of the app. It was left as it is.
    #[error(
        "{path} has version {found}, and this app knows versions up to {known}: update the app"
    )]
    TooNew {
        /// Which file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest that this app knows.
        known: i64,
    },
    /// The database is damaged: found while reading or writing it.
    #[error("the database is damaged")]
    Corrupt(#[source] rusqlite::Error),
    /// A row does not hold what this app writes there.
    #[error("a row of {table} is damaged")]
    BadRow {
        /// Which table.
        table: &'static str,
    },
    /// No folder for the app's data is known on this system.
    #[error("this system names no folder for data; set MANYHANDS_HOME")]
    NoHome,
    /// A name of a profile that cannot be a folder's name.
    #[error("a profile's name has 1 to 64 letters, digits, - and _")]
    BadProfile,
    /// The database refused otherwise: a defect of this program.
    #[error("the database refused: {0}")]
    Sql(#[source] rusqlite::Error),
}

impl StoreError {
    /// Wraps a failure of a file operation.
    pub(crate) fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::StorageFull
            || source.kind() == std::io::ErrorKind::QuotaExceeded
        {
            return Self::DiskFull(None);
        }
        Self::Io {
            path: path.into(),
            source,
        }
    }

    /// Returns whether the disk is full.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::DiskFull(_))
    }

    /// Returns whether bytes on the disk are not what was written.
    #[must_use]
    pub const fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::Damaged(_) | Self::WrongKey(_) | Self::Corrupt(_) | Self::BadRow { .. }
        )
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, _) = &error else {
            return Self::Sql(error);
        };
        // A full disk shows as an I/O error where SQLite grows the index of the WAL.
        if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE {
            return Self::DiskFull(Some(error));
        }
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "all other codes of SQLite are defects of this program"
        )]
        match failure.code {
            ErrorCode::DiskFull => Self::DiskFull(Some(error)),
            ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::FileLockingProtocolFailed => Self::DiskFailed(error),
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt(error),
            _ => Self::Sql(error),
        }
    }
}
