//! Who was removed from a board: what their own screen says, and what is set aside of what they did to others.

use super::marks::called;
use super::people::{Person, alice_and_bob, items_query, meet};
use super::removing::goes_offline;
use crate::api::{
    AsideMatter, BoardRow, Intent, ItemKind, JoinProgress, PersonRow, Query, RemoveReason, Role,
    Row, RowData, SavedState, SetAsideRow, StatusView, TicketKind, Window,
};

fn remove(board: &str, person: &PersonRow) -> Intent {
    Intent::RemovePerson {
        board: board.into(),
        person: person.person.clone(),
        reason: RemoveReason::Other,
        note: None,
        keep_work: true,
        let_go: false,
        hide_let_in: false,
    }
}

fn as_status(rows: &[Row]) -> &StatusView {
    match &rows[0].data {
        RowData::Status(status) => status,
        other => panic!("{other:?}"),
    }
}

fn as_board(row: &Row) -> &BoardRow {
    match &row.data {
        RowData::Board(board) => board,
        other => panic!("{other:?}"),
    }
}

const ALONE: SavedState = SavedState {
    on: 1,
    of: 1,
    helpers: Vec::new(),
    waits: 0,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_removed_counts_nobody_and_is_not_told_any_more_that_they_are_in() {
    let (alice, bob, board) = alice_and_bob().await;
    meet(&board, &alice, &bob).await;
    let is_in = |rows: &[Row]| {
        let done = |row: &Row| matches!(&row.data, RowData::Join(join) if join.progress == JoinProgress::Done);
        rows.iter().any(done)
    };
    bob.sees(Query::Joins, is_in).await;
    let row = called(&alice, &board, "Bob").await;
    alice.does(remove(&board, &row)).await;
    let status = Query::Status {
        board: board.clone(),
    };
    // Nobody tells Bob anything any more: what Alice had once is no news of what she has.
    bob.sees(status.clone(), |rows| as_status(rows).saved == ALONE)
        .await;
    assert!(as_status(&bob.rows(status).await).people.is_empty());
    bob.sees(Query::Joins, |rows| rows.is_empty()).await;
    let boards = bob.rows(Query::Boards).await;
    let listed = as_board(&boards[0]);
    assert!(listed.removed.is_some() && listed.saved == ALONE);
    // Taken in again, she counts again.
    let again = Intent::SetRole {
        board: board.clone(),
        person: row.person,
        role: Role::Editor,
    };
    alice.does(again).await;
    meet(&board, &alice, &bob).await;
}

async fn sees_matters(person: &Person, board: &str, wanted: &[AsideMatter]) {
    let query = Query::SetAside {
        board: board.into(),
        window: Window::default(),
    };
    let told = |row: &Row| match &row.data {
        RowData::SetAside(SetAsideRow { by, matter, .. }) if by.as_deref() == Some("Mallory") => {
            matter.clone()
        }
        _ => None,
    };
    let all = |rows: &[Row]| {
        let matters: Vec<AsideMatter> = rows.iter().filter_map(told).collect();
        wanted.iter().all(|one| matters.contains(one))
    };
    person.sees(query, all).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_set_aside_says_whom_the_removed_coordinator_let_in() {
    let (alice, bob, board) = alice_and_bob().await;
    let mallory = alice.lets_in("Mallory", &board, 1).await;
    let row = called(&alice, &board, "Mallory").await;
    let coordinator = Intent::SetRole {
        board: board.clone(),
        person: row.person.clone(),
        role: Role::Coordinator,
    };
    alice.does(coordinator).await;
    mallory
        .sees(
            Query::Board {
                board: board.clone(),
            },
            |rows| matches!(&rows[0].data, RowData::BoardHead(head) if head.may.invite),
        )
        .await;
    goes_offline(&alice, &board).await;
    goes_offline(&bob, &board).await;
    let ticket = mallory.ticket_of(&board, TicketKind::Invite).await;
    let dora = Person::online("Dora").await;
    dora.joins(&ticket, 1).await;
    dora.adds(&board, ItemKind::Offer, &[("title", "Cheap loans")])
        .await;
    bob.offline(false).await;
    bob.sees(items_query(&board), |rows| rows.len() == 2).await;
    called(&bob, &board, "Dora").await;
    alice.does(remove(&board, &row)).await;
    alice.offline(false).await;
    let kind = "invite".to_owned();
    let wanted = [
        AsideMatter::Ticket { kind },
        AsideMatter::LetIn {
            person: "Dora".into(),
        },
    ];
    for person in [&alice, &bob] {
        sees_matters(person, &board, &wanted).await;
    }
}
