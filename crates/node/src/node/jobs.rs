//! What the writer is asked to do, and the bounded way to it.
//!
//! Never does any of it: see `writer`.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use sync::{CloseCode, SessionStart};
use tokio::sync::{mpsc, oneshot};
use trust::EndpointHint;

use crate::NodeError;
use crate::peer::{Connection, Core, is_of_the_disk};

/// Jobs that wait; whoever brings more waits too.
const QUEUE: usize = 1_024;
/// What waits to be sent on one connection. The session bounds what is on its way, so more is a peer that stalls.
pub(super) const ORDERS: usize = 512;

/// What a connection is told to do.
#[derive(Debug)]
pub(super) enum Order {
    Send(Vec<u8>),
    Close(CloseCode),
}

/// Runs in the transaction, or hears that there was none.
pub(super) type Ask = Box<dyn FnOnce(Turn<'_>) -> Asked + Send>;

/// Whether a request is run.
pub(super) enum Turn<'a> {
    Run(&'a mut Core, u64),
    /// The disk failed before its turn.
    Skipped(&'a NodeError),
}

/// What a request came to.
pub(super) struct Asked {
    /// The disk failed in it: the whole transaction is to be given up.
    pub(super) failed: Option<NodeError>,
    /// Runs after the transaction, with how that failed.
    pub(super) answer: Answer,
}

pub(super) type Answer = Box<dyn FnOnce(Option<&NodeError>) + Send>;

/// What the writer is asked to do.
pub(super) enum Job {
    Ask(Ask),
    Opened(Connection, SessionStart, mpsc::Sender<Order>),
    Frame(Connection, Vec<u8>),
    Gone(Connection),
    Goodbye(Connection),
    /// A device was reached at these addresses.
    Reached(EndpointHint),
    /// This device listens at this port.
    Port(u16),
    AskJoins,
    Tick,
}

impl Job {
    /// Returns the connection that the job comes from.
    pub(super) const fn connection(&self) -> Option<Connection> {
        match self {
            Self::Opened(connection, ..)
            | Self::Frame(connection, _)
            | Self::Gone(connection)
            | Self::Goodbye(connection) => Some(*connection),
            Self::Ask(_) | Self::Reached(_) | Self::Port(_) | Self::AskJoins | Self::Tick => None,
        }
    }
}

/// The name under which the port is kept.
pub(super) const PORT: &str = "port";

/// Returns what a panic in a job is to whoever hears of it.
pub(super) fn panicked(panic: &(dyn Any + Send)) -> NodeError {
    let words = panic.downcast_ref::<&str>().map(ToString::to_string);
    let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
    NodeError::Defect(words.unwrap_or_else(|| "a panic".to_owned()))
}

/// The way to the writer.
#[derive(Clone)]
pub(super) struct Jobs(async_channel::Sender<Job>);

impl Jobs {
    pub(super) fn new() -> (Self, async_channel::Receiver<Job>) {
        let (sender, receiver) = async_channel::bounded(QUEUE);
        (Self(sender), receiver)
    }

    /// Runs something on the core and returns its result once it is on the disk.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        run: impl FnOnce(&mut Core, u64) -> Result<T, NodeError> + Send + 'static,
    ) -> Result<T, NodeError> {
        let (reply, answer) = oneshot::channel();
        let ask: Ask = Box::new(move |turn| {
            let result = match turn {
                Turn::Run(core, now_ms) => {
                    let run = AssertUnwindSafe(|| run(core, now_ms));
                    catch_unwind(run).unwrap_or_else(|panic| Err(panicked(panic.as_ref())))
                }
                Turn::Skipped(error) => Err(error.clone()),
            };
            let failed = result.as_ref().err().filter(|e| is_of_the_disk(e)).cloned();
            let answer = Box::new(move |failed: Option<&NodeError>| {
                // Whoever asked may be gone.
                let _ = reply.send(failed.map_or(result, |error| Err(error.clone())));
            });
            Asked { failed, answer }
        });
        let sent = self.0.send(Job::Ask(ask)).await;
        sent.map_err(|_| NodeError::Closed)?;
        answer.await.map_err(|_| NodeError::Closed)?
    }

    /// Brings a job; waits while the queue is full. Returns whether the writer is still there.
    pub(super) async fn bring(&self, job: Job) -> bool {
        self.0.send(job).await.is_ok()
    }

    pub(super) async fn ask_joins(&self) {
        self.bring(Job::AskJoins).await;
    }

    /// Takes no more jobs; those that wait are still done.
    pub(super) fn close(&self) {
        self.0.close();
    }
}
