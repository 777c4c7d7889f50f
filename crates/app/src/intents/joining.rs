//! Tickets made and used.

use std::sync::Arc;

use node::TicketSpec;
use trust::{BoardId, Role, TicketMode, TicketText};

use crate::api::{AppError, ErrorCode, Outcome, TicketKind, TicketView, WordsKnown};
use crate::desk::Desk;
use crate::live::Touched;
use crate::membership::role_of;
use crate::pasted::ticket_in;
use crate::views::{asked_row, board_name};

/// What a ticket is to be.
pub(super) struct Asked {
    pub(super) kind: TicketKind,
    pub(super) role: Option<crate::api::Role>,
    pub(super) uses: Option<u32>,
    pub(super) expires_at: Option<i64>,
    pub(super) helper_name: Option<String>,
}

/// Makes a ticket.
pub(super) async fn invite(
    desk: &Arc<Desk>,
    board: &str,
    asked: Asked,
) -> Result<Outcome, AppError> {
    let Asked {
        kind,
        role,
        uses,
        expires_at,
        helper_name,
    } = asked;
    let at = desk.at(board)?;
    let board_name = {
        let at = at.clone();
        let find = move |c: &rusqlite::Connection, number| board_name(c, number, &at);
        desk.look(find_board(board)?, find).await?
    };
    let now = desk.now();
    let expires_ms = match expires_at.map(u64::try_from) {
        None => None,
        Some(Ok(end)) if end > now => Some(end),
        Some(_) => return Err(AppError::bad_field("expiresAt", "notAChoice")),
    };
    let (mode, usual, word) = match kind {
        TicketKind::Invite => (TicketMode::Invite, Role::Editor, "invite"),
        TicketKind::Open => (TicketMode::Open, Role::Contributor, "open"),
        TicketKind::Reader => (TicketMode::Reader, Role::Reader, "reader"),
        TicketKind::Reporter => (TicketMode::Reporter, Role::Reporter, "reporter"),
        TicketKind::Helper => (TicketMode::Helper, Role::Helper, "helper"),
    };
    let role = match role.map(role_of) {
        None => usual,
        Some(wanted) if wanted == usual => usual,
        // The others give what they are for, and nobody gives a role that they may not give.
        Some(wanted)
            if mode == TicketMode::Invite && (Role::Editor..=Role::Reader).contains(&wanted) =>
        {
            at.must(at.outranks(wanted))?;
            wanted
        }
        Some(_) => return Err(AppError::bad_field("role", "notAChoice")),
    };
    // An invite is for one person unless more were said; the others have no count.
    let uses = match kind {
        TicketKind::Invite | TicketKind::Helper => Some(uses.unwrap_or(1)),
        TicketKind::Open | TicketKind::Reader | TicketKind::Reporter => uses,
    };
    if uses == Some(0) {
        return Err(AppError::bad_field("uses", "notANumber"));
    }
    let helper = kind == TicketKind::Helper;
    // What a helper is given names nobody and nothing: it is kept on a device whose owner may not read the board.
    let told = |name: String| if helper { String::new() } else { name };
    let spec = TicketSpec {
        mode,
        role,
        uses,
        expires_ms,
        board_name: told(board_name),
        inviter_name: told(at.my_name.clone()),
        label: super::carrying::label(helper_name.as_deref(), helper)?,
    };
    let ticket = desk.node.invite(at.id, spec).await?;
    Ok(Outcome::Ticket {
        ticket: TicketView {
            text: ticket.to_text(),
            link: ticket.to_link(),
            kind: word.to_owned(),
            uses,
            expires_at,
        },
    })
}

/// Refuses a reporter's ticket: nobody joins by it.
pub(crate) fn not_for_reports(ticket: &TicketText) -> Result<(), AppError> {
    if ticket.role == Role::Reporter {
        let error = AppError::new(ErrorCode::OtherTicketKind, "a reporter's ticket");
        return Err(error.with("kind", "reporter"));
    }
    Ok(())
}

/// Asks to join. It finishes by itself, now or when somebody can be reached. `hidden`: through relays only.
pub(super) async fn join(desk: &Arc<Desk>, text: &str, hidden: bool) -> Result<Outcome, AppError> {
    if desk.local.settings().name.is_empty() {
        return Err(AppError::new(ErrorCode::NameMissing, "no display name yet"));
    }
    let ticket = ticket_in(text)?;
    not_for_reports(&ticket)?;
    let board = ticket.board;
    if ticket.role == Role::Helper {
        return Err(AppError::new(ErrorCode::HelperTicket, "a helper's ticket"));
    }
    if desk.carries(board) {
        return Err(AppError::new(ErrorCode::AlreadyCarried, "carried here").with("board", board));
    }
    if desk.node.board(board).is_some() {
        return Err(
            AppError::new(ErrorCode::AlreadyMember, "the board is here").with("board", board)
        );
    }
    // Who came back by the words may be on the board already: then it is nothing to them that the ticket is over.
    let came_back = desk.local.words_known()? == WordsKnown::Typed;
    let over = ticket.expires_ms.filter(|end| *end <= desk.now());
    if let Some(end) = over.filter(|_| !came_back) {
        return Err(
            AppError::new(ErrorCode::TicketExpired, "the ticket has run out").with("at", end),
        );
    }
    let row = asked_row(&ticket, desk.now());
    if hidden {
        desk.node.join_hidden(ticket).await?;
    } else {
        desk.node.join(ticket).await?;
    }
    desk.asked().insert(board, row);
    desk.tell(joins_touched());
    Ok(Outcome::Joining {
        board: board.to_string(),
    })
}

/// Gives up a join.
pub(super) async fn cancel(desk: &Arc<Desk>, board: &str) -> Result<Outcome, AppError> {
    let board = find_board(board)?;
    desk.node.cancel_join(board).await?;
    desk.asked().remove(&board);
    desk.tell(joins_touched());
    Ok(Outcome::Done { undoable: false })
}

fn find_board(board: &str) -> Result<BoardId, AppError> {
    board
        .parse()
        .map_err(|_| AppError::new(ErrorCode::NoSuchBoard, "no such board").with("board", board))
}

fn joins_touched() -> Touched {
    Touched {
        joins: true,
        ..Touched::default()
    }
}
