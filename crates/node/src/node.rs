//! [`Node`]: a core on a thread of its own, and the network around it.
//!
//! Owns the order of starting and stopping. One thread writes (`writer`); everything that is asked goes
//! through its bounded queue and is answered after the commit. The network (`network`, `dial`, `links`)
//! is tasks, all of them started in `tasks`.

mod bringing;
mod carry;
mod carrying;
mod checking;
mod crowds;
mod devices;
mod dial;
mod files;
mod hiding;
mod jobs;
mod links;
mod members;
mod network;
mod orders;
mod parcels;
mod presence;
mod public;
mod pulse;
mod reads;
mod relays;
mod reporting;
mod run;
mod safe;
mod screens;
mod seed;
mod sync_now;
mod tasks;
mod writer;

pub use checking::NetworkCheck;
pub use files::{AddedFile, FileState, FilesError, NamedFile};
pub use parcels::{
    ParcelFailure, ParcelFound, ParcelProgress, ParcelRead, ParcelSaved, ParcelStep, ParcelWatch,
    look_through_parcel,
};
pub use reporting::Reported;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use store::{DataFolder, Database, DeviceKeys, LogDb, Moved, Vault};
use trust::{BoardId, TicketText};

use crate::peer::{Appender, Core, CoreParts, Face};
use crate::{
    Clock, Judge, NetworkSettings, NodeError, SyncReport, TicketSpec, TicketView, Written,
};
use jobs::Jobs;
use network::Network;
use public::Public;
pub use safe::LentWords;
use safe::Safe;
use tasks::Tasks;

pub(crate) use seed::fill as draw;
use writer::Writer;

