//! Founding a board: its first entries, kept and judged like all others.

use store::BoardRecord;
use trust::{BoardId, FoundParams, PersonSeed, found_board, found_recoverable_board};
use zeroize::Zeroizing;

use super::Core;
use crate::NodeError;

impl Core {
    /// Makes a board whose only steward is this person.
    ///
    /// # Errors
    /// [`NodeError`] where the disk or the randomness fails.
    pub fn create_board(&mut self, now_ms: u64) -> Result<BoardId, NodeError> {
        self.found(None, now_ms)
    }

    /// Makes a board whose stewards can be replaced by a key on paper, which is drawn here and kept nowhere.
    ///
    /// # Errors
    /// [`NodeError`] where the disk or the randomness fails.
    pub fn create_recoverable_board(
        &mut self,
        now_ms: u64,
    ) -> Result<(BoardId, PersonSeed), NodeError> {
        let drawn = Zeroizing::new(self.state.random()?);
        let mut seed = Zeroizing::new([0; PersonSeed::LEN]);
        seed.copy_from_slice(&drawn[..PersonSeed::LEN]);
        let recovery = PersonSeed::from_bytes(*seed);
        Ok((self.found(Some(&recovery), now_ms)?, recovery))
    }

    fn found(&mut self, recovery: Option<&PersonSeed>, now_ms: u64) -> Result<BoardId, NodeError> {
        let state = &mut self.state;
        let person = state.seed()?;
        let params = FoundParams {
            seed: person.clone(),
            device: state.keys.device.clone(),
            kem: state.keys.kem.public(),
            endpoint: state.endpoint,
            entropy: state.random()?,
            now: state.tick(now_ms)?,
        };
        let founding = match recovery {
            None => found_board(params),
            Some(recovery) => found_recoverable_board(params, recovery),
        };
        let founding = founding.map_err(|e| NodeError::Refused(e.to_string()))?;
        let (board, nonce) = (founding.board, founding.nonce);
        let key = state.db.add_board(board, nonce, now_ms)?;
        for (_, compartment, epoch) in founding.keyring.iter() {
            state.db.add_epoch(key, compartment, epoch)?;
        }
        state.add_board(&BoardRecord {
            key,
            board,
            nonce,
            added_ms: now_ms,
        })?;
        // Where the seed is lent, nothing says yet who this is.
        if let Some(state) = state.boards.get_mut(&board) {
            state.person = person.person_key(&nonce).id();
        }
        state.store(board, &founding.entries, now_ms)?;
        if let Some(state) = state.boards.get_mut(&board) {
            state.writer = Some(founding.log);
        }
        state.added.push(board);
        Ok(board)
    }
}
