//! The two faces of this device: the open one, and the hidden one, under which boards are met through relays only.
//!
//! Owns which boards are hidden: a board, or a join, whose person does not want to show this device's address there. Such
//! a board has another network key, so that nobody finds the address of the one by the other; on a connection of one face
//! the boards of the other are not offered, proven or answered. Never opens a connection: see `node`.

use std::collections::BTreeSet;

use store::{DeviceKeys, LocalPart, LogDb, StoreError};
use sync::Input;
use trust::{BoardId, BoardNonce, EndpointId, LogWriter};

use super::state::State;
use super::{Connection, Core, Effect};
use crate::NodeError;

/// The name under which the hidden boards are kept, in the log and in a backup.
const HIDDEN: &str = "hidden boards";

/// Under which network key, and by which ways, this device is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Face {
    /// By its network key, directly or through relays.
    #[default]
    Open,
    /// By another key, through relays only.
    Hidden,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Faces {
    /// The hidden boards and joins.
    hidden: BTreeSet<BoardId>,
    /// The connections of the hidden face.
    links: BTreeSet<Connection>,
    /// The face of the connection whose session is at work.
    pub(super) now: Face,
    /// Boards that changed their face since the sessions were told.
    moved: Vec<BoardId>,
}

impl Faces {
    /// Returns the face under which a board is met.
    pub(super) fn of(&self, board: BoardId) -> Face {
        if self.hidden.contains(&board) {
            Face::Hidden
        } else {
            Face::Open
        }
    }

    /// Returns whether a board is met on the connection whose session is at work.
    pub(super) fn shows(&self, board: BoardId) -> bool {
        self.of(board) == self.now
    }

    /// Takes notice of a connection.
    pub(super) fn opened(&mut self, connection: Connection, face: Face) {
        if face == Face::Hidden {
            self.links.insert(connection);
        }
    }

    pub(super) fn gone(&mut self, connection: Connection) {
        self.links.remove(&connection);
    }

    pub(super) fn all_gone(&mut self) {
        self.links.clear();
    }

    /// The session of this connection is at work.
    pub(super) fn turn_to(&mut self, connection: Connection) {
        self.now = self.face(connection);
    }

    fn face(&self, connection: Connection) -> Face {
        if self.links.contains(&connection) {
            Face::Hidden
        } else {
            Face::Open
        }
    }
}

impl Core {
    /// Returns the boards, and the joins, that are met through relays only.
    #[must_use]
    pub fn hidden(&self) -> BTreeSet<BoardId> {
        self.state.faces.hidden.clone()
    }

    /// Returns the public half of the network key of the hidden face.
    #[must_use]
    pub const fn hidden_endpoint(&self) -> EndpointId {
        self.state.hidden_endpoint
    }

    /// Meets a board through relays only from now on, or openly again: members hear the other key by this device's next
    /// certificate. Whoever runs the core ends the connections after that. Returns whether it was otherwise before.
    ///
    /// # Errors
    /// [`NodeError::NoBoard`]; [`NodeError::OnPaper`] without the person's seed; [`NodeError`] of the disk.
    pub fn hide_address(
        &mut self,
        board: BoardId,
        on: bool,
        now_ms: u64,
    ) -> Result<bool, NodeError> {
        if !self.state.boards.contains_key(&board) {
            return Err(NodeError::NoBoard(board));
        }
        if (self.state.faces.of(board) == Face::Hidden) == on {
            return Ok(false);
        }
        // The certificate is the person's word: without it members would look for this device in vain.
        self.state.seed()?;
        self.state.set_hidden(board, on)?;
        if let Err(error) = self.certify_anew(board, now_ms) {
            self.state.set_hidden(board, !on)?;
            return Err(error);
        }
        self.state.faces.moved.push(board);
        Ok(true)
    }

    /// Tells the sessions of the other face that a board is not met there any more: after the certificate.
    pub(super) fn leave_faces(&mut self, now_ms: u64) -> Result<Vec<Effect>, NodeError> {
        let mut effects = Vec::new();
        for board in std::mem::take(&mut self.state.faces.moved) {
            let face = self.state.faces.of(board);
            let all: Vec<Connection> = self.sessions.keys().copied().collect();
            for connection in all {
                if self.state.faces.face(connection) != face {
                    effects.extend(self.step(connection, Input::BoardGone { board }, now_ms)?);
                }
            }
        }
        Ok(effects)
    }
}

impl State {
    /// Returns the network key under which this device is met on a board.
    pub(crate) fn endpoint_on(&self, board: BoardId) -> EndpointId {
        match self.faces.of(board) {
            Face::Open => self.endpoint,
            Face::Hidden => self.hidden_endpoint,
        }
    }

