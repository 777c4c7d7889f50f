//! Tickets, joining, and being there for others.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use app::api::{
    ErrorCode, Intent, JoinProgress, JoinRow, Outcome, Query, Reading, ReadingAnswer, RowData,
    SyncedBoard,
};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{Instant, sleep};

use super::bringing::telling;
use super::person::introduce;
use crate::answer::{Answer, Out};
use crate::args::words::TicketWord;
use crate::args::{InviteArgs, JoinArgs};
use crate::here::{Here, defect};
use crate::parse::moment_text;
use crate::print;
use crate::session::{Beside, LOOK, Session};
use crate::trouble::Trouble;
use crate::words;

/// How long somebody is called again where nobody answers.
const CALL_AGAIN: Duration = Duration::from_secs(5);

/// Makes a ticket.
pub async fn invite(here: &Here, args: InviteArgs) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let intent = Intent::Invite {
        board: board.clone(),
        kind: args.kind.into(),
        uses: args.uses,
        expires_at: args.expires.map(|moment| moment.ms_after(here.now_ms)),
        role: args.role.map(Into::into),
        helper_name: args.called,
    };
    let Outcome::Ticket { ticket } = here.dispatch(intent).await? else {
        return Err(defect("a ticket"));
    };
    let text = ticket.text.clone();
    let mut answer = Answer::new(json!({ "board": board, "ticket": ticket }), text);
    if let Some(until) = ticket.expires_at {
        answer = answer.aside(format!("Works until {}.", moment_text(until)));
    }
    if args.kind == TicketWord::Helper {
        answer = answer.aside("On the computer that is to carry the board: mh helper TICKET");
    }
    if here.session.is_own() {
        answer = answer
            .aside("Run `mh serve` or open the app, so that somebody is there when they join.");
    }
    Ok(answer)
}

/// Asks to join, and waits until somebody has answered and the board is here.
pub async fn join(here: &Here, args: JoinArgs) -> Result<Answer, Trouble> {
    introduce(here, args.name).await?;
    let ticket = ticket_text(args.ticket)?;
    let intent = if args.hide_address {
        Intent::JoinHidden { ticket }
    } else {
        Intent::Join { ticket }
    };
    let Outcome::Joining { board } = here.dispatch(intent).await? else {
        return Err(defect("a join"));
    };
    let deadline = Instant::now() + Duration::from_secs(args.seconds.into());
    let mut name = String::new();
    loop {
        let row = rows_of_joins(here)
            .await?
            .into_iter()
            .find(|row| row.board == board);
        if let Some(row) = &row {
            name.clone_from(&row.board_name);
            if let JoinProgress::Refused { code } = row.progress {
                return Err(app::api::AppError::new(code, "the join was refused").into());
            }
        }
        let done = row.is_none_or(|row| row.progress == JoinProgress::Done);
        let here_now = here
            .boards()
            .await?
            .into_iter()
            .find(|row| row.board == board);
        if let Some(row) = here_now.filter(|_| done) {
            catch_up(here, deadline).await?;
            let result = json!({ "board": board, "name": row.name });
            return Ok(
                Answer::new(result, board).aside(format!("Joined {}.", print::plain(&row.name)))
            );
        }
        if Instant::now() >= deadline {
            return Err(Trouble::not_yet(format!(
                "Nobody of {} has answered yet. It goes on by itself while `mh serve` or the app runs.",
                if name.is_empty() { "the board" } else { &name }
            )));
        }
        sleep(LOOK).await;
    }
}

pub fn ticket_text(typed: String) -> Result<String, Trouble> {
    if typed == "-" {
        std::io::read_to_string(std::io::stdin())
            .map_err(|why| Trouble::file("standard input".as_ref(), &why))
    } else {
        Ok(typed)
    }
}

/// A process that is about to end fetches what there is first; one that stays does it anyway.
async fn catch_up(here: &Here, deadline: Instant) -> Result<(), Trouble> {
    if !here.session.is_own() {
        return Ok(());
    }
    let left = deadline.saturating_duration_since(Instant::now());
    let for_seconds = u32::try_from(left.as_secs()).unwrap_or(u32::MAX).max(1);
    let reading = here.session.read(Reading::Sync { for_seconds });
    telling(here, Query::Bringing, reading).await?;
    Ok(())
}

async fn rows_of_joins(here: &Here) -> Result<Vec<JoinRow>, Trouble> {
    let rows = here.view(Query::Joins).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            if let RowData::Join(join) = row.data {
                Some(join)
            } else {
                None
            }
        })
        .collect())
}

