//! Reports from outside: taking one in for a board, and dropping one on a board that this device is not on.
//!
//! Owns what a taking device checks: the ticket (its kind, its end, whether it was taken back), the proof of work, and
//! how many came by it here. Who takes one in cannot read it, unless they coordinate the board: it is sealed for a key
//! that follows from the inbox's. What is written is a statement whose body the judge's room makes; this one reads no
//! bodies. Two devices apart count apart.

use std::collections::BTreeMap;

use store::StoreError;
use sync::ReportRefusal;
use trust::{
    BoardId, Compartment, EndpointHint, EndpointId, Kind, Letter, Report, Role, TicketMode,
    TicketText, from_canonical, to_canonical,
};

use super::Core;
use super::state::State;
use super::write::{Draft, is_of_the_disk};
use crate::{NodeError, SentReport};

/// Most reports a day that this device takes in by one ticket.
const MOST_A_DAY: usize = 40;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
/// Most reports under way from this device.
const MOST_UNDER_WAY: usize = 16;

/// What was taken in by one ticket: when, and which; those of the last day, and how many before.
type Taken = (u64, Vec<(u64, Vec<u8>)>);

/// A report on its way from this device.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    bytes: Vec<u8>,
    hints: Vec<EndpointHint>,
    refused: BTreeMap<EndpointId, ReportRefusal>,
    done: Option<Result<(), ReportRefusal>>,
}

impl Core {
    /// Seals a report for the inbox of the board of a ticket, and sends it to whoever the ticket names and is reached.
    /// Returns what names it.
    ///
    /// # Errors
    /// [`NodeError::Refused`] where the ticket is for something else, the text too long, or too many are under way.
    pub fn start_report(
        &mut self,
        ticket: &TicketText,
        text: String,
        now_ms: u64,
    ) -> Result<[u8; 32], NodeError> {
        let state = &mut self.state;
        let refused = |why: &str| NodeError::Refused(why.to_owned());
        let to = ticket.inbox.ok_or_else(|| refused("not-a-reporter"))?;
        if state.reports.len() >= MOST_UNDER_WAY {
            return Err(refused("too-many"));
        }
        let letter = Letter {
            written_ms: now_ms,
            text,
        };
        let key = ticket.secret.ticket_key();
        let entropy = state.random()?;
        let report = Report::make(&letter, ticket.board, &key, to, entropy);
        let bytes = report.map_err(|error| NodeError::Refused(error.to_string()))?;
        let bytes = bytes.to_bytes();
        let id = sync::report_id(&bytes);
        let outgoing = Outgoing {
            bytes,
            hints: ticket.endpoints.clone(),
            refused: BTreeMap::new(),
            done: None,
        };
        state.reports.insert(id, outgoing);
        state.reports_changed = true;
        Ok(id)
    }

    /// Forgets a report, sent or not.
    pub fn end_report(&mut self, id: [u8; 32]) {
        self.state.reports_changed |= self.state.reports.remove(&id).is_some();
    }

    /// Returns the reports under way.
    #[must_use]
    pub fn reports(&self) -> Vec<SentReport> {
        let sent = |(id, report): (&[u8; 32], &Outgoing)| SentReport {
            id: *id,
            hints: report.hints.clone(),
            done: report.done,
        };
        self.state.reports.iter().map(sent).collect()
    }

    /// Returns whether the reports changed since the last call.
    pub const fn take_reports_changed(&mut self) -> bool {
        std::mem::replace(&mut self.state.reports_changed, false)
    }

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
    /// Returns the reports that a peer is to be given.
    pub(crate) fn to_report(&self, peer: EndpointId) -> Vec<Vec<u8>> {
        let due = |report: &&Outgoing| {
            let named = report.hints.iter().any(|hint| hint.endpoint == peer);
            report.done.is_none() && named && !report.refused.contains_key(&peer)
        };
        let due = self.reports.values().filter(due);
        due.map(|report| report.bytes.clone()).collect()
    }

    /// Takes notice of an answer. The inviter's no is for good, and so is everybody's.
    pub(crate) fn report_answered(
        &mut self,
        id: [u8; 32],
        by: EndpointId,
        refusal: Option<ReportRefusal>,
    ) {
        let Some(report) = self.reports.get_mut(&id) else {
            return;
        };
        self.reports_changed = true;
        let Some(refusal) = refusal else {
            report.done = Some(Ok(()));
            return;
        };
        report.refused.insert(by, refusal);
        let inviter = report.hints.first().map(|hint| hint.endpoint);
        let mut hints = report.hints.iter();
        let all = hints.all(|hint| report.refused.contains_key(&hint.endpoint));
        if all || (inviter == Some(by) && refusal != ReportRefusal::NotNow) {
            report.done.get_or_insert(Err(refusal));
        }
    }

    /// Takes a report in, if its ticket allows it.
    pub(crate) fn take_in(
        &mut self,
        bytes: &[u8],
        now_ms: u64,
    ) -> Result<Result<(), ReportRefusal>, NodeError> {
        let Ok(report) = Report::read(bytes) else {
            return Ok(Err(ReportRefusal::Damaged));
        };
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
        let body = self.judge.report_body(bytes);
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
