//! Which files are there, and which come by themselves.
//!
//! Owns the task that tells the node what boards name, and lets go what was taken off. Small files come by themselves,
//! the newest first, up to a budget of the board; it only delays: what is beyond it comes when somebody asks. What was
//! taken off an item leaves this disk a day later, unless it is kept: so that it can be put back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use model::Attachment;
use node::NamedFile;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;
use trust::BoardId;

use crate::api::AppError;
use crate::desk::Desk;
use crate::index;
use crate::live::Touched;
use crate::local::{DAY_MS, Marks};
use crate::tasks::Tasks;

/// The largest file that comes by itself.
const BY_ITSELF: u64 = 10 << 20;
/// How much of one board comes by itself.
const OF_A_BOARD: u64 = 500 << 20;
/// News that come together are looked at together. A pause, and no poll.
const SETTLE: Duration = Duration::from_millis(100);

/// Starts the task.
pub(crate) fn start(desk: &Arc<Desk>, tasks: &Tasks) {
    tasks.start(tend(Arc::clone(desk)));
}

async fn tend(desk: Arc<Desk>) {
    let mut news = desk.news.subscribe();
    let mut files = desk.node.files();
    let mut boards = desk.node.boards_changed();
    loop {
        if let Err(error) = name(&desk).await {
            tracing::warn!(%error, "files could not be looked through");
        }
        loop {
            tokio::select! {
                heard = news.recv() => match heard {
                    Ok(touched) if touched.boards.values().any(|board| !board.items.is_empty()) => {
                        sleep(SETTLE).await;
                        news = news.resubscribe();
                        break;
                    }
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                },
                changed = files.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let touched = Touched { files: true, ..Touched::default() };
                    desk.tell(touched);
                    // A screen shows no more often how far it is.
                    sleep(SETTLE).await;
                }
                changed = boards.changed() => if changed.is_err() { return },
            }
        }
    }
}

/// Tells the node what there is.
pub(super) async fn name(desk: &Arc<Desk>) -> Result<(), AppError> {
    // What is not in the index yet may name what would be let go.
    if *desk.indexed.borrow() < *desk.node.cursor().borrow() {
        let newest = *desk.node.cursor().borrow();
        desk.caught_up(newest).await;
    }
    let (mut named, mut standing, mut gone) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    let now = desk.now();
    for info in desk.node.boards() {
        let board = info.board;
        let files = desk.look(board, index::files_of_board).await?;
        if files.is_empty() {
            continue;
        }
        let marks = desk.local.marks(board)?;
        let (stand, fell): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| file.taken_off.is_none());
        for file in fell {
            let kept = marks.kept_files.contains(&hex(&file));
            let over = file.taken_off.is_some_and(|at| at.wall_ms + DAY_MS <= now);
            if kept || !over {
                standing.insert(file.hash);
            } else {
                gone.insert(file.hash);
            }
        }
        standing.extend(stand.iter().map(|file| file.hash));
        let wanted = wanted(stand, &marks);
        if !wanted.is_empty() {
            named.insert(board, wanted);
        }
    }
    gone.retain(|hash| !standing.contains(hash));
    tell(desk, named, gone).await
}

async fn tell(
    desk: &Arc<Desk>,
    named: BTreeMap<BoardId, Vec<NamedFile>>,
    gone: BTreeSet<[u8; 32]>,
) -> Result<(), AppError> {
    desk.node.name_files(named);
    Ok(desk.node.drop_files(gone.into_iter().collect()).await?)
}

/// Says which files come: what was asked for, and by itself what is small, the newest first.
fn wanted(mut files: Vec<Attachment>, marks: &Marks) -> Vec<NamedFile> {
    files.sort_by_key(|file| std::cmp::Reverse((file.time, file.entry)));
    let mut budget = OF_A_BOARD;
    let named = files.iter().map(|file| {
        let hash = hex(file);
        let asked = marks.fetched_files.contains(&hash) || marks.kept_files.contains(&hash);
        let small = file.size <= BY_ITSELF && file.size <= budget;
        let fetch = !marks.stopped_files.contains(&hash) && (asked || small);
        if fetch {
            budget = budget.saturating_sub(file.size);
        }
        NamedFile {
            hash: file.hash,
            length: file.size,
            fetch,
        }
    });
    named.collect()
}

fn hex(file: &Attachment) -> String {
    data_encoding::HEXLOWER.encode(&file.hash)
}
