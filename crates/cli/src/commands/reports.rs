//! Reports of this computer on boards that it is not on: sent, listed, taken off the list.

use app::api::{AppError, Intent, Outcome, Query, RowData, SentReportRow};
use serde_json::json;

use crate::answer::Answer;
use crate::here::{Here, defect};
use crate::print;
use crate::trouble::Trouble;

/// `mh report`: sends a sealed report without being a member; lists those of this computer; forgets one.
pub async fn report(
    here: &Here,
    written: Option<(String, String)>,
    forget: Option<String>,
) -> Result<Answer, Trouble> {
    match (written, forget) {
        (Some((ticket, text)), _) => send(here, ticket, text).await,
        (None, Some(typed)) => take_off(here, &typed).await,
        (None, None) => list(here).await,
    }
}

async fn send(here: &Here, ticket: String, text: String) -> Result<Answer, Trouble> {
    let outcome = here.dispatch(Intent::Report { ticket, text }).await?;
    let Outcome::Report { handed_in } = outcome else {
        return Err(defect("a report"));
    };
    let words = if handed_in {
        "Sent: somebody on the board has it. Only the coordinators can read it."
    } else {
        "Nobody of the board could be reached. The report waits on this computer and goes by itself, while Manyhands \
         or `mh serve` runs."
    };
    Ok(Answer::new(json!({ "sent": handed_in }), words))
}

async fn list(here: &Here) -> Result<Answer, Trouble> {
    let reports = rows(here).await?;
    let text = print::sent_reports(&reports);
    Ok(Answer::new(json!({ "reports": reports }), text))
}

async fn take_off(here: &Here, typed: &str) -> Result<Answer, Trouble> {
    let mut fitting = rows(here).await?;
    fitting.retain(|row| row.report.starts_with(&typed.to_lowercase()));
    let report = match (fitting.pop(), fitting.is_empty()) {
        (Some(row), true) if !typed.is_empty() => row.report,
        (Some(_), false) => {
            return Err(Trouble::usage(
                "Several reports begin like this: type more of it.",
            ));
        }
        _ => {
            return Err(AppError::bad_field("report", "notAChoice").into());
        }
    };
    let intent = Intent::ForgetReport {
        report: report.clone(),
    };
    here.dispatch(intent).await?;
    Ok(Answer::new(
        json!({ "report": report }),
        "It is off the list.\n",
    ))
}

async fn rows(here: &Here) -> Result<Vec<SentReportRow>, Trouble> {
    let rows = here.view(Query::SentReports).await?.into_iter();
    let sent = rows.filter_map(|row| {
        if let RowData::SentReport(row) = row.data {
            Some(row)
        } else {
            None
        }
    });
    Ok(sent.collect())
}
