//! The calling side of the control socket.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::BufReader;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::address;
use super::wire::{Answer, Answered, Asked, MAX_ANSWER, Request, broken, read_line, write_line};
use crate::api::{
    AppError, BackupView, ErrorCode, Intent, Outcome, Reading, ReadingAnswer, Secret,
};

/// How long the holder may take to say that it is there.
const GREETING: Duration = Duration::from_secs(3);

/// A line to the process that holds a data folder.
///
/// Says what [`crate::App`] says, to another process's app. One line answers one request after the other.
pub struct Client {
    root: PathBuf,
    line: Mutex<Line>,
}

struct Line {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    next: u64,
}

impl Client {
    /// Calls whoever holds the data folder `root`, and makes sure that it answers.
    ///
    /// # Errors
    /// `InUse` where nobody answers.
    pub async fn connect(root: &Path) -> Result<Self, AppError> {
        let (path, _open) = address(root).map_err(broken)?;
        let call = async {
            let stream = UnixStream::connect(path).await.map_err(broken)?;
            let (read, writer) = stream.into_split();
            let client = Self {
                root: root.to_owned(),
                line: Mutex::new(Line {
                    reader: BufReader::new(read),
                    writer,
                    next: 1,
                }),
            };
            client.ping().await?;
            Ok(client)
        };
        timeout(GREETING, call).await.unwrap_or_else(|_| {
            Err(AppError::new(
                ErrorCode::InUse,
                "the holder does not answer",
            ))
        })
    }

    /// Calls the same holder once more: what is asked on the other line waits for nothing that is asked on this one.
    ///
    /// # Errors
    /// `InUse` where it does not answer any more.
    pub async fn another(&self) -> Result<Self, AppError> {
        Self::connect(&self.root).await
    }

    /// Asks whether the holder is there; returns its version.
    ///
    /// # Errors
    /// `Closing` where it hangs up.
    pub async fn ping(&self) -> Result<String, AppError> {
        let answer = self.ask(Request::Ping).await?;
        if let Answer::Pong { version } = answer {
            return Ok(version);
        }
        Err(unexpected(answer))
    }

    /// Hands an intent over.
    ///
    /// # Errors
    /// What the holder's app refuses; `Closing` where it was gone before it was asked, so that nothing was done; and
    /// `Unanswered` where it hung up before it answered, so that nobody here knows.
    pub async fn dispatch(&self, intent: Intent) -> Result<Outcome, AppError> {
        self.outcome(Request::Dispatch { intent }).await
    }

    async fn outcome(&self, request: Request) -> Result<Outcome, AppError> {
        let answer = self.ask(request).await?;
        if let Answer::Outcome { outcome } = answer {
            return Ok(outcome);
        }
        Err(unexpected(answer))
    }

    /// Reads something.
    ///
    /// # Errors
    /// What the holder's app refuses, and `Closing` where it hangs up.
    pub async fn read(&self, reading: Reading) -> Result<ReadingAnswer, AppError> {
        let answer = self.ask(Request::Read { reading }).await?;
        if let Answer::Reading { answer } = answer {
            return Ok(answer);
        }
        Err(unexpected(answer))
    }

    /// Lets the holder make a backup. The path is whole: the holder stands in another folder.
    ///
    /// # Errors
    /// What the holder's app refuses, and `Closing` where it hangs up.
    pub async fn write_backup(&self, path: &Path) -> Result<BackupView, AppError> {
        let path = path.to_owned();
        self.backup(Request::WriteBackup { path }).await
    }

    /// Lets the holder check a backup of its person.
    ///
    /// # Errors
    /// What the holder's app refuses, and `Closing` where it hangs up.
    pub async fn verify_backup(&self, path: &Path) -> Result<BackupView, AppError> {
        let path = path.to_owned();
        self.backup(Request::VerifyBackup { path }).await
    }

    /// Lets the holder save what a person lacks as a file. The path is whole.
    ///
    /// # Errors
    /// What the holder's app refuses, and `Closing` where it hangs up.
    pub async fn save_carried(
        &self,
        (board, person): (&str, &str),
        path: &Path,
        over: bool,
    ) -> Result<Outcome, AppError> {
        self.outcome(Request::SaveCarried {
            board: board.to_owned(),
            person: person.to_owned(),
            path: path.to_owned(),
            over,
        })
        .await
    }

