//! Who has a board open: said to members' devices, and heard from them.
//!
//! Owns to whom it is said. A helper is told nothing and says nothing: it has no key of the board. Nothing rests on what
//! is said: it is a member's word about themselves, believed for less than half a minute.

use trust::{BoardId, DeviceId};

use super::{SessionError, Step};
use crate::wire::{Message, Presence};
use crate::{Open, Session, Standing};

impl Session {
    /// Returns what the peer has open, on the boards on which it proved to be a member's device.
    pub fn open(&self) -> impl Iterator<Item = (BoardId, DeviceId, Open)> {
        let members = self
            .boards
            .values()
            .filter(|shared| shared.met_said && shared.standing == Standing::Member);
        members.filter_map(|shared| Some((shared.board, shared.peer?, shared.present.heard()?)))
    }
}

impl Step<'_> {
    /// Says what this device shows, where that is new or was said long ago.
    pub(super) fn tell_presence(&mut self, board: BoardId, device: DeviceId) {
        if self.is_tied(board) {
            return;
        }
        let (open, seen) = (
            self.host.shows(board, device),
            self.host.is_seen(board, device),
        );
        let now_ms = self.now_ms;
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return;
        };
        shared.present.pass(now_ms);
        if !seen {
            shared.present.forget();
        }
        if shared.present.says(open, now_ms) {
            let slot = shared.their_slot;
            self.send(&Message::Presence(Presence {
                slot,
                open: open.is_some(),
                item: open.and_then(|open| open.item),
            }));
        }
    }

    /// A member says what they have open.
    pub(super) fn presence(&mut self, said: Presence) -> Result<(), SessionError> {
        let Some((board, device)) = self.served(said.slot)? else {
            return Ok(());
        };
        if self.is_tied(board) {
            return Err(SessionError::Protocol("presence told by a helper"));
        }
        let seen = self.host.is_seen(board, device);
        let now_ms = self.now_ms;
        if let Some(shared) = self.session.boards.get_mut(&board)
            && shared.standing == Standing::Member
            && seen
        {
            let open = said.open.then_some(Open { item: said.item });
            shared.present.hear(open, now_ms);
        }
        Ok(())
    }
}
