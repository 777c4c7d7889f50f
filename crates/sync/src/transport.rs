//! iroh, and nothing of it outside of this folder.
//!
//! Owns the endpoint, its addresses, and frames on the one stream of a connection. Never knows what a frame
//! says, and starts no task of its own: `node` drives the futures. (iroh and the search in the room run theirs.)
//!
//! 1. [`Transport::bind`] opens the sockets; it never waits for a network.
//! 2. [`Transport::dial`] with its own deadline; [`Transport::accept`], then [`Incoming::shake_hands`] and
//!    [`Arriving::finish`] beside it: between the two it is known who it is.
//! 3. A [`Link`] is a connection with its one stream: [`Link::split`], [`LinkSender::send`],
//!    [`LinkReceiver::recv`], [`LinkSender::close`].

mod blobs;
mod frame;
mod incoming;
mod link;
mod nearby;
mod probe;
mod relay;
mod relays;
mod settings;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use iroh::{Endpoint, EndpointAddr, RelayUrl, TransportAddr, Watcher as _};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout, timeout_at};
use trust::{EndpointHint, EndpointId};

pub use blobs::{BlobAnswer, BlobError, BlobHave, BlobLink, Blobs};
pub use incoming::{Arriving, Incoming};
pub use link::{Link, LinkError, LinkReceiver, LinkSender, Remote};
pub use probe::{Machine, RelayAnswer, hears_itself, look_at_machine};
pub use relay::{RelayCertificate, RelayError, RelayServer, RelaySettings};
pub use relays::{RelayStanding, public_relays, relay_url};
pub use settings::{Listen, TransportSettings};

use nearby::{Nearby, Tags};

use crate::Side;

/// The protocol's name in the handshake; its number is the major version.
pub const ALPN: &[u8] = b"manyhands/1";
/// How long a dial may take (architecture.md: iroh's own limit is 30 s).
const DIAL: Duration = Duration::from_secs(4);

/// Why the endpoint could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// No socket could be opened.
    #[error("the network cannot be opened: {0}")]
    Sockets(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// This address of a relay in the settings is no address.
    #[error("this is not the address of a relay: {0}")]
    Relay(String),
}

/// Why a peer could not be reached.
#[derive(Debug, thiserror::Error)]
pub enum DialError {
    /// Nothing answered in time.
    #[error("no answer within {} seconds", DIAL.as_secs())]
    Deadline,
    /// Not reachable, or not who it should be.
    #[error("cannot be reached: {0}")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The key is no network key.
    #[error("this is not a network key")]
    BadKey,
    /// It speaks another version of the protocol only.
    #[error("the peer speaks another version of the protocol")]
    OtherVersion,
    /// The connection broke while it was made.
    #[error(transparent)]
    Link(#[from] LinkError),
}

/// This device on the network. A cheap handle.
#[derive(Debug, Clone)]
pub struct Transport {
    endpoint: Endpoint,
    nearby: Arc<Mutex<Option<Arc<Nearby>>>>,
    tags: Arc<Tags>,
    /// Told when the search in the room begins to rest.
    rests: Arc<Notify>,
    /// The relays of the person's list.
    own_relays: Arc<[RelayUrl]>,
    /// It sends to relays only, and says no address of its own.
    relays_only: bool,
}

impl Transport {
    /// Opens the sockets and listens. Takes milliseconds, also without any network.
    ///
    /// # Errors
    /// [`BindError`]. A local lookup that cannot start is logged, not an error.
    pub async fn bind(settings: TransportSettings) -> Result<Self, BindError> {
        let discovery = settings.local_discovery;
        let relays_only = settings.listen == Listen::Nowhere;
        let own_relays = settings.relays.iter().filter_map(|url| relays::parse(url));
        let own_relays = own_relays.collect();
        let tags = Arc::new(Tags::new(settings.tags));
        let anywhere = TransportSettings {
            port: None,
            ..settings.clone()
        };
        let wanted = settings.port.is_some();
        let endpoint = match settings.open().await {
            // The last run, or somebody else, still has the port.
            Err(BindError::Sockets(_)) if wanted => anywhere.open().await?,
            opened => opened?,
        };
        let transport = Self {
            endpoint,
            nearby: Arc::default(),
            tags,
            rests: Arc::default(),
            own_relays,
            relays_only,
        };
        transport.set_local_discovery(discovery);
        Ok(transport)
    }

    /// Returns the port that is listened on, to ask for it again in the next run.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        let bound = self.endpoint.bound_sockets();
        bound
            .into_iter()
            .find(SocketAddr::is_ipv4)
            .map(|socket| socket.port())
    }

    /// Returns this device's network key.
    #[must_use]
    pub fn id(&self) -> EndpointId {
        EndpointId(*self.endpoint.id().as_bytes())
    }

