//! Dropping a report on a board that this device is not on, and reading those of one's own board.

use std::sync::Arc;
use std::time::Duration;

use sync::ReportRefusal;
use tokio::sync::watch;
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
    /// Nobody whom the ticket names has taken it in yet. It waits on this device's disk, and goes by itself.
    Waits,
}

impl Node {
    /// Keeps a sealed report and sends it to whoever a reporter's ticket names. Waits for an answer for so long at most.
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
        // Held for as long as whoever asked is here to be told.
        let attending = Arc::new(());
        let attended = Arc::downgrade(&attending);
        let start = move |core: &mut crate::Core, now_ms| {
            let id = core.start_report(&ticket, text, now_ms)?;
            core.attend_report(id, attended);
            Ok(id)
        };
        let id = jobs.ask(start).await?;
        self.inner.network.learn(&hints);
        jobs.ask_joins().await;
        match self.answer_to(id, patience).await {
            Some(Ok(())) => Ok(Reported::Taken),
            Some(Err(refusal)) => {
                // Whoever wrote it is told at once, and has the words before them.
                self.forget_report(id).await?;
                Ok(Reported::Refused(refusal))
            }
            None => {
                drop(attending);
                Ok(Reported::Waits)
            }
        }
    }

    /// Follows the reports of this device: those that wait, and what became of others.
    #[must_use]
    pub fn reports(&self) -> watch::Receiver<Vec<SentReport>> {
        self.inner.public.reports.subscribe()
    }

    /// Forgets a report: one that waits is not sent any more.
    ///
    /// # Errors
    /// [`NodeError::Closed`], and those of the disk.
    pub async fn forget_report(&self, id: [u8; 32]) -> Result<(), NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, _| core.end_report(id)).await
    }

    /// Takes notice that who wrote a report was told of its refusal.
    ///
    /// # Errors
    /// [`NodeError::Closed`], and those of the disk.
    pub async fn report_told(&self, id: [u8; 32]) -> Result<(), NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, _| core.report_told(id)).await
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
