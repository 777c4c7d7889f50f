//! Who has a board open: what this device shows, and what is seen of others.
//!
//! Owns who is told and who is seen: those who may write, on both sides. A board can be shown to whoever finds a
//! reader's ticket on a wall; they read the board, and not when its people are at their computers. Lives in memory only:
//! what was shown and seen is gone with the run, and what was seen with its connection.

use sync::{Open, PresenceHost};
use trust::{BoardId, DeviceId, PersonId, Role};

use super::Core;
use super::board::Board;
use super::state::State;
use crate::{AllSeen, Seen, Showing};

/// What this device shows.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    showing: Option<Showing>,
    /// Whether the sessions are yet to be told.
    pub(super) changed: bool,
}

impl Core {
    /// Shows that a board is open before the person, instead of what was shown; `None`: nothing is.
    pub fn show(&mut self, showing: Option<Showing>) {
        let shown = &mut self.state.shown;
        if shown.showing != showing {
            shown.showing = showing;
            shown.changed = true;
        }
    }

    /// Returns who is seen to have which board open, by the connections that stand.
    #[must_use]
    pub fn seen(&self) -> AllSeen {
        let mut all = AllSeen::new();
        for session in self.sessions.values() {
            for (board, device, open) in session.open() {
                let held = self.state.boards.get(&board);
                if let Some(person) = held.and_then(|held| held.writes(device)) {
                    let seen = all.entry(board).or_default();
                    seen.insert(Seen {
                        person,
                        device,
                        item: open.item,
                    });
                }
            }
        }
        all
    }
}

impl PresenceHost for State {
    fn shows(&mut self, board: BoardId, to: DeviceId) -> Option<Open> {
        let showing = self.shown.showing.as_ref();
        let showing = showing.filter(|showing| showing.board == board)?;
        let held = self.boards.get(&board)?;
        held.writes(held.device.id())?;
        let told = held.writes(to)?;
        let open = Open { item: showing.item };
        (!showing.not_to.contains(&told)).then_some(open)
    }

    fn is_seen(&mut self, board: BoardId, device: DeviceId) -> bool {
        let held = self.boards.get(&board);
        held.is_some_and(|held| {
            held.writes(held.device.id()).is_some() && held.writes(device).is_some()
        })
    }
}

impl Board {
    /// Returns whose device it is, where they may write.
    fn writes(&self, device: DeviceId) -> Option<PersonId> {
        let person = self.authority.person_of(device)?;
        let role = self.authority.role_of(person)?;
        (role.rank() <= Role::Contributor.rank()).then_some(person)
    }
}
