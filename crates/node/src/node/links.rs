//! The connections that stand: each is one task with a way in and a way out.
//!
//! Owns which peer is connected by which connections. Never reads a frame.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sync::{CloseCode, Link, LinkReceiver, LinkSender, SessionStart, Side};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use trust::{EndpointHint, EndpointId};

use super::jobs::{Job, Jobs, ORDERS, Order};
use super::network::Net;
use super::seed;
use crate::peer::Connection;

/// Two connections of one pair stand side by side for so long; then one goes.
const BOTH: Duration = Duration::from_secs(20);

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

#[derive(Clone, Copy)]
struct Standing {
    peer: EndpointId,
    side: Side,
    since: Instant,
}

impl Links {
    pub(super) fn new(own: EndpointId) -> Self {
        Self {
            own,
            live: Mutex::default(),
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

    /// Notes a connection. Returns its number, and those that it takes the place of: the peer dialled anew.
    fn add(&self, peer: EndpointId, side: Side) -> (Connection, Vec<Connection>) {
        let since = Instant::now();
        let added = self.with(|live| {
            let replaced = live.links.iter();
            let replaced = replaced.filter(|(_, link)| link.peer == peer && link.side == side);
            let replaced = replaced.map(|(connection, _)| *connection).collect();
            live.last += 1;
            let connection = Connection(live.last);
            live.links
                .insert(connection, Standing { peer, side, since });
            (connection, replaced)
        });
        self.changed.send_modify(|count| *count += 1);
        added
    }

    fn remove(&self, connection: Connection) {
        self.with(|live| live.links.remove(&connection));
        self.changed.send_modify(|count| *count += 1);
    }

    fn with<T>(&self, work: impl FnOnce(&mut Live) -> T) -> T {
        work(&mut self.live.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Takes a connection out of the list, also when its task is ended from outside.
struct Entered<'a> {
    links: &'a Links,
    connection: Connection,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.links.remove(self.connection);
    }
}

/// Runs a connection until it ends. Returns whether the peer proved to be a member's device; where it was reached
/// (`dialled`) is kept only then.
pub(super) async fn run(link: Link, net: &Net, dialled: Option<EndpointHint>) -> bool {
    let (links, jobs) = (&net.links, &net.jobs);
    let mut padding = [0; 32];
    if let Err(error) = seed::fill(&mut padding) {
        tracing::error!(%error, "no randomness for a session");
        return false;
    }
    let start = SessionStart {
        side: link.side,
        binding: link.binding,
        peer: link.peer,
        padding,
    };
    let (connection, replaced) = links.add(link.peer, link.side);
    let entered = Entered { links, connection };
    for old in replaced {
        jobs.bring(Job::Goodbye(old)).await;
    }
    let was_met = AtomicBool::new(false);
    let mut met = net.public.met.subscribe();
    let meeting = async {
        if met.wait_for(|met| met.contains(&connection)).await.is_ok() {
            was_met.store(true, Ordering::Relaxed);
            if let Some(hint) = dialled {
                jobs.bring(Job::Reached(hint)).await;
            }
        }
        std::future::pending::<()>().await;
    };
    let (orders, queue) = mpsc::channel(ORDERS);
    if jobs.bring(Job::Opened(connection, start, orders)).await {
        let (sender, receiver) = link.split();
        tokio::select! {
            () = send(sender, queue) => {}
            () = receive(receiver, connection, jobs) => {}
            () = meeting => {}
        }
        jobs.bring(Job::Gone(connection)).await;
    }
    drop(entered);
    was_met.load(Ordering::Relaxed)
}

async fn send(mut sender: LinkSender, mut queue: mpsc::Receiver<Order>) {
    while let Some(order) = queue.recv().await {
        match order {
            Order::Send(frame) => {
                if let Err(error) = sender.send(&frame).await {
                    tracing::debug!(%error, "a connection ended while sending");
                    return;
                }
            }
            Order::Close(code) => {
                sender.close(code).await;
                return;
            }
        }
    }
    // The writer let go: the peer stalls, or the node is gone.
    sender.close(CloseCode::Failed).await;
}

async fn receive(mut receiver: LinkReceiver, connection: Connection, jobs: &Jobs) {
    loop {
        match receiver.recv().await {
            Ok(Some(frame)) => {
                if !jobs.bring(Job::Frame(connection, frame)).await {
                    return;
                }
            }
            Ok(None) => return,
            Err(error) => {
                tracing::debug!(%error, "a connection ended");
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_shows_nothing_in_common_is_named_after_a_while() {
        let links = Links::new(EndpointId([0; 32]));
        let add = |number| {
            let peer = EndpointId([number; 32]);
            (links.add(peer, Side::Acceptor).0, peer)
        };
        let ((met, _), (_, asked), (strange, _)) = (add(1), add(2), add(3));
        let (met, asked) = (BTreeSet::from([met]), BTreeSet::from([asked]));
        let now = Instant::now();
        assert!(links.strangers(&met, &asked, now).is_empty());
        let later = now + STRANGE * 2;
        assert_eq!(links.strangers(&met, &asked, later), [strange]);
    }
}
