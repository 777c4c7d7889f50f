//! What the writer is asked to do, and the two bounded ways to it: own requests, and the network.
//!
//! Own requests are always taken first. Of the network at most one frame per connection waits: the permit that it
//! carries is given back when it is processed, and only then is the next one read; the rest stays with the peer by
//! QUIC's flow control. Never does any of it: see `writer`.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use store::Seen;
use sync::SessionStart;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use trust::EndpointHint;

use super::orders::Orders;
use super::safe::lent;
use crate::NodeError;
use crate::peer::{Connection, Core, Face, is_of_the_disk};

/// Jobs that wait on each of the two ways; whoever brings more waits too.
const QUEUE: usize = 1_024;
/// Jobs of one transaction.
const BATCH: usize = 256;
/// Bytes of frames in one transaction, about.
const BATCH_BYTES: usize = 8 << 20;

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

/// A frame on its way to the writer.
pub(super) struct Frame {
    pub(super) bytes: Vec<u8>,
    /// The one place of its connection.
    pub(super) place: OwnedSemaphorePermit,
}

/// What the writer is asked to do.
pub(super) enum Job {
    Ask(Ask),
    Opened(Connection, Face, SessionStart, Orders),
    Frame(Connection, Frame),
    Gone(Connection),
    Goodbye(Connection),
    /// A device was reached at these addresses, or came from them.
    Reached(EndpointHint, Seen),
    /// This device listens at this port.
    Port(u16),
    AskJoins,
    Tick,
}

impl Job {
    const fn bytes(&self) -> usize {
        match self {
            Self::Frame(_, frame) => frame.bytes.len(),
            Self::Ask(_)
            | Self::Opened(..)
            | Self::Gone(_)
            | Self::Goodbye(_)
            | Self::Reached(..)
            | Self::Port(_)
            | Self::AskJoins
            | Self::Tick => 0,
        }
    }

    /// Returns the connection that the job comes from.
    pub(super) const fn connection(&self) -> Option<Connection> {
        match self {
            Self::Opened(connection, ..)
            | Self::Frame(connection, _)
            | Self::Gone(connection)
            | Self::Goodbye(connection) => Some(*connection),
            Self::Ask(_) | Self::Reached(..) | Self::Port(_) | Self::AskJoins | Self::Tick => None,
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

/// The ways to the writer.
#[derive(Clone)]
pub(super) struct Jobs {
    own: async_channel::Sender<Job>,
    net: async_channel::Sender<Job>,
    /// Rung after each job; one ring is enough for any number.
    bell: async_channel::Sender<()>,
    #[cfg(test)]
    frames: Frames,
}

#[cfg(test)]
type Frames = std::sync::Arc<std::sync::Mutex<tests::Frames>>;

/// The writer's end of both ways.
pub(super) struct Queue {
    own: async_channel::Receiver<Job>,
    net: async_channel::Receiver<Job>,
    bell: async_channel::Receiver<()>,
    #[cfg(test)]
    frames: Frames,
}

impl Queue {
    /// Waits until something may be there. `false` once nothing comes any more.
    pub(super) fn wait(&self) -> bool {
        self.bell.recv_blocking().is_ok()
    }

    /// Takes own requests out, for one transaction.
    pub(super) fn own(&self) -> impl Iterator<Item = Job> {
        std::iter::from_fn(|| self.own.try_recv().ok()).take(BATCH)
    }

    /// Takes out what the network brought, for one transaction: at least one job if there is any, and no further one
    /// once an own request waits.
    pub(super) fn net(&self) -> impl Iterator<Item = Job> {
        let (mut begun, mut bytes) = (false, 0);
        let next = move || {
            let enough = bytes >= BATCH_BYTES || (begun && !self.own.is_empty());
            let job = (!enough).then(|| self.net.try_recv().ok()).flatten()?;
            begun = true;
            #[cfg(test)]
            if let Job::Frame(connection, _) = &job {
                self.frames.lock().unwrap().taken(*connection);
            }
            bytes += job.bytes();
            Some(job)
        };
        std::iter::from_fn(next).take(BATCH)
    }
}

/// A writer that is gone, by whatever way, answers nobody: what still waits is let go, so that whoever asked hears of
/// it. The channels by themselves would hold it for as long as somebody can send.
impl Drop for Queue {
    fn drop(&mut self) {
        self.bell.close();
        for jobs in [&self.own, &self.net] {
            jobs.close();
            while jobs.try_recv().is_ok() {}
        }
    }
}

impl Jobs {
    pub(super) fn new() -> (Self, Queue) {
        let (own, own_end) = async_channel::bounded(QUEUE);
        let (net, net_end) = async_channel::bounded(QUEUE);
        let (bell, bell_end) = async_channel::bounded(1);
        #[cfg(test)]
        let frames = Frames::default();
        let queue = Queue {
            own: own_end,
            net: net_end,
            bell: bell_end,
            #[cfg(test)]
            frames: Frames::clone(&frames),
        };
        let jobs = Self {
            own,
            net,
            bell,
            #[cfg(test)]
            frames,
        };
        (jobs, queue)
    }

    /// Runs something on the core and returns its result once it is on the disk. Goes before all that the network
    /// brought, but for the one job that is being done. Words that are lent to who asks sign this and nothing else.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        run: impl FnOnce(&mut Core, u64) -> Result<T, NodeError> + Send + 'static,
    ) -> Result<T, NodeError> {
        let (reply, answer) = oneshot::channel();
        let lent = lent();
        let ask: Ask = Box::new(move |turn| {
            let result = match turn {
                Turn::Run(core, now_ms) => {
                    core.lend(lent);
                    let run = AssertUnwindSafe(|| run(core, now_ms));
                    let result = catch_unwind(run);
                    core.lend(None);
                    result.unwrap_or_else(|panic| Err(panicked(panic.as_ref())))
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
        let sent = self.own.send(Job::Ask(ask)).await;
        sent.map_err(|_| NodeError::Closed)?;
        self.ring();
        answer.await.map_err(|_| NodeError::Closed)?
    }

    /// Brings a job of the network; waits while the queue is full. Returns whether the writer is still there.
    pub(super) async fn bring(&self, job: Job) -> bool {
        #[cfg(test)]
        if let Job::Frame(connection, frame) = &job {
            let mut frames = self.frames.lock().unwrap();
            frames.brought(*connection, frame.bytes.len());
        }
        let brought = self.net.send(job).await.is_ok();
        self.ring();
        brought
    }

    pub(super) async fn ask_joins(&self) {
        self.bring(Job::AskJoins).await;
    }

    /// Takes no more jobs; those that wait are still done.
    pub(super) fn close(&self) {
        self.own.close();
        self.net.close();
        self.bell.close();
    }

    /// Returns how many own requests and how many jobs of the network wait.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> (usize, usize) {
        (self.own.len(), self.net.len())
    }

    fn ring(&self) {
        // Rung already, and not heard yet: then what was just brought is found as well.
        let _ = self.bell.try_send(());
    }
}

#[cfg(test)]
mod tests;
