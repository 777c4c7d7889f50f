//! "Hide my address": a board that is met through relays only, from this device.

use std::sync::Arc;

use super::joining;
use crate::api::{AppError, ErrorCode, Outcome};
use crate::desk::Desk;
use crate::live::Touched;

/// Meets a board through relays only, or openly again. What others noted before stays with them.
pub(super) async fn hide(desk: &Arc<Desk>, board: &str, on: bool) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    if on {
        needs_a_relay(desk)?;
    }
    desk.node.hide_address(at.id, on).await?;
    let mut touched = Touched::board(at.id);
    touched.network = true;
    desk.tell(touched);
    Ok(Outcome::Done { undoable: false })
}

/// Asks to join through relays only.
pub(super) async fn join(desk: &Arc<Desk>, ticket: &str) -> Result<Outcome, AppError> {
    needs_a_relay(desk)?;
    joining::join(desk, ticket, true).await
}

/// Without a relay nobody would be met, and nobody would know why.
fn needs_a_relay(desk: &Desk) -> Result<(), AppError> {
    if desk.local.settings().relays.is_empty() {
        return Err(AppError::new(
            ErrorCode::NoRelay,
            "no relay in the settings",
        ));
    }
    Ok(())
}
