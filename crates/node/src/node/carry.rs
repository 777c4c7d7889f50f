//! One connection on its way: a task with a way in and a way out.
//!
//! Owns the place of a connection's one unprocessed frame. Never reads a frame.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use store::Seen;
use sync::{CloseCode, Link, LinkError, LinkReceiver, LinkSender, SessionStart, Side};
use tokio::sync::{Semaphore, mpsc};
use trust::EndpointHint;

use super::jobs::{Frame, Job, Jobs};
use super::links::Place;
use super::network::Net;
use super::orders::{Order, Orders};
use super::seed;
use crate::peer::Connection;

/// How a connection ended.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct End {
    /// Whether the peer proved to be a member's device.
    pub(super) met: bool,
    /// Whether one of the two said goodbye.
    pub(super) in_order: bool,
}

/// Runs a connection until it ends. Where the peer was reached is kept only if it proved to be a member's device, whoever
/// dialled: so either side can dial the next time.
pub(super) async fn run(link: Link, place: Place<'_>, net: &Net) -> End {
    let jobs = &net.jobs;
    let mut padding = [0; 32];
    if let Err(error) = seed::fill(&mut padding) {
        tracing::error!(%error, "no randomness for a session");
        return End::default();
    }
    let start = SessionStart {
        side: link.side,
        binding: link.binding,
        peer: link.peer,
        padding,
    };
    let connection = place.connection;
    let (peer, remote) = (link.peer, link.remote());
    net.links.under_way(connection, remote.clone());
    // Where somebody came from is a router's port perhaps.
    let seen = match link.side {
        Side::Dialler => Seen::Dialled,
        Side::Acceptor => Seen::Inbound,
    };
    let was_met = AtomicBool::new(false);
    let mut met = net.public.met.subscribe();
    let meeting = async {
        if met.wait_for(|met| met.contains(&connection)).await.is_ok() {
            was_met.store(true, Ordering::Relaxed);
            let hint = EndpointHint {
                endpoint: peer,
                addrs: remote.addrs(),
                // Whoever dialled here came by this device's own relay.
                relay: remote.relay().filter(|_| seen == Seen::Dialled),
            };
            net.other_version().remove(&peer);
            net.book().learn_from(&hint, seen);
            jobs.bring(Job::Reached(hint, seen)).await;
        }
        std::future::pending::<()>().await;
    };
    let (orders, queue) = Orders::new(Arc::clone(&place.cut));
    let mut code = None;
    if jobs
        .bring(Job::Opened(connection, net.face, start, orders))
        .await
    {
        let (sender, receiver) = link.split();
        tokio::select! {
            end = send(sender, queue) => code = end,
            end = receive(receiver, connection, jobs) => code = end,
            () = meeting => {}
            () = place.cut.notified() => {}
        }
        jobs.bring(Job::Gone(connection)).await;
    }
    if code == Some(CloseCode::UpdateNeeded) {
        net.speaks_other_version(peer);
    }
    drop(place);
    End {
        met: was_met.load(Ordering::Relaxed),
        in_order: code == Some(CloseCode::Goodbye),
    }
}

/// Returns with which code this side closed the connection, where it did.
async fn send(mut sender: LinkSender, mut queue: mpsc::Receiver<Order>) -> Option<CloseCode> {
    while let Some(order) = queue.recv().await {
        match order {
            Order::Send(frame, _room) => {
                if let Err(error) = sender.send(&frame).await {
                    tracing::debug!(%error, "a connection ended while sending");
                    return said(&error);
                }
            }
            Order::Close(code) => {
                sender.close(code).await;
                return Some(code);
            }
        }
    }
    // The writer let go: the node is gone.
    sender.close(CloseCode::Failed).await;
    None
}

/// Returns with which code the peer closed the connection, where it did.
const fn said(error: &LinkError) -> Option<CloseCode> {
    match error {
        LinkError::Closed(code) => Some(*code),
        LinkError::BadFrame | LinkError::TooSlow | LinkError::Lost(_) => None,
    }
}

/// Returns with which code the peer closed the connection, where it did.
async fn receive(
    mut receiver: LinkReceiver,
    connection: Connection,
    jobs: &Jobs,
) -> Option<CloseCode> {
    let places = Arc::new(Semaphore::new(1));
    loop {
        // Nothing more is read while the writer has a frame of this peer before it.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return None;
        };
        match receiver.recv().await {
            Ok(Some(bytes)) => {
                let frame = Frame { bytes, place };
                if !jobs.bring(Job::Frame(connection, frame)).await {
                    return None;
                }
            }
            Ok(None) => return None,
            Err(error) => {
                tracing::debug!(%error, "a connection ended");
                return said(&error);
            }
        }
    }
}
