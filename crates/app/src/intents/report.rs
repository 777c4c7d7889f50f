//! A report on a board that one is not on, by a reporter's ticket.

use std::sync::Arc;
use std::time::Duration;

use node::{NodeError, ReportRefusal, Reported};

use crate::api::{AppError, ErrorCode, Outcome};
use crate::desk::Desk;
use crate::failure::report_refusal;
use crate::pasted::ticket_in;

/// How long somebody is looked for who takes it in.
const PATIENCE: Duration = Duration::from_secs(30);

/// Keeps a report, sends it, and waits a while for a member's device that has it on its disk.
pub(super) async fn report(
    desk: &Arc<Desk>,
    ticket: &str,
    text: &str,
) -> Result<Outcome, AppError> {
    let ticket = ticket_in(ticket)?;
    if ticket.inbox.is_none() {
        let error = AppError::new(ErrorCode::OtherTicketKind, "not a reporter's ticket");
        return Err(error.with("kind", "invite"));
    }
    let text = model::clean_text(text);
    if text.is_empty() {
        return Err(AppError::bad_field("text", "empty"));
    }
    if text.len() > trust::MAX_REPORT_TEXT {
        return Err(AppError::bad_field("text", "tooLong"));
    }
    if desk.node.board(ticket.board).is_some() {
        let error = AppError::new(ErrorCode::AlreadyMember, "the board is here");
        return Err(error.with("board", ticket.board));
    }
    if let Some(end) = ticket.expires_ms.filter(|end| *end <= desk.now()) {
        return Err(refused(ReportRefusal::Expired).with("at", end));
    }
    // Nobody is looked for where that was switched off.
    let offline = desk.local.settings().work_offline;
    let patience = if offline { Duration::ZERO } else { PATIENCE };
    match desk.node.report(ticket, text, patience).await {
        Ok(Reported::Taken) => Ok(Outcome::Report { handed_in: true }),
        Ok(Reported::Waits) => Ok(Outcome::Report { handed_in: false }),
        Ok(Reported::Refused(refusal)) => Err(refused(refusal)),
        Err(NodeError::Refused(why)) if why == "too-many" => {
            Err(AppError::new(ErrorCode::TooManyReports, "too many wait"))
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a report off the list.
pub(super) async fn forget(desk: &Arc<Desk>, report: &str) -> Result<Outcome, AppError> {
    let id = data_encoding::HEXLOWER.decode(report.as_bytes()).ok();
    let id: [u8; 32] = id
        .and_then(|id| id.try_into().ok())
        .ok_or_else(|| AppError::bad_field("report", "notAChoice"))?;
    desk.node.forget_report(id).await?;
    Ok(Outcome::Done { undoable: false })
}

fn refused(refusal: ReportRefusal) -> AppError {
    AppError::new(report_refusal(refusal), refusal)
}
