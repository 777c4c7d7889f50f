//! The text of tickets: it comes back whole, or says what is wrong.

use std::net::SocketAddr;

use super::people::{Person, fixed};
use super::random::Random;
use crate::{
    BoardId, BoardNonce, EndpointHint, Fingerprint, MAX_TICKET_TEXT, Role, TicketError,
    TicketSecret, TicketText,
};

fn ticket() -> TicketText {
    let alice = Person::named("Alice");
    let nonce = BoardNonce([4; 16]);
    TicketText {
        inbox: None,
        board: BoardId(fixed("board")),
        nonce,
        secret: TicketSecret::from_bytes(fixed("secret")),
        inviter: Fingerprint::of(alice.id(&nonce)),
        role: Role::Editor,
        expires_ms: Some(1_790_000_000_000),
        board_name: "Riverside Mutual Aid".to_owned(),
        inviter_name: "Alice".to_owned(),
        endpoints: vec![hint("one", 2, false), hint("two", 1, false)],
    }
}

fn hint(word: &str, addrs: u16, relay: bool) -> EndpointHint {
    let addr = |n: u16| -> SocketAddr {
        if n.is_multiple_of(2) {
            SocketAddr::from(([192, 168, 1, 7], 40_000 + n))
        } else {
            SocketAddr::from(([0x2001, 0xdb8, 0, 0, 0, 0, 0, n], 40_000 + n))
        }
    };
    EndpointHint {
        endpoint: crate::EndpointId(fixed(word)),
        addrs: (0..addrs).map(addr).collect(),
        relay: relay.then(|| "https://relay.example.org/".to_owned()),
    }
}

#[test]
fn a_ticket_comes_back_as_it_went() {
    let ticket = ticket();
    let text = ticket.to_text();
    assert!(
        text.starts_with("mh1") && text.len() <= MAX_TICKET_TEXT,
        "{}",
        text.len()
    );
    assert_eq!(TicketText::parse(&text), Ok(ticket.clone()));
    assert_eq!(TicketText::parse(&ticket.to_link()), Ok(ticket.clone()));
    assert_eq!(
        TicketText::parse(&format!("{}/", ticket.to_link())),
        Ok(ticket)
    );
}

#[test]
fn line_breaks_capitals_and_invisible_letters_do_no_harm() {
    let ticket = ticket();
    let text = ticket.to_text();
    let broken: String = text
        .as_bytes()
        .chunks(40)
        .map(|line| format!("  {}\u{200b}\r\n", std::str::from_utf8(line).unwrap()))
        .collect();
    assert_eq!(TicketText::parse(&broken), Ok(ticket.clone()));
    assert_eq!(TicketText::parse(&text.to_ascii_uppercase()), Ok(ticket));
}

#[test]
fn one_changed_letter_is_always_found() {
    let text = ticket().to_text();
    for at in 3..text.len() {
        for letter in "abcdefghijklmnopqrstuvwxyz234567".bytes() {
            let mut changed = text.clone().into_bytes();
            if changed[at] == letter {
                continue;
            }
            changed[at] = letter;
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(TicketText::parse(&changed), Err(TicketError::Damaged));
        }
    }
}

#[test]
fn lost_doubled_and_swapped_letters_are_found() {
    let text = ticket().to_text();
    for at in 3..text.len() {
        assert!(TicketText::parse(&text[..at]).is_err());
        let lost = format!("{}{}", &text[..at], &text[at + 1..]);
        let doubled = format!("{}{}", &text[..=at], &text[at..]);
        assert!(TicketText::parse(&lost).is_err() && TicketText::parse(&doubled).is_err());
        let mut swapped = text.clone().into_bytes();
        if at + 1 < swapped.len() && swapped[at] != swapped[at + 1] {
            swapped.swap(at, at + 1);
            assert!(TicketText::parse(&String::from_utf8(swapped).unwrap()).is_err());
        }
    }
}

#[test]
fn random_damage_is_found() {
    let text = ticket().to_text();
    let mut random = Random(8);
    for _ in 0..20_000 {
        let mut changed = text.clone().into_bytes();
        for _ in 0..=random.below(6) {
            let at = random.below(changed.len());
            changed[at] = random.pick(b"abcdefghijklmnopqrstuvwxyz0123456789- ");
        }
        let changed = String::from_utf8(changed).unwrap();
        if changed != text {
            assert!(TicketText::parse(&changed).is_err(), "{changed}");
        }
    }
}

#[test]
fn letters_that_only_look_alike_are_refused_in_words() {
    let text = ticket().to_text();
    let swaps = [
        ('a', 'а'),
        ('e', 'е'),
        ('o', 'о'),
        ('c', 'с'),
        ('i', 'і'),
        ('o', '0'),
        ('l', '1'),
        ('b', '8'),
    ];
    for (latin, other) in swaps {
        let at = text[3..].find(latin).unwrap() + 3;
        let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        assert_eq!(
            TicketText::parse(&changed),
            Err(TicketError::Damaged),
            "{other}"
        );
    }
    assert_eq!(
        TicketText::parse(&text.replacen('m', "м", 1)),
        Err(TicketError::NotATicket)
    );
}

#[test]
fn each_kind_of_wrong_has_its_own_word() {
    let text = ticket().to_text();
    let newer = text.replacen("mh1", "mh2", 1);
    let cases = [
        ("", TicketError::NotATicket),
        ("hello", TicketError::NotATicket),
        ("https://example.org/", TicketError::NotATicket),
        ("mh", TicketError::NotATicket),
        ("mh1", TicketError::Damaged),
        ("mh1aaaa", TicketError::Damaged),
        (newer.as_str(), TicketError::TooNew),
    ];
    for (text, error) in cases {
        assert_eq!(TicketText::parse(text), Err(error), "{text}");
    }
    let padded = format!("{text}{}", "a".repeat(MAX_TICKET_TEXT));
    assert_eq!(TicketText::parse(&padded), Err(TicketError::TooLong));
}

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "the limit on time is what is tested"
)]
fn ten_megabytes_are_refused_within_five_milliseconds() {
    for paste in [
        "mh1".to_owned() + &"a".repeat(10_000_000),
        " ".repeat(10_000_000),
        "é".repeat(5_000_000),
    ] {
        let start = std::time::Instant::now();
        assert_eq!(TicketText::parse(&paste), Err(TicketError::TooLong));
        assert!(start.elapsed().as_millis() <= 5, "{:?}", start.elapsed());
    }
}

#[test]
fn long_names_are_cut_and_far_endpoints_left_out() {
    let mut ticket = ticket();
    ticket.board_name = "Nachbarschaftshilfe für die ganze Straße und noch weiter".to_owned();
    ticket.inviter_name = "🙂".repeat(40);
    ticket.endpoints = (0..9).map(|n: u8| hint(&n.to_string(), 6, true)).collect();
    let text = ticket.to_text();
    assert!(text.len() <= MAX_TICKET_TEXT, "{}", text.len());
    let read = TicketText::parse(&text).unwrap();
    assert!(ticket.board_name.starts_with(&read.board_name) && read.board_name.len() > 35);
    assert_eq!(read.inviter_name, "🙂".repeat(10));
    assert!(!read.endpoints.is_empty() && read.endpoints[0].addrs.len() >= 2);
    assert_eq!(read.endpoints[0].endpoint, ticket.endpoints[0].endpoint);
    assert_eq!(read.secret, ticket.secret);
}
