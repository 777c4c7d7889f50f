//! What is on its way here, and stopping it, over the node.

use std::collections::BTreeMap;

use tokio::sync::watch;
use trust::BoardId;

use super::Node;
use crate::{Bringing, NodeError};

impl Node {
    /// Follows what is on its way and which boards stand still. Told a few times a second at most.
    #[must_use]
    pub fn bringing(&self) -> watch::Receiver<BTreeMap<BoardId, Bringing>> {
        self.inner.public.bringing.subscribe()
    }

    /// Lets a board stand still: nothing of it comes or goes until it goes on, in a later run too. What came stays.
    ///
    /// # Errors
    /// [`NodeError::NoBoard`]; [`NodeError`] of the disk; [`NodeError::Closed`].
    pub async fn pause_sync(&self, board: BoardId, paused: bool) -> Result<(), NodeError> {
        let pause = move |core: &mut crate::Core, _| core.pause_sync(board, paused);
        let changed = self.inner.jobs.ask(pause).await?;
        if changed && !paused {
            // On a new connection the board is met as any other.
            self.meet_anew().await;
        }
        Ok(())
    }
}
