//! What is said of how much is on its way: before a long catch-up, once.

use trust::BoardId;

use super::{SessionError, Step};
use crate::shared::LONG;
use crate::wire::{Amount, Message};
use crate::{Progress, Session};

/// The first minor version that knows what is said here.
const KNOWN_SINCE: u16 = 1;

impl Session {
    /// Returns how far each long catch-up of this connection is.
    pub fn bringing(&self) -> impl Iterator<Item = (BoardId, Progress)> {
        let met = self.boards.values().filter(|shared| shared.met_said);
        met.filter_map(|shared| Some((shared.board, shared.progress()?)))
    }
}

impl Step<'_> {
    /// Says how much is about to be sent, where that takes a while.
    pub(super) fn say_amount(&mut self, board: BoardId) -> Result<(), SessionError> {
        let known = self.session.minor >= KNOWN_SINCE;
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return Ok(());
        };
        if std::mem::replace(&mut shared.bringing.said, true) || !known || shared.is_tied() {
            return Ok(());
        }
        let slot = shared.their_slot;
        let lacking = shared.lacking();
        let entries = lacking.iter().map(|it| it.to - it.from + 1);
        if entries.fold(0, u64::saturating_add) < LONG {
            return Ok(());
        }
        if let Some(bytes) = self.host.amount(board, &lacking)? {
            self.send(&Message::Amount(Amount { slot, bytes }));
        }
        Ok(())
    }

    /// The peer says how much it is about to send.
    pub(super) fn amount(&mut self, said: Amount) -> Result<(), SessionError> {
        if let Some((board, _)) = self.served(said.slot)?
            && let Some(shared) = self.session.boards.get_mut(&board)
        {
            shared.bringing.takes_amount(said.bytes);
        }
        Ok(())
    }
}
