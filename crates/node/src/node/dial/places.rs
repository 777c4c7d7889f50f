//! Where peers are: the addresses of the book, and in which order they are tried and told.

use std::collections::BTreeSet;
use std::net::SocketAddr;

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

/// Where a peer is.
#[derive(Default)]
pub(super) struct Places {
    /// Where it was reached, or is said to be; the newest first.
    lasting: Vec<SocketAddr>,
    /// Where it only came from; the newest first.
    inbound: Vec<SocketAddr>,
    relay: Option<String>,
}

impl Book {
    /// Takes notice of addresses; the newest stand first.
    pub(in crate::node) fn learn(&mut self, hint: &EndpointHint) {
        self.learn_from(hint, Seen::Dialled);
    }

    /// Takes notice of addresses. Those that a peer only came from never take the place of any other.
    pub(in crate::node) fn learn_from(&mut self, hint: &EndpointHint, seen: Seen) {
        let known = self.known.entry(hint.endpoint).or_default();
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

    /// Returns devices of a board to name in a ticket: those with addresses, and first those that were reached there,
    /// connected ones before others.
    pub(in crate::node) fn others(
        &self,
        info: &BoardInfo,
        connected: &BTreeSet<EndpointId>,
    ) -> Vec<EndpointHint> {
        let people = info.authority.people();
        let certs = people.flat_map(|(person, ..)| info.authority.devices_of(person));
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

    pub(super) fn hint(&self, endpoint: EndpointId) -> EndpointHint {
        let known = self.known.get(&endpoint);
        let addrs = known.map(|known| known.lasting.iter().chain(&known.inbound));
        EndpointHint {
            endpoint,
            addrs: addrs.map_or_else(Vec::new, |all| all.take(ADDRESSES).copied().collect()),
            relay: known.and_then(|known| known.relay.clone()),
        }
    }
}
