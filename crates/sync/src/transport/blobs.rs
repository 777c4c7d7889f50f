//! Files of boards between devices, by the hash of what is sealed: iroh-blobs, and nothing of it outside of this file.
//!
//! Owns the bytes in the folder `blobs`, a connection for them beside that of the boards, and that what arrives is what
//! the hash names, range by range: a transfer that was cut goes on where it was. Never decides who may have what, nor
//! what is fetched: `node` does. Never knows a key: all of it is ciphertext.
//!
//! Whoever asks for something that they may not have, and for something that is not here, hears the same: the
//! connection is closed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use iroh::endpoint::{Connection, ConnectionError, VarInt};
use iroh_blobs::api::blobs::BlobStatus;
use iroh_blobs::api::remote::GetProgressItem;
use iroh_blobs::get::request::get_verified_size;
use iroh_blobs::protocol::Request;
use iroh_blobs::provider::events::EventSender;
use iroh_blobs::provider::{StreamPair, handle_get};
use iroh_blobs::store::GcConfig;
use iroh_blobs::store::fs::FsStore;
use iroh_blobs::store::fs::options::Options;
use iroh_blobs::{Hash, HashAndFormat};
use n0_future::StreamExt;
use tokio::time::timeout;
use trust::EndpointId;

use crate::CloseCode;

/// The protocol's name in the handshake.
pub(super) const ALPN: &[u8] = iroh_blobs::ALPN;
/// A transfer of which nothing comes for so long is given up; it goes on later, perhaps from somebody else.
const STALLED: Duration = Duration::from_secs(20);
/// Whoever dialled for files and asks for none goes.
const SILENT: Duration = Duration::from_secs(60);
/// Whoever does not give something closes the connection; that may take so long to be heard.
const REFUSED: Duration = Duration::from_secs(2);
/// One request is answered for so long at most: 200 MB at 400 kbit/s take 70 minutes.
const SERVED: Duration = Duration::from_secs(2 * 60 * 60);
/// What was let go is taken off the disk so often.
const SWEEP: Duration = Duration::from_secs(10 * 60);
/// A transfer is shown so often, in bytes.
const STEP: u64 = 128 * 1024;

/// What failed with a file.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The folder or its database failed.
    #[error("the folder of files failed: {0}")]
    Store(String),
    /// The peer does not give it, or the connection broke; what came by then stays.
    #[error("it did not come: {0}")]
    NotGiven(String),
    /// What the hash names has another length than the board says. It is never fetched.
    #[error("it has {found} bytes, and the board says {stated}")]
    OtherLength {
        /// What the board says.
        stated: u64,
        /// What is so.
        found: u64,
    },
    /// Whoever fetches it wanted no more.
    #[error("stopped")]
    Stopped,
}

/// How much of a file is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobHave {
    /// All of it.
    Whole,
    /// So many bytes.
    Part(u64),
}

/// What a peer says when it is asked whether it has a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobAnswer {
    /// It has all of it.
    Whole,
    /// It does not have all of it, or does not give it; it has closed the connection.
    Not,
    /// Nothing: the connection broke, or it is busy with others.
    None,
}

/// A connection for files, of a peer whose network key the handshake has proven.
#[derive(Debug)]
pub struct BlobLink {
    /// The peer's network key.
    pub peer: EndpointId,
    connection: Connection,
}

impl BlobLink {
    pub(super) fn new(connection: Connection) -> Self {
        let peer = EndpointId(*connection.remote_id().as_bytes());
        Self { peer, connection }
    }

    /// Closes it.
    pub fn close(self) {
        close(&self.connection);
    }

    /// Closes it, and says that there is no room for it now.
    pub fn busy(self) {
        let code = VarInt::from_u32(CloseCode::Busy.code());
        self.connection.close(code, b"");
    }

    /// Returns whether the peer closed it in good order, as it does when it does not give something.
    async fn is_refused(&self) -> bool {
        let closed = timeout(REFUSED, self.connection.closed()).await;
        let goodbye = VarInt::from_u32(CloseCode::Goodbye.code());
        matches!(closed, Ok(ConnectionError::ApplicationClosed(close)) if close.error_code == goodbye)
    }
}

