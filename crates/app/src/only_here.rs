//! "Safe to close, lend or wipe this computer?": what exists here and nowhere else.
//!
//! Owns what is on that list, and when the person is asked before the window closes: once for the same things, and only
//! where others wait for them. Never holds a closing up for longer than a moment, and never sends anything by itself.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use node::BoardInfo;
use tokio::time::{Instant, timeout_at};

use crate::api::{AppError, OnlyHereBoard, OnlyHereView, Outcome, WordsKnown};
use crate::attachments;
use crate::desk::{At, Desk};
use crate::safety::{count, reminder, safety};
use crate::views::{board_name, whole_helpers};

/// How the keys of what the window keeps of itself begin: the board that was open last, that the words are on paper.
const NOTES: [&str; 2] = ["place:", "safety:"];

/// How long the last changes may take on their way, where somebody is connected who takes them.
const A_MOMENT: Duration = Duration::from_millis(1_500);

/// Returns what is only here.
pub(crate) async fn only_here(desk: &Arc<Desk>) -> Result<OnlyHereView, AppError> {
    let backup = desk.local.newest_backup()?;
    let due = reminder(desk)?.due;
    let told = desk.local.told_only_here()?;
    let (mut boards, mut ask) = (Vec::new(), false);
    let infos = desk.node.boards();
    for info in &infos {
        let held = backup.as_ref().and_then(|backup| {
            let held = backup.boards.get(&info.board.to_string());
            held.copied()
        });
        let files = attachments::only_here(desk, info.board).await?;
        let in_backup = held.is_some_and(|held| held >= info.entries);
        let Some(line) = board(desk, info, crate::views::count(files.len()), in_backup).await?
        else {
            continue;
        };
        let new = tips(info).chain(files).any(|tip| !told.contains(&tip));
        // Where nobody else is on the board, a backup is what saves it: it is asked for in its own time.
        let waits = line.changes > 0 || line.files > 0;
        let wanted = !line.out && waits && (line.others > 0 || due);
        ask |= new && wanted;
        boards.push(line);
    }
    boards.sort_by_key(|board| (board.name.to_lowercase(), board.board.clone()));
    let reports: Vec<String> = reports(desk);
    let asked = joins(desk);
    ask |= reports.iter().any(|report| !told.contains(report));
    ask |= asked.iter().any(|(board, _)| !told.contains(board));
    let words_known = desk.local.words_known()?;
    let safety = safety(desk);
    let mut view = OnlyHereView {
        nothing: false,
        drafts: crate::views::count(begun(desk)?).saturating_add(desk.local.count_meanwhile()?),
        reports: crate::views::count(reports.len()),
        joins: asked.into_iter().map(|(_, name)| name).collect(),
        words: !infos.is_empty() && !safety.words_on_paper && words_known == WordsKnown::NotShown,
        words_known,
        no_backup: !infos.is_empty() && backup.is_none(),
        backup_at: backup.map(|backup| backup.made_at),
        lock: safety.way,
        ask,
        boards,
    };
    view.nothing = view
        .boards
        .iter()
        // A backup holds no files.
        .all(|line| line.files == 0 && (line.changes == 0 || line.in_backup))
        && (view.drafts, view.reports) == (0, 0)
        && view.joins.is_empty()
        && !view.words
        && !view.no_backup;
    Ok(view)
}

/// Counts the texts that somebody began; what the window keeps beside them of itself is none.
fn begun(desk: &Desk) -> Result<usize, AppError> {
    let drafts = desk.local.drafts()?;
    let is_note = |key: &str| NOTES.iter().any(|note| key.starts_with(note));
    Ok(drafts.iter().filter(|draft| !is_note(&draft.key)).count())
}

async fn board(
    desk: &Arc<Desk>,
    info: &BoardInfo,
    files: u32,
    in_backup: bool,
) -> Result<Option<OnlyHereBoard>, AppError> {
    let only = &info.only_here;
    if only.mine == 0 && files == 0 {
        return Ok(None);
    }
    let at = desk.at(&info.board.to_string())?;
    let named = at.clone();
    let name = desk
        .look(at.id, move |connection, number| {
            board_name(connection, number, &named)
        })
        .await?;
    Ok(Some(OnlyHereBoard {
        board: at.id.to_string(),
        name,
        changes: count(only.here),
        files,
        others: others(&at),
        on_own: count(only.mine.saturating_sub(only.here)),
        in_backup,
        helpers: whole_helpers(&at),
        out: at.is_out(),
    }))
}

fn others(at: &At) -> u32 {
    let others = at.members().filter(|person| *person != at.me());
    crate::views::count(others.count())
}

/// What names the newest changes that are only here.
fn tips(info: &BoardInfo) -> impl Iterator<Item = String> {
    info.only_here.tips.iter().map(ToString::to_string)
}

fn reports(desk: &Desk) -> Vec<String> {
    let reports = desk.node.reports();
    let reports = reports.borrow();
    let waiting = reports.iter().filter(|report| report.done.is_none());
    waiting
        .map(|report| data_encoding::HEXLOWER.encode(&report.id))
        .collect()
}

/// The joins that nobody answered yet: the board, and what the ticket calls it.
fn joins(desk: &Desk) -> Vec<(String, String)> {
    let joins = desk.node.joins();
    let joins = joins.borrow();
    let waiting = joins.iter().filter(|join| {
        let carries = join.ticket.role == trust::Role::Helper;
        !carries && !matches!(join.progress, node::JoinProgress::Refused(_))
    });
    let name = |join: &node::JoinView| model::clean_line(&join.ticket.board_name);
    waiting
        .map(|join| (join.ticket.board.to_string(), name(join)))
        .collect()
}

/// Returns whether the person is to be asked before the window closes. Where somebody is connected who takes the last
/// changes, they get a moment for it.
pub(crate) async fn ask_before_closing(desk: &Arc<Desk>) -> Result<bool, AppError> {
    let until = Instant::now() + A_MOMENT;
    let mut changed = desk.node.boards_changed();
    loop {
        changed.borrow_and_update();
        let view = only_here(desk).await?;
        if !view.ask {
            return Ok(false);
        }
        let network = desk.node.network();
        let somebody = {
            let network = network.borrow();
            let here = |line: &&OnlyHereBoard| line.changes > 0 || line.files > 0;
            let mut boards = view.boards.iter().filter(here);
            boards.any(|line| {
                let id = line.board.parse();
                id.is_ok_and(|id| {
                    network
                        .connected
                        .get(&id)
                        .is_some_and(|all| !all.is_empty())
                })
            })
        };
        if !somebody || !matches!(timeout_at(until, changed.changed()).await, Ok(Ok(()))) {
            return Ok(true);
        }
    }
}

/// Notes that the person was told what is only here, and closes anyway.
pub(crate) async fn was_told(desk: &Arc<Desk>) -> Result<Outcome, AppError> {
    let infos = desk.node.boards();
    let mut told: BTreeSet<String> = infos.iter().flat_map(tips).collect();
    for info in &infos {
        told.extend(attachments::only_here(desk, info.board).await?);
    }
    told.extend(reports(desk));
    told.extend(joins(desk).into_iter().map(|(board, _)| board));
    desk.local.keep_told_only_here(&told)?;
    Ok(Outcome::Done { undoable: false })
}
