//! One connection between two devices, as a machine that is fed inputs and returns outputs.
//!
//! Steps, in order (docs/protocol.md, "Between peers"):
//! 1. `Hello`: the version, nothing about boards.
//! 2. `Pair`, between devices that remember each other: one statement of all their boards (`pair`). Else, or where
//!    it is another one than the peer's, `Tags`: one per board and epoch, worthless to whoever lacks the board's key.
//! 3. `Meet`, per board that both have: a proof of device bound to the channel, and the digest of all
//!    positions. Equal digests end it here.
//! 4. `Compare`, in turns, the dialler first: ranges of positions, until both know the difference.
//! 5. `Transfer`s of what the other lacks, in a window; each is answered by `Holds`, the receipt.
//! 6. Live: own entries are pushed, others' announced by `Holds` and sent on `Want`.
//! 7. `Goodbye`.
//!
//! Owns the order and the bounds. Never reads a clock, draws a random number or starts a task.

mod board;
mod branches;
mod bringing;
mod greet;
mod io;
mod join;
pub(crate) mod near;
mod pair;
mod presence;
mod remember;
mod report;
pub(crate) mod screen;
pub(crate) mod serve;
#[cfg(test)]
mod tests;
mod tied;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use trust::{BoardId, DeviceId, EndpointId};

pub use io::{CloseCode, Input, Output, SessionError, SessionStart};
pub use report::report_id;

use crate::limits::MAX_FRAME;
use crate::shared::Shared;
use crate::wire::{Hello, MAJOR, MINOR, Message, Tag};
use crate::{Host, Limits, ReportRefusal};

/// One connection.
#[derive(Debug)]
pub struct Session {
    start: SessionStart,
    limits: Limits,
    heard: bool,
    /// The peer's minor version.
    minor: u16,
    over: bool,
    /// What both remember of each other.
    pairing: pair::Pairing,
    /// The boards behind our tags, in the order in which they were sent; `None` is padding.
    slots: Vec<Option<BoardId>>,
    /// The own tags that were sent: none is sent twice.
    offered: BTreeSet<Tag>,
    /// The peer's tags and their places.
    tags: BTreeMap<Tag, u32>,
    boards: BTreeMap<BoardId, Shared>,
    /// Boards on which the peer is refused: nothing more is said of them here.
    refused: BTreeSet<BoardId>,
    egress: Egress,
    /// Joins that the peer asked for in vain, or again.
    joins_heard: u32,
    /// Boards that the peer was let into.
    let_in: BTreeSet<BoardId>,
    /// Reports that the peer brought.
    reports_heard: u32,
    /// Reports that this device brought.
    reports_said: u32,
    /// Reports of this device without an answer.
    reporting: Vec<[u8; 32]>,
    /// The boards that this device asked to be let into.
    asking: Vec<BoardId>,
    /// Frames whose stretch is not whole yet.
    stretch: Option<tied::Stretch>,
}

impl Session {
    /// Returns how much the peer may still draw.
    #[must_use]
    pub const fn egress(&self) -> Egress {
        self.egress
    }

    /// Goes on from what the same peer might still draw on its last connection: whoever dials anew begins nothing anew.
    pub const fn go_on_from(&mut self, egress: Egress) {
        self.egress = egress;
    }

    /// Makes a session for a connection that stands, or is about to.
    #[must_use]
    pub fn new(start: SessionStart, limits: Limits) -> Self {
        let egress = Egress {
            tokens: limits.egress_burst,
            at_ms: None,
        };
        Self {
            start,
            limits,
            heard: false,
            minor: 0,
            pairing: pair::Pairing::default(),
            over: false,
            slots: Vec::new(),
            offered: BTreeSet::new(),
            tags: BTreeMap::new(),
            boards: BTreeMap::new(),
            refused: BTreeSet::new(),
            egress,
            joins_heard: 0,
            let_in: BTreeSet::new(),
            reports_heard: 0,
            reports_said: 0,
            reporting: Vec::new(),
            asking: Vec::new(),
            stretch: None,
        }
    }

    /// Returns the network key of the peer.
    #[must_use]
    pub const fn peer(&self) -> EndpointId {
        self.start.peer
    }

    /// Returns the boards on which the peer proved to be a member's device, with that device.
    pub fn met(&self) -> impl Iterator<Item = (BoardId, DeviceId)> {
        let proven = self.boards.values().filter(|shared| shared.met_said);
        proven.filter_map(|shared| shared.peer.map(|device| (shared.board, device)))
    }

    /// Returns the boards on which both sides hold the same, as far as they told each other.
    pub fn equal(&self) -> impl Iterator<Item = BoardId> {
        self.boards
            .values()
            .filter(|shared| shared.met_said && shared.is_equal())
            .map(|shared| shared.board)
    }

    /// Returns whether everything that both sides have is equal and nothing is on its way.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.heard
            && self.pairing.is_settled()
            && self
                .boards
                .values()
                .all(|shared| shared.in_flight == 0 && shared.is_equal())
    }

    /// Takes one input and returns what is to be done, in order.
    ///
    /// Work and memory of a step are bounded by the input and the [`Limits`].
    ///
    /// # Errors
    /// [`SessionError`], after which the session is over.
    pub fn step(
        &mut self,
        input: Input,
        host: &mut dyn Host,
        now_ms: u64,
    ) -> Result<Vec<Output>, SessionError> {
        if self.over {
            return Err(SessionError::Over);
        }
        let mut step = Step {
            session: self,
            host,
            now_ms,
            out: Vec::new(),
            made: 0,
        };
        let result = step.input(input).and_then(|()| step.flush());
        let out = step.out;
        match result {
            Ok(()) => Ok(out),
            Err(error) => {
                self.over = true;
                Err(error)
            }
        }
    }
}

