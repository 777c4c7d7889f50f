//! Reports that this device drops on boards which it is not on: they wait on the disk until somebody has taken them in.
//!
//! Owns what is kept of one: the sealed report and its ticket until it is answered for good, and the words, for whoever
//! wrote them, until it is taken in. Then only that it was, and when. Never reads the answerer's board.

use std::collections::BTreeMap;

use store::StoreError;
use sync::ReportRefusal;
use trust::{EndpointId, Letter, Report, TicketText, from_canonical, to_canonical};

use super::Core;
use super::state::State;
use crate::{NodeError, SentReport};

/// Reports that wait at a time, and of those that were answered the most that are remembered.
const WAITING: usize = 16;
const ANSWERED: usize = 16;
/// Whoever had taken too many, or did not know the ticket, is asked again after so long.
const AGAIN_MS: u64 = 24 * 60 * 60 * 1_000;
/// The name under which they are kept.
const SENT: &str = "reports sent";

/// What is kept of one: report, ticket, words, since when; and when it was answered, with the refusal if it was one.
type Kept = (Vec<u8>, String, String, u64, Option<(u64, Option<u8>)>);

/// A report of this device.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    bytes: Vec<u8>,
    ticket: TicketText,
    text: String,
    since_ms: u64,
    /// Who refused it, in this run, and when.
    refused: BTreeMap<EndpointId, (ReportRefusal, u64)>,
    done: Option<(u64, Result<(), ReportRefusal>)>,
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
        let waiting = state.reports.values().filter(|one| one.done.is_none());
        if waiting.count() >= WAITING {
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
            ticket: ticket.clone(),
            text: letter.text,
            since_ms: now_ms,
            refused: BTreeMap::new(),
            done: None,
        };
        state.reports.insert(id, outgoing);
        state.keep_reports()?;
        Ok(id)
    }

    /// Forgets a report, sent or not.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn end_report(&mut self, id: [u8; 32]) -> Result<(), NodeError> {
        if self.state.reports.remove(&id).is_some() {
            self.state.keep_reports()?;
        }
        Ok(())
    }

    /// Returns the reports of this device, the oldest first.
    #[must_use]
    pub fn reports(&self) -> Vec<SentReport> {
        let sent = |(id, report): (&[u8; 32], &Outgoing)| SentReport {
            id: *id,
            hints: report.ticket.endpoints.clone(),
            board_name: report.ticket.board_name.clone(),
            inviter_name: report.ticket.inviter_name.clone(),
            text: report.text.clone(),
            since_ms: report.since_ms,
            done_ms: report.done.map(|(at, _)| at),
            done: report.done.map(|(_, done)| done),
        };
        let mut all: Vec<SentReport> = self.state.reports.iter().map(sent).collect();
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
        let due = |report: &&Outgoing| {
            let mut hints = report.ticket.endpoints.iter();
            let said = report.refused.get(&peer);
            report.done.is_none()
                && hints.any(|hint| hint.endpoint == peer)
                && said.is_none_or(|(refusal, at)| is_asked_again(*refusal, *at, now_ms))
        };
        let due = self.reports.values().filter(due);
        due.map(|report| report.bytes.clone()).collect()
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
        let Some(report) = self.reports.get_mut(&id) else {
            return Ok(());
        };
        if let Some(refusal) = refusal {
            report.refused.insert(by, (refusal, now_ms));
            let said_by = |endpoint: &EndpointId, ends: fn(ReportRefusal) -> bool| {
                let said = report.refused.get(endpoint);
                said.is_some_and(|(refusal, _)| ends(*refusal))
            };
            let mut hints = report.ticket.endpoints.iter().map(|hint| hint.endpoint);
            let inviter = report.ticket.endpoints.first().map(|hint| hint.endpoint);
            let by_all = hints.all(|hint| said_by(&hint, lasts));
            if by_all || inviter.is_some_and(|one| said_by(&one, is_everywhere)) {
                report.done.get_or_insert((now_ms, Err(refusal)));
            }
        } else {
            report.done = Some((now_ms, Ok(())));
            // The coordinators have the words; here they are not needed any more.
            report.text.clear();
        }
        self.keep_reports()
    }

    /// Writes the reports to the disk. Of those that were answered, the oldest go.
    fn keep_reports(&mut self) -> Result<(), StoreError> {
        let answered = |reports: &BTreeMap<[u8; 32], Outgoing>| {
            let answered = reports
                .iter()
                .filter_map(|(id, one)| Some((one.done?.0, *id)));
            let mut answered: Vec<(u64, [u8; 32])> = answered.collect();
            answered.sort_unstable();
            answered
        };
        let answered = answered(&self.reports);
        for (_, id) in answered.iter().rev().skip(ANSWERED) {
            self.reports.remove(id);
        }
        let kept = self.reports.values().map(Outgoing::kept);
        let kept: Vec<Kept> = kept.collect();
        self.db.set_meta(SENT, &to_canonical(&kept))?;
        self.reports_changed = true;
        Ok(())
    }

    /// Reads them from the disk.
    pub(super) fn read_reports(&mut self) -> Result<(), StoreError> {
        let kept = self.db.meta(SENT)?;
        let kept = kept.and_then(|bytes| from_canonical::<Vec<Kept>>(&bytes).ok());
        let read = kept.unwrap_or_default().into_iter();
        self.reports = read.filter_map(Outgoing::read).collect();
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

impl Outgoing {
    fn kept(&self) -> Kept {
        let refusal = |done: Result<(), ReportRefusal>| done.err().map(ReportRefusal::byte);
        let done = self.done.map(|(at, done)| (at, refusal(done)));
        let ticket = self.ticket.to_text();
        (
            self.bytes.clone(),
            ticket,
            self.text.clone(),
            self.since_ms,
            done,
        )
    }

    /// Returns what was kept, with what names it. `None` where the ticket cannot be read any more.
    fn read((bytes, ticket, text, since_ms, done): Kept) -> Option<([u8; 32], Self)> {
        let refusal =
            |byte: Option<u8>| byte.map_or(Ok(()), |byte| Err(ReportRefusal::of_byte(byte)));
        let id = sync::report_id(&bytes);
        let ticket = TicketText::parse(&ticket).ok()?;
        let read = Self {
            bytes,
            ticket,
            text,
            since_ms,
            refused: BTreeMap::new(),
            done: done.map(|(at, byte)| (at, refusal(byte))),
        };
        Some((id, read))
    }
}
