//! What Bob does on his new computer while the board is still on its way to it: kept there, done once, never lost.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use node::{FirstScreen, ScreenRow};
use trust::{BoardId, ItemId};

use super::devices::{accept, answered, requested};
use super::marks::called;
use super::people::{Person, alice_and_bob, claim, items_query};
use crate::api::{
    AppError, ErrorCode, Intent, ItemKind, MeanwhileView, MeanwhileWhat, OnlyHereView, Outcome,
    Query, RemoveReason, Row, RowData,
};
use crate::intents::doing::killed_after_signing;
use crate::live::Touched;
use crate::local::{Deed, MOST_MEANWHILE};

mod by_ticket;

fn query(board: &str) -> Query {
    Query::Meanwhile {
        board: board.to_owned(),
    }
}

fn as_draft(row: &Row) -> &MeanwhileView {
    match &row.data {
        RowData::Meanwhile(view) => view,
        other => panic!("{other:?}"),
    }
}

async fn drafts(person: &Person, board: &str) -> Vec<MeanwhileView> {
    let rows = person.rows(query(board)).await;
    rows.iter().map(|row| as_draft(row).clone()).collect()
}

fn add(board: &str, title: &str) -> Intent {
    Intent::AddItem {
        board: board.to_owned(),
        kind: ItemKind::Need,
        fields: BTreeMap::from([("title".to_owned(), title.to_owned())]),
    }
}

async fn keeps(person: &Person, intent: Intent) -> String {
    match person.does(intent).await {
        Outcome::Kept { draft, .. } => draft,
        other => panic!("{other:?}"),
    }
}

/// Bob's new computer knows that there is a board, and nobody has told it anything of it yet.
async fn a_new_computer(of: &Person) -> Person {
    let phone = Person::online("a new computer").await;
    phone.offline(true).await;
    let request = requested(&phone).await;
    let answer = answered(of, &request.text).await;
    phone.does(accept(&answer.text)).await;
    phone
}

fn told(item: &str, title: &str) -> ScreenRow {
    ScreenRow {
        item: item.parse().unwrap(),
        kind: 0,
        state: 0,
        title: title.to_owned(),
        urgency: String::new(),
        amount: String::new(),
    }
}

/// Lets somebody be shown these rows before they are checked.
fn is_shown(person: &Person, board: &str, rows: Vec<ScreenRow>) {
    let screen = FirstScreen {
        name: "Mill Road".to_owned(),
        items: 2,
        rows,
    };
    let id: BoardId = board.parse().unwrap();
    let all = BTreeMap::from([(id, Arc::new(screen))]);
    person.app.desk().unchecked.take(&all, 0);
}

/// What was shown goes, because the history is here.
fn is_checked(person: &Person) {
    let desk = person.app.desk();
    let cursor = *desk.node.cursor().borrow();
    desk.unchecked.take(&BTreeMap::new(), cursor);
    desk.tell(Touched {
        screens: true,
        ..Touched::default()
    });
}

fn entries(person: &Person, board: &str) -> u64 {
    let id: BoardId = board.parse().unwrap();
    person.app.desk().node.board(id).unwrap().entries
}

async fn only_here(person: &Person) -> OnlyHereView {
    match person.rows(Query::OnlyHere).await.remove(0).data {
        RowData::OnlyHere(view) => view,
        other => panic!("{other:?}"),
    }
}

