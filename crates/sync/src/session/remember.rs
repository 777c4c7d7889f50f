//! What two devices that met remember of each other, and what is offered besides the boards of their pair.
//!
//! Owns when that is kept: as a whole, once everything that is in common is known. Never says the statement: see `pair`.

use std::collections::BTreeSet;

use trust::{BoardId, DeviceId};

use super::{SessionError, Step};
use crate::shared::Shared;
use crate::{Channel, Pair, PairedBoard, Side};

/// What was offered and led to nothing is offered again after so long, whatever is remembered: 7 days.
const OFFER_AGAIN_MS: u64 = 7 * 24 * 3_600 * 1_000;

impl Step<'_> {
    /// Offers what the pair does not go on with, where something may be in common there that was not before.
    pub(super) fn offer_rest(&mut self, pair: &Pair) -> Result<(), SessionError> {
        let long_ago = self.now_ms.saturating_sub(pair.offered_ms) > OFFER_AGAIN_MS
            || pair.offered_ms > self.now_ms;
        if !long_ago
            && self.offer_mark(&pair.secret, &BTreeSet::new())? == pair.offered
            && !self.has_ties()?
        {
            return Ok(());
        }
        let mut boards = self.host.boards()?;
        boards.truncate(self.session.limits.boards);
        boards.retain(|board| !self.session.boards.contains_key(board));
        self.offer(boards)
    }

    /// Returns whether one of the two carries a board of the other: those are found by tags alone.
    fn has_ties(&mut self) -> Result<bool, SessionError> {
        let peer = self.session.start.peer;
        let mut boards = self.host.carried()?;
        boards.extend(self.host.boards()?);
        for board in boards {
            if self.host.access(board, peer)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Tags went out that are about all that is not in common.
    pub(super) const fn offers_all(&mut self) {
        self.session.pairing.offered_ms = Some(self.now_ms);
        self.offers_some();
    }

    /// Tags went out.
    pub(super) const fn offers_some(&mut self) {
        self.session.pairing.unanswered = true;
        self.session.pairing.changed = true;
    }

    /// The peer showed that it looked at our tags.
    pub(super) const fn is_answered(&mut self) {
        self.session.pairing.unanswered = false;
    }

    /// Keeps what both have proven to each other, once everything is known that is in common.
    pub(super) fn keep_pair(&mut self) -> Result<(), SessionError> {
        let pairing = &self.session.pairing;
        let heard = pairing.resumed > 0 || !self.session.tags.is_empty();
        let greeted = |shared: &Shared| shared.peer.is_none();
        if !pairing.changed
            || pairing.unanswered
            || !pairing.is_settled()
            || !heard
            || self.session.boards.values().any(greeted)
        {
            return Ok(());
        }
        self.session.pairing.changed = false;
        let binding = self.session.start.binding;
        let kept = self.session.pairing.kept.take();
        let known = self.session.pairing.secret;
        let secret = known.unwrap_or_else(|| secret_of(&binding));
        let members = self.session.boards.values().filter(|it| it.met_said);
        let met: Vec<(BoardId, DeviceId, DeviceId, u64)> = members
            .filter_map(|it| Some((it.board, it.own_device?, it.peer?, it.told.said)))
            .collect();
        let mut boards = Vec::new();
        for (board, own, theirs, told) in met {
            if let Some(mark) = self.mark(board, &secret)? {
                boards.push(PairedBoard {
                    board,
                    own,
                    theirs,
                    mark,
                    told,
                });
            }
        }
        if boards.is_empty() {
            self.session.pairing.kept = kept;
            return Ok(());
        }
        let before = kept.as_ref().map(|kept| kept.offered_ms);
        // What both hold and have not compared yet is no part of the pair: the next connection must offer it again.
        let kept_boards: BTreeSet<BoardId> = boards.iter().map(|paired| paired.board).collect();
        let open = self.session.boards.keys().copied();
        let open = open.filter(|board| !kept_boards.contains(board)).collect();
        let pair = Pair {
            secret,
            offered: self.offer_mark(&secret, &open)?,
            offered_ms: self.session.pairing.offered_ms.or(before).unwrap_or(0),
            boards,
        };
        if kept.as_ref() != Some(&pair) {
            self.host.keep_pair(self.session.start.peer, &pair)?;
        }
        self.session.pairing.secret = Some(secret);
        self.session.pairing.kept = Some(pair);
        Ok(())
    }

    /// Returns by what the newest key of a board is recognised.
    pub(super) fn mark(
        &mut self,
        board: BoardId,
        secret: &[u8; 32],
    ) -> Result<Option<[u8; 32]>, SessionError> {
        let channel = Channel {
            binding: *secret,
            side: Side::Dialler,
        };
        Ok(self.host.tags(board, &channel)?.first().copied())
    }

    /// Returns by what all boards of this device but `open`, and their newest keys, are recognised.
    fn offer_mark(
        &mut self,
        secret: &[u8; 32],
        open: &BTreeSet<BoardId>,
    ) -> Result<[u8; 32], SessionError> {
        let mut hasher = blake3::Hasher::new_keyed(secret);
        let mut boards = self.host.boards()?;
        boards.retain(|board| !open.contains(board));
        for board in boards {
            hasher.update(&board.0);
            hasher.update(&self.mark(board, secret)?.unwrap_or_default());
        }
        for board in self.host.carried()? {
            hasher.update(&board.0);
        }
        Ok(*hasher.finalize().as_bytes())
    }
}

/// Returns what both ends of a connection remember of it.
fn secret_of(binding: &[u8; 32]) -> [u8; 32] {
    blake3::derive_key("manyhands 2026 pair secret", binding)
}
