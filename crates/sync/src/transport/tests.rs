//! Two real endpoints on this machine.

use std::net::SocketAddr;

use iroh::endpoint::{Connection, SendStream, presets};
use iroh::{Endpoint, EndpointAddr, TransportAddr};
use tokio::time::Duration;

use super::*;
use crate::CloseCode;
use crate::limits::MAX_FRAME;

pub(super) async fn person(secret: u8) -> Transport {
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

/// Takes the next who dials.
async fn accept(bob: &Transport) -> Result<Link, LinkError> {
    let incoming = bob.accept().await.unwrap();
    incoming.shake_hands().await?.finish().await
}

/// Connects Alice to Bob.
async fn connect(alice: &Transport, bob: &Transport) -> (Link, Link) {
    let hint = bob.hint();
    let accepted = async { accept(bob).await.unwrap() };
    // The stream shows at Bob's once Alice has sent something on it.
    let dialled = async {
        let mut link = alice.dial(&hint).await.unwrap();
        link.sender_mut().send(b"hello").await.unwrap();
        link
    };
    tokio::join!(dialled, accepted)
}

/// A stranger that writes what it likes on the one stream.
async fn mallory(bob: &Transport, bytes: &[u8]) -> (Connection, (SendStream, Endpoint)) {
    let endpoint = Endpoint::builder(presets::Minimal).bind().await.unwrap();
    let id = iroh::EndpointId::from_bytes(&bob.id().0).unwrap();
    let addrs = bob.hint().addrs.into_iter().map(TransportAddr::Ip);
    let connection = endpoint
        .connect(EndpointAddr::from_parts(id, addrs), ALPN)
        .await
        .unwrap();
    let (mut send, _receive) = connection.open_bi().await.unwrap();
    send.write_all(bytes).await.unwrap();
    (connection, (send, endpoint))
}

#[tokio::test]
async fn frames_of_all_lengths_go_both_ways_and_the_secret_is_shared() {
    let (alice, bob) = (person(1).await, person(2).await);
    let (at_alice, at_bob) = connect(&alice, &bob).await;
    assert_eq!(at_alice.binding, at_bob.binding);
    assert_eq!((at_alice.peer, at_bob.peer), (bob.id(), alice.id()));
    assert_eq!(
        (at_alice.side, at_bob.side),
        (Side::Dialler, Side::Acceptor)
    );
    let ((mut to_bob, mut from_bob), (mut to_alice, mut from_alice)) =
        (at_alice.split(), at_bob.split());
    assert_eq!(from_alice.recv().await.unwrap().unwrap(), b"hello");
    for length in [1, 2, 65_535, 65_536, 65_537, MAX_FRAME] {
        let frame = vec![7; length];
        let (sent, got) = tokio::join!(to_bob.send(&frame), from_alice.recv());
        sent.unwrap();
        assert_eq!(got.unwrap().unwrap(), frame);
        let (sent, got) = tokio::join!(to_alice.send(&frame), from_bob.recv());
        sent.unwrap();
        assert_eq!(got.unwrap().unwrap(), frame);
    }
    assert!(matches!(to_bob.send(&[]).await, Err(LinkError::BadFrame)));
    assert!(matches!(
        to_bob.send(&vec![0; MAX_FRAME + 1]).await,
        Err(LinkError::BadFrame)
    ));
}

#[tokio::test]
async fn what_was_sent_before_a_close_arrives_and_the_code_too() {
    let (alice, bob) = (person(3).await, person(4).await);
    let (at_alice, at_bob) = connect(&alice, &bob).await;
    let ((mut to_bob, _from_bob), (_to_alice, mut from_alice)) = (at_alice.split(), at_bob.split());
    let goodbye = async {
        to_bob.send(b"last words").await.unwrap();
        to_bob.close(CloseCode::UpdateNeeded).await;
    };
    let hear = async {
        let mut heard = Vec::new();
        loop {
            match from_alice.recv().await {
                Ok(Some(frame)) => heard.push(frame),
                end => return (heard, end),
            }
        }
    };
    let ((), (heard, end)) = tokio::join!(goodbye, hear);
    assert_eq!(heard, [b"hello".to_vec(), b"last words".to_vec()]);
    let code = end.unwrap_err();
    assert!(
        matches!(code, LinkError::Closed(CloseCode::UpdateNeeded)),
        "{code:?}"
    );
}

#[tokio::test]
async fn bad_input_06_foreign_bytes_and_false_lengths_close_that_connection_only() {
    let (alice, bob) = (person(5).await, person(6).await);
    let (at_alice, at_bob) = connect(&alice, &bob).await;
    for bytes in [
        &[0; 4][..],
        &[0xff; 4],
        b"GET / HTTP/1.1\r\n\r\n",
        &[0xff; 4_096],
    ] {
        let accepted = async {
            let (_to, mut from) = accept(&bob).await.unwrap().split();
            from.recv().await
        };
        let ((connection, _open), heard) = tokio::join!(mallory(&bob, bytes), accepted);
        assert!(matches!(heard, Err(LinkError::BadFrame)), "{heard:?}");
        let closed = LinkError::from(connection.closed().await);
        assert!(
            matches!(closed, LinkError::Closed(CloseCode::Frame)),
            "{closed:?}"
        );
    }
    let ((mut to_bob, _from_bob), (_to_alice, mut from_alice)) = (at_alice.split(), at_bob.split());
    assert_eq!(from_alice.recv().await.unwrap().unwrap(), b"hello");
    to_bob.send(b"still here").await.unwrap();
    assert_eq!(from_alice.recv().await.unwrap().unwrap(), b"still here");
}

#[tokio::test]
async fn bad_input_43_a_frame_that_does_not_go_on_is_cut_off() {
    let bob = person(7).await;
    let accepted = async { accept(&bob).await.unwrap() };
    let ((connection, _open), link) = tokio::join!(mallory(&bob, &[0, 0, 1, 0, 42]), accepted);
    let (_to, mut from) = link.split();
    from.set_grace(Duration::from_millis(300));
    let begun = tokio::time::Instant::now();
    assert!(matches!(from.recv().await, Err(LinkError::TooSlow)));
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert!(matches!(
        LinkError::from(connection.closed().await),
        LinkError::Closed(CloseCode::Frame)
    ));
}

#[tokio::test]
async fn a_dead_address_costs_the_deadline_and_does_not_hide_a_good_one() {
    let (alice, bob) = (person(8).await, person(9).await);
    let dead: SocketAddr = "127.0.0.1:9".parse().unwrap();
    let nobody = EndpointHint {
        endpoint: person(10).await.id(),
        addrs: vec![dead],
        relay: None,
    };
    let begun = tokio::time::Instant::now();
    assert!(alice.dial(&nobody).await.is_err());
    assert!(begun.elapsed() < DIAL + Duration::from_secs(1));

    let mut hint = bob.hint();
    hint.addrs.insert(0, dead);
    hint.addrs.insert(0, "127.0.0.1:10".parse().unwrap());
    let begun = tokio::time::Instant::now();
    let accepted = async {
        bob.accept()
            .await
            .unwrap()
            .0
            .accept()
            .unwrap()
            .await
            .unwrap()
    };
    let (dialled, _accepted) = tokio::join!(alice.dial(&hint), accepted);
    assert_eq!(dialled.unwrap().peer, bob.id());
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn another_key_than_the_expected_one_is_refused() {
    let (alice, bob) = (person(11).await, person(12).await);
    let hint = EndpointHint {
        endpoint: person(13).await.id(),
        ..bob.hint()
    };
    let accepting = async { accept(&bob).await };
    let dialling = async { alice.dial(&hint).await.is_err() };
    let refused = tokio::select! {
        refused = dialling => refused,
        linked = accepting => { assert!(linked.is_err()); true }
    };
    assert!(refused);
}

#[tokio::test]
async fn an_endpoint_opens_without_waiting_and_ends_its_accepting_when_closed() {
    let settings = TransportSettings {
        secret: [14; 32],
        relays: vec!["https://relay.invalid".into()],
        local_discovery: true,
        tags: [0; 32],
        listen: Listen::Everywhere,
        port: None,
    };
    let begun = tokio::time::Instant::now();
    let alice = Transport::bind(settings).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert!(!alice.hint().addrs.is_empty());
    alice.set_local_discovery(false);
    alice.set_local_discovery(true);
    alice.network_changed().await;
    let (ended, ()) = tokio::join!(alice.accept(), alice.close());
    assert!(ended.is_none());
    let bad = TransportSettings {
        secret: [15; 32],
        relays: vec!["not an address".into()],
        local_discovery: false,
        tags: [0; 32],
        listen: Listen::Loopback,
        port: None,
    };
    assert!(matches!(
        Transport::bind(bad).await,
        Err(BindError::Relay(_))
    ));
}

#[tokio::test]
async fn two_devices_in_one_network_find_each_other_without_a_good_address() {
    let settings = |secret| TransportSettings {
        secret: [secret; 32],
        relays: Vec::new(),
        local_discovery: true,
        tags: [0; 32],
        listen: Listen::Everywhere,
        port: None,
    };
    if nearby::tests::is_skipped() {
        return;
    }
    let alice = Transport::bind(settings(16)).await.unwrap();
    let bob = Transport::bind(settings(17)).await.unwrap();
    for addrs in [Vec::new(), vec!["127.0.0.1:9".parse().unwrap()]] {
        let nowhere = EndpointHint {
            endpoint: bob.id(),
            addrs,
            relay: None,
        };
        let accepted = async {
            bob.accept()
                .await
                .unwrap()
                .0
                .accept()
                .unwrap()
                .await
                .unwrap()
        };
        let both = async { tokio::join!(alice.dial(&nowhere), accepted) };
        let (dialled, _) = timeout(Duration::from_secs(8), both)
            .await
            .expect("not found (no network? MANYHANDS_NO_MULTICAST=1)");
        assert_eq!(dialled.unwrap().peer, bob.id());
    }
}

#[tokio::test]
async fn the_port_of_the_last_run_is_taken_again_unless_somebody_has_it() {
    let settings = |secret, port| TransportSettings {
        secret: [secret; 32],
        relays: Vec::new(),
        local_discovery: false,
        tags: [0; 32],
        listen: Listen::Loopback,
        port,
    };
    let alice = Transport::bind(settings(18, None)).await.unwrap();
    let port = alice.port();
    assert!(port.is_some());
    let bob = Transport::bind(settings(19, port)).await.unwrap();
    assert_ne!(bob.port(), port);
    alice.close().await;
    drop(alice);
    // A socket goes with the last task that has it, a moment after the endpoint.
    loop {
        let again = Transport::bind(settings(18, port)).await.unwrap();
        if again.port() == port {
            break;
        }
        again.close().await;
    }
}

#[tokio::test]
async fn both_ends_see_where_the_other_is_reached() {
    let (alice, bob) = (person(11).await, person(12).await);
    let (at_alice, at_bob) = connect(&alice, &bob).await;
    assert_eq!(at_alice.remote().addrs(), bob.hint().addrs);
    assert_eq!(at_bob.remote().addrs(), alice.hint().addrs);
    // A handle that is left over does not keep the connection.
    let _remote = at_bob.remote();
    drop(at_bob);
    let (_to, mut from) = at_alice.split();
    assert!(!matches!(from.recv().await, Ok(Some(_))));
}

#[tokio::test]
async fn who_arrives_is_known_before_anything_is_waited_for() {
    let (alice, bob) = (person(13).await, person(14).await);
    let hint = bob.hint();
    let arriving = async { bob.accept().await.unwrap().shake_hands().await.unwrap() };
    let (_link, arriving) = tokio::join!(alice.dial(&hint), arriving);
    assert_eq!(arriving.peer, alice.id());
}

mod bad_inputs;
mod files;
