//! What people are called who were removed with all of their work.

use super::marks::{called, person_page};
use super::people::{Person, items_query};
use super::removing::goes_offline;
use crate::api::{Intent, ItemKind, PersonRow, Query, RemoveReason, Row, RowData, Window};

fn remove_with_work(board: &str, person: &PersonRow) -> Intent {
    Intent::RemovePerson {
        board: board.into(),
        person: person.person.clone(),
        reason: RemoveReason::Harmful,
        note: None,
        keep_work: false,
        let_go: false,
        hide_let_in: false,
    }
}

/// Waits until a thing of this title is set aside for somebody, and all that is set aside is Bob's.
async fn sees_aside_by_bob(person: &Person, board: &str, title: &str) {
    let query = Query::SetAside {
        board: board.into(),
        window: Window::default(),
    };
    let expected = |rows: &[Row]| {
        let mut titled = false;
        let all = rows.iter().all(|row| match &row.data {
            RowData::SetAside(aside) => {
                titled |= aside.title.as_deref() == Some(title);
                aside.by.as_deref() == Some("Bob")
            }
            _ => false,
        });
        all && titled
    };
    person.sees(query, expected).await;
}

/// Waits until somebody sees these items and no others, by title.
async fn sees_items(person: &Person, board: &str, titles: [&str; 2]) {
    let expected = |rows: &[Row]| {
        let shown: Vec<_> = rows
            .iter()
            .filter_map(|row| match &row.data {
                RowData::Item(item) => Some(item.title.as_str()),
                _ => None,
            })
            .collect();
        shown == titles
    };
    person.sees(items_query(board), expected).await;
}

/// Waits until somebody sees one former member of this name, and nobody else who was removed.
async fn sees_former(person: &Person, board: &str, name: &str) -> PersonRow {
    let query = Query::People {
        board: board.into(),
    };
    let former = |row: &Row| match &row.data {
        RowData::Person(person) if person.removed.is_some() => Some(person.clone()),
        _ => None,
    };
    let one = |rows: &[Row]| {
        let mut all = rows.iter().filter_map(former);
        all.next().is_some_and(|person| person.name == name) && all.next().is_none()
    };
    let rows = person.sees(query, one).await;
    rows.iter().find_map(former).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_removed_with_all_their_work_keeps_the_name_they_had() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    // Made before Bob is there, so that it does not name his device: whom he let in goes with his work.
    let for_carol = alice.ticket(&board).await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 1).await;
    bob.adds(&board, ItemKind::Need, &[("title", "Bread")])
        .await;
    let carol = Person::online("Carol").await;
    carol.joins(&for_carol, 2).await;
    carol
        .adds(&board, ItemKind::Need, &[("title", "Milk")])
        .await;
    for person in [&alice, &bob, &carol] {
        person
            .sees(items_query(&board), |rows| rows.len() == 3)
            .await;
    }
    // Alice removes Bob from afar; meanwhile he calls himself Alice, and Carol hears it.
    let row = called(&alice, &board, "Bob").await;
    called(&carol, &board, "Bob").await;
    goes_offline(&alice, &board).await;
    alice.does(remove_with_work(&board, &row)).await;
    let former = sees_former(&alice, &board, "Bob").await;
    assert_eq!(former.person, row.person);
    bob.does(Intent::SetName {
        name: "Alice".into(),
    })
    .await;
    bob.adds(&board, ItemKind::Offer, &[("title", "Cheap loans")])
        .await;
    carol
        .sees(items_query(&board), |rows| rows.len() == 4)
        .await;
    alice.offline(false).await;
    for person in [&alice, &carol] {
        // None of it counts, and all of it is his.
        sees_aside_by_bob(person, &board, "Cheap loans").await;
        let former = sees_former(person, &board, "Bob").await;
        let page = person_page(person, &board, &former).await;
        assert_eq!(page.row.name, "Bob");
        assert!(page.row.removed.is_some());
        sees_items(person, &board, ["Milk", "Soup"]).await;
    }
    // An index that is made anew says the same.
    let carol = carol
        .reopened_after(|folder| std::fs::remove_file(folder.join("index.db")).unwrap())
        .await;
    sees_former(&carol, &board, "Bob").await;
    // Who comes later is told the same.
    let dora = Person::online("Dora").await;
    dora.joins(&alice.ticket(&board).await, 2).await;
    sees_former(&dora, &board, "Bob").await;
}
