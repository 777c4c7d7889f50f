//! What does not count, for people to look at; and forgetting a board.

use store::Cause;
use trust::{BoardId, Entry, Kind, Refusal};

use super::Core;
use super::devices::{coming, promise};
use super::notice::notice_name;
use super::receiving::aware_name;
use super::verdict::SUSPECT;
use crate::{AsideKind, NodeError, SetAside};

/// The reasons of what waits for something.
const WAITS: [&str; 7] = [
    "cut-not-here",
    "missing",
    "unknown-device",
    "not-a-member",
    "not-your-grant",
    "no-quorum",
    "missing-dependency",
];

impl Core {
    /// Returns what does not count on a board, the newest decisions first, then what waits: at most `limit` of each.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails or the board is not here.
    pub fn set_aside(&self, board: BoardId, limit: u32) -> Result<Vec<SetAside>, NodeError> {
        let held = self.state.boards.get(&board);
        let held = held.ok_or(NodeError::NoBoard(board))?;
        let mut aside = Vec::new();
        for (row, cause) in self.state.db.aside(held.key, limit)? {
            let code = row.verdict.reason().unwrap_or_default().to_owned();
            let kind = kind(&code, cause);
            aside.push(self.aside(board, &row.entry, kind, code));
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        for key in self.state.db.waiting_after(held.key, None, limit)? {
            let entry = self.state.db.entry(key)?;
            let refusal = match entry.header.kind {
                Kind::Certificate => held.authority.why_not(entry.id),
                Kind::Change | Kind::Statement | Kind::Blob => {
                    let written = held.authority.may_write(&entry.header, None);
                    written.err().filter(|refusal| refusal.is_waiting())
                }
            };
            // What stewards are yet to agree to is told with the stewards.
            if refusal == Some(Refusal::NoQuorum) {
                continue;
            }
            let code = refusal.map_or("missing-dependency", |refusal| refusal.code());
            aside.push(self.aside(board, &entry, AsideKind::Waiting, code.to_owned()));
        }
        Ok(aside)
    }

    fn aside(&self, board: BoardId, entry: &Entry, kind: AsideKind, code: String) -> SetAside {
        let held = self.state.boards.get(&board);
        let person = held.and_then(|held| {
            let device = entry.header.device;
            let member = held.authority.person_of(device);
            member.or_else(|| held.authority.certifiers_of(device).next())
        });
        SetAside {
            position: entry.position(),
            person,
            item: entry.header.item,
            entry_kind: entry.header.kind,
            kind,
            code,
            time: entry.header.time,
        }
    }

    /// Deletes all that this device keeps of a board. It can be joined again later.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails or the board is not here.
    pub fn forget_board(&mut self, board: BoardId) -> Result<(), NodeError> {
        let state = &mut self.state;
        let held = state.boards.remove(&board);
        let held = held.ok_or(NodeError::NoBoard(board))?;
        state.order.retain(|other| *other != board);
        state.db.forget_board(held.key)?;
        state.db.forget_meta(&notice_name(board))?;
        state.db.forget_meta(&promise(board))?;
        state.db.forget_meta(&coming(board))?;
        state.db.forget_meta(&aware_name(board))?;
        if state.joins.remove(&board).is_some() {
            state.db.end_join(board)?;
            state.joins_changed = true;
        }
        state.added.retain(|other| *other != board);
        state.grown.remove(&board);
        state.unlocked.remove(&board);
        state.changed.insert(board);
        state.forgotten.push(board);
        Ok(())
    }
}

/// Returns the kind that a reason is of.
fn kind(code: &str, cause: Cause) -> AsideKind {
    match cause {
        _ if code == SUSPECT => AsideKind::Suspect,
        _ if WAITS.contains(&code) => AsideKind::Waiting,
        Cause::Judge => AsideKind::Invalid,
        // Of what nobody here can read no list is made.
        Cause::Unread => AsideKind::Waiting,
        Cause::Authority | Cause::Dependency => AsideKind::NotAllowed,
    }
}
