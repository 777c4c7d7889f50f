//! When whom is dialled, and when everybody was tried.

use std::net::SocketAddr;

use store::LogDb;

use super::*;

const PEER: EndpointId = EndpointId([2; 32]);

/// A book in which one peer is wanted; where they are is known from a ticket.
fn book(met_before: bool) -> Book {
    let hint = EndpointHint {
        endpoint: PEER,
        addrs: Vec::new(),
        relay: None,
    };
    let known = if met_before {
        vec![(hint, Seen::Dialled)]
    } else {
        Vec::new()
    };
    let mut book = Book::new(EndpointId([1; 32]), 7, known);
    let peer = Peer {
        failures: 0,
        next: Instant::now(),
        dialling: true,
        asked: false,
        counts: true,
        again: false,
        looked: None,
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
    let refused = |book: &mut Book, now| book.ended(PEER, false, false, now);
    let mut book = book(true);
    assert!(pause(&mut book, refused) >= RARELY / 2);
    let met = |book: &mut Book, now| book.ended(PEER, true, false, now);
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
    book.ended(PEER, true, false, now);
    assert!(!all_tried(&book));
    assert_eq!(book.due(&BTreeSet::new(), now).0.len(), 1);
    book.failed(PEER, now);
    assert!(all_tried(&book));
    // Once: a peer that comes and goes holds nobody up.
    book.ended(PEER, true, false, now);
    assert!(all_tried(&book));
}

#[test]
fn the_end_of_a_connection_that_was_replaced_changes_nothing() {
    let (mut book, now) = (book(true), Instant::now());
    let before = book.peers.get(&PEER).unwrap().next;
    book.ended(PEER, false, true, now);
    let peer = book.peers.get(&PEER).unwrap();
    assert!(peer.dialling, "the attempt is still under way");
    assert_eq!((peer.failures, peer.next), (0, before));
    assert!(book.met.contains(&PEER));
}

fn hint(ports: std::ops::Range<u16>) -> EndpointHint {
    EndpointHint {
        endpoint: PEER,
        addrs: ports.map(|port| ([10, 0, 0, 2], port).into()).collect(),
        relay: None,
    }
}

#[test]
fn where_a_peer_came_from_pushes_out_nothing_of_where_it_was_reached() {
    let mut book = book(true);
    book.learn(&hint(1..7));
    for port in 100..140 {
        book.learn_from(&hint(port..port + 1), Seen::Inbound);
    }
    let ports: Vec<u16> = book.hint(PEER).addrs.iter().map(SocketAddr::port).collect();
    assert_eq!(ports, [1, 2, 3, 4, 5, 6, 139, 138]);
    // Reached there, it is one like the others; and it stays one.
    book.learn(&hint(139..140));
    book.learn_from(&hint(139..140), Seen::Inbound);
    let ports: Vec<u16> = book.hint(PEER).addrs.iter().map(SocketAddr::port).collect();
    assert_eq!(ports, [139, 1, 2, 3, 4, 5, 6, 138]);
}

#[test]
fn a_ticket_names_those_who_were_reached_before_those_who_only_came() {
    let (reached, came) = (EndpointId([9; 32]), EndpointId([3; 32]));
    let mut book = Book::new(EndpointId([1; 32]), 7, Vec::new());
    for (endpoint, seen) in [(came, Seen::Inbound), (reached, Seen::Dialled)] {
        book.learn_from(
            &EndpointHint {
                endpoint,
                ..hint(1..2)
            },
            seen,
        );
    }
    let mut others = vec![came, reached];
    let connected = BTreeSet::from([came]);
    others.sort_by_key(|endpoint| book.rank(*endpoint, &connected));
    assert_eq!(others, [reached, came]);
}

#[test]
fn what_is_kept_of_addresses_is_what_the_book_knows_after_a_restart() {
    let db = LogDb::in_memory().unwrap();
    let kept = [
        ("10.0.0.2:1", Seen::Dialled, 1),
        ("10.0.0.2:7", Seen::Inbound, 2),
    ];
    for (address, seen, at) in kept {
        db.keep_address(PEER, address, seen, at).unwrap();
    }
    let book = Book::new(EndpointId([1; 32]), 7, known_addresses(&db).unwrap());
    let ports: Vec<u16> = book.hint(PEER).addrs.iter().map(SocketAddr::port).collect();
    assert_eq!(ports, [1, 7]);
}

#[test]
fn what_others_say_of_a_place_is_tried_last_and_stands_in_the_way_of_nothing() {
    let mut book = book(false);
    book.hear_of(&hint(40..42), false, Instant::now());
    assert!(!book.has_learnt_of(PEER), "a ticket still says where it is");
    book.start_with(&[hint(1..3)]);
    assert!(book.has_learnt_of(PEER));
    book.learn(&hint(0..8));
    let ports: Vec<u16> = book.hint(PEER).addrs.iter().map(SocketAddr::port).collect();
    assert_eq!(ports, [0, 1, 2, 3, 4, 5, 6, 7, 40, 41]);
}

#[test]
fn whoever_tells_other_places_all_the_time_makes_nobody_dial_more_often() {
    let (mut book, start) = (book(false), Instant::now());
    book.failed(PEER, start);
    let (mut dials, mut lists) = (Vec::new(), [1..5, 5..9].into_iter().cycle());
    for second in 0..3_600 {
        // Mallory alternates two lists, every second, for an hour.
        let now = start + Duration::from_secs(second);
        book.hear_of(&hint(lists.next().unwrap()), false, now);
        for peer in book.due(&BTreeSet::new(), now).0 {
            assert_eq!(peer.addrs.len(), 4);
            book.failed(peer.endpoint, now);
            dials.push(second);
        }
    }
    // Six times an hour the pauses begin anew: some ten quick dials, and then one each minute or two.
    assert!(dials.len() < 160, "{dials:?}");
    // What was told meanwhile is what is tried.
    assert!(book.hint(PEER).addrs.iter().all(|addr| addr.port() < 9));
}

#[test]
fn told_places_are_addresses_of_one_other_device() {
    let told = |said: &str, loopback| {
        let mut book = book(false);
        let addrs = vec![said.parse().unwrap()];
        book.hear_of(
            &EndpointHint {
                addrs,
                ..hint(0..0)
            },
            loopback,
            Instant::now(),
        );
        !book.hint(PEER).addrs.is_empty()
    };
    for good in [
        "203.0.113.9:1",
        "10.0.0.2:65535",
        "[2001:db8::1]:1",
        "[fe80::1]:1",
    ] {
        assert!(told(good, false), "{good}");
    }
    let local = [
        "127.0.0.1:1",
        "127.8.8.8:1",
        "[::1]:1",
        "[::ffff:127.0.0.1]:1",
    ];
    for local in local {
        assert!(!told(local, false), "{local}");
        assert!(told(local, true), "{local}");
    }
    let bad = [
        "203.0.113.9:0",
        "0.0.0.0:1",
        "224.0.0.251:5353",
        "255.255.255.255:1",
        "240.0.0.1:1",
        "[::]:1",
        "[ff02::fb]:5353",
        "[::ffff:224.0.0.251]:5353",
    ];
    for bad in bad {
        assert!(!told(bad, true), "{bad}");
    }
}

mod swarm;
