//! First screens: what a member says that a board looks like, while nothing of it is here.
//!
//! Owns for how long one is shown: in memory only, until the history is here or says otherwise. Never written down, never
//! passed on, and nothing is signed on top of it: no other part of the core reads it. What this device tells of its own
//! boards whoever runs the core says ([`Screens`]), because this room reads no bodies.

use std::collections::BTreeMap;
use std::sync::Arc;

use sync::{FirstScreen, ScreenHost, Standing};
use trust::{BoardId, DeviceId};

use super::Core;
use super::state::State;
use crate::{FirstScreens, Screens};

/// First screens that are kept in memory at once.
const MOST: usize = 8;

/// What is shown of boards that are not here yet, and who says what this device's own look like.
#[derive(Default)]
pub(crate) struct Shows {
    shows: Option<Arc<dyn Screens>>,
    held: BTreeMap<BoardId, (DeviceId, Arc<FirstScreen>)>,
    changed: bool,
}

impl Shows {
    /// Lets one go: the history is here, or nobody waits for it any more.
    pub(super) fn let_go(&mut self, board: BoardId) {
        self.changed |= self.held.remove(&board).is_some();
    }
}

impl Core {
    /// Has the first screens of this device's boards told by somebody who can read them.
    pub fn show_screens_by(&mut self, shows: Arc<dyn Screens>) {
        self.state.screens.shows = Some(shows);
    }

    /// Returns the first screens of boards whose history is not here, where that changed since the last call.
    pub fn take_screens(&mut self) -> Option<FirstScreens> {
        let State {
            screens, boards, ..
        } = &mut self.state;
        let before = screens.held.len();
        screens.held.retain(|board, _| boards.contains_key(board));
        screens.changed |= screens.held.len() < before;
        if !std::mem::take(&mut screens.changed) {
            return None;
        }
        let held = screens.held.iter();
        Some(
            held.map(|(board, (_, screen))| (*board, Arc::clone(screen)))
                .collect(),
        )
    }
}

impl State {
    /// Lets a first screen go whose teller is no member, as is known by now.
    pub(super) fn check_screen(&mut self, board: BoardId) {
        let Some((from, _)) = self.screens.held.get(&board) else {
            return;
        };
        let standing = self.boards.get(&board).map(|held| held.standing_of(*from));
        if standing.is_none_or(|standing| standing == Standing::Refused) {
            self.screens.let_go(board);
        }
    }
}

impl ScreenHost for State {
    fn wants_screen(&mut self, board: BoardId) -> bool {
        let held = self.boards.get(&board);
        let room = self.screens.held.len() < MOST || self.screens.held.contains_key(&board);
        room && !self.paused.contains(&board) && held.is_some_and(|held| held.logs.is_empty())
    }

    fn screen(&mut self, board: BoardId, _: DeviceId) -> Option<FirstScreen> {
        let held = self.boards.get(&board)?;
        if self.paused.contains(&board) || held.logs.is_empty() {
            return None;
        }
        self.screens.shows.as_ref()?.first_screen(board)
    }

    fn take_screen(&mut self, board: BoardId, from: DeviceId, screen: FirstScreen) {
        self.screens.held.insert(board, (from, Arc::new(screen)));
        self.screens.changed = true;
    }
}
