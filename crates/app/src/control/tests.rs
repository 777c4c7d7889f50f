//! The control socket: what it carries, what it refuses, and what it leaves behind.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::Semaphore;

use super::{Client, Handler, SOCKET, Server};
use crate::api::{
    AppError, BackupView, ErrorCode, Intent, Outcome, Reading, ReadingAnswer, Secret,
};

/// How long a server that closes waits for its answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// Answers each name with a board of that name.
struct Echo;

impl Handler for Echo {
    async fn dispatch(&self, intent: Intent) -> Result<Outcome, AppError> {
        match intent {
            Intent::SetName { name } => Ok(Outcome::Board { board: name }),
            _ => Err(AppError::new(ErrorCode::NothingToUndo, "nothing")),
        }
    }

    async fn read(&self, reading: Reading) -> Result<ReadingAnswer, AppError> {
        match reading {
            Reading::ReadQr { base64 } => Ok(ReadingAnswer::ReadQr { text: base64 }),
            _ => Err(AppError::internal("no")),
        }
    }

    async fn write_backup(&self, _: &Path) -> Result<BackupView, AppError> {
        Err(AppError::internal("no"))
    }

    async fn verify_backup(&self, _: &Path) -> Result<BackupView, AppError> {
        Err(AppError::internal("no"))
    }

    async fn save_carried(&self, _: (&str, &str), _: &Path, _: bool) -> Result<Outcome, AppError> {
        Err(AppError::internal("not asked here"))
    }

    async fn read_carried(&self, _: &Path) -> Result<Outcome, AppError> {
        Err(AppError::internal("not asked here"))
    }

    async fn attach(&self, _: &str, _: &str, _: &Path) -> Result<Outcome, AppError> {
        Err(AppError::internal("not asked here"))
    }

    async fn save_attachment(&self, _: (&str, &str, &str), _: &Path) -> Result<Outcome, AppError> {
        Err(AppError::internal("not asked here"))
    }

    fn give_up_carrying(&self) {}

    async fn recovery_words(&self, typed: Option<&Secret>) -> Result<Vec<String>, AppError> {
        let right = Secret::new("four unusual words".to_owned());
        if typed == Some(&right) {
            Ok(vec!["maple".to_owned(), "orbit".to_owned()])
        } else {
            Err(AppError::new(ErrorCode::PassphraseWrong, "no"))
        }
    }
}

fn name(text: &str) -> Intent {
    Intent::SetName { name: text.into() }
}

#[tokio::test]
async fn intents_and_readings_go_over_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), Echo).unwrap();
    let mode = std::fs::metadata(folder.path().join(SOCKET)).unwrap();
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);

    let client = Client::connect(folder.path()).await.unwrap();
    assert_eq!(client.ping().await.unwrap(), env!("CARGO_PKG_VERSION"));
    let typed = Secret::new("four unusual words".to_owned());
    let words = client.recovery_words(Some(&typed)).await.unwrap();
    assert_eq!(words, ["maple", "orbit"]);
    let refused = client.recovery_words(None).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::PassphraseWrong);
    let outcome = client.dispatch(name("Alice")).await.unwrap();
    assert_eq!(
        outcome,
        Outcome::Board {
            board: "Alice".into()
        }
    );
    let undo = Intent::Undo { board: "b".into() };
    let refused = client.dispatch(undo).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NothingToUndo);
    // Above one buffer, below the limit.
    let base64 = "x".repeat(2 * 1024 * 1024);
    let read = client
        .read(Reading::ReadQr {
            base64: base64.clone(),
        })
        .await;
    assert_eq!(read.unwrap(), ReadingAnswer::ReadQr { text: base64 });

    server.close(PATIENCE).await;
    assert!(!folder.path().join(SOCKET).exists());
}

#[tokio::test]
async fn a_stale_socket_file_is_replaced_and_nobody_there_is_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let refused = Client::connect(folder.path()).await.err().unwrap();
    assert_eq!(refused.code, ErrorCode::InUse);
    drop(std::os::unix::net::UnixListener::bind(folder.path().join(SOCKET)).unwrap());
    let refused = Client::connect(folder.path()).await.err().unwrap();
    assert_eq!(refused.code, ErrorCode::InUse);

    let _server = Server::start(folder.path(), Echo).unwrap();
    assert!(Client::connect(folder.path()).await.is_ok());
}

#[tokio::test]
async fn rubbish_and_endless_lines_are_refused_and_closed() {
    let folder = tempfile::tempdir().unwrap();
    let _server = Server::start(folder.path(), Echo).unwrap();

    let heard = talk(folder.path(), b"rubbish\n").await;
    assert!(heard.contains("not a request"), "{heard}");
    let endless = vec![b'x'; usize::try_from(super::wire::MAX_REQUEST).unwrap() + 2];
    let heard = talk(folder.path(), &endless).await;
    assert!(heard.contains("tooLarge") || heard.is_empty(), "{heard}");
    // The socket still serves.
    assert!(Client::connect(folder.path()).await.is_ok());
}

#[tokio::test]
async fn a_folder_deeper_than_a_socket_address_works() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("x".repeat(90)).join("y".repeat(90));
    std::fs::create_dir_all(&deep).unwrap();
    let _server = Server::start(&deep, Echo).unwrap();
    assert!(Client::connect(&deep).await.is_ok());
}

