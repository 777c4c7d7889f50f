//! Which files are there, and which come by themselves.
//!
//! Owns the task that tells the node what boards name, and lets go what was taken off. Which files come by themselves
//! is [`super::budget`]'s to say. What was taken off an item leaves this disk a day later, unless it is kept: so that it
//! can be put back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use model::Attachment;
use node::{BoardInfo, NamedFile};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;
use trust::BoardId;

use super::budget::{Here, wanted};
use crate::api::AppError;
use crate::desk::Desk;
use crate::index;
use crate::live::Touched;
use crate::local::{DAY_MS, Mark};
use crate::tasks::Tasks;

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
    let mut elsewhere = desk.node.files_elsewhere();
    let mut taken = taken_away_on(&desk);
    loop {
        let now = taken_away_on(&desk);
        if now
            .iter()
            .any(|(board, count)| taken.get(board).is_some_and(|before| before != count))
        {
            desk.node.forget_files_elsewhere();
            desk.tell(Touched {
                files: true,
                ..Touched::default()
            });
        }
        taken = now;
        let there = Arc::clone(&elsewhere.borrow_and_update());
        if let Err(error) = note_elsewhere(&desk, &there).await {
            tracing::warn!(%error, "that others have a file could not be noted");
        }
        let unknown = match name(&desk).await {
            Ok(unknown) => unknown,
            Err(error) => {
                tracing::warn!(%error, "files could not be looked through");
                false
            }
        };
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
                    if unknown {
                        break;
                    }
                }
                changed = boards.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    if taken_away_on(&desk) != taken {
                        break;
                    }
                }
                changed = elsewhere.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    break;
                }
            }
        }
    }
}

/// Tells the node what there is. Returns whether it has not looked yet at some of it: then what comes by itself is
/// decided once it has.
pub(super) async fn name(desk: &Arc<Desk>) -> Result<bool, AppError> {
    // What is not in the index yet may name what would be let go.
    if *desk.indexed.borrow() < *desk.node.cursor().borrow() {
        let newest = *desk.node.cursor().borrow();
        desk.caught_up(newest).await;
    }
    let (mut named, mut standing, mut gone) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    let now = desk.now();
    let here = Here {
        states: Arc::clone(&desk.node.files().borrow()),
        room: node::free_room(&desk.root),
    };
    let mut unknown = false;
    for info in desk.node.boards() {
        let board = info.board;
        let files = desk.look(board, index::files_of_board).await?;
        if files.is_empty() {
            continue;
        }
        let marks = desk.local.marks(board)?;
        let (mut stand, fell): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| file.taken_off.is_none());
        for file in fell {
            let taken_off = file.taken_off.map_or(0, |at| at.wall_ms);
            if marks.kept_files.contains(&hex(&file)) {
                stand.push(file);
            } else if taken_off.saturating_add(DAY_MS) > now {
                standing.insert(file.hash);
            } else {
                gone.insert(file.hash);
            }
        }
        standing.extend(stand.iter().map(|file| file.hash));
        unknown |= stand
            .iter()
            .any(|file| !here.states.contains_key(&file.hash));
        let wanted = wanted(
            stand,
            &marks,
            (&info.authority.newcomers(), taken_away(&info)),
            desk.node.me(board),
            &here,
        );
        if !wanted.is_empty() {
            named.insert(board, wanted);
        }
    }
    gone.retain(|hash| !standing.contains(hash));
    tell(desk, named, gone).await?;
    Ok(unknown)
}

/// Remembers that others have files, and tells whoever looks at what is only here.
async fn note_elsewhere(desk: &Arc<Desk>, there: &BTreeSet<[u8; 32]>) -> Result<(), AppError> {
    if there.is_empty() {
        return Ok(());
    }
    let mut new = false;
    for info in desk.node.boards() {
        let files = desk.look(info.board, index::files_of_board).await?;
        let marks = desk.local.marks(info.board)?;
        let seen = files.iter().filter(|file| there.contains(&file.hash));
        for mark in seen.map(|file| elsewhere_mark(file, taken_away(&info))) {
            if !marks.files_elsewhere.contains(&mark) {
                desk.local
                    .mark(info.board, &Mark::FileElsewhere(mark), true)?;
                new = true;
            }
        }
    }
    if new {
        desk.tell(Touched {
            files: true,
            ..Touched::default()
        });
    }
    Ok(())
}

async fn tell(
    desk: &Arc<Desk>,
    named: BTreeMap<BoardId, Vec<NamedFile>>,
    gone: BTreeSet<[u8; 32]>,
) -> Result<(), AppError> {
    desk.node.name_files(named);
    Ok(desk.node.drop_files(gone.into_iter().collect()).await?)
}

/// Returns what is noted of a file that others have: it holds as long as nobody is taken off the board, because it does
/// not say who has it.
pub(super) fn elsewhere_mark(file: &Attachment, (roles, devices): TakenAway) -> String {
    format!("{} {roles} {devices}", hex(file))
}

/// How many roles were taken away on a board, and how many devices of those who are on it. Not their sum: who is removed
/// takes the revoked devices along.
pub(super) type TakenAway = (usize, usize);

pub(super) fn taken_away(info: &BoardInfo) -> TakenAway {
    let authority = &info.authority;
    let people = authority.people();
    let devices = people.map(|(person, ..)| authority.revoked_devices_of(person).count());
    (authority.removed_grants().count(), devices.sum())
}

fn taken_away_on(desk: &Desk) -> BTreeMap<BoardId, TakenAway> {
    let boards = desk.node.boards();
    boards
        .iter()
        .map(|info| (info.board, taken_away(info)))
        .collect()
}

pub(super) fn hex(file: &Attachment) -> String {
    data_encoding::HEXLOWER.encode(&file.hash)
}
