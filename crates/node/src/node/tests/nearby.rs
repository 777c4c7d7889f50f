//! Two whole nodes in one network that find each other by its search alone: nothing says where either of them is.

#![expect(
    clippy::print_stderr,
    reason = "nobody is to take a skipped test for one that passed"
)]

use super::*;

/// On all interfaces, found by whoever is in the same network and knows whom to look for.
fn in_the_room() -> Opening {
    Opening {
        network: NetworkSettings {
            local_discovery: true,
            ..quiet()
        },
        loopback: false,
        ..Opening::default()
    }
}

/// Returns whether it is said that there is no network here (CONTRIBUTING.md).
fn is_skipped() -> bool {
    let skipped = std::env::var_os("MANYHANDS_NO_MULTICAST").is_some_and(|said| said == "1");
    if skipped {
        eprintln!("skipped: MANYHANDS_NO_MULTICAST says that there is no network to be heard in");
    }
    skipped
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_in_one_room_find_each_other_though_nothing_says_where_they_are() {
    if is_skipped() {
        return;
    }
    let alice = Somebody::start_as(in_the_room());
    let bob = Somebody::start_as(in_the_room());
    let board = alice.node.create_board().await.unwrap();
    alice.say(board, "blankets").await.unwrap();
    let mut ticket = alice.invite(board).await;
    for hint in &mut ticket.endpoints {
        hint.addrs.clear();
    }
    bob.node.join(ticket).await.unwrap();
    bob.until_joined().await;
    bob.until_heard(board, &["blankets"]).await;
    // Both come back at other ports: what they remember of each other leads nowhere.
    let (alice, bob) = tokio::join!(
        alice.kill_and_restart_on(Port::Other),
        bob.kill_and_restart_on(Port::Other)
    );
    alice.say(board, "soap").await.unwrap();
    bob.say(board, "water").await.unwrap();
    let all = ["blankets", "soap", "water"];
    bob.until_heard(board, &all).await;
    alice.until_heard(board, &all).await;
}
