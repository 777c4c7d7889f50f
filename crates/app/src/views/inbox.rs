//! The coordinators' inbox: reports from outside.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use model::Statement;
use rusqlite::Connection;
use trust::{PersonId, Report, TicketId, TicketMode};

use super::{Names, count, time};
use crate::api::{AppError, ReportRow, Row, RowData, Window};
use crate::desk::{At, Desk};
use crate::index;
use crate::limits::WINDOW;

/// How many of one ticket are shown in one list with those of others: whoever floods one ticket must not hide what came
/// by others.
const OF_ONE_TICKET: usize = 10;

/// A report as the log has it.
struct Found {
    key: String,
    report: Report,
    by: PersonId,
    at: u64,
    /// How many older ones of its ticket are folded away behind it.
    more: u32,
}

/// Returns how many reports there are, and those of the window, the newest first.
pub(super) async fn inbox(
    desk: &Arc<Desk>,
    board: &str,
    window: Window,
    ticket: Option<&str>,
) -> Result<(u32, Vec<Row>), AppError> {
    let at = desk.at(board)?;
    at.must_coordinate()?;
    let here = at.clone();
    let read = move |connection: &Connection, number| {
        let names = Names::read(connection, number, &here)?;
        Ok((found(connection, number, &here)?, names))
    };
    let (mut all, names) = desk.look(at.id, read).await?;
    match ticket {
        Some(ticket) => all.retain(|found| found.report.ticket.to_string() == ticket),
        None => fold(&mut all),
    }
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
            more: found.more,
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
                more: 0,
            });
        }
    }
    all.sort_by_key(|found| std::cmp::Reverse((found.at, found.key.clone())));
    // The same report may have been taken in by two devices.
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|found| seen.insert(found.report.by_ticket));
    Ok(all)
}

/// Leaves the newest of each ticket, the last of which says how many more there are. They come the newest first.
fn fold(all: &mut Vec<Found>) {
    let tickets: Vec<TicketId> = all.iter().map(|found| found.report.ticket).collect();
    let mut shown = folded(&tickets).into_iter();
    all.retain_mut(|found| match shown.next().flatten() {
        Some(more) => {
            found.more = more;
            true
        }
        None => false,
    });
}

/// Says of each whether it is shown, and how many of its ticket are folded away behind it.
fn folded(tickets: &[TicketId]) -> Vec<Option<u32>> {
    let mut there: BTreeMap<TicketId, usize> = BTreeMap::new();
    for ticket in tickets {
        *there.entry(*ticket).or_default() += 1;
    }
    let mut before: BTreeMap<TicketId, usize> = BTreeMap::new();
    let shown = |ticket: &TicketId| {
        let before = before.entry(*ticket).or_default();
        *before += 1;
        let all = there.get(ticket).copied().unwrap_or(0);
        match (*before).cmp(&OF_ONE_TICKET) {
            Ordering::Less => Some(0),
            Ordering::Equal => Some(count(all.saturating_sub(OF_ONE_TICKET))),
            Ordering::Greater => None,
        }
    };
    tickets.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use trust::TicketId;

    use super::folded;

    #[test]
    fn of_a_flood_by_one_ticket_ten_are_shown_and_others_stay_where_they_are() {
        let (flood, other) = (TicketId([1; 32]), TicketId([2; 32]));
        let mut tickets = vec![flood; 130];
        tickets.insert(3, other);
        tickets.push(other);
        let shown = folded(&tickets);
        assert_eq!(shown.iter().flatten().count(), 12);
        assert_eq!((shown[3], shown.last()), (Some(0), Some(&Some(0))));
        assert_eq!((shown[9], shown[10], shown[11]), (Some(0), Some(120), None));
        // Ten are a list, not a flood.
        assert_eq!(folded(&[flood; 10]), [Some(0); 10]);
        assert_eq!(folded(&[flood; 11])[9..], [Some(1), None]);
    }
}
