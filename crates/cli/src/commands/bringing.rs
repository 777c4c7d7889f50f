//! What is on its way to a board: a line on a terminal, stopping it, and letting it go on.

use std::io::{IsTerminal, Write};

use app::api::{BringingRow, Intent, Query, RowData};
use serde_json::json;
use tokio::time::sleep;

use crate::answer::Answer;
use crate::here::Here;
use crate::print;
use crate::session::LOOK;
use crate::trouble::Trouble;

/// Stops a board, or lets it go on.
pub async fn stop(here: &Here, on: bool) -> Result<Answer, Trouble> {
    let board = here.the_board().await?;
    let intent = Intent::StopBringing {
        board: board.board.clone(),
        on,
    };
    here.dispatch(intent).await?;
    let name = print::plain(&board.name);
    let text = if on {
        format!("{name} is stopped: nothing comes and nothing goes out until `mh sync --go-on`.\n")
    } else {
        format!("{name} goes on.\n")
    };
    let result = json!({ "board": board.board, "stopped": on });
    Ok(Answer::new(result, text))
}

/// Waits for some work, and says meanwhile on a terminal how far it is what is on its way.
pub async fn telling<T>(here: &Here, work: impl Future<Output = T>) -> T {
    if !std::io::stderr().is_terminal() {
        return work.await;
    }
    let mut work = std::pin::pin!(work);
    let mut told = false;
    loop {
        tokio::select! {
            done = &mut work => {
                if told {
                    // Takes the line away again.
                    write("\r\u{1b}[K");
                }
                return done;
            }
            () = sleep(LOOK) => {
                let rows = here.view(Query::Bringing).await.unwrap_or_default();
                let line = rows.into_iter().find_map(|row| {
                    if let RowData::Bringing(row) = row.data {
                        return far(&row);
                    }
                    None
                });
                if let Some(line) = line {
                    told = true;
                    write(&format!("\r\u{1b}[K{line}"));
                }
            }
        }
    }
}

/// A terminal that is gone is nobody's trouble.
fn write(text: &str) {
    let mut out = std::io::stderr();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Returns how far a board is, in one line.
fn far(row: &BringingRow) -> Option<String> {
    let progress = row.progress?;
    let name = print::plain(&row.name);
    let of = match progress.of_bytes {
        Some(all) => format!(
            "{:.0} of about {:.0} MB",
            progress.bytes / 1e6,
            (all / 1e6).max(1.0)
        ),
        None => format!("{} of {} changes", progress.changes, progress.of_changes),
    };
    Some(if name.is_empty() {
        format!("Bringing over: {of}")
    } else {
        format!("{name}: bringing over {of}")
    })
}

#[cfg(test)]
mod tests {
    use app::api::BringingProgress;

    use super::*;

    #[test]
    fn how_far_it_is_is_said_in_bytes_where_they_are_known_and_in_changes_else() {
        let row = |of_bytes| BringingRow {
            board: "b".to_owned(),
            name: "Riverside".to_owned(),
            stopped: false,
            progress: Some(BringingProgress {
                changes: 1_200,
                of_changes: 5_000,
                bytes: 12_300_000.0,
                of_bytes,
            }),
        };
        let said = far(&row(Some(40_100_000.0))).unwrap();
        assert_eq!(said, "Riverside: bringing over 12 of about 40 MB");
        let said = far(&row(None)).unwrap();
        assert_eq!(said, "Riverside: bringing over 1200 of 5000 changes");
    }
}
