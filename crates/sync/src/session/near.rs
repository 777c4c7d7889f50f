//! Whether each side would have enough neighbours on a large board without the other: said to members' devices.
//!
//! Owns how often it is said. It decides one thing: who has more than eight connections for a board lets go of nobody who
//! did not say so. A liar keeps a place, or loses it.

use trust::{BoardId, DeviceId};

use super::{SessionError, Step};
use crate::wire::{Enough, Message};
use crate::{Session, Standing};

/// That there are enough is said at most so often; that there are not, at once.
const AGAIN_MS: u64 = 5_000;

/// What was said of one board on one connection.
#[derive(Debug, Default)]
pub(crate) struct Near {
    said: bool,
    said_ms: u64,
    heard: bool,
}

impl Session {
    /// Returns the boards on which the peer said that it has enough others.
    pub fn enough(&self) -> impl Iterator<Item = BoardId> {
        let boards = self.boards.values();
        let said = boards.filter(|shared| {
            shared.met_said && shared.standing == Standing::Member && shared.near.heard
        });
        said.map(|shared| shared.board)
    }
}

impl Step<'_> {
    /// Says whether there are enough others, where that is new.
    pub(super) fn tell_enough(&mut self, board: BoardId, device: DeviceId) {
        if self.is_tied(board) {
            return;
        }
        let enough = self.host.has_enough(board, device);
        let now_ms = self.now_ms;
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return;
        };
        // A clock that went back makes nothing recent.
        let since = now_ms.checked_sub(shared.near.said_ms);
        let recent = since.is_some_and(|since| since < AGAIN_MS);
        if shared.near.said == enough || (enough && recent && shared.near.said_ms > 0) {
            return;
        }
        shared.near.said = enough;
        shared.near.said_ms = now_ms;
        let slot = shared.their_slot;
        self.send(&Message::Enough(Enough { slot, enough }));
    }

    /// A member says whether they have enough others.
    pub(super) fn enough(&mut self, said: Enough) -> Result<(), SessionError> {
        let Some((board, _)) = self.served(said.slot)? else {
            return Ok(());
        };
        if self.is_tied(board) {
            return Err(SessionError::Protocol("neighbours told by a helper"));
        }
        if let Some(shared) = self.session.boards.get_mut(&board) {
            shared.near.heard = said.enough;
        }
        Ok(())
    }
}
