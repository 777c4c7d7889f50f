//! What is said of logs that forked: which branches there are, and entries of those that the other side lacks.

use std::collections::BTreeSet;

use trust::{BoardId, Position};

use super::serve::{WHOLE_RUN, end_signed, fit};
use super::{SessionError, Step};
use crate::shared::Phase;
use crate::wire::{Branches, Message};

impl Step<'_> {
    /// Reads which branches this side holds, when a board begins and after entries of a forked log were stored.
    ///
    /// A helper carries the branch that reached it first, and hears of no other: members settle those among themselves.
    pub(super) fn read_branches(&mut self, board: BoardId) -> Result<(), SessionError> {
        if self.is_tied(board) {
            return Ok(());
        }
        let mut own = self.host.branches(board)?;
        own.truncate(self.session.limits.branches);
        let own: BTreeSet<Position> = own.into_iter().collect();
        if let Some(shared) = self.session.boards.get_mut(&board)
            && shared.branching.own != own
        {
            shared.set_apart(&own);
            shared.branching.own = own;
            shared.branching.to_state = true;
            shared.branches_changed();
        }
        Ok(())
    }

    /// The peer stated which branches it holds.
    pub(super) fn branches(&mut self, said: Branches) -> Result<(), SessionError> {
        let Some((board, _)) = self.served(said.slot)? else {
            return Ok(());
        };
        if self.is_tied(board) {
            return Err(SessionError::Protocol("branches of a helper"));
        }
        if said.tips.len() > self.session.limits.branches {
            return Err(SessionError::Protocol("too many branches"));
        }
        if let Some(shared) = self.session.boards.get_mut(&board) {
            let theirs: BTreeSet<Position> = said.tips.into_iter().collect();
            shared.set_apart(&theirs);
            shared.branching.to_persist = theirs.iter().copied().collect();
            shared.branching.theirs = theirs;
            shared.branches_changed();
        }
        self.want_branches(board)
    }

    /// Looks which of the stated branches this side lacks.
    pub(super) fn want_branches(&mut self, board: BoardId) -> Result<(), SessionError> {
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return Ok(());
        };
        let mut lacking = Vec::new();
        for position in shared.branching.theirs.difference(&shared.branching.own) {
            if !self.host.has_branch(board, *position, self.now_ms)? {
                lacking.push(*position);
            }
        }
        shared.branching.want(lacking);
        Ok(())
    }

    /// The peer asks for branches.
    pub(super) fn branches_wanted(&mut self, said: Branches) -> Result<(), SessionError> {
        let most = self.session.limits.branches;
        if let Some((board, _)) = self.served(said.slot)?
            && !self.is_tied(board)
            && let Some(shared) = self.session.boards.get_mut(&board)
            && shared.phase == Phase::Live
        {
            for tip in said.tips.into_iter().take(most) {
                shared.branching.wanted(tip, most);
            }
        }
        Ok(())
    }

    /// States the branches of a board and asks for some.
    pub(super) fn say_branches(&mut self, board: BoardId) {
        let most = self.session.limits.wants;
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return;
        };
        let slot = shared.their_slot;
        let branching = &mut shared.branching;
        let mut messages = Vec::new();
        if std::mem::take(&mut branching.to_state) {
            let tips = branching.own.iter().copied().collect();
            messages.push(Message::Branches(Branches { slot, tips }));
        }
        let tips = branching.requests(most);
        if !tips.is_empty() {
            messages.push(Message::WantBranches(Branches { slot, tips }));
        }
        for message in messages {
            self.send(&message);
        }
    }

    /// Sends what was asked for of branches while the window and the budget are open.
    pub(super) fn serve_branches(&mut self, board: BoardId) -> Result<(), SessionError> {
        while self.is_open(board) {
            let Some(shared) = self.session.boards.get_mut(&board) else {
                return Ok(());
            };
            let Some((tip, from)) = shared.branching.to_send.front().copied() else {
                return Ok(());
            };
            let have = shared.branching.theirs_of(tip.log);
            let slot = shared.their_slot;
            let mut made = None;
            for most in [self.session.limits.transfer_bytes, WHOLE_RUN] {
                let entries = self.host.branch(board, tip, from, &have, most)?;
                made = fit(end_signed(entries), self.layout());
                if made.is_some() {
                    break;
                }
            }
            let last = made
                .as_ref()
                .and_then(|(entries, _)| Some(entries.last()?.seq));
            if let Some(shared) = self.session.boards.get_mut(&board) {
                let queue = &mut shared.branching.to_send;
                match (last, queue.front_mut()) {
                    (Some(last), Some(front)) if last < tip.seq => front.1 = last.saturating_add(1),
                    _ => drop(queue.pop_front()),
                }
                shared.in_flight += usize::from(made.is_some());
            }
            if let Some((_, bytes)) = made {
                self.sends_transfer(slot, bytes);
            }
        }
        Ok(())
    }
}
