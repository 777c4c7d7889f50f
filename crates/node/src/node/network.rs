//! The network of a running peer: the endpoint, who dials in, whom to dial.
//!
//! Owns when there is an endpoint. One task (`supervise`) makes it, remakes it when the settings ask for
//! another one, and closes it while working offline. Never waits for a network to start anything.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sync::{Listen, Transport, TransportSettings};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout};
use trust::{BoardId, EndpointHint, EndpointId};

use super::dial::Book;
use super::links::{self, Links};
use super::public::Public;
use super::tasks::{Starter, Tasks};
use super::writer::{Job, Jobs};
use crate::NetworkSettings;

/// Connections at a time, those that are being made included.
const CONNECTIONS: usize = 64;
/// Before the endpoint is tried again.
const REBIND: Duration = Duration::from_secs(3);
/// What connections get to say goodbye, and the endpoint to close.
const FAREWELL: Duration = Duration::from_secs(2);
/// The list of wanted peers is brought up to date at most so often.
const REFRESH: Duration = Duration::from_millis(250);
const TICK: Duration = Duration::from_secs(1);
/// Every so many ticks, open joins are asked for again.
const JOIN_TICKS: u64 = 60;

/// What does not change while the node runs.
pub(super) struct Setup {
    pub(super) secret: [u8; 32],
    pub(super) own: EndpointId,
    pub(super) loopback: bool,
    pub(super) jitter: u64,
    /// Addresses at which devices were reached before.
    pub(super) known: Vec<EndpointHint>,
    /// Where this device listened the last time.
    pub(super) port: Option<u16>,
}

/// The handle that the node keeps.
pub(super) struct Network {
    tasks: Tasks,
    net: Arc<Net>,
}

/// What the tasks share.
pub(super) struct Net {
    secret: [u8; 32],
    loopback: bool,
    port: Mutex<Option<u16>>,
    settings: watch::Sender<NetworkSettings>,
    stopping: watch::Sender<bool>,
    transport: Mutex<Option<Transport>>,
    book: Mutex<Book>,
    wake: Notify,
    /// Grows with each attempt that ended.
    pub(super) tried: watch::Sender<u64>,
    pub(super) links: Links,
    slots: Arc<Semaphore>,
    jobs: Jobs,
    public: Arc<Public>,
    starter: Starter,
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
            loopback: setup.loopback,
            port: Mutex::new(setup.port),
            settings: watch::Sender::new(settings),
            stopping: watch::Sender::new(false),
            transport: Mutex::new(None),
            book: Mutex::new(Book::new(setup.own, setup.jitter, setup.known)),
            wake: Notify::new(),
            tried: watch::Sender::new(0),
            links: Links::new(setup.own),
            slots: Arc::new(Semaphore::new(CONNECTIONS)),
            jobs,
            public,
            starter: tasks.starter(),
        });
        let starter = tasks.starter();
        starter.start(supervise(Arc::clone(&net)));
        starter.start(tick(Arc::clone(&net)));
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

    /// Returns where a board can be asked for: this device first.
    pub(super) fn hints(&self, board: BoardId) -> Vec<EndpointHint> {
        let net = &self.net;
        let own = net.transport().as_ref().map(Transport::hint);
        let own = own.unwrap_or(EndpointHint {
            endpoint: net.public.endpoint,
            addrs: Vec::new(),
            relay: None,
        });
        let mut hints = vec![own];
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
        let _ = timeout(FAREWELL * 3, closed).await;
        self.tasks.stop().await;
    }
}

