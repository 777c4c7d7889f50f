//! The coordinators' inbox: reports from outside.

use std::sync::Arc;

use model::Statement;
use rusqlite::Connection;
use trust::{PersonId, Report, TicketMode};

use super::{Names, count, time};
use crate::api::{AppError, ReportRow, Row, RowData, Window};
use crate::desk::{At, Desk};
use crate::index;
use crate::limits::WINDOW;

/// A report as the log has it.
struct Found {
    key: String,
    report: Report,
    by: PersonId,
    at: u64,
}

/// Returns how many reports there are, and those of the window, the newest first.
pub(super) async fn inbox(
    desk: &Arc<Desk>,
    board: &str,
    window: Window,
) -> Result<(u32, Vec<Row>), AppError> {
    let at = desk.at(board)?;
    at.must_coordinate()?;
    let here = at.clone();
    let read = move |connection: &Connection, number| {
        let names = Names::read(connection, number, &here)?;
        Ok((found(connection, number, &here)?, names))
    };
    let (all, names) = desk.look(at.id, read).await?;
    let total = count(all.len());
    let offset = usize::try_from(window.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(window.limit.min(WINDOW)).unwrap_or(usize::MAX);
    let shown: Vec<Found> = all.into_iter().skip(offset).take(limit).collect();
    let reports = shown.iter().map(|found| found.report.clone()).collect();
    let letters = desk.node.open_reports(at.id, reports).await?;
    let rows = shown.into_iter().zip(letters).map(|(found, letter)| {
        let row = ReportRow {
            written_at: letter.as_ref().map_or(0, |letter| time(letter.written_ms)),
            text: letter.map(|letter| model::clean_text(&letter.text)),
            taken_at: time(found.at),
            taken_by: names.of(found.by),
            ticket: found.report.ticket.to_string(),
        };
        super::row(found.key, RowData::Report(row))
    });
    Ok((total, rows.collect()))
}

/// Finds the reports by tickets that were made for reporters, whether these still stand or not.
fn found(connection: &Connection, number: i64, at: &At) -> Result<Vec<Found>, AppError> {
    let authority = &at.info.authority;
    let live = authority.tickets().map(|state| &state.ticket);
    let removed = authority.removed_tickets().map(|(state, _)| &state.ticket);
    let of_reporters: Vec<_> = live
        .chain(removed)
        .filter(|ticket| ticket.mode == TicketMode::Reporter)
        .map(|ticket| ticket.key)
        .collect();
    let mut all = Vec::new();
    for kept in index::kept_of_item(connection, number, None)? {
        let Ok(Statement::Report { report }) = Statement::from_body(&kept.body) else {
            continue;
        };
        let Ok(report) = Report::read(&report) else {
            continue;
        };
        if report.board == at.id && of_reporters.contains(&report.ticket) {
            all.push(Found {
                key: kept.position.id.to_string(),
                report,
                by: kept.person,
                at: kept.time.wall_ms,
            });
        }
    }
    all.sort_by_key(|found| std::cmp::Reverse((found.at, found.key.clone())));
    // The same report may have been taken in by two devices.
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|found| seen.insert(found.report.by_ticket));
    Ok(all)
}
