//! What a node is asked and what it answers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sync::RelayStanding;
use trust::{
    AsideKind, Authority, BoardId, Compartment, DeviceId, EndpointId, Entry, EntryId, HybridTime,
    ItemId, Kind, LogId, Moderated, PackedBoard, PersonId, Position, Reason, Role, TicketMode,
    TicketState, TicketText, Verdict,
};

/// What a write amounted to, after it is on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where its entries stand, in the order in which they were added.
    pub positions: Vec<Position>,
    /// The number of the newest verdict with it: whoever has followed up to here has seen it.
    pub verdict_n: u64,
}

/// A board as this device holds it.
#[derive(Debug, Clone)]
pub struct BoardInfo {
    /// The board.
    pub board: BoardId,
    /// Who this person is on it.
    pub me: PersonId,
    /// This device on it.
    pub device: DeviceId,
    /// Since when it is here, in milliseconds since 1970.
    pub added_ms: u64,
    /// Who may do what.
    pub authority: Arc<Authority>,
    /// Who can open what not every member reads: sealed cases, the coordinators' inbox.
    pub sealed: Arc<BTreeMap<Compartment, SealedPart>>,
    /// What another device of the person said of the board, as long as it has not arrived.
    pub arriving: Option<Arc<PackedBoard>>,
    /// Another device of the person handed the board on, and nobody (no helper either) has brought all that they have of it yet.
    /// Survives a restart.
    pub coming: bool,
    /// In this run something else wrote with this device's keys: a copy of its disk or of its machine.
    pub copied: bool,
    /// The devices that were taken off the board, or whose people were, and that can read what is written now: until a
    /// coordinator's device has made new keys.
    pub still_read: Arc<BTreeSet<DeviceId>>,
    /// What other devices are known to hold.
    pub holdings: Arc<Vec<Holding>>,
    /// What nobody else is known to hold.
    pub only_here: Arc<OnlyHere>,
    /// How many entries are here.
    pub entries: u64,
    /// How many of them wait for something that has not arrived.
    pub waiting: u64,
}

/// A compartment that not every member reads, as the certificates have it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SealedPart {
    /// Whose devices the newest key was handed to: who can open what is written now.
    pub openers: BTreeSet<PersonId>,
    /// Who could open an older part of it, and not what is written now.
    pub earlier: BTreeSet<PersonId>,
    /// The devices that were handed every key of it.
    pub in_all: BTreeSet<DeviceId>,
    /// The devices that were handed the newest one.
    pub in_newest: BTreeSet<DeviceId>,
    /// Whether this device can open it.
    pub held: bool,
    /// Whether it was erased.
    pub erased: bool,
}

/// A decision about an entry. Numbers ascend and have gaps; an entry may get a second verdict later.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The verdict's number on this device: the cursor.
    pub n: u64,
    /// The board.
    pub board: BoardId,
    /// The entry.
    pub entry: Arc<Entry>,
    /// Who wrote it; `None` only where it is set aside and nobody vouched for its device.
    pub person: Option<PersonId>,
    /// What was decided.
    pub verdict: Verdict,
}

/// What another device is known to hold, by its own word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The device.
    pub device: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// What it is called, where it is a helper's: it is none of the people's devices, and is counted apart.
    pub helper: Option<String>,
    /// How many of this device's entries it is not known to hold.
    pub lacks: u64,
    /// When it last said so, in milliseconds since 1970; `None` where it never did.
    pub at_ms: Option<u64>,
    /// When it was last known, in this run, to hold all that was here.
    pub whole_ms: Option<u64>,
    /// Since when it is known to hold all that is here; `None` where it is not.
    pub since_ms: Option<u64>,
    /// Whether it said that it leaves out what is new for want of room: a helper.
    pub full: bool,
    /// The newest number of each log that it is known to hold; without logs that have several branches.
    pub held: BTreeMap<LogId, u64>,
}

impl Holding {
    /// Returns whether the device is known to hold this entry. In a log with several branches, only a device that holds
    /// all of the board is.
    #[must_use]
    pub fn holds(&self, log: LogId, seq: u64) -> bool {
        self.since_ms.is_some() || self.held.get(&log).is_some_and(|held| *held >= seq)
    }
}

/// What of a board nobody else is known to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnlyHere {
    /// How many entries no other device of a member is known to hold. Helpers do not count.
    pub here: u64,
    /// How many no other person's device is known to hold: some may be on this person's other devices.
    pub mine: u64,
    /// The newest entry of each branch of which something is only here: where one is new, something more is.
    pub tips: BTreeSet<EntryId>,
}

/// A board that this device carries as a helper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedView {
    /// The board.
    pub board: BoardId,
    /// Since when, in milliseconds since 1970.
    pub since_ms: u64,
    /// How many sealed entries are here.
    pub entries: u64,
    /// How many bytes they take.
    pub bytes: u64,
    /// How many are taken at most.
    pub limit: u64,
    /// Whether something was left out lately for want of room.
    pub full: bool,
    /// When somebody of the board was last heard.
    pub heard_ms: Option<u64>,
    /// Whom to dial, who was heard last first.
    pub peers: Vec<EndpointId>,
}

