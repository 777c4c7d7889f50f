//! What a helper hands out of a board that it carries.
//!
//! Owns the order (that of arrival, in which causes come first) and the bound of what is read for one message: which
//! frames it takes is found out by their places and lengths, and then those are read and no others. A log may be one of
//! thousands, and a frame half a megabyte long.

use std::collections::BTreeMap;

use store::FrameLogKey;
use sync::{Lacking, SealedFrame};
use trust::BoardId;

use super::super::state::State;
use crate::NodeError;

impl State {
    /// Merges logs of a carried board in the order of arrival, until the bytes are used up.
    pub(crate) fn kept_frames(
        &self,
        board: BoardId,
        lacking: &[Lacking],
        max_bytes: usize,
    ) -> Result<Vec<SealedFrame>, NodeError> {
        let mut frames = Vec::new();
        for (key, seq, _) in self.frames_to_give(board, lacking, max_bytes)? {
            let rows = self.db.frames(key, seq, seq, 1)?;
            frames.extend(rows.into_iter().map(|row| SealedFrame {
                position: row.position,
                signed: row.signed,
                bytes: row.bytes,
            }));
        }
        Ok(frames)
    }

    /// Returns the frames that fit, each with its log, its number and its length: together no more than the bytes, but
    /// one in any case. Reads none.
    pub(crate) fn frames_to_give(
        &self,
        board: BoardId,
        lacking: &[Lacking],
        max_bytes: usize,
    ) -> Result<Vec<(FrameLogKey, u64, usize)>, NodeError> {
        let Some(carried) = self.carried.get(&board) else {
            return Ok(Vec::new());
        };
        // Of each log where its next frame stands.
        let mut next: BTreeMap<i64, (FrameLogKey, u64, u64, usize)> = BTreeMap::new();
        for wanted in lacking {
            let Some((key, tip)) = carried.logs.get(&wanted.log) else {
                continue;
            };
            let to = wanted.to.min(tip.seq);
            if wanted.from <= to
                && let Some((order, length)) = self.db.frame_place(*key, wanted.from)?
            {
                next.insert(order, (*key, wanted.from, to, length));
            }
        }
        let (mut given, mut bytes) = (Vec::new(), 0_usize);
        while let Some((_, (key, seq, to, length))) = next.pop_first() {
            bytes = bytes.saturating_add(length);
            if bytes > max_bytes && !given.is_empty() {
                break;
            }
            given.push((key, seq, length));
            if seq < to
                && let Some((order, length)) = self.db.frame_place(key, seq + 1)?
            {
                next.insert(order, (key, seq + 1, to, length));
            }
        }
        Ok(given)
    }
}
