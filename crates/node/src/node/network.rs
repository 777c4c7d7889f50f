//! The network of a running peer: what the node asks of it, and what its tasks share.
//!
//! Owns the settings and the book of peers. What the tasks do is in `run`. Never waits for a network to
//! start anything.

mod faces;
mod reach;
mod wanted;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use store::Seen;
use sync::{Listen, Transport, TransportSettings};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::{Instant, timeout};
use trust::{BoardId, EndpointHint, EndpointId};

use super::dial::Book;
use super::files::{self, Files};
use super::jobs::Jobs;
use super::links::Links;
use super::public::Public;
use super::run;
use super::tasks::{Starter, Tasks};
use crate::NetworkSettings;
use crate::peer::Face;
pub(super) use faces::{Nets, Outside};

/// Attempts to reach somebody at a time; who waits gets their turn in order.
const DIALS: usize = 12;
/// Handshakes of those who dial in at a time. Before one is done nobody knows who it is.
pub(super) const HANDSHAKES: usize = 64;
/// Strangers who shook hands and whose stream is waited for, at a time; and the same of those who are known.
const GREETINGS: usize = 16;
const KNOWN_GREETINGS: usize = 32;
/// What connections get to say goodbye, and the endpoint to close.
pub(super) const FAREWELL: Duration = Duration::from_secs(2);
/// Both, and what opens while it ends.
pub(super) const ENDS_WITHIN: Duration = FAREWELL.saturating_mul(3);
/// How long a relay that answers may take, at first, until the endpoint is made anew.
pub(super) const RELAY: Duration = Duration::from_secs(60);
/// The number before that of the first connection of the hidden face: no two of a node have the same.
const HIDDEN_LINKS: u64 = 1 << 48;
/// How long a ticket waits for this device's addresses.
const ADDRESSES: Duration = Duration::from_secs(1);

/// What does not change while the node runs.
pub(super) struct Setup {
    pub(super) secret: [u8; 32],
    /// The same of the hidden face, and its public half.
    pub(super) hidden: (zeroize::Zeroizing<[u8; 32]>, EndpointId),
    /// Randomness of this run, for what is announced in the same network.
    pub(super) tags: [u8; 32],
    pub(super) own: EndpointId,
    pub(super) loopback: bool,
    pub(super) jitter: u64,
    /// Addresses at which devices were reached before.
    pub(super) known: Vec<(EndpointHint, Seen)>,
    /// Where this device listened the last time.
    pub(super) port: Option<u16>,
    /// Where the sealed files of boards are.
    pub(super) files: PathBuf,
}

/// What the two faces have apart.
struct Own {
    face: Face,
    secret: [u8; 32],
    endpoint: EndpointId,
    port: Option<u16>,
    known: Vec<(EndpointHint, Seen)>,
    first: u64,
}

/// The handle that the node keeps.
pub(super) struct Network {
    tasks: Tasks,
    nets: Nets,
}

/// Somebody waits until everybody was compared with.
pub(super) struct Waiting<'a>(&'a Net);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What the tasks share.
pub(super) struct Net {
    /// Under which face of this device.
    pub(super) face: Face,
    own: EndpointId,
    secret: [u8; 32],
    tags: [u8; 32],
    endpoints: AtomicU64,
    loopback: bool,
    port: Mutex<Option<u16>>,
    pub(super) settings: watch::Sender<NetworkSettings>,
    pub(super) stopping: watch::Sender<bool>,
    transport: Mutex<Option<Transport>>,
    book: Mutex<Book>,
    /// Who waits until everybody was compared with: nobody is let go of meanwhile.
    waiting: AtomicUsize,
    pub(super) wake: Notify,
    /// Grows with each attempt that ended.
    pub(super) tried: watch::Sender<u64>,
    pub(super) links: Links,
    pub(super) dials: Arc<Semaphore>,
    pub(super) handshakes: Arc<Semaphore>,
    pub(super) greetings: Arc<Semaphore>,
    pub(super) known_greetings: Arc<Semaphore>,
    pub(super) jobs: Jobs,
    pub(super) public: Arc<Public>,
    pub(super) starter: Starter,
    pub(super) files: Arc<Files>,
    /// Who is there and speaks another version of the protocol only.
    other_version: Mutex<BTreeSet<EndpointId>>,
    /// Whether there is an endpoint.
    pub(super) open: watch::Sender<bool>,
    /// How long a relay that answers may take until this device is connected to it.
    pub(super) relay_patience: Mutex<Duration>,
}

