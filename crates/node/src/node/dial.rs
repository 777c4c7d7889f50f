//! Whom to dial, where, and when: the book of peers.
//!
//! Owns back-off. Members' devices of all boards are dialled, opened boards or not: all of a small one until they are
//! connected, some of a large one (`choice`); the pauses grow to seconds, and end at once when the network changes. Never
//! dials itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use store::Seen;
use tokio::time::Instant;
use trust::{EndpointHint, EndpointId};

use super::crowds::Crowds;
use crate::{BoardInfo, JoinView};

mod choice;
mod named;
mod places;

pub(super) use named::{arriving, devices, is_open, known_addresses};
use places::Places;

/// The first pause after a failure, and the longest.
const PAUSE: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(5);
/// The longest pause where nobody was ever reached, or where nothing was in common the last time.
const RARELY: Duration = Duration::from_secs(120);
/// The greater key waits a little at first, so that a pair does not dial each other at the same moment.
const POLITE: Duration = Duration::from_millis(400);
/// See the module.
pub(super) struct Book {
    own: EndpointId,
    peers: BTreeMap<EndpointId, Peer>,
    /// Addresses of peers, wanted or not.
    known: BTreeMap<EndpointId, Places>,
    /// Of boards that this device carries: nothing else says who is on them.
    carried: BTreeSet<EndpointId>,
    /// Who was met, as far as it is known, and had something in common the last time.
    met: BTreeSet<EndpointId>,
    /// The boards of which only some devices are connected.
    crowds: Arc<Crowds>,
    /// When one more of their devices is visited.
    turn: Option<Instant>,
    jitter: u64,
}

struct Peer {
    failures: u32,
    next: Instant,
    dialling: bool,
    /// Somebody waits for one attempt at everybody.
    asked: bool,
    /// The attempt under way began after that was asked: it counts.
    counts: bool,
    /// A connection that ends is followed by one more attempt that is waited for.
    again: bool,
    /// When this one was tried last, or a connection with it came or went.
    looked: Option<Instant>,
}

impl Book {
    pub(super) fn new(own: EndpointId, jitter: u64, known: Vec<(EndpointHint, Seen)>) -> Self {
        let mut book = Self {
            own,
            peers: BTreeMap::new(),
            known: BTreeMap::new(),
            carried: BTreeSet::new(),
            met: known.iter().map(|(hint, _)| hint.endpoint).collect(),
            crowds: Arc::default(),
            turn: None,
            jitter,
        };
        for (hint, seen) in known {
            book.learn_from(&hint, seen);
        }
        book
    }

    /// Takes notice of whom to dial for the boards that this device carries.
    pub(super) fn carry_for(&mut self, endpoints: BTreeSet<EndpointId>) {
        self.carried = endpoints;
    }

    /// Brings the list of wanted peers up to date: members' devices, and whom tickets name.
    pub(super) fn refresh(&mut self, boards: &[BoardInfo], joins: &[JoinView], now: Instant) {
        let mut wanted = self.carried.clone();
        for info in boards {
            for hint in arriving(info) {
                if !self.has_learnt_of(hint.endpoint) {
                    self.learn(hint);
                }
                wanted.insert(hint.endpoint);
            }
        }
        for hint in joins
            .iter()
            .filter(|join| is_open(join))
            .flat_map(|join| &join.ticket.endpoints)
        {
            if !self.has_learnt_of(hint.endpoint) {
                self.learn(hint);
            }
            wanted.insert(hint.endpoint);
        }
        self.crowds = Arc::new(Crowds::of(self.own, boards, wanted.clone()));
        for (endpoint, ..) in boards.iter().flat_map(devices) {
            wanted.insert(endpoint);
        }
        wanted.remove(&self.own);
        self.peers.retain(|peer, _| wanted.contains(peer));
        for peer in wanted {
            let polite = if self.own > peer {
                POLITE
            } else {
                Duration::ZERO
            };
            self.peers.entry(peer).or_insert(Peer {
                failures: 0,
                next: now + polite,
                dialling: false,
                asked: false,
                counts: false,
                again: false,
                looked: None,
            });
        }
    }

    /// Returns whether a peer is still to be reached.
    pub(super) fn wants(&self, peer: EndpointId) -> bool {
        self.peers.contains_key(&peer)
    }

