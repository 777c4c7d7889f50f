//! What is on its way, and what the reader stopped.

use std::sync::Arc;

use super::{as_number, board_name};
use crate::api::{AppError, BringingProgress, BringingRow, Row, RowData};
use crate::desk::Desk;

/// Returns the boards of which much is on its way, and those that the reader stopped.
pub(super) async fn list(desk: &Arc<Desk>) -> Result<Vec<Row>, AppError> {
    let all = desk.node.bringing().borrow().clone();
    let mut rows = Vec::new();
    for (board, bringing) in all {
        let id = board.to_string();
        let Ok(at) = desk.at(&id) else { continue };
        let name = desk
            .look(board, move |connection, number| {
                board_name(connection, number, &at)
            })
            .await
            .unwrap_or_default();
        let short = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        let progress = bringing.progress.map(|it| BringingProgress {
            changes: short(it.entries),
            of_changes: short(it.of_entries),
            bytes: as_number(it.bytes),
            of_bytes: it.of_bytes.map(as_number),
        });
        let row = BringingRow {
            board: id.clone(),
            name,
            stopped: bringing.paused,
            progress,
        };
        rows.push(super::row(id, RowData::Bringing(row)));
    }
    Ok(rows)
}
