//! What goes into a session and what comes out of it.

use trust::{BoardId, DeviceId, EndpointId, JoinRequest, Position};

use crate::{Admission, HostError, JoinRefusal, ReportRefusal, Side, Want};

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
    /// Entries of a log were stored that has several branches: [`crate::Host::branches`] says others than before.
    Forked {
        /// The board.
        board: BoardId,
    },
    /// This device holds a further board.
    BoardAdded {
        /// The board.
        board: BoardId,
    },
    /// This device holds a board no more.
    BoardGone {
        /// The board.
        board: BoardId,
    },
    /// Something of a board could not be read before and can be now (a key came): it is asked for again.
    Ask {
        /// The board.
        board: BoardId,
        /// What to ask for.
        wants: Vec<Want>,
    },
    /// This device wants to be let in by the peer.
    AskJoin {
        /// What it asks, signed.
        request: Box<JoinRequest>,
    },
    /// This device wants to drop a report with the peer, as somebody who is no member.
    SendReport {
        /// The report.
        report: Vec<u8>,
    },
    /// What the person has open is something else now: [`crate::PresenceHost::shows`] says what.
    Shown,
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
    /// The peer answered a report.
    Reported {
        /// [`crate::report_id`] of it.
        report: [u8; 32],
        /// Why it was not taken in; `None` where it is on the peer's disk.
        refusal: Option<ReportRefusal>,
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

impl CloseCode {
    /// Returns the number on the wire.
    #[must_use]
    pub const fn code(self) -> u32 {
        match self {
            Self::Goodbye => 0,
            Self::UpdateNeeded => 1,
            Self::Protocol => 2,
            Self::Frame => 3,
            Self::Failed => 4,
            Self::Busy => 5,
        }
    }

    /// Returns what a number means; one that is not known here reads as a failure.
    #[must_use]
    pub const fn from_code(code: u64) -> Self {
        match code {
            0 => Self::Goodbye,
            1 => Self::UpdateNeeded,
            2 => Self::Protocol,
            3 => Self::Frame,
            5 => Self::Busy,
            _ => Self::Failed,
        }
    }
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
