//! Who has a board open, over the node.

use tokio::sync::watch;

use super::Node;
use crate::{AllSeen, NodeError, Showing};

impl Node {
    /// Shows to those who are connected that a board is open before the person, instead of what was shown; `None`:
    /// nothing is. It is never written anywhere, and ends with the run.
    ///
    /// # Errors
    /// [`NodeError::Closed`] after the shutdown.
    pub async fn show(&self, showing: Option<Showing>) -> Result<(), NodeError> {
        let show = move |core: &mut crate::Core, _| {
            core.show(showing);
            Ok(())
        };
        self.inner.jobs.ask(show).await
    }

    /// Follows who is seen to have which board open. What somebody does not say again is gone within half a minute.
    #[must_use]
    pub fn seen(&self) -> watch::Receiver<AllSeen> {
        self.inner.public.seen.subscribe()
    }
}
