//! The tasks of the app: the one place in this crate that starts any.
//!
//! Owns their handles, so that closing the app ends all of them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};
use tokio::task::{JoinError, JoinSet};

use crate::api::{AppError, ErrorCode};

/// A group of tasks that end together. Clones are the same group.
#[derive(Clone, Default)]
pub(crate) struct Tasks {
    group: Arc<Mutex<Group>>,
}

#[derive(Default)]
struct Group {
    tasks: JoinSet<()>,
    stopped: bool,
}

impl Tasks {
    /// Starts a task, unless the group has been stopped.
    pub(crate) fn start<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut group = self.group.lock().unwrap_or_else(PoisonError::into_inner);
        if group.stopped {
            return;
        }
        // Ended ones are taken out, so that the group stays as small as what runs.
        while group.tasks.try_join_next().is_some() {}
        group.tasks.spawn(task);
    }

    /// Ends all tasks and waits until they are gone.
    pub(crate) async fn stop(&self) {
        self.taken().shutdown().await;
    }

    /// Lets the tasks come to their own end for so long, starts no others, and then ends those that are left.
    pub(crate) async fn finish(&self, within: Duration) {
        let mut tasks = self.taken();
        let all = async { while tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(within, all).await;
        tasks.shutdown().await;
    }

    fn taken(&self) -> JoinSet<()> {
        let mut group = self.group.lock().unwrap_or_else(PoisonError::into_inner);
        group.stopped = true;
        std::mem::take(&mut group.tasks)
    }
}

/// The work that blocks and holds the folder. Nothing can end it before its time: whoever closes waits for it.
#[derive(Default)]
pub(crate) struct Works(Arc<RwLock<()>>);

/// Work that goes on.
pub(crate) struct AtWork(#[expect(dead_code, reason = "held")] OwnedRwLockReadGuard<()>);

impl Works {
    /// Notes work that begins.
    ///
    /// # Errors
    /// `Closing` once somebody waits for all of it to end.
    pub(crate) fn begin(&self) -> Result<AtWork, AppError> {
        let begun = Arc::clone(&self.0).try_read_owned();
        begun.map(AtWork).map_err(|_| closing())
    }

    /// Waits until all work has ended; none begins while what this returns is held.
    pub(crate) async fn ended(&self) -> OwnedRwLockWriteGuard<()> {
        Arc::clone(&self.0).write_owned().await
    }
}

/// Runs work that blocks (SQLite, Automerge) beside the tasks. What holds the folder goes by `Desk::blocking`.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T, AppError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, AppError> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.map_err(ended)?
}

fn ended(error: JoinError) -> AppError {
    if error.is_cancelled() {
        closing()
    } else {
        AppError::internal(error)
    }
}

fn closing() -> AppError {
    AppError::new(ErrorCode::Closing, "the app is closing")
}
