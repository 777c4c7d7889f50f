//! What Bob is shown of a board that has not arrived, and what Alice tells of hers.

use std::collections::BTreeMap;
use std::sync::Arc;

use node::{FirstScreen, ScreenRow};
use trust::{BoardId, ItemId};

use super::people::{Person, alice_and_bob, claim};
use crate::api::{FirstScreenView, HideReason, Intent, ItemKind, Outcome, Query, Row, RowData};
use crate::first_screen::first_screen;
use crate::views;

fn view(rows: &[Row]) -> Option<&FirstScreenView> {
    rows.first().map(|row| match &row.data {
        RowData::FirstScreen(view) => view,
        other => panic!("{other:?}"),
    })
}

async fn shown(person: &Person, board: &str) -> Vec<Row> {
    let query = Query::FirstScreen {
        board: board.to_owned(),
    };
    views::rows(person.app.desk(), query).await.unwrap().1
}

fn row(item: ItemId, title: &str) -> ScreenRow {
    ScreenRow {
        item,
        kind: 0,
        state: 1,
        title: title.to_owned(),
        urgency: "4".to_owned(),
        amount: "20 boxes".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bob_sees_it_as_unchecked_and_it_goes_item_by_item_and_as_a_whole() {
    // Nobody else is there: what is told of a board is what the test tells.
    let bob = Person::alone("Bob").await;
    let board = bob.board("Flood help").await;
    let id: BoardId = board.parse().unwrap();
    let here = bob
        .adds(&board, ItemKind::Need, &[("title", "Tents")])
        .await;
    let before = bob.items(&board).await;
    let query = || Query::FirstScreen {
        board: board.clone(),
    };
    bob.sees(query(), <[Row]>::is_empty).await;

    // What somebody says: an item that is here, one that is not, one that turns its letters round, and kinds of no app.
    let mut unknown = row(ItemId([3; 16]), "From another world");
    unknown.kind = 99;
    let screen = FirstScreen {
        name: "Flood\u{202e} help".to_owned(),
        items: 12,
        rows: vec![
            row(here.parse().unwrap(), "Not what stands in the log"),
            row(ItemId([1; 16]), "Soup\u{202e} at the school\nnow"),
            unknown,
        ],
    };
    let desk = bob.app.desk();
    let all = BTreeMap::from([(id, Arc::new(screen))]);
    desk.unchecked.take(&all, 0);
    let rows = shown(&bob, &board).await;
    let screen = view(&rows).unwrap();
    assert_eq!((screen.name.as_str(), screen.items), ("Flood help", 12));
    let titles: Vec<&str> = screen.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(titles, ["Soup at the school now"]);
    assert_eq!(screen.rows[0].urgency.as_deref(), Some("4"));
    // No list, no count and no search knows of it, and what is done with it is a draft.
    assert_eq!(bob.items(&board).await, before);
    let claimed = claim(&board, &ItemId([1; 16]).to_string(), None);
    let kept = bob.does(claimed).await;
    assert!(matches!(kept, Outcome::Kept { .. }), "{kept:?}");
    // What nobody told cannot be claimed.
    bob.fails(claim(&board, &ItemId([9; 16]).to_string(), None))
        .await;

    // The history is here by the word of the node: it stays until the index is that far, and then it is gone.
    let newest = *desk.indexed.borrow();
    desk.unchecked.take(&BTreeMap::new(), newest + 1);
    assert!(view(&shown(&bob, &board).await).is_some());
    bob.adds(&board, ItemKind::Need, &[("title", "Water")])
        .await;
    bob.sees(query(), <[Row]>::is_empty).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alice_tells_what_everybody_may_see_and_nothing_else() {
    let (alice, bob, board) = alice_and_bob().await;
    let id: BoardId = board.parse().unwrap();
    let fields = [("title", "Tents"), ("quantity", "20"), ("urgency", "3")];
    alice.adds(&board, ItemKind::Need, &fields).await;
    let mine = alice
        .adds(&board, ItemKind::Offer, &[("title", "A van")])
        .await;
    let desk = alice.app.desk();
    let told = first_screen(desk, id).unwrap().unwrap();
    assert_eq!(told.items, 3);
    let tents = told.rows.iter().find(|row| row.title == "Tents").unwrap();
    assert_eq!((tents.kind, tents.amount.as_str()), (0, "20"));
    assert_eq!(tents.urgency, "3");
    // What she hides for herself is told all the same: that she does is nobody's business.
    let hide = Intent::HideItem {
        board: board.clone(),
        item: mine.clone(),
        on: true,
    };
    alice.does(hide).await;
    assert_eq!(first_screen(desk, id).unwrap(), Some(told));
    // What she hides for everybody is told to nobody.
    let hide = Intent::HideForAll {
        board: board.clone(),
        item: mine,
        reason: HideReason::Private,
        on: true,
    };
    alice.does(hide).await;
    let told = first_screen(desk, id).unwrap().unwrap();
    assert_eq!(told.items, 2);
    assert!(told.rows.iter().all(|row| row.title != "A van"));
    drop(bob);
}
