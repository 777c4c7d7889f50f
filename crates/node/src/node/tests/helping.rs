//! A helper over real connections: Alice and Bob are never online together.

use std::path::Path;

use super::*;
use crate::Holding;

const PLANTED: [&str; 3] = ["insulin for Maria", "12 Birch Lane", "call Ana 555 0199"];

impl Somebody {
    pub(super) async fn helper_ticket(&self, board: BoardId) -> TicketText {
        let spec = TicketSpec {
            mode: TicketMode::Helper,
            role: Role::Helper,
            uses: Some(1),
            expires_ms: None,
            board_name: String::new(),
            inviter_name: String::new(),
            label: Some("Library PC".to_owned()),
        };
        self.ticket(board, spec).await
    }

    pub(super) async fn until_carrying(&self, entries: u64) {
        let mut carried = self.node.carried();
        let there = carried.wait_for(|all| all.iter().any(|view| view.entries >= entries));
        timeout(PATIENCE, there).await.unwrap().unwrap();
    }

    pub(super) async fn until_helped(&self, board: BoardId, wanted: impl Fn(&Holding) -> bool) {
        let mut boards = self.node.boards_changed();
        let there = async {
            loop {
                let held = self.node.holdings(board);
                if held
                    .iter()
                    .any(|held| held.helper.is_some() && wanted(held))
                {
                    return;
                }
                boards.changed().await.unwrap();
            }
        };
        timeout(PATIENCE, there).await.unwrap();
    }
}

pub(super) fn whole(held: &Holding) -> bool {
    held.at_ms.is_some() && held.lacks == 0
}

/// Every byte that stands in a folder, file by file.
pub(super) fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else if path.is_file() {
            all.push(std::fs::read(&path).unwrap());
        }
    }
    all
}

pub(super) fn holds(all: &[Vec<u8>], wanted: &[u8]) -> bool {
    let mut all = all.iter();
    all.any(|one| one.windows(wanted.len()).any(|part| part == wanted))
}

/// Every value of a log that nobody holds open.
pub(super) fn opened(home: &TempDir) -> Vec<Vec<u8>> {
    let folder = DataFolder::open(home.path()).unwrap();
    let vault = crate::enter_vault(&folder, None, None).unwrap();
    let key = vault.database_key(Database::Log);
    let log = LogDb::reader(&folder.log_db(), &key).unwrap();
    log.every_value().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alice_and_bob_are_never_online_together_and_the_helper_between_them_can_read_nothing() {
    let (alice, bob, board) = two().await;
    let helper = Somebody::start();
    let ticket = alice.helper_ticket(board).await;
    helper.node.join(ticket).await.unwrap();
    helper.until_carrying(1).await;
    alice.until_helped(board, whole).await;
    // The helper has called Bob, whom its ticket names, so that he knows where it is; and he goes.
    bob.until_helped(board, whole).await;
    bob.offline(true).await;

    // Live: what Alice writes is at the helper at once.
    for words in PLANTED {
        alice.say(board, words).await.unwrap();
    }
    alice.until_helped(board, whole).await;
    alice.offline(true).await;
    let helper = helper.kill_and_restart().await;
    assert_eq!(bob.heard(board), ["blankets"]);
    bob.offline(false).await;
    let mut all = vec!["blankets"];
    all.extend(PLANTED);
    all.sort_unstable();
    bob.until_heard(board, &all).await;
    bob.say(board, "on my way").await.unwrap();
    bob.until_helped(board, whole).await;
    bob.offline(true).await;

    alice.offline(false).await;
    all.push("on my way");
    all.sort_unstable();
    alice.until_heard(board, &all).await;
    let holdings = alice.node.holdings(board);
    let people = holdings.iter().filter(|held| held.helper.is_none());
    assert_eq!(people.count(), 1, "the helper is none of the people");

    helper.node.shutdown().await;
    let Somebody {
        home,
        node,
        machine,
        ..
    } = helper;
    drop(node);
    drop(machine);
    let raw = files(home.path());
    let clear = opened(&home);
    assert!(clear.len() > 20 && holds(&clear, &board.0));
    let info = alice.node.board(board).unwrap();
    for words in PLANTED
        .into_iter()
        .chain(["blankets", "on my way", "Library PC"])
    {
        assert!(!holds(&raw, words.as_bytes()), "{words} on the disk");
        assert!(!holds(&clear, words.as_bytes()), "{words} in the log");
    }
    assert!(!holds(&clear, &info.me.0), "who Alice is");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_helper_whose_ticket_nobody_answers_goes_on_by_itself_and_can_be_stopped() {
    let alice = Somebody::start();
    let board = alice.node.create_board().await.unwrap();
    let ticket = alice.helper_ticket(board).await;
    alice.offline(true).await;
    let helper = Somebody::start();
    helper.node.join(ticket.clone()).await.unwrap();
    assert!(helper.node.carried().borrow().is_empty());
    alice.offline(false).await;
    helper.until_carrying(1).await;
    helper.until_joined().await;
    let refused = helper.node.join(alice.invite(board).await).await;
    assert_eq!(
        refused,
        Err(NodeError::Join(crate::JoinError::AlreadyCarried))
    );
    helper.node.stop_carrying(board).await.unwrap();
    assert!(helper.node.carried().borrow().is_empty());
    // The same ticket carries it again: the helper is known.
    helper.node.join(ticket).await.unwrap();
    helper.until_carrying(1).await;
}
