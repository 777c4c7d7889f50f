//! What is on its way to a board, or into and out of a file: a line on a terminal; stopping a board, and letting it go on.

use std::convert::Infallible;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use app::api::{
    BringingRow, ByFileRow, ByFileStep, Intent, Query, Reading, ReadingAnswer, Row, RowData,
};
use serde_json::json;
use tokio::time::sleep;

use crate::answer::Answer;
use crate::here::Here;
use crate::print;
use crate::session::LOOK;
use crate::trouble::Trouble;
use crate::words::several;

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

/// Waits for some work, and says meanwhile on a terminal how far it is, out of a view that shows that.
pub async fn telling<T>(here: &Here, of: Query, work: impl Future<Output = T>) -> T {
    if !std::io::stderr().is_terminal() {
        return work.await;
    }
    let told = AtomicBool::new(false);
    let done = tokio::select! {
        done = work => done,
        // Who cannot be asked any more says nothing; the work goes on.
        Some(never) = tell(here, of, &told) => match never {},
    };
    if told.load(Ordering::Relaxed) {
        // Takes the line away again.
        write("\r\u{1b}[K");
    }
    done
}

/// Asks on a line of its own: that of the work is taken until the work is done.
async fn tell(here: &Here, of: Query, told: &AtomicBool) -> Option<Infallible> {
    let session = here.session.another().await.ok()?;
    loop {
        sleep(LOOK).await;
        let query = of.clone();
        let read = session.read(Reading::View { query }).await.ok()?;
        let ReadingAnswer::View { rows, .. } = read else {
            return None;
        };
        if let Some(line) = rows.iter().find_map(line) {
            told.store(true, Ordering::Relaxed);
            write(&format!("\r\u{1b}[K{line}"));
        }
    }
}

/// Returns how far something is, in one line.
fn line(row: &Row) -> Option<String> {
    if let RowData::Bringing(row) = &row.data {
        return far(row);
    }
    if let RowData::ByFile(row) = &row.data {
        return Some(by_file(row));
    }
    None
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

/// Returns how far a file is that is being saved or read, in one line.
fn by_file(row: &ByFileRow) -> String {
    let read = || {
        let all = row.of_bytes.unwrap_or(row.bytes);
        format!("{:.1} of {:.1} MB", row.bytes / 1e6, all / 1e6)
    };
    match row.step {
        ByFileStep::Gathering => "Looking what they lack".to_owned(),
        ByFileStep::Saving => {
            let all = row.of_changes.unwrap_or(row.changes);
            let changes = several(all, "change", "changes");
            let size = row.bytes / 1e6;
            format!("Saving: {} of {changes}, {size:.1} MB", row.changes)
        }
        ByFileStep::Checking => format!("Checking the file: {}", read()),
        ByFileStep::Taking => format!("Taking in what is in it: {}", read()),
    }
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
    #[test]
    fn of_a_file_it_is_said_what_is_done_and_how_much_of_it() {
        let said = |step, of_bytes| {
            let row = ByFileRow {
                step,
                bytes: 3_249_000.0,
                of_bytes,
                changes: 400,
                of_changes: Some(1_200),
            };
            let data = RowData::ByFile(row);
            line(&Row {
                key: "byFile".to_owned(),
                data,
            })
            .unwrap()
        };
        assert_eq!(said(ByFileStep::Gathering, None), "Looking what they lack");
        let saving = "Saving: 400 of 1200 changes, 3.2 MB";
        assert_eq!(said(ByFileStep::Saving, None), saving);
        let all = Some(12_000_000.0);
        let checking = "Checking the file: 3.2 of 12.0 MB";
        assert_eq!(said(ByFileStep::Checking, all), checking);
        let taking = "Taking in what is in it: 3.2 of 12.0 MB";
        assert_eq!(said(ByFileStep::Taking, all), taking);
    }
}