/// What the network does, in facts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkState {
    /// Whether this device listens at all.
    pub listening: bool,
    /// Devices that are connected now and proved to be members', by board.
    pub connected: BTreeMap<BoardId, Vec<DeviceId>>,
    /// Why it does not listen, if that was not asked for.
    pub problem: Option<String>,
    /// How this device stands to each relay of its list; none while it does not listen.
    pub relays: Vec<RelayStanding>,
}

/// How this device uses the network. Can be changed while it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkSettings {
    /// Connects to nobody and listens to nobody.
    pub offline: bool,
    /// Finds devices in the same room (mDNS).
    pub local_discovery: bool,
    /// Relays, as URLs.
    pub relays: Vec<String>,
}

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            offline: false,
            local_discovery: true,
            relays: Vec::new(),
        }
    }
}

/// What an invitation should allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketSpec {
    /// How it lets people in.
    pub mode: TicketMode,
    /// The highest role that it gives.
    pub role: Role,
    /// How many may come in; `None` is without a count.
    pub uses: Option<u32>,
    /// When it ends, in milliseconds since 1970.
    pub expires_ms: Option<u64>,
    /// What the ticket calls the board.
    pub board_name: String,
    /// What the ticket calls the inviter.
    pub inviter_name: String,
    /// What the helper of [`TicketMode::Helper`] is called on the board: at most [`trust::MAX_LABEL`] bytes.
    pub label: Option<String>,
}

/// How a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketStatus {
    /// It lets people in.
    Live,
    /// Its time is over.
    Expired,
    /// All its uses are taken.
    UsedUp,
    /// It was taken back: by which `Remove`, and by whom.
    Removed(Option<(EntryId, PersonId)>),
}

/// A ticket of a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketView {
    /// The ticket, by whom, and how often it was used.
    pub state: TicketState,
    /// How it stands, by this device's clock.
    pub status: TicketStatus,
    /// Its text, where it was made on this device and leads to it.
    pub text: Option<String>,
    /// Whether it was made on this device under its other network key: before the address was hidden, or shown again.
    pub from_before: bool,
}

/// How somebody is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// Why.
    pub reason: Reason,
    /// Why, in words: at most [`trust::MAX_REASON_TEXT`] bytes.
    pub text: Option<String>,
    /// What of their work stays.
    pub keep: Keep,
    /// Where not all of it stays: whether those go too who are on the board, or have their role, only through this
    /// person. Else the same act keeps them in.
    pub let_go: bool,
    /// What is hidden in the same act, and for the same reason.
    pub hide: Vec<Moderated>,
}

/// What of somebody's work stays when they are removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// All that is known on this device now.
    Known,
    /// What stands up to these positions, and what others built on.
    Before(Vec<Position>),
}

/// An entry that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Where it stands.
    pub position: Position,
    /// Who wrote it, as far as somebody vouched for the device.
    pub person: Option<PersonId>,
    /// What it is about.
    pub item: Option<ItemId>,
    /// What its body holds.
    pub entry_kind: Kind,
    /// Which of the four kinds.
    pub kind: AsideKind,
    /// Why: a stable word.
    pub code: String,
    /// When it was written, by its author's clock.
    pub time: HybridTime,
}

/// What is on its way to a board, or that nothing is because the person stopped it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bringing {
    /// How far a long catch-up is.
    pub progress: Option<sync::Progress>,
    /// Whether the person stopped the board: nothing comes and goes until they let it go on.
    pub paused: bool,
}

/// A join under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinView {
    /// The ticket.
    pub ticket: TicketText,
    /// Since when, in milliseconds since 1970.
    pub since_ms: u64,
    /// How far.
    pub progress: JoinProgress,
}

/// How far a join is. One that is done is no join any more: its board is in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinProgress {
    /// Nobody could be asked yet; it goes on by itself.
    Waiting,
    /// Somebody let this device in; entries are on their way.
    Fetching {
        /// How many are here.
        have: u64,
        /// How many the board had when this device was let in.
        of: u64,
    },
    /// Refused, for good.
    Refused(sync::JoinRefusal),
}

/// A report of this device on a board that it is not on. It waits until somebody has answered for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentReport {
    /// What names it.
    pub id: [u8; 32],
    /// Whom its ticket names.
    pub hints: Vec<trust::EndpointHint>,
    /// What its ticket calls the board, and the inviter; unchecked.
    pub board_name: String,
    /// See `board_name`.
    pub inviter_name: String,
    /// What was written; empty once it was taken in.
    pub text: String,
    /// Since when, in milliseconds since 1970.
    pub since_ms: u64,
    /// When it was answered for good.
    pub done_ms: Option<u64>,
    /// What became of it, once somebody has answered for good.
    pub done: Option<Result<(), sync::ReportRefusal>>,
    /// `false` for one that was refused while nobody waited for the answer: who wrote it is yet to be told.
    pub told: bool,
}

/// What came of a wish to be equal with everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Devices that hold the same as this one now, by board.
    pub equal: BTreeMap<BoardId, Vec<DeviceId>>,
    /// Devices that were met and had not reached the same by the deadline, by board.
    pub behind: BTreeMap<BoardId, Vec<DeviceId>>,
    /// Devices of members that could not be reached, by board.
    pub unreached: BTreeMap<BoardId, Vec<DeviceId>>,
}
