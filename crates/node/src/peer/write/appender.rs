//! [`Appender`]: what whoever builds a write is handed.
//!
//! Owns the entries of one write while it lasts, and its first failure. Never keeps or undoes it: [`Core::append`]
//! does.
//!
//! [`Core::append`]: crate::Core::append

use trust::{BoardId, Compartment, DeviceId, HybridTime, ItemId, Kind, LogId, PersonId, Position};

use super::Draft;
use crate::peer::state::State;
use crate::{BuildError, NodeError};

/// Adds entries to this run's log of one board. All of them are kept, or none.
pub struct Appender<'a> {
    pub(super) state: &'a mut State,
    pub(super) board: BoardId,
    pub(super) now_ms: u64,
    pub(super) positions: Vec<Position>,
    pub(super) failed: Option<NodeError>,
}

impl Appender<'_> {
    /// Returns this run's log.
    ///
    /// # Errors
    /// [`BuildError`] where it could not be started.
    pub fn log(&mut self) -> Result<LogId, BuildError> {
        let board = self.board;
        let started = self.state.writer(board).map(|writer| writer.log());
        self.note(started)
    }

    /// Returns the number that the next entry gets.
    ///
    /// # Errors
    /// [`BuildError`] where the log could not be started.
    pub fn next_seq(&mut self) -> Result<u64, BuildError> {
        let board = self.board;
        let started = self.state.writer(board).map(|writer| writer.next_seq());
        self.note(started)
    }

    /// Returns where the entries stand that were added so far, in order.
    #[must_use]
    pub fn positions(&self) -> &[Position] {
        &self.positions
    }

    /// Counts the changes of an item in this run's log so far.
    ///
    /// # Errors
    /// [`BuildError`] where the disk fails.
    pub fn changes_of(&mut self, item: ItemId) -> Result<u64, BuildError> {
        let next = self.next_seq()?;
        let log = self.log()?;
        let state = self.state.boards.get(&self.board);
        let Some(log) = state.and_then(|board| board.logs.get(&log)) else {
            return Ok(0);
        };
        let count = self.state.db.count_changes(log.key, item, next);
        self.note(count.map_err(NodeError::from))
    }

    /// Returns who writes.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        self.state.boards.get(&self.board).map(|board| board.person)
    }

    /// Returns with which device.
    #[must_use]
    pub fn device(&self) -> Option<DeviceId> {
        let board = self.state.boards.get(&self.board);
        board.map(|board| board.device.id())
    }

    /// Returns the stamp of the newest entry that this device knows, not before the wall clock.
    #[must_use]
    pub fn now(&self) -> HybridTime {
        self.state.next_stamp(self.now_ms)
    }

    /// Adds an entry and judges it as any other device will.
    ///
    /// # Errors
    /// [`BuildError`]: then the whole write is undone, whatever the builder returns.
    pub fn append(&mut self, draft: Draft) -> Result<Position, BuildError> {
        let compartment = match draft.kind {
            Kind::Certificate => Compartment::Members,
            Kind::Change | Kind::Statement | Kind::Blob => Compartment::Main,
        };
        self.append_in(compartment, draft)
    }

    /// Adds an entry to a compartment whose key is here, and judges it as any other device will.
    ///
    /// # Errors
    /// [`BuildError`]: then the whole write is undone, whatever the builder returns.
    pub fn append_in(
        &mut self,
        compartment: Compartment,
        draft: Draft,
    ) -> Result<Position, BuildError> {
        let written = self
            .state
            .write_in(self.board, compartment, draft, self.now_ms);
        let entry = self.note(written)?;
        self.positions.push(entry.position());
        Ok(entry.position())
    }

    /// Remembers a failure, so that the builder cannot swallow it.
    fn note<T>(&mut self, result: Result<T, NodeError>) -> Result<T, BuildError> {
        result.map_err(|error| {
            let shown = BuildError(error.to_string());
            self.failed.get_or_insert(error);
            shown
        })
    }
}
