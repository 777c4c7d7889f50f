//! Lists in: from the bytes of a file to rows that can become items.
//!
//! Owns: encoding and delimiter, headings, what the columns mean, tidy values, and the identity of a row.
//! Never touches a board, a disk or the clock: what the board already has is asked through [`Known`].
//!
//! 1. [`text`](self::text): bytes → text; a broken byte costs one character, never a row.
//! 2. [`table`](self::table): text → rows with their numbers, as a spreadsheet counts them.
//! 3. [`headings`](self::headings): what the rows are, and which column fills which field.
//! 4. [`values`](self::values): cells → values as the fields want them.
//! 5. [`identity`](self::identity): one reference for each row, so that a second import adds nothing.
//! 6. [`plan`](self::plan): all of it together.
//!
//! What a cell says is data: HTML stays the text that it is, and nothing in it is ever run.

mod headings;
mod identity;
mod places;
mod plan;
mod sample;
mod table;
mod text;
mod values;

use std::collections::BTreeMap;

use crate::api::{AppError, ErrorCode};

pub use headings::importable_fields;
pub(crate) use identity::exported_reference;
pub use identity::{references_of_item, row_reference};
pub use places::UnknownSites;
pub use plan::{Known, List, Plan, PlannedRow, plan};

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 16 * 1024 * 1024;
/// The most rows that one list may have.
pub const MAX_ROWS: usize = 50_000;
/// The most columns that one list may have.
pub const MAX_COLUMNS: usize = 500;

/// Why a file is no list that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// It is larger than [`MAX_FILE_BYTES`].
    #[error("the file is larger than {MAX_FILE_BYTES} bytes")]
    TooLarge,
    /// There is nothing in it, or headings only.
    #[error("the file has no rows")]
    Empty,
    /// It has more than [`MAX_ROWS`] rows.
    #[error("the file has more than {MAX_ROWS} rows")]
    TooManyRows,
    /// It has more than [`MAX_COLUMNS`] columns.
    #[error("the file has more than {MAX_COLUMNS} columns")]
    TooManyColumns,
    /// It is a workbook (XLSX, XLS, ODS): its table has to be saved as CSV first.
    #[error("the file is a workbook, not a list in text")]
    Workbook,
    /// It is not text.
    #[error("the file is not text")]
    NotText,
    /// The headings do not tell what the rows are, and nobody said it.
    #[error("the headings do not tell what the rows are")]
    UnknownKind,
}

impl ListError {
    /// Returns the word for `details.why` of [`ErrorCode::BadFile`].
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::TooLarge => "tooLarge",
            Self::Empty => "empty",
            Self::TooManyRows => "tooManyRows",
            Self::TooManyColumns => "tooManyColumns",
            Self::Workbook => "workbook",
            Self::NotText => "notText",
            Self::UnknownKind => "unknownKind",
        }
    }
}

impl From<ListError> for AppError {
    fn from(error: ListError) -> Self {
        let (code, limit) = match error {
            ListError::TooLarge => (ErrorCode::TooLarge, Some(MAX_FILE_BYTES)),
            ListError::TooManyRows => (ErrorCode::BadFile, Some(MAX_ROWS)),
            ListError::TooManyColumns => (ErrorCode::BadFile, Some(MAX_COLUMNS)),
            ListError::Empty
            | ListError::Workbook
            | ListError::NotText
            | ListError::UnknownKind => (ErrorCode::BadFile, None),
        };
        let mut details = BTreeMap::from([("why".to_owned(), error.why().to_owned())]);
        if let Some(limit) = limit {
            details.insert("limit".to_owned(), limit.to_string());
        }
        Self {
            code,
            message: error.to_string(),
            details,
        }
    }
}

#[cfg(test)]
mod tests;
