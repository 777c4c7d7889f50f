//! What can go wrong with a request to a node.

use store::{OnPaper, StoreError};
use trust::{BoardId, DeviceTextError, SealError};

/// Why a node did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NodeError {
    /// Another process holds the data folder.
    #[error("the data folder is in use by another process")]
    InUse,
    /// Not saved: the disk is full. Nothing of the request was kept; it may be tried again.
    #[error("not saved: the disk is full")]
    DiskFull,
    /// Not saved: the disk failed.
    #[error("not saved: the disk failed: {0}")]
    DiskFailed(String),
    /// Not saved: a defect of this program.
    #[error("not saved: a defect of this program: {0}")]
    Defect(String),
    /// The folder belongs to a newer version of the app.
    #[error("the data was written by a newer version of the app: {0}")]
    TooNew(String),
    /// A file of the folder is damaged and was left as it is.
    #[error("damaged: {0}")]
    Damaged(String),
    /// This device does not hold the board.
    #[error("the board is not on this device")]
    NoBoard(BoardId),
    /// The person may not do this on the board; the word is the verdict's reason.
    #[error("not allowed: {0}")]
    NotAllowed(String),
    /// What was built would not count; the word is the judge's reason, or the builder's own.
    #[error("refused: {0}")]
    Refused(String),
    /// The entry could not be written.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// There is no such join.
    #[error("no such join")]
    NoJoin,
    /// The ticket cannot be used.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// It needs the person's seed, and that is on paper only.
    #[error(transparent)]
    OnPaper(#[from] OnPaper),
    /// Another device of the person cannot be added, or this one be theirs.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The system gave no randomness.
    #[error("the system gives no randomness")]
    NoRandomness,
    /// The network could not be set up as asked.
    #[error("the network cannot be set up: {0}")]
    Network(String),
    /// The node is shut down.
    #[error("the node is shut down")]
    Closed,
}

/// Why a join was not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// The board is on this device already.
    #[error("the board is here already")]
    AlreadyMember,
    /// This device carries the board as a helper.
    #[error("this device carries the board as a helper")]
    AlreadyCarried,
}

/// Why a device was not added, or did not become the person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// The text cannot be used.
    #[error(transparent)]
    Text(DeviceTextError),
    /// No request is open here: it was answered, or given up.
    #[error("no request of this device is open")]
    NoRequest,
    /// The request is this device's own.
    #[error("this request was made here: answer it on another device")]
    OwnRequest,
    /// The words that were typed are another person's.
    #[error("these twelve words belong to another person")]
    OtherWords,
    /// Boards or joins of another person are here.
    #[error("this profile belongs to another person")]
    OtherPerson,
}

/// A failure while building. The write is undone and returns the cause itself, whatever the builder says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BuildError(pub(crate) String);

impl From<BuildError> for String {
    fn from(error: BuildError) -> Self {
        error.0
    }
}

impl From<StoreError> for NodeError {
    fn from(error: StoreError) -> Self {
        if error.is_full() {
            return Self::DiskFull;
        }
        match error {
            StoreError::InUse(_) => Self::InUse,
            StoreError::TooNew { .. } => Self::TooNew(error.to_string()),
            StoreError::Damaged(_) | StoreError::WrongKey(_) => Self::Damaged(error.to_string()),
            StoreError::DiskFull(_)
            | StoreError::DiskFailed(_)
            | StoreError::Io { .. }
            | StoreError::Corrupt(_)
            | StoreError::BadRow { .. }
            | StoreError::NoHome
            | StoreError::BadProfile => Self::DiskFailed(chain(&error)),
            StoreError::Sql(_) | StoreError::NoCipher => Self::Defect(chain(&error)),
        }
    }
}

/// Returns an error with its sources, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}
