//! Finding the boards that both sides hold, without telling a stranger about any: steps 2 and 3.

use trust::{BoardId, check_device};

use super::{SessionError, Step};
use crate::shared::{Phase, Shared};
use crate::wire::{Meet, Message, TAG_LEN, Tag};
use crate::{Channel, Proof, Standing, compare};

/// The number of tags is filled up to a multiple of this.
const PADDED_TO: usize = 4;

impl Step<'_> {
    /// Sends the tags of all boards, filled up.
    pub(super) fn offer_boards(&mut self) -> Result<(), SessionError> {
        let mut boards = self.host.boards()?;
        boards.truncate(self.session.limits.boards);
        let mut tags = Vec::new();
        for board in boards {
            self.own_tags(board, &mut tags)?;
        }
        while tags.is_empty() || tags.len() % PADDED_TO != 0 {
            tags.push(self.padding(tags.len()));
            self.session.slots.push(None);
        }
        self.send(&Message::Tags(tags));
        Ok(())
    }

    /// Offers one more board, or the tags that one got since it was offered (other keys came), and looks for
    /// it among the peer's tags.
    pub(super) fn add_board(&mut self, board: BoardId) -> Result<(), SessionError> {
        if self.session.slots.len() >= self.session.limits.tags {
            return Ok(());
        }
        let mut tags = Vec::new();
        self.own_tags(board, &mut tags)?;
        if !tags.is_empty() {
            self.send(&Message::Tags(tags));
        }
        self.look_for(board)
    }

    /// The peer told its tags, or more of them.
    pub(super) fn take_tags(&mut self, tags: &[Tag]) -> Result<(), SessionError> {
        for tag in tags {
            let place = self.session.tags.len();
            if place >= self.session.limits.tags {
                return Err(SessionError::Protocol("too many tags"));
            }
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            if self.session.tags.insert(*tag, place).is_some() {
                return Err(SessionError::Protocol("a tag twice"));
            }
        }
        let boards: Vec<BoardId> = self.session.slots.iter().flatten().copied().collect();
        for board in boards {
            self.look_for(board)?;
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
            || shared.own_proof.device == meet.device
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
        let standing = self.host.standing(board, meet.device);
        if standing == Standing::Refused {
            self.session.boards.remove(&board);
            return Ok(());
        }
        self.begin(board, &meet.digest);
        Ok(())
    }

    /// Looks for a board among the peer's tags; greets the peer there if it holds it.
    fn look_for(&mut self, board: BoardId) -> Result<(), SessionError> {
        if self.session.boards.contains_key(&board) || self.session.tags.is_empty() {
            return Ok(());
        }
        let theirs = self
            .host
            .tags(board, &self.channel(self.session.start.side.other()))?;
        let Some(slot) = theirs
            .iter()
            .find_map(|tag| self.session.tags.get(&cut(tag)).copied())
        else {
            return Ok(());
        };
        let Some(proof) = self
            .host
            .prove(board, &self.channel(self.session.start.side))?
        else {
            return Ok(());
        };
        let Proof { device, signature } = proof;
        let shared = Shared::new(board, slot, proof, self.host.positions(board)?);
        let digest = compare::digest(&shared.base);
        self.session.boards.insert(board, shared);
        self.send(&Message::Meet(Meet {
            slot,
            device,
            signature,
            digest,
        }));
        Ok(())
    }

    fn own_tags(&mut self, board: BoardId, tags: &mut Vec<Tag>) -> Result<(), SessionError> {
        for tag in self
            .host
            .tags(board, &self.channel(self.session.start.side))?
        {
            if self.session.offered.insert(cut(&tag)) {
                tags.push(cut(&tag));
                self.session.slots.push(Some(board));
            }
        }
        Ok(())
    }

    fn padding(&self, place: usize) -> Tag {
        let mut hasher = blake3::Hasher::new_keyed(&self.session.start.padding);
        hasher.update(&place.to_be_bytes());
        cut(hasher.finalize().as_bytes())
    }

    fn channel(&self, side: crate::Side) -> Channel {
        Channel {
            binding: self.session.start.binding,
            side,
        }
    }
}

fn cut(tag: &[u8; 32]) -> Tag {
    let mut cut = [0; TAG_LEN];
    cut.copy_from_slice(&tag[..TAG_LEN]);
    cut
}