#[cfg(test)]
impl Network {
    /// Ends the tasks as kill -9 would: no goodbye, the sockets close.
    pub(super) async fn kill(&self) {
        self.tasks.stop().await;
        let transport = self.net.transport().take();
        drop(transport);
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

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn transport(&self) -> MutexGuard<'_, Option<Transport>> {
        self.transport
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn refresh(&self) {
        let (boards, joins) = (self.public.boards(), self.public.joins.borrow().clone());
        self.book().refresh(&boards, &joins, Instant::now());
    }

    fn state(&self, listening: bool, problem: Option<String>) {
        self.public.network.send_if_modified(|state| {
            let differs = state.listening != listening || state.problem != problem;
            state.listening = listening;
            state.problem = problem;
            differs
        });
    }

    fn transport_settings(&self, settings: &NetworkSettings) -> TransportSettings {
        TransportSettings {
            secret: self.secret,
            relays: settings.relays.clone(),
            local_discovery: settings.local_discovery,
            listen: if self.loopback {
                Listen::Loopback
            } else {
                Listen::Everywhere
            },
            port: *self.port.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Keeps the port, so that what others remember of this device stays good.
    async fn keep_port(&self, port: Option<u16>) {
        let kept = {
            let mut kept = self.port.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *kept, port)
        };
        if let Some(port) = port.filter(|port| kept != Some(*port)) {
            self.jobs.bring(Job::Port(port)).await;
        }
    }
}

async fn supervise(net: Arc<Net>) {
    let mut settings = net.settings.subscribe();
    let mut stopping = net.stopping.subscribe();
    loop {
        let now = settings.borrow_and_update().clone();
        if *stopping.borrow_and_update() {
            net.state(false, None);
            return;
        }
        if now.offline {
            net.state(false, None);
            tokio::select! {
                _ = settings.changed() => {}
                _ = stopping.changed() => {}
            }
            continue;
        }
        match Transport::bind(net.transport_settings(&now)).await {
            Ok(transport) => online(&net, transport, now).await,
            Err(error) => {
                tracing::warn!(%error, "no endpoint");
                net.state(false, Some(error.to_string()));
                tokio::select! {
                    _ = settings.changed() => {}
                    _ = stopping.changed() => {}
                    () = sleep(REBIND) => {}
                }
            }
        }
    }
}

/// Runs an endpoint until the settings ask for another one, or for none.
async fn online(net: &Arc<Net>, transport: Transport, settings: NetworkSettings) {
    *net.transport() = Some(transport.clone());
    net.book().reset(Instant::now());
    net.state(true, None);
    net.keep_port(transport.port()).await;
    tokio::select! {
        () = accept(net, &transport) => {}
        () = dial_all(net, &transport) => {}
        () = watch_addresses(net, &transport) => {}
        () = until_other(net, &transport, settings) => {}
    }
    *net.transport() = None;
    for connection in net.links.all() {
        net.jobs.bring(Job::Goodbye(connection)).await;
    }
    // Who does not hear the goodbye finds out by the silence.
    let _ = timeout(FAREWELL, net.links.gone()).await;
    let _ = timeout(FAREWELL, transport.close()).await;
}

async fn accept(net: &Arc<Net>, transport: &Transport) {
    while let Some(incoming) = transport.accept().await {
        let Ok(slot) = Arc::clone(&net.slots).try_acquire_owned() else {
            incoming.refuse();
            continue;
        };
        let shared = Arc::clone(net);
        net.starter.start(async move {
            match incoming.finish().await {
                Ok(link) => {
                    let peer = link.peer;
                    links::run(link, &shared.links, &shared.jobs).await;
                    shared.book().connected(peer, Instant::now());
                    shared.wake.notify_one();
                }
                Err(error) => tracing::debug!(%error, "a greeting failed"),
            }
            drop(slot);
        });
    }
}

/// Dials side by side all who are due, again and again.
async fn dial_all(net: &Arc<Net>, transport: &Transport) {
    let mut boards = net.public.boards_changed.subscribe();
    let mut joins = net.public.joins.subscribe();
    loop {
        net.refresh();
        let (due, later) = net.book().due(&net.links.peers(), Instant::now());
        for hint in due {
            let (shared, transport) = (Arc::clone(net), transport.clone());
            net.starter
                .start(async move { dial(&shared, &transport, hint).await });
        }
        let pause = async {
            match later {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = pause => {}
            () = net.wake.notified() => {}
            _ = boards.changed() => sleep(REFRESH).await,
            _ = joins.changed() => {}
        }
    }
}

async fn dial(net: &Arc<Net>, transport: &Transport, hint: EndpointHint) {
    let peer = hint.endpoint;
    let slot = Arc::clone(&net.slots).try_acquire_owned();
    let dialled = match slot {
        Ok(slot) => transport
            .dial(&hint)
            .await
            .map(|link| (link, slot))
            .map_err(|error| error.to_string()),
        Err(_) => Err("too many connections".to_owned()),
    };
    match dialled {
        Ok((link, slot)) => {
            net.book().connected(peer, Instant::now());
            net.jobs.bring(Job::Reached(hint)).await;
            net.tried.send_modify(|count| *count += 1);
            links::run(link, &net.links, &net.jobs).await;
            net.book().connected(peer, Instant::now());
            drop(slot);
        }
        Err(error) => {
            tracing::debug!(%error, ?peer, "not reached");
            net.book().failed(peer, Instant::now());
            net.tried.send_modify(|count| *count += 1);
        }
    }
    net.wake.notify_one();
}

/// The machine's addresses changed: whoever could not be reached may be now.
async fn watch_addresses(net: &Net, transport: &Transport) {
    let mut hint = transport.hint();
    while let Some(now) = transport.hint_changed(&hint).await {
        hint = now;
        net.book().hurry(false, Instant::now());
        net.wake.notify_one();
    }
    // The endpoint closed; the others notice too.
    std::future::pending::<()>().await;
}

/// Returns once the endpoint does not fit the settings any more.
async fn until_other(net: &Net, transport: &Transport, mut now: NetworkSettings) {
    let mut settings = net.settings.subscribe();
    let mut stopping = net.stopping.subscribe();
    loop {
        if *stopping.borrow_and_update() {
            return;
        }
        let wanted = settings.borrow_and_update().clone();
        if wanted.offline || wanted.relays != now.relays {
            return;
        }
        if wanted.local_discovery != now.local_discovery {
            transport.set_local_discovery(wanted.local_discovery);
        }
        now = wanted;
        tokio::select! {
            _ = settings.changed() => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Lets sessions notice that time has passed.
async fn tick(net: Arc<Net>) {
    let mut interval = interval(TICK);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ticks = 0_u64;
    loop {
        interval.tick().await;
        ticks += 1;
        if !net.links.all().is_empty() && !net.jobs.bring(Job::Tick).await {
            return;
        }
        for surplus in net.links.surplus(Instant::now()) {
            net.jobs.bring(Job::Goodbye(surplus)).await;
        }
        if ticks.is_multiple_of(JOIN_TICKS) {
            net.jobs.ask_joins().await;
        }
    }
}
