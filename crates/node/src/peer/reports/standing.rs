//! Which reports stand on a board already, whoever took them in.
//!
//! Owns the hashes of what might be one: the statements about no item. They are read once, when the first report of this
//! run is handed in, and added as they come. A body is never looked into (docs/decisions/0115).

use std::collections::BTreeMap;

use store::StoreError;
use trust::{BoardId, BodyForm, Entry, EntryId, Kind, Verdict};

use super::super::board::Board;
use super::super::state::State;
use super::super::verdict::NO_BOARD;

/// By hash of the body: the statements about no item.
#[derive(Debug, Default)]
pub(crate) struct Said(Option<BTreeMap<[u8; 32], Vec<EntryId>>>);

impl Board {
    /// Takes notice of an entry that was added.
    pub(crate) fn note_said(&mut self, entry: &Entry) {
        let about_none = entry.header.kind == Kind::Statement && entry.header.item.is_none();
        if let Some(said) = &mut self.said.0
            && about_none
            && entry.form == BodyForm::Clear
        {
            let hash = sync::report_id(&entry.body);
            said.entry(hash).or_default().push(entry.id);
        }
    }
}

impl State {
    /// Says whether a statement with this body, about no item, counts on a board.
    pub(super) fn is_said(&mut self, board: BoardId, body: &[u8]) -> Result<bool, StoreError> {
        let state = self.boards.get_mut(&board).ok_or(NO_BOARD)?;
        if state.said.0.is_none() {
            let mut said: BTreeMap<[u8; 32], Vec<EntryId>> = BTreeMap::new();
            self.db
                .statements_about_no_item(state.key, &mut |id, body| {
                    let hash = sync::report_id(body);
                    said.entry(hash).or_default().push(id);
                })?;
            state.said = Said(Some(said));
        }
        let hash = sync::report_id(body);
        let ids = state.said.0.as_ref().and_then(|said| said.get(&hash));
        for id in ids.into_iter().flatten() {
            let known = self.db.known(state.key, *id)?;
            if known.and_then(|known| known.verdict) == Some(Verdict::Accepted) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