/// The sealed files of this device. A cheap handle.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: FsStore,
    folder: PathBuf,
}

impl Blobs {
    /// Opens the folder; it is made where it is not there. `sweep`: how often what was let go is taken off the disk.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn open(folder: &Path, sweep: Option<Duration>) -> Result<Self, BlobError> {
        let mut options = Options::new(folder);
        options.gc = Some(GcConfig {
            interval: sweep.unwrap_or(SWEEP),
            add_protected: None,
        });
        let store = FsStore::load_with_opts(folder.join("blobs.db"), options).await;
        Ok(Self {
            store: store.map_err(failed)?,
            folder: folder.to_owned(),
        })
    }

    /// Takes in a sealed file, copied, and returns the hash that names it. Done means: on the disk.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn add(&self, path: &Path) -> Result<[u8; 32], BlobError> {
        let added = self.store.blobs().add_path(path).temp_tag().await;
        let added = added.map_err(failed)?;
        let hash = *added.hash().as_bytes();
        self.hold(&hash).await?;
        self.settle(&hash).await?;
        Ok(hash)
    }

    /// Returns how much of a file is here.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn have(&self, hash: &[u8; 32]) -> Result<BlobHave, BlobError> {
        let hash = Hash::from_bytes(*hash);
        match self.store.blobs().status(hash).await.map_err(failed)? {
            BlobStatus::Complete { .. } => Ok(BlobHave::Whole),
            BlobStatus::NotFound => Ok(BlobHave::Part(0)),
            BlobStatus::Partial { .. } => {
                let local = self.store.remote().local(HashAndFormat::raw(hash)).await;
                Ok(BlobHave::Part(local.map_err(failed)?.local_bytes()))
            }
        }
    }

    /// Writes a file that is whole to a place of one's own.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn copy_out(&self, hash: &[u8; 32], to: &Path) -> Result<(), BlobError> {
        let copied = self.store.blobs().export(Hash::from_bytes(*hash), to).await;
        copied.map(drop).map_err(failed)
    }

    /// Lets a file go: it is taken off the disk with the next sweep, unless somebody holds it again.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn let_go(&self, hash: &[u8; 32]) -> Result<(), BlobError> {
        let deleted = self.store.tags().delete(hash).await;
        deleted.map(drop).map_err(failed)
    }

    /// Fetches what is missing of a file of this sealed length. `on` hears how many bytes are here, and says whether to go
    /// on.
    ///
    /// # Errors
    /// [`BlobError`]; what came by then stays, and is not fetched again.
    pub async fn fetch(
        &self,
        link: &BlobLink,
        (hash, length): (&[u8; 32], u64),
        on: &mut (dyn FnMut(u64) -> bool + Send),
    ) -> Result<(), BlobError> {
        let mut have = match self.have(hash).await? {
            BlobHave::Whole => return Ok(()),
            BlobHave::Part(have) => have,
        };
        let named = Hash::from_bytes(*hash);
        let size = timeout(STALLED, get_verified_size(&link.connection, &named)).await;
        let (found, _) = size.map_err(|_| slow())?.map_err(not_given)?;
        if found != length {
            return Err(BlobError::OtherLength {
                stated: length,
                found,
            });
        }
        self.hold(hash).await?;
        let before = have;
        let content = HashAndFormat::raw(named);
        let fetching = self.store.remote().fetch(link.connection.clone(), content);
        let mut fetching = std::pin::pin!(fetching.stream());
        loop {
            match timeout(STALLED, fetching.next()).await {
                Err(_) => return Err(slow()),
                Ok(None) => return Err(BlobError::NotGiven("it ended".to_owned())),
                Ok(Some(GetProgressItem::Done(_))) => break,
                Ok(Some(GetProgressItem::Error(error))) => return Err(not_given(error)),
                Ok(Some(GetProgressItem::Progress(came))) => {
                    let now = before.saturating_add(came);
                    if now >= have.saturating_add(STEP) {
                        have = now;
                        if !on(have) {
                            return Err(BlobError::Stopped);
                        }
                    }
                }
            }
        }
        if self.have(hash).await? != BlobHave::Whole {
            return Err(BlobError::NotGiven("not all of it".to_owned()));
        }
        self.settle(hash).await
    }

    /// Asks a peer for the end of a file. Only whole files are given: whoever gives it, and it fits the hash, has all of it.
    pub async fn is_whole_at(&self, link: &BlobLink, hash: &[u8; 32], length: u64) -> BlobAnswer {
        let named = Hash::from_bytes(*hash);
        let size = timeout(STALLED, get_verified_size(&link.connection, &named)).await;
        match size {
            Ok(Ok((found, _))) if found == length => BlobAnswer::Whole,
            Ok(Ok(_)) => BlobAnswer::Not,
            Ok(Err(_)) if link.is_refused().await => BlobAnswer::Not,
            Ok(Err(_)) | Err(_) => BlobAnswer::None,
        }
    }

    /// Answers a peer until it goes, is silent for a minute, or asks for what it gets not: then the connection is closed.
    /// Only whole files are given; `may` is asked for each, and `gave` is told of each request that was answered.
    pub async fn serve(
        &self,
        link: BlobLink,
        may: impl Fn(&[u8; 32]) -> bool + Sync,
        gave: impl Fn(&[u8; 32]) + Sync,
    ) {
        let BlobLink { connection, .. } = link;
        loop {
            let pair = StreamPair::accept(&connection, EventSender::DEFAULT);
            let Ok(Ok(pair)) = timeout(SILENT, pair).await else {
                break;
            };
            let Some(hash) = self.answer(pair, &may).await else {
                break;
            };
            gave(&hash);
        }
        close(&connection);
    }

    /// Returns of which file a request was answered whole.
    async fn answer(
        &self,
        mut pair: StreamPair,
        may: &(impl Fn(&[u8; 32]) -> bool + Sync),
    ) -> Option<[u8; 32]> {
        let Ok(Ok(Request::Get(request))) = timeout(STALLED, pair.read_request()).await else {
            return None;
        };
        let hash = *request.hash.as_bytes();
        let given = request.ranges.is_blob()
            && may(&hash)
            && matches!(self.have(&hash).await, Ok(BlobHave::Whole));
        if !given {
            return None;
        }
        let store: &iroh_blobs::api::Store = &self.store;
        let answered = timeout(SERVED, handle_get(pair, store.clone(), request)).await;
        matches!(answered, Ok(Ok(()))).then_some(hash)
    }

    /// Closes the folder.
    pub async fn close(&self) {
        if let Err(error) = self.store.shutdown().await {
            tracing::warn!(%error, "the folder of files was not closed");
        }
    }

    /// Sees to it that the next sweep leaves a file alone.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn hold(&self, hash: &[u8; 32]) -> Result<(), BlobError> {
        let content = HashAndFormat::raw(Hash::from_bytes(*hash));
        self.store.tags().set(hash, content).await.map_err(failed)
    }

    /// Waits until a whole file, and that it is there, are on the disk.
    async fn settle(&self, hash: &[u8; 32]) -> Result<(), BlobError> {
        self.store.sync_db().await.map_err(failed)?;
        let options = Options::new(&self.folder);
        let path = options.path.data_path(&Hash::from_bytes(*hash));
        let synced = tokio::task::spawn_blocking(move || match std::fs::File::open(path) {
            Ok(file) => file.sync_all(),
            // A small one stands in the database.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        });
        synced.await.map_err(failed)?.map_err(failed)
    }
}

fn close(connection: &Connection) {
    connection.close(VarInt::from_u32(CloseCode::Goodbye.code()), b"");
}

fn slow() -> BlobError {
    BlobError::NotGiven("nothing came".to_owned())
}

fn failed(error: impl std::fmt::Display) -> BlobError {
    BlobError::Store(error.to_string())
}

fn not_given(error: impl std::fmt::Display) -> BlobError {
    BlobError::NotGiven(error.to_string())
}