    /// Takes out whom to dial now, and says when to look again.
    pub(super) fn due(
        &mut self,
        connected: &BTreeSet<EndpointId>,
        now: Instant,
    ) -> (Vec<EndpointHint>, Option<Instant>) {
        let chosen = self.chosen(connected, now);
        let (mut due, mut later) = (Vec::new(), self.turn);
        for (endpoint, peer) in &mut self.peers {
            if connected.contains(endpoint) {
                peer.asked = false;
            } else if chosen.contains(endpoint) {
                peer.dialling = true;
                peer.counts = true;
                peer.looked = Some(now);
                due.push(*endpoint);
            } else if !peer.dialling && peer.next > now {
                later = Some(later.map_or(peer.next, |at: Instant| at.min(peer.next)));
            }
        }
        let hints = due.into_iter();
        let hints = hints.map(|endpoint| self.place_to_try(endpoint)).collect();
        (hints, later)
    }

    /// Returns where to look this time. Every other time that a peer was not found, its relay may be another one by now.
    fn place_to_try(&self, endpoint: EndpointId) -> EndpointHint {
        let mut hint = self.hint(endpoint);
        let failures = self.peers.get(&endpoint).map_or(0, |peer| peer.failures);
        hint.relay = hint.relay.filter(|_| failures.is_multiple_of(2));
        hint
    }

    /// An attempt ended without a connection.
    pub(super) fn failed(&mut self, endpoint: EndpointId, now: Instant) {
        self.not_there(endpoint, now);
        let jitter = self.jitter();
        let longest = if self.met.contains(&endpoint) {
            LONGEST
        } else {
            RARELY
        };
        if let Some(peer) = self.peers.get_mut(&endpoint) {
            peer.dialling = false;
            if peer.asked && !peer.counts {
                // It began before everybody was asked for: things may have been otherwise then.
                peer.next = now;
                return;
            }
            peer.asked = false;
            let pause = PAUSE
                .saturating_mul(1 << peer.failures.min(10))
                .min(longest);
            peer.failures = peer.failures.saturating_add(1);
            peer.next = now + pause.mul_f64(jitter);
        }
    }

    /// A connection ended. Only one with something in common (`met`) is soon tried again: a peer that lets nobody in
    /// counts as one that was not reached. Where another connection with the peer `stands`, that one's end says how it
    /// goes on: one that was replaced says nothing about the peer, and nothing about an attempt under way.
    pub(super) fn ended(&mut self, endpoint: EndpointId, met: bool, stands: bool, now: Instant) {
        if stands {
            return;
        }
        if !met {
            self.met.remove(&endpoint);
            self.failed(endpoint, now);
            return;
        }
        self.met.insert(endpoint);
        self.connected(endpoint, now);
        if let Some(peer) = self.peers.get_mut(&endpoint) {
            peer.failures = 0;
            if std::mem::take(&mut peer.again) {
                peer.asked = true;
                peer.next = now;
            }
        }
    }

    /// A connection came about.
    pub(super) fn connected(&mut self, endpoint: EndpointId, now: Instant) {
        let jitter = self.jitter();
        if let Some(peer) = self.peers.get_mut(&endpoint) {
            peer.dialling = false;
            peer.asked = false;
            peer.next = now + PAUSE.mul_f64(jitter);
            peer.looked = Some(now);
        }
    }

    /// Returns the boards of which only some devices are connected.
    pub(super) fn crowds(&self) -> Arc<Crowds> {
        Arc::clone(&self.crowds)
    }

    /// Ends all pauses. `asked`: somebody waits until each was tried once.
    pub(super) fn hurry(&mut self, asked: bool, now: Instant) {
        for peer in self.peers.values_mut() {
            peer.failures = 0;
            peer.next = now;
            peer.asked |= asked;
            peer.again |= asked;
            peer.counts &= !asked;
        }
    }

    /// No attempt is under way any more: the endpoint closed.
    pub(super) fn reset(&mut self, now: Instant) {
        for peer in self.peers.values_mut() {
            peer.dialling = false;
        }
        self.hurry(false, now);
    }

    /// Returns whether everybody who was asked for was tried, or is connected.
    pub(super) fn all_tried(&self, connected: &BTreeSet<EndpointId>) -> bool {
        let mut peers = self.peers.iter();
        peers.all(|(endpoint, peer)| !peer.asked || connected.contains(endpoint))
    }

    /// Returns a factor from 0.5 to 1.5 (splitmix64 from the seed).
    fn jitter(&mut self) -> f64 {
        self.jitter = self.jitter.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.jitter;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let percent = u32::try_from((z ^ (z >> 31)) % 101).unwrap_or(0);
        0.5 + f64::from(percent) / 100.0
    }
}

#[cfg(test)]
mod tests;
