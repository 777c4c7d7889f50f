//! The one thread that writes: group commit over two bounded queues.
//!
//! 1. Wait for a job. Take all own requests that wait as one transaction; then what the network brought as another,
//!    which ends as soon as an own request comes. So an own request waits for one frame at most, and the network
//!    for one transaction of own requests.
//! 2. `BEGIN`; run each; tell the sessions what was stored; `COMMIT`.
//! 3. Only then: publish, answer, hand frames to the connections.
//! 4. Each job is a part of its own: a defect in it, a panic too, undoes that job and ends its connection.
//! 5. If the disk failed anywhere in it: undo all of it, end this run's logs, read the state again, close all
//!    connections, answer every job of the batch with the failure.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;

use sync::CloseCode;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use super::jobs::{Answer, Job, Queue, panicked};
use super::orders::Orders;
use super::public::Public;
use super::pulse::{Pulse, boot_id};
use crate::peer::{Connection, Core, Effect};
use crate::{Clock, NodeError};

mod effects;
mod job;

/// The thread's handle.
pub(super) struct Writer {
    thread: JoinHandle<()>,
}

impl Writer {
    pub(super) fn start(
        core: Core,
        queue: Queue,
        public: Arc<Public>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, NodeError> {
        let pulse = Pulse::new(clock.now_ms(), Instant::now(), boot_id());
        let desk = Desk {
            core,
            public,
            clock,
            links: BTreeMap::new(),
            held_back: BTreeMap::new(),
            broken: None,
            pulse,
        };
        let thread = std::thread::Builder::new()
            .name("manyhands-writer".to_owned())
            .spawn(move || {
                let _ending = Ending(Arc::clone(&desk.public));
                desk.run(&queue);
            })
            .map_err(|e| NodeError::DiskFailed(e.to_string()))?;
        Ok(Self { thread })
    }

    /// Waits until the thread has ended.
    pub(super) async fn finished(self) {
        let joined = tokio::task::spawn_blocking(|| self.thread.join()).await;
        if !matches!(joined, Ok(Ok(()))) {
            tracing::error!("the writer ended badly");
        }
    }
}

/// Says so if the thread ends by a panic that nothing could be done about.
struct Ending(Arc<Public>);

impl Drop for Ending {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let error = NodeError::Defect("the writer ended".to_owned());
            self.0.disk.send_replace(Some(error));
        }
    }
}

struct Desk {
    core: Core,
    public: Arc<Public>,
    clock: Arc<dyn Clock>,
    links: BTreeMap<Connection, Orders>,
    /// Places of connections of which nothing more is read for now.
    held_back: BTreeMap<Connection, OwnedSemaphorePermit>,
    /// The disk failed and could not be read again yet.
    broken: Option<NodeError>,
    pulse: Pulse,
}

/// What a batch leaves to be done after its commit.
#[derive(Default)]
struct Done {
    answers: Vec<Answer>,
    effects: Vec<Effect>,
}

impl Desk {
    fn run(mut self, queue: &Queue) {
        while queue.wait() {
            self.drain(queue);
        }
        // What was brought before the end.
        self.drain(queue);
        if let Err(error) = self.core.db().checkpoint() {
            tracing::warn!(%error, "the log could not be tidied up");
        }
    }

    fn drain(&mut self, queue: &Queue) {
        loop {
            let own = self.batch(&mut queue.own());
            let net = self.batch(&mut queue.net());
            if !own && !net {
                return;
            }
        }
    }

    /// Runs a transaction. Returns whether there was anything to do.
    fn batch(&mut self, jobs: &mut dyn Iterator<Item = Job>) -> bool {
        let Some(first) = jobs.next() else {
            return false;
        };
        let mut batch = std::iter::once(first).chain(jobs);
        let mut done = Done::default();
        let before = self.core.newest_verdict();
        let transaction = AssertUnwindSafe(|| self.transaction(&mut batch, &mut done));
        let result =
            catch_unwind(transaction).unwrap_or_else(|panic| Err(panicked(panic.as_ref())));
        match &result {
            Ok(()) => {
                // A transaction that wrote no entry says nothing about a full disk.
                if self.core.newest_verdict() > before {
                    self.public
                        .disk
                        .send_if_modified(|last| last.take().is_some());
                }
                self.public.publish(&mut self.core);
                self.perform(done.effects);
            }
            Err(error) => self.give_up(error),
        }
        for answer in done.answers {
            answer(result.as_ref().err());
        }
        if result.is_ok() {
            self.upkeep();
            self.scrub();
        }
        true
    }

