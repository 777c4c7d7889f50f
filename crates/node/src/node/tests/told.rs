//! A helper that Bob never met, and that was never told where he is: he finds it by Alice.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bob_finds_a_helper_that_only_alice_has_met() {
    let (alice, bob, board) = two().await;
    bob.offline(true).await;
    let helper = Somebody::start();
    let mut ticket = alice.helper_ticket(board).await;
    // It knows of nobody but Alice.
    ticket.endpoints.truncate(1);
    helper.node.join(ticket).await.unwrap();
    helper.until_carrying(1).await;
    alice.until_helped(board, helping::whole).await;
    // Bob hears of it, and calls it.
    bob.offline(false).await;
    bob.until_helped(board, helping::whole).await;
    // From now on Alice is not needed.
    alice.offline(true).await;
    bob.say(board, "on my way").await.unwrap();
    bob.until_helped(board, helping::whole).await;
    bob.offline(true).await;
    alice.offline(false).await;
    alice.until_heard(board, &["blankets", "on my way"]).await;
}
