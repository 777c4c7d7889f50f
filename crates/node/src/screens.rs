//! Who says what a board looks like, for a member who holds nothing of it yet.
//!
//! Implemented outside, because this room reads no bodies.

use std::collections::BTreeMap;
use std::sync::Arc;

use sync::FirstScreen;
use trust::BoardId;

/// First screens of boards, by board. The word of whoever was met: nothing in them is checked.
pub type FirstScreens = BTreeMap<BoardId, Arc<FirstScreen>>;

/// Says what the boards of this device look like.
pub trait Screens: Send + Sync {
    /// Returns the first screen of a board; `None` where nothing is to be told. Asked on the thread that writes: it may
    /// not wait for the node.
    fn first_screen(&self, board: BoardId) -> Option<FirstScreen>;
}
