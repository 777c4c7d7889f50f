//! Files that are carried by hand: saving one for somebody, and reading one.

use app::api::{AppError, ErrorCode, Outcome, Query};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use super::bringing::telling;
use super::keep::{readable, whole};
use crate::answer::Answer;
use crate::args::CarryCommand;
use crate::here::{Here, defect};
use crate::print::plain;
use crate::trouble::Trouble;
use crate::words::several;

/// Does one of both.
pub async fn carry(here: &Here, what: CarryCommand) -> Result<Answer, Trouble> {
    match what {
        CarryCommand::Save { person, file, over } => {
            let board = here.the_board().await?;
            let person = here.person(&board.board, &person).await?;
            if person.me {
                return Err(AppError::new(ErrorCode::NotYourself, "for oneself").into());
            }
            let path = whole(&file)?;
            let of = (board.board.as_str(), person.person.as_str());
            let save = here.session.save_carried(of, &path, over);
            let done = until_stopped(here, save).await?;
            let Outcome::CarriedSaved { saved } = done else {
                return Err(defect("a saved file"));
            };
            let name = plain(&saved.name);
            let text = if saved.tells_removal {
                format!("{name} was removed: the file tells them that, and nothing else.")
            } else {
                let changes = several(saved.entries, "change", "changes");
                format!("Saved {changes} for {name}. Only they can open the file.")
            };
            Ok(Answer::new(json!({ "file": path, "saved": saved }), text))
        }
        CarryCommand::Read { file } => {
            let path = readable(&file)?;
            let done = until_stopped(here, here.session.read_carried(&path)).await?;
            let Outcome::CarriedRead { read } = done else {
                return Err(defect("a file that was read"));
            };
            let by = match read.by.as_str() {
                "" => "somebody whose name is not known here".to_owned(),
                name => plain(name),
            };
            let board = plain(&read.board_name);
            let mut text = if read.new == 0 {
                format!("Written by {by} for {board}. Nothing new in it.")
            } else {
                let changes = several(read.new, "change", "changes");
                format!("Written by {by} for {board}. {changes} taken.")
            };
            if read.missing {
                text.push_str(" It builds on something that is not here: save a file for them, and read their next one.");
            }
            if read.removed {
                text.push_str(" It says that you are not on this board any more.");
            }
            Ok(Answer::new(json!({ "read": read }), text))
        }
    }
}

/// Does the work, with how far it is on a terminal. Ctrl+C and SIGTERM give it up instead of ending the process in the
/// middle: nothing half is left on the stick, whoever does the work.
async fn until_stopped(
    here: &Here,
    work: impl Future<Output = Result<Outcome, AppError>>,
) -> Result<Outcome, Trouble> {
    let broken = |why: std::io::Error| Trouble::file("signals".as_ref(), &why);
    let mut stop = signal(SignalKind::interrupt()).map_err(broken)?;
    let mut end = signal(SignalKind::terminate()).map_err(broken)?;
    let mut work = std::pin::pin!(telling(here, Query::ByFile, work));
    tokio::select! {
        done = &mut work => return Ok(done?),
        _ = stop.recv() => {}
        _ = end.recv() => {}
    }
    here.session.another().await?.give_up_carrying().await?;
    Ok(work.await?)
}
