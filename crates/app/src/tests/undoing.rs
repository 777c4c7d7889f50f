//! Undo takes back one's own last action, and nothing else.

use super::people::{Person, claim};
use crate::api::{ErrorCode, Intent, ItemKind, ItemState, Outcome, Query, RowData, StockAction};

async fn undo(person: &Person, board: &str) -> String {
    let board = board.to_owned();
    match person.does(Intent::Undo { board }).await {
        Outcome::Undone { what, .. } => what,
        other => panic!("{other:?}"),
    }
}

async fn undo_shown(person: &Person, board: &str) -> Option<(String, String)> {
    let board = board.to_owned();
    match person.rows(Query::Board { board }).await.remove(0).data {
        RowData::BoardHead(head) => head.undo,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_action_is_taken_back_in_turn_even_after_reopening() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    alice.edits(&board, &need, "title", "Hot soup").await;
    alice.claims(&board, &need, None).await;
    let (b, i) = (board.clone(), need.clone());
    alice.does(Intent::Release { board: b, item: i }).await;
    let deliver = Intent::Deliver {
        board: board.clone(),
        item: need.clone(),
        quantity: None,
        note: None,
    };
    alice.does(deliver).await;
    let (b, i) = (board.clone(), need.clone());
    alice.does(Intent::Archive { board: b, item: i }).await;

    let alice = alice.reopened().await;
    let shown = undo_shown(&alice, &board).await;
    assert_eq!(shown, Some(("archive".into(), "Hot soup".into())));
    assert_eq!(undo(&alice, &board).await, "archive");
    assert!(!alice.page(&board, &need).await.row.archived);
    assert_eq!(undo(&alice, &board).await, "deliver");
    assert_eq!(alice.page(&board, &need).await.row.state, ItemState::Open);
    assert_eq!(undo(&alice, &board).await, "release");
    assert_eq!(
        alice.page(&board, &need).await.row.state,
        ItemState::Claimed
    );
    assert_eq!(undo(&alice, &board).await, "claim");
    assert_eq!(alice.page(&board, &need).await.row.state, ItemState::Open);
    assert_eq!(undo(&alice, &board).await, "editItem");
    assert_eq!(alice.page(&board, &need).await.row.title, "Soup");
    assert_eq!(undo(&alice, &board).await, "addItem");
    assert!(alice.items(&board).await.is_empty());
    let nothing = alice
        .fails(Intent::Undo {
            board: board.clone(),
        })
        .await;
    assert_eq!(nothing.code, ErrorCode::NothingToUndo);
    assert_eq!(undo_shown(&alice, &board).await, None);
}

#[tokio::test]
async fn of_several_claims_one_after_the_other_only_the_last_stands_and_a_release_ends_it() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let fields = [("title", "Blankets"), ("quantity", "9")];
    let need = alice.adds(&board, ItemKind::Need, &fields).await;
    for quantity in [4, 2, 3] {
        alice.claims(&board, &need, Some(quantity)).await;
    }
    let claimed = async || {
        let claims = alice.page(&board, &need).await.claims;
        claims
            .iter()
            .map(|claim| claim.quantity)
            .collect::<Vec<_>>()
    };
    assert_eq!(claimed().await, [Some(3)]);
    let (b, i) = (board.clone(), need.clone());
    alice.does(Intent::Release { board: b, item: i }).await;
    assert_eq!(claimed().await, []);
    assert_eq!(alice.page(&board, &need).await.row.remaining, Some(9));
    assert_eq!(undo(&alice, &board).await, "release");
    assert_eq!(claimed().await, [Some(3)]);
    assert_eq!(undo(&alice, &board).await, "claim");
    assert_eq!(claimed().await, [Some(2)]);
}

#[tokio::test]
async fn a_second_claim_replaces_the_first_and_undo_brings_the_first_back() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let fields = [("title", "Blankets"), ("quantity", "10")];
    let need = alice.adds(&board, ItemKind::Need, &fields).await;
    alice.does(claim(&board, &need, Some(3))).await;
    alice.does(claim(&board, &need, Some(5))).await;
    let page = alice.page(&board, &need).await;
    assert_eq!((page.claims.len(), page.row.remaining), (1, Some(5)));
    undo(&alice, &board).await;
    let page = alice.page(&board, &need).await;
    assert_eq!((page.claims.len(), page.row.remaining), (1, Some(7)));
}

#[tokio::test]
async fn stock_and_comments_are_taken_back() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let soap = alice
        .adds(&board, ItemKind::Supply, &[("title", "Soap")])
        .await;
    let moved = |action, quantity| Intent::MoveStock {
        board: board.clone(),
        item: soap.clone(),
        site: None,
        action,
        quantity,
        note: None,
    };
    alice.does(moved(StockAction::Received, 10)).await;
    let (b, i) = (board.clone(), soap.clone());
    let count = Intent::CountStock {
        board: b,
        item: i,
        site: None,
        counted: 8,
    };
    alice.does(count).await;
    alice.does(moved(StockAction::GivenOut, 3)).await;
    let says = Intent::Comment {
        board: board.clone(),
        item: soap.clone(),
        text: "Two were wet".into(),
    };
    alice.does(says).await;
    let on_hand = async || alice.page(&board, &soap).await.row.on_hand;
    assert_eq!(on_hand().await, Some(5));
    assert_eq!(undo(&alice, &board).await, "comment");
    assert!(alice.page(&board, &soap).await.comments.is_empty());
    assert_eq!(undo(&alice, &board).await, "moveStock");
    assert_eq!(on_hand().await, Some(8));
    assert_eq!(undo(&alice, &board).await, "countStock");
    assert_eq!(on_hand().await, Some(10));
}

#[tokio::test]
async fn undo_says_what_it_took_back() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Nappies")])
        .await;
    alice.edits(&board, &need, "unit", "pack").await;
    alice.claims(&board, &need, None).await;
    let undone = async || {
        let board = board.clone();
        match alice.does(Intent::Undo { board }).await {
            Outcome::Undone {
                what,
                title,
                fields,
                ..
            } => (what, title, fields),
            other => panic!("{other:?}"),
        }
    };
    let told = |what: &str, fields: &[&str]| {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        (what.to_owned(), "Nappies".to_owned(), fields)
    };
    assert_eq!(undone().await, told("claim", &[]));
    assert_eq!(undone().await, told("editItem", &["unit"]));
    assert_eq!(undone().await, told("addItem", &[]));
}

#[tokio::test]
async fn older_edits_of_one_field_are_taken_back_after_newer_ones() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    alice.edits(&board, &need, "title", "Hot soup").await;
    alice.edits(&board, &need, "unit", "cup").await;
    // Two pauses in typing are one step.
    alice.edits(&board, &need, "title", "Hot soup f").await;
    alice.edits(&board, &need, "title", "Hot soup for 12").await;
    let title = async || alice.page(&board, &need).await.row.title;
    undo(&alice, &board).await;
    assert_eq!(title().await, "Hot soup");
    undo(&alice, &board).await;
    undo(&alice, &board).await;
    assert_eq!(title().await, "Soup");
    assert_eq!(undo(&alice, &board).await, "addItem");
}
