//! Whole nodes over real iroh on this machine: Alice and Bob.

use std::net::UdpSocket;
use std::sync::Arc;
use std::time::Duration;

use store::DataFolder;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio::time::timeout;
use trust::{BoardId, Entry, ItemId, Kind, Role, TicketMode, TicketText};

use super::*;
use crate::{Dep, Draft, JoinProgress, JoinView, SystemClock, Verdict};

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

/// At which port a peer is restarted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Port {
    Same,
    Other,
}

/// Whose tasks run here: dropping it stops them as kill -9 does. Not a packet more is sent, the sockets close.
struct Machine(Option<Runtime>);

impl Machine {
    fn new() -> Self {
        let mut builder = Builder::new_multi_thread();
        Self(Some(
            builder.worker_threads(1).enable_all().build().unwrap(),
        ))
    }

    fn open(&self, home: &TempDir, opening: Opening) -> Node {
        let _inside = self.0.as_ref().unwrap().enter();
        open_as(home, opening).unwrap()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.0.take().unwrap().shutdown_background();
    }
}

/// What a node is opened with.
#[derive(Clone)]
struct Opening {
    judge: Arc<dyn Judge>,
    clock: Arc<dyn Clock>,
    network: NetworkSettings,
    /// On this machine only.
    loopback: bool,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            judge: Arc::new(Easy),
            clock: Arc::new(SystemClock),
            network: quiet(),
            loopback: true,
        }
    }
}

struct Somebody {
    home: TempDir,
    node: Node,
    machine: Machine,
    opening: Opening,
    /// Holds a port that this one had before.
    _taken: Option<UdpSocket>,
}

impl Somebody {
    fn start() -> Self {
        Self::start_with(Arc::new(Easy))
    }

    fn start_with(judge: Arc<dyn Judge>) -> Self {
        Self::start_as(Opening {
            judge,
            ..Opening::default()
        })
    }

    fn start_as(opening: Opening) -> Self {
        let home = tempfile::tempdir().unwrap();
        let machine = Machine::new();
        Self {
            node: machine.open(&home, opening.clone()),
            home,
            machine,
            opening,
            _taken: None,
        }
    }

    /// Ends the run without a goodbye, and starts again.
    async fn kill_and_restart(self) -> Self {
        self.kill_and_restart_on(Port::Same).await
    }

    /// The same, where somebody else has the port by then, or nobody.
    async fn kill_and_restart_on(self, port: Port) -> Self {
        let Self {
            home,
            node,
            machine,
            opening,
            ..
        } = self;
        let old = node.inner.network.port();
        drop(machine);
        let inner = Arc::downgrade(&node.inner);
        let writer = node.inner.writer.lock().unwrap().take().unwrap();
        node.inner.jobs.close();
        writer.finished().await;
        drop(node);
        assert!(inner.upgrade().is_none());
        // A run that was too short for a port has none to lose.
        let taken = match old {
            Some(old) => Some(ports::take(old).await),
            None => None,
        };
        let machine = Machine::new();
        let _taken = taken.filter(|_| port == Port::Other);
        let opening = Opening {
            judge: Arc::new(Easy),
            ..opening
        };
        Self {
            node: machine.open(&home, opening.clone()),
            home,
            machine,
            opening,
            _taken,
        }
    }

    async fn offline(&self, offline: bool) {
        let settings = NetworkSettings { offline, ..quiet() };
        self.node.set_network(&settings);
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

    /// Makes a ticket once this one can be found.
    async fn ticket(&self, board: BoardId, spec: TicketSpec) -> TicketText {
        let mut network = self.node.network();
        let listening = network.wait_for(|state| state.listening);
        timeout(PATIENCE, listening).await.unwrap().unwrap();
        let ticket = self.node.invite(board, spec).await.unwrap();
        TicketText::parse(&ticket.to_text()).unwrap()
    }

    async fn invite(&self, board: BoardId) -> TicketText {
        self.invite_so_many(board, 1).await
    }

    async fn invite_two(&self, board: BoardId) -> TicketText {
        self.invite_so_many(board, 2).await
    }

    async fn invite_so_many(&self, board: BoardId, uses: u32) -> TicketText {
        let spec = TicketSpec {
            mode: TicketMode::Invite,
            role: Role::Editor,
            uses: Some(uses),
            expires_ms: None,
            board_name: "Relief".to_owned(),
            inviter_name: "Alice".to_owned(),
            label: None,
        };
        self.ticket(board, spec).await
    }

    async fn equal(&self, board: BoardId) {
        let report = self.node.sync_now(PATIENCE).await.unwrap();
        assert!(report.behind.is_empty(), "{report:?}");
        let equal = report.equal.get(&board).map(Vec::len);
        assert_eq!(equal, Some(1), "{report:?}");
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
    let network = NetworkSettings { offline, ..quiet() };
    open_as(
        home,
        Opening {
            network,
            ..Opening::default()
        },
    )
}

fn open_as(home: &TempDir, opening: Opening) -> Result<Node, NodeError> {
    let folder = DataFolder::open(home.path())?;
    Node::start(NodeOptions {
        vault: crate::enter_vault(&folder, Some(store::Choice::PlainFile), None).unwrap(),
        folder: Arc::new(folder),
        clock: opening.clock,
        judge: opening.judge,
        network: opening.network,
        loopback: opening.loopback,
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

mod checking;
mod files;
mod flood;
mod heal;
mod helping;
mod hiding;
mod many;
mod meeting;
mod nearby;
mod pairs;
mod parcels;
mod ports;
mod presence;
mod relays;
mod replays;
mod reporting;
mod screens;
mod told;
mod writing;
