//! The connections that stand, and who gets one.
//!
//! Owns which peer is connected by which connections, and how the places are shared: some are kept for those who are
//! known (members' devices, and whom a ticket names), an endpoint has one connection a side, and of strangers the one
//! that came first gives way. Who somebody is, the handshake has proven. Never reads a frame: see `carry`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sync::{Remote, Side};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use trust::EndpointId;

use crate::peer::Connection;

mod crowd;

/// Connections that stand at a time.
const CONNECTIONS: usize = 64;
/// Of these, the most that strangers may have (reliability.md, row 45).
const STRANGERS: usize = 32;
/// A stranger has so long to become known before it gives way to another one.
const GRACE: Duration = Duration::from_secs(3);
/// A stranger who dials anew within this time keeps the connection that it has.
const AGAIN: Duration = Duration::from_secs(1);
/// Two connections that a pair has made at the same time are made within this; who dials later has lost the other.
const SAME_TIME: Duration = Duration::from_secs(5);
/// Two connections of one pair stand side by side for so long; then one goes.
const BOTH: Duration = Duration::from_secs(20);
/// A direct way is found within this, where there is one.
const SETTLED: Duration = Duration::from_secs(8);
/// How long a connection may stand without a board in common.
const STRANGE: Duration = Duration::from_secs(20);

/// See the module.
pub(super) struct Links {
    own: EndpointId,
    live: Mutex<Live>,
    /// Grows with each connection that comes or goes.
    pub(super) changed: watch::Sender<u64>,
}

#[derive(Default)]
struct Live {
    last: u64,
    links: BTreeMap<Connection, Standing>,
}

#[derive(Clone)]
struct Standing {
    peer: EndpointId,
    side: Side,
    since: Instant,
    /// Ends the connection at once.
    cut: Arc<Notify>,
    /// By which way packets go, once it is under way.
    remote: Option<Remote>,
}

/// Who is known: has a place kept, and never gives way to a stranger.
#[derive(Default)]
pub(super) struct Known {
    /// Members' devices, and whom open tickets name.
    pub(super) endpoints: BTreeSet<EndpointId>,
    /// Connections whose peers proved to be members' devices.
    pub(super) met: BTreeSet<Connection>,
}

impl Known {
    fn knows(&self, connection: Connection, link: &Standing) -> bool {
        self.met.contains(&connection) || self.endpoints.contains(&link.peer)
    }
}

/// A place among the connections, given back when this is dropped, also when a task is ended from outside.
pub(super) struct Place<'a> {
    links: &'a Links,
    pub(super) connection: Connection,
    /// Told when the connection is to end at once.
    pub(super) cut: Arc<Notify>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.links.remove(self.connection);
    }
}

impl Links {
    #[cfg(test)]
    pub(super) fn new(own: EndpointId) -> Self {
        Self::after(0, own)
    }

    /// `last` is the number before that of the first connection: no two of a node have the same.
    pub(super) fn after(last: u64, own: EndpointId) -> Self {
        let live = Live {
            last,
            ..Live::default()
        };
        Self {
            own,
            live: Mutex::new(live),
            changed: watch::Sender::new(0),
        }
    }

    /// Returns the peers that are connected.
    pub(super) fn peers(&self) -> BTreeSet<EndpointId> {
        self.with(|live| live.links.values().map(|link| link.peer).collect())
    }

    pub(super) fn all(&self) -> Vec<Connection> {
        self.with(|live| live.links.keys().copied().collect())
    }

    /// Takes notice of how a connection's way can be looked at.
    pub(super) fn under_way(&self, connection: Connection, remote: Remote) {
        self.with(|live| {
            if let Some(link) = live.links.get_mut(&connection) {
                link.remote = Some(remote);
            }
        });
    }

    /// Returns how many of these peers are connected directly, and how many through a relay since so long that it stays so.
    pub(super) fn ways(&self, met: &BTreeSet<Connection>, now: Instant) -> (usize, usize) {
        let by_relay = |link: &Standing| {
            let direct = link.remote.as_ref().and_then(Remote::is_direct);
            direct == Some(false) && now.duration_since(link.since) > SETTLED
        };
        self.with(|live| {
            let mut ways: BTreeMap<EndpointId, bool> = BTreeMap::new();
            for (_, link) in live.links.iter().filter(|(one, _)| met.contains(one)) {
                // Of two connections one that is direct is enough.
                let relayed = ways.entry(link.peer).or_insert(true);
                *relayed &= by_relay(link);
            }
            let relayed = ways.values().filter(|relayed| **relayed).count();
            (ways.len() - relayed, relayed)
        })
    }

