//! Undo beside others, on a full disk, and while the thing to undo is still going on.

use super::people::{Person, items_query, meet};
use crate::api::{
    ErrorCode, ImportRequest, ImportSource, Intent, ItemKind, Outcome, Query, Row, RowData,
};

fn undo(board: &str) -> Intent {
    Intent::Undo {
        board: board.into(),
    }
}

/// Whether a step of this intent was undone, but for so many items.
fn is_undone(outcome: &Outcome, action: &str, but: Option<u32>) -> bool {
    matches!(outcome, Outcome::Undone { what, kept, .. } if what == action && *kept == but)
}

/// A list of so many things to import.
fn list(board: &str, rows: usize) -> Intent {
    let rows: String = (0..rows).map(|n| format!("Thing {n},each\n")).collect();
    let list = format!("Item,Unit\n{rows}");
    Intent::Import {
        board: board.into(),
        request: ImportRequest {
            source: ImportSource::Bytes {
                name: "list.csv".into(),
                base64: data_encoding::BASE64.encode(list.as_bytes()),
            },
            kind: Some(ItemKind::Supply),
            columns: None,
        },
    }
}

async fn titles(person: &Person, board: &str) -> Vec<String> {
    let items = person.items(board).await;
    items.into_iter().map(|item| item.title).collect()
}

fn shown(rows: &[Row]) -> Option<String> {
    match &rows[0].data {
        RowData::BoardHead(head) => head.undo.clone().map(|(what, _)| what),
        other => panic!("{other:?}"),
    }
}

async fn undo_shown(person: &Person, board: &str) -> Option<String> {
    let board = board.to_owned();
    shown(&person.rows(Query::Board { board }).await)
}

