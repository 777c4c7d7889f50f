//! What waits to be sent on a connection: bounded by number and by bytes, and cut off at once where it must be.
//!
//! Owns the bounds. Never sends anything itself: the connection's task does (`carry`).

use std::sync::Arc;

use sync::CloseCode;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc};

/// Orders of one connection: a step may bring one for each board in common (`sync::Limits::boards`), and the answers
/// to those of the peer come before they are sent. What they weigh is bounded by `BYTES`.
const ORDERS: usize = 4_096;
/// Their bytes: somewhat more than what a session has on its way without an answer (`sync::Limits`), so that whoever
/// takes what it is sent is never cut off.
const BYTES: usize = 24 << 20;
/// Bytes that wait on all connections together; over that, the one on which most waits is cut off.
pub(super) const BYTES_OF_ALL: usize = 64 << 20;

/// What a connection is told to do.
#[derive(Debug)]
pub(super) enum Order {
    /// The permit is the room that the frame takes until it is sent.
    Send(Vec<u8>, OwnedSemaphorePermit),
    Close(CloseCode),
}

/// The writer's end of a connection. Dropping it ends the connection, after what waits.
pub(super) struct Orders {
    queue: mpsc::Sender<Order>,
    room: Arc<Semaphore>,
    cut: Arc<Notify>,
}

impl Orders {
    /// Makes both ends. `cut` ends the connection without sending what waits.
    pub(super) fn new(cut: Arc<Notify>) -> (Self, mpsc::Receiver<Order>) {
        let (queue, orders) = mpsc::channel(ORDERS);
        let room = Arc::new(Semaphore::new(BYTES));
        (Self { queue, room, cut }, orders)
    }

    /// Returns whether there was room for the frame.
    pub(super) fn send(&self, frame: Vec<u8>) -> bool {
        let bytes = u32::try_from(frame.len()).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.room).try_acquire_many_owned(bytes);
        room.is_ok_and(|room| self.queue.try_send(Order::Send(frame, room)).is_ok())
    }

    /// Ends the connection after what waits.
    pub(super) fn close(&self, code: CloseCode) {
        // A full queue ends with its sender, which is dropped by whoever calls this.
        let _ = self.queue.try_send(Order::Close(code));
    }

    /// Ends the connection at once; what waits is let go.
    pub(super) fn cut_off(&self) {
        self.cut.notify_one();
    }

    /// Returns the bytes that wait.
    pub(super) fn waiting(&self) -> usize {
        BYTES.saturating_sub(self.room.available_permits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_who_takes_nothing_makes_a_bounded_number_of_bytes_wait() {
        let (orders, mut queue) = Orders::new(Arc::default());
        let frame = vec![0; 1 << 20];
        let fits = (0..64).filter(|_| orders.send(frame.clone())).count();
        assert_eq!(fits, 24);
        assert_eq!(orders.waiting(), BYTES);
        // What is sent makes room.
        drop(queue.try_recv().unwrap());
        assert!(orders.send(frame.clone()));
        assert!(!orders.send(frame));
    }

    #[test]
    fn what_a_session_has_on_its_way_fits() {
        let limits = sync::Limits::default();
        assert!((limits.window_of_all + 4) * (1 << 20) <= BYTES);
    }

    #[test]
    fn whoever_shares_every_board_there_may_be_is_not_cut_off() {
        let limits = sync::Limits::default();
        let (orders, _queue) = Orders::new(Arc::default());
        // A meeting, a digest and positions of each board, before any of them is sent, and what else is on its way.
        let at_once = limits.boards * 3 + limits.window_of_all + 64;
        let fits = (0..at_once).filter(|_| orders.send(vec![0; 512])).count();
        assert_eq!(fits, at_once);
    }
}
