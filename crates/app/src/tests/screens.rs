//! Live views: what a screen builds from patches is what a fresh look shows.

use std::collections::BTreeMap;

use super::people::{Person, items_query, page_query};
use super::screen::Screen;
use crate::api::{Intent, ItemKind, ItemSort, ItemsFilter, Query, ViewUpdate, Window};

#[tokio::test]
async fn open_views_follow_each_edit_and_equal_fresh_ones() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let first = alice
        .adds(&board, ItemKind::Need, &[("title", "Need 0")])
        .await;
    let small = Query::Items {
        board: board.clone(),
        filter: ItemsFilter {
            text: "need".into(),
            ..ItemsFilter::default()
        },
        sort: ItemSort::Urgency,
        window: Window {
            offset: 1,
            limit: 3,
        },
    };
    let head = Query::Board {
        board: board.clone(),
    };
    let queries = [
        items_query(&board),
        small,
        page_query(&board, &first),
        Query::Boards,
        head,
    ];
    let mut views: Vec<_> = queries
        .iter()
        .map(|query| {
            (
                query.clone(),
                alice.app.subscribe(query.clone()),
                Screen::default(),
            )
        })
        .collect();
    for n in 1..12_u32 {
        let urgency = format!("{}", n % 4 + 1);
        let title = format!("Need {n}");
        let item = alice
            .adds(
                &board,
                ItemKind::Need,
                &[("title", &title), ("urgency", &urgency)],
            )
            .await;
        match n % 3 {
            0 => {
                alice
                    .edits(&board, &first, "title", &format!("Need zero {n}"))
                    .await;
            }
            1 => {
                alice.claims(&board, &first, Some(n)).await;
            }
            _ => {
                let board = board.clone();
                alice.does(Intent::Archive { board, item }).await;
            }
        }
    }
    for (query, view, screen) in &mut views {
        let fresh = alice.rows(query.clone()).await;
        while screen.rows != fresh {
            let next =
                tokio::time::timeout(std::time::Duration::from_secs(10), view.updates.recv());
            screen.apply(
                next.await
                    .expect("the view stopped before it was true")
                    .unwrap(),
            );
        }
    }
}

#[tokio::test]
async fn a_window_moves_and_a_gone_board_ends_the_view() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    for n in 0..10 {
        alice
            .adds(&board, ItemKind::Need, &[("title", &format!("Need {n}"))])
            .await;
    }
    let view = alice.app.subscribe(Query::Items {
        board: board.clone(),
        filter: ItemsFilter::default(),
        sort: ItemSort::Title,
        window: Window {
            offset: 0,
            limit: 4,
        },
    });
    let mut screen = Screen::default();
    screen.apply(view.updates.recv().await.unwrap());
    assert_eq!((screen.total, screen.rows.len()), (10, 4));
    view.set_window(Window {
        offset: 2,
        limit: 4,
    });
    let moved = view.updates.recv().await.unwrap();
    assert!(
        matches!(&moved, ViewUpdate::Patch { changed, .. } if changed.len() == 2),
        "{moved:?}"
    );
    screen.apply(moved);
    let titles: BTreeMap<usize, String> = screen
        .rows
        .iter()
        .enumerate()
        .map(|(n, row)| match &row.data {
            crate::api::RowData::Item(item) => (n, item.title.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(titles[&0], "Need 2");
    assert_eq!(titles[&3], "Need 5");
    let gone = alice.app.subscribe(items_query(&"0".repeat(64)));
    assert_eq!(gone.updates.recv().await.unwrap(), ViewUpdate::Ended);
}
