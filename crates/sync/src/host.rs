//! What a session asks of the peer that it runs in.
//!
//! Owns the [`Host`] trait and the values that cross it. Never holds entries, keys or a clock: the host
//! does, and the session only decides what is said to whom.
//!
//! Rules for a host:
//! 1. A call may read and write its storage inside of the transaction around the step; what the session
//!    returned is sent only after the commit. So a `Holds` on the wire is a receipt.
//! 2. A session passes on only what [`Host::range`] gives it, and calls it only for a peer that
//!    [`Host::standing`] calls [`Standing::Member`].
//! 3. After entries were stored, whatever way they came, the host tells every session by
//!    [`crate::Input::Changed`]; the session that they came through may be told too.

use trust::{BoardId, DeviceId, EndpointId, Entry, JoinRequest, LogId, Position, Signature, Wrap};

mod near;
mod pair;
mod presence;
mod report;
mod screen;
mod tied;

pub use near::NearHost;
pub use pair::{Pair, PairHost, PairedBoard};
pub use presence::{Open, PresenceHost};
pub use report::ReportRefusal;
pub use screen::ScreenHost;
pub use tied::{Access, SealedFrame, TiedHost};

use crate::Transfer;

/// Which end of the connection a message or proof is from. Signed and hashed, so that nothing can be thrown back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The end that dialled.
    Dialler,
    /// The end that accepted.
    Acceptor,
}

impl Side {
    /// Returns the byte that stands for the side in hashes and signatures.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Dialler => 0,
            Self::Acceptor => 1,
        }
    }

    /// Returns the other end.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Dialler => Self::Acceptor,
            Self::Acceptor => Self::Dialler,
        }
    }
}

/// One end of one connection: what proofs are bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channel {
    /// The secret that only the two ends of this connection know.
    pub binding: [u8; 32],
    /// Whose tag or proof it is.
    pub side: Side,
}

impl Channel {
    /// Returns the binding of this side: a hash of the connection's secret and the side.
    #[must_use]
    pub fn of_side(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("manyhands 2026 channel side");
        hasher.update(&self.binding);
        hasher.update(&[self.side.byte()]);
        *hasher.finalize().as_bytes()
    }
}

/// A device's word that it is on this channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// The device on this board.
    pub device: DeviceId,
    /// By that device over board and channel.
    pub signature: Signature,
}

/// What a board thinks of a device whose signature is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A member's device: it gets the board.
    Member,
    /// Not known: somebody came in by another way, and the certificate is yet to arrive. Its entries are
    /// taken (they prove themselves), nothing is served to it, and it is asked about again after each
    /// arrival.
    Unknown,
    /// Removed or revoked: nothing is taken or served.
    Refused,
}

/// Entries of one log that the peer lacks: `from..=to`, both at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lacking {
    /// The log.
    pub log: LogId,
    /// The first number that the peer lacks.
    pub from: u64,
    /// The newest that is held here.
    pub to: u64,
}

/// What became of a transfer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// The newest position held here of every log that the transfer touched, also where nothing was new.
    pub tips: Vec<Position>,
    /// The newest position of every log of the transfer whose entry there came whole and is what is held here: what
    /// the sender is known to hold.
    pub verified: Vec<Position>,
    /// Ranges to ask the peer for: after a gap (`seq` = own tip + 1) or a fork (where the branches part).
    pub wants: Vec<Want>,
    /// Entries that were dropped for a bad chain, signature or form.
    pub bad: u64,
}

/// A request for a log from `seq` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Want {
    /// The log.
    pub log: LogId,
    /// The first number asked for; at least 1.
    pub from: u64,
}

/// What an admitter hands to a joiner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// The board's present keys, for the joiner's device.
    pub wrap: Wrap,
    /// Where the `Join` stands, so that the joiner knows when it has arrived.
    pub join: Position,
    /// How many entries the board has, for the joiner's progress.
    pub entries: u64,
}

/// Why a ticket did not let somebody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum JoinRefusal {
    /// No such ticket here, or no such board: the two look the same from outside.
    #[error("this ticket is not known here")]
    Unknown,
    /// Its time is over.
    #[error("this ticket has expired")]
    Expired,
    /// All its uses are taken.
    #[error("this ticket is used up")]
    UsedUp,
    /// Somebody took it back.
    #[error("this ticket was removed")]
    Removed,
    /// The joiner's app does not know what the board needs.
    #[error("the app is too old for this board")]
    TooOld,
    /// What arrived is not the board of the ticket. Found by the joiner, never sent.
    #[error("this is not the board of the ticket")]
    OtherBoard,
    /// The person is on the board already.
    #[error("already a member")]
    AlreadyMember,
    /// The request is damaged: a signature in it is wrong.
    #[error("the request is damaged")]
    Damaged,
    /// The admitter may not let anybody in (a reader's device without keys, say) or is busy: ask another.
    #[error("this device cannot let anybody in")]
    NotNow,
}

