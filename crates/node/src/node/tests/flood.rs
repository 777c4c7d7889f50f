//! Strangers and members who bring more than can be done, and honest people beside them.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};

use sync::{Link, Listen, Transport, TransportSettings};
use trust::{DeviceId, EndpointHint};

use super::*;

/// Holds the first flood that it sees until it is let go, and keeps who wrote what it saw of it.
#[derive(Default)]
struct Gate {
    seen: Mutex<(bool, BTreeSet<DeviceId>)>,
    opened: Condvar,
}

impl Gate {
    fn open(&self) {
        self.seen.lock().unwrap().0 = true;
        self.opened.notify_all();
    }

    fn authors(&self) -> BTreeSet<DeviceId> {
        self.seen.lock().unwrap().1.clone()
    }
}

struct Gatekeeper(Arc<Gate>);

impl Judge for Gatekeeper {
    fn judge(
        &self,
        entry: &Entry,
        _: &[Dep<'_>],
        _: Option<&Dep<'_>>,
        _: u64,
    ) -> Result<Vec<u8>, String> {
        if entry.body.starts_with(b"flood") {
            let mut seen = self.0.seen.lock().unwrap();
            seen.1.insert(entry.header.device);
            while !seen.0 {
                seen = self.0.opened.wait(seen).unwrap();
            }
        }
        Ok(Vec::new())
    }
}

/// Lets the runtime go on until it is so.
pub(super) async fn until(so: impl Fn() -> bool) {
    let there = async {
        while !so() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, there).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_own_save_waits_for_one_frame_at_most_however_many_wait() {
    let gate = Arc::new(Gate::default());
    let bob = Somebody::start_with(Arc::new(Gatekeeper(Arc::clone(&gate))));
    let board = bob.node.create_board().await.unwrap();
    let mut members = Vec::new();
    for _ in ["Alice", "Carol", "Dora"] {
        let member = Somebody::start();
        member.node.join(bob.invite(board).await).await.unwrap();
        member.until_joined().await;
        members.push(member);
    }
    for member in &members {
        for number in 0..10 {
            member.say(board, &format!("flood {number}")).await.unwrap();
        }
    }
    let jobs = bob.node.inner.jobs.clone();
    until(|| !gate.authors().is_empty() && jobs.waiting().1 >= 2).await;
    let (node, judged) = (bob.node.clone(), Arc::clone(&gate));
    let before = Arc::new(Mutex::new(None));
    let noted = Arc::clone(&before);
    let mut saved = tokio::task::JoinSet::new();
    saved.spawn(async move {
        let build = move |appender: &mut Appender<'_>| {
            *noted.lock().unwrap() = Some(judged.authors().len());
            appender.append(Draft {
                kind: Kind::Change,
                item: None,
                deps: vec![],
                body: b"mine".to_vec(),
            })?;
            Ok(())
        };
        node.write(board, Box::new(build)).await
    });
    until(|| jobs.waiting().0 == 1).await;
    // Each connection has one frame there, whatever else its peer has to say, and however long it takes.
    let more = timeout(Duration::from_secs(1), until(|| jobs.most_frames() > 1));
    assert!(more.await.is_err(), "{} of one peer", jobs.most_frames());
    gate.open();
    saved.join_next().await.unwrap().unwrap().unwrap();
    assert_eq!(*before.lock().unwrap(), Some(1), "frames were done first");
    // And nothing is lost by it.
    until(|| bob.heard(board).len() == 31).await;
}

/// A device with a key of its own.
async fn stranger(number: u8) -> Transport {
    let settings = TransportSettings {
        secret: [number; 32],
        relays: Vec::new(),
        local_discovery: false,
        tags: [0; 32],
        listen: Listen::Loopback,
        port: None,
    };
    Transport::bind(settings).await.unwrap()
}

async fn dial(stranger: &Transport, whom: &EndpointHint) -> Option<Link> {
    stranger.dial(whom).await.ok()
}

/// Sends frames of the greatest length as fast as they are taken, until it is told to stop.
async fn flood(
    stranger: Transport,
    whom: EndpointHint,
    stop: Arc<AtomicBool>,
    sent: Arc<AtomicU64>,
) {
    while !stop.load(Ordering::Relaxed) {
        let Some(link) = dial(&stranger, &whom).await else {
            continue;
        };
        let (mut sender, _receiver) = link.split();
        let hello = sender.send(&[0, 0x82, 1, 0]).await;
        let mut alive = hello.is_ok();
        while alive && !stop.load(Ordering::Relaxed) {
            // A transfer on a board that nobody has, and a message of no known type.
            let even = sent.load(Ordering::Relaxed).is_multiple_of(2);
            let mut frame = vec![if even { 4 } else { 99 }; 1 << 20];
            frame[1..5].copy_from_slice(&[0, 0, 0, 9]);
            alive = sender.send(&frame).await.is_ok();
            sent.fetch_add(u64::from(alive), Ordering::Relaxed);
        }
    }
}

/// Where somebody listens.
pub(super) async fn hint(of: &Somebody, board: BoardId) -> EndpointHint {
    of.invite(board).await.endpoints.swap_remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_who_flood_cost_honest_people_nothing_but_time() {
    let (alice, bob, board) = two().await;
    let whom = hint(&alice, board).await;
    let stop = Arc::new(AtomicBool::new(false));
    let sent = Arc::new(AtomicU64::new(0));
    let mut floods = tokio::task::JoinSet::new();
    for number in 0..6 {
        let (whom, stop, sent) = (whom.clone(), Arc::clone(&stop), Arc::clone(&sent));
        let stranger = stranger(100 + number).await;
        floods.spawn(flood(stranger, whom, stop, sent));
    }
    let mut all = vec!["blankets".to_owned()];
    for number in 0..20 {
        let (mine, his) = (format!("alice {number:02}"), format!("bob {number:02}"));
        alice.say(board, &mine).await.unwrap();
        // What waits: a frame of each connection, and what opens and ends one.
        let (_, waiting) = alice.node.inner.jobs.waiting();
        assert!(waiting <= 64, "{waiting} jobs wait");
        bob.say(board, &his).await.unwrap();
        all.extend([mine, his]);
    }
    all.sort();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    alice.until_heard(board, &all).await;
    bob.until_heard(board, &all).await;
    // However slow the machine is: it was a flood.
    until(|| sent.load(Ordering::Relaxed) > 20).await;
    let alone = std::env::args().any(|word| word.contains("strangers_who_flood"));
    if alone {
        // More of it, to see what it takes up: everybody, the floods too, is in this one process.
        until(|| sent.load(Ordering::Relaxed) > 400).await;
    }
    stop.store(true, Ordering::Relaxed);
    floods.join_all().await;
    if let Some(most) = most_memory() {
        let sent = sent.load(Ordering::Relaxed);
        println!("{sent} MiB from six strangers: the whole process took {most} MiB at most");
        assert!(!alone || most <= 300, "{most} MiB");
    }
}

/// The most memory that this process ever had, in MiB.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1_024)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_who_never_greet_are_in_nobodys_way() {
    let (alice, bob, board) = two().await;
    let whom = hint(&alice, board).await;
    // More than greetings are waited for: their streams never come.
    let mut open = Vec::new();
    for number in 0..24 {
        let stranger = stranger(130 + number).await;
        open.push((dial(&stranger, &whom).await, stranger));
    }
    until(|| alice.node.inner.network.net().greetings.available_permits() == 0).await;
    let bob = bob.kill_and_restart().await;
    bob.say(board, "back").await.unwrap();
    alice.until_heard(board, &["back", "blankets"]).await;
    let waiting = alice.node.inner.network.net().greetings.available_permits();
    assert_eq!(waiting, 0, "they are still there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_nobody_can_reach_takes_nobodys_place() {
    let (alice, bob, board) = two().await;
    let ticket = alice.invite(board).await;
    // Somebody who never answers, in more tickets than connections may stand.
    let silent = UdpSocket::bind(("127.0.0.1", 0)).unwrap();
    for number in 0..70 {
        let endpoint = stranger(160 + number).await.id();
        let lost = TicketText {
            board: BoardId([number; 32]),
            endpoints: vec![EndpointHint {
                endpoint,
                addrs: vec![silent.local_addr().unwrap()],
                relay: None,
            }],
            ..ticket.clone()
        };
        bob.node.join(lost).await.unwrap();
    }
    let dials = || bob.node.inner.network.net().dials.available_permits();
    until(|| dials() == 0).await;
    let alice = alice.kill_and_restart_on(Port::Other).await;
    alice.say(board, "back").await.unwrap();
    bob.until_heard(board, &["back", "blankets"]).await;
    assert_eq!(bob.node.joins().borrow().len(), 70, "all of them wait on");
}
