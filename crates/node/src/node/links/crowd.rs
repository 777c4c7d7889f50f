//! Who is let go of, where more are connected for a large board than there are to be.
//!
//! Owns when. Nobody is refused: who comes is compared with first, and one goes at a time, and only who said that it has
//! enough others. So who can be reached by nobody else stays.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use sync::Side;
use tokio::time::Instant;
use trust::EndpointId;

use super::{Links, Standing};
use crate::node::crowds::{Crowds, Near};
use crate::peer::Connection;

/// Who dialled lets go no sooner than this, and who was dialled no sooner than that: whoever dials has a reason.
const DIALLER: Duration = Duration::from_secs(2);
const DIALLED: Duration = Duration::from_secs(10);

impl Links {
    /// Returns the connections of one peer that is one too many and may go.
    pub(in crate::node) fn one_too_many(
        &self,
        crowds: &Crowds,
        near: &BTreeMap<Connection, Near>,
        now: Instant,
    ) -> Vec<Connection> {
        let may_go = |(connection, link): &(&Connection, &Standing)| {
            let least = match link.side {
                Side::Dialler => DIALLER,
                Side::Acceptor => DIALLED,
            };
            let near = near.get(connection);
            let others = |near: &Near| {
                let mut boards = crowds.boards_of(link.peer);
                near.compared && boards.all(|board| near.enough.contains(&board))
            };
            now.duration_since(link.since) >= least && near.is_some_and(others)
        };
        self.with(|live| {
            let connected: BTreeSet<EndpointId> =
                live.links.values().map(|link| link.peer).collect();
            for peer in crowds.beyond(&connected) {
                let of = || live.links.iter().filter(|(_, link)| link.peer == peer);
                if of().all(|link| may_go(&link)) {
                    return of().map(|(connection, _)| *connection).collect();
                }
            }
            Vec::new()
        })
    }
}
