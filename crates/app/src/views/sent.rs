//! Reports of this device on boards that it is not on: those that wait, and what became of others.

use node::SentReport;

use super::time;
use crate::api::{Row, RowData, SentReportRow, SentReportState};
use crate::desk::Desk;
use crate::failure::report_refusal;

/// Returns them, the oldest first.
pub(super) fn reports(desk: &Desk) -> Vec<Row> {
    let reports = desk.node.reports();
    let reports = reports.borrow();
    reports.iter().map(row).collect()
}

fn row(sent: &SentReport) -> Row {
    let report = data_encoding::HEXLOWER.encode(&sent.id);
    let at = time(sent.done_ms.unwrap_or_default());
    let state = match sent.done {
        None => SentReportState::Waiting,
        Some(Ok(())) => SentReportState::HandedIn { at },
        Some(Err(refusal)) => SentReportState::Refused {
            at,
            code: report_refusal(refusal),
        },
    };
    let row = SentReportRow {
        report: report.clone(),
        board_name: sent.board_name.clone(),
        inviter_name: sent.inviter_name.clone(),
        since: time(sent.since_ms),
        state,
        text: sent.text.clone(),
    };
    super::row(report, RowData::SentReport(row))
}