fn titles(rows: &[Row]) -> BTreeSet<String> {
    let title = |row: &Row| match &row.data {
        RowData::Item(item) => item.title.clone(),
        other => panic!("{other:?}"),
    };
    rows.iter().map(title).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_bob_adds_meanwhile_survives_a_restart_and_is_signed_once_when_the_board_is_checked() {
    let (alice, bob, board) = alice_and_bob().await;
    let phone = a_new_computer(&bob).await;
    let before = entries(&phone, &board);
    keeps(&phone, add(&board, "Candles")).await;
    keeps(&phone, add(&board, "Bread")).await;
    // What no item can be is refused at once, and is no draft.
    assert_eq!(
        phone.fails(add(&board, " ")).await.code,
        ErrorCode::BadField
    );

    // It is on no log, in no list and in no count.
    assert_eq!(entries(&phone, &board), before);
    assert!(phone.items(&board).await.is_empty());
    let phone = phone.reopened().await;
    let kept = drafts(&phone, &board).await;
    let shown: Vec<_> = kept.iter().map(|draft| draft.title.as_str()).collect();
    assert_eq!(shown, ["Candles", "Bread"]);
    assert!(kept.iter().all(|draft| draft.refused.is_none()));
    assert_eq!(kept[0].what, MeanwhileWhat::Add);
    assert_eq!(entries(&phone, &board), before);
    assert_eq!(only_here(&phone).await.drafts, 2);

    phone.offline(false).await;
    phone.sees(query(&board), <[Row]>::is_empty).await;
    for person in [&phone, &alice] {
        let rows = person
            .sees(items_query(&board), |rows| rows.len() == 3)
            .await;
        let expected = ["Bread", "Candles", "Soup"].map(str::to_owned);
        assert_eq!(titles(&rows), BTreeSet::from(expected));
    }
    let phone = phone.reopened().await;
    assert_eq!(phone.items(&board).await.len(), 3);
    assert!(drafts(&phone, &board).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn claims_on_unchecked_rows_wait_and_what_was_a_lie_or_is_taken_stays_with_its_reason() {
    let (alice, bob, board) = alice_and_bob().await;
    let phone = a_new_computer(&bob).await;
    let soup = alice.items(&board).await.remove(0).item;
    let tents = alice
        .adds(&board, ItemKind::Need, &[("title", "Tents")])
        .await;
    let lie = ItemId([1; 16]).to_string();
    let rows = vec![
        told(&soup, "Soup"),
        told(&tents, "Tents"),
        told(&lie, "Gold"),
    ];
    is_shown(&phone, &board, rows);
    keeps(&phone, claim(&board, &soup, None)).await;
    keeps(&phone, claim(&board, &tents, None)).await;
    // As `mh` says it: by its code.
    let code = ItemId([1; 16]).code().to_lowercase();
    let gold = keeps(&phone, claim(&board, &format!("n-{}", &code[..4]), Some(2))).await;
    let nowhere = claim(&board, &ItemId([9; 16]).to_string(), None);
    assert_eq!(phone.fails(nowhere).await.code, ErrorCode::NoSuchItem);
    let too_many = claim(&board, &lie, Some(0));
    assert_eq!(phone.fails(too_many).await.code, ErrorCode::BadField);

    // Meanwhile Alice takes the tents herself. All of it arrives, and what was shown still stands: nothing is signed.
    alice.claims(&board, &tents, None).await;
    phone.offline(false).await;
    phone
        .sees(items_query(&board), |rows| rows.len() == 2)
        .await;
    phone
        .sees_page(&board, &tents, |page| page.claims.len() == 1)
        .await;
    assert_eq!(drafts(&phone, &board).await.len(), 3);
    assert!(phone.page(&board, &soup).await.claims.is_empty());

    is_checked(&phone);
    let rows = phone
        .sees(query(&board), |rows| {
            rows.len() == 2 && rows.iter().all(|row| as_draft(row).refused.is_some())
        })
        .await;
    let why: Vec<&AppError> = rows
        .iter()
        .map(|row| as_draft(row).refused.as_ref().unwrap())
        .collect();
    assert_eq!(why[0].code, ErrorCode::ChangedSince);
    assert_eq!(
        (&*why[0].details["what"], &*why[0].details["person"]),
        ("claim", "Alice")
    );
    assert_eq!(why[1].code, ErrorCode::NoSuchItem);
    let page = alice
        .sees_page(&board, &soup, |page| page.claims.len() == 1)
        .await;
    assert_eq!(page.claims[0].by, "Bob");

    // Tried again, as it stands now: both say it, and both are kept. What never came cannot be.
    let again = |draft: &str| Intent::TryMeanwhile {
        board: board.clone(),
        draft: draft.to_owned(),
    };
    phone.does(again(&as_draft(&rows[0]).draft)).await;
    alice
        .sees_page(&board, &tents, |page| page.claims.len() == 2)
        .await;
    assert_eq!(phone.fails(again(&gold)).await.code, ErrorCode::NoSuchItem);
    assert_eq!(drafts(&phone, &board).await.len(), 1);
    let discard = || Intent::DiscardMeanwhile {
        board: board.clone(),
        draft: gold.clone(),
    };
    phone.does(discard()).await;
    assert!(drafts(&phone, &board).await.is_empty());
    assert_eq!(phone.fails(discard()).await.code, ErrorCode::NoSuchItem);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_between_signing_and_forgetting_does_nothing_twice() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let soup = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let id: BoardId = board.parse().unwrap();
    is_shown(
        &alice,
        &board,
        vec![told(&ItemId([1; 16]).to_string(), "Gold")],
    );
    let fields = BTreeMap::from([("title".to_owned(), "Candles".to_owned())]);
    let kind = ItemKind::Need;
    let candles = Deed::Add { kind, fields };
    let claims = Deed::Claim {
        item: soup.clone(),
        kind,
        title: "Soup".to_owned(),
        seen: crate::api::ItemState::Open,
        quantity: None,
        until: None,
        note: None,
    };
    // Both are signed, and the third is killed before it was: what was noted never reached the disk.
    let desk = alice.app.desk();
    for deed in [&candles, &claims] {
        let n = desk.local.keep_meanwhile(id, deed, 1).unwrap();
        killed_after_signing(desk, n).await;
        assert!(
            desk.local
                .meanwhile_one(n)
                .unwrap()
                .unwrap()
                .entry
                .is_some()
        );
    }
    let n = desk.local.keep_meanwhile(id, &candles, 1).unwrap();
    let never = trust::EntryId([7; 32]).to_string();
    desk.local.meanwhile_by(n, Some(&never)).unwrap();
    assert_eq!(alice.items(&board).await.len(), 2);
    assert_eq!(drafts(&alice, &board).await.len(), 3);

    let alice = alice.reopened().await;
    alice.sees(query(&board), <[Row]>::is_empty).await;
    // Candles twice: once by the first draft and once by the third, and no more of either.
    assert_eq!(alice.items(&board).await.len(), 3);
    assert_eq!(alice.page(&board, &soup).await.claims.len(), 1);
    let alice = alice.reopened().await;
    assert_eq!(alice.items(&board).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_is_taken_off_meanwhile_is_told_and_who_leaves_takes_the_drafts_along() {
    let (alice, bob, board) = alice_and_bob().await;
    let gold = ItemId([1; 16]).to_string();
    is_shown(&bob, &board, vec![told(&gold, "Gold")]);
    keeps(&bob, claim(&board, &gold, None)).await;
    let out = called(&alice, &board, "Bob").await;
    alice
        .does(Intent::RemovePerson {
            board: board.clone(),
            person: out.person.clone(),
            reason: RemoveReason::Other,
            note: None,
            keep_work: true,
            let_go: false,
            hide_let_in: false,
        })
        .await;
    let rows = bob
        .sees(query(&board), |rows| {
            rows.iter().any(|row| as_draft(row).refused.is_some())
        })
        .await;
    let refused = as_draft(&rows[0]).refused.as_ref().unwrap();
    assert_eq!(refused.code, ErrorCode::NotAllowed);
    let leave = Intent::LeaveBoard {
        board: board.clone(),
    };
    bob.does(leave).await;
    assert_eq!(bob.app.desk().local.count_meanwhile().unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn as_many_as_may_be_kept_are_and_no_more() {
    let (_alice, bob, board) = alice_and_bob().await;
    let phone = a_new_computer(&bob).await;
    for n in 0..MOST_MEANWHILE {
        keeps(&phone, add(&board, &format!("Candle {n}"))).await;
    }
    let error = phone.fails(add(&board, "One more")).await;
    assert_eq!(error.code, ErrorCode::TooManyDrafts);
    assert_eq!(error.details["most"], MOST_MEANWHILE.to_string());
}
