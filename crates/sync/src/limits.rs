//! The bounds of a session. Limits of this machine: they may delay, and never decide what is valid.

/// How long a frame may be on the wire, in bytes. Part of the protocol.
pub const MAX_FRAME: usize = 1 << 20;
/// How many bytes a transfer may unfold to. Part of the protocol: a longer one is malformed.
pub const MAX_UNFOLDED: usize = 4 << 20;
/// How many entries, positions, tags or ranges one message may list. Part of the protocol.
pub const MAX_LISTED: usize = 65_536;

/// What one session may use of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Boards that are offered on one connection.
    pub boards: usize,
    /// Tags that are remembered of the peer.
    pub tags: usize,
    /// Clear bytes that are put into one transfer, as [`crate::Host::range`] counts them.
    pub transfer_bytes: usize,
    /// Transfers of one board that may be on their way without an answer; also how many one step makes.
    pub window: usize,
    /// Transfers of all boards that may be on their way without an answer: what a peer that takes nothing makes this
    /// side keep.
    pub window_of_all: usize,
    /// Logs of one board that a peer may make this side remember.
    pub logs: usize,
    /// Positions in one message of a comparison.
    pub positions: usize,
    /// Branches of forked logs that are stated, or that a peer may state, of one board.
    pub branches: usize,
    /// Messages in one comparison of a board; it ends there, with what is known by then.
    pub turns: u32,
    /// Ranges that are asked for after one arrival.
    pub wants: usize,
    /// Joins that a stranger may ask for in vain, or again, on one connection.
    pub joins: u32,
    /// Bytes of entries that a peer may draw at once ...
    pub egress_burst: u64,
    /// ... and per second from then on.
    pub egress_per_second: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            boards: 1_024,
            tags: 8_192,
            transfer_bytes: 768 << 10,
            window: 4,
            window_of_all: 16,
            logs: 262_144,
            positions: 8_192,
            branches: 4_096,
            turns: 256,
            wants: 64,
            joins: 8,
            egress_burst: 256 << 20,
            egress_per_second: 16 << 20,
        }
    }
}
