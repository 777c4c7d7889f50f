//! The tasks of the node: the one place in this crate that starts any.
//!
//! Owns their handles, so that a shutdown ends all of them, and so does dropping the node.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::task::JoinSet;

/// A group of tasks that end together. Clones are the same group; tasks hold [`Starter`]s, never a group.
pub(super) struct Tasks {
    group: Arc<Mutex<Group>>,
    runtime: Handle,
}

/// Starts tasks in a group, as long as the group is there.
#[derive(Clone)]
pub(super) struct Starter {
    group: std::sync::Weak<Mutex<Group>>,
    runtime: Handle,
}

#[derive(Default)]
struct Group {
    tasks: JoinSet<()>,
    stopped: bool,
}

impl Tasks {
    /// Makes a group on the runtime that this is called in.
    pub(super) fn new() -> Self {
        Self {
            group: Arc::default(),
            runtime: Handle::current(),
        }
    }

    pub(super) fn starter(&self) -> Starter {
        Starter {
            group: Arc::downgrade(&self.group),
            runtime: self.runtime.clone(),
        }
    }

    /// Ends all tasks and waits until they are gone.
    pub(super) async fn stop(&self) {
        let mut tasks = {
            let mut group = self.group.lock().unwrap_or_else(PoisonError::into_inner);
            group.stopped = true;
            std::mem::take(&mut group.tasks)
        };
        tasks.shutdown().await;
    }
}

impl Starter {
    /// Starts a task, unless the group has been stopped.
    pub(super) fn start<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let Some(group) = self.group.upgrade() else {
            return;
        };
        let mut group = group.lock().unwrap_or_else(PoisonError::into_inner);
        if group.stopped {
            return;
        }
        // Ended ones are taken out, so that the group stays as small as what runs.
        while group.tasks.try_join_next().is_some() {}
        group.tasks.spawn_on(task, &self.runtime);
    }
}