/// Alice with a board that Bob is on too.
async fn two() -> (Person, Person, String) {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 0).await;
    (alice, bob, board)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_taken_back_leaves_what_others_have_worked_on() {
    let (alice, bob, board) = two().await;
    alice.does(list(&board, 3)).await;
    bob.sees(items_query(&board), |rows| rows.len() == 3).await;
    let items = bob.items(&board).await;
    bob.edits(&board, &items[1].item, "unit", "box").await;
    meet(&board, &alice, &bob).await;
    let taken_back = alice.does(undo(&board)).await;
    assert!(is_undone(&taken_back, "import", Some(1)));
    assert_eq!(titles(&alice, &board).await, ["Thing 1"]);
    // Imported again, the two come back, and Bob's is not made a second time.
    let again = alice.does(list(&board, 3)).await;
    assert!(
        matches!(
            again,
            Outcome::Imported {
                added: 2,
                already_there: 1,
                ..
            }
        ),
        "{again:?}"
    );
    assert_eq!(alice.items(&board).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_on_all_of_which_others_work_stays_and_its_step_is_dropped() {
    let (alice, bob, board) = two().await;
    alice.does(list(&board, 2)).await;
    bob.sees(items_query(&board), |rows| rows.len() == 2).await;
    for item in bob.items(&board).await {
        bob.edits(&board, &item.item, "unit", "box").await;
    }
    meet(&board, &alice, &bob).await;
    let refused = alice.fails(undo(&board)).await;
    assert_eq!(
        (refused.code, refused.details["person"].as_str()),
        (ErrorCode::ChangedSince, "Bob")
    );
    let what = ["what", "field"].map(|key| refused.details[key].as_str());
    assert_eq!(what, ["editItem", "unit"]);
    assert_eq!(alice.items(&board).await.len(), 2);
    assert_eq!(undo_shown(&alice, &board).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_is_taken_back_unless_others_have_worked_on_it_since() {
    let (alice, bob, board) = two().await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    meet(&board, &alice, &bob).await;
    // What Bob did before is no reason to keep it.
    bob.edits(&board, &need, "unit", "cup").await;
    meet(&board, &alice, &bob).await;
    let putting = async || {
        let (b, i) = (board.clone(), need.clone());
        alice.does(Intent::Archive { board: b, item: i }).await;
        let (b, i) = (board.clone(), need.clone());
        alice.does(Intent::Restore { board: b, item: i }).await;
    };
    putting().await;
    assert!(is_undone(&alice.does(undo(&board)).await, "restore", None));
    assert!(alice.page(&board, &need).await.row.archived);

    let (b, i) = (board.clone(), need.clone());
    alice.does(Intent::Restore { board: b, item: i }).await;
    meet(&board, &alice, &bob).await;
    bob.edits(&board, &need, "unit", "bowl").await;
    meet(&board, &alice, &bob).await;
    let refused = alice.fails(undo(&board)).await;
    assert_eq!(refused.details["person"], "Bob");
    assert!(!alice.page(&board, &need).await.row.archived);
    // The step is dropped: the next one is about what was before it.
    assert_eq!(undo_shown(&alice, &board).await.as_deref(), Some("archive"));
}

#[tokio::test]
async fn a_step_that_the_disk_does_not_take_is_kept_for_another_try() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    for n in 0..60 {
        let title = format!("Need {n}");
        alice
            .adds(&board, ItemKind::Need, &[("title", &title)])
            .await;
    }
    alice.app.limit_disk(Some(1)).await;
    let mut refused = None;
    for _ in 0..60 {
        let shown = alice.items(&board).await.len();
        if let Err(error) = alice.app.dispatch(undo(&board)).await {
            refused = Some((error.code, shown));
            break;
        }
    }
    let (code, left) = refused.expect("the disk takes no more at some time");
    assert_eq!(code, ErrorCode::DiskFull);
    assert_eq!(alice.items(&board).await.len(), left);
    assert_eq!(undo_shown(&alice, &board).await.as_deref(), Some("addItem"));
    alice.app.limit_disk(None).await;
    assert!(is_undone(&alice.does(undo(&board)).await, "addItem", None));
    assert_eq!(alice.items(&board).await.len(), left - 1);
}

#[tokio::test]
async fn an_import_under_way_is_taken_back_whole() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let begun = async {
        let query = Query::Board {
            board: board.clone(),
        };
        alice
            .sees(query, |rows| shown(rows).as_deref() == Some("import"))
            .await;
        // The first rows are here, the others are still to come.
        alice.does(undo(&board)).await
    };
    let (imported, taken_back) = tokio::join!(alice.does(list(&board, 1_000)), begun);
    assert!(
        matches!(imported, Outcome::Imported { added: 1_000, .. }),
        "{imported:?}"
    );
    assert!(is_undone(&taken_back, "import", None));
    assert!(alice.items(&board).await.is_empty());
    assert_eq!(undo_shown(&alice, &board).await, None);
}

#[tokio::test]
async fn an_import_that_ends_on_the_way_says_what_it_added_and_is_taken_back() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    // Until there is room for the first chunk of rows, nothing is added.
    let mut pages = 0;
    let (failed, added) = loop {
        pages += 20;
        alice.app.limit_disk(Some(pages)).await;
        let failed = alice.fails(list(&board, 600)).await;
        assert_eq!(failed.code, ErrorCode::DiskFull);
        if let Some(added) = failed.details.get("added").cloned() {
            break (failed, added);
        }
        assert!(alice.items(&board).await.is_empty(), "{failed}");
    };
    let added: u32 = added.parse().unwrap();
    assert!((1..600).contains(&added), "{failed}");
    alice.app.limit_disk(None).await;
    let rest = alice.does(list(&board, 600)).await;
    assert!(
        matches!(rest, Outcome::Imported { already_there, .. } if already_there == added),
        "{rest:?} {added}"
    );
    // Each of the two is one step.
    for _ in 0..2 {
        assert!(is_undone(&alice.does(undo(&board)).await, "import", None));
    }
    assert!(alice.items(&board).await.is_empty());
}