    /// Waits until no connection stands.
    pub(super) async fn gone(&self) {
        let mut changed = self.changed.subscribe();
        while !self.all().is_empty() {
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    /// Returns connections that are one too many: of two that a pair has made at the same time, the one that the
    /// greater key dialled. Not at once: one of them may be dead, and only time shows which.
    pub(super) fn surplus(&self, now: Instant) -> Vec<Connection> {
        let old = |link: &Standing| now.duration_since(link.since) > BOTH;
        self.with(|live| {
            let kept: BTreeSet<EndpointId> = live
                .links
                .values()
                .filter(|link| old(link) && self.keeps(link))
                .map(|link| link.peer)
                .collect();
            let surplus = live
                .links
                .iter()
                .filter(|(_, link)| old(link) && !self.keeps(link) && kept.contains(&link.peer));
            surplus.map(|(connection, _)| *connection).collect()
        })
    }

    /// Returns connections that have shown nothing in common for a while: whoever is `met` or `asked` is not.
    pub(super) fn strangers(
        &self,
        met: &BTreeSet<Connection>,
        asked: &BTreeSet<EndpointId>,
        now: Instant,
    ) -> Vec<Connection> {
        let strange = |connection: &Connection, link: &Standing| {
            now.duration_since(link.since) > STRANGE
                && !met.contains(connection)
                && !asked.contains(&link.peer)
        };
        self.with(|live| {
            let links = live.links.iter();
            let strangers = links.filter(|(connection, link)| strange(connection, link));
            strangers.map(|(connection, _)| *connection).collect()
        })
    }

    fn keeps(&self, link: &Standing) -> bool {
        (self.own < link.peer) == (link.side == Side::Dialler)
    }

    /// Gives a connection a place, where there is one. Those that it takes the place of are cut off: older ones of the
    /// same peer, who dialled anew, and a stranger's.
    pub(super) fn admit(
        &self,
        peer: EndpointId,
        side: Side,
        known: &Known,
        now: Instant,
    ) -> Option<Place<'_>> {
        let cut = Arc::new(Notify::new());
        let link = Standing {
            peer,
            side,
            since: now,
            cut: Arc::clone(&cut),
            remote: None,
        };
        let connection = self.with(|live| live.admit(link, known))?;
        self.changed.send_modify(|count| *count += 1);
        Some(Place {
            links: self,
            connection,
            cut,
        })
    }

    fn remove(&self, connection: Connection) {
        self.with(|live| live.links.remove(&connection));
        self.changed.send_modify(|count| *count += 1);
    }

    fn with<T>(&self, work: impl FnOnce(&mut Live) -> T) -> T {
        work(&mut self.live.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Live {
    fn admit(&mut self, link: Standing, known: &Known) -> Option<Connection> {
        let connection = Connection(self.last + 1);
        let is_known = known.knows(connection, &link);
        let replaced = self.replaced_by(&link);
        let age = |standing: &Standing| link.since.duration_since(standing.since);
        let again = replaced.iter().filter_map(|old| self.links.get(old));
        if !is_known && again.clone().any(|old| age(old) < AGAIN) {
            return None;
        }
        let stays = |(old, standing): &(&Connection, &Standing)| {
            !replaced.contains(old) && !known.knows(**old, standing)
        };
        let strangers = self.links.iter().filter(stays);
        let count = strangers.clone().count();
        let full = self.links.len() - replaced.len() >= CONNECTIONS;
        let mut leaving = replaced.clone();
        if full || (!is_known && count >= STRANGERS) {
            let oldest = strangers.min_by_key(|(old, _)| **old);
            let (oldest, _) = oldest.filter(|(_, old)| is_known || age(old) >= GRACE)?;
            leaving.push(*oldest);
        }
        for old in leaving {
            if let Some(old) = self.links.remove(&old) {
                old.cut.notify_one();
            }
        }
        self.last = connection.0;
        self.links.insert(connection, link);
        Some(connection)
    }

    /// Returns the connections that a new one shows to be lost: the peer dials only whom it is not connected to.
    fn replaced_by(&self, new: &Standing) -> Vec<Connection> {
        let dialled_in = new.side == Side::Acceptor;
        let lost = |old: &Standing| {
            let earlier = new.since.duration_since(old.since) > SAME_TIME;
            old.peer == new.peer && (old.side == new.side || (dialled_in && earlier))
        };
        let old = self.links.iter().filter(|(_, old)| lost(old));
        old.map(|(connection, _)| *connection).collect()
    }
}

#[cfg(test)]
mod tests;
