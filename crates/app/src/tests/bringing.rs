//! A board that Bob stopped, on his screen.

use super::people::{alice_and_bob, items_query};
use crate::api::{ErrorCode, Intent, ItemKind, Query, Row, RowData};

fn stopped(rows: &[Row]) -> Vec<(String, bool)> {
    let row = |row: &Row| match &row.data {
        RowData::Bringing(row) => (row.board.clone(), row.stopped),
        other => panic!("{other:?}"),
    };
    rows.iter().map(row).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_that_bob_stopped_is_shown_so_and_gets_nothing_until_it_goes_on() {
    let (alice, bob, board) = alice_and_bob().await;
    let stop = |on| Intent::StopBringing {
        board: board.clone(),
        on,
    };
    bob.does(stop(true)).await;
    let shown = [(board.clone(), true)];
    bob.sees(Query::Bringing, |rows| stopped(rows) == shown)
        .await;
    let before = bob.items(&board).await.len();
    alice
        .adds(&board, ItemKind::Need, &[("title", "Tents")])
        .await;
    bob.does(stop(false)).await;
    bob.sees(Query::Bringing, <[Row]>::is_empty).await;
    bob.sees(items_query(&board), |rows| rows.len() > before)
        .await;
    let nowhere = Intent::StopBringing {
        board: "b0a2d".to_owned(),
        on: true,
    };
    assert_eq!(bob.fails(nowhere).await.code, ErrorCode::NoSuchBoard);
}
