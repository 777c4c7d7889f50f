//! Where peers are: the addresses of the book, and in which order they are tried and told.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use store::Seen;
use tokio::time::Instant;
use trust::{EndpointHint, EndpointId};

use super::Book;
use crate::BoardInfo;

/// Addresses that are tried of one peer.
const ADDRESSES: usize = 8;
/// Of those that it only came from, the most that are remembered.
const INBOUND: usize = 2;
/// Other devices that a ticket names.
const OTHERS: usize = 3;
/// What others say ends the pause before a peer is dialled at most once in so long.
const HEARSAY: Duration = Duration::from_secs(10 * 60);

/// Where a peer is.
#[derive(Default)]
pub(super) struct Places {
    /// Where it was reached, or is said to be; the newest first.
    lasting: Vec<SocketAddr>,
    /// Where it only came from; the newest first.
    inbound: Vec<SocketAddr>,
    /// Where somebody else says that it is.
    told: Vec<SocketAddr>,
    /// When that last ended the pause before the peer is dialled.
    hurried: Option<Instant>,
    relay: Option<String>,
    /// Whether it was learnt of other than by hearsay.
    learnt: bool,
}

impl Book {
    /// Takes notice of addresses; the newest stand first.
    pub(in crate::node) fn learn(&mut self, hint: &EndpointHint) {
        self.learn_from(hint, Seen::Dialled);
    }

    /// Takes notice of addresses. Those that a peer only came from never take the place of any other.
    pub(in crate::node) fn learn_from(&mut self, hint: &EndpointHint, seen: Seen) {
        let known = self.known.entry(hint.endpoint).or_default();
        known.learnt = true;
        known.inbound.retain(|addr| !hint.addrs.contains(addr));
        match seen {
            Seen::Dialled => {
                known.lasting.retain(|addr| !hint.addrs.contains(addr));
                known.lasting.splice(0..0, hint.addrs.iter().copied());
                known.lasting.truncate(ADDRESSES);
            }
            Seen::Inbound => {
                let fresh = hint.addrs.iter().copied();
                let fresh: Vec<_> = fresh.filter(|a| !known.lasting.contains(a)).collect();
                known.inbound.splice(0..0, fresh);
                known.inbound.truncate(INBOUND);
            }
        }
        if hint.relay.is_some() {
            known.relay.clone_from(&hint.relay);
        }
        if let Some(peer) = self.peers.get_mut(&hint.endpoint) {
            peer.failures = 0;
            peer.next = Instant::now();
        }
    }

    /// Returns whether something of a peer was learnt already, other than by hearsay.
    pub(in crate::node) fn has_learnt_of(&self, endpoint: EndpointId) -> bool {
        let known = self.known.get(&endpoint);
        known.is_some_and(|places| places.learnt)
    }

    /// Takes notice of addresses of those of whom nothing is known.
    pub(in crate::node) fn start_with(&mut self, hints: &[EndpointHint]) {
        for hint in hints {
            if !self.has_learnt_of(hint.endpoint) {
                self.learn(hint);
            }
        }
    }

    /// Takes notice of what somebody else says of where a peer is. Known addresses come before these. Whoever says
    /// something else all the time makes nobody dial more often: that waits for the next turn (docs/decisions/0117).
    /// `loopback`: this device listens on this machine only.
    pub(in crate::node) fn hear_of(&mut self, hint: &EndpointHint, loopback: bool, now: Instant) {
        let said = hint.addrs.iter().copied();
        let addrs: Vec<_> = said.filter(|addr| can_be(*addr, loopback)).collect();
        let known = self.known.entry(hint.endpoint).or_default();
        if addrs.is_empty() || known.told == addrs {
            return;
        }
        known.told = addrs;
        let lately = known.hurried.is_some_and(|at| now < at + HEARSAY);
        if !lately && let Some(peer) = self.peers.get_mut(&hint.endpoint) {
            known.hurried = Some(now);
            peer.failures = 0;
            peer.next = now;
        }
    }

    /// Returns devices of a board to name in a ticket: those with addresses, and first those that were reached there,
    /// connected ones before others. None of newcomers: whom they let in is held as they are, and whoever came by a
    /// poster is not to see first who comes by an invite.
    pub(in crate::node) fn others(
        &self,
        info: &BoardInfo,
        connected: &BTreeSet<EndpointId>,
    ) -> Vec<EndpointHint> {
        let people = info.authority.people();
        let known = people.filter(|(person, ..)| !info.authority.is_newcomer(*person));
        let certs = known.flat_map(|(person, ..)| info.authority.devices_of(person));
        let mut others: Vec<EndpointId> = certs
            .map(|cert| cert.endpoint)
            .filter(|endpoint| *endpoint != self.own && self.known.contains_key(endpoint))
            .collect();
        others.sort_by_key(|endpoint| self.rank(*endpoint, connected));
        others.dedup();
        others.truncate(OTHERS);
        others
            .into_iter()
            .map(|endpoint| self.hint(endpoint))
            .collect()
    }

    /// Who comes first in a ticket: the least.
    pub(super) fn rank(
        &self,
        endpoint: EndpointId,
        connected: &BTreeSet<EndpointId>,
    ) -> (bool, bool, EndpointId) {
        let known = self.known.get(&endpoint);
        let came_only = known.is_none_or(|known| known.lasting.is_empty());
        (came_only, !connected.contains(&endpoint), endpoint)
    }

    /// Returns where a peer is looked for.
    pub(in crate::node) fn hint(&self, endpoint: EndpointId) -> EndpointHint {
        let known = self.known.get(&endpoint);
        let addrs = known.map(|known| {
            let own = known.lasting.iter().chain(&known.inbound);
            own.take(ADDRESSES).chain(&known.told)
        });
        EndpointHint {
            endpoint,
            addrs: addrs.map_or_else(Vec::new, |all| all.copied().collect()),
            relay: known.and_then(|known| known.relay.clone()),
        }
    }
}

/// Returns whether a peer can be at an address that somebody else says: one device's, and another one's than this.
fn can_be(addr: SocketAddr, loopback: bool) -> bool {
    let ip = addr.ip().to_canonical();
    let reserved = match ip {
        // "This network", and what is kept for later, with the broadcast.
        IpAddr::V4(ip) => ip.octets()[0] == 0 || ip.octets()[0] >= 240,
        IpAddr::V6(ip) => ip.is_unspecified(),
    };
    addr.port() != 0 && !reserved && !ip.is_multicast() && (loopback || !ip.is_loopback())
}
