//! "Hide my address", over the node: a board that is met through relays only.

use std::collections::BTreeSet;

use tokio::sync::watch;
use trust::{BoardId, TicketText};

use super::Node;
use super::jobs::Job;
use crate::NodeError;
use crate::peer::Face;

impl Node {
    /// Follows which boards, and which joins, are met through relays only.
    #[must_use]
    pub fn hidden(&self) -> watch::Receiver<BTreeSet<BoardId>> {
        self.inner.public.hidden.subscribe()
    }

    /// Meets a board through relays only from now on, under another key than this device's open one; or openly again.
    /// No restart is needed. Without a relay in the settings nobody is met there.
    ///
    /// # Errors
    /// [`NodeError::NoBoard`]; [`NodeError::OnPaper`] without the person's seed; [`NodeError`] of the disk.
    pub async fn hide_address(&self, board: BoardId, on: bool) -> Result<(), NodeError> {
        let hide = move |core: &mut crate::Core, now_ms| core.hide_address(board, on, now_ms);
        if self.inner.jobs.ask(hide).await? {
            self.meet_anew().await;
        }
        Ok(())
    }

    /// Begins a join through relays only: whoever lets this device in does not hear where it is.
    ///
    /// # Errors
    /// As [`Node::join`]; [`NodeError::Refused`] for a helper's ticket.
    pub async fn join_hidden(&self, ticket: TicketText) -> Result<(), NodeError> {
        self.join_as(Face::Hidden, ticket).await
    }

    /// Ends all connections and makes new ones: on those each board is met as any other.
    pub(super) async fn meet_anew(&self) {
        for net in self.inner.network.nets().all() {
            for connection in net.links.all() {
                net.jobs.bring(Job::Goodbye(connection)).await;
            }
            net.round();
        }
    }
}