    /// Switches the search for devices in the same network on or off. Off, nothing is announced. It stays off where this
    /// device is reached through relays only.
    pub fn set_local_discovery(&self, on: bool) {
        let on = on && !self.relays_only;
        let Ok(services) = self.endpoint.address_lookup() else {
            return;
        };
        let mut nearby = self.nearby.lock().unwrap_or_else(PoisonError::into_inner);
        if on == nearby.is_some() {
            return;
        }
        if !on {
            services.clear();
            *nearby = None;
            return;
        }
        let started = Arc::new(Nearby::start(
            self.id(),
            Arc::clone(&self.tags),
            Arc::clone(&self.rests),
        ));
        services.add(Arc::clone(&started));
        *nearby = Some(started);
    }

    /// Announces this device under another tag from now on, so that nobody who listens can follow it. Silent where the
    /// search for devices in the same network is off.
    pub fn renew_tag(&self) {
        let nearby = self.nearby.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(nearby) = &*nearby {
            nearby.renew();
        }
    }

    /// Begins the search in the room anew after each rest that somebody forced on it who filled the room with
    /// announcements. Never returns.
    pub async fn tend_search(&self) {
        loop {
            let rested = {
                let nearby = self.nearby.lock().unwrap_or_else(PoisonError::into_inner);
                nearby.as_ref().and_then(|on| on.go_on(Instant::now()))
            };
            match rested {
                // The search may be another one by then.
                Some(until) => drop(timeout_at(until, self.rests.notified()).await),
                None => self.rests.notified().await,
            }
        }
    }

    /// Connects to a peer: all its addresses at once, the relay and the local lookup beside them.
    ///
    /// # Errors
    /// [`DialError`], after four seconds at the latest.
    pub async fn dial(&self, peer: &EndpointHint) -> Result<Link, DialError> {
        let address = self.place(peer)?;
        let dial = async {
            let connection = self.endpoint.connect(address, ALPN).await;
            let connection = connection.map_err(link::not_connected)?;
            Ok(Link::open(connection, Side::Dialler).await?)
        };
        timeout(DIAL, dial)
            .await
            .unwrap_or(Err(DialError::Deadline))
    }

    /// Connects to a peer for files, beside the connection for boards: what is large holds nothing else up.
    ///
    /// # Errors
    /// [`DialError`], after four seconds at the latest.
    pub async fn dial_for_files(&self, peer: &EndpointHint) -> Result<BlobLink, DialError> {
        let connecting = self.endpoint.connect(self.place(peer)?, blobs::ALPN);
        let connected = timeout(DIAL, connecting).await;
        let connection = connected.map_err(|_| DialError::Deadline)?;
        let connection = connection.map_err(|error| DialError::Unreachable(error.into()))?;
        Ok(BlobLink::new(connection))
    }

    /// Waits for the next peer that dials. `None` once the endpoint is closed.
    pub async fn accept(&self) -> Option<Incoming> {
        self.endpoint.accept().await.map(Incoming)
    }

    /// Returns where this device can be reached now, for tickets.
    #[must_use]
    pub fn hint(&self) -> EndpointHint {
        self.hint_of(&self.endpoint.addr())
    }

    /// Waits until [`Transport::hint`] differs from this one, and returns it. `None` once the endpoint is closed.
    pub async fn hint_changed(&self, from: &EndpointHint) -> Option<EndpointHint> {
        let mut watcher = self.endpoint.watch_addr();
        loop {
            let hint = self.hint_of(&watcher.get());
            if hint != *from {
                return Some(hint);
            }
            watcher.updated().await.ok()?;
        }
    }

    /// Is told that the machine's network changed (after sleep, say): sockets and addresses are looked at anew.
    pub async fn network_changed(&self) {
        self.endpoint.network_change().await;
    }

    /// Closes all connections and the sockets; waits a few seconds at most for peers to hear of it.
    pub async fn close(&self) {
        self.set_local_discovery(false);
        self.endpoint.close().await;
    }

    /// Returns where iroh looks for a peer: its addresses, and relays of the person's own list.
    fn place(&self, peer: &EndpointHint) -> Result<EndpointAddr, DialError> {
        let id = iroh::EndpointId::from_bytes(&peer.endpoint.0).map_err(|_| DialError::BadKey)?;
        let direct = if self.relays_only { &[] } else { &*peer.addrs };
        let direct = direct.iter().copied().map(TransportAddr::Ip);
        let relays = self.relays_to(peer.relay.as_deref());
        Ok(EndpointAddr::from_parts(
            id,
            direct.chain(relays.map(TransportAddr::Relay)),
        ))
    }

    fn hint_of(&self, address: &EndpointAddr) -> EndpointHint {
        let relay = self.home(address.relay_urls().next());
        if self.relays_only {
            return EndpointHint {
                endpoint: self.id(),
                addrs: Vec::new(),
                relay,
            };
        }
        let mut addrs: Vec<SocketAddr> = address.ip_addrs().copied().collect();
        if addrs.is_empty() {
            // A machine without a network: two profiles on it still find each other.
            let bound = self.endpoint.bound_sockets();
            let local = |socket: SocketAddr| {
                SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), socket.port())
            };
            addrs.extend(bound.into_iter().filter(SocketAddr::is_ipv4).map(local));
        }
        EndpointHint {
            endpoint: self.id(),
            addrs,
            relay,
        }
    }
}
