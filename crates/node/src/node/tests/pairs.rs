//! Two people who met before, on many boards, over real connections: what a reconnect costs, and a board that stands still.

use std::collections::BTreeSet;

use super::*;

/// Alice and Bob on so many boards. A connection takes eight joins.
async fn on_boards(count: usize) -> (Somebody, Somebody, Vec<BoardId>) {
    let (alice, bob) = (Somebody::start(), Somebody::start());
    let mut boards = Vec::new();
    while boards.len() < count {
        for _ in 0..8.min(count - boards.len()) {
            let board = alice.node.create_board().await.unwrap();
            let ticket = alice.invite(board).await;
            bob.node.join(ticket).await.unwrap();
            bob.until_joined().await;
            boards.push(board);
        }
        all_equal(&bob, &boards).await;
        again(&alice, &bob).await;
        all_equal(&bob, &boards).await;
    }
    (alice, bob, boards)
}

async fn again(alice: &Somebody, bob: &Somebody) {
    bob.offline(true).await;
    let mut network = alice.node.network();
    let alone = network.wait_for(|state| state.connected.is_empty());
    timeout(PATIENCE, alone).await.unwrap().unwrap();
    bob.offline(false).await;
}

/// Waits until both hold the same on these boards and no other one.
async fn all_equal(who: &Somebody, boards: &[BoardId]) {
    let report = who.node.sync_now(PATIENCE).await.unwrap();
    assert!(report.behind.is_empty(), "{report:?}");
    let equal: BTreeSet<BoardId> = report.equal.into_keys().collect();
    assert_eq!(equal, boards.iter().copied().collect());
}

/// How much the newest connection brought here.
fn cost(who: &Somebody) -> (u64, usize) {
    let jobs = &who.node.inner.jobs;
    (jobs.read_of_the_newest(), jobs.bytes_of_the_newest())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "the figures are for whoever runs it")]
async fn a_reconnect_in_sync_is_two_small_frames_each_way_for_forty_boards_as_for_one() {
    for count in [1, 40] {
        let (alice, bob, boards) = on_boards(count).await;
        again(&alice, &bob).await;
        all_equal(&bob, &boards).await;
        all_equal(&alice, &boards).await;
        assert_eq!((cost(&alice), cost(&bob)), ((2, 37), (2, 37)), "{count}");
        println!("{count} boards in sync: 37 bytes in two frames each way");
        // What was proven is on the disk.
        let bob = bob.kill_and_restart().await;
        all_equal(&bob, &boards).await;
        assert_eq!(cost(&bob), (2, 37), "{count}, after a restart");
        // One differs: the others cost nothing.
        bob.offline(true).await;
        bob.say(boards[0], "water").await.unwrap();
        bob.offline(false).await;
        alice.until_heard(boards[0], &["water"]).await;
        all_equal(&alice, &boards).await;
        let (_, bytes) = cost(&alice);
        println!("one of {count} boards differs: {bytes} bytes to Alice");
        assert!(bytes < 4_000, "{bytes}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_that_was_stopped_stands_still_over_a_restart_until_it_goes_on() {
    let (alice, bob, board) = two().await;
    let other = alice.node.create_board().await.unwrap();
    let ticket = alice.invite(other).await;
    bob.node.join(ticket).await.unwrap();
    bob.until_joined().await;
    bob.until_heard(board, &["blankets"]).await;
    bob.node.pause_sync(board, true).await.unwrap();
    assert!(bob.node.bringing().borrow()[&board].paused);
    alice.say(board, "soap").await.unwrap();
    alice.say(other, "tents").await.unwrap();
    bob.until_heard(other, &["tents"]).await;
    let bob = bob.kill_and_restart().await;
    alice.say(other, "water").await.unwrap();
    bob.until_heard(other, &["tents", "water"]).await;
    // Nobody waits for what stands still.
    all_equal(&bob, &[other]).await;
    assert_eq!(bob.heard(board), ["blankets"]);
    bob.node.pause_sync(board, false).await.unwrap();
    bob.until_heard(board, &["blankets", "soap"]).await;
    all_equal(&bob, &[board, other]).await;
    assert!(bob.node.bringing().borrow().is_empty());
}
