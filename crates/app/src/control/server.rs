//! The listening side of the control socket.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::BufReader;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::wire::{Answer, Answered, Asked, MAX_REQUEST, Request, broken, read_line, write_line};
use super::{SOCKET, address};
use crate::api::{AppError, ErrorCode, Intent, Outcome, Reading, ReadingAnswer};
use crate::tasks::Tasks;

/// How many callers are heard at once; more wait in the system's queue.
const CALLERS: usize = 16;
/// How long a caller may be silent.
const PATIENCE: Duration = Duration::from_secs(60);

/// Who answers: the app, or a stand-in of the tests.
pub(crate) trait Handler: Send + Sync + 'static {
    /// Does what is asked.
    fn dispatch(&self, intent: Intent) -> impl Future<Output = Result<Outcome, AppError>> + Send;
    /// Tells what is asked.
    fn read(
        &self,
        reading: Reading,
    ) -> impl Future<Output = Result<ReadingAnswer, AppError>> + Send;
}

/// The open socket; the file goes with it.
pub(crate) struct Server {
    path: PathBuf,
}

impl Server {
    /// Binds the socket in the folder and hears callers in `tasks` until they stop.
    ///
    /// The caller holds the folder's lock, so a socket file that is there is a leftover and is replaced.
    pub(crate) fn start<H: Handler>(
        folder: &Path,
        handler: H,
        tasks: &Tasks,
    ) -> Result<Self, AppError> {
        let path = folder.join(SOCKET);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(broken(error)),
        }
        let (short, _open) = address(folder).map_err(broken)?;
        let listener = UnixListener::bind(short).map_err(broken)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).map_err(broken)?;
        let handler = Arc::new(handler);
        let calls = tasks.clone();
        tasks.start(async move { listen(listener, handler, calls).await });
        Ok(Self { path })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gone already is as good; a leftover is replaced at the next start.
        let _ = fs::remove_file(&self.path);
    }
}

async fn listen<H: Handler>(listener: UnixListener, handler: Arc<H>, tasks: Tasks) {
    let seats = Arc::new(Semaphore::new(CALLERS));
    loop {
        let Ok(seat) = Arc::clone(&seats).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let handler = Arc::clone(&handler);
                tasks.start(async move {
                    if let Err(error) = hear(stream, &*handler).await {
                        tracing::debug!(%error, "a caller on the control socket was dropped");
                    }
                    drop(seat);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "the control socket does not accept");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

async fn hear<H: Handler>(stream: UnixStream, handler: &H) -> Result<(), AppError> {
    let (read, mut write) = stream.into_split();
    let mut reader = BufReader::new(read);
    loop {
        let Ok(line) = timeout(PATIENCE, read_line(&mut reader, MAX_REQUEST)).await else {
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
    };
    answered.unwrap_or_else(|error| Answer::Refused { error })
}