/// How much the peer may still draw: fills up with time. Who runs the sessions hands it on to the same peer's next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Egress {
    tokens: u64,
    at_ms: Option<u64>,
}

impl Egress {
    /// Returns whether anything of it was drawn, as far as is known: else a new session begins with as much.
    #[must_use]
    pub const fn has_drawn(&self, limits: &Limits) -> bool {
        self.tokens < limits.egress_burst
    }

    fn refill(&mut self, limits: &Limits, now_ms: u64) {
        let passed = now_ms.saturating_sub(self.at_ms.unwrap_or(now_ms));
        let more = passed.saturating_mul(limits.egress_per_second) / 1_000;
        self.tokens = self.tokens.saturating_add(more).min(limits.egress_burst);
        self.at_ms = Some(now_ms);
    }
}

/// One step on its way: the session, its host, and what came of it so far.
struct Step<'a> {
    session: &'a mut Session,
    host: &'a mut dyn Host,
    now_ms: u64,
    out: Vec<Output>,
    /// Transfers that this step made.
    made: usize,
}

impl Step<'_> {
    fn input(&mut self, input: Input) -> Result<(), SessionError> {
        match input {
            Input::Opened => self.open(),
            Input::Frame(bytes) => self.frame(&bytes),
            Input::Changed { board, tips } => {
                self.changed(board, &tips);
                Ok(())
            }
            Input::BoardAdded { board } => self.add_board(board),
            Input::BoardGone { board } => {
                self.session.boards.remove(&board);
                self.session.refused.insert(board);
                Ok(())
            }
            Input::Ask { board, wants } => {
                self.ask_anew(board, wants);
                self.want_branches(board)
            }
            Input::Forked { board } => {
                self.read_branches(board)?;
                self.want_branches(board)
            }
            Input::AskJoin { request } => {
                self.ask_join(*request);
                Ok(())
            }
            Input::SendReport { report } => {
                self.send_report(report);
                Ok(())
            }
            // What follows is said by the flush.
            Input::Shown => Ok(()),
            Input::Tick => {
                self.tick();
                Ok(())
            }
            Input::Goodbye => {
                self.send(&Message::Goodbye);
                self.close();
                Ok(())
            }
        }
    }

    fn frame(&mut self, bytes: &[u8]) -> Result<(), SessionError> {
        if bytes.len() > MAX_FRAME {
            return Err(SessionError::Protocol("a frame over the limit"));
        }
        let message =
            Message::decode(bytes).map_err(|_| SessionError::Protocol("a damaged message"))?;
        match message {
            Message::Hello(hello) => return self.hello(hello),
            _ if !self.session.heard => return Err(SessionError::Protocol("no hello")),
            Message::Tags(tags) => return self.take_tags(&tags),
            Message::Meet(meet) => return self.meet(&meet),
            Message::Compare(compare) => return self.compare(&compare),
            Message::Transfer { slot, bytes } => return self.transfer(slot, &bytes),
            Message::Holds(holds) => return self.holds(&holds),
            Message::Want(wants) => return self.wants(wants),
            Message::Goodbye => self.close(),
            Message::Join(request) => return self.join(&request),
            Message::Admitted(admitted) => return self.admitted(*admitted),
            Message::Refused(refused) => self.refused(refused),
            Message::Removed { slot, frames } => return self.removed(slot, &frames),
            Message::Keys { slot, wrap } => return self.keys(slot, &wrap),
            Message::Carry(carry) => return self.carry(&carry),
            Message::Frames { slot, more, frames } => return self.frames(slot, more, frames),
            Message::Report(report) => return self.report(&report),
            Message::Taken(report) => self.report_answered(report, None),
            Message::NotTaken { report, reason } => {
                self.report_answered(report, Some(ReportRefusal::of_byte(reason)));
            }
            Message::Branches(said) => return self.branches(said),
            Message::WantBranches(said) => return self.branches_wanted(said),
            Message::Room(room) => return self.room(room),
            Message::Places(places) => return self.places(places),
            Message::Pair(said) => return self.pair(said),
            Message::PairCompare(said) => return self.pair_compare(&said),
            Message::Amount(said) => return self.amount(said),
            Message::AskScreen(asked) => return self.screen_asked(asked),
            Message::Screen { slot, bytes } => return self.screen(slot, &bytes),
            Message::Presence(presence) => return self.presence(presence),
            Message::Enough(said) => return self.enough(said),
            Message::Unknown => {}
        }
        Ok(())
    }

    fn hello(&mut self, hello: Hello) -> Result<(), SessionError> {
        if hello.major != MAJOR {
            return Err(SessionError::UpdateNeeded {
                theirs: hello.major,
            });
        }
        self.session.heard = true;
        self.session.minor = hello.minor;
        self.hears_pairs(hello.minor)
    }

    fn open(&mut self) -> Result<(), SessionError> {
        self.send(&Message::Hello(Hello {
            major: MAJOR,
            minor: MINOR,
        }));
        if self.say_pair()? {
            return Ok(());
        }
        self.offer_boards()
    }

    fn close(&mut self) {
        self.session.over = true;
        self.out.push(Output::Close(CloseCode::Goodbye));
    }

    fn send(&mut self, message: &Message) {
        self.out.push(Output::Send(message.encode()));
    }

    /// Returns the board behind one of our tags, and what is known of it with this peer.
    fn shared(&mut self, slot: u32) -> Option<&mut Shared> {
        let board = usize::try_from(slot)
            .ok()
            .and_then(|slot| *self.session.slots.get(slot)?)?;
        self.session.boards.get_mut(&board)
    }
}
