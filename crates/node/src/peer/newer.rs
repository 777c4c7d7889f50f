//! What an older version of the app did not know, and this one may know.
//!
//! A body of a kind that the judge has not heard of is set aside, carried and never rewritten. That verdict is of the
//! version, not of the entry: two devices with the same entries must not differ for ever because one was updated later.
//! So each board notes by which version it was judged, and what was unknown then is judged again once another one runs.

use std::collections::BTreeSet;

use store::StoreError;
use trust::BoardId;

use super::branches::whole;
use super::recount::Whole;
use super::state::State;
use super::verdict::NO_BOARD;

impl State {
    /// Returns what is to be judged again since another version judged this board.
    pub(crate) fn unknown_before(&mut self, board: BoardId) -> Result<BTreeSet<Whole>, StoreError> {
        let (name, version) = (judged_by(board), self.judge.version().to_be_bytes());
        let mut wholes = BTreeSet::new();
        if self.db.meta(&name)?.as_deref() == Some(&version) {
            return Ok(wholes);
        }
        let key = self.boards.get(&board).ok_or(NO_BOARD)?.key;
        for reason in self.judge.unknown() {
            for id in self.db.aside_for(key, reason)? {
                let known = self.db.known(key, id)?;
                wholes.extend(known.map(|known| whole(id, known.header.item)));
            }
        }
        self.db.set_meta(&name, &version)?;
        Ok(wholes)
    }
}

/// The name under which the device keeps by which version a board was judged.
fn judged_by(board: BoardId) -> String {
    format!("judged by {board}")
}
