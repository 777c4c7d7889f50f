//! What follows from all that was heard: statements, requests and entries to the peer, within the bounds.

use std::collections::BTreeMap;

use trust::{BoardId, Entry, LogId, Position};

use super::{Output, SessionError, Step};
use crate::limits::{MAX_FRAME, MAX_UNFOLDED};
use crate::shared::{Phase, Shared};
use crate::wire::{Holds, Message, WantLogs};
use crate::{Lacking, Layout, Standing, Transfer, TransferError};

/// A frame's bytes before a transfer: type and slot.
const TRANSFER_HEAD: usize = 5;
/// The first minor version that reads bodies in the short form.
const SHORT_SINCE: u16 = 3;
/// A search for an end with a signature looks at so many bytes of one log.
pub(crate) const WHOLE_RUN: usize = MAX_UNFOLDED / 2;

impl Step<'_> {
    /// Says what is to be said on every board.
    pub(super) fn flush(&mut self) -> Result<(), SessionError> {
        if self.session.over {
            return Ok(());
        }
        self.session
            .egress
            .refill(&self.session.limits, self.now_ms);
        let boards: Vec<BoardId> = self.session.boards.keys().copied().collect();
        for board in boards {
            self.flush_board(board)?;
        }
        self.keep_pair()
    }

    fn flush_board(&mut self, board: BoardId) -> Result<(), SessionError> {
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return Ok(());
        };
        let Some(device) = shared.peer.filter(|_| shared.phase == Phase::Live) else {
            return Ok(());
        };
        // Asked each time: a removal is in force before another byte goes out.
        let standing = self.standing(board, device);
        if standing == Standing::Refused {
            return self.refuse(board);
        }
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return Ok(());
        };
        shared.standing = standing;
        let mut messages = statements(shared, self.session.limits.positions);
        messages.extend(requests(shared));
        let member = shared.standing == Standing::Member;
        if member && !shared.met_said {
            shared.met_said = true;
            self.session.pairing.met();
            let (behind, slot) = (shared.behind, shared.their_slot);
            self.out.push(Output::Met { board, device });
            if behind && let Some(wrap) = self.host.keys(board, device)? {
                self.send(&Message::Keys { slot, wrap });
            }
        }
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return Ok(());
        };
        let stated = shared.whole || !shared.to_persist.is_empty();
        if member && (stated || !shared.branching.to_persist.is_empty()) {
            let mut positions: Vec<Position> = std::mem::take(&mut shared.to_persist)
                .into_values()
                .collect();
            positions.append(&mut shared.branching.to_persist);
            if std::mem::take(&mut shared.whole) {
                positions.extend(&shared.branching.theirs);
                self.host
                    .holds_only(board, device, &positions, self.now_ms)?;
            } else {
                self.host.holds(board, device, &positions, self.now_ms)?;
            }
        }
        for message in messages {
            self.send(&message);
        }
        if !self.is_tied(board) {
            self.say_branches(board);
        }
        if member {
            self.say_amount(board)?;
            self.serve(board)?;
            self.tell_of_helpers(board, device);
            self.tell_presence(board, device);
            self.tell_enough(board, device);
            self.say_equal(board);
        }
        Ok(())
    }

    fn say_equal(&mut self, board: BoardId) {
        if let Some(shared) = self.session.boards.get_mut(&board)
            && shared.is_equal()
            && !shared.equal_said
            && let Some(device) = shared.peer
        {
            shared.equal_said = true;
            self.out.push(Output::Equal { board, device });
        }
    }

    /// Sends entries while the window and the budget are open.
    fn serve(&mut self, board: BoardId) -> Result<(), SessionError> {
        if self.is_tied(board) {
            return self.serve_frames(board);
        }
        loop {
            if !self.is_open(board) {
                return Ok(());
            }
            let Some(shared) = self.session.boards.get_mut(&board) else {
                return Ok(());
            };
            let lacking = shared.lacking();
            if lacking.is_empty() {
                return self.serve_branches(board);
            }
            let slot = shared.their_slot;
            let Some((entries, bytes)) = self.batch(board, &lacking)? else {
                continue;
            };
            if let Some(shared) = self.session.boards.get_mut(&board) {
                for entry in entries {
                    shared.sent(entry.log, entry.seq);
                }
                shared.in_flight += 1;
            }
            self.sends_transfer(slot, bytes);
        }
    }

    /// Returns whether the windows and the budget let one more transfer out.
    pub(super) fn is_open(&self, board: BoardId) -> bool {
        let (window, of_all) = (
            self.session.limits.window,
            self.session.limits.window_of_all,
        );
        let boards = self.session.boards.values();
        let in_flight: usize = boards.map(|shared| shared.in_flight).sum();
        let open = in_flight < of_all && self.made < window && self.session.egress.tokens > 0;
        let shared = self.session.boards.get(&board);
        open && shared.is_some_and(|shared| shared.in_flight < window)
    }

    pub(super) fn sends_transfer(&mut self, slot: u32, bytes: Vec<u8>) {
        let drawn = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.session.egress.tokens = self.session.egress.tokens.saturating_sub(drawn);
        self.made += 1;
        self.send(&Message::Transfer { slot, bytes });
    }

    /// Makes the next transfer. `None`: nothing of a log could be sent, and it was given up.
    #[expect(
        clippy::type_complexity,
        reason = "the entries and their bytes, used once"
    )]
    fn batch(
        &mut self,
        board: BoardId,
        lacking: &[Lacking],
    ) -> Result<Option<(Vec<Entry>, Vec<u8>)>, SessionError> {
        let all = self
            .host
            .range(board, lacking, self.session.limits.transfer_bytes)?;
        let first = all.first().map(|entry| entry.log);
        let mut entries = end_signed(all);
        if entries.is_empty() {
            // The first stretch without a signature is longer than a batch, or mixed with others.
            let alone = lacking
                .iter()
                .find(|lacking| first.is_none_or(|log| log == lacking.log));
            let Some(alone) = alone.or(lacking.first()) else {
                return Ok(None);
            };
            entries = end_signed(
                self.host
                    .range(board, std::slice::from_ref(alone), WHOLE_RUN)?,
            );
            if entries.is_empty() {
                tracing::warn!("a log without anything that can be sent");
                self.give_up(board, alone.log);
                return Ok(None);
            }
        }
        let first = entries.first().map(|entry| entry.log);
        let fitting = fit(entries, self.layout());
        if let (None, Some(log)) = (&fitting, first) {
            self.give_up(board, log);
        }
        Ok(fitting)
    }

    /// Returns how transfers to the peer are laid out.
    pub(super) const fn layout(&self) -> Layout {
        if self.session.minor >= SHORT_SINCE {
            Layout::Short
        } else {
            Layout::Whole
        }
    }

    fn give_up(&mut self, board: BoardId, log: LogId) {
        if let Some(shared) = self.session.boards.get_mut(&board) {
            shared.give_up(log);
        }
    }
}

