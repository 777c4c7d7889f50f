//! Where this device can be reached, how it stands to its relays, and who is there and cannot be spoken with.
//!
//! Owns what a ticket says of this device.

use std::collections::BTreeSet;
use std::sync::{MutexGuard, PoisonError};

use sync::{RelayStanding, Transport};
use trust::{EndpointHint, EndpointId};

use super::Net;
use crate::node::jobs::Job;
use crate::peer::Face;

impl Net {
    /// Takes notice of how this device stands to the relays of its list.
    pub(in crate::node) fn relays(&self, relays: Vec<RelayStanding>) {
        let face = self.face;
        self.public.outside(face, |outside| outside.relays = relays);
    }

    pub(in crate::node) fn other_version(&self) -> MutexGuard<'_, BTreeSet<EndpointId>> {
        self.other_version
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes notice of somebody who is there and speaks another version. Of strangers nothing is noted.
    pub(in crate::node) fn speaks_other_version(&self, peer: EndpointId) {
        if self.known().endpoints.contains(&peer) {
            self.other_version().insert(peer);
        }
    }

    /// Returns where this device is to be found now.
    pub(super) fn present_hint(&self) -> EndpointHint {
        let own = self.transport().as_ref().map(Transport::hint);
        own.unwrap_or_else(|| {
            let relays = &self.settings.borrow().relays;
            // Whoever is met through relays only is met nowhere else.
            let only = (relays.len() == 1 && self.face == Face::Hidden).then(|| relays[0].clone());
            EndpointHint {
                endpoint: self.own,
                addrs: Vec::new(),
                relay: only,
            }
        })
    }

    /// Returns where this device is to be found, once other machines can find it there.
    pub(super) async fn own_hint(&self) -> EndpointHint {
        if self.is_offline() {
            return self.present_hint();
        }
        let mut network = self.public.network.subscribe();
        loop {
            let transport = self.transport().clone();
            if let Some(transport) = transport {
                let hint = transport.hint();
                let reachable = hint.addrs.iter().any(|addr| !addr.ip().is_loopback());
                // Which of several relays is the nearest shows a moment later.
                let homeless = hint.relay.is_none() && !self.settings.borrow().relays.is_empty();
                let reachable = reachable || self.loopback || self.face == Face::Hidden;
                if reachable && !homeless {
                    return hint;
                }
                // `None` once it is closed: then another one is on its way.
                if transport.hint_changed(&hint).await.is_some() {
                    continue;
                }
            }
            if network.changed().await.is_err() {
                return self.present_hint();
            }
        }
    }

    /// Keeps the port, so that what others remember of this device stays good.
    pub(in crate::node) async fn keep_port(&self, port: Option<u16>) {
        let kept = {
            let mut kept = self.port.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *kept, port)
        };
        if let Some(port) = port.filter(|port| kept != Some(*port)) {
            self.jobs.bring(Job::Port(port)).await;
        }
    }
}
