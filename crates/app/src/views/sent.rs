//! Reports of this device on boards that it is not on: those that wait, and what became of others.

use node::SentReport;

use super::time;
use crate::api::{NoticeCode, NoticeView, Row, RowData, SentReportRow, SentReportState};
use crate::desk::Desk;
use crate::failure::report_refusal;
use crate::local::notice_of;

/// Returns them, the oldest first.
pub(super) fn reports(desk: &Desk) -> Vec<Row> {
    let reports = desk.node.reports();
    let reports = reports.borrow();
    reports.iter().map(row).collect()
}

/// Returns the notices of those that were refused while nobody waited for the answer, the oldest first.
pub(super) fn refused(desk: &Desk) -> Vec<NoticeView> {
    let reports = desk.node.reports();
    let reports = reports.borrow();
    let untold = reports.iter().filter(|report| !report.told);
    untold.filter_map(notice).collect()
}

fn notice(sent: &SentReport) -> Option<NoticeView> {
    let refusal = sent.done?.err()?;
    let at = time(sent.done_ms.unwrap_or_default());
    Some(NoticeView {
        board_name: sent.board_name.clone(),
        refusal: Some(report_refusal(refusal)),
        ..notice_of(notice_id(&sent.id), NoticeCode::ReportRefused, at)
    })
}

/// What names the notice of a report that was refused.
const OF_REPORT: &str = "report ";

fn notice_id(report: &[u8; 32]) -> String {
    format!("{OF_REPORT}{}", data_encoding::HEXLOWER.encode(report))
}

/// Returns the report that a notice is of.
pub(crate) fn report_of(notice: &str) -> Option<[u8; 32]> {
    let id = notice.strip_prefix(OF_REPORT)?;
    let id = data_encoding::HEXLOWER.decode(id.as_bytes()).ok()?;
    id.try_into().ok()
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
