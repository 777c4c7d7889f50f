//! The listening side of the control socket.
//!
//! It ends in this order: nobody new is heard, who has not asked yet is told so, what was asked is answered.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::BufReader;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use super::wire::{Answer, Answered, Asked, MAX_REQUEST, Request, broken, read_line, write_line};
use super::{SOCKET, address};
use crate::api::{
    AppError, BackupView, ErrorCode, Intent, Outcome, Reading, ReadingAnswer, Secret,
};
use crate::tasks::Tasks;

/// How many callers are heard at once; more wait in the system's queue.
const CALLERS: usize = 16;
/// How long a caller may be silent.
const PATIENCE: Duration = Duration::from_secs(60);
/// Before the next try where nobody can be taken (no more files may be open): the queue is not what is waited for.
const AFTER_FAILURE: Duration = Duration::from_millis(200);

/// Who answers: the app, or a stand-in of the tests.
pub(crate) trait Handler: Send + Sync + 'static {
    /// Does what is asked.
    fn dispatch(&self, intent: Intent) -> impl Future<Output = Result<Outcome, AppError>> + Send;
    /// Tells what is asked.
    fn read(
        &self,
        reading: Reading,
    ) -> impl Future<Output = Result<ReadingAnswer, AppError>> + Send;
    /// Makes a backup.
    fn write_backup(
        &self,
        path: &Path,
    ) -> impl Future<Output = Result<BackupView, AppError>> + Send;
    /// Checks one.
    fn verify_backup(
        &self,
        path: &Path,
    ) -> impl Future<Output = Result<BackupView, AppError>> + Send;
    /// Puts a file to an item.
    fn attach(
        &self,
        board: &str,
        item: &str,
        path: &Path,
    ) -> impl Future<Output = Result<Outcome, AppError>> + Send;
    /// Saves a copy of one.
    fn save_attachment(
        &self,
        of: (&str, &str, &str),
        folder: &Path,
    ) -> impl Future<Output = Result<Outcome, AppError>> + Send;
    /// Saves what a person lacks as a file.
    fn save_carried(
        &self,
        of: (&str, &str),
        path: &Path,
        over: bool,
    ) -> impl Future<Output = Result<Outcome, AppError>> + Send;
    /// Reads such a file.
    fn read_carried(&self, path: &Path) -> impl Future<Output = Result<Outcome, AppError>> + Send;
    /// Gives up the file that is being saved or read.
    fn give_up_carrying(&self);
    /// Tells the twelve words.
    fn recovery_words(
        &self,
        passphrase: Option<&Secret>,
    ) -> impl Future<Output = Result<Vec<String>, AppError>> + Send;
}

/// The open socket; the file goes with it.
pub(crate) struct Server {
    path: PathBuf,
    calls: Tasks,
    closing: watch::Sender<bool>,
}

impl Server {
    /// Binds the socket in the folder and hears callers until it is closed.
    ///
    /// The caller holds the folder's lock, so a socket file that is there is a leftover and is replaced.
    pub(crate) fn start<H: Handler>(folder: &Path, handler: H) -> Result<Self, AppError> {
        let path = folder.join(SOCKET);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(broken(error)),
        }
        let (short, _open) = address(folder).map_err(broken)?;
        let listener = UnixListener::bind(short).map_err(broken)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).map_err(broken)?;
        let (closing, closed) = watch::channel(false);
        let calls = Tasks::default();
        let callers = Callers {
            handler: Arc::new(handler),
            calls: calls.clone(),
            closed,
        };
        calls.start(callers.listen(listener));
        Ok(Self {
            path,
            calls,
            closing,
        })
    }

    /// Hears nobody new, and lets what was taken be answered for so long. Whoever asks for longer is hung up on.
    pub(crate) async fn close(self, within: Duration) {
        self.remove_file();
        self.closing.send_replace(true);
        self.calls.finish(within).await;
    }

    fn remove_file(&self) {
        // Gone already is as good; a leftover is replaced at the next start.
        let _ = fs::remove_file(&self.path);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.remove_file();
    }
}

struct Callers<H> {
    handler: Arc<H>,
    calls: Tasks,
    closed: watch::Receiver<bool>,
}

