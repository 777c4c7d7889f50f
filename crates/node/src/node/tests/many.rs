//! A board of thirteen: eight neighbours each, nobody refused, and whatever one writes reaches all.

use super::*;
use crate::node::crowds::MOST;

/// A ticket by which so many may come in.
async fn ticket_for(alice: &Somebody, board: BoardId, uses: u32) -> TicketText {
    let spec = TicketSpec {
        mode: TicketMode::Invite,
        role: Role::Editor,
        uses: Some(uses),
        expires_ms: None,
        board_name: "Relief".to_owned(),
        inviter_name: "Alice".to_owned(),
        label: None,
    };
    alice.ticket(board, spec).await
}

fn connected(somebody: &Somebody) -> usize {
    somebody.node.inner.network.net().links.peers().len()
}

/// Waits until nobody has more neighbours than they are to have.
async fn until_few(people: &[Somebody]) {
    let few = async {
        for somebody in people {
            let mut changed = somebody.node.inner.network.net().links.changed.subscribe();
            while connected(somebody) > MOST {
                changed.changed().await.unwrap();
            }
        }
    };
    let waited = timeout(PATIENCE, few).await;
    let now: Vec<usize> = people.iter().map(connected).collect();
    assert!(waited.is_ok(), "{now:?}");
}

async fn until_all_heard(people: &[Somebody], board: BoardId, what: &[&str]) {
    for somebody in people {
        somebody.until_heard(board, what).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirteen_have_eight_neighbours_each_and_an_edit_reaches_all_also_after_a_kill() {
    let alice = Somebody::start();
    let board = alice.node.create_board().await.unwrap();
    alice.say(board, "blankets").await.unwrap();
    let ticket = ticket_for(&alice, board, 12).await;
    let mut people = vec![alice];
    for _ in 0..12 {
        let other = Somebody::start();
        other.node.join(ticket.clone()).await.unwrap();
        other.until_joined().await;
        people.push(other);
    }
    for somebody in &people {
        flood::until(|| {
            let info = somebody.node.board(board).unwrap();
            info.authority.people().count() == 13
        })
        .await;
    }
    // Nobody knows where anybody is but Alice: she lets go of nobody.
    people[12].say(board, "tents").await.unwrap();
    until_all_heard(&people, board, &["blankets", "tents"]).await;
    assert_eq!(connected(&people[0]), 12);

    // Now they find each other.
    let mut places = Vec::new();
    for somebody in &people {
        places.extend(
            somebody
                .node
                .inner
                .network
                .hints(board)
                .await
                .into_iter()
                .take(1),
        );
    }
    for somebody in &people {
        somebody.node.inner.network.learn(&places);
    }
    until_few(&people).await;
    for (writer, words) in [(12, "soap"), (5, "water"), (0, "candles")] {
        people[writer].say(board, words).await.unwrap();
    }
    let all = ["blankets", "candles", "soap", "tents", "water"];
    until_all_heard(&people, board, &all).await;

    // `mh sync` still asks everybody, not the neighbours alone; on a busy machine one or the other answers too late.
    let report = people[3].node.sync_now(PATIENCE).await.unwrap();
    assert!(report.behind.is_empty(), "{report:?}");
    let equal = report.equal[&board].len();
    let unreached = report.unreached.get(&board).map_or(0, Vec::len);
    assert!(equal > MOST && equal + unreached == 12, "{report:?}");

    // Two of them, Alice is one, end without a word.
    drop(people.remove(7));
    drop(people.remove(0));
    people[2].say(board, "matches").await.unwrap();
    let all = ["blankets", "candles", "matches", "soap", "tents", "water"];
    until_all_heard(&people, board, &all).await;
}
