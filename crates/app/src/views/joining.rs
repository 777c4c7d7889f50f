//! Tickets of a board, and joins under way.

use std::sync::Arc;

use node::{JoinProgress as Progress, TicketStatus};
use trust::{TicketMode, TicketText};

use super::Names;
use crate::api::{AppError, InvitationRow, InvitationState, JoinProgress, JoinRow, Row, RowData};
use crate::desk::{Desk, role_word};
use crate::failure::join_refusal;
use crate::index;

/// Returns the tickets of a board. One that is live is told with its text on the device that made it.
pub(super) async fn invitations(desk: &Arc<Desk>, board: &str) -> Result<Vec<Row>, AppError> {
    let at = desk.at(board)?;
    let tickets = desk.node.tickets(at.id).await?;
    desk.look(at.id, move |connection, number| {
        let names = Names::read(connection, number, &at)?;
        let mut rows = Vec::with_capacity(tickets.len());
        for ticket in tickets {
            let mut row = invitation(&names, ticket.clone());
            row.may_remove = at.coordinates() && row.state != InvitationState::Removed;
            let came = index::came_by(connection, number, ticket.state.entry)?;
            row.used_by = came.into_iter().map(|person| names.of(person)).collect();
            rows.push(super::row(row.ticket.clone(), RowData::Invitation(row)));
        }
        Ok(rows)
    })
    .await
}

fn invitation(names: &Names, made: node::TicketView) -> InvitationRow {
    let ticket = made.state.ticket;
    let used = made.state.uses_so_far;
    let state = match made.status {
        TicketStatus::Live if made.from_before => InvitationState::FromBefore,
        TicketStatus::Live => InvitationState::Live,
        TicketStatus::Expired => InvitationState::Expired,
        TicketStatus::UsedUp => InvitationState::UsedUp,
        TicketStatus::Removed(_) => InvitationState::Removed,
    };
    let text = made.text.filter(|_| state == InvitationState::Live);
    // What is kept was read when it was made: no other text makes a link.
    let read = text.as_deref().map(TicketText::parse);
    InvitationRow {
        ticket: ticket.key.to_string(),
        kind: mode_word(ticket.mode).to_owned(),
        role: role_word(ticket.ceiling).to_owned(),
        uses: ticket.uses,
        used,
        expires_at: ticket.not_after_ms.map(super::time),
        made_by: names.of(made.state.issuer),
        state,
        link: read.and_then(Result::ok).map(|ticket| ticket.to_link()),
        text,
        may_remove: false,
        used_by: Vec::new(),
    }
}

/// Returns the joins of this run, the oldest first.
pub(super) fn joins(desk: &Desk) -> Vec<Row> {
    remember(desk);
    let under_way = desk.node.joins().borrow().clone();
    let mut joins: Vec<JoinRow> = Vec::new();
    for (board, asked) in desk.asked().iter() {
        let join = under_way.iter().find(|join| join.ticket.board == *board);
        let progress = match join.map(|join| &join.progress) {
            Some(Progress::Waiting) => JoinProgress::Waiting,
            Some(Progress::Fetching { .. }) => JoinProgress::Fetching,
            Some(Progress::Refused(refusal)) => JoinProgress::Refused {
                code: join_refusal(refusal),
            },
            // Who was removed since is not told any more that they are in.
            None if is_out(desk, *board) => continue,
            None if desk.node.board(*board).is_some() => JoinProgress::Done,
            None => JoinProgress::Waiting,
        };
        joins.push(JoinRow {
            progress,
            ..asked.clone()
        });
    }
    joins.sort_by_key(|join| (join.since, join.board.clone()));
    joins
        .into_iter()
        .map(|join| super::row(join.board.clone(), RowData::Join(join)))
        .collect()
}

fn is_out(desk: &Desk, board: trust::BoardId) -> bool {
    desk.at(&board.to_string()).is_ok_and(|at| at.is_out())
}

/// Remembers the joins that the node has, so that it can be told when they are done.
pub(crate) fn remember(desk: &Desk) {
    let under_way = desk.node.joins().borrow().clone();
    let mut asked = desk.asked();
    for join in under_way {
        if join.ticket.role == trust::Role::Helper {
            continue;
        }
        asked
            .entry(join.ticket.board)
            .or_insert_with(|| asked_row(&join.ticket, join.since_ms));
    }
}

/// Returns the row of a join that nobody has answered yet.
pub(crate) fn asked_row(ticket: &TicketText, since_ms: u64) -> JoinRow {
    JoinRow {
        board: ticket.board.to_string(),
        board_name: model::clean_line(&ticket.board_name),
        inviter: model::clean_name(&ticket.inviter_name),
        since: super::time(since_ms),
        progress: JoinProgress::Waiting,
    }
}

/// Returns the word for a ticket's mode in the api.
pub(super) fn mode_word(mode: TicketMode) -> &'static str {
    match mode {
        TicketMode::Invite => "invite",
        TicketMode::Open => "open",
        TicketMode::Reader => "reader",
        TicketMode::Reporter => "reporter",
        TicketMode::Helper => "helper",
    }
}
