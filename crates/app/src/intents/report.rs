//! A report on a board that one is not on, by a reporter's ticket.

use std::sync::Arc;
use std::time::Duration;

use node::{ReportRefusal, Reported};

use crate::api::{AppError, ErrorCode, Outcome};
use crate::desk::Desk;
use crate::pasted::ticket_in;

/// How long somebody is looked for who takes it in.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends a report and waits until a member's device has it on its disk.
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
    match desk.node.report(ticket, text, PATIENCE).await? {
        Reported::Taken => Ok(Outcome::Done { undoable: false }),
        Reported::Refused(refusal) => Err(refused(refusal)),
        Reported::Nobody => Err(refused(ReportRefusal::NotNow)),
    }
}

fn refused(refusal: ReportRefusal) -> AppError {
    let code = match refusal {
        ReportRefusal::Expired => ErrorCode::TicketExpired,
        ReportRefusal::UsedUp => ErrorCode::TicketUsedUp,
        ReportRefusal::Unknown | ReportRefusal::Removed => ErrorCode::TicketRemoved,
        ReportRefusal::Damaged => ErrorCode::TicketDamaged,
        ReportRefusal::TooMany => ErrorCode::TooManyReports,
        ReportRefusal::NotNow => ErrorCode::NobodyReached,
    };
    AppError::new(code, refusal)
}
