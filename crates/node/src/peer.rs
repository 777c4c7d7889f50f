//! [`Core`]: a peer without threads, tasks or a clock.
//!
//! Owns everything that is decided: what is written, what counts, who is let in, what is said to whom.
//! Its only I/O is SQLite. Whoever runs it opens a transaction (`begin`), calls it any number of times,
//! commits, and only then sends the [`Effect`]s and replies. After any storage error, or a failed commit,
//! it calls [`Core::recover`]: own logs end, memory is read again from the disk, connections close.

mod admit;
mod apart;
mod aside;
mod board;
mod branch_lines;
mod branches;
mod bringing;
mod carried;
mod certify;
mod choosing;
mod copies;
mod devices;
mod drawn;
mod face;
mod founding;
mod heads;
mod helpers;
mod host;
mod joins;
mod keys;
mod known;
mod lent;
mod members;
mod membership;
mod near;
mod newer;
mod notice;
mod pairs;
mod parcels;
mod parts;
mod passing;
mod places;
mod presence;
mod receipts;
mod receive;
mod receiving;
mod recount;
mod renew;
mod replays;
mod reports;
mod rotate;
mod screens;
mod sent;
mod sessions;
mod slow;
mod state;
mod stewards;
mod tied;
mod unopened;
mod upkeep;
mod verdict;
mod vouching;
mod waiting;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use store::{DeviceKeys, LogDb};
use sync::{Output, Session};
use trust::{BoardId, EndpointId, GrantRef, ItemId, PersonId};

pub use carried::CarryLimits;
pub(crate) use devices::KeepKeys;
pub use devices::{Accepted, AnswerNames};
pub use face::Face;
pub(crate) use face::{boards_and_joins, endpoint_of, hidden_part, take_hidden};
pub(crate) use near::{ENOUGH, WHOLE};
pub(crate) use parcels::open_slot;
pub use parcels::{ParcelOf, ParcelRefusal, ParcelTaken};
pub(crate) use sent::{report_parts, take_reports};
pub(crate) use write::is_of_the_disk;
pub use write::{Appender, Draft};

use crate::{BoardInfo, Judge, Judged, NodeError};
use drawn::Drawn;
use replays::Replays;
use state::State;

/// Fills bytes with randomness.
pub(crate) type Draw = Box<dyn FnMut(&mut [u8]) -> std::io::Result<()> + Send>;

/// The number of a connection, given by whoever runs the core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Connection(pub u64);

/// What a session wants done, after the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// On which connection.
    pub connection: Connection,
    /// What.
    pub output: Output,
}

/// What a core is made of.
pub struct CoreParts {
    /// The log.
    pub db: LogDb,
    /// The keys of this device.
    pub keys: DeviceKeys,
    /// The public half of the network key.
    pub endpoint: EndpointId,
    /// Who judges bodies.
    pub judge: Arc<dyn Judge>,
    /// Randomness.
    pub draw: Draw,
}

/// A peer without threads.
pub struct Core {
    state: State,
    sessions: BTreeMap<Connection, Session>,
    limits: sync::Limits,
    replays: Replays,
    drawn: Drawn,
}

