//! Who is dialled of those who may be: everybody of small boards, some of large ones, and now and then one more of these.
//!
//! Owns the visits. Whom a device is not connected to it visits in turn, the one first with whom it compared longest ago;
//! so nobody is left outside for good, and two parts of a board that lost each other find each other again.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;
use trust::EndpointId;

use super::Book;
use crate::node::crowds::pair;

/// One more device of the large boards is visited about so often.
pub(super) const TURN: Duration = Duration::from_secs(60);
/// And so soon where the one before was not there.
const NEXT: Duration = Duration::from_secs(5);

impl Book {
    /// Returns who of those that may be dialled now is.
    pub(super) fn chosen(
        &mut self,
        connected: &BTreeSet<EndpointId>,
        now: Instant,
    ) -> BTreeSet<EndpointId> {
        let mut bounded = BTreeSet::new();
        let mut chosen = BTreeSet::new();
        let mut dialled = BTreeSet::new();
        for (endpoint, peer) in &self.peers {
            if peer.dialling {
                dialled.insert(*endpoint);
            }
            if peer.dialling || connected.contains(endpoint) || peer.next > now {
                continue;
            }
            if peer.asked || !self.crowds.is_bounded(*endpoint) {
                chosen.insert(*endpoint);
            } else {
                bounded.insert(*endpoint);
            }
        }
        let unlikely = |it| !self.met.contains(&it);
        let lacking = self.crowds.lacking(&bounded, connected, &dialled, unlikely);
        bounded.retain(|it| !lacking.contains(it));
        chosen.extend(lacking);
        chosen.extend(self.visit(&bounded, now));
        chosen
    }

    /// Returns whom to visit now.
    fn visit(&mut self, free: &BTreeSet<EndpointId>, now: Instant) -> Option<EndpointId> {
        if self.crowds.is_empty() {
            self.turn = None;
            return None;
        }
        if self.turn.is_some_and(|turn| now < turn) {
            return None;
        }
        let begun = self.turn.is_some();
        self.turn = Some(now + TURN.mul_f64(self.jitter()));
        // Of those who were never tried everybody begins with another one.
        let looked = |it: &&EndpointId| {
            let looked = self.peers.get(*it).map(|peer| peer.looked);
            (looked, pair(self.own, **it))
        };
        free.iter().min_by_key(looked).copied().filter(|_| begun)
    }

    /// Who was let go of, or let go, is not dialled again at once: it has others, or it is gone. But it is where this one
    /// has too few left: of several who let go in the same second none knew of the others.
    pub(in crate::node) fn rests(
        &mut self,
        endpoint: EndpointId,
        connected: &BTreeSet<EndpointId>,
        now: Instant,
    ) {
        if !self.crowds.is_bounded(endpoint) || self.crowds.is_short(endpoint, connected) {
            return;
        }
        let pause = TURN.mul_f64(self.jitter());
        if let Some(peer) = self.peers.get_mut(&endpoint)
            && !peer.asked
        {
            peer.next = now + pause;
        }
    }

    /// Somebody was not there: where there are many, the next one is visited soon.
    pub(super) fn not_there(&mut self, endpoint: EndpointId, now: Instant) {
        if self.crowds.is_bounded(endpoint) {
            let soon = now + NEXT.mul_f64(self.jitter());
            self.turn = self.turn.map(|turn| turn.min(soon));
        }
    }
}
