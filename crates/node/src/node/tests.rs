//! Whole nodes over real iroh on this machine: Alice and Bob.

use std::sync::Arc;
use std::time::Duration;

use store::DataFolder;
use tempfile::TempDir;
use tokio::time::timeout;
use trust::{BoardId, Entry, ItemId, Kind, Role, TicketMode, TicketText};

use super::*;
use crate::{Dep, Draft, JoinProgress, SystemClock, Verdict};

/// Far above what any of it takes on a machine that has time.
const PATIENCE: Duration = Duration::from_secs(60);

/// Accepts everything but one word.
struct Easy;

impl Judge for Easy {
    fn judge(
        &self,
        entry: &Entry,
        _: &[Dep<'_>],
        _: Option<&Dep<'_>>,
        earlier: u64,
    ) -> Result<Vec<u8>, String> {
        if entry.body == b"nonsense" {
            return Err("nonsense".to_owned());
        }
        Ok(earlier.to_be_bytes().to_vec())
    }
}

/// Falls over one word, and counts how often.
struct Fragile(watch::Sender<u32>);

impl Judge for Fragile {
    fn judge(
        &self,
        entry: &Entry,
        _: &[Dep<'_>],
        _: Option<&Dep<'_>>,
        _: u64,
    ) -> Result<Vec<u8>, String> {
        if entry.body == b"boom" {
            self.0.send_modify(|count| *count += 1);
            panic!("a defect that a peer's bytes bring about");
        }
        Ok(Vec::new())
    }
}

struct Somebody {
    home: TempDir,
    node: Node,
}

impl Somebody {
    fn start() -> Self {
        Self::start_with(Arc::new(Easy))
    }

    fn start_with(judge: Arc<dyn Judge>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let node = open_with(&home, false, judge).unwrap();
        Self { home, node }
    }

    /// Ends the run without a goodbye, and starts again.
    async fn kill_and_restart(mut self) -> Self {
        let inner = Arc::downgrade(&self.node.inner);
        let writer = self.node.inner.writer.lock().unwrap().take().unwrap();
        let network = &self.node.inner.network;
        network.kill().await;
        self.node.inner.jobs.close();
        writer.finished().await;
        let home = self.home;
        drop(self.node);
        assert!(inner.upgrade().is_none());
        self = Self {
            node: open(&home, false).unwrap(),
            home,
        };
        self
    }

    async fn offline(&self, offline: bool) {
        let settings = NetworkSettings { offline, ..quiet() };
        self.node.set_network(settings);
        let mut network = self.node.network();
        let there = network.wait_for(|state| state.listening != offline);
        timeout(PATIENCE, there).await.unwrap().unwrap();
    }

    async fn say(&self, board: BoardId, words: &str) -> Result<Written, NodeError> {
        say(&self.node, board, words).await
    }

    /// What was said and accepted, sorted.
    fn heard(&self, board: BoardId) -> Vec<String> {
        let all = self.node.verdicts_since(0, 10_000).unwrap();
        let said = all.iter().filter(|judged| {
            judged.board == board
                && judged.verdict == Verdict::Accepted
                && judged.entry.header.kind == Kind::Change
        });
        let mut heard: Vec<String> = said
            .map(|judged| String::from_utf8(judged.entry.body.clone()).unwrap())
            .collect();
        heard.sort();
        heard
    }

    async fn until_heard(&self, board: BoardId, what: &[&str]) {
        let mut cursor = self.node.cursor();
        let there = async {
            while self.heard(board) != what {
                cursor.changed().await.unwrap();
            }
        };
        let waited = timeout(PATIENCE, there).await;
        assert!(
            waited.is_ok(),
            "{:?} instead of {what:?}",
            self.heard(board)
        );
    }

    async fn until_joined(&self) {
        let mut joins = self.node.joins();
        let done = joins.wait_for(Vec::is_empty);
        timeout(PATIENCE, done).await.unwrap().unwrap();
    }

    async fn invite(&self, board: BoardId) -> TicketText {
        let mut network = self.node.network();
        let listening = network.wait_for(|state| state.listening);
        timeout(PATIENCE, listening).await.unwrap().unwrap();
        let spec = TicketSpec {
            mode: TicketMode::Invite,
            role: Role::Editor,
            uses: Some(1),
            expires_ms: None,
            board_name: "Relief".to_owned(),
            inviter_name: "Alice".to_owned(),
        };
        let ticket = self.node.invite(board, spec).await.unwrap();
        TicketText::parse(&ticket.to_text()).unwrap()
    }

