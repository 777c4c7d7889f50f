//! A device that sends to relays only: nobody hears where it is, and it goes nowhere that it is told.

use super::*;
use crate::{Arriving, BlobHave, Blobs};

async fn hidden(secret: u8, relay: &str) -> Transport {
    let settings = TransportSettings {
        secret: [secret; 32],
        relays: vec![relay.to_owned()],
        local_discovery: true,
        tags: [0; 32],
        listen: Listen::Nowhere,
        port: Some(4_433),
    };
    Transport::bind(settings).await.unwrap()
}

async fn let_in(at: &Transport) -> Arriving {
    let incoming = at.accept().await.unwrap();
    incoming.shake_hands().await.unwrap()
}

/// Dials, and says something both ways, so often that whoever could find a direct way would have.
async fn meet(dialler: &Transport, at: &EndpointHint, other: &Transport) {
    let dialled = async {
        let mut link = dialler.dial(at).await.unwrap();
        link.sender_mut().send(b"hello").await.unwrap();
        link
    };
    let arrived = async {
        let arriving = let_in(other).await;
        assert_eq!(arriving.peer, dialler.id());
        arriving.finish().await.unwrap()
    };
    let (one, other) = tokio::join!(dialled, arrived);
    let remotes = [one.remote(), other.remote()];
    let ((mut to_b, mut at_a), (mut to_a, mut at_b)) = (one.split(), other.split());
    assert_eq!(at_b.recv().await.unwrap().unwrap(), b"hello");
    for round in 0..100_u8 {
        to_b.send(&[1, round]).await.unwrap();
        assert_eq!(at_b.recv().await.unwrap().unwrap(), [1, round]);
        to_a.send(&[2, round]).await.unwrap();
        assert_eq!(at_a.recv().await.unwrap().unwrap(), [2, round]);
        for remote in &remotes {
            assert_eq!(remote.is_direct(), Some(false));
            assert_eq!(remote.addrs(), []);
        }
    }
}

#[tokio::test]
async fn bad_input_52_a_hidden_device_says_no_address_and_is_met_by_the_relay_both_ways() {
    let relay = Running::start(settings()).await;
    let (alice, bob) = (
        hidden(41, &relay.address).await,
        person(42, &relay.address).await,
    );
    let (of_alice, of_bob) = (reached_by_relay(&alice).await, reached_by_relay(&bob).await);
    assert_eq!(of_alice.addrs, []);
    assert_eq!(alice.port(), None, "it listens nowhere");
    assert!(!of_bob.addrs.is_empty());
    // Alice knows where Bob is, and does not go there; Bob finds Alice by her key and the relay.
    meet(&alice, &of_bob, &bob).await;
    meet(&bob, &of_alice, &alice).await;
    tokio::join!(alice.close(), bob.close());
    relay.stop().await;
}

#[tokio::test]
async fn two_hidden_devices_meet_and_files_go_by_the_relay_too() {
    let relay = Running::start(settings()).await;
    let (alice, bob) = (
        hidden(43, &relay.address).await,
        hidden(44, &relay.address).await,
    );
    let of_bob = reached_by_relay(&bob).await;
    reached_by_relay(&alice).await;
    let home = tempfile::tempdir().unwrap();
    let (at_alice, at_bob) = (home.path().join("alice"), home.path().join("bob"));
    let picture = home.path().join("picture");
    std::fs::write(&picture, [7; 300_000]).unwrap();
    let theirs = Blobs::open(&at_bob, None).await.unwrap();
    let hash = theirs.add(&picture).await.unwrap();
    let mine = Blobs::open(&at_alice, None).await.unwrap();
    let fetched = async {
        let link = alice.dial_for_files(&of_bob).await.unwrap();
        let fetched = mine.fetch(&link, (&hash, 300_000), &mut |_| true).await;
        link.close();
        fetched
    };
    let served = async {
        let arriving = let_in(&bob).await;
        assert!(arriving.is_for_files());
        theirs.serve(arriving.for_files(), |_| true, |_| {}).await;
    };
    let (fetched, ()) = timeout(PATIENCE, async { tokio::join!(fetched, served) })
        .await
        .unwrap();
    fetched.unwrap();
    assert_eq!(mine.have(&hash).await.unwrap(), BlobHave::Whole);
    tokio::join!(alice.close(), bob.close());
    mine.close().await;
    theirs.close().await;
    relay.stop().await;
}
