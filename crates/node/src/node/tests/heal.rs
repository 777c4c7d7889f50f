//! Killed without a goodbye, and back: nobody waits for the silence to be noticed. No search in the local network.

use super::*;

/// Far below the fifteen seconds after which a silent connection is given up.
const SOON: Duration = Duration::from_secs(5);

/// Hears within moments what a restarted peer says, and is heard by it.
async fn heal(here: &Somebody, back: &Somebody, board: BoardId, words: &str) {
    back.say(board, &format!("{words} back")).await.unwrap();
    here.say(board, &format!("{words} here")).await.unwrap();
    let both = async {
        let mut cursors = (here.node.cursor(), back.node.cursor());
        while here.heard(board) != back.heard(board) {
            tokio::select! {
                changed = cursors.0.changed() => changed.unwrap(),
                changed = cursors.1.changed() => changed.unwrap(),
            }
        }
    };
    let healed = timeout(SOON, both).await;
    assert!(healed.is_ok(), "{words}: not healed");
    let said = here.heard(board);
    assert!(said.contains(&format!("{words} back")) && said.contains(&format!("{words} here")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_killed_is_back_within_seconds_at_whatever_port() {
    // Bob came by Alice's ticket: he dialled.
    let (mut alice, mut bob, board) = two().await;
    for (round, port) in [Port::Same, Port::Other, Port::Same]
        .into_iter()
        .enumerate()
    {
        alice = alice.kill_and_restart_on(port).await;
        heal(&bob, &alice, board, &format!("alice {round} {port:?}")).await;
        bob = bob.kill_and_restart_on(port).await;
        heal(&alice, &bob, board, &format!("bob {round} {port:?}")).await;
    }
    let logs: std::collections::BTreeSet<_> = alice
        .node
        .verdicts_since(0, 1_000)
        .unwrap()
        .iter()
        .map(|judged| judged.entry.log)
        .collect();
    assert_eq!(logs.len(), 8, "a new log for each run that wrote");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_are_killed_and_find_each_other_again() {
    let (alice, bob, board) = two().await;
    let alice = alice.kill_and_restart_on(Port::Other).await;
    heal(&bob, &alice, board, "one").await;
    let (alice, bob) = tokio::join!(alice.kill_and_restart(), bob.kill_and_restart());
    heal(&bob, &alice, board, "both").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sync_now_after_a_kill_is_not_content_with_the_dead_connection() {
    let (alice, bob, board) = two().await;
    bob.equal(board).await;
    let alice = alice.kill_and_restart_on(Port::Other).await;
    alice.say(board, "news").await.unwrap();
    alice.equal(board).await;
    assert_eq!(bob.heard(board), ["blankets", "news"]);
}
