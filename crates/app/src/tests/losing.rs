//! Lost devices, removals that take the work too, and coordinators who are no stewards.

use super::marks::{called, person_page};
use super::people::{Person, alices_board, items_query, meet};
use super::removing::goes_offline;
use crate::api::{
    ErrorCode, Intent, ItemKind, PersonRow, Query, RemoveReason, Role, Row, RowData, SetAsideRow,
    Window,
};

fn remove(board: &str, person: &PersonRow, keep_work: bool) -> Intent {
    Intent::RemovePerson {
        board: board.into(),
        person: person.person.clone(),
        reason: RemoveReason::Harmful,
        note: None,
        keep_work,
        let_go: false,
        hide_let_in: false,
    }
}

fn revoke(board: &str, device: &str) -> Intent {
    Intent::RevokeDevice {
        board: board.into(),
        device: device.into(),
    }
}

async fn aside(person: &Person, board: &str) -> Vec<SetAsideRow> {
    let query = Query::SetAside {
        board: board.into(),
        window: Window::default(),
    };
    let rows = person.sees(query, |rows| !rows.is_empty()).await;
    let row = |row: Row| match row.data {
        RowData::SetAside(aside) => aside,
        other => panic!("{other:?}"),
    };
    rows.into_iter().map(row).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_device_is_taken_off_the_board_and_what_it_writes_then_stands_aside() {
    let (alice, board) = alices_board().await;
    let bob = alice.lets_in("Bob", &board, 1).await;
    bob.adds(&board, ItemKind::Need, &[("title", "Bread")])
        .await;
    alice
        .sees(items_query(&board), |rows| rows.len() == 2)
        .await;
    meet(&board, &alice, &bob).await;
    let row = called(&alice, &board, "Bob").await;
    let device = person_page(&alice, &board, &row)
        .await
        .device_list
        .remove(0);
    assert!(device.may_revoke && !device.revoked);
    let own = called(&bob, &board, "Bob").await;
    let own = person_page(&bob, &board, &own).await.device_list.remove(0);
    assert_eq!(
        bob.fails(revoke(&board, &own.device)).await.code,
        ErrorCode::NotYourself
    );
    let row_of_alice = called(&bob, &board, "Alice").await;
    let alices = person_page(&bob, &board, &row_of_alice)
        .await
        .device_list
        .remove(0);
    assert_eq!(
        bob.fails(revoke(&board, &alices.device)).await.code,
        ErrorCode::NotAllowed
    );
    assert_eq!(
        alice.fails(revoke(&board, "00ff")).await.code,
        ErrorCode::NoSuchDevice
    );
    // Whoever found Bob's laptop writes, and Carol hears of it; Alice takes it off the board meanwhile.
    let carol = alice.lets_in("Carol", &board, 2).await;
    goes_offline(&alice, &board).await;
    bob.adds(&board, ItemKind::Offer, &[("title", "Cheap loans")])
        .await;
    carol
        .sees(items_query(&board), |rows| rows.len() == 3)
        .await;
    alice.does(revoke(&board, &device.device)).await;
    let page = person_page(&alice, &board, &row).await;
    assert!(page.device_list[0].revoked && !page.device_list[0].may_revoke);
    assert_eq!(page.row.role, "editor", "Bob stays a member");
    alice.offline(false).await;
    carol
        .sees(items_query(&board), |rows| rows.len() == 2)
        .await;
    let rows = aside(&alice, &board).await;
    let loans = rows
        .iter()
        .find(|row| row.title.as_deref() == Some("Cheap loans"));
    let loans = loans.unwrap_or_else(|| panic!("{rows:?}"));
    assert_eq!(
        (loans.reason.as_str(), loans.by.as_deref()),
        ("device-revoked", Some("Bob"))
    );
    assert_eq!(alice.items(&board).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_removed_with_their_work_takes_it_along_until_it_is_let_in() {
    let (alice, board) = alices_board().await;
    let bob = alice.lets_in("Bob", &board, 1).await;
    let mallory = alice.lets_in("Mallory", &board, 1).await;
    let loans = mallory
        .adds(&board, ItemKind::Offer, &[("title", "Cheap loans")])
        .await;
    for person in [&alice, &bob] {
        person
            .sees(items_query(&board), |rows| rows.len() == 2)
            .await;
    }
    let row = called(&alice, &board, "Mallory").await;
    alice.does(remove(&board, &row, false)).await;
    for person in [&alice, &bob] {
        person
            .sees(items_query(&board), |rows| rows.len() == 1)
            .await;
    }
    let rows = aside(&alice, &board).await;
    let made: Vec<String> = rows
        .iter()
        .filter(|row| row.item.as_deref() == Some(&loans))
        .map(|row| row.key.clone())
        .collect();
    assert_eq!(made.len(), 1);
    let let_in = Intent::LetIn {
        board: board.clone(),
        entries: made,
    };
    alice.does(let_in).await;
    for person in [&alice, &bob] {
        person
            .sees(items_query(&board), |rows| rows.len() == 2)
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_coordinator_removes_members_and_no_coordinator_and_no_steward() {
    let (alice, board) = alices_board().await;
    let bob = alice.lets_in("Bob", &board, 1).await;
    let carol = alice.lets_in("Carol", &board, 1).await;
    let _mallory = alice.lets_in("Mallory", &board, 1).await;
    for name in ["Bob", "Carol"] {
        let row = called(&alice, &board, name).await;
        let role = Intent::SetRole {
            board: board.clone(),
            person: row.person,
            role: Role::Coordinator,
        };
        alice.does(role).await;
    }
    let knows = |rows: &[Row]| {
        let rank = |row: &&Row| matches!(&row.data, RowData::Person(p) if p.role == "coordinator" && !p.name.is_empty());
        rows.iter().filter(rank).count() == 2
    };
    let people = Query::People {
        board: board.clone(),
    };
    bob.sees(people.clone(), knows).await;
    for name in ["Alice", "Carol"] {
        let row = called(&bob, &board, name).await;
        assert!(!row.may_remove);
        let refused = bob.fails(remove(&board, &row, true)).await;
        assert_eq!(
            (refused.code, refused.details["role"].as_str()),
            (ErrorCode::NotAllowed, "coordinator")
        );
    }
    let row = called(&bob, &board, "Mallory").await;
    assert!(row.may_remove);
    bob.does(remove(&board, &row, true)).await;
    for person in [&alice, &carol] {
        let gone = |rows: &[Row]| {
            rows.iter().any(|row| {
                matches!(&row.data, RowData::Person(p) if p.removed.as_ref().is_some_and(|removed| removed.by == "Bob"))
            })
        };
        person.sees(people.clone(), gone).await;
    }
}

#[tokio::test]
async fn what_was_never_counted_is_not_none() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let soap = alice
        .adds(&board, ItemKind::Supply, &[("title", "Soap")])
        .await;
    assert_eq!(alice.items(&board).await[0].on_hand, None);
    assert_eq!(alice.page(&board, &soap).await.row.on_hand, None);
    let counted = Intent::CountStock {
        board: board.clone(),
        item: soap.clone(),
        site: None,
        counted: 0,
    };
    alice.does(counted).await;
    assert_eq!(alice.items(&board).await[0].on_hand, Some(0));
}
