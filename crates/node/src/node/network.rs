//! The network of a running peer: what the node asks of it, and what its tasks share.
//!
//! Owns the settings and the book of peers. What the tasks do is in `run`. Never waits for a network to
//! start anything.

mod reach;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use store::Seen;
use sync::{Listen, Transport, TransportSettings};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::{Instant, timeout};
use trust::{BoardId, EndpointHint, EndpointId};

use super::dial::{Book, arriving, devices, is_open};
use super::files::{self, Files};
use super::jobs::Jobs;
use super::links::{Known, Links};
use super::public::Public;
use super::run;
use super::tasks::{Starter, Tasks};
use crate::NetworkSettings;

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
/// How long a ticket waits for this device's addresses.
const ADDRESSES: Duration = Duration::from_secs(1);

/// What does not change while the node runs.
pub(super) struct Setup {
    pub(super) secret: [u8; 32],
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

/// The handle that the node keeps.
pub(super) struct Network {
    tasks: Tasks,
    net: Arc<Net>,
}

/// What the tasks share.
pub(super) struct Net {
    secret: [u8; 32],
    tags: [u8; 32],
    endpoints: AtomicU64,
    loopback: bool,
    port: Mutex<Option<u16>>,
    pub(super) settings: watch::Sender<NetworkSettings>,
    pub(super) stopping: watch::Sender<bool>,
    transport: Mutex<Option<Transport>>,
    book: Mutex<Book>,
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
    pub(super) files: Files,
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
        settings: NetworkSettings,
        jobs: Jobs,
        public: Arc<Public>,
    ) -> Self {
        let tasks = Tasks::new();
        let net = Arc::new(Net {
            secret: setup.secret,
            tags: setup.tags,
            endpoints: AtomicU64::new(0),
            loopback: setup.loopback,
            port: Mutex::new(setup.port),
            settings: watch::Sender::new(settings),
            stopping: watch::Sender::new(false),
            transport: Mutex::new(None),
            book: Mutex::new(Book::new(setup.own, setup.jitter, setup.known)),
            wake: Notify::new(),
            tried: watch::Sender::new(0),
            links: Links::new(setup.own),
            dials: Arc::new(Semaphore::new(DIALS)),
            handshakes: Arc::new(Semaphore::new(HANDSHAKES)),
            greetings: Arc::new(Semaphore::new(GREETINGS)),
            known_greetings: Arc::new(Semaphore::new(KNOWN_GREETINGS)),
            jobs,
            public,
            starter: tasks.starter(),
            files: Files::new(setup.files),
            other_version: Mutex::default(),
            open: watch::Sender::new(false),
            relay_patience: Mutex::new(RELAY),
        });
        let starter = tasks.starter();
        starter.start(run::supervise(Arc::clone(&net)));
        starter.start(run::tick(Arc::clone(&net)));
        starter.start(files::fetch_all(Arc::clone(&net)));
        Self { tasks, net }
    }

    pub(super) fn net(&self) -> &Net {
        &self.net
    }

    pub(super) fn set(&self, settings: NetworkSettings) {
        self.net.settings.send_if_modified(|now| {
            let differs = *now != settings;
            *now = settings;
            differs
        });
    }

    /// Takes notice of addresses, and dials those who are wanted at once.
    pub(super) fn learn(&self, hints: Vec<EndpointHint>) {
        let net = &self.net;
        for hint in hints {
            net.book().learn(&hint);
        }
        net.refresh();
        net.wake.notify_one();
    }

    /// Returns where a board can be asked for: this device first. Waits a moment for an endpoint that is being made.
    pub(super) async fn hints(&self, board: BoardId) -> Vec<EndpointHint> {
        let net = &self.net;
        // Offline, or without any network, a ticket says less; it is good all the same.
        let own = timeout(ADDRESSES, net.own_hint()).await;
        let mut hints = vec![own.unwrap_or_else(|_| net.present_hint())];
        if let Some(info) = net.public.board(board) {
            hints.extend(net.book().others(&info, &net.links.peers()));
        }
        hints
    }

    /// Says goodbye to everybody, closes the sockets, and ends the tasks.
    pub(super) async fn stop(&self) {
        let mut listening = self.net.public.network.subscribe();
        self.net.stopping.send_replace(true);
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
        *self.net.relay_patience.lock().unwrap() = patience;
    }

    /// Returns how many endpoints were made.
    pub(super) fn endpoints(&self) -> u64 {
        self.net.endpoints.load(Ordering::Relaxed)
    }

    /// Returns the port that was listened on last.
    pub(super) fn port(&self) -> Option<u16> {
        *self.net.port.lock().unwrap()
    }
}

impl Net {
    pub(super) fn is_offline(&self) -> bool {
        self.settings.borrow().offline || *self.stopping.borrow()
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

    pub(super) fn refresh(&self) {
        let (boards, joins) = (self.public.boards(), self.public.joins.borrow().clone());
        let mut carried = self.carried();
        carried.extend(self.reported_to());
        let mut book = self.book();
        for hint in self.public.told.borrow().iter() {
            book.hear_of(hint, self.loopback, Instant::now());
        }
        for report in self.public.reports.borrow().iter() {
            book.start_with(&report.hints);
        }
        book.carry_for(carried);
        book.refresh(&boards, &joins, Instant::now());
    }

    /// Returns whom reports on their way name.
    fn reported_to(&self) -> BTreeSet<EndpointId> {
        let reports = self.public.reports.borrow();
        let open = reports.iter().filter(|report| report.done.is_none());
        open.flat_map(|report| &report.hints)
            .map(|hint| hint.endpoint)
            .collect()
    }

    /// Returns whom open joins ask.
    pub(super) fn asked(&self) -> BTreeSet<EndpointId> {
        let joins = self.public.joins.borrow();
        let open = joins.iter().filter(|join| is_open(join));
        let hints = open.flat_map(|join| &join.ticket.endpoints);
        let boards = self.public.boards();
        let boards = boards.iter().flat_map(arriving);
        let mut asked: BTreeSet<EndpointId> =
            hints.chain(boards).map(|hint| hint.endpoint).collect();
        asked.extend(self.reported_to());
        asked
    }

    /// Returns who was met for the boards that this device carries.
    fn carried(&self) -> BTreeSet<EndpointId> {
        let carried = self.public.carried.borrow();
        let peers = carried.iter().flat_map(|view| &view.peers);
        peers.copied().collect()
    }

    /// Returns for whom places are kept.
    pub(super) fn known(&self) -> Known {
        let mut endpoints = self.asked();
        endpoints.extend(self.carried());
        let boards = self.public.boards();
        let members = boards.iter().flat_map(devices);
        endpoints.extend(members.map(|(endpoint, ..)| endpoint));
        Known {
            endpoints,
            met: self.public.met.borrow().clone(),
        }
    }

    pub(super) fn state(&self, listening: bool, problem: Option<String>) {
        self.public.network.send_if_modified(|state| {
            let differs = state.listening != listening || state.problem != problem;
            state.listening = listening;
            state.problem = problem;
            differs
        });
    }

    pub(super) fn transport_settings(&self, settings: &NetworkSettings) -> TransportSettings {
        TransportSettings {
            secret: self.secret,
            relays: settings.relays.clone(),
            local_discovery: settings.local_discovery,
            tags: self.fresh_tags(),
            listen: if self.loopback {
                Listen::Loopback
            } else {
                Listen::Everywhere
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
