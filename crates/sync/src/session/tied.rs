//! A board between a member and a helper: steps 2 to 6, with whole frames instead of what holders of the keys exchange.
//!
//! A helper has no key of the board; both know each other by an *access key* that the helper got when it was let in and
//! that members derive. Steps:
//! 1. the helper offers a tag by the access key of each board that it carries; a member that finds one answers with its
//!    own tag by the same key, and nobody else can;
//! 2. each says `Carry`, with the digest of its positions, and both compare as members do;
//! 3. the member sends what the helper lacks, as `Frames`; the helper states what it holds, and the member asks for it.
//!
//! Owns when a stretch of frames is whole. Never opens one, and sends nothing in the clear.

use std::collections::BTreeMap;

use trust::{BoardId, DeviceId, LogId};

use super::{SessionError, Step};
use crate::limits::MAX_FRAME;
use crate::shared::{Phase, Shared};
use crate::wire::{Carry, Message};
use crate::{Lacking, SealedFrame, Standing};

/// A message's bytes before its frames: type, slot and flag.
const HEAD: usize = 6;
/// The length before each frame.
const EACH: usize = 4;
/// A stretch of one log without a signature in it may take so many bytes, over several messages.
const MAX_STRETCH: usize = 12 << 20;

/// A stretch of frames that is not whole yet.
#[derive(Debug)]
pub(super) struct Stretch {
    board: BoardId,
    frames: Vec<Vec<u8>>,
    bytes: usize,
    messages: u32,
}

