//! What peers have drawn, over the ends of their connections: whoever dials anew begins nothing anew.
//!
//! Owns the budget of those who are not connected, by the network key, until it has filled up again. It delays and
//! decides nothing.

use std::collections::BTreeMap;

use sync::{Egress, Limits, Session};
use trust::EndpointId;

/// Peers that are remembered. Only members' devices draw anything; past this, those of the least keys are forgotten.
const PEERS: usize = 4_096;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    left: BTreeMap<EndpointId, Egress>,
}

impl Drawn {
    /// Keeps what the peer of a session that ends might still draw.
    pub(crate) fn keep(&mut self, session: &Session, limits: &Limits) {
        let (peer, egress) = (session.peer(), session.egress());
        self.left.remove(&peer);
        if egress.has_drawn(limits) {
            self.left.insert(peer, egress);
        }
        if self.left.len() > PEERS {
            self.left.pop_first();
        }
    }

    /// Returns what a peer that is here again might still draw when it left.
    pub(crate) fn take(&mut self, peer: EndpointId) -> Option<Egress> {
        self.left.remove(&peer)
    }
}