impl Core {
    /// Opens all boards of a database.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn open(parts: CoreParts) -> Result<Self, NodeError> {
        let mut core = Self {
            state: State::load(parts)?,
            sessions: BTreeMap::new(),
            limits: sync::Limits::default(),
            replays: Replays::default(),
            drawn: Drawn::default(),
        };
        core.reached_before()?;
        Ok(core)
    }

    /// Ends the run as a crash would: whatever is not committed is gone. Returns the parts, to open them again.
    ///
    /// # Errors
    /// [`NodeError`] where the database refuses.
    pub fn into_parts(self) -> Result<CoreParts, NodeError> {
        self.state.db.rollback()?;
        Ok(self.state.into_parts())
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// [`NodeError`] where the database refuses.
    pub fn begin(&mut self) -> Result<(), NodeError> {
        Ok(self.state.db.begin()?)
    }

    /// Ends the transaction: what it wrote is on the disk. After an error: [`Core::recover`].
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn commit(&mut self) -> Result<(), NodeError> {
        Ok(self.state.db.commit()?)
    }

    /// Begins a part of the transaction: one job. It is kept by [`Core::keep_part`] or undone by [`Core::undo_part`].
    ///
    /// # Errors
    /// [`NodeError`] where the database refuses.
    pub fn begin_part(&mut self) -> Result<(), NodeError> {
        Ok(self.state.db.begin_part()?)
    }

    /// Ends the part and keeps it.
    ///
    /// # Errors
    /// [`NodeError`] where the database refuses.
    pub fn keep_part(&mut self) -> Result<(), NodeError> {
        Ok(self.state.db.keep_part()?)
    }

    /// Undoes the part alone, ends this run's logs, and reads all state again as it was before. Sessions go on;
    /// the one whose input it was is to be ended by the caller.
    ///
    /// # Errors
    /// [`NodeError`] where the transaction as a whole is lost.
    pub fn undo_part(&mut self) -> Result<(), NodeError> {
        self.state.db.undo_part()?;
        self.state.reread()
    }

    /// Undoes the transaction, ends this run's logs, and reads all state from the disk again. All sessions end:
    /// their connections are to be closed.
    ///
    /// # Errors
    /// [`NodeError`] where the disk cannot even be read.
    pub fn recover(&mut self) -> Result<(), NodeError> {
        self.sessions.clear();
        self.state.faces.all_gone();
        self.state.near.clear();
        self.state.recover()
    }

    /// Returns the boards of this device, in the order in which they came.
    #[must_use]
    pub fn boards(&self) -> Vec<BoardId> {
        self.state.order.clone()
    }

    /// Returns what is known of a board.
    #[must_use]
    pub fn board_info(&self, board: BoardId) -> Option<BoardInfo> {
        self.state.boards.get(&board).map(board::Board::info)
    }

    /// Returns who this person is on a board.
    #[must_use]
    pub fn me(&self, board: BoardId) -> Option<PersonId> {
        self.state.boards.get(&board).map(|board| board.person)
    }

    /// Returns the public half of the network key.
    #[must_use]
    pub const fn endpoint(&self) -> EndpointId {
        self.state.endpoint
    }

    /// Returns the number of the newest verdict.
    #[must_use]
    pub const fn newest_verdict(&self) -> u64 {
        self.state.verdict_n
    }

    /// Returns the verdicts after `n`, at most `limit`, oldest first.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn verdicts_since(&self, n: u64, limit: u32) -> Result<Vec<Judged>, NodeError> {
        let rows = self.state.db.verdicts_since(n, limit)?;
        Ok(rows.into_iter().map(|row| self.judged(row)).collect())
    }

    /// Returns what was decided last about each entry of an item.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn verdicts_of_item(&self, board: BoardId, item: ItemId) -> Result<Vec<Judged>, NodeError> {
        let rows = self.state.db.verdicts_of_item(board, item)?;
        Ok(rows.into_iter().map(|row| self.judged(row)).collect())
    }

    /// Returns the ids of a board's entries that wait for something, in order: for tests and reports.
    #[must_use]
    pub fn waiting(&self, board: BoardId) -> u64 {
        self.state
            .boards
            .get(&board)
            .map_or(0, |board| board.waiting.len())
    }

    /// Returns the boards whose [`BoardInfo`] changed since the last call, and forgets them.
    pub fn take_changed(&mut self) -> Vec<BoardId> {
        std::mem::take(&mut self.state.changed)
            .into_iter()
            .collect()
    }

    /// Returns whether the joins changed since the last call.
    pub const fn take_joins_changed(&mut self) -> bool {
        std::mem::replace(&mut self.state.joins_changed, false)
    }

    /// Returns the database, for what only whoever runs the core decides (checkpoints, limits).
    #[must_use]
    pub const fn db(&self) -> &LogDb {
        &self.state.db
    }

    fn judged(&self, row: store::VerdictRow) -> Judged {
        let authority = self.state.boards.get(&row.board).map(|b| &b.authority);
        judged(row, authority.map(Arc::as_ref))
    }
}

/// Makes a decision out of its row.
pub(crate) fn judged(row: store::VerdictRow, authority: Option<&trust::Authority>) -> Judged {
    let header = &row.entry.header;
    // The author is who holds the exercised grant, or held it: work of former members keeps its name. Of a refused
    // entry it is whoever the device is shown as.
    let person = authority.and_then(|authority| {
        let certifiers = || authority.certifiers_of(header.device);
        let holder = match header.grant {
            GrantRef::Entry(grant) => authority.holder_of(grant).map(|(person, _)| person),
            GrantRef::Steward => None,
        };
        let author = authority.may_write(header, None).ok();
        author
            .or_else(|| holder.filter(|person| certifiers().any(|other| other == *person)))
            .or_else(|| authority.person_of(header.device))
            .or_else(|| certifiers().next())
    });
    Judged {
        n: row.n,
        board: row.board,
        person,
        entry: Arc::new(row.entry),
        verdict: row.verdict,
    }
}

#[cfg(test)]
mod tests;
