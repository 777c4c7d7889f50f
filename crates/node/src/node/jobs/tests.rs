//! The order in which the writer gets what it is brought.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::*;

/// What tests ask of the frames that connections bring.
#[derive(Default)]
pub(super) struct Frames {
    /// Whose frames wait.
    waiting: Vec<Connection>,
    /// How many each brought, to now.
    read: BTreeMap<Connection, u64>,
    /// How many bytes.
    bytes: BTreeMap<Connection, usize>,
}

impl Frames {
    pub(super) fn brought(&mut self, by: Connection, bytes: usize) {
        *self.bytes.entry(by).or_default() += bytes;
        self.waiting.push(by);
        *self.read.entry(by).or_default() += 1;
    }

    pub(super) fn taken(&mut self, by: Connection) {
        let at = self.waiting.iter().position(|one| *one == by);
        at.map(|at| self.waiting.remove(at));
    }
}

impl Jobs {
    /// Returns how many frames wait of the connection that has most there.
    pub(in crate::node) fn most_frames(&self) -> usize {
        let frames = self.frames.lock().unwrap();
        let waiting = &frames.waiting;
        let of = |connection| waiting.iter().filter(|one| *one == connection).count();
        waiting.iter().map(of).max().unwrap_or(0)
    }

    /// Returns how many bytes those of the newest connection had.
    pub(in crate::node) fn bytes_of_the_newest(&self) -> usize {
        let frames = self.frames.lock().unwrap();
        frames.bytes.last_key_value().map_or(0, |(_, bytes)| *bytes)
    }

    /// Returns how many frames were read of the connection that brought its first one last.
    pub(in crate::node) fn read_of_the_newest(&self) -> u64 {
        let frames = self.frames.lock().unwrap();
        frames.read.last_key_value().map_or(0, |(_, read)| *read)
    }
}

/// A request of one's own that asks nothing.
fn request() -> Job {
    Job::Ask(Box::new(|_| Asked {
        failed: None,
        answer: Box::new(|_| ()),
    }))
}

fn frame(connection: u64, bytes: usize) -> Job {
    let place = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
    let bytes = vec![0; bytes];
    Job::Frame(Connection(connection), Frame { bytes, place })
}

#[test]
fn own_requests_end_what_the_network_brought_after_one_job() {
    let (jobs, queue) = Jobs::new();
    for connection in 0..10 {
        jobs.net.try_send(frame(connection, 1)).ok().unwrap();
    }
    let mut batch = queue.net();
    assert!(batch.next().is_some() && batch.next().is_some());
    jobs.own.try_send(request()).ok().unwrap();
    assert!(batch.next().is_none(), "an own request waits");
    assert!(matches!(queue.own().next(), Some(Job::Ask(_))));
    // Never none at all: own requests without end do not stop the network.
    jobs.own.try_send(request()).ok().unwrap();
    assert_eq!(queue.net().count(), 1);
    drop(queue.own().next());
    assert_eq!(queue.net().count(), 7);
}

#[test]
fn a_transaction_takes_a_bounded_number_of_bytes() {
    let (jobs, queue) = Jobs::new();
    for connection in 0..20 {
        jobs.net.try_send(frame(connection, 1 << 20)).ok().unwrap();
    }
    assert_eq!(queue.net().count(), 8);
    assert_eq!(queue.net().count(), 8);
    assert_eq!(queue.net().count(), 4);
}

#[tokio::test]
async fn a_writer_that_is_gone_leaves_nobody_waiting() {
    let (jobs, queue) = Jobs::new();
    let asker = jobs.clone();
    let asked = tokio::task::JoinSet::from_iter([async move { asker.ask(|_, _| Ok(())).await }]);
    while jobs.waiting().0 == 0 {
        tokio::task::yield_now().await;
    }
    drop(queue);
    let answers = tokio::time::timeout(Duration::from_secs(10), asked.join_all());
    let answers = answers.await.unwrap();
    assert!(matches!(answers[..], [Err(NodeError::Closed)]));
    // And nobody comes to wait after it.
    assert!(matches!(
        jobs.ask(|_, _| Ok(())).await,
        Err(NodeError::Closed)
    ));
    assert!(!jobs.bring(Job::Tick).await);
}

#[test]
fn what_was_brought_before_the_end_is_still_there_after_it() {
    let (jobs, queue) = Jobs::new();
    jobs.own.try_send(request()).ok().unwrap();
    jobs.ring();
    jobs.close();
    while queue.wait() {}
    assert_eq!(queue.own().count(), 1);
    assert!(jobs.own.try_send(request()).is_err());
}