/// The host's storage failed; the step's transaction is to be rolled back.
#[derive(Debug, thiserror::Error)]
#[error("the host failed: {0}")]
pub struct HostError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// What a refused device is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The sealed frames of what ended its standing.
    pub frames: Vec<u8>,
    /// The keys that open these frames, sealed for the device: those of its time as a member only. Sent where it showed
    /// that it missed changes of the key, before the frames.
    pub keys: Option<Vec<u8>>,
}

/// What is known of what a device holds.
#[derive(Debug, Default)]
pub struct Known {
    /// The newest position of each log.
    pub positions: Vec<Position>,
    /// How many were read from the disk for it.
    pub read: usize,
}

/// The peer that a session runs in.
///
/// All times are milliseconds since 1970, from the clock that the step was given.
pub trait Host: TiedHost + PresenceHost + NearHost + ScreenHost + PairHost {
    /// Returns the boards that this peer holds, in a fixed order. At most [`crate::Limits::boards`] are offered.
    fn boards(&mut self) -> Result<Vec<BoardId>, HostError>;

    /// Returns the board's tags for one end of a channel: one per held epoch of compartment `Members`, the newest
    /// first, in the same order for both ends ([`trust::EpochKey::board_tag`]). The first few are offered; the others
    /// are recognised, so that a member who missed some changes of the key is still found.
    fn tags(&mut self, board: BoardId, channel: &Channel) -> Result<Vec<[u8; 32]>, HostError>;

    /// Signs for this device that it is at this end of the channel: [`trust::prove_device`] over
    /// [`Channel::of_side`].
    /// `None` where this device has no key on the board.
    fn prove(&mut self, board: BoardId, channel: &Channel) -> Result<Option<Proof>, HostError>;

    /// Says what the board thinks of a device now. Asked before anything is served, so it must be cheap.
    fn standing(&mut self, board: BoardId, device: DeviceId) -> Standing;

    /// Returns what a refused device is to be told: what ended its standing.
    fn notice(&mut self, board: BoardId, device: DeviceId) -> Result<Option<Notice>, HostError> {
        let _ = (board, device);
        Ok(None)
    }

    /// Is told by a peer's device that this device is refused there: by these frames, which the host checks as it
    /// would any entry.
    fn told(
        &mut self,
        board: BoardId,
        from: DeviceId,
        frames: &[u8],
        now_ms: u64,
    ) -> Result<(), HostError> {
        let _ = (board, from, frames, now_ms);
        Ok(())
    }

    /// Returns the board's keys, sealed for a member's device that showed only an older one: somebody who came back
    /// after a removal was made good cannot read the certificates that would bring them.
    fn keys(&mut self, board: BoardId, device: DeviceId) -> Result<Option<Vec<u8>>, HostError> {
        let _ = (board, device);
        Ok(None)
    }

    /// Takes keys that a peer sealed for this device.
    fn handed(&mut self, board: BoardId, wrap: &[u8]) -> Result<(), HostError> {
        let _ = (board, wrap);
        Ok(())
    }

    /// Returns the newest position of every log of the board, but for those with several branches.
    fn positions(&mut self, board: BoardId) -> Result<Vec<Position>, HostError>;

    /// Says whether this device wrote the log, in this run or an earlier one.
    ///
    /// Entries of such logs are pushed to whoever lacks them; those of other logs are announced, and sent
    /// when asked for, so that a full mesh does not carry everything many times.
    fn wrote(&mut self, board: BoardId, log: LogId) -> bool;

    /// Says whether entries up to this announced position are about to come by another connection: the
    /// log's author is connected there, or they were asked for there a moment ago.
    ///
    /// If not, they are asked for at once (and the host may remember that); if so, at the next
    /// [`crate::Input::Tick`], should they still be lacking. A host that does not know says `false`.
    fn is_expected(&mut self, board: BoardId, announced: Position, now_ms: u64) -> bool {
        let _ = (board, announced, now_ms);
        false
    }

