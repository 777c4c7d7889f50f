//! Files of boards: which there are, who may have them, and which are on their way here.
//!
//! Owns the answer to "may this device have this file": whoever right now stands as a member of a board that names it.
//! Which files a board names is in bodies, so `app` says it ([`Node::name_files`]); a device that reads no bodies, a
//! helper, names none, and gives and fetches none. Never holds a board's own connection up: files have connections of
//! their own. The bytes are `sync`'s (`Blobs`), their form `store`'s; the folder is opened when it is needed first.

mod elsewhere;
mod fetch;
mod local;
mod serving;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sync::{BlobHave, Blobs};
use tokio::sync::{Notify, OnceCell, Semaphore, watch};
use tokio::time::Instant;
use trust::{BoardId, DeviceId, EndpointId, Role};

use super::network::Net;
use crate::{BoardInfo, NodeError};

use elsewhere::Asking;
use fetch::Holder;
pub(super) use fetch::fetch_all;
pub use local::{AddedFile, FilesError};
pub(super) use serving::serve;

/// Connections that are answered at a time.
const SERVED: usize = 16;

/// The hash of a file's sealed bytes.
pub(super) type Hash = [u8; 32];

/// A file that a board names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedFile {
    /// The hash of its sealed bytes.
    pub hash: [u8; 32],
    /// How many bytes it has, unsealed, as its entry says.
    pub length: u64,
    /// Whether it is to be fetched where it is not here.
    pub fetch: bool,
    /// Whether it is to be asked, where it is here, if somebody else has it too.
    pub ask: bool,
}

/// How a file stands on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// All of it is here.
    Here,
    /// It is on its way, or about to be: so many sealed bytes are here.
    Coming(u64),
    /// It is to be fetched, and nobody who is connected has it, or gives it now.
    Nobody(u64),
    /// It is not to be fetched.
    Left(u64),
    /// What its hash names has another length than its entry says: it is not fetched.
    Wrong,
}

/// What is known of one file.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    /// `None` until it was looked at.
    have: Option<BlobHave>,
    running: bool,
    /// The length of what its hash names, where an entry said another.
    proven: Option<u64>,
    /// Whether it was let go of in this run.
    let_go: bool,
    /// When everybody who could be asked was asked in vain.
    in_vain: Option<Instant>,
}

/// See the module.
pub(super) struct Files {
    folder: PathBuf,
    blobs: OnceCell<Blobs>,
    named: Mutex<BTreeMap<BoardId, Vec<NamedFile>>>,
    known: Mutex<BTreeMap<Hash, Known>>,
    /// Grows with each change of what is named.
    renamed: watch::Sender<u64>,
    states: watch::Sender<Arc<BTreeMap<Hash, FileState>>>,
    /// The files that another device was seen to have, in this run.
    elsewhere: watch::Sender<Arc<BTreeSet<Hash>>>,
    /// Who was asked whether they have a file.
    asking: Mutex<BTreeMap<Holder, Asking>>,
    /// Told when a transfer ended.
    ended: Notify,
    serving: Semaphore,
    served: Mutex<BTreeMap<EndpointId, usize>>,
    /// Each transfer is cut after so many bytes: for tests. 0 is never.
    #[cfg(test)]
    pub(super) cut_after: std::sync::atomic::AtomicU64,
    /// How many transfers began: for tests.
    #[cfg(test)]
    pub(super) begun: std::sync::atomic::AtomicU64,
    /// How many connections for files arrived: for tests.
    #[cfg(test)]
    pub(super) arrived: std::sync::atomic::AtomicU64,
}

impl Files {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            blobs: OnceCell::new(),
            named: Mutex::default(),
            known: Mutex::default(),
            renamed: watch::Sender::new(0),
            states: watch::Sender::new(Arc::default()),
            elsewhere: watch::Sender::new(Arc::default()),
            asking: Mutex::default(),
            ended: Notify::new(),
            serving: Semaphore::new(SERVED),
            served: Mutex::default(),
            #[cfg(test)]
            cut_after: std::sync::atomic::AtomicU64::new(0),
            #[cfg(test)]
            begun: std::sync::atomic::AtomicU64::new(0),
            #[cfg(test)]
            arrived: std::sync::atomic::AtomicU64::new(0),
        }
    }

    /// Opens the folder when it is needed first.
    pub(super) async fn open(&self) -> Result<&Blobs, FilesError> {
        let open = || async {
            local::clear_away(&self.folder);
            Blobs::open(&self.folder, None).await
        };
        let opened = self.blobs.get_or_try_init(open).await;
        opened.map_err(|error| FilesError::Folder(error.to_string()))
    }

    /// Closes the folder, if it was opened.
    pub(super) async fn close(&self) {
        if let Some(blobs) = self.blobs.get() {
            blobs.close().await;
        }
    }

    /// Says which files boards name, instead of what was said before.
    pub(super) fn name(&self, files: BTreeMap<BoardId, Vec<NamedFile>>) {
        let mut named = self.named();
        if *named == files {
            return;
        }
        *named = files;
        drop(named);
        self.renamed.send_modify(|count| *count += 1);
    }

    /// Returns whether a device may have a file: it is a member's, right now, of a board that names the file and is met
    /// under the face that the device came to.
    fn may(&self, net: &Net, peer: EndpointId, hash: &Hash) -> bool {
        let named = self.named();
        let mut boards = named.iter().filter(|(_, files)| names(files, hash));
        boards.any(|(board, _)| is_there(net, *board, peer))
    }

    /// Returns whether a device is a member's of any board here that names files, as above.
    fn knows(&self, net: &Net, peer: EndpointId) -> bool {
        let named = self.named();
        let mut boards = named.iter().filter(|(_, files)| !files.is_empty());
        boards.any(|(board, _)| is_there(net, *board, peer))
    }

    /// Returns whether a board names the file that is met in this network.
    fn is_named_in(&self, net: &Net, hash: &Hash) -> bool {
        let named = self.named();
        let mut boards = named.iter().filter(|(_, files)| names(files, hash));
        boards.any(|(board, _)| net.public.face_of(*board) == net.face)
    }

    /// Returns whether a file is still to be fetched.
    fn is_wanted(&self, hash: &Hash) -> bool {
        let named = self.named();
        let mut all = named.values().flatten();
        all.any(|file| file.hash == *hash && file.fetch)
    }

    fn named(&self) -> MutexGuard<'_, BTreeMap<BoardId, Vec<NamedFile>>> {
        self.named.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<Hash, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Returns whether what the hash names is known to have another length than this, unsealed.
    fn is_not(&self, length: u64) -> bool {
        let proven = self.proven;
        proven.is_some_and(|proven| proven != store::sealed_len(length))
    }
}

