//! The wires between people: frames in order on each, lost with it.

use std::collections::VecDeque;

use node::Connection;

/// What travels on a wire.
#[derive(Debug, Clone)]
pub(crate) enum Packet {
    Frame(Vec<u8>),
    /// The sender closed: whoever gets here has seen all that came before.
    Close,
}

/// A connection of two people. The first end dialled.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) connection: Connection,
    pub(crate) ends: [usize; 2],
    /// On their way to each end.
    pub(crate) queues: [VecDeque<Packet>; 2],
    /// A frame came twice or out of order, as no stream does it: what the sessions think of each other is worth
    /// nothing from then on, and the wire is lost in the end.
    pub(crate) tainted: bool,
}

impl Wire {
    pub(crate) fn new(connection: Connection, ends: [usize; 2]) -> Self {
        Self {
            connection,
            ends,
            queues: [VecDeque::new(), VecDeque::new()],
            tainted: false,
        }
    }

    /// Returns which end a person is.
    pub(crate) fn end_of(&self, person: usize) -> Option<usize> {
        self.ends.iter().position(|end| *end == person)
    }

    pub(crate) fn joins(&self, a: usize, b: usize) -> bool {
        self.ends == [a, b] || self.ends == [b, a]
    }
}
