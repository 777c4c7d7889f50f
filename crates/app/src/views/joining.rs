//! Tickets of a board, and joins under way.

use std::sync::Arc;

use node::JoinProgress as Progress;
use trust::TicketMode;

use super::Names;
use crate::api::{AppError, InvitationRow, JoinProgress, JoinRow, Row, RowData};
use crate::desk::{Desk, role_word};
use crate::failure::join_refusal;

/// Returns the live tickets of a board.
pub(super) async fn invitations(desk: &Arc<Desk>, board: &str) -> Result<Vec<Row>, AppError> {
    let at = desk.at(board)?;
    let tickets: Vec<_> = at.info.authority.tickets().cloned().collect();
    desk.look(at.id, move |connection, number| {
        let names = Names::read(connection, number, &at)?;
        Ok(tickets
            .into_iter()
            .map(|state| {
                let row = InvitationRow {
                    ticket: state.ticket.key.to_string(),
                    kind: mode_word(state.ticket.mode).to_owned(),
                    role: role_word(state.ticket.ceiling).to_owned(),
                    uses: state.ticket.uses,
                    used: state.uses_so_far,
                    expires_at: state.ticket.not_after_ms.map(super::time),
                    made_by: names.of(state.issuer),
                };
                super::row(row.ticket.clone(), RowData::Invitation(row))
            })
            .collect())
    })
    .await
}

/// Returns the joins under way, the oldest first.
pub(super) fn joins(desk: &Desk) -> Vec<Row> {
    let under_way = desk.node.joins().borrow().clone();
    let mut joins: Vec<JoinRow> = under_way
        .into_iter()
        .map(|join| JoinRow {
            board: join.ticket.board.to_string(),
            board_name: join.ticket.board_name.clone(),
            inviter: join.ticket.inviter_name.clone(),
            since: super::time(join.since_ms),
            progress: match join.progress {
                Progress::Waiting => JoinProgress::Waiting,
                Progress::Fetching { .. } => JoinProgress::Fetching,
                Progress::Refused(refusal) => JoinProgress::Refused {
                    code: join_refusal(&format!("{refusal:?}")),
                },
            },
        })
        .collect();
    joins.sort_by_key(|join| (join.since, join.board.clone()));
    joins
        .into_iter()
        .map(|join| super::row(join.board.clone(), RowData::Join(join)))
        .collect()
}

/// Returns the word for a ticket's mode in the api.
pub(super) fn mode_word(mode: TicketMode) -> &'static str {
    match mode {
        TicketMode::Invite => "invite",
        TicketMode::Open => "open",
        TicketMode::Reader => "reader",
    }
}
