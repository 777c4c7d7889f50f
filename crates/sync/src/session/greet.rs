//! Finding the boards that both sides hold, without telling a stranger about any: steps 2 and 3.

use trust::{BoardId, check_device};

use super::{SessionError, Step};
use crate::shared::{Phase, Shared};
use crate::wire::{Meet, Message, TAG_LEN, Tag};
use crate::{Channel, Notice, Proof, Standing};

/// The number of tags is filled up to a multiple of this.
const PADDED_TO: usize = 4;
/// So many tags of a board are offered unasked: those of its newest epochs. A change of the key that one of the two has
/// not heard of is the common case.
const OFFERED: usize = 2;

impl Step<'_> {
    /// Sends the tags of all boards, filled up.
    pub(super) fn offer_boards(&mut self) -> Result<(), SessionError> {
        let mut boards = self.host.boards()?;
        boards.truncate(self.session.limits.boards);
        self.offer(boards)
    }

    /// Sends the tags of these boards and of those that are carried, filled up.
    pub(super) fn offer(&mut self, boards: Vec<BoardId>) -> Result<(), SessionError> {
        let mut tags = Vec::new();
        for board in boards {
            self.own_tags(board, &mut tags)?;
        }
        self.offer_carried(&mut tags)?;
        while tags.is_empty() || tags.len() % PADDED_TO != 0 {
            tags.push(self.padding(tags.len()));
            self.session.slots.push(None);
        }
        self.send(&Message::Tags(tags));
        self.offers_all();
        Ok(())
    }

    /// Offers one more board, or the tags that one got since it was offered (other keys came), and looks for
    /// it among the peer's tags.
    pub(super) fn add_board(&mut self, board: BoardId) -> Result<(), SessionError> {
        if self.session.slots.len() >= self.session.limits.tags {
            return Ok(());
        }
        // What comes while the tags are kept back is among them, or offered besides.
        if !self.session.pairing.is_settled() && self.session.slots.is_empty() {
            return Ok(());
        }
        let mut tags = Vec::new();
        self.own_tags(board, &mut tags)?;
        self.carried_tags(board, &mut tags)?;
        if !tags.is_empty() {
            self.send(&Message::Tags(tags));
            self.offers_some();
        }
        self.look_for(board)?;
        self.tie(board)
    }

    /// The peer told its tags, or more of them.
    pub(super) fn take_tags(&mut self, tags: &[Tag]) -> Result<(), SessionError> {
        self.release()?;
        let resumed = usize::try_from(self.session.pairing.resumed).unwrap_or(usize::MAX);
        let first = self.session.tags.is_empty() && resumed == 0;
        if !first {
            self.is_answered();
        }
        let said = self.out.len();
        for tag in tags {
            let place = self.session.tags.len().saturating_add(resumed);
            if place >= self.session.limits.tags {
                return Err(SessionError::Protocol("too many tags"));
            }
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            if self.session.tags.insert(*tag, place).is_some() {
                return Err(SessionError::Protocol("a tag twice"));
            }
        }
        let mut boards = self.host.boards()?;
        boards.truncate(self.session.limits.boards);
        for board in boards {
            self.look_for(board)?;
        }
        self.tie_all()?;
        if !first {
            self.answer_tags(tags, said);
        }
        Ok(())
    }

    /// The peer says who it is on a board, and what it holds.
    pub(super) fn meet(&mut self, meet: &Meet) -> Result<(), SessionError> {
        let channel = self.channel(self.session.start.side.other());
        let Some(shared) = self.shared(meet.slot) else {
            return Ok(());
        };
        if shared.phase != Phase::Greeted
            || shared.peer.is_some()
            || shared.own_device == Some(meet.device)
        {
            return Ok(());
        }
        check_device(
            meet.device,
            shared.board,
            &channel.of_side(),
            &meet.signature,
        )
        .map_err(|_| SessionError::Protocol("a false proof of device"))?;
        let board = shared.board;
        shared.peer = Some(meet.device);
        self.is_answered();
        let standing = self.host.standing(board, meet.device);
        if standing == Standing::Refused {
            return self.refuse(board);
        }
        self.begin(board, &meet.digest)
    }

    /// Ends what is said of a board on this connection, and tells the peer's device why.
    pub(super) fn refuse(&mut self, board: BoardId) -> Result<(), SessionError> {
        let Some(shared) = self.session.boards.remove(&board) else {
            return Ok(());
        };
        self.session.refused.insert(board);
        let Some(device) = shared.peer.filter(|_| !shared.is_tied()) else {
            return Ok(());
        };
        if let Some(Notice { frames, keys }) = self.host.notice(board, device)? {
            let slot = shared.their_slot;
            if let Some(wrap) = keys.filter(|_| shared.behind) {
                self.send(&Message::Keys { slot, wrap });
            }
            self.send(&Message::Removed { slot, frames });
        }
        Ok(())
    }

    /// The peer says that this device is refused on a board.
    pub(super) fn removed(&mut self, slot: u32, frames: &[u8]) -> Result<(), SessionError> {
        let now_ms = self.now_ms;
        let known = self.shared(slot).map(|shared| (shared.board, shared.peer));
        if let Some((board, Some(device))) = known
            && !self.is_tied(board)
        {
            self.host.told(board, device, frames, now_ms)?;
        }
        Ok(())
    }

    /// The peer hands over keys that this device did not show to have.
    pub(super) fn keys(&mut self, slot: u32, wrap: &[u8]) -> Result<(), SessionError> {
        if let Some((board, _)) = self.served(slot)?
            && !self.is_tied(board)
        {
            self.host.handed(board, wrap)?;
        }
        Ok(())
    }

    /// Looks for a board among the peer's tags; greets the peer there if it holds it.
    fn look_for(&mut self, board: BoardId) -> Result<(), SessionError> {
        let settled =
            self.session.boards.contains_key(&board) || self.session.refused.contains(&board);
        if settled || self.session.tags.is_empty() {
            return Ok(());
        }
        let theirs = self
            .host
            .tags(board, &self.channel(self.session.start.side.other()))?;
        let found = theirs.iter().enumerate().find_map(|(place, tag)| {
            let slot = self.session.tags.get(&cut(tag)).copied()?;
            Some((place, slot))
        });
        let Some((place, slot)) = found else {
            return Ok(());
        };
        let Some(proof) = self
            .host
            .prove(board, &self.channel(self.session.start.side))?
        else {
            return Ok(());
        };
        self.offer_also(board, place)?;
        let Proof { device, signature } = proof;
        let mut shared = Shared::new(board, slot, device, self.host.positions(board)?);
        shared.behind = place > 0;
        self.session.boards.insert(board, shared);
        self.read_branches(board)?;
        let Some(digest) = self.session.boards.get_mut(&board).map(Shared::greet) else {
            return Ok(());
        };
        self.send(&Message::Meet(Meet {
            slot,
            device,
            signature,
            digest,
        }));
        Ok(())
    }

    fn own_tags(&mut self, board: BoardId, tags: &mut Vec<Tag>) -> Result<(), SessionError> {
        let all = self
            .host
            .tags(board, &self.channel(self.session.start.side))?;
        for tag in all.iter().take(OFFERED) {
            if self.session.offered.insert(cut(tag)) {
                tags.push(cut(tag));
                self.session.slots.push(Some(board));
            }
        }
        Ok(())
    }

    /// The peer showed that it has an older key: it finds the board by a tag of that one.
    fn offer_also(&mut self, board: BoardId, place: usize) -> Result<(), SessionError> {
        let all = self
            .host
            .tags(board, &self.channel(self.session.start.side))?;
        if let Some(tag) = all.get(place)
            && self.session.offered.insert(cut(tag))
        {
            self.session.slots.push(Some(board));
            self.send(&Message::Tags(vec![cut(tag)]));
        }
        Ok(())
    }

    fn padding(&self, place: usize) -> Tag {
        let mut hasher = blake3::Hasher::new_keyed(&self.session.start.padding);
        hasher.update(&place.to_be_bytes());
        cut(hasher.finalize().as_bytes())
    }

    pub(super) fn channel(&self, side: crate::Side) -> Channel {
        Channel {
            binding: self.session.start.binding,
            side,
        }
    }
}

pub(super) fn cut(tag: &[u8; 32]) -> Tag {
    let mut cut = [0; TAG_LEN];
    cut.copy_from_slice(&tag[..TAG_LEN]);
    cut
}
