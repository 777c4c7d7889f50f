//! Reports that this device drops on boards which it is not on: they wait on the disk until somebody has taken them in.
//!
//! Owns what is kept of one: the sealed report and its ticket until it is answered for good, and the words, for whoever
//! wrote them, until it is taken in. Then only that it was, when, and what its ticket called board and inviter. Never
//! reads the answerer's board. How it stands on the disk and in a backup: `kept`.

use std::collections::BTreeMap;
use std::sync::Weak;

use store::StoreError;
use sync::ReportRefusal;
use trust::{EndpointId, Letter, Report, TicketText};

use super::Core;
use super::face::Face;
use super::state::State;
use crate::{NodeError, SentReport};

mod kept;

pub(crate) use kept::{Reports, report_parts, take_reports};

/// Reports that wait at a time, and of those that were taken in the most that are remembered.
const WAITING: usize = 16;
const TAKEN: usize = 16;
/// Whoever had taken too many, or did not know the ticket, is asked again after so long.
const AGAIN_MS: u64 = 24 * 60 * 60 * 1_000;

/// A report of this device.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    board_name: String,
    inviter_name: String,
    /// Empty once it was taken in.
    text: String,
    since_ms: u64,
    fate: Fate,
}

/// How it goes.
#[derive(Debug, Clone)]
enum Fate {
    Waiting(Box<Waiting>),
    Done {
        at_ms: u64,
        done: Result<(), ReportRefusal>,
        /// Whether who wrote it was told of a refusal.
        told: bool,
    },
}

/// What is needed until it is answered for good.
#[derive(Debug, Clone)]
struct Waiting {
    bytes: Vec<u8>,
    ticket: TicketText,
    /// Who refused it, in this run, and when.
    refused: BTreeMap<EndpointId, (ReportRefusal, u64)>,
    /// Held by somebody who waits for the answer, and tells it.
    attended: Weak<()>,
}

impl Core {
    /// Seals a report for the inbox of the board of a ticket, keeps it, and sends it to whoever the ticket names and is
    /// reached. Returns what names it.
    ///
    /// # Errors
    /// [`NodeError::Refused`] where the ticket is for something else, the text too long, or too many wait.
    pub fn start_report(
        &mut self,
        ticket: &TicketText,
        text: String,
        now_ms: u64,
    ) -> Result<[u8; 32], NodeError> {
        let state = &mut self.state;
        let refused = |why: &str| NodeError::Refused(why.to_owned());
        let to = ticket.inbox.ok_or_else(|| refused("not-a-reporter"))?;
        let all = state.reports.known.values();
        if all.filter(|one| one.waiting().is_some()).count() >= WAITING {
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
        let waiting = Waiting {
            bytes,
            ticket: ticket.clone(),
            refused: BTreeMap::new(),
            attended: Weak::new(),
        };
        let outgoing = Outgoing {
            board_name: ticket.board_name.clone(),
            inviter_name: ticket.inviter_name.clone(),
            text: letter.text,
            since_ms: now_ms,
            fate: Fate::Waiting(Box::new(waiting)),
        };
        state.reports.known.insert(id, outgoing);
        state.keep_reports()?;
        Ok(id)
    }

    /// Takes notice that somebody waits for the answer, and tells it, for as long as they hold `by`.
    pub fn attend_report(&mut self, id: [u8; 32], by: Weak<()>) {
        let report = self.state.reports.known.get_mut(&id);
        if let Some(Fate::Waiting(waiting)) = report.map(|report| &mut report.fate) {
            waiting.attended = by;
        }
    }

    /// Takes notice that who wrote a report was told of its refusal.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn report_told(&mut self, id: [u8; 32]) -> Result<(), NodeError> {
        let report = self.state.reports.known.get_mut(&id);
        if let Some(Fate::Done { told, .. }) = report.map(|report| &mut report.fate)
            && !std::mem::replace(told, true)
        {
            self.state.keep_reports()?;
        }
        Ok(())
    }

    /// Forgets a report, sent or not.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn end_report(&mut self, id: [u8; 32]) -> Result<(), NodeError> {
        if self.state.reports.known.remove(&id).is_some() {
            self.state.keep_reports()?;
        }
        Ok(())
    }

    /// Returns the reports of this device, the oldest first.
    #[must_use]
    pub fn reports(&self) -> Vec<SentReport> {
        let known = self.state.reports.known.iter();
        let mut all: Vec<SentReport> = known.map(|(id, report)| report.shown(*id)).collect();
        all.sort_by_key(|report| (report.since_ms, report.id));
        all
    }

    /// Returns whether the reports changed since the last call.
    pub const fn take_reports_changed(&mut self) -> bool {
        std::mem::replace(&mut self.state.reports_changed, false)
    }
}

impl State {
    /// Returns the reports that a peer is to be given.
    pub(crate) fn to_report(&self, peer: EndpointId, now_ms: u64) -> Vec<Vec<u8>> {
        let due = |waiting: &&Waiting| {
            let mut hints = waiting.ticket.endpoints.iter();
            let said = waiting.refused.get(&peer);
            hints.any(|hint| hint.endpoint == peer)
                && said.is_none_or(|(refusal, at)| is_asked_again(*refusal, *at, now_ms))
        };
        // Reports go by the open face: who writes them is on no board.
        let shown = self.faces.now == Face::Open;
        let known = self.reports.known.values().filter(|_| shown);
        let waiting = known.filter_map(Outgoing::waiting);
        let due = waiting.filter(due);
        due.map(|waiting| waiting.bytes.clone()).collect()
    }

