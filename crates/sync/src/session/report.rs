//! Dropping a report by a ticket, and taking one in. Nobody becomes a member by it, and no board is synced.

use super::{Output, SessionError, Step};
use crate::ReportRefusal;
use crate::wire::Message;

/// So many reports are heard on one connection.
const HEARD: u32 = 4;
/// So many may wait for an answer.
const OPEN: usize = 4;

/// Returns what names a report in the answer to it.
#[must_use]
pub fn report_id(report: &[u8]) -> [u8; 32] {
    *blake3::hash(report).as_bytes()
}

impl super::Session {
    /// Returns whether this device has said as many reports as are heard on one connection, and all were answered:
    /// others take another connection.
    #[must_use]
    pub const fn has_said_its_reports(&self) -> bool {
        self.reports_said >= HEARD && self.reporting.is_empty()
    }
}

impl Step<'_> {
    /// This device sends one.
    pub(super) fn send_report(&mut self, report: Vec<u8>) {
        let id = report_id(&report);
        let spent = self.session.reports_said >= HEARD;
        if spent || self.session.reporting.len() >= OPEN || self.session.reporting.contains(&id) {
            return;
        }
        self.session.reports_said += 1;
        self.session.reporting.push(id);
        self.send(&Message::Report(report));
    }

    /// The peer sends one.
    pub(super) fn report(&mut self, report: &[u8]) -> Result<(), SessionError> {
        self.session.reports_heard += 1;
        if self.session.reports_heard > HEARD {
            return Err(SessionError::Protocol("too many reports"));
        }
        let id = report_id(report);
        let answer = match self.host.take_report(report, self.now_ms)? {
            Ok(()) => Message::Taken(id),
            Err(refusal) => Message::NotTaken {
                report: id,
                reason: refusal.byte(),
            },
        };
        self.send(&answer);
        Ok(())
    }

    /// The peer answered; an answer to nothing is ignored.
    pub(super) fn report_answered(&mut self, report: [u8; 32], refusal: Option<ReportRefusal>) {
        let open = self.session.reporting.len();
        self.session.reporting.retain(|one| *one != report);
        if self.session.reporting.len() < open {
            self.out.push(Output::Reported { report, refusal });
        }
    }
}