impl<H: Handler> Callers<H> {
    async fn listen(self, listener: UnixListener) {
        let seats = Arc::new(Semaphore::new(CALLERS));
        let mut closed = self.closed.clone();
        loop {
            let next = async {
                let seat = Arc::clone(&seats).acquire_owned().await;
                (seat, listener.accept().await)
            };
            let (seat, accepted) = tokio::select! {
                () = until(&mut closed) => return,
                next = next => next,
            };
            match accepted {
                Ok((stream, _)) => {
                    let handler = Arc::clone(&self.handler);
                    let closed = self.closed.clone();
                    self.calls.start(async move {
                        if let Err(error) = hear(stream, &*handler, closed).await {
                            tracing::debug!(%error, "a caller on the control socket was dropped");
                        }
                        drop(seat);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "the control socket does not accept");
                    tokio::time::sleep(AFTER_FAILURE).await;
                }
            }
        }
    }
}

/// Waits until the server closes; one that is gone has closed too.
async fn until(closed: &mut watch::Receiver<bool>) {
    let _ = closed.wait_for(|closed| *closed).await;
}

async fn hear<H: Handler>(
    stream: UnixStream,
    handler: &H,
    mut closed: watch::Receiver<bool>,
) -> Result<(), AppError> {
    let (read, mut write) = stream.into_split();
    let mut reader = BufReader::new(read);
    loop {
        let line = tokio::select! {
            biased;
            () = until(&mut closed) => {
                // Nothing more is taken: whoever is just asking hears that it was not done.
                let error = AppError::new(ErrorCode::Closing, "the holder is closing");
                return refuse(&mut write, 0, error).await;
            }
            line = timeout(PATIENCE, read_line(&mut reader, MAX_REQUEST)) => line,
        };
        let Ok(line) = line else {
            return Ok(());
        };
        let line = match line {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(()),
            Err(error) => return refuse(&mut write, 0, error).await,
        };
        match serde_json::from_slice::<Asked>(&line) {
            Ok(asked) => {
                let answer = answer(asked.request, handler).await;
                let id = asked.id;
                write_line(&mut write, &Answered { id, answer }).await?;
            }
            Err(error) => {
                let error = AppError::new(ErrorCode::Internal, format!("not a request: {error}"));
                return refuse(&mut write, 0, error).await;
            }
        }
    }
}

async fn refuse<W>(write: &mut W, id: u64, error: AppError) -> Result<(), AppError>
where
    W: tokio::io::AsyncWrite + Unpin,
{
    let answer = Answer::Refused { error };
    write_line(write, &Answered { id, answer }).await
}

async fn answer<H: Handler>(request: Request, handler: &H) -> Answer {
    let answered = match request {
        Request::Ping => Ok(Answer::Pong {
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }),
        Request::Dispatch { intent } => handler
            .dispatch(intent)
            .await
            .map(|outcome| Answer::Outcome { outcome }),
        Request::Read { reading } => handler
            .read(reading)
            .await
            .map(|answer| Answer::Reading { answer }),
        Request::WriteBackup { path } => handler
            .write_backup(&path)
            .await
            .map(|backup| Answer::Backup { backup }),
        Request::VerifyBackup { path } => handler
            .verify_backup(&path)
            .await
            .map(|backup| Answer::Backup { backup }),
        Request::Attach { board, item, path } => handler
            .attach(&board, &item, &path)
            .await
            .map(|outcome| Answer::Outcome { outcome }),
        Request::SaveAttachment {
            board,
            item,
            attachment,
            folder,
        } => handler
            .save_attachment((&board, &item, &attachment), &folder)
            .await
            .map(|outcome| Answer::Outcome { outcome }),
        Request::SaveCarried {
            board,
            person,
            path,
            over,
        } => handler
            .save_carried((&board, &person), &path, over)
            .await
            .map(|outcome| Answer::Outcome { outcome }),
        Request::ReadCarried { path } => handler
            .read_carried(&path)
            .await
            .map(|outcome| Answer::Outcome { outcome }),
        Request::GiveUpCarrying => {
            handler.give_up_carrying();
            let outcome = Outcome::Done { undoable: false };
            Ok(Answer::Outcome { outcome })
        }
        Request::RecoveryWords { passphrase } => handler
            .recovery_words(passphrase.as_ref())
            .await
            .map(|words| Answer::Words { words }),
    };
    answered.unwrap_or_else(|error| Answer::Refused { error })
}