/// What writes on a board: run on the writer's thread, inside of the transaction.
pub type Build = Box<dyn FnOnce(&mut Appender<'_>) -> Result<(), String> + Send>;

/// What a node is started with.
pub struct NodeOptions {
    /// The open data folder. The lock on it lasts until the last holder lets go.
    pub folder: Arc<DataFolder>,
    /// The folder's open vault.
    pub vault: Vault,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Who judges bodies.
    pub judge: Arc<dyn Judge>,
    /// How to use the network.
    pub network: NetworkSettings,
    /// Listens on this machine only: for tests.
    pub loopback: bool,
}

/// A running peer. A cheap handle; the peer ends with [`Node::shutdown`], or when the last handle is gone.
#[derive(Clone)]
pub struct Node {
    inner: Arc<Inner>,
}

struct Inner {
    // In the order in which they end.
    network: Network,
    jobs: Jobs,
    writer: Mutex<Option<Writer>>,
    public: Arc<Public>,
    reader: Mutex<LogDb>,
    moved: Option<Moved>,
    path: PathBuf,
    // Takes notice of the time.
    time: Tasks,
    // With the lock on the folder.
    safe: Arc<Safe>,
}

impl Node {
    /// How long [`Self::shutdown`] waits for peers at most; the disk comes on top.
    pub const ENDS_WITHIN: Duration = network::ENDS_WITHIN;

    /// Starts a peer. Reads the disk and never waits for the network. Call it inside of a tokio runtime.
    ///
    /// # Errors
    /// [`NodeError`] where the folder cannot be read; a damaged log is moved aside instead (see [`Node::moved_aside`]).
    pub fn start(options: NodeOptions) -> Result<Self, NodeError> {
        let NodeOptions {
            folder,
            vault,
            clock,
            judge,
            network,
            loopback,
        } = options;
        let keys = DeviceKeys::load_or_create(&folder, &vault, &mut seed::fill)?;
        let path = folder.log_db();
        let key = vault.database_key(Database::Log);
        let (db, moved) = LogDb::open_or_move_aside(&path, &key)?;
        let reader = LogDb::reader(&path, &key)?;
        let secret = *keys.network();
        let hidden_secret = keys.hidden_network();
        let known = dial::known_addresses(&db)?;
        let port = db
            .meta(jobs::PORT)?
            .and_then(|bytes| Some(u16::from_be_bytes(bytes.try_into().ok()?)));
        let safe = Arc::new(Safe::new(Arc::clone(&folder), vault, keys.clone()));
        let mut core = Core::open(CoreParts {
            db,
            endpoint: seed::endpoint_of(&keys),
            keys,
            judge,
            draw: Box::new(seed::fill),
        })?;
        core.certify_here(clock.now_ms())?;
        let hidden = (hidden_secret, core.hidden_endpoint());
        let public = Arc::new(Public::new(&core, &network));
        let (jobs, queue) = Jobs::new();
        let writer = Writer::start(core, queue, Arc::clone(&public), Arc::clone(&clock))?;
        let setup = network::Setup {
            secret,
            hidden,
            tags: seed::secret()?,
            own: public.endpoint,
            loopback,
            jitter: seed::number()?,
            known,
            port,
            files: folder.blobs(),
        };
        let network = Network::start(setup, &network, &jobs, &public);
        let time = Tasks::new();
        let notice = devices::notice_time(jobs.clone(), Arc::downgrade(&safe));
        time.starter().start(notice);
        let inner = Inner {
            time,
            network,
            jobs,
            writer: Mutex::new(Some(writer)),
            public,
            reader: Mutex::new(reader),
            moved,
            path: folder.root().to_owned(),
            safe,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Returns the data folder's path.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.inner.path
    }

    /// Returns where a damaged log was moved to at the start, and what could be carried over.
    #[must_use]
    pub fn moved_aside(&self) -> Option<&Moved> {
        self.inner.moved.as_ref()
    }

    /// Makes a board whose only steward is this person.
    ///
    /// # Errors
    /// [`NodeError`] where it could not be saved.
    pub async fn create_board(&self) -> Result<BoardId, NodeError> {
        self.inner.jobs.ask(Core::create_board).await
    }

    /// Writes on a board. What `build` adds is saved as a whole when this returns, or nothing of it.
    ///
    /// # Errors
    /// [`NodeError`]: refused, not allowed, or not saved.
    pub async fn write(&self, board: BoardId, build: Build) -> Result<Written, NodeError> {
        let write = move |core: &mut Core, now_ms| core.append(board, now_ms, build);
        self.inner.jobs.ask(write).await
    }

    /// Makes a ticket. It names this device and others that were met, with their addresses.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`] where the person may not invite, or not for this role.
    pub async fn invite(&self, board: BoardId, spec: TicketSpec) -> Result<TicketText, NodeError> {
        let hints = self.inner.network.hints(board).await;
        let make = move |core: &mut Core, now_ms| core.make_ticket(board, spec, hints, now_ms);
        self.inner.jobs.ask(make).await
    }

    /// Returns the tickets of a board: live ones, those that are over, and those that were taken back.
    ///
    /// # Errors
    /// [`NodeError`] where the board is not here.
    pub async fn tickets(&self, board: BoardId) -> Result<Vec<TicketView>, NodeError> {
        self.inner
            .jobs
            .ask(move |core, now_ms| core.tickets(board, now_ms))
            .await
    }

    /// Begins a join. It is kept, finishes by itself, and is followed by [`Node::joins`].
    ///
    /// # Errors
    /// [`NodeError::Join`] where the board is here already.
    pub async fn join(&self, ticket: TicketText) -> Result<(), NodeError> {
        self.join_as(Face::Open, ticket).await
    }

    async fn join_as(&self, face: Face, ticket: TicketText) -> Result<(), NodeError> {
        let hints = ticket.endpoints.clone();
        let begin = move |core: &mut Core, now_ms| core.join_as(face, ticket, now_ms);
        self.inner.jobs.ask(begin).await?;
        self.inner.network.learn(&hints);
        self.inner.jobs.ask_joins().await;
        Ok(())
    }

    /// Gives a join up.
    ///
    /// # Errors
    /// [`NodeError::NoJoin`] where there is none for the board.
    pub async fn cancel_join(&self, board: BoardId) -> Result<(), NodeError> {
        self.inner
            .jobs
            .ask(move |core, _| core.cancel_join(board))
            .await
    }

    /// Changes how the network is used; takes effect within moments.
    pub fn set_network(&self, settings: &NetworkSettings) {
        self.inner.network.set(settings);
    }

    /// Connects to all who can be reached, and waits until each of them holds the same, at most for `deadline`.
    ///
    /// # Errors
    /// [`NodeError::Closed`] after the shutdown.
    pub async fn sync_now(&self, deadline: Duration) -> Result<SyncReport, NodeError> {
        sync_now::run(
            self.inner.network.nets(),
            &self.inner.jobs,
            &self.inner.public,
            deadline,
        )
        .await
    }

    /// Ends the peer, in this order: connections say goodbye, sockets close, queued writes are saved, the log
    /// is closed. Waits a few seconds at most for peers, and as long as it takes for the disk.
    pub async fn shutdown(&self) {
        self.inner.time.stop().await;
        self.inner.network.stop().await;
        self.inner.network.net().files.close().await;
        self.inner.jobs.close();
        let writer = self
            .inner
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(writer) = writer {
            writer.finished().await;
        }
    }

    /// Limits how large the log's file may grow, in pages: a full disk, for tests.
    ///
    /// # Errors
    /// [`NodeError`] where the database refuses.
    #[doc(hidden)]
    pub async fn limit_disk(&self, pages: Option<u32>) -> Result<(), NodeError> {
        let limit = move |core: &mut Core, _| Ok(core.db().limit_pages(pages)?);
        self.inner.jobs.ask(limit).await
    }
}

#[cfg(test)]
mod tests;
