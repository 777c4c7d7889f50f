//! Own entries: whatever a person does on a board.
//!
//! Owns this run's logs. An entry that would not be accepted is refused before anybody saw it: then the
//! job is undone on the disk, the board is read again, and the log goes back to where it stood.

use store::StoreError;
use trust::{
    BoardId, Certificate, Checkpoint, Compartment, Entry, EntryId, HeaderDraft, ItemId, Kind,
    LogWriter, PersonId, Position, Refusal, Verdict,
};

use super::Core;
use super::state::State;
use crate::{NodeError, Written};

mod appender;

pub use appender::Appender;

/// An entry to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What the body holds.
    pub kind: Kind,
    /// The item; of a change `None` creates one, whose id is [`ItemId::derive`] of log and number.
    pub item: Option<ItemId>,
    /// What it rests on, besides the log's own previous change of the item.
    pub deps: Vec<EntryId>,
    /// The body.
    pub body: Vec<u8>,
}

impl Core {
    /// Ends this run's logs, because the machine slept or was copied: the next edit begins another one.
    pub fn end_logs(&mut self) {
        self.state.end_logs();
    }

    /// Writes on a board: what `build` adds is kept as a whole, or undone if it returns an error.
    ///
    /// # Errors
    /// [`NodeError::Refused`] with the builder's own words, [`NodeError::NotAllowed`] where the person may not, and
    /// those of the disk, after which the caller recovers.
    pub fn append(
        &mut self,
        board: BoardId,
        now_ms: u64,
        build: impl FnOnce(&mut Appender<'_>) -> Result<(), String>,
    ) -> Result<Written, NodeError> {
        let state = &mut self.state;
        let mark = state.writer_mark(board)?;
        state.db.savepoint()?;
        let mut appender = Appender {
            state,
            board,
            now_ms,
            positions: Vec::new(),
            failed: None,
        };
        let built = build(&mut appender);
        let Appender {
            positions, failed, ..
        } = appender;
        let error = match (built, failed) {
            (Ok(()), None) => {
                state.db.release()?;
                return Ok(Written {
                    positions,
                    verdict_n: state.verdict_n,
                });
            }
            (_, Some(error)) => error,
            (Err(words), None) => NodeError::Refused(words),
        };
        if !is_of_the_disk(&error) {
            state.undo(board, mark)?;
        }
        Err(error)
    }
}

/// Returns whether an error means that the whole transaction is to be given up.
pub(crate) const fn is_of_the_disk(error: &NodeError) -> bool {
    matches!(
        error,
        NodeError::DiskFull
            | NodeError::DiskFailed(_)
            | NodeError::Damaged(_)
            | NodeError::Defect(_)
    )
}

/// Times that the key of a new log is drawn.
const DRAWS: usize = 16;

impl State {
    /// Returns where this run's log stands, if it was begun.
    fn writer_mark(&self, board: BoardId) -> Result<Option<Checkpoint>, NodeError> {
        let state = self.boards.get(&board).ok_or(NodeError::NoBoard(board))?;
        Ok(state.writer.as_ref().map(LogWriter::checkpoint))
    }

    /// Keeps all that `job` writes on a board, or nothing.
    pub(crate) fn as_a_whole(
        &mut self,
        board: BoardId,
        job: impl FnOnce(&mut Self) -> Result<(), NodeError>,
    ) -> Result<(), NodeError> {
        let mark = self.writer_mark(board)?;
        self.db.savepoint()?;
        let done = job(self);
        match &done {
            Ok(()) => self.db.release()?,
            Err(error) if is_of_the_disk(error) => {}
            Err(_) => self.undo(board, mark)?,
        }
        done
    }

    fn undo(&mut self, board: BoardId, mark: Option<Checkpoint>) -> Result<(), NodeError> {
        self.db.undo_savepoint()?;
        self.reload_board(board)?;
        if let Some(state) = self.boards.get_mut(&board) {
            match (mark, &mut state.writer) {
                (Some(mark), Some(writer)) => writer.rewind(mark),
                (_, writer) => *writer = None,
            }
        }
        Ok(())
    }

    /// Ends this run's logs: the next edit begins another one.
    pub(crate) fn end_logs(&mut self) {
        for board in self.boards.values_mut() {
            board.writer = None;
        }
    }

    /// Returns this run's log of a board; begins it where nothing was written yet.
    pub(crate) fn writer(&mut self, board: BoardId) -> Result<&mut LogWriter, NodeError> {
        let begun = self.boards.get(&board).is_some_and(|b| b.writer.is_some());
        // A machine that was cloned with its memory may draw what its twin drew: such a log is there already.
        for _ in 0..if begun { 0 } else { DRAWS } {
            let secret = self.random()?;
            let held = self.boards.get_mut(&board);
            let state = held.ok_or(NodeError::NoBoard(board))?;
            let writer = LogWriter::start(secret, board, &state.device, state.last_own());
            if !state.logs.contains_key(&writer.log()) {
                state.writer = Some(writer);
                break;
            }
        }
        let held = self.boards.get_mut(&board);
        let state = held.ok_or(NodeError::NoBoard(board))?;
        state.writer.as_mut().ok_or(NodeError::NoBoard(board))
    }

    /// Writes one entry, keeps it and judges it; refuses one that would not count.
    pub(crate) fn write(
        &mut self,
        board: BoardId,
        draft: Draft,
        now_ms: u64,
    ) -> Result<Entry, NodeError> {
        let compartment = match draft.kind {
            Kind::Certificate => Compartment::Members,
            Kind::Change | Kind::Statement | Kind::Blob => Compartment::Main,
        };
        self.write_in(board, compartment, draft, now_ms)
    }

