//! What a session asks of the peer that it runs in about the first screen of a board.
//!
//! The rules of [`super::Host`] hold here too. The defaults are those of a host that shows nothing before its history.

use trust::{BoardId, DeviceId};

use crate::FirstScreen;

/// The part of a host that shows a board before its history is there.
pub trait ScreenHost {
    /// Says whether nothing of a board is here yet, so that its first screen would be of use.
    fn wants_screen(&mut self, board: BoardId) -> bool {
        let _ = board;
        false
    }

    /// Returns the first screen of a board for a member's device; `None` where there is none to be shown.
    fn screen(&mut self, board: BoardId, to: DeviceId) -> Option<FirstScreen> {
        let _ = (board, to);
        None
    }

    /// Takes the first screen that was asked for. It proves nothing, and is never kept.
    fn take_screen(&mut self, board: BoardId, from: DeviceId, screen: FirstScreen) {
        let _ = (board, from, screen);
    }
}
