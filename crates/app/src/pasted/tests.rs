//! Tickets as people paste them.

use std::time::{Duration, Instant};

use trust::{
    BoardId, BoardNonce, EndpointHint, EndpointId, Fingerprint, Role, TicketSecret, TicketText,
};

use super::ticket_in;
use crate::api::{AppError, ErrorCode};

fn ticket(n: u8) -> TicketText {
    TicketText {
        inbox: None,
        board: BoardId([n; 32]),
        nonce: BoardNonce([n; 16]),
        secret: TicketSecret::from_bytes([n; 16]),
        inviter: Fingerprint([n; 16]),
        role: Role::Editor,
        expires_ms: Some(1_800_000_000_000),
        board_name: "Mill Road".to_owned(),
        inviter_name: "Alice".to_owned(),
        endpoints: vec![EndpointHint {
            endpoint: EndpointId([n; 32]),
            addrs: vec![],
            relay: None,
        }],
    }
}

fn why(error: &AppError) -> (ErrorCode, &str) {
    (error.code, error.details["why"].as_str())
}

fn wrapped(text: &str, width: usize, with: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let lines: Vec<String> = letters
        .chunks(width)
        .map(|line| line.iter().collect())
        .collect();
    lines.join(with)
}

#[test]
fn the_one_ticket_is_found_in_a_whole_mail() {
    let ticket = ticket(1);
    let (text, link) = (ticket.to_text(), ticket.to_link());
    for mail in [
        text.clone(),
        format!("Hi Bob, here is the invite: {text} Best, Alice"),
        format!("Hi Bob,\n\n{text}\n\nBest\nAlice"),
        format!("Hi Bob, open {link}. Best, Alice"),
        format!("Hi Bob, open <{link}/>, or paste {text}!"),
        format!("Hi Bob:\r\n{}\r\nBest\r\nAlice", wrapped(&text, 72, "\r\n")),
        format!(
            "> Hi Bob:\n> {}\n> Best\n> Alice",
            wrapped(&text, 60, "\n> ")
        ),
        format!("The mh1 ticket, \u{201c}{}\u{201d}", text.to_uppercase()),
        format!("Hi {}", wrapped(&text, 5, "\u{200b}")),
        format!("{}{text}", "> mh\n".repeat(9_000)),
    ] {
        assert_eq!(ticket_in(&mail).as_ref(), Ok(&ticket), "{mail}");
    }
}

#[test]
fn several_different_tickets_are_told() {
    let (one, two) = (ticket(1).to_text(), ticket(2).to_text());
    let refused = ticket_in(&format!("{one}\nor {two}")).unwrap_err();
    assert_eq!(why(&refused), (ErrorCode::TicketDamaged, "several"));
    // One twice is one; one that is whole beside one that is not, too.
    assert!(ticket_in(&format!("{one}\nor {one}")).is_ok());
    assert!(ticket_in(&format!("{}\nor {one}", &two[..90])).is_ok());
}

#[test]
fn what_is_wrong_is_told_as_for_a_ticket_alone() {
    let text = ticket(1).to_text();
    let mut changed = text.clone();
    changed.replace_range(50..51, if &text[50..51] == "a" { "b" } else { "a" });
    let damaged = ticket_in(&format!("Hi Bob, {changed} Best, Alice")).unwrap_err();
    assert_eq!(why(&damaged), (ErrorCode::TicketDamaged, "damaged"));
    let short = ticket_in(&format!("Hi Bob, {}", &text[..120])).unwrap_err();
    assert_eq!(why(&short), (ErrorCode::TicketDamaged, "damaged"));
    let newer = ticket_in(&format!("Hi Bob, {}", text.replacen("mh1", "mh2", 1))).unwrap_err();
    assert_eq!(newer.code, ErrorCode::AppTooOld);
    let none = ticket_in("Hi Bob, the mh1 ticket comes later. Best, Alice").unwrap_err();
    assert_eq!(why(&none), (ErrorCode::TicketDamaged, "not-a-ticket"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a budget of time is measured")]
fn ten_megabytes_are_refused_at_once() {
    let paste = "mh1 mh1a ".repeat(10 * 1024 * 1024 / 9);
    let start = Instant::now();
    let refused = ticket_in(&paste).unwrap_err();
    assert!(start.elapsed() <= Duration::from_millis(5));
    assert_eq!(why(&refused), (ErrorCode::TicketDamaged, "too-long"));
    // What is looked at is bounded too, however it is made.
    for bad in ["mh1 ", "mh1abcdefg\n", "mh1", "-mh1", "> ", "\u{200b}mh1 "] {
        let start = Instant::now();
        assert!(ticket_in(&bad.repeat(64 * 1024 / bad.len())).is_err());
        assert!(start.elapsed() <= Duration::from_millis(500), "{bad}");
    }
}
