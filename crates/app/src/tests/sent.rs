//! A report by a reporter's ticket that nobody is there to take in: it waits on the device, and goes by itself.

use super::damage::notices;
use super::people::Person;
use crate::api::{
    ErrorCode, Intent, NoticeCode, Outcome, Query, Row, RowData, SentReportRow, SentReportState,
    TicketKind, Window,
};

const WORDS: &str = "the boiler of 3 Mill Lane leaks";

fn only(rows: &[Row]) -> Option<&SentReportRow> {
    if let [row] = rows
        && let RowData::SentReport(row) = &row.data
    {
        Some(row)
    } else {
        None
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_nobody_takes_in_waits_over_a_restart_and_says_when_it_was_handed_in() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let ticket = alice.ticket_of(&board, TicketKind::Reporter).await;
    let rosa = Person::online("Rosa").await;
    rosa.offline(true).await;
    let text = WORDS.to_owned();
    let sent = rosa.does(Intent::Report { ticket, text }).await;
    assert_eq!(sent, Outcome::Report { handed_in: false });
    let rosa = rosa.reopened().await;
    let rows = rosa.rows(Query::SentReports).await;
    let row = only(&rows).unwrap();
    assert_eq!(row.state, SentReportState::Waiting);
    assert_eq!(
        (&*row.board_name, &*row.inviter_name),
        ("Mill Road", "Alice")
    );
    assert_eq!(row.text, WORDS);

    rosa.offline(false).await;
    let handed_in = |rows: &[Row]| {
        only(rows).is_some_and(|row| matches!(row.state, SentReportState::HandedIn { .. }))
    };
    let rows = rosa.sees(Query::SentReports, handed_in).await;
    let row = only(&rows).unwrap();
    assert_eq!(row.text, "", "the words are with the coordinators");
    let report = row.report.clone();
    rosa.does(Intent::ForgetReport { report }).await;
    rosa.sees(Query::SentReports, |rows| rows.is_empty()).await;

    let inbox = Query::Inbox {
        board,
        window: Window::default(),
        ticket: None,
    };
    let rows = alice.sees(inbox, |rows| rows.len() == 1).await;
    let RowData::Report(row) = &rows[0].data else {
        panic!("{rows:?}");
    };
    assert_eq!(row.text.as_deref(), Some(WORDS));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_brings_back_a_report_that_waits_and_it_is_handed_in_from_there() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let ticket = alice.ticket_of(&board, TicketKind::Reporter).await;
    let rosa = Person::online("Rosa").await;
    rosa.offline(true).await;
    let text = WORDS.to_owned();
    rosa.does(Intent::Report { ticket, text }).await;
    let words = rosa.app.recovery_words(None).await.unwrap().join(" ");
    let file = rosa.folder.path().join("rosa.backup");
    rosa.app.write_backup(&file).await.unwrap();
    // Her laptop is gone.
    let again = Person::restored(&words, &file).await;
    // The settings came too: she works offline.
    let waits = again.rows(Query::SentReports).await;
    let row = only(&waits).unwrap();
    assert_eq!((&row.state, &*row.text), (&SentReportState::Waiting, WORDS));
    again.offline(false).await;
    let handed_in = |rows: &[Row]| {
        only(rows).is_some_and(|row| matches!(row.state, SentReportState::HandedIn { .. }))
    };
    again.sees(Query::SentReports, handed_in).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_is_refused_while_nobody_waits_for_it_is_told_until_it_was_read() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let ticket = alice.ticket_of(&board, TicketKind::Reporter).await;
    let rosa = Person::online("Rosa").await;
    rosa.offline(true).await;
    let text = WORDS.to_owned();
    rosa.does(Intent::Report { ticket, text }).await;
    assert!(rosa.rows(Query::Notices).await.is_empty());
    let query = Query::Invitations {
        board: board.clone(),
    };
    let made = alice.rows(query).await.into_iter().find_map(|row| {
        if let RowData::Invitation(row) = row.data {
            (row.kind == "reporter").then_some(row.ticket)
        } else {
            None
        }
    });
    let ticket = made.unwrap();
    alice.does(Intent::RemoveTicket { board, ticket }).await;
    rosa.offline(false).await;
    let told = notices(rosa.sees(Query::Notices, |rows| !rows.is_empty()).await);
    let [notice] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(notice.code, NoticeCode::ReportRefused);
    assert_eq!(notice.board_name, "Mill Road");
    assert_eq!(notice.refusal, Some(ErrorCode::TicketRemoved));
    let notice = notice.notice.clone();
    rosa.does(Intent::DismissNotice { notice }).await;
    rosa.sees(Query::Notices, |rows| rows.is_empty()).await;
    // The list has it, with the words.
    let rosa = rosa.reopened().await;
    assert!(rosa.rows(Query::Notices).await.is_empty());
    let rows = rosa.rows(Query::SentReports).await;
    assert_eq!(only(&rows).unwrap().text, WORDS);
}
