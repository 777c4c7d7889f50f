//! What a session asks of the peer that it runs in about who has a board open.
//!
//! The rules of [`super::Host`] hold here too. The defaults are those of a host that shows nothing and sees nobody.

use trust::{BoardId, DeviceId, ItemId};

/// A board that is open before a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Open {
    /// What they edit; `None` where they only look.
    pub item: Option<ItemId>,
}

/// The part of a host that shows what its person has open.
pub trait PresenceHost {
    /// Returns what a member's device is to know of this one. `None`: nothing is open, or that is not for them.
    fn shows(&mut self, board: BoardId, to: DeviceId) -> Option<Open> {
        let _ = (board, to);
        None
    }

    /// Says whether a member's device may be seen at all.
    fn is_seen(&mut self, board: BoardId, device: DeviceId) -> bool {
        let _ = (board, device);
        false
    }
}
