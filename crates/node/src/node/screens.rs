//! First screens of boards, over the node.

use std::sync::Arc;

use tokio::sync::watch;

use super::Node;
use crate::{Core, FirstScreens, NodeError, Screens};

impl Node {
    /// Has what this device tells of its boards, to members who hold nothing of them yet, said by `shows`.
    ///
    /// # Errors
    /// [`NodeError::Closed`] after the shutdown.
    pub async fn show_screens_by(&self, shows: Arc<dyn Screens>) -> Result<(), NodeError> {
        let show = move |core: &mut Core, _| {
            core.show_screens_by(shows);
            Ok(())
        };
        self.inner.jobs.ask(show).await
    }

    /// Follows the first screens of boards whose history is not here yet. Nothing in them is checked.
    #[must_use]
    pub fn screens(&self) -> watch::Receiver<FirstScreens> {
        self.inner.public.screens.subscribe()
    }
}
