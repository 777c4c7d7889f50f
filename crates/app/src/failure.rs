//! How failures of the rooms below become codes that somebody can branch on.
//!
//! Never invents a sentence: the message is for the program's own log.

use std::fmt::Display;

use node::{
    BackupError, DeviceError, JoinError, JoinRefusal, KeyringError, NodeError, ReportRefusal,
    RestoreError, StoreError, VaultError, WordsError,
};
use rusqlite::ErrorCode as Sqlite;
use trust::{DeviceTextError, TicketError};

use crate::api::{AppError, ErrorCode};

impl AppError {
    /// Returns an error without details.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Display) -> Self {
        Self {
            code,
            message: message.to_string(),
            details: std::collections::BTreeMap::new(),
        }
    }

    /// Adds a detail.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Display) -> Self {
        self.details.insert(key.to_owned(), value.to_string());
        self
    }

    /// Returns a defect of the app.
    #[must_use]
    pub fn internal(message: impl Display) -> Self {
        Self::new(ErrorCode::Internal, message)
    }

    /// Returns the refusal of a field; `why` as [`ErrorCode::BadField`] lists it.
    #[must_use]
    pub fn bad_field(field: &str, why: &str) -> Self {
        Self::new(ErrorCode::BadField, format!("field {field}: {why}"))
            .with("field", field)
            .with("why", why)
    }
}

impl From<rusqlite::Error> for AppError {
    fn from(error: rusqlite::Error) -> Self {
        let code = match error.sqlite_error_code() {
            Some(Sqlite::DiskFull) => ErrorCode::DiskFull,
            Some(
                Sqlite::SystemIoFailure
                | Sqlite::CannotOpen
                | Sqlite::ReadOnly
                | Sqlite::PermissionDenied
                | Sqlite::DatabaseCorrupt
                | Sqlite::NotADatabase,
            ) => ErrorCode::DiskFailed,
            _ => ErrorCode::Internal,
        };
        Self::new(code, error)
    }
}

impl From<NodeError> for AppError {
    fn from(error: NodeError) -> Self {
        let code = match &error {
            NodeError::InUse => ErrorCode::InUse,
            NodeError::DiskFull => ErrorCode::DiskFull,
            NodeError::DiskFailed(_) | NodeError::Damaged(_) => ErrorCode::DiskFailed,
            NodeError::TooNew(_) => ErrorCode::DataTooNew,
            NodeError::NoBoard(_) | NodeError::NoJoin => ErrorCode::NoSuchBoard,
            NodeError::NotAllowed(_) => ErrorCode::NotAllowed,
            NodeError::Join(JoinError::AlreadyMember) => ErrorCode::AlreadyMember,
            NodeError::Join(JoinError::AlreadyCarried) => ErrorCode::AlreadyCarried,
            NodeError::OnPaper(_) => ErrorCode::WordsNeeded,
            NodeError::Device(error) => return (*error).into(),
            NodeError::Closed => ErrorCode::Closing,
            NodeError::Refused(_)
            | NodeError::Seal(_)
            | NodeError::NoRandomness
            | NodeError::Defect(_)
            | NodeError::Network(_) => ErrorCode::Internal,
        };
        Self::new(code, error)
    }
}

impl From<DeviceError> for AppError {
    fn from(error: DeviceError) -> Self {
        let (code, why) = match error {
            DeviceError::Text(text) => return text.into(),
            DeviceError::NoRequest => (ErrorCode::DeviceAnswerOther, "noRequest"),
            DeviceError::OwnRequest => (ErrorCode::NotYourself, "ownRequest"),
            DeviceError::OtherWords => (ErrorCode::WordsWrong, "otherPerson"),
            DeviceError::OtherPerson => (ErrorCode::ProfileInUse, "otherPerson"),
        };
        Self::new(code, error).with("why", why)
    }
}

impl From<DeviceTextError> for AppError {
    fn from(error: DeviceTextError) -> Self {
        let (code, why) = match error {
            DeviceTextError::OtherText => (ErrorCode::DeviceTextDamaged, "other-text"),
            DeviceTextError::Damaged => (ErrorCode::DeviceTextDamaged, "damaged"),
            DeviceTextError::TooLong => (ErrorCode::DeviceTextDamaged, "too-long"),
            DeviceTextError::TooNew => (ErrorCode::AppTooOld, "too-new"),
            DeviceTextError::OtherRequest => (ErrorCode::DeviceAnswerOther, "otherRequest"),
        };
        Self::new(code, error).with("why", why)
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        NodeError::from(error).into()
    }
}

