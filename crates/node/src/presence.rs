//! What is shown of an open board, and what is seen of others: values only. Never on a disk.

use std::collections::{BTreeMap, BTreeSet};

use trust::{BoardId, DeviceId, ItemId, PersonId};

/// What this device shows: the board that is open before its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Showing {
    /// The board.
    pub board: BoardId,
    /// What they edit; `None` where they only look.
    pub item: Option<ItemId>,
    /// Who is not told.
    pub not_to: BTreeSet<PersonId>,
}

/// A member's device that has a board open, by its own word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// Whose it is.
    pub person: PersonId,
    /// The device.
    pub device: DeviceId,
    /// What they edit; `None` where they only look. It may be of no item of the board.
    pub item: Option<ItemId>,
}

/// Who is seen to have which board open: devices that are connected to this one, and no others.
pub type AllSeen = BTreeMap<BoardId, BTreeSet<Seen>>;