impl Network {
    pub(super) fn start(
        setup: Setup,
        settings: &NetworkSettings,
        jobs: &Jobs,
        public: &Arc<Public>,
    ) -> Self {
        let tasks = Tasks::new();
        let files = Arc::new(Files::new(setup.files));
        let place = |hint: &EndpointHint| EndpointHint {
            addrs: Vec::new(),
            ..hint.clone()
        };
        let known_by_key = setup.known.iter().map(|(hint, seen)| (place(hint), *seen));
        let hidden = Own {
            face: Face::Hidden,
            secret: *setup.hidden.0,
            endpoint: setup.hidden.1,
            port: None,
            known: known_by_key.collect(),
            first: HIDDEN_LINKS,
        };
        let open = Own {
            face: Face::Open,
            secret: setup.secret,
            endpoint: setup.own,
            port: setup.port,
            known: setup.known,
            first: 0,
        };
        let net = |own: Own| {
            Arc::new(Net {
                face: own.face,
                own: own.endpoint,
                secret: own.secret,
                tags: setup.tags,
                endpoints: AtomicU64::new(0),
                loopback: setup.loopback,
                port: Mutex::new(own.port),
                settings: watch::Sender::new(settings.clone()),
                stopping: watch::Sender::new(false),
                transport: Mutex::new(None),
                book: Mutex::new(Book::new(own.endpoint, setup.jitter, own.known)),
                waiting: AtomicUsize::new(0),
                wake: Notify::new(),
                tried: watch::Sender::new(0),
                links: Links::after(own.first, own.endpoint),
                dials: Arc::new(Semaphore::new(DIALS)),
                handshakes: Arc::new(Semaphore::new(HANDSHAKES)),
                greetings: Arc::new(Semaphore::new(GREETINGS)),
                known_greetings: Arc::new(Semaphore::new(KNOWN_GREETINGS)),
                jobs: jobs.clone(),
                public: Arc::clone(public),
                starter: tasks.starter(),
                files: Arc::clone(&files),
                other_version: Mutex::default(),
                open: watch::Sender::new(false),
                relay_patience: Mutex::new(RELAY),
            })
        };
        let nets = Nets {
            open: net(open),
            hidden: net(hidden),
        };
        let starter = tasks.starter();
        for net in nets.all() {
            starter.start(run::supervise(Arc::clone(net)));
        }
        starter.start(run::tick(nets.clone()));
        starter.start(files::fetch_all(nets.clone()));
        Self { tasks, nets }
    }

    /// Returns the network of the open face.
    pub(super) fn net(&self) -> &Net {
        &self.nets.open
    }

    pub(super) const fn nets(&self) -> &Nets {
        &self.nets
    }

    pub(super) fn set(&self, settings: &NetworkSettings) {
        for net in self.nets.all() {
            net.settings.send_if_modified(|now| {
                let differs = *now != *settings;
                now.clone_from(settings);
                differs
            });
        }
    }

    /// Takes notice of addresses, and dials those who are wanted at once.
    pub(super) fn learn(&self, hints: &[EndpointHint]) {
        for net in self.nets.all() {
            for hint in hints {
                net.book().learn(&net.without_addresses(hint.clone()));
            }
            net.refresh();
            net.wake.notify_one();
        }
    }

    /// Returns where a board can be asked for: this device first. Waits a moment for an endpoint that is being made.
    pub(super) async fn hints(&self, board: BoardId) -> Vec<EndpointHint> {
        let net = self.nets.meeting(board);
        // Offline, or without any network, a ticket says less; it is good all the same.
        let own = timeout(ADDRESSES, net.own_hint()).await;
        let mut hints = vec![own.unwrap_or_else(|_| net.present_hint())];
        if let Some(info) = net.public.board(board) {
            hints.extend(net.book().others(&info, &net.links.peers()));
        }
        let hints = hints.into_iter();
        hints.map(|hint| net.without_addresses(hint)).collect()
    }

    /// Says goodbye to everybody, closes the sockets, and ends the tasks.
    pub(super) async fn stop(&self) {
        let mut listening = self.net().public.network.subscribe();
        for net in self.nets.all() {
            net.stopping.send_replace(true);
        }
        let closed = listening.wait_for(|state| !state.listening && state.connected.is_empty());
        // A peer that does not answer is not waited for.
        let _ = timeout(ENDS_WITHIN, closed).await;
        self.tasks.stop().await;
    }
}

#[cfg(test)]
impl Network {
    /// Does not wait so long for a relay that answers.
    pub(super) fn set_relay_patience(&self, patience: Duration) {
        *self.nets.open.relay_patience.lock().unwrap() = patience;
    }

    /// Returns how many endpoints were made.
    pub(super) fn endpoints(&self) -> u64 {
        self.nets.open.endpoints.load(Ordering::Relaxed)
    }

    /// Returns the port that was listened on last.
    pub(super) fn port(&self) -> Option<u16> {
        *self.nets.open.port.lock().unwrap()
    }
}

impl Net {
    pub(super) fn is_offline(&self) -> bool {
        self.settings.borrow().offline || *self.stopping.borrow()
    }

    /// Lets nobody go for as long as what this returns is held.
    pub(super) fn wait(&self) -> Waiting<'_> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Waiting(self)
    }

    pub(super) fn is_waited_for(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// Tries everybody once more, now.
    pub(super) fn round(&self) {
        self.refresh();
        self.book().hurry(true, Instant::now());
        self.wake.notify_one();
    }

    /// Returns whether everybody was tried since the last [`Net::round`].
    pub(super) fn round_is_over(&self) -> bool {
        self.book().all_tried(&self.links.peers())
    }

    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn transport(&self) -> MutexGuard<'_, Option<Transport>> {
        self.transport
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn state(&self, listening: bool, problem: Option<String>) {
        self.public.outside(self.face, |outside| {
            outside.listening = listening;
            outside.problem = problem;
        });
    }

    pub(super) fn transport_settings(&self, settings: &NetworkSettings) -> TransportSettings {
        TransportSettings {
            secret: self.secret,
            relays: settings.relays.clone(),
            local_discovery: settings.local_discovery,
            tags: self.fresh_tags(),
            listen: match self.face {
                Face::Hidden => Listen::Nowhere,
                Face::Open if self.loopback => Listen::Loopback,
                Face::Open => Listen::Everywhere,
            },
            port: *self.port.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Returns what an endpoint's tags are drawn from: something else for each, also within a run.
    fn fresh_tags(&self) -> [u8; 32] {
        let endpoint = self.endpoints.fetch_add(1, Ordering::Relaxed);
        let mut tags = self.tags;
        for (byte, number) in tags.iter_mut().zip(endpoint.to_be_bytes()) {
            *byte ^= number;
        }
        tags
    }
}