    /// Lets the holder read a file that was carried here. The path is whole.
    ///
    /// # Errors
    /// What the holder's app refuses, and `Closing` where it hangs up.
    pub async fn read_carried(&self, path: &Path) -> Result<Outcome, AppError> {
        let path = path.to_owned();
        self.outcome(Request::ReadCarried { path }).await
    }

    /// Lets the holder give up the file that it saves or reads. Whoever asked for that on this line cannot say it there.
    ///
    /// # Errors
    /// `Closing` where the holder hangs up.
    pub async fn give_up_carrying(&self) -> Result<(), AppError> {
        self.outcome(Request::GiveUpCarrying).await.map(|_| ())
    }

    /// Lets the holder put a file of this disk to an item.
    ///
    /// # Errors
    /// What the holder's app refuses, and `Closing` where it hangs up.
    pub async fn attach(&self, board: &str, item: &str, path: &Path) -> Result<Outcome, AppError> {
        self.outcome(Request::Attach {
            board: board.to_owned(),
            item: item.to_owned(),
            path: path.to_owned(),
        })
        .await
    }

    /// Lets the holder save a copy of a file of an item.
    ///
    /// # Errors
    /// What the holder's app refuses, and `Closing` where it hangs up.
    pub async fn save_attachment(
        &self,
        (board, item, attachment): (&str, &str, &str),
        folder: &Path,
    ) -> Result<Outcome, AppError> {
        self.outcome(Request::SaveAttachment {
            board: board.to_owned(),
            item: item.to_owned(),
            attachment: attachment.to_owned(),
            folder: folder.to_owned(),
        })
        .await
    }

    /// Asks for the twelve words.
    ///
    /// # Errors
    /// What the holder's app refuses, and `Closing` where it hangs up.
    pub async fn recovery_words(
        &self,
        passphrase: Option<&Secret>,
    ) -> Result<Vec<String>, AppError> {
        let passphrase = passphrase.cloned();
        let answer = self.ask(Request::RecoveryWords { passphrase }).await?;
        if let Answer::Words { words } = answer {
            return Ok(words);
        }
        Err(unexpected(answer))
    }

    async fn backup(&self, request: Request) -> Result<BackupView, AppError> {
        let answer = self.ask(request).await?;
        if let Answer::Backup { backup } = answer {
            return Ok(backup);
        }
        Err(unexpected(answer))
    }

    async fn ask(&self, request: Request) -> Result<Answer, AppError> {
        let mut line = self.line.lock().await;
        let id = line.next;
        line.next += 1;
        let without_answer = if matches!(request, Request::Dispatch { .. }) {
            ErrorCode::Unanswered
        } else {
            ErrorCode::Closing
        };
        // A request without its end is not taken: what cannot be sent was not done. The holder may have said why.
        let sent = write_line(&mut line.writer, &Asked { id, request }).await;
        let lost = if sent.is_ok() {
            without_answer
        } else {
            ErrorCode::Closing
        };
        let text = match read_line(&mut line.reader, MAX_ANSWER).await {
            Ok(Some(text)) => text,
            Ok(None) => return Err(AppError::new(lost, "the holder hung up")),
            Err(error) if error.code == ErrorCode::TooLarge => return Err(error),
            Err(error) => return Err(AppError::new(lost, error)),
        };
        let answered: Answered = serde_json::from_slice(&text).map_err(AppError::internal)?;
        if answered.id != id || matches!(answered.answer, Answer::Refused { .. }) {
            return Err(unexpected(answered.answer));
        }
        Ok(answered.answer)
    }
}

fn unexpected(answer: Answer) -> AppError {
    let kind = match answer {
        Answer::Pong { .. } => "pong",
        Answer::Outcome { .. } => "outcome",
        Answer::Reading { .. } => "reading",
        Answer::Backup { .. } => "backup",
        Answer::Words { .. } => "words",
        Answer::Refused { error } => return error,
    };
    AppError::internal(format!("another answer than asked for: {kind}"))
}
