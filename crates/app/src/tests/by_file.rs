//! A file for Bob while it is saved and read: how far it is, on the screen of whoever looks, and stopping it.

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use tempfile::TempDir;

use super::marks::called;
use super::people::{Person, alice_and_bob, alices_board};
use crate::api::{
    AppError, ByFileRow, ByFileStep, ErrorCode, ItemKind, Outcome, Query, Row, RowData,
};

/// Keeps somebody's node busy from the first poll on, until the other value is dropped: what is asked of it waits.
fn kept_busy(
    person: &Person,
    board: &str,
) -> (impl Future<Output = ()> + use<>, mpsc::SyncSender<()>) {
    let (let_go, held) = mpsc::sync_channel::<()>(1);
    let (node, board) = (person.app.desk().node.clone(), board.parse().unwrap());
    // Nobody says anything over this line: it ends, and nothing is written.
    let wait = move |_: &mut node::Appender<'_>| held.recv().map_err(|_| "let go".to_owned());
    let write = async move {
        assert!(node.write(board, Box::new(wait)).await.is_err());
    };
    (write, let_go)
}

fn shown(rows: &[Row]) -> Option<ByFileRow> {
    rows.first().map(|row| match row.data {
        RowData::ByFile(row) => row,
        ref other => panic!("{other:?}"),
    })
}

fn stick() -> (TempDir, PathBuf) {
    let stick = tempfile::tempdir().unwrap();
    let path = stick.path().join("for-bob");
    (stick, path)
}

async fn save(by: &Person, board: &str, path: &Path) -> Result<Outcome, AppError> {
    let bob = called(by, board, "Bob").await.person;
    by.app.save_carried((board, &bob), path, false).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_far_a_file_is_stands_on_the_screen_until_it_is_over() {
    let (alice, bob, board) = alice_and_bob().await;
    let (_stick, path) = stick();
    alice
        .adds(&board, ItemKind::Need, &[("title", "Tents")])
        .await;
    assert!(alice.rows(Query::ByFile).await.is_empty());
    let (busy, let_go) = kept_busy(&alice, &board);
    let begun = ByFileRow {
        step: ByFileStep::Gathering,
        bytes: 0.0,
        of_bytes: None,
        changes: 0,
        of_changes: None,
    };
    let sees = async {
        alice
            .sees(Query::ByFile, |rows| shown(rows) == Some(begun))
            .await;
        // A second one waits for nobody.
        let refused = alice.app.read_carried(&path).await.unwrap_err();
        assert_eq!(refused.details.get("why").unwrap(), "busy");
        assert_eq!(shown(&alice.rows(Query::ByFile).await), Some(begun));
        drop(let_go);
    };
    let ((), saved, ()) = tokio::join!(busy, save(&alice, &board, &path), sees);
    let Outcome::CarriedSaved { saved } = saved.unwrap() else {
        panic!();
    };
    alice.sees(Query::ByFile, <[Row]>::is_empty).await;

    let bytes = std::fs::metadata(&path).unwrap().len();
    let (busy, let_go) = kept_busy(&bob, &board);
    let sees = async {
        // It was checked, and waits to be taken in.
        let all_of_it = |far: ByFileRow| {
            let all = (far.of_bytes, far.of_changes);
            far.step == ByFileStep::Checking
                && all == (Some(far.bytes), Some(saved.entries))
                && far.changes == saved.entries
        };
        let rows = bob
            .sees(Query::ByFile, |rows| shown(rows).is_some_and(all_of_it))
            .await;
        assert!((shown(&rows).unwrap().bytes - bytes as f64).abs() < 0.5);
        drop(let_go);
    };
    let ((), read, ()) = tokio::join!(busy, bob.app.read_carried(&path), sees);
    assert!(matches!(read.unwrap(), Outcome::CarriedRead { .. }));
    bob.sees(Query::ByFile, <[Row]>::is_empty).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_stopped_or_refused_stands_on_no_screen_and_on_no_stick() {
    let (alice, _bob, board) = alice_and_bob().await;
    let (stick, path) = stick();
    let (busy, let_go) = kept_busy(&alice, &board);
    let stops = async {
        alice.sees(Query::ByFile, |rows| !rows.is_empty()).await;
        alice.app.give_up_carrying();
        drop(let_go);
    };
    let ((), stopped, ()) = tokio::join!(busy, save(&alice, &board, &path), stops);
    let stopped = stopped.unwrap_err();
    assert_eq!(stopped.code, ErrorCode::CarryFailed);
    assert_eq!(stopped.details.get("why").unwrap(), "givenUp");
    assert_eq!(std::fs::read_dir(stick.path()).unwrap().count(), 0);
    alice.sees(Query::ByFile, <[Row]>::is_empty).await;
    // The next one begins anew, and is not stopped.
    save(&alice, &board, &path).await.unwrap();
    let (carol, _) = alices_board().await;
    let refused = carol.app.read_carried(&path).await.unwrap_err();
    assert_eq!(refused.details.get("why").unwrap(), "notForYou");
    assert!(carol.rows(Query::ByFile).await.is_empty());
}
