//! Mallory sat at the door and is removed with all that she did: whom she let in stays, what coordinators let in can go.

use super::board_life::sees_head;
use super::marks::called;
use super::people::{Person, alices_board, items_query, meet};
use super::removing::goes_offline;
use crate::api::{
    ErrorCode, Intent, ItemKind, ItemsFilter, Query, Reading, ReadingAnswer, RemoveReason, Row,
    RowData, TicketKind,
};

/// Removes somebody with all that they did.
fn remove(board: &str, person: &str, let_go: bool, hide_let_in: bool) -> Intent {
    Intent::RemovePerson {
        board: board.into(),
        person: person.into(),
        reason: RemoveReason::Spam,
        note: Some("Bait".into()),
        keep_work: false,
        let_go,
        hide_let_in,
    }
}

async fn preview(person: &Person, board: &str, of: &str) -> (u32, u32) {
    let reading = Reading::PreviewRemoval {
        board: board.into(),
        person: of.into(),
    };
    match person.app.read(reading).await.unwrap() {
        ReadingAnswer::PreviewRemoval { people, let_in } => (people, let_in),
        other => panic!("{other:?}"),
    }
}

/// Waits until somebody sees a person in a role, or removed.
async fn sees_role(person: &Person, board: &str, name: &str, member: bool) {
    let people = Query::People {
        board: board.into(),
    };
    let fits = |row: &Row| match &row.data {
        RowData::Person(row) => row.name == name && row.removed.is_none(),
        _ => false,
    };
    let seen = |rows: &[Row]| rows.iter().any(fits) == member;
    person.sees(people, seen).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_mallory_let_in_stays_and_the_question_says_how_many() {
    for let_go in [false, true] {
        let (alice, board) = alices_board().await;
        let mallory = alice.lets_in("Mallory", &board, 1).await;
        // Alice is away: Dora comes in by Mallory's device, with a ticket that names it.
        let ticket = alice.ticket(&board).await;
        meet(&board, &alice, &mallory).await;
        goes_offline(&alice, &board).await;
        let dora = Person::online("Dora").await;
        dora.joins(&ticket, 1).await;
        dora.adds(&board, ItemKind::Need, &[("title", "Bread")])
            .await;
        mallory
            .adds(&board, ItemKind::Offer, &[("title", "Cheap loans")])
            .await;
        alice.offline(false).await;
        alice
            .sees(items_query(&board), |rows| rows.len() == 3)
            .await;
        let row = called(&alice, &board, "Mallory").await;
        assert_eq!(preview(&alice, &board, &row.person).await, (1, 0));
        let doras = called(&alice, &board, "Dora").await;
        assert_eq!(preview(&alice, &board, &doras.person).await, (0, 0));
        alice.does(remove(&board, &row.person, let_go, false)).await;
        let left = if let_go { 1 } else { 2 };
        alice
            .sees(items_query(&board), |rows| rows.len() == left)
            .await;
        sees_role(&alice, &board, "Mallory", false).await;
        sees_role(&alice, &board, "Dora", !let_go).await;
        let head = sees_head(&dora, &board, |head| head.removed.is_some() || !let_go).await;
        let role = if let_go { "none" } else { "editor" };
        assert_eq!(head.role, role);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_coordinators_let_in_is_counted_and_hidden_by_the_same_act() {
    let (alice, board) = alices_board().await;
    let mallory = Person::online("Mallory").await;
    mallory
        .joins(&alice.ticket_of(&board, TicketKind::Open).await, 1)
        .await;
    let mut bait = Vec::new();
    for title in ["Loans", "Jobs", "Flats"] {
        bait.push(
            mallory
                .adds(&board, ItemKind::Offer, &[("title", title)])
                .await,
        );
    }
    sees_head(&alice, &board, |head| head.held == 3).await;
    let let_in = Intent::LetInHeld {
        board: board.clone(),
        entries: bait[..2].to_vec(),
    };
    alice.does(let_in).await;
    let row = called(&alice, &board, "Mallory").await;
    assert_eq!(preview(&alice, &board, &row.person).await, (0, 2));
    let hidden = ItemsFilter {
        folded: true,
        ..ItemsFilter::default()
    };
    alice.does(remove(&board, &row.person, false, true)).await;
    assert_eq!(alice.items(&board).await.len(), 1);
    let found = alice.found(&board, hidden).await;
    assert_eq!(found.len(), 2);
    let page = alice.page(&board, &found[0].item).await;
    let why = page.row.hidden_for_all.clone().unwrap();
    assert_eq!((why.by.as_str(), why.mine), ("Alice", true));
    assert_eq!(why.note.as_deref(), Some("Bait"));
    assert_eq!(preview(&alice, &board, &row.person).await, (0, 0));
    let no_such = Reading::PreviewRemoval {
        board: board.clone(),
        person: "nobody".into(),
    };
    let refused = alice.app.read(no_such).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NoSuchPerson);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_coordinators_let_in_stays_where_nobody_asks_to_hide_it() {
    let (alice, board) = alices_board().await;
    let mallory = Person::online("Mallory").await;
    mallory
        .joins(&alice.ticket_of(&board, TicketKind::Open).await, 1)
        .await;
    let loans = mallory
        .adds(&board, ItemKind::Offer, &[("title", "Loans")])
        .await;
    sees_head(&alice, &board, |head| head.held == 1).await;
    let let_in = Intent::LetInHeld {
        board: board.clone(),
        entries: vec![loans],
    };
    alice.does(let_in).await;
    let row = called(&alice, &board, "Mallory").await;
    alice.does(remove(&board, &row.person, false, false)).await;
    assert_eq!(alice.items(&board).await.len(), 2);
}
