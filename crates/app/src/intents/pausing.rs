//! Stopping what is on its way to a board, and letting it go on.

use std::sync::Arc;

use crate::api::{AppError, Outcome};
use crate::desk::Desk;

/// Stops a board, or lets it go on. What came stays; it stays stopped when the app is closed and opened.
pub(super) async fn pause(desk: &Arc<Desk>, board: &str, on: bool) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    desk.node.pause_sync(at.id, on).await?;
    Ok(Outcome::Done { undoable: false })
}
