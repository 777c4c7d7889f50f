//! Sealed cases, and reports from outside.

use std::collections::BTreeMap;

use app::api::{CaseView, Intent, Outcome, Query, ReportRow, RowData, Window};
use serde_json::json;

use crate::answer::Answer;
use crate::args::CaseAction;
use crate::here::{Here, defect};
use crate::parse::Assignment;
use crate::print;
use crate::trouble::Trouble;

/// The names of a case's fields.
const FIELDS: [&str; 4] = ["name", "address", "phone", "accessNotes"];
/// How many reports are listed.
const MOST: u32 = 500;

/// `mh case …`.
pub async fn case(here: &Here, action: CaseAction) -> Result<Answer, Trouble> {
    match action {
        CaseAction::Add { code, fields } => add(here, &code, fields).await,
        CaseAction::Open { code } => open(here, &code).await,
        CaseAction::Close { code } => close(here, &code).await,
        CaseAction::Erase { code } => erase(here, &code).await,
        CaseAction::Days { days } => set_days(here, days).await,
    }
}

/// Seals what is known of a household, or changes it.
async fn add(here: &Here, code: &str, fields: Vec<Assignment>) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let page = here.item(&board, code).await?;
    let mut values = BTreeMap::new();
    for Assignment { name, value } in fields {
        let plain = name.replace(['-', '_'], "").to_lowercase();
        let field = FIELDS.iter().find(|field| field.to_lowercase() == plain);
        let field = field.ok_or_else(|| {
            Trouble::usage(format!(
                "A sealed case has no field {name}. It has: {}.",
                FIELDS.join(", ")
            ))
        })?;
        values.insert((*field).to_owned(), value);
    }
    let item = page.row.item;
    let intent = Intent::SaveCase {
        board: board.clone(),
        item: item.clone(),
        fields: values,
    };
    here.dispatch(intent).await?;
    let view = read(here, &board, &item).await?;
    let text = view.as_ref().map(print::openers).unwrap_or_default();
    Ok(Answer::new(
        json!({ "board": board, "item": item, "case": view }),
        text,
    ))
}

/// Shows a sealed case, and who can open it.
async fn open(here: &Here, code: &str) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let page = here.item(&board, code).await?;
    let view = read(here, &board, &page.row.item).await?;
    let Some(view) = view else {
        return Err(Trouble::usage(format!(
            "{} has no sealed case. `mh case add {} name=…` makes one.",
            page.row.code, page.row.code
        )));
    };
    let text = print::case(&view);
    Ok(Answer::new(json!({ "board": board, "case": view }), text))
}

/// Says that the job is done.
async fn close(here: &Here, code: &str) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let page = here.item(&board, code).await?;
    let item = page.row.item;
    let intent = Intent::CloseCase {
        board: board.clone(),
        item: item.clone(),
    };
    let Outcome::CaseClosed { erase_at } = here.dispatch(intent).await? else {
        return Err(defect("a case that is closed"));
    };
    let text = format!("Done. It is erased {}.", print::day(erase_at));
    Ok(Answer::new(
        json!({ "board": board, "item": item, "eraseAt": erase_at }),
        text,
    ))
}

/// Erases a sealed case now.
async fn erase(here: &Here, code: &str) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let page = here.item(&board, code).await?;
    let item = page.row.item;
    let intent = Intent::EraseCase {
        board: board.clone(),
        item: item.clone(),
    };
    here.dispatch(intent).await?;
    let text = "Erased here. The others' computers erase it when they hear of it.";
    Ok(Answer::new(json!({ "board": board, "item": item }), text))
}

async fn set_days(here: &Here, days: u32) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let intent = Intent::SetCaseDays {
        board: board.clone(),
        days,
    };
    here.dispatch(intent).await?;
    Ok(Answer::new(json!({ "board": board, "days": days }), ""))
}

async fn read(here: &Here, board: &str, item: &str) -> Result<Option<CaseView>, Trouble> {
    let query = Query::Case {
        board: board.to_owned(),
        item: item.to_owned(),
    };
    let rows = here.view(query).await?;
    let mut cases = rows.into_iter().filter_map(|row| {
        if let RowData::Case(view) = row.data {
            Some(*view)
        } else {
            None
        }
    });
    Ok(cases.next())
}

/// `mh inbox`: reports from outside.
pub async fn inbox(here: &Here, ticket: Option<String>) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let window = Window {
        offset: 0,
        limit: MOST,
    };
    let query = Query::Inbox {
        board: board.clone(),
        window,
        ticket,
    };
    let rows: Vec<ReportRow> = here
        .view(query)
        .await?
        .into_iter()
        .filter_map(|row| {
            if let RowData::Report(row) = row.data {
                Some(row)
            } else {
                None
            }
        })
        .collect();
    let text = print::reports(&rows);
    let answer = Answer::new(json!({ "board": board, "reports": rows }), text);
    Ok(if rows.is_empty() {
        answer.aside("No reports.")
    } else {
        answer
    })
}