    async fn equal(&self, board: BoardId) {
        let report = self.node.sync_now(PATIENCE).await.unwrap();
        assert!(report.behind.is_empty(), "{report:?}");
        assert_eq!(
            report.equal.get(&board).map(Vec::len),
            Some(1),
            "{report:?}"
        );
    }
}

async fn say(node: &Node, board: BoardId, words: &str) -> Result<Written, NodeError> {
    let body = words.as_bytes().to_vec();
    let build = move |appender: &mut Appender<'_>| {
        appender.append(Draft {
            kind: Kind::Change,
            item: None,
            deps: Vec::new(),
            body,
        })?;
        Ok(())
    };
    node.write(board, Box::new(build)).await
}

fn quiet() -> NetworkSettings {
    NetworkSettings {
        offline: false,
        local_discovery: false,
        relays: Vec::new(),
    }
}

fn open(home: &TempDir, offline: bool) -> Result<Node, NodeError> {
    open_with(home, offline, Arc::new(Easy))
}

fn open_with(home: &TempDir, offline: bool, judge: Arc<dyn Judge>) -> Result<Node, NodeError> {
    let folder = DataFolder::open(home.path())?;
    Node::start(NodeOptions {
        folder: Arc::new(folder),
        clock: Arc::new(SystemClock),
        judge,
        network: NetworkSettings { offline, ..quiet() },
        loopback: true,
    })
}

/// Alice's board with Bob on it.
async fn two() -> (Somebody, Somebody, BoardId) {
    two_with(Arc::new(Easy)).await
}

/// Alice's board with Bob on it, whose judge this is.
async fn two_with(judge: Arc<dyn Judge>) -> (Somebody, Somebody, BoardId) {
    let (alice, bob) = (Somebody::start(), Somebody::start_with(judge));
    let board = alice.node.create_board().await.unwrap();
    alice.say(board, "blankets").await.unwrap();
    bob.node.join(alice.invite(board).await).await.unwrap();
    bob.until_joined().await;
    bob.until_heard(board, &["blankets"]).await;
    (alice, bob, board)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_meet_part_and_meet_again() {
    let (alice, bob, board) = two().await;
    bob.say(board, "water").await.unwrap();
    alice.until_heard(board, &["blankets", "water"]).await;

    alice.offline(true).await;
    bob.offline(true).await;
    assert!(alice.node.network().borrow().connected.is_empty());
    alice.say(board, "soap").await.unwrap();
    bob.say(board, "tents").await.unwrap();
    let report = alice.node.sync_now(PATIENCE).await.unwrap();
    assert_eq!(report.unreached.get(&board).map(Vec::len), Some(1));

    alice.offline(false).await;
    bob.offline(false).await;
    let all = ["blankets", "soap", "tents", "water"];
    alice.until_heard(board, &all).await;
    bob.until_heard(board, &all).await;
    alice.equal(board).await;
    let holdings = alice.node.holdings(board);
    assert_eq!(
        holdings.iter().map(|held| held.lacks).collect::<Vec<_>>(),
        [0]
    );
    assert_eq!(holdings[0].person, bob.node.me(board).unwrap());
    alice.node.shutdown().await;
    bob.node.shutdown().await;
    assert_eq!(alice.say(board, "late").await, Err(NodeError::Closed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_peer_is_back_within_seconds() {
    let (alice, bob, board) = two().await;
    alice.say(board, "a").await.unwrap();
    let alice = alice.kill_and_restart().await;
    alice.say(board, "b").await.unwrap();
    bob.until_heard(board, &["a", "b", "blankets"]).await;
    let bob = bob.kill_and_restart().await;
    bob.say(board, "c").await.unwrap();
    alice.until_heard(board, &["a", "b", "blankets", "c"]).await;
    let logs: std::collections::BTreeSet<_> = alice
        .node
        .verdicts_since(0, 1_000)
        .unwrap()
        .iter()
        .map(|judged| judged.entry.log)
        .collect();
    assert_eq!(logs.len(), 3, "a new log for each run that wrote");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_join_that_nobody_answers_survives_a_restart_and_finishes_by_itself() {
    let (alice, bob) = (Somebody::start(), Somebody::start());
    let board = alice.node.create_board().await.unwrap();
    let ticket = alice.invite(board).await;
    alice.offline(true).await;
    bob.node.join(ticket).await.unwrap();
    let bob = bob.kill_and_restart().await;
    let waiting = bob.node.joins().borrow().clone();
    assert_eq!(
        waiting
            .iter()
            .map(|join| &join.progress)
            .collect::<Vec<_>>(),
        [&JoinProgress::Waiting]
    );
    alice.offline(false).await;
    bob.until_joined().await;
    assert!(bob.node.board(board).is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tickets_that_do_not_let_in_say_why() {
    let (alice, bob, board) = two().await;
    let again = alice.invite(board).await;
    assert!(matches!(
        bob.node.join(again.clone()).await,
        Err(NodeError::Join(crate::JoinError::AlreadyMember))
    ));
    let carol = Somebody::start();
    // A ticket of a board that Alice does not hold.
    let other = TicketText {
        board: BoardId([9; 32]),
        ..again.clone()
    };
    carol.node.join(other).await.unwrap();
    let refused = |wanted| {
        move |joins: &Vec<JoinView>| {
            joins
                .iter()
                .any(|join| join.progress == JoinProgress::Refused(wanted))
        }
    };
    let mut joins = carol.node.joins();
    timeout(
        PATIENCE,
        joins.wait_for(refused(sync::JoinRefusal::Unknown)),
    )
    .await
    .unwrap()
    .unwrap();
    carol.node.cancel_join(BoardId([9; 32])).await.unwrap();
    // One ticket, one use.
    carol.node.join(again.clone()).await.unwrap();
    carol.until_joined().await;
    let dora = Somebody::start();
    dora.node.join(again).await.unwrap();
    let mut joins = dora.node.joins();
    timeout(PATIENCE, joins.wait_for(refused(sync::JoinRefusal::UsedUp)))
        .await
        .unwrap()
        .unwrap();
    assert!(dora.node.boards().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_on_the_folder_hears_that_it_is_in_use() {
    let alice = Somebody::start();
    assert_eq!(open(&alice.home, true).err(), Some(NodeError::InUse));
    alice.node.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_loses_nothing_and_goes_on_when_there_is_room() {
    let (alice, bob, board) = two().await;
    alice.node.limit_disk(Some(1)).await.unwrap();
    let mut saved = vec!["blankets".to_owned()];
    let long = "x".repeat(3_000);
    let failed = loop {
        let words = format!("{} {long}", saved.len());
        match alice.say(board, &words).await {
            Ok(_) => saved.push(words),
            Err(error) => break error,
        }
        assert!(saved.len() < 2_000, "the disk never filled up");
    };
    assert_eq!(failed, NodeError::DiskFull);
    assert_eq!(*alice.node.disk().borrow(), Some(NodeError::DiskFull));
    saved.sort();
    assert_eq!(alice.heard(board), saved);

    alice.node.limit_disk(None).await.unwrap();
    alice.say(board, "room again").await.unwrap();
    assert_eq!(*alice.node.disk().borrow(), None);
    saved.push("room again".to_owned());
    saved.sort();
    assert_eq!(alice.heard(board), saved);
    let all: Vec<&str> = saved.iter().map(String::as_str).collect();
    bob.until_heard(board, &all).await;
    let alice = alice.kill_and_restart().await;
    assert_eq!(alice.heard(board), saved);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_not_count_is_refused_and_leaves_no_trace() {
    let alice = Somebody::start();
    let board = alice.node.create_board().await.unwrap();
    let before = *alice.node.cursor().borrow();
    assert_eq!(
        alice.say(board, "nonsense").await,
        Err(NodeError::Refused("nonsense".to_owned()))
    );
    let build = |appender: &mut Appender<'_>| {
        let log = appender.log()?;
        let item = ItemId::derive(log, appender.next_seq()?);
        appender.append(Draft {
            kind: Kind::Change,
            item: None,
            deps: vec![],
            body: vec![1],
        })?;
        assert_eq!(appender.changes_of(item)?, 1);
        Err("changed my mind".to_owned())
    };
    let refused = alice.node.write(board, Box::new(build)).await;
    assert_eq!(
        refused,
        Err(NodeError::Refused("changed my mind".to_owned()))
    );
    assert_eq!(*alice.node.cursor().borrow(), before);
    let written = alice.say(board, "sense").await.unwrap();
    assert_eq!(written.positions[0].seq, 4, "no number was used up");
    assert_eq!(alice.heard(board), ["sense"]);
    alice.node.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_over_what_a_peer_sent_costs_none_of_ones_own_saves() {
    let fell = watch::Sender::new(0);
    let mut falls = fell.subscribe();
    let (alice, bob, board) = two_with(Arc::new(Fragile(fell))).await;
    alice.say(board, "boom").await.unwrap();
    let fallen = falls.wait_for(|count| *count > 0);
    timeout(PATIENCE, fallen).await.unwrap().unwrap();
    bob.say(board, "still here").await.unwrap();
    assert_eq!(bob.heard(board), ["blankets", "still here"]);
    assert_eq!(*bob.node.disk().borrow(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_a_write_is_that_write_refused_and_nothing_else() {
    let alice = Somebody::start();
    let board = alice.node.create_board().await.unwrap();
    let falls = |appender: &mut Appender<'_>| -> Result<(), String> {
        appender.append(Draft {
            kind: Kind::Change,
            item: None,
            deps: vec![],
            body: b"half".to_vec(),
        })?;
        panic!("a defect of the app")
    };
    let (before, fell, after) = tokio::join!(
        alice.say(board, "before"),
        alice.node.write(board, Box::new(falls)),
        alice.say(board, "after"),
    );
    assert!(before.is_ok() && after.is_ok(), "{before:?} {after:?}");
    let wanted = NodeError::Defect("a defect of the app".to_owned());
    assert_eq!(fell, Err(wanted));
    assert_eq!(alice.heard(board), ["after", "before"]);
    let alice = alice.kill_and_restart().await;
    assert_eq!(alice.heard(board), ["after", "before"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writes_at_once_are_all_saved() {
    let alice = Somebody::start();
    let board = alice.node.create_board().await.unwrap();
    let words: Vec<String> = (0..200).map(|n| format!("{n:03}")).collect();
    let mut writes = tokio::task::JoinSet::new();
    for words in words.clone() {
        let node = alice.node.clone();
        writes.spawn(async move { say(&node, board, &words).await });
    }
    for written in writes.join_all().await {
        written.unwrap();
    }
    assert_eq!(alice.heard(board), words);
    let alice = alice.kill_and_restart().await;
    assert_eq!(alice.heard(board), words);
}
