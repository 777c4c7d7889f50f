//! Devices in the same room: what this one announces there (mDNS), and whom it recognises.
//!
//! Owns the announcement and what was heard of others. An announcement holds a tag and the addresses, and nothing
//! else: never the network key, a board, a name or a relay (docs/decisions/0116). Whoever is looked for by network key
//! is recognised by their tag; nobody else can be. What is heard is a guess: the handshake proves who it is.

mod flood;
mod heard;
mod tag;
#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use iroh::address_lookup::{AddressLookup, EndpointData, Error, Item};
use n0_future::boxed::BoxStream;
use n0_future::stream;
use netwatch::ip::LocalAddresses;
use swarm_discovery::{Discoverer, DropGuard, Peer};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};
use trust::EndpointId;

use flood::Flood;
use heard::Heard;
use tag::Tag;
pub(super) use tag::Tags;

/// The name of the service. Another one than that of the announcements with the network key in them: those are
/// neither sent nor answered any more.
const SERVICE: &str = "manyhands2";
/// How long somebody is listened for who is not known to be in the room.
const LOOKUP: Duration = Duration::from_secs(10);

/// See the module. Dropping it ends the announcing.
#[derive(Debug)]
pub(super) struct Nearby(Arc<Shared>);

/// What the search and the timer after a flood see of it.
#[derive(Debug)]
struct Shared {
    own: EndpointId,
    tags: Arc<Tags>,
    heard: Mutex<Heard>,
    announced: Mutex<Announced>,
    /// Told when the search begins to rest.
    rests: Arc<Notify>,
}

/// What is announced now.
#[derive(Default)]
struct Announced {
    addrs: BTreeSet<SocketAddr>,
    running: Option<DropGuard>,
    /// The number of the search. One that was ended may still say a little.
    search: u64,
    flood: Flood,
}

impl std::fmt::Debug for Announced {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Announced")
            .field("addrs", &self.addrs)
            .finish_non_exhaustive()
    }
}

impl Nearby {
    /// Begins to listen. Nothing is announced before there are addresses.
    pub(super) fn start(own: EndpointId, tags: Arc<Tags>, rests: Arc<Notify>) -> Self {
        let nearby = Self(Arc::new(Shared {
            own,
            tags,
            heard: Mutex::default(),
            announced: Mutex::default(),
            rests,
        }));
        nearby.renew();
        nearby
    }

    /// Announces the same addresses under another tag.
    pub(super) fn renew(&self) {
        self.0.announce(&mut self.0.announced(), Instant::now());
    }

    /// Begins anew where a rest after a flood is over. Returns when to ask again, where it is not.
    pub(super) fn go_on(&self, now: Instant) -> Option<Instant> {
        let mut announced = self.0.announced();
        let until = announced.flood.rests_until()?;
        if now < until {
            return Some(until);
        }
        self.0.announce(&mut announced, now);
        None
    }
}

impl Shared {
    fn announced(&self) -> MutexGuard<'_, Announced> {
        self.announced
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn announce(self: &Arc<Self>, announced: &mut Announced, now: Instant) {
        // First the old tag falls silent.
        announced.running = None;
        announced.search += 1;
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        if announced.flood.is_resting(now) {
            // It begins anew after the rest, with the addresses that there are then.
            return;
        }
        announced.flood.begins();
        let tag = Tag::new(self.tags.draw(), self.own);
        let (shared, search) = (Arc::downgrade(self), announced.search);
        let listen = move |name: &str, peer: &Peer| {
            if let Some(shared) = shared.upgrade() {
                shared.hears(search, name, peer.addrs().iter().copied());
            }
        };
        let discoverer = Discoverer::new_interactive(SERVICE.to_owned(), tag.text());
        let add = |discoverer: Discoverer, addr: &SocketAddr| {
            discoverer.with_addrs(addr.port(), [addr.ip()])
        };
        let discoverer = announced.addrs.iter().fold(discoverer, add);
        let discoverer = discoverer.with_multicast_interfaces_v4(cards(&announced.addrs));
        match discoverer.with_callback(listen).spawn(&runtime) {
            Ok(running) => announced.running = Some(running),
            Err(error) => tracing::warn!(%error, "no search for devices in the same network"),
        }
    }

    /// A search hears a name. Where it is one too many, the search ends, and with it all that it remembers.
    fn hears(&self, search: u64, name: &str, addrs: impl Iterator<Item = (IpAddr, u16)>) {
        let mut announced = self.announced();
        if announced.search != search {
            return;
        }
        if announced.flood.hears(name, Instant::now()) {
            announced.search += 1;
            let ended = announced.running.take();
            drop(announced);
            drop(ended);
            tracing::warn!("so many announcements in the same network that the search rests");
            self.rests.notify_one();
            return;
        }
        drop(announced);
        if let Some(tag) = Tag::read(name) {
            self.heard()
                .announced(tag, addrs.map(SocketAddr::from).collect());
        }
    }
}

/// Returns the cards of this machine by which it is announced, each by its address. Without them the system takes the
/// card that leads to the internet, and none where there is no internet: a switch in a hall, or a cable beside a Wi-Fi.
fn cards(addrs: &BTreeSet<SocketAddr>) -> Vec<Ipv4Addr> {
    let own = LocalAddresses::new().regular;
    let mut cards: Vec<Ipv4Addr> = addrs
        .iter()
        .filter_map(|addr| match addr.ip() {
            IpAddr::V4(ip) if own.contains(&addr.ip()) => Some(ip),
            IpAddr::V4(_) | IpAddr::V6(_) => None,
        })
        .collect();
    cards.dedup();
    cards
}

impl AddressLookup for Nearby {
    /// Takes notice of this device's addresses. Other ones may mean another network: the tag is another one, too.
    fn publish(&self, data: &EndpointData) {
        let addrs: BTreeSet<SocketAddr> = data.ip_addrs().copied().collect();
        let mut announced = self.0.announced();
        let ips = |addrs: &BTreeSet<SocketAddr>| -> BTreeSet<IpAddr> {
            addrs.iter().map(SocketAddr::ip).collect()
        };
        if announced.addrs != addrs {
            tracing::debug!(from = ?ips(&announced.addrs), to = ?ips(&addrs), "announced addresses");
            announced.addrs = addrs;
            self.0.announce(&mut announced, Instant::now());
        }
    }

    fn resolve(&self, endpoint: iroh::EndpointId) -> Option<BoxStream<Result<Item, Error>>> {
        let looked_for = EndpointId(*endpoint.as_bytes());
        let found = self.0.heard().look_for(looked_for);
        let until = Instant::now() + LOOKUP;
        let next = move |mut found: heard::Found| async move {
            let addrs = timeout_at(until, found.recv()).await.ok()??;
            Some((Ok(heard::item(endpoint, addrs)), found))
        };
        Some(Box::pin(stream::unfold(found, next)))
    }
}