    /// Takes old pages off the disk after something was erased: until then the WAL has them.
    fn scrub(&mut self) {
        if self.core.take_scrub()
            && let Err(error) = self.core.db().checkpoint()
        {
            tracing::warn!(%error, "what was erased is still in the WAL, until its next checkpoint");
        }
    }

    /// Does what nobody asked for, in transactions of its own: its failure is nobody's.
    fn upkeep(&mut self) {
        let now_ms = self.clock.now_ms();
        if !self.core.needs_upkeep(now_ms) {
            return;
        }
        let work = AssertUnwindSafe(|| {
            self.core.begin()?;
            self.core.upkeep(now_ms)?;
            self.core.commit()
        });
        let done = catch_unwind(work).unwrap_or_else(|panic| Err(panicked(panic.as_ref())));
        if let Err(error) = done {
            tracing::warn!(%error, "upkeep is put off");
            self.broken = self.core.put_off_upkeep(now_ms).err();
            self.public.publish(&mut self.core);
            return;
        }
        let mut done = Done::default();
        match self.transaction(&mut std::iter::empty(), &mut done) {
            Ok(()) => {
                self.public.publish(&mut self.core);
                self.perform(done.effects);
            }
            Err(error) => self.give_up(&error),
        }
    }

    fn transaction(
        &mut self,
        jobs: &mut dyn Iterator<Item = Job>,
        done: &mut Done,
    ) -> Result<(), NodeError> {
        let now_ms = self.clock.now_ms();
        if self.pulse.was_away(now_ms, Instant::now(), boot_id()) {
            tracing::info!("the machine was away: other logs are begun");
            self.core.end_logs();
        }
        let mut result = self.ready();
        while result.is_ok()
            && let Some(job) = jobs.next()
        {
            let connection = job.connection();
            result = self.part(connection, done, |desk, done| desk.job(job, now_ms, done));
        }
        // After a failure the rest is not begun, and hears of it.
        if let Err(error) = result {
            for job in jobs {
                self.skip(job, &error, done);
            }
            return Err(error);
        }
        done.effects.extend(self.core.spread(now_ms)?);
        self.core.commit()
    }

    /// Begins a transaction, after reading the state again where that is due.
    fn ready(&mut self) -> Result<(), NodeError> {
        if self.broken.is_some() {
            self.core.recover()?;
            self.broken = None;
        }
        self.core.begin()
    }

    /// Runs a part of the transaction. A defect costs only this part and the connection that it is for.
    fn part(
        &mut self,
        connection: Option<Connection>,
        done: &mut Done,
        work: impl FnOnce(&mut Self, &mut Done) -> Result<(), NodeError>,
    ) -> Result<(), NodeError> {
        let effects = done.effects.len();
        self.core.begin_part()?;
        let work = AssertUnwindSafe(|| work(self, done));
        match catch_unwind(work).unwrap_or_else(|panic| Err(panicked(panic.as_ref()))) {
            Ok(()) => self.core.keep_part(),
            Err(error @ NodeError::Defect(_)) => {
                tracing::error!(%error, ?connection, "a job is undone");
                done.effects.truncate(effects);
                self.core.undo_part()?;
                if let Some(connection) = connection {
                    self.core.disconnect(connection);
                    if let Some(orders) = self.links.remove(&connection) {
                        orders.close(CloseCode::Failed);
                    }
                }
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn give_up(&mut self, error: &NodeError) {
        tracing::error!(%error, "nothing was saved; the state is read again");
        for (_, orders) in std::mem::take(&mut self.links) {
            orders.close(CloseCode::Failed);
        }
        self.broken = self.core.recover().err();
        self.public.publish(&mut self.core);
        self.public.disk.send_replace(Some(error.clone()));
    }
}