/// Lists the joins under way.
pub async fn joins(here: &Here) -> Result<Answer, Trouble> {
    let joins = rows_of_joins(here).await?;
    let text = print::joins(&joins);
    Ok(Answer::new(json!({ "joins": joins }), text))
}

/// How it stands after waiting.
struct Stand {
    equal: bool,
    reached: u32,
    received: u32,
    boards: Vec<SyncedBoard>,
}

/// Waits until this device is equal with all who can be reached.
pub async fn sync(here: &Here, for_seconds: u32) -> Result<Answer, Trouble> {
    let Stand {
        equal,
        reached,
        received,
        boards,
    } = wait_until_equal(here, for_seconds).await?;
    let out = out_of(here).await?;
    let result =
        json!({ "equal": equal, "reached": reached, "received": received, "boards": boards });
    // There is nothing to be equal with.
    if reached == 0 && !boards.is_empty() && boards.iter().all(|at| out.contains_key(&at.board)) {
        return Ok(Answer::new(result, stands(&boards, &out)));
    }
    if reached == 0 {
        return Err(Trouble::not_yet(
            "Nobody could be reached. What you have is saved here.",
        ));
    }
    if !equal {
        return Err(Trouble::not_yet(format!(
            "The time was too short: {} came, and more is on its way.",
            words::several(received, "change", "changes")
        )));
    }
    let text = format!(
        "Up to date with {}; {} came\n{}",
        words::several(reached, "device", "devices"),
        words::several(received, "change", "changes"),
        stands(&boards, &out)
    );
    Ok(Answer::new(result, text))
}

/// Returns how each board stands, a line each.
fn stands(boards: &[SyncedBoard], out: &BTreeMap<String, String>) -> String {
    let line = |at: &SyncedBoard| {
        let stands = out.get(&at.board).cloned();
        let stands = stands.unwrap_or_else(|| words::saved(&at.saved));
        format!("{}: {stands}\n", print::plain(&at.name))
    };
    boards.iter().map(line).collect()
}

/// Returns the boards that this device hears nothing of any more, each with what to know of it.
async fn out_of(here: &Here) -> Result<BTreeMap<String, String>, Trouble> {
    let boards = here.boards().await?.into_iter();
    let out = boards.filter_map(|board| words::out(&board).map(|out| (board.board, out)));
    Ok(out.collect())
}

/// One round of calls may miss somebody who is just starting, or who calls at the same moment: where
/// nobody was reached, it is tried again for a few seconds.
async fn wait_until_equal(here: &Here, for_seconds: u32) -> Result<Stand, Trouble> {
    let start = Instant::now();
    loop {
        let gone = u32::try_from(start.elapsed().as_secs()).unwrap_or(u32::MAX);
        let left = for_seconds.saturating_sub(gone);
        let reading = Reading::Sync { for_seconds: left };
        let ReadingAnswer::Sync {
            equal,
            reached,
            received,
            boards,
        } = telling(here, Query::Bringing, here.session.read(reading)).await?
        else {
            return Err(defect("how it stands"));
        };
        if reached > 0 || start.elapsed() >= CALL_AGAIN || left == 0 {
            return Ok(Stand {
                equal,
                reached,
                received,
                boards,
            });
        }
        sleep(LOOK).await;
    }
}

/// Holds the folder, answers other commands and stays connected until SIGINT or SIGTERM.
///
/// # Errors
/// `inUse` where somebody else holds the folder, whether they answer or not.
pub async fn serve(root: &Path, out: Out) -> Result<(), Trouble> {
    // Before anything is opened: a signal that comes early must not end the process in the middle.
    let broken = |why: std::io::Error| Trouble::file("signals".as_ref(), &why);
    let mut stop = signal(SignalKind::interrupt()).map_err(broken)?;
    let mut end = signal(SignalKind::terminate()).map_err(broken)?;
    let session = open_free(root).await?;
    let folder = root.display().to_string();
    let text = format!("Ready. {folder}\n");
    out.answer(
        &Answer::new(json!({ "serving": true, "folder": folder }), text).aside("Ctrl+C ends it."),
    );
    tokio::select! {
        _ = stop.recv() => {}
        _ = end.recv() => {}
    }
    Ok(session.close().await?)
}

/// Another `mh` may hold the folder for the moment of one command.
async fn open_free(root: &Path) -> Result<Session, Trouble> {
    let deadline = Instant::now() + Duration::from_secs(3);
    loop {
        match Session::open_own(root, Beside::Network).await {
            Err(error) if error.code == ErrorCode::InUse && Instant::now() < deadline => {
                sleep(LOOK).await;
            }
            opened => return Ok(opened?),
        }
    }
}