impl From<VaultError> for AppError {
    fn from(error: VaultError) -> Self {
        let message = error.to_string();
        match error {
            VaultError::Store(StoreError::Damaged(path)) | VaultError::Gone(path) => {
                Self::new(ErrorCode::VaultDamaged, message).with("path", path.display())
            }
            VaultError::Store(error) => error.into(),
            VaultError::Damaged => Self::new(ErrorCode::VaultDamaged, message),
            VaultError::Keyring(why) => {
                Self::new(ErrorCode::KeyringFailed, message).with("why", keyring(&why))
            }
            VaultError::OldKeyLeft(_) => {
                Self::new(ErrorCode::KeyringFailed, message).with("why", "oldKeyLeft")
            }
            VaultError::NeedsPassphrase => Self::new(ErrorCode::PassphraseNeeded, message),
            VaultError::WrongPassphrase => Self::new(ErrorCode::PassphraseWrong, message),
            VaultError::ShortPassphrase { least } => {
                Self::new(ErrorCode::PassphraseShort, message).with("least", least)
            }
            VaultError::NotMade => Self::new(ErrorCode::VaultChoice, message).with("why", "first"),
            VaultError::Exists => Self::internal(message),
        }
    }
}

const fn keyring(why: &KeyringError) -> &'static str {
    match why {
        KeyringError::Absent => "absent",
        KeyringError::Locked => "locked",
        KeyringError::Forgotten => "forgotten",
        KeyringError::OtherKey => "otherKey",
        KeyringError::Fleeting => "fleeting",
        KeyringError::Slow(_) => "slow",
        KeyringError::Failed(_) => "failed",
    }
}

impl From<WordsError> for AppError {
    fn from(error: WordsError) -> Self {
        let refused = Self::new(ErrorCode::WordsWrong, "the twelve words are not right");
        match error {
            WordsError::Count { found } => refused.with("why", "count").with("found", found),
            WordsError::Unknown { number, near } => refused
                .with("why", "unknown")
                .with("number", number)
                .with("near", near.join(", ")),
            WordsError::Checksum => refused.with("why", "checksum"),
        }
    }
}

impl From<BackupError> for AppError {
    fn from(error: BackupError) -> Self {
        let why = match error {
            BackupError::Store(error) => return error.into(),
            BackupError::NoBackup(_) => "notABackup",
            BackupError::TooNew => "tooNew",
            BackupError::OtherWords => "otherWords",
            BackupError::CutShort => "cutShort",
            BackupError::Damaged(_) => "damaged",
            BackupError::TooLong => "tooLong",
        };
        Self::new(ErrorCode::BackupUnusable, error).with("why", why)
    }
}

impl From<RestoreError> for AppError {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::Store(error) => error.into(),
            RestoreError::Backup(error) => error.into(),
            RestoreError::OtherPerson(_) => {
                Self::new(ErrorCode::WordsWrong, error).with("why", "otherPerson")
            }
        }
    }
}

impl From<TicketError> for AppError {
    fn from(error: TicketError) -> Self {
        let code = match error {
            TicketError::NotATicket | TicketError::Damaged | TicketError::TooLong => {
                ErrorCode::TicketDamaged
            }
            TicketError::TooNew => ErrorCode::AppTooOld,
        };
        Self::new(code, error).with("why", error.code())
    }
}

impl From<model::BadField> for AppError {
    fn from(bad: model::BadField) -> Self {
        Self::bad_field(&bad.field, bad.why.code())
    }
}

/// Returns the code for a refused report.
pub(crate) const fn report_refusal(refusal: ReportRefusal) -> ErrorCode {
    match refusal {
        ReportRefusal::Expired => ErrorCode::TicketExpired,
        ReportRefusal::UsedUp => ErrorCode::TicketUsedUp,
        ReportRefusal::Unknown | ReportRefusal::Removed => ErrorCode::TicketRemoved,
        ReportRefusal::Damaged => ErrorCode::TicketDamaged,
        ReportRefusal::TooMany => ErrorCode::TooManyReports,
        ReportRefusal::NotNow => ErrorCode::NobodyReached,
    }
}

/// Returns the code for a refused join.
pub(crate) fn join_refusal(refusal: &JoinRefusal) -> ErrorCode {
    match refusal {
        JoinRefusal::Expired => ErrorCode::TicketExpired,
        JoinRefusal::UsedUp => ErrorCode::TicketUsedUp,
        JoinRefusal::Unknown | JoinRefusal::Removed => ErrorCode::TicketRemoved,
        JoinRefusal::TooOld => ErrorCode::AppTooOld,
        JoinRefusal::OtherBoard => ErrorCode::OtherBoard,
        JoinRefusal::AlreadyMember => ErrorCode::AlreadyMember,
        JoinRefusal::Damaged => ErrorCode::TicketDamaged,
        JoinRefusal::NotNow => ErrorCode::NotAllowed,
    }
}
