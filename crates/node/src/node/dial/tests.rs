//! When whom is dialled, and when everybody was tried.

use super::*;

const PEER: EndpointId = EndpointId([2; 32]);

/// A book in which one peer is wanted; where they are is known from a ticket.
fn book(met_before: bool) -> Book {
    let hint = EndpointHint {
        endpoint: PEER,
        addrs: Vec::new(),
        relay: None,
    };
    let known = if met_before { vec![hint] } else { Vec::new() };
    let mut book = Book::new(EndpointId([1; 32]), 7, known);
    let peer = Peer {
        failures: 0,
        next: Instant::now(),
        dialling: true,
        asked: false,
        counts: true,
        again: false,
    };
    book.peers.insert(PEER, peer);
    book
}

/// The pause after the last of many attempts that end like this.
fn pause(book: &mut Book, end: impl Fn(&mut Book, Instant)) -> Duration {
    let now = Instant::now();
    for _ in 0..20 {
        book.connected(PEER, now);
        end(book, now);
    }
    book.peers.get(&PEER).unwrap().next - now
}

#[test]
fn who_was_never_reached_is_dialled_ever_more_rarely() {
    let failed = |book: &mut Book, now| book.failed(PEER, now);
    assert!(pause(&mut book(false), failed) >= RARELY / 2);
    assert!(pause(&mut book(true), failed) <= LONGEST * 3 / 2);
}

#[test]
fn a_link_without_anything_in_common_counts_as_a_failure() {
    let refused = |book: &mut Book, now| book.ended(PEER, false, now);
    let mut book = book(true);
    assert!(pause(&mut book, refused) >= RARELY / 2);
    let met = |book: &mut Book, now| book.ended(PEER, true, now);
    assert!(pause(&mut book, met) <= PAUSE * 3 / 2);
}

fn all_tried(book: &Book) -> bool {
    book.all_tried(&BTreeSet::new())
}

#[test]
fn an_attempt_that_began_before_everybody_was_asked_for_does_not_count() {
    let (mut book, now) = (book(true), Instant::now());
    book.hurry(true, now);
    assert!(!all_tried(&book));
    book.failed(PEER, now);
    assert!(!all_tried(&book), "it began before");
    // Another one is begun at once.
    let (due, _) = book.due(&BTreeSet::new(), now);
    assert_eq!(due.len(), 1);
    book.failed(PEER, now);
    assert!(all_tried(&book));
}

#[test]
fn a_connection_that_ends_meanwhile_is_followed_by_one_more_attempt() {
    let (mut book, now) = (book(true), Instant::now());
    book.connected(PEER, now);
    book.hurry(true, now);
    let connected = BTreeSet::from([PEER]);
    assert!(book.all_tried(&connected), "it stands");
    book.ended(PEER, true, now);
    assert!(!all_tried(&book));
    assert_eq!(book.due(&BTreeSet::new(), now).0.len(), 1);
    book.failed(PEER, now);
    assert!(all_tried(&book));
    // Once: a peer that comes and goes holds nobody up.
    book.ended(PEER, true, now);
    assert!(all_tried(&book));
}