    /// Takes notice of an answer. It ends where the inviter says what will be true tomorrow and everywhere, or all who
    /// are named say what will be true with them tomorrow.
    pub(crate) fn report_answered(
        &mut self,
        id: [u8; 32],
        by: EndpointId,
        refusal: Option<ReportRefusal>,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let Some(report) = self.reports.known.get_mut(&id) else {
            return Ok(());
        };
        let done = match (&mut report.fate, refusal) {
            (Fate::Done { done: Ok(()), .. }, None) | (Fate::Done { .. }, Some(_)) => return Ok(()),
            // The coordinators have the words; here they are not needed any more.
            (Fate::Waiting(_) | Fate::Done { .. }, None) => {
                report.text.clear();
                Some((Ok(()), true))
            }
            (Fate::Waiting(waiting), Some(refusal)) => {
                waiting.refused.insert(by, (refusal, now_ms));
                let told = waiting.attended.strong_count() > 0;
                waiting.is_over().then_some((Err(refusal), told))
            }
        };
        if let Some((done, told)) = done {
            let at_ms = now_ms;
            report.fate = Fate::Done { at_ms, done, told };
        }
        self.keep_reports()
    }

    /// Writes the reports to the disk. Of those that were taken in, the oldest go.
    fn keep_reports(&mut self) -> Result<(), StoreError> {
        let known = self.reports.known.iter();
        let taken = known.filter(|(_, one)| one.is_taken());
        let mut taken: Vec<(u64, [u8; 32])> = taken.map(|(id, one)| (one.at_ms(), *id)).collect();
        taken.sort_unstable();
        for (_, id) in taken.iter().rev().skip(TAKEN) {
            self.reports.known.remove(id);
        }
        self.reports.write(&self.db)?;
        self.scrub = true;
        self.reports_changed = true;
        Ok(())
    }

    /// Reads them from the disk.
    pub(super) fn read_reports(&mut self) -> Result<(), StoreError> {
        self.reports = Reports::read(&self.db)?;
        self.reports_changed = true;
        Ok(())
    }
}

/// Returns whether a refusal follows from the board's certificates, the ticket or the report: no other device says
/// otherwise.
const fn is_everywhere(refusal: ReportRefusal) -> bool {
    match refusal {
        ReportRefusal::Expired | ReportRefusal::Removed | ReportRefusal::Damaged => true,
        ReportRefusal::Unknown
        | ReportRefusal::UsedUp
        | ReportRefusal::TooMany
        | ReportRefusal::NotNow => false,
    }
}

/// Returns whether a device that refused so does not take the report in tomorrow either: each counts its own uses. Its
/// many of one day are over tomorrow.
const fn lasts(refusal: ReportRefusal) -> bool {
    match refusal {
        ReportRefusal::Unknown
        | ReportRefusal::UsedUp
        | ReportRefusal::Expired
        | ReportRefusal::Removed
        | ReportRefusal::Damaged => true,
        ReportRefusal::TooMany | ReportRefusal::NotNow => false,
    }
}

/// Returns whether who refused so is asked again now. A clock that was set back puts nothing off.
fn is_asked_again(refusal: ReportRefusal, at: u64, now_ms: u64) -> bool {
    let passed = now_ms.checked_sub(at);
    refusal == ReportRefusal::NotNow
        || !is_everywhere(refusal) && passed.is_none_or(|passed| passed >= AGAIN_MS)
}

impl Waiting {
    /// Returns whether no answer to come says otherwise.
    fn is_over(&self) -> bool {
        let said_by = |endpoint: &EndpointId, ends: fn(ReportRefusal) -> bool| {
            let said = self.refused.get(endpoint);
            said.is_some_and(|(refusal, _)| ends(*refusal))
        };
        let mut hints = self.ticket.endpoints.iter().map(|hint| hint.endpoint);
        let inviter = self.ticket.endpoints.first().map(|hint| hint.endpoint);
        let by_all = hints.all(|hint| said_by(&hint, lasts));
        by_all || inviter.is_some_and(|one| said_by(&one, is_everywhere))
    }
}

impl Outgoing {
    fn waiting(&self) -> Option<&Waiting> {
        match &self.fate {
            Fate::Waiting(waiting) => Some(waiting),
            Fate::Done { .. } => None,
        }
    }

    /// Returns whether it was taken in.
    const fn is_taken(&self) -> bool {
        matches!(self.fate, Fate::Done { done: Ok(()), .. })
    }

    /// When it was answered for good.
    const fn at_ms(&self) -> u64 {
        match self.fate {
            Fate::Waiting(_) => 0,
            Fate::Done { at_ms, .. } => at_ms,
        }
    }

    fn shown(&self, id: [u8; 32]) -> SentReport {
        let (done_ms, done, told) = match self.fate {
            Fate::Waiting(_) => (None, None, true),
            Fate::Done { at_ms, done, told } => (Some(at_ms), Some(done), told || done.is_ok()),
        };
        let hints = self
            .waiting()
            .map(|waiting| waiting.ticket.endpoints.clone());
        SentReport {
            id,
            hints: hints.unwrap_or_default(),
            board_name: self.board_name.clone(),
            inviter_name: self.inviter_name.clone(),
            text: self.text.clone(),
            since_ms: self.since_ms,
            done_ms,
            done,
            told,
        }
    }
}
