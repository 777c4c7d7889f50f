//! Whose changes of an item stand only because others built on them: asked when somebody looks at the item.
//!
//! Owns the way from the rows of an item to [`trust::vouched`]. What counts was decided before, by the same rule.

use std::collections::BTreeMap;

use trust::{BoardId, EntryId, ItemId, Vouched, vouched};

use super::Core;
use super::recount::Group;
use crate::NodeError;

impl Core {
    /// Returns the changes of an item that count because others built on them, and who did.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails or the board is not here.
    pub fn vouched(
        &self,
        board: BoardId,
        item: ItemId,
    ) -> Result<BTreeMap<EntryId, Vouched>, NodeError> {
        let held = self.state.boards.get(&board);
        let held = held.ok_or(NodeError::NoBoard(board))?;
        // Where nothing was ever cut off, everything stands by itself.
        let Some(shape) = &held.shape else {
            return Ok(BTreeMap::new());
        };
        let rows = self.state.rows_about(held.key, item)?;
        let group = Group::of(rows, shape);
        Ok(vouched(&held.authority, &group.facts(), shape, &held.forks))
    }
}
