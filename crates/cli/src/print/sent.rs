//! Reports of this computer on boards that it is not on, as people read them.

use app::api::{AppError, SentReportRow, SentReportState};

use super::table::{Table, plain};
use crate::parse::moment_text;
use crate::words;

/// How many letters of a report's id are shown.
const SHOWN: usize = 8;

/// The reports, the oldest first: a table, and below it the words of those that were not handed in.
pub fn sent_reports(rows: &[SentReportRow]) -> String {
    if rows.is_empty() {
        return "No reports on this computer.\n".to_owned();
    }
    let mut table = Table::new(&["REPORT", "TO", "WRITTEN", "HOW IT GOES"]);
    for row in rows {
        table.row(&[
            code(row),
            plain(&row.board_name),
            moment_text(row.since),
            state(row),
        ]);
    }
    let mut text = table.text();
    for row in rows.iter().filter(|row| !row.text.is_empty()) {
        text.push_str(&format!("\n{}\n{}\n", code(row), plain(&row.text)));
    }
    text
}

fn code(row: &SentReportRow) -> String {
    row.report.chars().take(SHOWN).collect()
}

fn state(row: &SentReportRow) -> String {
    match row.state {
        SentReportState::Waiting => "waits for somebody of the board".to_owned(),
        SentReportState::HandedIn { at } => format!("handed in, {}", moment_text(at)),
        SentReportState::Refused { code, .. } => {
            format!("refused: {}", words::sentence(&AppError::new(code, "")))
        }
    }
}
