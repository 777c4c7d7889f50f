//! How failures of the rooms below become codes that somebody can branch on.
//!
//! Never invents a sentence: the message is for the program's own log.

use std::fmt::Display;

use rusqlite::ErrorCode as Sqlite;

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
