//! What this device remembers of the devices that it met: [`sync::PairHost`] over the state.
//!
//! Owns where it is kept: with the device's own notes, in no backup. A record of a board that is not here any more, or of
//! another device of this one there, says nothing.

use sync::{HostError, Pair, PairHost};
use trust::EndpointId;

use super::host::failed;
use super::state::State;

impl PairHost for State {
    fn pair(&mut self, peer: EndpointId) -> Result<Option<Pair>, HostError> {
        let kept = self.db.meta(&name(peer)).map_err(failed)?;
        let Some(mut pair) = kept.and_then(|bytes| Pair::from_bytes(&bytes)) else {
            return Ok(None);
        };
        pair.boards.retain(|paired| {
            let board = self.boards.get(&paired.board);
            board.is_some_and(|board| board.device.id() == paired.own)
                && !self.paused.contains(&paired.board)
        });
        Ok(Some(pair))
    }

    fn keep_pair(&mut self, peer: EndpointId, pair: &Pair) -> Result<(), HostError> {
        let kept = self.db.set_meta(&name(peer), &pair.to_bytes());
        kept.map_err(failed)
    }
}

/// The name of the note.
fn name(peer: EndpointId) -> String {
    format!("pair {peer}")
}
