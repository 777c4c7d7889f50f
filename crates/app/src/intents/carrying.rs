//! This device as a helper: boards that it carries for others and cannot read.

use std::sync::Arc;

use trust::{BoardId, Role};

use crate::api::{AppError, ErrorCode, Outcome};
use crate::desk::Desk;
use crate::live::Touched;
use crate::pasted::ticket_in;

/// Carries a board, now or when somebody of it can be reached. Needs no display name: a helper tells nobody one.
pub(super) async fn carry(desk: &Arc<Desk>, text: &str) -> Result<Outcome, AppError> {
    let ticket = ticket_in(text)?;
    let board = ticket.board;
    if ticket.role != Role::Helper {
        return Err(AppError::new(ErrorCode::NotAHelperTicket, "an invitation"));
    }
    if let Some(end) = ticket.expires_ms.filter(|end| *end <= desk.now()) {
        return Err(
            AppError::new(ErrorCode::TicketExpired, "the ticket has run out").with("at", end),
        );
    }
    desk.node.join(ticket).await.map_err(|error| {
        let error = AppError::from(error);
        if error.code == ErrorCode::AlreadyMember {
            error.with("board", board)
        } else {
            error
        }
    })?;
    desk.tell(touched());
    Ok(Outcome::Carrying {
        board: board.to_string(),
    })
}

/// Carries a board no more, or gives up waiting for it.
pub(super) async fn stop_carrying(desk: &Arc<Desk>, board: &str) -> Result<Outcome, AppError> {
    let no_such = || AppError::new(ErrorCode::NoSuchBoard, "not carried").with("board", board);
    let id: BoardId = board.parse().map_err(|_| no_such())?;
    desk.node.stop_carrying(id).await?;
    desk.tell(touched());
    Ok(Outcome::Done { undoable: false })
}

/// Returns what a helper is called on the board.
pub(super) fn label(name: Option<&str>, helper: bool) -> Result<Option<String>, AppError> {
    let name = name.map(model::clean_name).filter(|name| !name.is_empty());
    match name {
        Some(_) if !helper => Err(AppError::bad_field("helperName", "unknownField")),
        Some(name) if name.len() > trust::MAX_LABEL => {
            Err(AppError::bad_field("helperName", "tooLong"))
        }
        name => Ok(name),
    }
}

fn touched() -> Touched {
    Touched {
        joins: true,
        ..Touched::default()
    }
}