/// Says that it was asked, and answers when it may.
struct Slow {
    asked: Arc<Semaphore>,
    may: Arc<Semaphore>,
}

impl Slow {
    fn new() -> (Self, Arc<Semaphore>, Arc<Semaphore>) {
        let (asked, may) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let slow = Self {
            asked: Arc::clone(&asked),
            may: Arc::clone(&may),
        };
        (slow, asked, may)
    }
}

impl Handler for Slow {
    async fn dispatch(&self, intent: Intent) -> Result<Outcome, AppError> {
        self.asked.add_permits(1);
        self.may.acquire().await.unwrap().forget();
        Echo.dispatch(intent).await
    }

    async fn read(&self, reading: Reading) -> Result<ReadingAnswer, AppError> {
        Echo.read(reading).await
    }

    async fn write_backup(&self, _: &Path) -> Result<BackupView, AppError> {
        Err(AppError::internal("no"))
    }

    async fn verify_backup(&self, _: &Path) -> Result<BackupView, AppError> {
        Err(AppError::internal("no"))
    }

    async fn save_carried(&self, _: (&str, &str), _: &Path, _: bool) -> Result<Outcome, AppError> {
        self.asked.add_permits(1);
        self.may.acquire().await.unwrap().forget();
        Err(AppError::new(ErrorCode::CarryFailed, "given up"))
    }

    async fn read_carried(&self, _: &Path) -> Result<Outcome, AppError> {
        Err(AppError::internal("not asked here"))
    }

    async fn attach(&self, _: &str, _: &str, _: &Path) -> Result<Outcome, AppError> {
        Err(AppError::internal("not asked here"))
    }

    async fn save_attachment(&self, _: (&str, &str, &str), _: &Path) -> Result<Outcome, AppError> {
        Err(AppError::internal("not asked here"))
    }

    fn give_up_carrying(&self) {
        self.may.add_permits(1);
    }

    async fn recovery_words(&self, typed: Option<&Secret>) -> Result<Vec<String>, AppError> {
        Echo.recovery_words(typed).await
    }
}

#[tokio::test]
async fn a_server_that_closes_answers_what_it_took_and_says_no_to_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let (slow, asked, may) = Slow::new();
    let server = Server::start(folder.path(), slow).unwrap();
    let alice = Client::connect(folder.path()).await.unwrap();
    let bob = Client::connect(folder.path()).await.unwrap();
    let intent = alice.dispatch(name("Alice"));
    let end = async {
        asked.acquire().await.unwrap().forget();
        let meanwhile = async {
            // Bob was heard, but had not asked: nothing of his is taken, and he is told so.
            let refused = bob.dispatch(name("Bob")).await.unwrap_err();
            assert_eq!(refused.code, ErrorCode::Closing);
            assert_eq!(asked.available_permits(), 0);
            may.add_permits(1);
        };
        tokio::join!(server.close(PATIENCE), meanwhile);
    };
    let (intent, ()) = tokio::join!(intent, end);
    let board = "Alice".to_owned();
    assert_eq!(intent.unwrap(), Outcome::Board { board });
    let nobody = Client::connect(folder.path()).await.err().unwrap();
    assert_eq!(nobody.code, ErrorCode::InUse);
}

#[tokio::test]
async fn what_takes_long_on_one_line_is_asked_about_and_stopped_on_another() {
    let folder = tempfile::tempdir().unwrap();
    let (slow, asked, _may) = Slow::new();
    let _server = Server::start(folder.path(), slow).unwrap();
    let client = Client::connect(folder.path()).await.unwrap();
    let saving = client.save_carried(("b", "p"), Path::new("/stick/for-bob"), false);
    let meanwhile = async {
        asked.acquire().await.unwrap().forget();
        let other = client.another().await.unwrap();
        assert_eq!(other.ping().await.unwrap(), env!("CARGO_PKG_VERSION"));
        other.give_up_carrying().await.unwrap();
    };
    let (saved, ()) = tokio::join!(saving, meanwhile);
    assert_eq!(saved.unwrap_err().code, ErrorCode::CarryFailed);
}

#[tokio::test]
async fn an_intent_without_an_answer_is_not_said_to_be_done_or_not_done() {
    let folder = tempfile::tempdir().unwrap();
    let (slow, asked, _never) = Slow::new();
    let server = Server::start(folder.path(), slow).unwrap();
    let alice = Client::connect(folder.path()).await.unwrap();
    let intent = alice.dispatch(name("Alice"));
    let end = async {
        asked.acquire().await.unwrap().forget();
        server.close(Duration::from_millis(1)).await;
    };
    let (intent, ()) = tokio::join!(intent, end);
    assert_eq!(intent.unwrap_err().code, ErrorCode::Unanswered);
    // What could not even be asked was not done.
    let again = alice.dispatch(name("Alice")).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::Closing);
}

async fn talk(folder: &Path, bytes: &[u8]) -> String {
    let mut stream = UnixStream::connect(folder.join(SOCKET)).await.unwrap();
    // The other side may hang up while we still write.
    let _ = stream.write_all(bytes).await;
    let mut heard = String::new();
    let _ = stream.read_to_string(&mut heard).await;
    heard
}
