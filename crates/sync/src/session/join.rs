//! Being let in by a ticket, and letting somebody in. Afterwards the board is synced on the same connection.

use trust::JoinRequest;

use super::{Output, SessionError, Step};
use crate::wire::{Admitted, Message, Refused};
use crate::{Admission, JoinRefusal};

/// So many joins of this device may be open on one connection.
const OPEN_JOINS: usize = 8;

impl Step<'_> {
    /// This device asks.
    pub(super) fn ask_join(&mut self, request: JoinRequest) {
        let board = request.board;
        if self.session.asking.len() >= OPEN_JOINS {
            self.out.push(Output::NotJoined {
                board,
                refusal: JoinRefusal::NotNow,
            });
            return;
        }
        self.session.asking.push(board);
        self.send(&Message::Join(Box::new(request)));
    }

    /// The peer asks.
    pub(super) fn join(&mut self, request: &JoinRequest) -> Result<(), SessionError> {
        let board = request.board;
        let answer = match self
            .host
            .admit(request, self.session.start.peer, self.now_ms)?
        {
            Ok(admission) => {
                // Each board once: whoever has tickets for many boards uses them one after the other.
                let first = self.session.let_in.len() < self.session.limits.boards
                    && self.session.let_in.insert(board);
                self.session.joins_heard += u32::from(!first);
                Message::Admitted(Box::new(Admitted::new(board, admission)))
            }
            Err(refusal) => {
                self.session.joins_heard += 1;
                Message::Refused(Refused::new(board, refusal))
            }
        };
        if self.session.joins_heard > self.session.limits.joins {
            return Err(SessionError::Protocol("too many joins"));
        }
        self.send(&answer);
        Ok(())
    }

    /// The peer let this device in: its board is now one of ours.
    pub(super) fn admitted(&mut self, admitted: Admitted) -> Result<(), SessionError> {
        let board = admitted.board;
        if !self.asked(board) {
            return Ok(());
        }
        let admission: Admission = admitted.admission();
        match self.host.admitted(board, &admission, self.now_ms)? {
            Ok(()) => {
                self.out.push(Output::Joined {
                    board,
                    admission: Box::new(admission),
                });
                self.add_board(board)
            }
            Err(refusal) => {
                self.out.push(Output::NotJoined { board, refusal });
                Ok(())
            }
        }
    }

    /// The peer did not let this device in.
    pub(super) fn refused(&mut self, refused: Refused) {
        if self.asked(refused.board) {
            self.out.push(Output::NotJoined {
                board: refused.board,
                refusal: refused.refusal(),
            });
        }
    }

    /// Takes an answer to what was asked; anything else is ignored.
    fn asked(&mut self, board: trust::BoardId) -> bool {
        let open = self.session.asking.len();
        self.session.asking.retain(|asked| *asked != board);
        self.session.asking.len() < open
    }
}
