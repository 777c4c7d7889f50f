//! The network check with real devices: what is seen, and that it ends.

use sync::{CloseCode, LinkError, Listen, Transport, TransportSettings};
use trust::EndpointHint;

use super::relays::{Mute, OwnRelay, THERE, with};
use super::*;
use crate::{Finding, NetworkSeen, RelayWord, findings};

/// The check ends by itself before this.
const SOON: Duration = Duration::from_secs(20);

async fn look(one: &Somebody) -> NetworkSeen {
    let check = timeout(SOON, one.node.check_network()).await;
    let check = check.unwrap().unwrap();
    assert_eq!(check.findings, findings(&check.seen));
    // These tests run where there is no network, too.
    NetworkSeen {
        network: true,
        vpn: false,
        ..check.seen
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_connected_is_seen_and_who_is_gone_is_tried_once_more() {
    let (alice, bob, _) = two().await;
    let mut network = alice.node.network();
    let there = network.wait_for(|state| !state.connected.is_empty());
    timeout(PATIENCE, there).await.unwrap().unwrap();
    let seen = look(&alice).await;
    assert_eq!((seen.direct, seen.relayed, seen.others), (1, 0, 1));
    assert_eq!(
        findings(&seen),
        [Finding::Well {
            connected: 1,
            relayed: 0,
            devices: 1
        }]
    );
    bob.node.shutdown().await;
    let gone = network.wait_for(|state| state.connected.is_empty());
    timeout(PATIENCE, gone).await.unwrap().unwrap();
    let seen = look(&alice).await;
    assert_eq!((seen.direct, seen.others), (0, 1));
    let nobody = Finding::NobodyOnline {
        devices: 1,
        search_off: true,
    };
    assert_eq!(findings(&seen), [nobody]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_works_offline_is_told_so_and_nothing_is_tried() {
    let alice = Somebody::start();
    alice.offline(true).await;
    let seen = alice.node.check_network().await.unwrap();
    assert_eq!(seen.findings, [Finding::WorkingOffline]);
    assert!(seen.addrs.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn relays_are_asked_one_by_one_and_their_clocks_are_compared() {
    let relay = OwnRelay::start().await;
    let login = Mute::start("302 Found").await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let alice = Somebody::with_relays(&[&relay.url, &login.url, &gone]);
    let mut network = alice.node.network();
    let listening = network.wait_for(|state| state.listening && !state.relays.is_empty());
    timeout(PATIENCE, listening).await.unwrap().unwrap();
    let seen = look(&alice).await;
    let words: Vec<RelayWord> = seen.relays.iter().map(|relay| relay.answer).collect();
    assert_eq!(
        words,
        [RelayWord::Answers, RelayWord::Other, RelayWord::Silent]
    );
    // Both clocks are this machine's.
    assert_eq!(seen.relay_clocks.len(), 1);
    assert!(seen.relay_clocks[0].abs() < 60_000, "{seen:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_years_off_is_told_by_how_much() {
    let old = Mute::start("200 OK\r\nDate: Sat, 22 Nov 2014 22:00:00 GMT").await;
    let alice = Somebody::with_relays(&[&old.url]);
    let mut network = alice.node.network();
    let listening = network.wait_for(|state| !state.relays.is_empty());
    timeout(PATIENCE, listening).await.unwrap().unwrap();
    let seen = look(&alice).await;
    let found = findings(&seen);
    let Some(Finding::ClockOff { slow_ms }) = found.first() else {
        panic!("{found:?}");
    };
    assert!(*slow_ms < -11 * 365 * 86_400_000, "{slow_ms}");
}

/// A device of this key that listens on this machine.
async fn device(secret: u8) -> Transport {
    let settings = TransportSettings {
        secret: [secret; 32],
        relays: Vec::new(),
        local_discovery: false,
        tags: [0; 32],
        listen: Listen::Loopback,
        port: None,
    };
    Transport::bind(settings).await.unwrap()
}

/// What Bob does with a connection.
enum Answer {
    /// Ends its stream, and closes the connection with "update needed" behind it.
    Refuses,
    /// Greets in another version of the protocol, and hears what is said to that.
    Greets,
}

/// Alice asks to join where Bob answers; returns with which code she closed the first connection, where he waited for it.
async fn told_of_versions(secret: u8, answer: Answer) -> (NetworkSeen, Option<CloseCode>) {
    let (alice, carol) = (Somebody::start(), Somebody::start());
    let board = carol.node.create_board().await.unwrap();
    let mut ticket = carol.invite(board).await;
    carol.node.shutdown().await;
    // Where the ticket says that Carol is, Bob answers, who speaks another version.
    let bob = device(secret).await;
    ticket.endpoints = vec![EndpointHint {
        endpoint: bob.id(),
        ..bob.hint()
    }];
    alice.node.join(ticket).await.unwrap();
    let answers = async {
        loop {
            let arriving = bob.accept().await.unwrap().shake_hands().await.unwrap();
            let Ok(link) = arriving.finish().await else {
                continue;
            };
            let (mut sender, mut receiver) = link.split();
            if matches!(answer, Answer::Refuses) {
                sender.close(CloseCode::UpdateNeeded).await;
                return None;
            }
            sender.send(&HELLO_2).await.unwrap();
            loop {
                match receiver.recv().await {
                    Ok(Some(_)) => {}
                    Err(LinkError::Closed(code)) => return Some(code),
                    end => panic!("{end:?}"),
                }
            }
        }
    };
    let known = async {
        let net = alice.node.inner.network.net();
        let mut links = net.links.changed.subscribe();
        while net.other_version().is_empty() {
            links.changed().await.unwrap();
        }
    };
    let both = async { tokio::join!(answers, known).0 };
    let code = timeout(PATIENCE, both).await.unwrap();
    bob.close().await;
    (look(&alice).await, code)
}

/// `Hello` of docs/protocol.md: type 0, major 2, minor 0.
const HELLO_2: [u8; 4] = [0, 0x82, 2, 0];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_says_that_somebody_must_update_is_counted() {
    let (seen, _) = told_of_versions(71, Answer::Refuses).await;
    assert_eq!(seen.other_version, 1);
    assert_eq!(findings(&seen), [Finding::PeerTooOld { devices: 1 }]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_07_who_greets_in_another_version_hears_update_needed_and_is_counted() {
    let (seen, code) = told_of_versions(72, Answer::Greets).await;
    assert_eq!(code, Some(CloseCode::UpdateNeeded), "he hears it");
    assert_eq!(findings(&seen), [Finding::PeerTooOld { devices: 1 }]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_07_whoever_is_refused_for_the_version_hears_it_behind_the_greeting() {
    let alice = Somebody::start();
    let board = alice.node.create_board().await.unwrap();
    let ticket = alice.invite(board).await;
    let bob = device(73).await;
    let (mut sender, mut receiver) = bob.dial(&ticket.endpoints[0]).await.unwrap().split();
    sender.send(&HELLO_2).await.unwrap();
    let hear = async {
        loop {
            match receiver.recv().await {
                Ok(Some(_)) => {}
                end => return end,
            }
        }
    };
    let end = timeout(PATIENCE, hear).await.unwrap();
    let code = end.unwrap_err();
    assert!(
        matches!(code, LinkError::Closed(CloseCode::UpdateNeeded)),
        "{code:?}"
    );
    bob.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_that_is_given_up_leaves_nothing_behind() {
    let mute = Mute::start(THERE).await;
    let alice = Somebody::start();
    alice.node.set_network(&with(&[&mute.url]));
    let check = alice.node.check_network();
    drop(timeout(Duration::ZERO, check).await);
    let again = timeout(SOON, alice.node.check_network()).await.unwrap();
    assert!(!again.unwrap().findings.is_empty());
}
