//! Reports from outside: taking one in for a board, and reading those of it. (Sending one: `sent`.)
//!
//! Owns what a taking device checks: the ticket (its kind, its end, whether it was taken back), the proof of work, and
//! how many came by it here. Who takes one in cannot read it, unless they coordinate the board: it is sealed for a key
//! that follows from the inbox's. What is written is a statement whose body the judge's room makes; this one reads no
//! bodies. Two devices apart count apart.

use store::StoreError;
use sync::ReportRefusal;
use trust::{
    BoardId, Compartment, Kind, Letter, Report, Role, TicketMode, from_canonical, to_canonical,
};

mod standing;

pub(crate) use standing::Said;

use super::Core;
use super::state::State;
use super::write::{Draft, is_of_the_disk};
use crate::NodeError;

/// Most reports a day that this device takes in by one ticket.
const MOST_A_DAY: usize = 40;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
/// What was taken in by one ticket: when, and which; those of the last day, and how many before.
type Taken = (u64, Vec<(u64, Vec<u8>)>);

impl Core {
    /// Opens reports of a board with the inbox keys that are held; `None` for one that none of them opens.
    #[must_use]
    pub fn open_reports(&self, board: BoardId, reports: &[Report]) -> Vec<Option<Letter>> {
        let held = self.state.boards.get(&board);
        let keys = held.into_iter().flat_map(|held| held.keyring.iter());
        let inbox = keys.filter(|(_, of, _)| *of == Compartment::Inbox);
        let secrets: Vec<_> = inbox.map(|(_, _, key)| key.inbox()).collect();
        let open = |report: &Report| secrets.iter().find_map(|secret| report.open(secret));
        reports.iter().map(open).collect()
    }
}

impl State {
    /// Takes a report in, if its ticket allows it.
    pub(crate) fn take_in(
        &mut self,
        bytes: &[u8],
        now_ms: u64,
    ) -> Result<Result<(), ReportRefusal>, NodeError> {
        let Ok(report) = Report::read(bytes) else {
            return Ok(Err(ReportRefusal::Damaged));
        };
        if !self.faces.shows(report.board) {
            return Ok(Err(ReportRefusal::Unknown));
        }
        let uses = match self.check_report(&report, now_ms) {
            Ok(uses) => uses,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let name = format!("reports {} {}", report.board, report.ticket);
        let (mut before, mut taken) = self.taken(&name)?;
        let id = sync::report_id(bytes).to_vec();
        if taken.iter().any(|(_, one)| *one == id) {
            // The answer was lost on the way.
            return Ok(Ok(()));
        }
        let body = self.judge.report_body(bytes);
        if self.is_said(report.board, &body)? {
            // Every member has its bytes: handed in again it is no news, and uses nothing up.
            return Ok(Ok(()));
        }
        let today = |at: u64| now_ms.abs_diff(at) < DAY_MS;
        let old = taken.iter().filter(|(at, _)| !today(*at)).count();
        before = before.saturating_add(u64::try_from(old).unwrap_or(u64::MAX));
        taken.retain(|(at, _)| today(*at));
        let all = before.saturating_add(u64::try_from(taken.len()).unwrap_or(u64::MAX));
        if uses.is_some_and(|uses| all >= u64::from(uses)) {
            return Ok(Err(ReportRefusal::UsedUp));
        }
        if taken.len() >= MOST_A_DAY {
            return Ok(Err(ReportRefusal::TooMany));
        }
        taken.push((now_ms, id));
        let written = self.as_a_whole(report.board, |state| {
            let draft = Draft {
                kind: Kind::Statement,
                item: None,
                deps: Vec::new(),
                body,
            };
            state.write(report.board, draft, now_ms)?;
            state.db.set_meta(&name, &to_canonical(&(before, taken)))?;
            Ok(())
        });
        match written {
            Ok(()) => Ok(Ok(())),
            Err(error) if is_of_the_disk(&error) => Err(error),
            Err(error) => {
                tracing::warn!(%error, "a report could not be taken in");
                Ok(Err(ReportRefusal::NotNow))
            }
        }
    }

    /// Checks a report's ticket; returns how often that may be used.
    fn check_report(&self, report: &Report, now_ms: u64) -> Result<Option<u32>, ReportRefusal> {
        let board = self.boards.get(&report.board);
        let board = board.ok_or(ReportRefusal::Unknown)?;
        let is_it = |ticket: &trust::Ticket| {
            ticket.key == report.ticket && ticket.mode == TicketMode::Reporter
        };
        let mut removed = board.authority.removed_tickets();
        let Some(state) = board.authority.ticket(report.ticket) else {
            let was = removed.any(|(state, _)| is_it(&state.ticket));
            return Err(if was {
                ReportRefusal::Removed
            } else {
                ReportRefusal::Unknown
            });
        };
        if !is_it(&state.ticket) {
            return Err(ReportRefusal::Unknown);
        }
        if state.ticket.not_after_ms.is_some_and(|end| end < now_ms) {
            return Err(ReportRefusal::Expired);
        }
        let role = board.authority.role_of(board.person);
        if role.is_none_or(|role| role > Role::Contributor) {
            return Err(ReportRefusal::NotNow);
        }
        Ok(state.ticket.uses)
    }

    fn taken(&self, name: &str) -> Result<Taken, StoreError> {
        let kept = self.db.meta(name)?;
        let kept = kept.and_then(|bytes| from_canonical::<Taken>(&bytes).ok());
        Ok(kept.unwrap_or_default())
    }
}
