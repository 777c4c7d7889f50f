//! A relay on this machine, and two devices that know nothing but it.

use std::net::IpAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::timeout;
use trust::EndpointHint;

use super::door::Guests;
use super::*;
use crate::{Listen, Transport, TransportSettings};

mod hidden;

const PATIENCE: Duration = Duration::from_secs(30);

fn settings() -> RelaySettings {
    RelaySettings {
        listen: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        port: Some(0),
        certificate: None,
        connections: 8,
        of_one_address: 8,
    }
}

/// A relay that ends with this value.
struct Running {
    address: String,
    port: u16,
    end: Arc<Notify>,
    tasks: JoinSet<bool>,
}

impl Running {
    async fn start(settings: RelaySettings) -> Self {
        let relay = RelayServer::start(settings).await.unwrap();
        let port = relay.port();
        let [address] = &relay.addresses(Some("127.0.0.1"))[..] else {
            panic!("one name, one address")
        };
        let (address, end) = (address.clone(), Arc::new(Notify::new()));
        let told = Arc::clone(&end);
        let mut tasks = JoinSet::new();
        tasks.spawn(relay.serve(async move { told.notified().await }));
        Self {
            address,
            port,
            end,
            tasks,
        }
    }

    async fn stop(mut self) {
        self.end.notify_one();
        let ended = timeout(PATIENCE, self.tasks.join_next()).await.unwrap();
        assert!(ended.unwrap().unwrap(), "it ended by itself");
    }
}

async fn person(secret: u8, relay: &str) -> Transport {
    let settings = TransportSettings {
        secret: [secret; 32],
        relays: vec![relay.to_owned()],
        local_discovery: false,
        tags: [0; 32],
        listen: Listen::Loopback,
        port: None,
    };
    Transport::bind(settings).await.unwrap()
}

/// Waits until somebody says by which relay they are reached.
async fn reached_by_relay(person: &Transport) -> EndpointHint {
    timeout(PATIENCE, async {
        let mut hint = person.hint();
        while hint.relay.is_none() {
            hint = person.hint_changed(&hint).await.unwrap();
        }
        hint
    })
    .await
    .expect("no relay")
}

#[tokio::test]
async fn two_who_know_only_the_relay_reach_each_other_by_it() {
    let relay = Running::start(settings()).await;
    assert_eq!(relay.address, format!("http://127.0.0.1:{}", relay.port));
    let (alice, bob) = (
        person(31, &relay.address).await,
        person(32, &relay.address).await,
    );
    let hint = reached_by_relay(&bob).await;
    let told = hint.relay.clone().unwrap();
    assert_eq!(told.trim_end_matches('/'), relay.address);
    let only_relay = EndpointHint {
        addrs: Vec::new(),
        ..hint
    };
    let accepted = async {
        let incoming = bob.accept().await.unwrap();
        incoming
            .shake_hands()
            .await
            .unwrap()
            .finish()
            .await
            .unwrap()
    };
    let dialled = async {
        let mut link = alice.dial(&only_relay).await.unwrap();
        link.sender_mut().send(b"hello").await.unwrap();
        link
    };
    let (at_alice, at_bob) = timeout(PATIENCE, async { tokio::join!(dialled, accepted) })
        .await
        .unwrap();
    let (mut to_alice, mut from_alice) = at_bob.split();
    assert_eq!(from_alice.recv().await.unwrap().unwrap(), b"hello");
    to_alice.send(b"good evening").await.unwrap();
    let (_to_bob, mut from_bob) = at_alice.split();
    assert_eq!(from_bob.recv().await.unwrap().unwrap(), b"good evening");
    tokio::join!(alice.close(), bob.close());
    relay.stop().await;
}

#[tokio::test]
async fn a_full_relay_lets_go_whoever_comes_and_has_room_again_when_somebody_leaves() {
    let few = RelaySettings {
        connections: 2,
        ..settings()
    };
    let relay = Running::start(few).await;
    let at = (Ipv4Addr::LOCALHOST, relay.port);
    let first = TcpStream::connect(at).await.unwrap();
    let _second = TcpStream::connect(at).await.unwrap();
    let gone = async |mut stream: TcpStream| stream.read(&mut [0; 1]).await.unwrap_or(0) == 0;
    let third = TcpStream::connect(at).await.unwrap();
    assert!(timeout(PATIENCE, gone(third)).await.unwrap());
    drop(first);
    // Somebody is let in again once it was seen that the first one left.
    timeout(PATIENCE, async {
        loop {
            let mut again = TcpStream::connect(at).await.unwrap();
            let asked = b"GET /generate_204 HTTP/1.1\r\nHost: a\r\n\r\n";
            let mut answer = [0; 12];
            let sent = again.write_all(asked).await.is_ok();
            if sent && again.read_exact(&mut answer).await.is_ok() {
                assert_eq!(&answer, b"HTTP/1.1 204");
                return;
            }
        }
    })
    .await
    .unwrap();
    relay.stop().await;
}

#[test]
fn one_house_takes_no_more_places_than_its_own() {
    let mut guests = Guests::new(4, 2);
    let alice: IpAddr = "192.0.2.7".parse().unwrap();
    let mapped: IpAddr = "::ffff:192.0.2.7".parse().unwrap();
    let (one, two) = ("2001:db8::1", "2001:db8::ffff:2");
    assert!(guests.enter(alice).is_some());
    assert!(guests.enter(mapped).is_some());
    assert_eq!(guests.enter(alice), None);
    assert!(guests.enter(one.parse().unwrap()).is_some());
    let house = guests.enter(two.parse().unwrap()).unwrap();
    // Of one house, and of all, there is none left.
    assert_eq!(guests.enter(one.parse().unwrap()), None);
    assert_eq!(guests.enter("198.51.100.1".parse().unwrap()), None);
    guests.leave(house);
    assert!(guests.enter("198.51.100.1".parse().unwrap()).is_some());
    assert_eq!(guests.enter("198.51.100.2".parse().unwrap()), None);
}

#[tokio::test]
async fn a_port_that_is_taken_and_files_that_are_no_certificate_are_said() {
    let relay = RelayServer::start(settings()).await.unwrap();
    let taken = RelaySettings {
        port: Some(relay.port()),
        ..settings()
    };
    let error = RelayServer::start(taken).await.unwrap_err();
    assert!(matches!(error, RelayError::Port { .. }), "{error}");
    let nowhere = RelaySettings {
        certificate: Some(RelayCertificate {
            chain: "/nowhere/chain.pem".into(),
            key: "/nowhere/key.pem".into(),
        }),
        ..settings()
    };
    let error = RelayServer::start(nowhere).await.unwrap_err();
    assert!(matches!(error, RelayError::Certificate(_)), "{error}");
}

#[test]
fn an_address_is_written_as_settings_take_it() {
    assert_eq!(host("relay.alice.example"), "relay.alice.example");
    assert_eq!(host("2001:db8::1"), "[2001:db8::1]");
    assert_eq!(host("192.0.2.7"), "192.0.2.7");
}
