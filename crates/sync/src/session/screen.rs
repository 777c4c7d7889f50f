//! The first screen of a board: asked for by a device that holds nothing of it, and told by a member's.
//!
//! Owns who is asked and told, and how often. Whoever asks has nothing by which it could know who is a member: it takes
//! the word of a device that proved itself on a board whose keys it has, and shows it as such. Nothing rests on it.

use trust::BoardId;

use super::{SessionError, Step};
use crate::wire::{AskScreen, Message};
use crate::{FirstScreen, Standing};

/// What was said of the first screen of one board on one connection.
#[derive(Debug, Default)]
pub(crate) struct Screening {
    asked: bool,
    told: bool,
    taken: bool,
}

impl Step<'_> {
    /// Asks for the first screen where nothing of the board is here. An older app passes it over.
    pub(super) fn ask_screen(&mut self, board: BoardId) {
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return;
        };
        let empty = shared.base.is_empty() && shared.branching.own.is_empty();
        if !empty || shared.is_tied() || shared.screening.asked || !self.host.wants_screen(board) {
            return;
        }
        shared.screening.asked = true;
        let slot = shared.their_slot;
        self.send(&Message::AskScreen(AskScreen { slot }));
    }

    /// The peer holds nothing of a board and asks what it looks like. A member's device is told, once.
    pub(super) fn screen_asked(&mut self, asked: AskScreen) -> Result<(), SessionError> {
        let Some((board, device)) = self.served(asked.slot)? else {
            return Ok(());
        };
        if self.is_tied(board) {
            return Err(SessionError::Protocol("a screen asked for by a helper"));
        }
        let member = self.standing(board, device) == Standing::Member;
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return Ok(());
        };
        if !member || shared.screening.told || self.session.egress.tokens == 0 {
            return Ok(());
        }
        shared.screening.told = true;
        let slot = shared.their_slot;
        let screen = self.host.screen(board, device);
        if let Some(bytes) = screen.and_then(FirstScreen::into_bytes) {
            let drawn = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            self.session.egress.tokens = self.session.egress.tokens.saturating_sub(drawn);
            self.send(&Message::Screen { slot, bytes });
        }
        Ok(())
    }

    /// A first screen came. One that nobody asked for, or that comes behind the history, is passed over.
    pub(super) fn screen(&mut self, slot: u32, bytes: &[u8]) -> Result<(), SessionError> {
        let Some((board, device)) = self.served(slot)? else {
            return Ok(());
        };
        if self.is_tied(board) {
            return Err(SessionError::Protocol("a screen told by a helper"));
        }
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return Ok(());
        };
        if !shared.screening.asked || shared.screening.taken {
            return Ok(());
        }
        shared.screening.taken = true;
        let screen = FirstScreen::of_bytes(bytes)
            .map_err(|_| SessionError::Protocol("a damaged first screen"))?;
        if self.host.wants_screen(board) {
            self.host.take_screen(board, device, screen);
        }
        Ok(())
    }
}
