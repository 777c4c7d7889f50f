//! Dropping a report on a board that this device is not on, and reading those of one's own board.

use std::time::Duration;

use sync::ReportRefusal;
use trust::{BoardId, Letter, Report, TicketText};

use super::Node;
use crate::{NodeError, SentReport};

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// A member's device has it on its disk.
    Taken,
    /// It was refused.
    Refused(ReportRefusal),
    /// Nobody whom the ticket names could be reached in time.
    Nobody,
}

impl Node {
    /// Sends a sealed report to whoever a reporter's ticket names, and waits for an answer for so long at most.
    ///
    /// # Errors
    /// [`NodeError::Refused`]: `not-a-reporter`, `too-many`; a text that is too long.
    pub async fn report(
        &self,
        ticket: TicketText,
        text: String,
        patience: Duration,
    ) -> Result<Reported, NodeError> {
        let hints = ticket.endpoints.clone();
        let jobs = &self.inner.jobs;
        let start = move |core: &mut crate::Core, now_ms| core.start_report(&ticket, text, now_ms);
        let id = jobs.ask(start).await?;
        self.inner.network.learn(hints);
        jobs.ask_joins().await;
        let done = self.answer_to(id, patience).await;
        jobs.ask(move |core, _| {
            core.end_report(id);
            Ok(())
        })
        .await?;
        Ok(match done {
            Some(Ok(())) => Reported::Taken,
            Some(Err(refusal)) => Reported::Refused(refusal),
            None => Reported::Nobody,
        })
    }

    async fn answer_to(
        &self,
        id: [u8; 32],
        patience: Duration,
    ) -> Option<Result<(), ReportRefusal>> {
        let mut reports = self.inner.public.reports.subscribe();
        let mine = |all: &Vec<SentReport>| all.iter().find(|one| one.id == id)?.done;
        let is_over = |all: &Vec<SentReport>| mine(all).is_some();
        let answered = reports.wait_for(is_over);
        let all = tokio::time::timeout(patience, answered).await.ok()?.ok()?;
        mine(&all)
    }

    /// Opens reports of a board with the inbox keys that this device holds, in their order.
    ///
    /// # Errors
    /// [`NodeError::Closed`].
    pub async fn open_reports(
        &self,
        board: BoardId,
        reports: Vec<Report>,
    ) -> Result<Vec<Option<Letter>>, NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, _| Ok(core.open_reports(board, &reports)))
            .await
    }
}
