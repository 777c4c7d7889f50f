//! Where helpers are, and whether they have room: what this device found out, and what others told.
//!
//! A member's device and a helper that never met find each other by a third one, which reached the helper and tells the
//! member where. Owns what is told to whom: helpers' places, to members of a board that the helper carries, and never a
//! person's. Nothing here decides anything: an address is where to look, and the handshake proves who is there.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use trust::{BoardId, DeviceId, EndpointHint, EndpointId, Role};

use super::Core;
use super::board::Board;
use super::face::Face;
use super::state::State;
use crate::NodeError;

/// Addresses of one helper: where it was reached last, and what was told last.
const REACHED: usize = 8;
const TOLD: usize = 4;
/// Helpers of which something was told.
const HELPERS: usize = 256;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Grows with each address that is new.
    version: u64,
    /// Where this device reached whom; the newest first.
    reached: BTreeMap<EndpointId, Vec<SocketAddr>>,
    /// What members told; nobody's word takes the place of what was found out.
    told: BTreeMap<EndpointId, Vec<SocketAddr>>,
    told_changed: bool,
}

impl Places {
    fn reached(&mut self, hint: &EndpointHint) {
        let known = self.reached.entry(hint.endpoint).or_default();
        let before = known.clone();
        known.retain(|addr| !hint.addrs.contains(addr));
        known.splice(0..0, hint.addrs.iter().copied());
        known.truncate(REACHED);
        // The order says nothing new.
        let (now, before) = (BTreeSet::from_iter(&*known), BTreeSet::from_iter(&before));
        if now != before {
            self.version += 1;
        }
    }

    fn told(&mut self, hint: EndpointHint) {
        let mut addrs = hint.addrs;
        addrs.truncate(TOLD);
        let known = self.told.get(&hint.endpoint);
        let full = known.is_none() && self.told.len() >= HELPERS;
        if addrs.is_empty() || full || known == Some(&addrs) {
            return;
        }
        self.told.insert(hint.endpoint, addrs);
        self.told_changed = true;
    }
}

impl Core {
    /// Takes notice of where somebody was reached: what the disk holds, once, and then whatever comes.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub(super) fn reached_before(&mut self) -> Result<(), NodeError> {
        let mut all = self.state.db.addresses()?;
        // The newest is noted last.
        all.reverse();
        for (endpoint, address, _) in all {
            if let Ok(address) = address.parse() {
                self.reached(&hint(endpoint, vec![address]));
            }
        }
        Ok(())
    }

    /// Takes notice of where somebody was reached.
    pub fn reached(&mut self, hint: &EndpointHint) {
        self.state.places.reached(hint);
    }

    /// Returns by how much entries of devices were ahead of this clock, one number a device: only what is too much.
    #[must_use]
    pub fn entries_ahead(&self) -> Vec<u64> {
        self.state.ahead.values().copied().collect()
    }

    /// Returns what members told of places, if something of it changed since the last call.
    pub fn take_told(&mut self) -> Option<Vec<EndpointHint>> {
        let places = &mut self.state.places;
        if !std::mem::take(&mut places.told_changed) {
            return None;
        }
        let told = places.told.iter();
        Some(told.map(|(at, addrs)| hint(*at, addrs.clone())).collect())
    }
}

impl State {
    /// Returns where helpers of a board were reached from here, unless it is what is known already.
    pub(super) fn places_of(
        &self,
        board: BoardId,
        known: Option<u64>,
    ) -> Option<(u64, Vec<EndpointHint>)> {
        // An address that this device reaches says something of where it is: in which room, say.
        let shown = self.faces.of(board) == Face::Open;
        let state = self.boards.get(&board).filter(|_| shown)?;
        // Who is a helper follows from the certificates, of which there are only ever more.
        let certificates = u64::try_from(state.certs.len()).unwrap_or(u64::MAX);
        let version = self.places.version.saturating_add(certificates);
        if known == Some(version) {
            return None;
        }
        let reached = |endpoint: EndpointId| {
            let addrs = self.places.reached.get(&endpoint)?;
            Some(hint(endpoint, addrs.clone()))
        };
        let hints = helpers_at(state).into_iter().filter_map(reached);
        Some((version, hints.collect()))
    }

    /// A member told where helpers of a board are. What is about anybody else is passed over.
    pub(super) fn told_places_of(&mut self, board: BoardId, places: Vec<EndpointHint>) {
        let Some(state) = self.boards.get(&board) else {
            return;
        };
        let helpers = helpers_at(state);
        for place in places {
            if helpers.contains(&place.endpoint) {
                self.places.told(place);
            }
        }
    }

    /// A helper told whether it has room.
    pub(super) fn told_room(&mut self, board: BoardId, helper: DeviceId, full: bool) {
        if let Some(state) = self.boards.get_mut(&board)
            && state.is_helper(helper)
        {
            let stated = state.stated.entry(helper).or_default();
            if stated.full != full {
                stated.full = full;
                self.changed.insert(board);
            }
        }
    }
}

/// Returns the network keys of a board's helpers, where this device's person may know of them at all.
fn helpers_at(state: &Board) -> BTreeSet<EndpointId> {
    let me = state.authority.role_of(state.person);
    if me.is_none_or(|me| me.rank() > Role::Reader.rank()) {
        return BTreeSet::new();
    }
    let helpers = state.helpers().into_iter();
    let certs = helpers.flat_map(|person| state.authority.devices_of(person));
    certs.map(|cert| cert.endpoint).collect()
}

const fn hint(endpoint: EndpointId, addrs: Vec<SocketAddr>) -> EndpointHint {
    EndpointHint {
        endpoint,
        addrs,
        relay: None,
    }
}
