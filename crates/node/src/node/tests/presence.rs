//! Who has a board open, over real connections.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use trust::{PersonId, Reason};

use super::*;
use crate::{Keep, Removal, Seen, Showing};

/// Alice's clock, or Bob's, that goes when it is told to.
#[derive(Debug)]
struct Hands(AtomicU64);

impl Clock for Hands {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Somebody {
    async fn shows(&self, board: BoardId, item: Option<ItemId>) {
        let showing = Showing {
            board,
            item,
            not_to: BTreeSet::new(),
        };
        self.node.show(Some(showing)).await.unwrap();
    }

    async fn until_seen(&self, board: BoardId, wanted: &[(PersonId, Option<ItemId>)]) {
        let mut seen = self.node.seen();
        let is = |all: &crate::AllSeen| {
            let seen = all.get(&board).into_iter().flatten();
            seen.map(|seen| (seen.person, seen.item))
                .eq(wanted.iter().copied())
        };
        let there = timeout(PATIENCE, seen.wait_for(is)).await;
        assert!(there.is_ok(), "{:?}", self.node.seen().borrow());
    }

    fn sees(&self, board: BoardId) -> Vec<Seen> {
        let seen = self.node.seen();
        let seen = seen.borrow();
        seen.get(&board).into_iter().flatten().copied().collect()
    }
}

const BLANKETS: ItemId = ItemId([0xb1; 16]);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bob_sees_at_once_what_alice_has_open_what_she_edits_and_that_she_closed_it() {
    let (alice, bob, board) = two().await;
    let she = alice.node.me(board).unwrap();
    let begun = tokio::time::Instant::now();
    alice.shows(board, None).await;
    bob.until_seen(board, &[(she, None)]).await;
    let took = begun.elapsed();
    alice.shows(board, Some(BLANKETS)).await;
    bob.until_seen(board, &[(she, Some(BLANKETS))]).await;
    // Nobody is shown what they show themselves, and nobody passes on another's.
    assert_eq!(alice.sees(board), []);
    let carol = Somebody::start();
    carol.node.join(alice.invite(board).await).await.unwrap();
    carol.until_joined().await;
    // Whoever comes later is told what stands.
    carol.until_seen(board, &[(she, Some(BLANKETS))]).await;
    alice.node.show(None).await.unwrap();
    bob.until_seen(board, &[]).await;
    carol.until_seen(board, &[]).await;
    // A window that closes says goodbye.
    alice.shows(board, None).await;
    bob.until_seen(board, &[(she, None)]).await;
    alice.node.shutdown().await;
    bob.until_seen(board, &[]).await;
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_seen_is_gone_within_half_a_minute_of_a_cut() {
    let hands = Arc::new(Hands(AtomicU64::new(SystemClock.now_ms())));
    let alice = Somebody::start();
    let bob = Somebody::start_as(Opening {
        clock: Arc::clone(&hands) as Arc<dyn Clock>,
        ..Opening::default()
    });
    let board = alice.node.create_board().await.unwrap();
    bob.node.join(alice.invite(board).await).await.unwrap();
    bob.until_joined().await;
    let she = alice.node.me(board).unwrap();
    alice.shows(board, None).await;
    bob.until_seen(board, &[(she, None)]).await;
    // Not a packet more from Alice; and Bob's connection stands, as far as he can tell.
    drop(alice.machine);
    hands.0.fetch_add(24_000, Ordering::Relaxed);
    bob.say(board, "still here").await.unwrap();
    assert_eq!(bob.sees(board).len(), 1);
    hands.0.fetch_add(1_000, Ordering::Relaxed);
    bob.until_seen(board, &[]).await;
    let connected = bob.node.network().borrow().connected.clone();
    assert_eq!(
        connected.get(&board).map(Vec::len),
        Some(1),
        "by time alone"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_removed_who_only_reads_who_is_named_and_who_carries_see_nobody() {
    let (alice, bob, board) = two().await;
    let she = alice.node.me(board).unwrap();
    let he = bob.node.me(board).unwrap();
    let helper = Somebody::start();
    helper
        .node
        .join(alice.helper_ticket(board).await)
        .await
        .unwrap();
    helper.until_carrying(1).await;
    let dora = Somebody::start();
    let spec = TicketSpec {
        mode: TicketMode::Reader,
        role: Role::Reader,
        uses: None,
        expires_ms: None,
        board_name: "Relief".to_owned(),
        inviter_name: "Alice".to_owned(),
        label: None,
    };
    dora.node
        .join(alice.ticket(board, spec).await)
        .await
        .unwrap();
    dora.until_joined().await;
    alice.shows(board, Some(BLANKETS)).await;
    bob.until_seen(board, &[(she, Some(BLANKETS))]).await;
    dora.shows(board, None).await;
    helper.shows(board, None).await;
    bob.shows(board, None).await;
    alice.until_seen(board, &[(he, None)]).await;
    // What Alice says after it has reached Dora and the helper: what would have been said before was said.
    alice.say(board, "tents").await.unwrap();
    dora.until_heard(board, &["blankets", "tents"]).await;
    alice.until_helped(board, helping::whole).await;
    assert_eq!((dora.sees(board), helper.sees(board)), (vec![], vec![]));
    assert_eq!(
        alice.sees(board).len(),
        1,
        "nor is a reader seen, nor a helper"
    );

    // Whom Alice names is not told; and is told nothing of why.
    let not_to = BTreeSet::from([he]);
    let showing = Showing {
        board,
        item: None,
        not_to,
    };
    alice.node.show(Some(showing)).await.unwrap();
    bob.until_seen(board, &[]).await;
    alice.shows(board, None).await;
    bob.until_seen(board, &[(she, None)]).await;

    let removal = Removal {
        reason: Reason::Other,
        text: None,
        keep: Keep::Known,
        let_go: false,
        hide: Vec::new(),
    };
    alice.node.remove_person(board, he, removal).await.unwrap();
    alice.until_seen(board, &[]).await;
    alice.shows(board, Some(BLANKETS)).await;
    bob.until_seen(board, &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_it_is_on_a_disk() {
    const MARKER: ItemId = ItemId(*b"marked-presence!");
    let (alice, bob, board) = two().await;
    let she = alice.node.me(board).unwrap();
    alice.shows(board, Some(MARKER)).await;
    bob.until_seen(board, &[(she, Some(MARKER))]).await;
    alice.say(board, "tents").await.unwrap();
    bob.until_heard(board, &["blankets", "tents"]).await;
    for one in [alice, bob] {
        one.node.shutdown().await;
        let Somebody {
            home,
            node,
            machine,
            ..
        } = one;
        drop((node, machine));
        let values = helping::opened(&home);
        assert!(
            helping::holds(&values, b"tents"),
            "the search finds nothing"
        );
        assert!(!helping::holds(&values, &MARKER.0));
        assert!(!helping::holds(&helping::files(home.path()), &MARKER.0));
    }
}
