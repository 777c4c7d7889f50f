//! Relays while nodes run: used at once, named in tickets, told how they stand, and never one that somebody else chose.

use std::collections::BTreeSet;
use std::net::IpAddr;

use sync::{RelayServer, RelaySettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::*;

/// A community's own relay, on this machine.
pub(super) struct OwnRelay {
    pub(super) url: String,
    _tasks: JoinSet<bool>,
}

impl OwnRelay {
    pub(super) async fn start() -> Self {
        let settings = RelaySettings {
            listen: Some(IpAddr::from([127, 0, 0, 1])),
            port: Some(0),
            certificate: None,
            connections: 8,
            of_one_address: 8,
        };
        let relay = RelayServer::start(settings).await.unwrap();
        let url = relay.addresses(Some("127.0.0.1")).remove(0);
        let mut tasks = JoinSet::new();
        tasks.spawn(relay.serve(std::future::pending()));
        Self { url, _tasks: tasks }
    }
}

/// Something that answers the question whether it is there with this head, and nothing else ever. Counts who comes.
pub(super) struct Mute {
    pub(super) url: String,
    pub(super) came: watch::Receiver<u32>,
    _tasks: JoinSet<()>,
}

impl Mute {
    pub(super) async fn start(head: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (came, heard) = watch::channel(0);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                came.send_modify(|count| *count += 1);
                open.spawn(answer(stream, head));
            }
        });
        Self {
            url,
            came: heard,
            _tasks: tasks,
        }
    }
}

async fn answer(mut stream: TcpStream, head: &str) {
    let mut asked = [0; 2_048];
    while let Ok(length @ 1..) = stream.read(&mut asked).await {
        if asked[..length].starts_with(b"GET /ping") {
            let said = format!("HTTP/1.1 {head}\r\nContent-Length: 0\r\n\r\n");
            let _ = stream.write_all(said.as_bytes()).await;
        }
    }
}

pub(super) const THERE: &str = "200 OK";

pub(super) fn with(relays: &[&str]) -> NetworkSettings {
    NetworkSettings {
        relays: relays.iter().map(|url| (*url).to_owned()).collect(),
        ..quiet()
    }
}

impl Somebody {
    pub(super) fn with_relays(relays: &[&str]) -> Self {
        Self::start_as(Opening {
            network: with(relays),
            ..Opening::default()
        })
    }

    pub(super) async fn until_relay(&self, fits: impl Fn(&[crate::RelayStanding]) -> bool) {
        let mut network = self.node.network();
        let there = network.wait_for(|state| fits(&state.relays));
        timeout(PATIENCE, there).await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_is_used_without_a_restart_and_a_ticket_that_names_nothing_else_leads_there() {
    let relay = OwnRelay::start().await;
    let (alice, bob) = (Somebody::start(), Somebody::start());
    let board = alice.node.create_board().await.unwrap();
    alice.say(board, "blankets").await.unwrap();
    assert_eq!(alice.invite(board).await.endpoints[0].relay, None);
    for one in [&alice, &bob] {
        one.node.set_network(&with(&[&relay.url]));
        one.until_relay(|all| all.iter().any(|relay| relay.connected && relay.answers))
            .await;
    }
    let mut ticket = alice.invite(board).await;
    assert_eq!(ticket.endpoints[0].relay.as_deref(), Some(&*relay.url));
    for hint in &mut ticket.endpoints {
        hint.addrs.clear();
    }
    bob.node.join(ticket).await.unwrap();
    bob.until_joined().await;
    bob.until_heard(board, &["blankets"]).await;
    // Taken out again, it is let go of at once, too.
    alice.node.set_network(&quiet());
    alice.until_relay(<[_]>::is_empty).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_does_not_answer_yet_stands_in_a_ticket_all_the_same() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let alice = Somebody::with_relays(&[&url]);
    let board = alice.node.create_board().await.unwrap();
    let ticket = alice.invite(board).await;
    assert_eq!(ticket.endpoints[0].relay, Some(url));
    let stands = alice.node.network().borrow().relays.clone();
    assert!(
        stands
            .iter()
            .all(|relay| !relay.connected && !relay.answers)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_only_a_ticket_names_hears_nothing() {
    let (own, mallory) = (OwnRelay::start().await, Mute::start(THERE).await);
    let alice = Somebody::start();
    let board = alice.node.create_board().await.unwrap();
    let mut ticket = alice.invite(board).await;
    for hint in &mut ticket.endpoints {
        hint.addrs.clear();
        hint.relay = Some(mallory.url.clone());
    }
    let bob = Somebody::with_relays(&[&own.url]);
    bob.until_relay(|all| all.iter().any(|relay| relay.connected))
        .await;
    bob.node.join(ticket.clone()).await.unwrap();
    let mut tried = bob.node.inner.network.net().tried.subscribe();
    let twice = tried.wait_for(|count| *count >= 2);
    timeout(PATIENCE, twice).await.unwrap().unwrap();
    assert_eq!(*mallory.came.borrow(), 0);
    // Bob chooses it himself: then it is asked.
    bob.node.set_network(&with(&[&mallory.url]));
    let mut came = mallory.came.clone();
    let asked = came.wait_for(|count| *count > 0);
    timeout(PATIENCE, asked).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endpoint_that_does_not_find_to_a_relay_that_answers_is_made_anew() {
    let mute = Mute::start(THERE).await;
    let alice = Somebody::start();
    let patience = Duration::from_millis(300);
    alice.node.inner.network.set_relay_patience(patience);
    alice.node.set_network(&with(&[&mute.url]));
    // The first endpoint had no relay, the second has it and hangs; the third is a new try, by the same key.
    let made = async {
        let mut network = alice.node.network();
        while alice.node.inner.network.endpoints() < 3 {
            network.changed().await.unwrap();
        }
    };
    timeout(PATIENCE, made).await.unwrap();
    // Each further try waits for twice as long.
    let kept = alice
        .node
        .inner
        .network
        .net()
        .relay_patience
        .lock()
        .map(|kept| *kept);
    assert!(kept.unwrap() >= patience * 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_is_connected_keeps_the_endpoint_and_one_that_is_gone_does_too() {
    let relay = OwnRelay::start().await;
    let alice = Somebody::start();
    let patience = Duration::from_millis(50);
    alice.node.inner.network.set_relay_patience(patience);
    alice.node.set_network(&with(&[&relay.url]));
    alice
        .until_relay(|all| all.iter().any(|relay| relay.connected))
        .await;
    let made = alice.node.inner.network.endpoints();
    drop(relay);
    alice
        .until_relay(|all| !all.iter().any(|relay| relay.connected))
        .await;
    // It is asked after each pause, and says nothing: a new endpoint would help nobody.
    let net = alice.node.inner.network.net();
    let transport = net.transport().clone().unwrap();
    let stuck = crate::node::relays::until_stuck(net, &transport);
    assert!(timeout(Duration::from_millis(500), stuck).await.is_err());
    assert_eq!(alice.node.inner.network.endpoints(), made);
}

#[test]
fn public_relays_are_four_with_certificates() {
    let all: BTreeSet<String> = crate::public_relays().into_iter().collect();
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|url| url.starts_with("https://")));
}
