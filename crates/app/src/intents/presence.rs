//! What is open before the person, shown to who is connected and may write on the board.
//!
//! Owns when the node is told: what the window says, the switch in the settings, and whom the reader has blocked make up
//! what is shown. Nothing of it is kept.

use std::sync::Arc;

use node::Showing;
use trust::{BoardId, ItemId};

use super::said::find;
use crate::api::{AppError, Outcome};
use crate::desk::Desk;

/// What the window says is open before the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenHere {
    board: BoardId,
    item: Option<ItemId>,
}

/// Takes notice of what is open.
pub(super) async fn show_open(
    desk: &Arc<Desk>,
    board: Option<&str>,
    item: Option<&str>,
) -> Result<Outcome, AppError> {
    let mut open = desk.open.lock().await;
    let now = match board {
        None => None,
        Some(board) => {
            let at = desk.at(board)?;
            let item = match item {
                None => None,
                Some(item) => Some(find(desk, &at, item).await?.item),
            };
            Some(OpenHere { board: at.id, item })
        }
    };
    *open = now;
    tell(desk, now).await?;
    Ok(Outcome::Done { undoable: false })
}

/// Tells the node again: the switch, or who is blocked, is another one.
pub(super) async fn show_again(desk: &Desk) -> Result<(), AppError> {
    let open = desk.open.lock().await;
    tell(desk, *open).await
}

async fn tell(desk: &Desk, open: Option<OpenHere>) -> Result<(), AppError> {
    let shown = desk.local.settings().show_open;
    let showing = match open.filter(|_| shown) {
        None => None,
        Some(OpenHere { board, item }) => Some(Showing {
            board,
            item,
            not_to: desk.local.marks(board)?.blocked,
        }),
    };
    Ok(desk.node.show(showing).await?)
}
