//! This computer as a helper: boards that it carries for others and cannot read.

use std::path::Path;
use std::time::Duration;

use app::api::{AppError, CarriedRow, CarriedState, Intent, Outcome, Query, RowData};
use serde_json::json;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Instant, sleep};

use super::share::ticket_text;
use crate::answer::{Answer, Out};
use crate::here::{Here, defect};
use crate::print;
use crate::session::{Beside, LOOK, Session};
use crate::trouble::Trouble;

/// How long is waited for somebody to answer before it is said that it goes on by itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// Carries a board until SIGINT or SIGTERM; where another process holds the folder, that one carries it.
///
/// # Errors
/// What the app refuses, and a refusal by the board's people.
pub async fn carry(root: &Path, ticket: String, out: Out) -> Result<(), Trouble> {
    // Before anything is opened: a signal that comes early must not end the process in the middle.
    let broken = |why: std::io::Error| Trouble::file("signals".as_ref(), &why);
    let mut stop = signal(SignalKind::interrupt()).map_err(broken)?;
    let mut end = signal(SignalKind::terminate()).map_err(broken)?;
    let here = Here {
        session: Session::open(root, Beside::Network).await?,
        board: None,
        now_ms: 0,
    };
    let carried = carry_here(&here, ticket, out, [&mut stop, &mut end]).await;
    let closed = here.session.close().await;
    carried?;
    Ok(closed?)
}

async fn carry_here(
    here: &Here,
    ticket: String,
    out: Out,
    [stop, end]: [&mut Signal; 2],
) -> Result<(), Trouble> {
    let ticket = ticket_text(ticket)?;
    let Outcome::Carrying { board } = here.dispatch(Intent::CarryBoard { ticket }).await? else {
        return Err(defect("a board to carry"));
    };
    let row = tokio::select! {
        row = until_answered(here, &board) => row?,
        _ = stop.recv() => return Ok(()),
        _ = end.recv() => return Ok(()),
    };
    let own = here.session.is_own();
    let text = match row.state {
        CarriedState::Waiting => format!(
            "Waiting for {}: nobody of it has answered yet. It goes on by itself.\n",
            row.code
        ),
        CarriedState::Carrying | CarriedState::Refused { .. } => {
            format!("Carrying {}\n", row.code)
        }
    };
    let answer = Answer::new(json!({ "carried": row }), text);
    if !own {
        out.answer(&answer);
        return Ok(());
    }
    out.answer(&answer.aside("Ctrl+C ends it; `mh serve` goes on with it."));
    tokio::select! {
        _ = stop.recv() => {}
        _ = end.recv() => {}
    }
    Ok(())
}

/// Waits a while until somebody of the board has answered.
async fn until_answered(here: &Here, board: &str) -> Result<CarriedRow, Trouble> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let row = rows(here).await?.into_iter().find(|row| row.board == board);
        let row = row.ok_or_else(|| defect("a carried board"))?;
        match row.state {
            CarriedState::Refused { code } => {
                let board = board.to_owned();
                here.dispatch(Intent::StopCarrying { board }).await?;
                return Err(AppError::new(code, "refused").into());
            }
            CarriedState::Carrying => return Ok(row),
            CarriedState::Waiting if Instant::now() >= deadline => return Ok(row),
            CarriedState::Waiting => sleep(LOOK).await,
        }
    }
}

/// Lists the boards that this computer carries.
pub async fn list(here: &Here) -> Result<Answer, Trouble> {
    let carried = rows(here).await?;
    let text = print::carried(&carried);
    Ok(Answer::new(json!({ "carried": carried }), text))
}

/// Carries a board no more.
pub async fn stop(here: &Here, typed: &str) -> Result<Answer, Trouble> {
    let mut fitting: Vec<CarriedRow> = rows(here).await?;
    fitting.retain(|row| row.board.starts_with(&typed.to_lowercase()));
    let board = match (fitting.pop(), fitting.is_empty()) {
        (Some(row), true) if !typed.is_empty() => row.board,
        (Some(_), false) => {
            return Err(Trouble::usage(
                "Several boards begin like this: type more of it.",
            ));
        }
        _ => {
            let error = AppError::new(app::api::ErrorCode::NoSuchBoard, "not carried");
            return Err(error.into());
        }
    };
    let intent = Intent::StopCarrying {
        board: board.clone(),
    };
    here.dispatch(intent).await?;
    let text = "It is carried no more, and what was here of it is deleted.\n";
    Ok(Answer::new(json!({ "board": board }), text.to_owned()))
}

async fn rows(here: &Here) -> Result<Vec<CarriedRow>, Trouble> {
    let rows = here.view(Query::Carried).await?.into_iter();
    let carried = rows.filter_map(|row| {
        if let RowData::Carried(row) = row.data {
            Some(row)
        } else {
            None
        }
    });
    Ok(carried.collect())
}
