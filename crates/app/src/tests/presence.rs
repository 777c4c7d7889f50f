//! Who has a board open, on the screens of Alice and Bob.

use super::marks::called;
use super::people::{Person, alice_and_bob};
use crate::api::{ErrorCode, Intent, ItemKind, PresentRow, Query, Row, RowData, SettingsChange};

fn presence(board: &str) -> Query {
    Query::Presence {
        board: board.into(),
    }
}

fn open(board: Option<&str>, item: Option<&str>) -> Intent {
    Intent::ShowOpen {
        board: board.map(str::to_owned),
        item: item.map(str::to_owned),
    }
}

fn present(rows: &[Row]) -> Vec<PresentRow> {
    let present = |row: &Row| match &row.data {
        RowData::Present(present) => present.clone(),
        other => panic!("{other:?}"),
    };
    rows.iter().map(present).collect()
}

impl Person {
    /// Waits until these people are seen, each with what they edit.
    async fn sees_open(&self, board: &str, wanted: &[(&str, &[&str])]) {
        let is = |rows: &[Row]| {
            let seen = present(rows);
            let mut seen = seen.iter();
            seen.len() == wanted.len()
                && wanted.iter().all(|(name, editing)| {
                    seen.next()
                        .is_some_and(|row| row.name == *name && row.editing == *editing)
                })
        };
        self.sees(presence(board), is).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bob_sees_that_alice_has_the_board_open_and_what_she_edits() {
    let (alice, bob, board) = alice_and_bob().await;
    let other = alice.board("Another board").await;
    let elsewhere = alice
        .adds(&other, ItemKind::Need, &[("title", "Rice")])
        .await;
    let soup = alice.items(&board).await.remove(0);
    alice.does(open(Some(&board), None)).await;
    bob.sees_open(&board, &[("Alice", &[])]).await;
    // By the code that people say, too.
    alice.does(open(Some(&board), Some(&soup.code))).await;
    bob.sees_open(&board, &[("Alice", &[soup.item.as_str()])])
        .await;
    bob.does(open(Some(&board), None)).await;
    alice.sees_open(&board, &[("Bob", &[])]).await;
    // An item of another board is no item of this one.
    let refused = alice.fails(open(Some(&board), Some(&elsewhere))).await;
    assert_eq!(refused.code, ErrorCode::NoSuchItem);
    // The board that Bob is not on is none of his business.
    alice.does(open(Some(&other), Some(&elsewhere))).await;
    bob.sees_open(&board, &[]).await;
    alice.does(open(Some(&board), None)).await;
    bob.sees_open(&board, &[("Alice", &[])]).await;
    alice.does(open(None, None)).await;
    bob.sees_open(&board, &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_switched_it_off_or_blocked_somebody_is_not_seen_by_them() {
    let (alice, bob, board) = alice_and_bob().await;
    alice.does(open(Some(&board), None)).await;
    bob.does(open(Some(&board), None)).await;
    bob.sees_open(&board, &[("Alice", &[])]).await;
    let switch = |on| {
        let change = SettingsChange {
            show_open: Some(on),
            ..SettingsChange::default()
        };
        Intent::ChangeSettings { change }
    };
    alice.does(switch(false)).await;
    bob.sees_open(&board, &[]).await;
    // She still sees him.
    alice.sees_open(&board, &[("Bob", &[])]).await;
    alice.does(switch(true)).await;
    bob.sees_open(&board, &[("Alice", &[])]).await;

    let he = called(&alice, &board, "Bob").await.person;
    let block = |on| Intent::Block {
        board: board.clone(),
        person: he.clone(),
        on,
    };
    alice.does(block(true)).await;
    bob.sees_open(&board, &[]).await;
    alice.sees_open(&board, &[]).await;
    alice.does(block(false)).await;
    bob.sees_open(&board, &[("Alice", &[])]).await;
    alice.sees_open(&board, &[("Bob", &[])]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_it_touches_no_other_view_and_only_the_row_that_changed() {
    let (alice, bob, board) = alice_and_bob().await;
    let soup = alice.items(&board).await.remove(0).item;
    alice.does(open(Some(&board), None)).await;
    bob.sees_open(&board, &[("Alice", &[])]).await;
    let view = bob.app.subscribe(presence(&board));
    let first = view.updates.recv().await.unwrap();
    assert!(matches!(
        first,
        crate::api::ViewUpdate::Snapshot { total: 1, .. }
    ));
    alice.does(open(Some(&board), Some(&soup))).await;
    let second = view.updates.recv().await.unwrap();
    let crate::api::ViewUpdate::Patch {
        changed,
        removed,
        order,
        ..
    } = second
    else {
        panic!("{second:?}");
    };
    assert_eq!(present(&changed)[0].editing, [soup]);
    assert!(removed.is_empty() && order.is_none());

    let touched = crate::live::Touched {
        presence: true,
        ..crate::live::Touched::default()
    };
    let others = [
        Query::Boards,
        Query::Board {
            board: board.clone(),
        },
        Query::Status {
            board: board.clone(),
        },
        super::people::items_query(&board),
        Query::People {
            board: board.clone(),
        },
    ];
    assert!(others.iter().all(|query| !touched.concerns(query)));
    assert!(touched.concerns(&presence(&board)));
}