    /// Returns the next entries out of `lacking`, a prefix of them in an order in which causes come first
    /// (the order of arrival here is one), and without gaps within each log.
    ///
    /// Stops before the sum of body lengths and 256 bytes per entry passes `max_bytes`, but returns at
    /// least one entry if there is any. Signatures are given where they are stored.
    fn range(
        &mut self,
        board: BoardId,
        lacking: &[Lacking],
        max_bytes: usize,
    ) -> Result<Vec<Entry>, HostError>;

    /// Returns about how many bytes those entries have, before they are packed: for people who wait. `None`: not known.
    fn amount(&mut self, board: BoardId, lacking: &[Lacking]) -> Result<Option<u64>, HostError> {
        let _ = (board, lacking);
        Ok(None)
    }

    /// Takes what a peer sent: rebuilds ([`Transfer::rebuild`]), judges and stores.
    fn receive(
        &mut self,
        board: BoardId,
        from: DeviceId,
        transfer: Transfer,
        now_ms: u64,
    ) -> Result<Received, HostError>;

    /// Is told of two entries under one number: the peer states `theirs` where this peer has another id.
    /// Returns from which number on the peer's branch is wanted, if it is.
    fn forked(
        &mut self,
        board: BoardId,
        from: DeviceId,
        theirs: Position,
    ) -> Result<Option<u64>, HostError>;

    /// Returns the newest positions of all branches of the logs that forked, sorted: two peers with the same entries
    /// return the same, whichever branch came first.
    fn branches(&mut self, board: BoardId) -> Result<Vec<Position>, HostError> {
        let _ = board;
        Ok(Vec::new())
    }

    /// Says whether an entry of a forked log is here, or is not to be taken.
    fn has_branch(
        &mut self,
        board: BoardId,
        position: Position,
        now_ms: u64,
    ) -> Result<bool, HostError> {
        let _ = (board, position, now_ms);
        Ok(false)
    }

    /// Returns the next entries of a branch for a peer: those that lead to `tip`, from number `from` on, or behind the
    /// last that leads to one of the positions in `have`, whichever is later. Bounded as [`Host::range`] is.
    fn branch(
        &mut self,
        board: BoardId,
        tip: Position,
        from: u64,
        have: &[Position],
        max_bytes: usize,
    ) -> Result<Vec<Entry>, HostError> {
        let _ = (board, tip, from, have, max_bytes);
        Ok(Vec::new())
    }

    /// Returns what a device of a member is known to hold: the newest position that it stated of each log, but for those
    /// with several branches. Nothing, where more than `most` positions would have to be read from the disk for it. Saves
    /// bytes where it says the same of this device; nothing rests on it.
    fn known(&mut self, board: BoardId, device: DeviceId, most: usize) -> Result<Known, HostError> {
        let _ = (board, device, most);
        Ok(Known::default())
    }

    /// Persists what a member's device says that it has on its disk: at least these positions.
    fn holds(
        &mut self,
        board: BoardId,
        device: DeviceId,
        positions: &[Position],
        now_ms: u64,
    ) -> Result<(), HostError>;

    /// The same where the device stated all that it holds, after the boards were compared: these positions, and nothing of
    /// any other log. What it stated on an earlier connection and does not now, it has lost.
    fn holds_only(
        &mut self,
        board: BoardId,
        device: DeviceId,
        positions: &[Position],
        now_ms: u64,
    ) -> Result<(), HostError> {
        self.holds(board, device, positions, now_ms)
    }

    /// Decides about a joiner: checks the request and the ticket, writes `Join` and `Wrap`, answers.
    ///
    /// A request that was admitted before (the answer was lost on the way) is answered the same again.
    fn admit(
        &mut self,
        request: &JoinRequest,
        peer: EndpointId,
        now_ms: u64,
    ) -> Result<Result<Admission, JoinRefusal>, HostError>;

    /// Takes a report of somebody who is no member in, if their ticket allows it.
    fn take_report(
        &mut self,
        report: &[u8],
        now_ms: u64,
    ) -> Result<Result<(), ReportRefusal>, HostError> {
        let _ = (report, now_ms);
        Ok(Err(ReportRefusal::NotNow))
    }

    /// Is told, at the joiner's, that it was let in: opens the keys and makes the board known, so that
    /// [`Host::tags`] and [`Host::prove`] work for it. A refusal ends the join.
    fn admitted(
        &mut self,
        board: BoardId,
        admission: &Admission,
        now_ms: u64,
    ) -> Result<Result<(), JoinRefusal>, HostError>;
}