/// Puts as many entries into bytes as a frame takes. `None` where not even the first stretch fits.
pub(crate) fn fit(mut entries: Vec<Entry>, layout: Layout) -> Option<(Vec<Entry>, Vec<u8>)> {
    loop {
        match Transfer::encode(&entries, layout) {
            Ok(bytes) if bytes.len() <= MAX_FRAME - TRANSFER_HEAD => return Some((entries, bytes)),
            Ok(_) | Err(TransferError::TooLong) if entries.len() > 1 => {
                entries.truncate(entries.len() / 2);
                entries = end_signed(entries);
            }
            Ok(_) | Err(_) => return None,
        }
    }
}

/// Cuts each log behind its last signature: what is behind would prove nothing.
pub(crate) fn end_signed(mut entries: Vec<Entry>) -> Vec<Entry> {
    let signed = entries.iter().filter(|entry| entry.signature.is_some());
    let ends: BTreeMap<LogId, u64> = signed.map(|entry| (entry.log, entry.seq)).collect();
    entries.retain(|entry| ends.get(&entry.log).is_some_and(|end| entry.seq <= *end));
    entries
}

/// Receipts and announcements.
fn statements(shared: &mut Shared, most: usize) -> Vec<Message> {
    let logs = std::mem::take(&mut shared.to_state);
    let positions: Vec<Position> = logs.iter().filter_map(|log| shared.own(log)).collect();
    let slot = shared.their_slot;
    let mut taken = std::mem::take(&mut shared.taken);
    let mut messages = Vec::new();
    if positions.is_empty() && taken > 0 {
        messages.push(Message::Holds(Holds {
            slot,
            taken,
            positions: Vec::new(),
        }));
    }
    for positions in positions.chunks(most.max(1)) {
        messages.push(Message::Holds(Holds {
            slot,
            taken,
            positions: positions.to_vec(),
        }));
        taken = 0;
    }
    messages
}

fn requests(shared: &mut Shared) -> Option<Message> {
    let mut lowest: BTreeMap<LogId, crate::Want> = BTreeMap::new();
    for want in shared.wants.drain(..) {
        let kept = lowest.entry(want.log).or_insert(want);
        kept.from = kept.from.min(want.from);
    }
    let logs: Vec<_> = lowest.into_values().map(Into::into).collect();
    (!logs.is_empty()).then_some(Message::Want(WantLogs {
        slot: shared.their_slot,
        logs,
    }))
}
