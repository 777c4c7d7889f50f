//! Devices in the same room: what this one announces there (mDNS), and whom it recognises.
//!
//! Owns the announcement and what was heard of others. An announcement holds a tag and the addresses, and nothing
//! else: never the network key, a board, a name or a relay (docs/decisions/0116). Whoever is looked for by network key
//! is recognised by their tag; nobody else can be. What is heard is a guess: the handshake proves who it is.

mod heard;
mod tag;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use iroh::address_lookup::{AddressLookup, EndpointData, Error, Item};
use n0_future::boxed::BoxStream;
use n0_future::stream;
use swarm_discovery::{Discoverer, DropGuard, Peer};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};
use trust::EndpointId;

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
pub(super) struct Nearby {
    own: EndpointId,
    tags: Arc<Tags>,
    heard: Arc<Mutex<Heard>>,
    announced: Mutex<Announced>,
}

/// What is announced now.
#[derive(Default)]
struct Announced {
    addrs: BTreeSet<SocketAddr>,
    running: Option<DropGuard>,
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
    pub(super) fn start(own: EndpointId, tags: Arc<Tags>) -> Self {
        let nearby = Self {
            own,
            tags,
            heard: Arc::default(),
            announced: Mutex::default(),
        };
        nearby.renew();
        nearby
    }

    /// Announces the same addresses under another tag.
    pub(super) fn renew(&self) {
        self.announce(
            &mut self
                .announced
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    fn announce(&self, announced: &mut Announced) {
        // First the old tag falls silent.
        announced.running = None;
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let tag = Tag::new(self.tags.draw(), self.own);
        let heard = Arc::clone(&self.heard);
        let listen = move |tag: &str, peer: &Peer| {
            let Some(tag) = Tag::read(tag) else {
                return;
            };
            let addrs = peer.addrs().iter().copied().map(SocketAddr::from);
            let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.announced(tag, addrs.collect());
        };
        let discoverer = Discoverer::new_interactive(SERVICE.to_owned(), tag.text());
        let add = |discoverer: Discoverer, addr: &SocketAddr| {
            discoverer.with_addrs(addr.port(), [addr.ip()])
        };
        let discoverer = announced.addrs.iter().fold(discoverer, add);
        match discoverer.with_callback(listen).spawn(&runtime) {
            Ok(running) => announced.running = Some(running),
            Err(error) => tracing::warn!(%error, "no search for devices in the same network"),
        }
    }
}

impl AddressLookup for Nearby {
    /// Takes notice of this device's addresses. Other ones may mean another network: the tag is another one, too.
    fn publish(&self, data: &EndpointData) {
        let addrs: BTreeSet<SocketAddr> = data.ip_addrs().copied().collect();
        let mut announced = self
            .announced
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let ips = |addrs: &BTreeSet<SocketAddr>| -> BTreeSet<IpAddr> {
            addrs.iter().map(SocketAddr::ip).collect()
        };
        if announced.addrs != addrs {
            tracing::debug!(from = ?ips(&announced.addrs), to = ?ips(&addrs), "announced addresses");
            announced.addrs = addrs;
            self.announce(&mut announced);
        }
    }

    fn resolve(&self, endpoint: iroh::EndpointId) -> Option<BoxStream<Result<Item, Error>>> {
        let found = {
            let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.look_for(EndpointId(*endpoint.as_bytes()))
        };
        let until = Instant::now() + LOOKUP;
        let next = move |mut found: heard::Found| async move {
            let addrs = timeout_at(until, found.recv()).await.ok()??;
            Some((Ok(heard::item(endpoint, addrs)), found))
        };
        Some(Box::pin(stream::unfold(found, next)))
    }
}