fn names(files: &[NamedFile], hash: &Hash) -> bool {
    files.iter().any(|file| file.hash == *hash)
}

/// Returns whether an endpoint is that of a member's device on a board that is met in this network.
fn is_there(net: &Net, board: BoardId, peer: EndpointId) -> bool {
    let info = net.public.board(board);
    net.public.face_of(board) == net.face && info.is_some_and(|info| is_members(&info, peer))
}

/// Returns whether an endpoint is that of a member's device: not of somebody who was removed, nor a device that was
/// taken off, nor a helper. The connection's handshake has proven the endpoint.
fn is_members(info: &BoardInfo, peer: EndpointId) -> bool {
    let people = info.authority.people();
    let mut members = people.filter(|(_, role, _)| *role <= Role::Reader);
    members.any(|(person, ..)| {
        let mut devices = info.authority.devices_of(person);
        devices.any(|cert| cert.endpoint == peer)
    })
}

/// Returns the endpoints of devices.
fn endpoints(info: &BoardInfo, wanted: &[DeviceId]) -> BTreeSet<EndpointId> {
    let people = info.authority.people();
    let certs = people.flat_map(|(person, ..)| info.authority.devices_of(person));
    let wanted = certs.filter(|cert| wanted.contains(&cert.device));
    wanted.map(|cert| cert.endpoint).collect()
}

impl super::Node {
    /// Says which files the boards here name, and which of them are to be fetched; instead of what was said before.
    pub fn name_files(&self, files: BTreeMap<BoardId, Vec<NamedFile>>) {
        self.inner.network.net().files.name(files);
    }

    /// Follows how the files stand that boards name.
    #[must_use]
    pub fn files(&self) -> watch::Receiver<Arc<BTreeMap<[u8; 32], FileState>>> {
        self.inner.network.net().files.states.subscribe()
    }

    /// Follows which files another device of a member was seen to have whole, since the start. Looked for is what
    /// [`NamedFile::ask`] says.
    #[must_use]
    pub fn files_elsewhere(&self) -> watch::Receiver<Arc<BTreeSet<[u8; 32]>>> {
        self.inner.network.net().files.elsewhere.subscribe()
    }

    /// Forgets which files others were seen to have, and has them asked again: somebody was taken off a board.
    pub fn forget_files_elsewhere(&self) {
        self.inner.network.net().files.forget_elsewhere();
    }

    /// Takes a file in, sealed under a fresh key. Done means: on the disk.
    ///
    /// # Errors
    /// [`FilesError`].
    pub async fn add_file<R: std::io::Read + Send + 'static>(
        &self,
        from: R,
        most: u64,
    ) -> Result<AddedFile, FilesError> {
        let key = super::seed::secret().map_err(|_: NodeError| FilesError::NoRandomness)?;
        let name = super::seed::secret().map_err(|_: NodeError| FilesError::NoRandomness)?;
        self.files_of().add(from, key, name, most).await
    }

    /// Opens a file that is here into `to`, and hands that back.
    ///
    /// # Errors
    /// [`FilesError`].
    pub async fn open_file<W: std::io::Write + Send + 'static>(
        &self,
        (hash, key): ([u8; 32], [u8; 32]),
        length: u64,
        to: W,
    ) -> Result<W, FilesError> {
        let name = super::seed::secret().map_err(|_: NodeError| FilesError::NoRandomness)?;
        self.files_of()
            .take_out((hash, key), length, name, to)
            .await
    }

    /// Lets files go: they leave this disk within minutes, unless a board names them again.
    ///
    /// # Errors
    /// [`FilesError`].
    pub async fn drop_files(&self, hashes: Vec<[u8; 32]>) -> Result<(), FilesError> {
        self.files_of().let_go(hashes).await
    }

    fn files_of(&self) -> &Files {
        &self.inner.network.net().files
    }
}
