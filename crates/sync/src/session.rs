//! One connection between two devices, as a machine that is fed inputs and returns outputs.
//!
//! Steps, in order (docs/protocol.md, "Between peers"):
//! 1. `Hello`: the version, nothing about boards.
//! 2. `Tags`: one per board and epoch, worthless to whoever lacks the board's key.
//! 3. `Meet`, per board that both have: a proof of device bound to the channel, and the digest of all
//!    positions. Equal digests end it here.
//! 4. `Compare`, in turns, the dialler first: ranges of positions, until both know the difference.
//! 5. `Transfer`s of what the other lacks, in a window; each is answered by `Holds`, the receipt.
//! 6. Live: own entries are pushed, others' announced by `Holds` and sent on `Want`.
//! 7. `Goodbye`.
//!
//! Owns the order and the bounds. Never reads a clock, draws a random number or starts a task.

use trust::{BoardId, DeviceId, EndpointId, JoinRequest, Position};

use crate::{Admission, Host, HostError, JoinRefusal, Limits, Side};

/// What happens to a session.
#[derive(Debug)]
pub enum Input {
    /// The connection stands.
    Opened,
    /// A frame arrived.
    Frame(Vec<u8>),
    /// Entries of a board were stored, from wherever: the newest position of each log that grew.
    Changed {
        /// The board.
        board: BoardId,
        /// The logs that grew, at their tips.
        tips: Vec<Position>,
    },
    /// This device holds a further board.
    BoardAdded {
        /// The board.
        board: BoardId,
    },
    /// This device wants to be let in by the peer.
    AskJoin {
        /// What it asks, signed.
        request: Box<JoinRequest>,
    },
    /// Time has passed; about once a second.
    Tick,
    /// This device wants to end the connection in good order.
    Goodbye,
}

/// What a session wants done, in this order, after the step's transaction is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Send this frame.
    Send(Vec<u8>),
    /// Close the connection with this code, after what was sent before.
    Close(CloseCode),
    /// The peer is a member's device of this board. Said once per board.
    Met {
        /// The board.
        board: BoardId,
        /// The peer's device there.
        device: DeviceId,
    },
    /// Both sides hold the same on this board. Said each time that it becomes so.
    Equal {
        /// The board.
        board: BoardId,
        /// The peer's device there.
        device: DeviceId,
    },
    /// The peer let this device in.
    Joined {
        /// The board.
        board: BoardId,
        /// What came with it.
        admission: Box<Admission>,
    },
    /// The peer did not let this device in.
    NotJoined {
        /// The board.
        board: BoardId,
        /// Why.
        refusal: JoinRefusal,
    },
}

/// Why a connection was closed; travels as the code of the transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CloseCode {
    /// In good order.
    Goodbye,
    /// The peer's version of the protocol is another one: somebody must update.
    UpdateNeeded,
    /// The peer broke the protocol.
    Protocol,
    /// A frame was empty, too long or too slow.
    Frame,
    /// This side failed; trying again later may help.
    Failed,
    /// Too many connections.
    Busy,
}

/// Why a step failed. The session is over: close with [`SessionError::code`].
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The peer's major version is not ours.
    #[error("the peer speaks version {theirs} of the protocol: update needed")]
    UpdateNeeded {
        /// Theirs.
        theirs: u16,
    },
    /// A message that no peer in order would send.
    #[error("the peer broke the protocol: {0}")]
    Protocol(&'static str),
    /// The host failed.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The session had ended before.
    #[error("the session is over")]
    Over,
}

impl SessionError {
    /// Returns the code to close the connection with.
    #[must_use]
    pub const fn code(&self) -> CloseCode {
        match self {
            Self::UpdateNeeded { .. } => CloseCode::UpdateNeeded,
            Self::Protocol(_) => CloseCode::Protocol,
            Self::Host(_) => CloseCode::Failed,
            Self::Over => CloseCode::Goodbye,
        }
    }
}

/// What a session starts from.
#[derive(Debug, Clone)]
pub struct SessionStart {
    /// Which end this is.
    pub side: Side,
    /// The secret that only the two ends of the connection know.
    pub binding: [u8; 32],
    /// The network key that the transport has proven of the peer.
    pub peer: EndpointId,
    /// 32 random bytes: fill up the list of tags, so that its length does not tell the number of boards.
    pub padding: [u8; 32],
}

/// One connection.
#[derive(Debug)]
pub struct Session {
    start: SessionStart,
    limits: Limits,
}

impl Session {
    /// Makes a session for a connection that stands, or is about to.
    #[must_use]
    pub fn new(start: SessionStart, limits: Limits) -> Self {
        Self { start, limits }
    }

    /// Takes one input and returns what is to be done.
    ///
    /// # Errors
    /// [`SessionError`], after which the session is over.
    pub fn step(
        &mut self,
        input: Input,
        host: &mut dyn Host,
        now_ms: u64,
    ) -> Result<Vec<Output>, SessionError> {
        let _ = (input, host, now_ms, &self.start, &self.limits);
        Err(SessionError::Over)
    }
}