    fn write_in(
        &mut self,
        board: BoardId,
        compartment: Compartment,
        draft: Draft,
        now_ms: u64,
    ) -> Result<Entry, NodeError> {
        let time = self.tick(now_ms)?;
        self.writer(board)?;
        let state = self
            .boards
            .get_mut(&board)
            .ok_or(NodeError::NoBoard(board))?;
        let grant = match draft.kind {
            Kind::Certificate => state.authority.grant_of(state.person),
            Kind::Change | Kind::Statement | Kind::Blob => {
                state.authority.work_grant_of(state.person)
            }
        };
        let grant = grant.ok_or_else(|| state.no_grant())?;
        let answered = match draft.kind {
            Kind::Certificate => Certificate::from_body(&draft.body).ok(),
            Kind::Change | Kind::Statement | Kind::Blob => None,
        };
        let answered = answered.map(|certificate| state.answered_by(&certificate));
        let cert_heads = state.heads().next(answered.unwrap_or_default());
        let writer = state.writer.as_mut().ok_or(NodeError::NoBoard(board))?;
        let created = ItemId::derive(writer.log(), writer.next_seq());
        let item = match draft.kind {
            Kind::Change => Some(draft.item.unwrap_or(created)),
            Kind::Certificate | Kind::Statement | Kind::Blob => draft.item,
        };
        let header = HeaderDraft {
            kind: draft.kind,
            item,
            compartment,
            grant,
            cert_heads,
            deps: draft.deps,
            time,
        };
        let entry = writer.append(header, draft.body, &state.keyring)?;
        self.store(board, std::slice::from_ref(&entry), now_ms)?;
        match self.verdict_of(board, entry.id)? {
            Some(Verdict::Accepted) => Ok(entry),
            Some(Verdict::Aside(reason)) => Err(self.refusal(board, &entry, reason)),
            // What it rests on is not here: whoever built it named something unknown.
            None => Err(NodeError::Refused("missing".to_owned())),
        }
    }

    /// Writes certificates, all sealed under the present keys, keeps them and judges them together; refuses all of
    /// them if one would not count.
    pub(crate) fn write_certificates(
        &mut self,
        board: BoardId,
        certificates: &[Certificate],
        now_ms: u64,
    ) -> Result<Vec<Position>, NodeError> {
        let entries = self.put_certificates(board, certificates, now_ms)?;
        for entry in &entries {
            match self.verdict_of(board, entry.id)? {
                Some(Verdict::Accepted) => {}
                Some(Verdict::Aside(reason)) => return Err(NodeError::NotAllowed(reason)),
                // A charter waits for other stewards to agree.
                None if self.lacks_signatures(board, entry.id) => {}
                None => return Err(NodeError::NotAllowed("missing".to_owned())),
            }
        }
        Ok(entries.iter().map(Entry::position).collect())
    }

    /// Writes certificates, whatever becomes of them.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails, or this person has no grant to write under.
    pub(crate) fn put_certificates(
        &mut self,
        board: BoardId,
        certificates: &[Certificate],
        now_ms: u64,
    ) -> Result<Vec<Entry>, NodeError> {
        self.writer(board)?;
        let mut heads = self.held(board)?.heads();
        let mut entries = Vec::with_capacity(certificates.len());
        for certificate in certificates {
            let time = self.tick(now_ms)?;
            let state = self.boards.get_mut(&board);
            let state = state.ok_or(NodeError::NoBoard(board))?;
            let grant = state.authority.grant_of(state.person);
            let header = HeaderDraft {
                kind: Kind::Certificate,
                item: None,
                compartment: Compartment::Members,
                grant: grant.ok_or_else(|| state.no_grant())?,
                cert_heads: heads.next(state.answered_by(certificate)),
                deps: Vec::new(),
                time,
            };
            let writer = state.writer.as_mut().ok_or(NodeError::NoBoard(board))?;
            let entry = writer.append(header, certificate.to_body(), &state.keyring)?;
            heads.wrote(entry.id);
            entries.push(entry);
        }
        self.store(board, &entries, now_ms)?;
        Ok(entries)
    }

    fn lacks_signatures(&self, board: BoardId, id: EntryId) -> bool {
        let why = self
            .boards
            .get(&board)
            .and_then(|b| b.authority.why_not(id));
        why == Some(Refusal::NoQuorum)
    }

    fn verdict_of(&self, board: BoardId, id: EntryId) -> Result<Option<Verdict>, StoreError> {
        let state = self
            .boards
            .get(&board)
            .ok_or(StoreError::BadRow { table: "boards" })?;
        let known = self.db.known(state.key, id)?;
        Ok(known.and_then(|known| known.verdict))
    }

    /// Tells a refusal by the rules of membership from one by the judge.
    fn refusal(&self, board: BoardId, entry: &Entry, reason: String) -> NodeError {
        let by_authority = self.boards.get(&board).is_some_and(|state| {
            // Of an item whose maker was removed nobody is the owner.
            let edits = entry.header.kind == Kind::Change && !entry.creates_item();
            let owner = self.owner(board, &state.authority, entry).ok().flatten();
            let owner = edits.then(|| owner.unwrap_or(PersonId([0; 32])));
            entry.header.kind == Kind::Certificate
                || state.authority.may_write(&entry.header, owner).is_err()
        });
        if by_authority {
            NodeError::NotAllowed(reason)
        } else {
            NodeError::Refused(reason)
        }
    }
}