    /// Returns whether a network key is one of this device.
    pub(crate) fn is_own_endpoint(&self, endpoint: EndpointId) -> bool {
        endpoint == self.endpoint || endpoint == self.hidden_endpoint
    }

    /// Keeps under which face a board, or a join, is met.
    pub(crate) fn set_hidden(&mut self, board: BoardId, on: bool) -> Result<(), StoreError> {
        let changed = if on {
            self.faces.hidden.insert(board)
        } else {
            self.faces.hidden.remove(&board)
        };
        if changed {
            self.changed.insert(board);
            self.joins_changed = true;
            self.db.set_meta(HIDDEN, &noted(&self.faces.hidden))?;
            self.note_at_joins()?;
        }
        Ok(())
    }

    /// Notes at the joins too whether they hide.
    fn note_at_joins(&mut self) -> Result<(), StoreError> {
        for join in self.joins.values_mut() {
            let hidden = self.faces.hidden.contains(&join.record.board);
            if join.record.hidden != hidden {
                join.record.hidden = hidden;
                self.db.keep_join(&join.record)?;
            }
        }
        Ok(())
    }

    /// Reads which boards are hidden. One whose certificate names the hidden key is, and a join that says so itself,
    /// whatever the note says: a damaged file shows nobody's address.
    pub(super) fn read_hidden(&mut self) -> Result<(), StoreError> {
        let noted = read_note(&self.db.meta(HIDDEN)?.unwrap_or_default());
        let is_here =
            |board: &BoardId| self.boards.contains_key(board) || self.joins.contains_key(board);
        let mut hidden: BTreeSet<BoardId> = noted.into_iter().filter(is_here).collect();
        let said = self.boards.values().filter(|board| {
            let own = board.own_cert();
            own.is_some_and(|cert| cert.endpoint == self.hidden_endpoint)
        });
        hidden.extend(said.map(|board| board.id));
        let joins = self.joins.values().filter(|join| join.record.hidden);
        hidden.extend(joins.map(|join| join.record.board));
        self.faces.hidden = hidden;
        self.note_at_joins()
    }
}

/// Returns what a backup carries of it: whoever comes back on another computer hides where they hid.
pub(crate) fn hidden_part(hidden: &BTreeSet<BoardId>) -> LocalPart {
    LocalPart {
        name: HIDDEN.to_owned(),
        value: noted(hidden),
    }
}

/// Hides the boards of a backup that hid, but for those that were here before it; returns its other parts.
pub(crate) fn take_hidden(
    db: &LogDb,
    before: &BTreeSet<BoardId>,
    parts: Vec<LocalPart>,
) -> Result<Vec<LocalPart>, StoreError> {
    let (notes, others): (Vec<LocalPart>, Vec<LocalPart>) =
        parts.into_iter().partition(|part| part.name == HIDDEN);
    let here = boards_and_joins(db)?;
    let mut hidden = read_note(&db.meta(HIDDEN)?.unwrap_or_default());
    let brought = notes.iter().flat_map(|part| read_note(&part.value));
    hidden.extend(brought.filter(|board| here.contains(board) && !before.contains(board)));
    db.set_meta(HIDDEN, &noted(&hidden))?;
    Ok(others)
}

/// Returns the boards of a log, and those that somebody waits to join.
pub(crate) fn boards_and_joins(db: &LogDb) -> Result<BTreeSet<BoardId>, StoreError> {
    let boards = db.boards()?.into_iter().map(|board| board.board);
    let joins = db.joins()?.into_iter().map(|join| join.board);
    Ok(boards.chain(joins).collect())
}

fn noted(hidden: &BTreeSet<BoardId>) -> Vec<u8> {
    hidden.iter().flat_map(|board| board.0).collect()
}

/// What is no whole id at the end is passed over.
fn read_note(note: &[u8]) -> BTreeSet<BoardId> {
    let (ids, _) = note.as_chunks::<32>();
    ids.iter().map(|id| BoardId(*id)).collect()
}

/// Returns the public half of a network key, without opening a socket.
///
/// It is an Ed25519 key like a log's, so `trust` computes its public half; nothing is signed.
pub(crate) fn endpoint_of(secret: [u8; 32], keys: &DeviceKeys) -> EndpointId {
    let device = keys.device.device_key(&BoardNonce([0; 16]));
    let public = LogWriter::start(secret, BoardId::ZERO, &device, None).log();
    EndpointId(public.0)
}
