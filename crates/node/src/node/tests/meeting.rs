//! Joining, parting and meeting again.

use super::*;

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

/// Each board is asked for as soon as the one before it is there, whole or not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bob_and_carol_join_ten_boards_one_after_the_other_and_get_all_of_each() {
    let (alice, bob, carol) = (Somebody::start(), Somebody::start(), Somebody::start());
    let mut boards = Vec::new();
    for _ in 0..10 {
        let board = alice.node.create_board().await.unwrap();
        alice.say(board, "blankets").await.unwrap();
        boards.push((board, alice.invite_two(board).await));
    }
    let joins = async |one: &Somebody| {
        for (board, ticket) in &boards {
            let mut listed = one.node.boards_changed();
            one.node.join(ticket.clone()).await.unwrap();
            let there = listed.wait_for(|_| one.node.board(*board).is_some());
            timeout(PATIENCE, there).await.unwrap().unwrap();
        }
    };
    tokio::join!(joins(&bob), joins(&carol));
    for (board, _) in &boards {
        for one in [&bob, &carol] {
            one.until_heard(*board, &["blankets"]).await;
        }
    }
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
