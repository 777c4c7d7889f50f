//! Waiting until this device is equal with everybody whom it can reach.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use trust::DeviceId;

use crate::api::{AppError, ReadingAnswer, SyncedBoard};
use crate::desk::Desk;
use crate::views::{board_name, saved_board};

/// Nobody waits longer than this for one answer.
const LONGEST: u32 = 600;

/// Waits at most so many seconds, and says how it stands then.
pub(super) async fn sync(desk: &Arc<Desk>, for_seconds: u32) -> Result<ReadingAnswer, AppError> {
    let entries = || -> u64 { desk.node.boards().iter().map(|info| info.entries).sum() };
    let before = entries();
    let patience = Duration::from_secs(u64::from(for_seconds.min(LONGEST)));
    let report = desk.node.sync_now(patience).await?;
    let received = u32::try_from(entries().saturating_sub(before)).unwrap_or(u32::MAX);
    let newest = *desk.node.cursor().borrow();
    desk.caught_up(newest).await;
    let met: BTreeSet<DeviceId> = report
        .equal
        .values()
        .chain(report.behind.values())
        .flatten()
        .copied()
        .collect();
    let somebody = report.equal.values().any(|devices| !devices.is_empty());
    let nobody_behind = report.behind.values().all(Vec::is_empty);
    let mut boards = Vec::new();
    for info in desk.node.boards() {
        let at = desk.at(&info.board.to_string())?;
        let board = desk
            .look(at.id, move |connection, number| {
                Ok(SyncedBoard {
                    board: at.id.to_string(),
                    name: board_name(connection, number, &at)?,
                    saved: saved_board(&at),
                })
            })
            .await?;
        boards.push(board);
    }
    Ok(ReadingAnswer::Sync {
        equal: somebody && nobody_behind,
        reached: u32::try_from(met.len()).unwrap_or(u32::MAX),
        received,
        boards,
    })
}
