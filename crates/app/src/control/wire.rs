//! The words on the control socket, and how a line is read with a limit.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::api::{
    AppError, BackupView, ErrorCode, Intent, Outcome, Reading, ReadingAnswer, Secret,
};

/// The longest request: a list to import in base64, and what stands around it.
pub(crate) const MAX_REQUEST: u64 = 1024 * 1024 + (crate::import::MAX_FILE_BYTES as u64) / 3 * 4;
/// The longest answer: an export of a large board.
pub(crate) const MAX_ANSWER: u64 = 256 * 1024 * 1024;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Request {
    /// Are you there?
    Ping,
    /// Do this.
    Dispatch {
        /// What.
        intent: Intent,
    },
    /// Make a backup here. Not an intent: the web view names no paths.
    WriteBackup {
        /// Where to.
        path: PathBuf,
    },
    /// Read a backup of this person and check it.
    VerifyBackup {
        /// Which.
        path: PathBuf,
    },
    /// Put a file of this disk to an item.
    Attach {
        /// On which board.
        board: String,
        /// Which item.
        item: String,
        /// Which file.
        path: PathBuf,
    },
    /// Save a copy of a file of an item.
    SaveAttachment {
        /// On which board.
        board: String,
        /// Which item.
        item: String,
        /// Which file, by its id or its name.
        attachment: String,
        /// Into which folder.
        folder: PathBuf,
    },
    /// Save what a person lacks of a board as a file for them.
    SaveCarried {
        /// Of which board.
        board: String,
        /// For whom.
        person: String,
        /// Where to.
        path: PathBuf,
        /// Whether a file of this name may be replaced.
        over: bool,
    },
    /// Read a file that was carried here.
    ReadCarried {
        /// Which.
        path: PathBuf,
    },
    /// Give up the file that is being saved or read, on whatever line that was asked for.
    GiveUpCarrying,
    /// Tell the twelve words. Not a reading: who asks has to prove that they could open the folder.
    RecoveryWords {
        /// What was typed, where the folder opens with a passphrase.
        passphrase: Option<Secret>,
    },
    /// Tell this.
    Read {
        /// What.
        reading: Reading,
    },
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Answer {
    /// Here, in this version.
    Pong {
        /// The version of the app that holds the folder.
        version: String,
    },
    /// It is done.
    Outcome {
        /// What came of it.
        outcome: Outcome,
    },
    /// The backup is good.
    Backup {
        /// What it holds.
        backup: BackupView,
    },
    /// The twelve words, in their order.
    Words {
        /// What is to be written down.
        words: Vec<String>,
    },
    /// This is it.
    Reading {
        /// What was asked for.
        answer: ReadingAnswer,
    },
    /// It was not done.
    Refused {
        /// Why.
        error: AppError,
    },
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) id: u64,
    pub(super) request: Request,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Answered {
    pub(super) id: u64,
    pub(super) answer: Answer,
}

/// Reads one line of at most `limit` bytes. `None` is the end of the stream.
pub(super) async fn read_line<R: AsyncBufRead + Unpin>(
    reader: &mut R,
    limit: u64,
) -> Result<Option<Vec<u8>>, AppError> {
    let mut line = Vec::new();
    let mut limited = reader.take(limit + 1);
    let read = limited.read_until(b'\n', &mut line).await.map_err(broken)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') {
        if read as u64 > limit {
            return Err(AppError::new(ErrorCode::TooLarge, "line too long").with("limit", limit));
        }
        return Err(AppError::internal("the line has no end"));
    }
    line.pop();
    Ok(Some(line))
}

/// Writes one line.
pub(super) async fn write_line<W, T>(writer: &mut W, value: &T) -> Result<(), AppError>
where
    W: AsyncWrite + Unpin,
    T: Serialize + Sync,
{
    let mut line = serde_json::to_vec(value).map_err(AppError::internal)?;
    line.push(b'\n');
    writer.write_all(&line).await.map_err(broken)?;
    writer.flush().await.map_err(broken)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
pub(super) fn broken(error: std::io::Error) -> AppError {
    AppError::new(ErrorCode::InUse, format!("control socket: {error}"))
}
