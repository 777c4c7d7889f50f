//! Where the board's changes are, and what happened to the data on this device.

use app::api::{Intent, NoticeView, PresentRow, Query, RowData};
use app::{Clock, SystemClock};
use serde_json::json;

use super::address;
use crate::answer::{Answer, Out};
use crate::here::{Here, defect};
use crate::print;
use crate::trouble::Trouble;
use crate::words;

/// Tells where the board's changes are; first what happened to the data, and never again if it was `seen`.
pub async fn status(here: &Here, seen: bool, out: Out) -> Result<Answer, Trouble> {
    let notices = here.notices().await?;
    let told: Vec<String> = notices.iter().map(words::told).collect();
    // Also where no board is left to say anything about.
    let mut answer = of_the_board(here, &notices, out)
        .await
        .map_err(|trouble| trouble.after(&told))?;
    answer.asides.extend(told);
    if seen {
        for NoticeView { notice, .. } in notices {
            here.dispatch(Intent::DismissNotice { notice }).await?;
        }
    }
    Ok(answer)
}

async fn of_the_board(here: &Here, notices: &[NoticeView], out: Out) -> Result<Answer, Trouble> {
    let board = here.the_board().await?;
    let query = Query::Status {
        board: board.board.clone(),
    };
    let RowData::Status(status) = here.only(query).await? else {
        return Err(defect("a status"));
    };
    let RowData::Backup(backup) = here.only(Query::Backup).await? else {
        return Err(defect("what is known of backups"));
    };
    let query = Query::Presence {
        board: board.board.clone(),
    };
    let open: Vec<PresentRow> = here
        .view(query)
        .await?
        .into_iter()
        .filter_map(|row| {
            if let RowData::Present(present) = row.data {
                Some(present)
            } else {
                None
            }
        })
        .collect();
    let text = print::status(&board, &status) + &print::open(&open);
    // Only who reads it by a program wants it thing by thing: on a large board it is long.
    let items = match out.json {
        true => here.receipts(&board.board).await?,
        false => Vec::new(),
    };
    let result = json!({
        "board": board.board, "name": board.name, "status": status, "notices": notices,
        "backup": backup, "removed": board.removed, "deviceOff": board.device_off,
        "items": items, "open": open, "hidesAddress": board.hides_address,
    });
    let mut answer = Answer::new(result, text);
    let now = SystemClock.now_ms().cast_signed();
    answer.asides.extend(words::keep::due(&backup, now));
    if board.hides_address {
        answer.asides.push(address::HIDDEN.to_owned());
    }
    if board.to_decide > 0 {
        answer.asides.push("Coordinators want each other removed, and a steward decides: you are one. `mh stewards` tells more.".to_owned());
    }
    if board.rivals > 0 {
        answer.asides.push("Other stewards were named at the same time as those who are it now. `mh stewards` tells more.".to_owned());
    }
    Ok(answer)
}
