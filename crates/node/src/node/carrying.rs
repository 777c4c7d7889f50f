//! The boards that this device carries as a helper.

use tokio::sync::watch;
use trust::BoardId;

use super::Node;
use crate::{CarriedView, NodeError};

impl Node {
    /// Follows the boards that this device carries as a helper. One is carried by [`Node::join`] with a helper's ticket;
    /// until somebody of it was reached it is a join under way.
    #[must_use]
    pub fn carried(&self) -> watch::Receiver<Vec<CarriedView>> {
        self.inner.public.carried.subscribe()
    }

    /// Carries a board no more: deletes what is kept of it.
    ///
    /// # Errors
    /// [`NodeError::NoBoard`] where it is not carried.
    pub async fn stop_carrying(&self, board: BoardId) -> Result<(), NodeError> {
        self.inner
            .jobs
            .ask(move |core, _| core.stop_carrying(board))
            .await
    }
}
