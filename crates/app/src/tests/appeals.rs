//! Bob's item is hidden for everybody, and he asks to look at it again.

use super::board_life::sees_head;
use super::people::{Person, items_query, meet};
use crate::api::{ErrorCode, HideReason, Intent, ItemKind, ItemsFilter};

fn ask(board: &str, item: &str, text: &str) -> Intent {
    Intent::AskAgain {
        board: board.into(),
        item: item.into(),
        text: text.into(),
    }
}

fn hide(board: &str, item: &str, on: bool) -> Intent {
    Intent::HideForAll {
        board: board.into(),
        item: item.into(),
        reason: HideReason::Spam,
        on,
    }
}

fn asked_again() -> ItemsFilter {
    ItemsFilter {
        asked_again: true,
        ..ItemsFilter::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_made_it_asks_again_and_a_coordinator_answers() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 0).await;
    let mallory = Person::online("Mallory").await;
    mallory.joins(&alice.ticket(&board).await, 0).await;
    let loans = bob
        .adds(&board, ItemKind::Offer, &[("title", "Books to lend")])
        .await;
    for person in [&alice, &mallory] {
        person
            .sees(items_query(&board), |rows| rows.len() == 1)
            .await;
    }
    // What is not hidden needs no asking.
    assert_eq!(
        bob.fails(ask(&board, &loans, "Why?")).await.code,
        ErrorCode::NothingToAsk
    );
    alice.does(hide(&board, &loans, true)).await;
    let page = bob
        .sees_page(&board, &loans, |page| page.row.hidden_for_all.is_some())
        .await;
    assert!(page.row.may_ask_again && page.row.appeal.is_none());
    // Only he may ask.
    mallory
        .sees_page(&board, &loans, |page| page.row.hidden_for_all.is_some())
        .await;
    assert!(!mallory.page(&board, &loans).await.row.may_ask_again);
    assert_eq!(
        mallory.fails(ask(&board, &loans, "Show!")).await.code,
        ErrorCode::NotAllowed
    );
    let empty = bob.fails(ask(&board, &loans, "  ")).await;
    assert_eq!(
        (empty.code, empty.details["field"].as_str()),
        (ErrorCode::BadField, "text")
    );
    bob.does(ask(&board, &loans, "These are library books."))
        .await;
    assert_eq!(
        bob.fails(ask(&board, &loans, "Again")).await.code,
        ErrorCode::NothingToAsk
    );
    let head = sees_head(&alice, &board, |head| head.appeals == 1).await;
    assert!(head.may.moderate);
    let listed = alice.found(&board, asked_again()).await;
    let [row] = &listed[..] else {
        panic!("{listed:?}");
    };
    let appeal = row.appeal.as_ref().unwrap();
    assert_eq!((appeal.by.as_str(), appeal.mine), ("Bob", false));
    assert_eq!(appeal.text, "These are library books.");
    let keep = |note: &str| Intent::KeepHidden {
        board: board.clone(),
        item: loans.clone(),
        reason: HideReason::Wrong,
        note: Some(note.into()),
    };
    assert_eq!(bob.fails(keep("No.")).await.code, ErrorCode::NotAllowed);
    alice.does(keep("The library asks us not to.")).await;
    let page = bob
        .sees_page(&board, &loans, |page| page.row.appeal.is_none())
        .await;
    let hidden = page.row.hidden_for_all.unwrap();
    assert_eq!((hidden.kept, hidden.reason), (true, HideReason::Wrong));
    assert_eq!(hidden.note.as_deref(), Some("The library asks us not to."));
    assert!(alice.found(&board, asked_again()).await.is_empty());
    // He may ask about that answer too; then it is shown again.
    assert!(page.row.may_ask_again);
    bob.does(ask(&board, &loans, "They have changed their mind."))
        .await;
    sees_head(&alice, &board, |head| head.appeals == 1).await;
    alice.does(hide(&board, &loans, false)).await;
    assert_eq!(sees_head(&alice, &board, |_| true).await.appeals, 0);
    bob.sees(items_query(&board), |rows| rows.len() == 1).await;
    mallory
        .sees(items_query(&board), |rows| rows.len() == 1)
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_app_asks_for_somebody_elses_item_and_nobody_is_shown_it() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let soup = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let mallory = Person::online("Mallory").await;
    mallory.joins(&alice.ticket(&board).await, 1).await;
    meet(&board, &alice, &mallory).await;
    alice.does(hide(&board, &soup, true)).await;
    mallory
        .sees_page(&board, &soup, |page| page.row.hidden_for_all.is_some())
        .await;
    let desk = mallory.app.desk();
    let at = desk.at(&board).unwrap();
    let item: trust::ItemId = soup.parse().unwrap();
    let statement = crate::appeals::word(&at, item, "Show it!".into());
    crate::intents::state(desk, &at, item, statement)
        .await
        .unwrap();
    meet(&board, &alice, &mallory).await;
    for person in [&alice, &mallory] {
        assert!(person.page(&board, &soup).await.row.appeal.is_none());
        assert_eq!(sees_head(person, &board, |_| true).await.appeals, 0);
    }
}

#[tokio::test]
async fn what_was_asked_can_be_taken_back() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let soup = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    alice.does(hide(&board, &soup, true)).await;
    alice.does(ask(&board, &soup, "Why?")).await;
    assert!(alice.page(&board, &soup).await.row.appeal.unwrap().mine);
    alice
        .does(Intent::Undo {
            board: board.clone(),
        })
        .await;
    assert!(alice.page(&board, &soup).await.row.appeal.is_none());
}
