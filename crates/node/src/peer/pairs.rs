//! What this device remembers of the devices that it met: [`sync::PairHost`] over the state.
//!
//! Owns where it is kept: with the device's own notes, in no backup. A record of a board that is not here any more, or of
//! another device of this one there, says nothing.

use sync::{HostError, Pair, PairHost};
use trust::EndpointId;

use super::face::Face;
use super::host::failed;
use super::state::State;

impl PairHost for State {
    fn pair(&mut self, peer: EndpointId) -> Result<Option<Pair>, HostError> {
        let kept = self.db.meta(&self.name_of_pair(peer)).map_err(failed)?;
        let Some(mut pair) = kept.and_then(|bytes| Pair::from_bytes(&bytes)) else {
            return Ok(None);
        };
        pair.boards.retain(|paired| {
            let board = self.boards.get(&paired.board);
            board.is_some_and(|board| board.device.id() == paired.own)
                && !self.paused.contains(&paired.board)
                && self.faces.shows(paired.board)
        });
        Ok(Some(pair))
    }

    fn keep_pair(&mut self, peer: EndpointId, pair: &Pair) -> Result<(), HostError> {
        let name = self.name_of_pair(peer);
        let kept = self.db.set_meta(&name, &pair.to_bytes());
        kept.map_err(failed)
    }
}

impl State {
    /// The name of the note: one for each key under which this device is met.
    fn name_of_pair(&self, peer: EndpointId) -> String {
        match self.faces.now {
            Face::Open => format!("pair {peer}"),
            Face::Hidden => format!("pair {peer} hidden"),
        }
    }
}
