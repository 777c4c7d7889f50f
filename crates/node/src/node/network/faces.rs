//! The two networks of a node: of the open face, and of the hidden one, which sends to relays only.
//!
//! Owns which boards, joins and reports belong to which, when an endpoint is wanted for it, and what both are to the
//! outside. A board is met in one of the two, and the other knows nothing of it.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use sync::RelayStanding;
use tokio::sync::watch;
use trust::{BoardId, EndpointHint};

use super::Net;
use crate::node::public::Public;
use crate::peer::Face;
use crate::{BoardInfo, CarriedView, JoinProgress, JoinView, NetworkSettings, SentReport};

/// Both networks of a node.
#[derive(Clone)]
pub(in crate::node) struct Nets {
    pub(super) open: Arc<Net>,
    pub(super) hidden: Arc<Net>,
}

impl Nets {
    pub(in crate::node) fn all(&self) -> [&Arc<Net>; 2] {
        [&self.open, &self.hidden]
    }

    pub(in crate::node) const fn of(&self, face: Face) -> &Arc<Net> {
        match face {
            Face::Open => &self.open,
            Face::Hidden => &self.hidden,
        }
    }

    /// Returns the one in which a board, or a join, is met.
    pub(in crate::node) fn meeting(&self, board: BoardId) -> &Arc<Net> {
        self.of(self.open.public.face_of(board))
    }
}

/// What one face is to the outside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::node) struct Outside {
    pub(in crate::node) listening: bool,
    pub(in crate::node) problem: Option<String>,
    pub(in crate::node) relays: Vec<RelayStanding>,
}

/// What decides whether an endpoint is wanted.
pub(in crate::node) struct Changes {
    hidden: watch::Receiver<BTreeSet<BoardId>>,
    boards: watch::Receiver<u64>,
    joins: watch::Receiver<Vec<JoinView>>,
    carried: watch::Receiver<Vec<CarriedView>>,
    reports: watch::Receiver<Vec<SentReport>>,
}

impl Changes {
    /// Waits until something of it is another. Never returns once the node is gone.
    pub(in crate::node) async fn changed(&mut self) {
        let open = tokio::select! {
            changed = self.hidden.changed() => changed.is_ok(),
            changed = self.boards.changed() => changed.is_ok(),
            changed = self.joins.changed() => changed.is_ok(),
            changed = self.carried.changed() => changed.is_ok(),
            changed = self.reports.changed() => changed.is_ok(),
        };
        if !open {
            std::future::pending::<()>().await;
        }
    }
}

impl Net {
    pub(in crate::node) fn changes(&self) -> Changes {
        Changes {
            hidden: self.public.hidden.subscribe(),
            boards: self.public.boards_changed.subscribe(),
            joins: self.public.joins.subscribe(),
            carried: self.public.carried.subscribe(),
            reports: self.public.reports.subscribe(),
        }
    }

    /// Returns whether an endpoint is of any use. Where every board is hidden there is no open one: nobody is answered at
    /// an address that is not to be known.
    pub(in crate::node) fn is_wanted(&self, settings: &NetworkSettings) -> bool {
        let any_hidden = !self.public.hidden.borrow().is_empty();
        match self.face {
            Face::Hidden => any_hidden && !settings.relays.is_empty(),
            Face::Open => {
                let sends = || {
                    let reports = self.public.reports.borrow();
                    reports.iter().any(|report| report.done.is_none())
                };
                !any_hidden
                    || !self.boards().is_empty()
                    || self.joins().iter().any(asks)
                    || !self.public.carried.borrow().is_empty()
                    || sends()
            }
        }
    }

    /// Returns the boards that are met here.
    pub(in crate::node) fn boards(&self) -> Vec<BoardInfo> {
        let mut boards = self.public.boards();
        boards.retain(|info| self.meets(info.board));
        boards
    }

    /// Returns the joins that ask here.
    pub(in crate::node) fn joins(&self) -> Vec<JoinView> {
        let mut joins = self.public.joins.borrow().clone();
        joins.retain(|join| self.meets(join.ticket.board));
        joins
    }

    /// Without a relay nobody is met on the hidden face.
    fn meets(&self, board: BoardId) -> bool {
        let can = self.face == Face::Open || !self.settings.borrow().relays.is_empty();
        can && self.public.face_of(board) == self.face
    }

    /// Takes the addresses out of what is known of a peer, where none of them is used or handed on.
    pub(super) fn without_addresses(&self, mut hint: EndpointHint) -> EndpointHint {
        if self.face == Face::Hidden {
            hint.addrs.clear();
        }
        hint
    }
}

impl Public {
    /// Returns under which face a board, or a join, is met.
    pub(in crate::node) fn face_of(&self, board: BoardId) -> Face {
        if self.hidden.borrow().contains(&board) {
            Face::Hidden
        } else {
            Face::Open
        }
    }

    /// Changes what one face is to the outside, and tells what both are.
    pub(super) fn outside(&self, face: Face, change: impl FnOnce(&mut Outside)) {
        let mut faces = self.faces.lock().unwrap_or_else(PoisonError::into_inner);
        change(faces.entry(face).or_default());
        let both = both(faces.values());
        self.network.send_if_modified(|state| {
            let now = (both.listening, &both.problem, &both.relays);
            let differs = (state.listening, &state.problem, &state.relays) != now;
            if differs {
                state.listening = both.listening;
                state.problem = both.problem;
                state.relays = both.relays;
            }
            differs
        });
    }
}

/// Both speak with the same relays, each by its own key.
fn both<'a>(faces: impl Iterator<Item = &'a Outside>) -> Outside {
    let mut both = Outside::default();
    for face in faces {
        both.listening |= face.listening;
        both.problem = both.problem.take().or_else(|| face.problem.clone());
        for relay in &face.relays {
            match both.relays.iter_mut().find(|one| one.url == relay.url) {
                Some(one) => {
                    one.connected |= relay.connected;
                    one.answers |= relay.answers;
                    one.refuses |= relay.refuses;
                }
                None => both.relays.push(relay.clone()),
            }
        }
    }
    both
}

/// One that was refused asks nobody any more.
const fn asks(join: &JoinView) -> bool {
    !matches!(join.progress, JoinProgress::Refused(_))
}