impl Step<'_> {
    /// Offers the tags of the boards that this device carries.
    pub(super) fn offer_carried(
        &mut self,
        tags: &mut Vec<crate::wire::Tag>,
    ) -> Result<(), SessionError> {
        for board in self.host.carried()? {
            self.carried_tags(board, tags)?;
        }
        Ok(())
    }

    /// Puts the tags of one carried board among those to send; none of a board that is not carried.
    pub(super) fn carried_tags(
        &mut self,
        board: BoardId,
        tags: &mut Vec<crate::wire::Tag>,
    ) -> Result<(), SessionError> {
        let peer = self.session.start.peer;
        let Some(access) = self.host.access(board, peer)?.filter(|it| it.carries) else {
            return Ok(());
        };
        let own = self.channel(self.session.start.side);
        for key in &access.keys {
            let tag = super::greet::cut(&key.board_tag(&own.binding, own.side.byte()));
            if self.session.slots.len() < self.session.limits.tags
                && self.session.offered.insert(tag)
            {
                tags.push(tag);
                self.session.slots.push(Some(board));
            }
        }
        Ok(())
    }

    /// Looks among the peer's tags for all boards that one of the two carries for the other.
    pub(super) fn tie_all(&mut self) -> Result<(), SessionError> {
        let mut boards = self.host.carried()?;
        boards.extend(self.host.boards()?);
        boards.truncate(self.session.limits.boards);
        for board in boards {
            self.tie(board)?;
        }
        Ok(())
    }

    /// Looks among the peer's tags for a board that one of the two carries for the other.
    pub(super) fn tie(&mut self, board: BoardId) -> Result<(), SessionError> {
        let settled =
            self.session.boards.contains_key(&board) || self.session.refused.contains(&board);
        if settled || self.session.tags.is_empty() {
            return Ok(());
        }
        let Some(access) = self.host.access(board, self.session.start.peer)? else {
            return Ok(());
        };
        let own = self.channel(self.session.start.side);
        let theirs = own.side.other().byte();
        let found = access.keys.iter().find_map(|key| {
            let tag = super::greet::cut(&key.board_tag(&own.binding, theirs));
            let slot = self.session.tags.get(&tag).copied()?;
            Some((slot, key))
        });
        let Some((slot, key)) = found else {
            return Ok(());
        };
        let tag = super::greet::cut(&key.board_tag(&own.binding, own.side.byte()));
        if self.session.offered.insert(tag) {
            self.session.slots.push(Some(board));
            self.send(&Message::Tags(vec![tag]));
        }
        if !access.carries {
            // What it said on an earlier connection is over; where it is still so, it says so again.
            self.host.told_full(board, access.device, false);
        }
        let base = self.host.positions(board)?;
        let mut shared = Shared::tied(board, slot, access.device, access.carries, base);
        let digest = shared.greet();
        self.session.boards.insert(board, shared);
        self.send(&Message::Carry(Carry { slot, digest }));
        Ok(())
    }

    /// The peer says what it holds of a board that one of the two carries.
    pub(super) fn carry(&mut self, carry: &Carry) -> Result<(), SessionError> {
        let tied = self
            .shared(carry.slot)
            .filter(|shared| shared.is_tied() && shared.phase == Phase::Greeted)
            .map(|shared| shared.board);
        if let Some(board) = tied {
            self.begin(board, &carry.digest)?;
        }
        Ok(())
    }

    /// Returns whether one of the two sides is a helper on a board.
    pub(super) fn is_tied(&self, board: BoardId) -> bool {
        self.session.boards.get(&board).is_some_and(Shared::is_tied)
    }

    /// Says what is thought of the peer on a board.
    pub(super) fn standing(&mut self, board: BoardId, device: DeviceId) -> Standing {
        if !self.is_tied(board) {
            self.host.standing(board, device)
        } else if self.host.is_tied(board, device) {
            Standing::Member
        } else {
            Standing::Refused
        }
    }

    /// Frames arrived: they are taken once the stretch is whole.
    pub(super) fn frames(
        &mut self,
        slot: u32,
        more: bool,
        frames: Vec<Vec<u8>>,
    ) -> Result<(), SessionError> {
        let Some((board, device)) = self.served(slot)? else {
            return Ok(());
        };
        let known = self.session.boards.get(&board);
        if !known.is_some_and(|shared| shared.is_tied() && shared.phase != Phase::Greeted) {
            return Err(SessionError::Protocol("frames for a board in the clear"));
        }
        let mut stretch = self.session.stretch.take().unwrap_or(Stretch {
            board,
            frames: Vec::new(),
            bytes: 0,
            messages: 0,
        });
        stretch.bytes += frames.iter().map(Vec::len).sum::<usize>();
        stretch.frames.extend(frames);
        stretch.messages += 1;
        if stretch.board != board || stretch.bytes > MAX_STRETCH {
            return Err(SessionError::Protocol("a stretch without an end"));
        }
        if more {
            self.session.stretch = Some(stretch);
            return Ok(());
        }
        let now_ms = self.now_ms;
        let mut received = self
            .host
            .receive_frames(board, device, stretch.frames, now_ms)?;
        received.wants.truncate(self.session.limits.wants);
        if let Some(shared) = self.session.boards.get_mut(&board) {
            shared.arrived(received);
            shared.taken = shared.taken.saturating_add(stretch.messages - 1);
        }
        Ok(())
    }

    /// Sends frames while the window and the budget are open.
    pub(super) fn serve_frames(&mut self, board: BoardId) -> Result<(), SessionError> {
        while self.is_open(board) {
            let Some(shared) = self.session.boards.get_mut(&board) else {
                return Ok(());
            };
            let lacking = shared.lacking();
            if lacking.is_empty() {
                return Ok(());
            }
            let slot = shared.their_slot;
            let frames = self.next_frames(board, &lacking)?;
            if frames.is_empty() {
                continue;
            }
            let messages = packed(slot, &frames);
            if let Some(shared) = self.session.boards.get_mut(&board) {
                for frame in &frames {
                    shared.sent(frame.position.log, frame.position.seq);
                }
                shared.in_flight += messages.len();
            }
            for message in messages {
                self.made += 1;
                self.send(&message);
            }
            let drawn: usize = frames.iter().map(|frame| frame.bytes.len()).sum();
            let drawn = u64::try_from(drawn).unwrap_or(u64::MAX);
            self.session.egress.tokens = self.session.egress.tokens.saturating_sub(drawn);
        }
        Ok(())
    }

    /// Returns the next frames to send, each log of them ended by a signature. None: a log was given up.
    fn next_frames(
        &mut self,
        board: BoardId,
        lacking: &[Lacking],
    ) -> Result<Vec<SealedFrame>, SessionError> {
        let most = self.session.limits.transfer_bytes;
        let all = self.host.frames(board, lacking, most)?;
        let first = all.first().map(|frame| frame.position.log);
        let frames = end_signed(all);
        if !frames.is_empty() {
            return Ok(frames);
        }
        let alone = lacking
            .iter()
            .find(|lacking| first.is_none_or(|log| log == lacking.log));
        let Some(alone) = alone.or(lacking.first()).copied() else {
            return Ok(Vec::new());
        };
        let mut frames = self
            .host
            .frames(board, std::slice::from_ref(&alone), MAX_STRETCH)?;
        let end = frames.iter().position(|frame| frame.signed);
        frames.truncate(end.map_or(0, |end| end + 1));
        let bytes: usize = frames.iter().map(|frame| frame.bytes.len()).sum();
        if frames.is_empty() || bytes > MAX_STRETCH {
            tracing::warn!("a log without anything that a helper could check");
            if let Some(shared) = self.session.boards.get_mut(&board) {
                shared.give_up(alone.log);
            }
            return Ok(Vec::new());
        }
        Ok(frames)
    }
}

/// Cuts each log behind its last signature: what is behind would prove nothing.
fn end_signed(mut frames: Vec<SealedFrame>) -> Vec<SealedFrame> {
    let signed = frames.iter().filter(|frame| frame.signed);
    let ends: BTreeMap<LogId, u64> = signed
        .map(|frame| (frame.position.log, frame.position.seq))
        .collect();
    frames.retain(|frame| {
        let end = ends.get(&frame.position.log);
        end.is_some_and(|end| frame.position.seq <= *end)
    });
    frames
}

/// Puts frames into as few messages as hold them; all but the last say that more follows.
fn packed(slot: u32, frames: &[SealedFrame]) -> Vec<Message> {
    let mut packs: Vec<Vec<Vec<u8>>> = vec![Vec::new()];
    let mut room = MAX_FRAME - HEAD;
    for frame in frames {
        let bytes = frame.bytes.len() + EACH;
        if bytes > room {
            packs.push(Vec::new());
            room = MAX_FRAME - HEAD;
        }
        room = room.saturating_sub(bytes);
        if let Some(pack) = packs.last_mut() {
            pack.push(frame.bytes.clone());
        }
    }
    let last = packs.len() - 1;
    let message = |(at, frames)| Message::Frames {
        slot,
        more: at < last,
        frames,
    };
    packs.into_iter().enumerate().map(message).collect()
}
