//! Reports from outside: who can read one, and what is refused.

use crate::{
    BoardId, EpochKey, KemPublic, Letter, MAX_REPORT_TEXT, Report, ReportError, TicketSecret,
};

fn letter(text: &str) -> Letter {
    Letter {
        written_ms: 5,
        text: text.to_owned(),
    }
}

fn made(text: &str) -> (EpochKey, Report) {
    let inbox = EpochKey::from_bytes([1; 32]);
    let ticket = TicketSecret::from_bytes([2; 16]).ticket_key();
    let to = inbox.inbox().public();
    let report = Report::make(&letter(text), BoardId([3; 32]), &ticket, to, [4; 32]).unwrap();
    (inbox, report)
}

#[test]
fn only_who_has_the_inbox_key_reads_a_report_and_its_size_tells_a_bucket() {
    let (inbox, report) = made("The boiler of 3 Mill Lane leaks.");
    let read = Report::read(&report.to_bytes()).unwrap();
    assert_eq!(read, report);
    let opened = read.open(&inbox.inbox()).unwrap();
    assert_eq!(opened, letter("The boiler of 3 Mill Lane leaks."));
    let other = EpochKey::from_bytes([9; 32]).inbox();
    assert_eq!(read.open(&other), None);
    let mut lies = read.clone();
    lies.to = other.public();
    assert_eq!(lies.open(&other), None);
    assert_eq!(made("a").1.sealed.len(), report.sealed.len());
    assert!(!report.sealed.windows(6).any(|part| part == b"boiler"));
}

#[test]
fn a_report_that_was_changed_is_none() {
    let (_, report) = made("leaks");
    let refused = |change: &dyn Fn(&mut Report)| {
        let mut changed = report.clone();
        change(&mut changed);
        Report::read(&changed.to_bytes()).unwrap_err()
    };
    for error in [
        refused(&|r| r.board.0[0] ^= 1),
        refused(&|r| r.ticket.0[0] ^= 1),
        refused(&|r| r.sealed[40] ^= 1),
        refused(&|r| r.encapsulated[0] ^= 1),
        refused(&|r| r.work += 1),
    ] {
        // Another report needs its own work, and who has no ticket cannot sign it.
        assert!(matches!(
            error,
            ReportError::NoWork | ReportError::BadSignature
        ));
    }
    assert_eq!(refused(&|r| r.by_ticket[0] ^= 1), ReportError::BadSignature);
    assert_eq!(
        refused(&|r| r.sealed = vec![0; 65 * 1024]),
        ReportError::Unreadable
    );
    assert_eq!(
        Report::read(b"no report").unwrap_err(),
        ReportError::Unreadable
    );
    let ticket = TicketSecret::from_bytes([2; 16]).ticket_key();
    let long = letter(&"x".repeat(MAX_REPORT_TEXT + 1));
    let to = KemPublic([7; 32]);
    let made = Report::make(&long, BoardId([3; 32]), &ticket, to, [4; 32]);
    assert_eq!(made.unwrap_err(), ReportError::CannotSeal);
    let longest = letter(&"x".repeat(MAX_REPORT_TEXT));
    let made = Report::make(&longest, BoardId([3; 32]), &ticket, to, [4; 32]).unwrap();
    Report::read(&made.to_bytes()).unwrap();
}
