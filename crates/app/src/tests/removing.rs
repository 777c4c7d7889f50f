//! Alice coordinates, Bob edits, Mallory is removed: what each of them may do, and what each of them sees.

use super::board_life::sees_head;
use super::marks::{called, person_page};
use super::people::{Person, alice_and_bob, items_query, meet};
use crate::api::{
    ErrorCode, Intent, InvitationRow, InvitationState, ItemKind, PersonRow, Query, RemoveReason,
    Role, RowData, SetAsideKind, SetAsideRow, Window,
};

fn remove(board: &str, person: &PersonRow) -> Intent {
    Intent::RemovePerson {
        board: board.into(),
        person: person.person.clone(),
        reason: RemoveReason::Spam,
        note: Some("Advertising, three times".into()),
        keep_work: true,
        let_go: false,
        hide_let_in: false,
    }
}

fn aside_query(board: &str) -> Query {
    Query::SetAside {
        board: board.into(),
        window: Window::default(),
    }
}

/// Cuts somebody off, and waits until nobody is connected any more.
pub(super) async fn goes_offline(person: &Person, board: &str) {
    person.offline(true).await;
    let status = Query::Status {
        board: board.into(),
    };
    let alone = |rows: &[crate::api::Row]| match &rows[0].data {
        RowData::Status(status) => status.network.connected == 0,
        _ => false,
    };
    person.sees(status, alone).await;
}

fn as_aside(data: &RowData) -> &SetAsideRow {
    match data {
        RowData::SetAside(row) => row,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_removed_is_shown_so_and_their_later_work_waits_to_be_let_in() {
    let (alice, bob, board) = alice_and_bob().await;
    let mallory = alice.lets_in("Mallory", &board, 1).await;
    mallory
        .adds(&board, ItemKind::Need, &[("title", "Bread")])
        .await;
    for person in [&alice, &bob] {
        person
            .sees(items_query(&board), |rows| rows.len() == 2)
            .await;
    }
    let row = called(&alice, &board, "Mallory").await;
    // An editor removes nobody.
    let refused = bob.fails(remove(&board, &row)).await;
    assert_eq!(
        (refused.code, refused.details["role"].as_str()),
        (ErrorCode::NotAllowed, "editor")
    );
    // Alice removes her from afar; what she does meanwhile reaches Bob.
    goes_offline(&alice, &board).await;
    let late = mallory
        .adds(&board, ItemKind::Offer, &[("title", "Cheap loans")])
        .await;
    bob.sees(items_query(&board), |rows| rows.len() == 3).await;
    alice.does(remove(&board, &row)).await;
    alice.offline(false).await;
    let seen = called(&bob, &board, "Mallory").await;
    let bob_sees = |rows: &[crate::api::Row]| {
        rows.iter().any(|row| {
            // When, its device knows once the index has it.
            let known = |p: &PersonRow| {
                p.removed
                    .as_ref()
                    .is_some_and(|removed| removed.at.is_some())
            };
            matches!(&row.data, RowData::Person(p) if p.name == "Mallory" && known(p))
        })
    };
    let people = Query::People {
        board: board.clone(),
    };
    bob.sees(people, bob_sees).await;
    let page = person_page(&bob, &board, &seen).await;
    let removed = page.row.removed.clone().unwrap();
    assert_eq!(
        (removed.by.as_str(), removed.reason, removed.mine),
        ("Alice", RemoveReason::Spam, false)
    );
    assert_eq!(removed.note.as_deref(), Some("Advertising, three times"));
    assert!(removed.at.is_some() && !page.row.may_remove);
    assert!(page.knows.iter().any(|line| line.me && line.knows));
    // What Mallory had done before still stands; the rest waits to be let in.
    bob.sees(items_query(&board), |rows| rows.len() == 2).await;
    for person in [&alice, &bob] {
        let rows = person
            .sees(aside_query(&board), |rows| !rows.is_empty())
            .await;
        let there = rows.iter().map(|row| as_aside(&row.data));
        let loans: Vec<_> = there
            .filter(|row| row.item.as_deref() == Some(&late))
            .collect();
        let [aside] = &loans[..] else {
            panic!("{rows:?}");
        };
        assert_eq!(
            (aside.kind, aside.reason.as_str(), aside.by.as_deref()),
            (SetAsideKind::NotAllowed, "removed", Some("Mallory"))
        );
        assert_eq!(aside.title.as_deref(), Some("Cheap loans"));
        assert_eq!(aside.what, Some(crate::api::ActivityKind::Made));
        assert_eq!(aside.may_let_in, person.people(&board).await[0].me);
    }
    let rows = alice.rows(aside_query(&board)).await;
    let entries = rows.iter().map(|row| row.key.clone()).collect();
    let let_in = Intent::LetIn {
        board: board.clone(),
        entries,
    };
    alice.does(let_in).await;
    for person in [&alice, &bob] {
        person
            .sees(items_query(&board), |rows| rows.len() == 3)
            .await;
    }
    let head = sees_head(&mallory, &board, |head| head.removed.is_some()).await;
    assert_eq!(
        (head.removed.unwrap().by.as_str(), head.role.as_str()),
        ("Alice", "none")
    );
    let refused = mallory.app.dispatch(Intent::AddItem {
        board: board.clone(),
        kind: ItemKind::Need,
        fields: [("title".to_owned(), "More loans".to_owned())].into(),
    });
    let refused = refused.await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotAllowed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_without_a_right_stands_aside_until_it_is_let_in() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let soup = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let bob = alice.lets_in("Bob", &board, 1).await;
    meet(&board, &alice, &bob).await;
    let row = called(&alice, &board, "Bob").await;
    // Bob works on without a network while Alice makes him a reader.
    goes_offline(&bob, &board).await;
    bob.edits(&board, &soup, "title", "Hot soup").await;
    let role = |role| Intent::SetRole {
        board: board.clone(),
        person: row.person.clone(),
        role,
    };
    assert_eq!(
        row.may_set_role,
        [Role::Coordinator, Role::Contributor, Role::Reader]
    );
    alice.does(role(Role::Reader)).await;
    assert_eq!(called(&alice, &board, "Bob").await.role, "reader");
    bob.offline(false).await;
    let rows = alice
        .sees(aside_query(&board), |rows| rows.len() == 1)
        .await;
    let aside = as_aside(&rows[0].data).clone();
    assert_eq!(
        (aside.kind, aside.by.as_deref(), aside.title.as_deref()),
        (SetAsideKind::NotAllowed, Some("Bob"), Some("Soup"))
    );
    assert!(aside.may_let_in, "{aside:?}");
    assert_eq!(sees_head(&alice, &board, |_| true).await.set_aside, 1);
    let let_in = Intent::LetIn {
        board: board.clone(),
        entries: vec![aside.key],
    };
    alice.does(let_in.clone()).await;
    alice
        .sees_page(&board, &soup, |page| page.row.title == "Hot soup")
        .await;
    alice
        .sees(aside_query(&board), |rows| rows.is_empty())
        .await;
    bob.sees_page(&board, &soup, |page| page.row.title == "Hot soup")
        .await;
    assert_eq!(bob.fails(let_in).await.code, ErrorCode::NotAllowed);
    alice.does(role(Role::Editor)).await;
    sees_head(&bob, &board, |head| head.role == "editor").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_holds_a_removed_ticket_is_told() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let ticket = alice.ticket(&board).await;
    let query = Query::Invitations {
        board: board.clone(),
    };
    let row = |data: RowData| -> InvitationRow {
        match data {
            RowData::Invitation(row) => row,
            other => panic!("{other:?}"),
        }
    };
    let made = row(alice.rows(query.clone()).await.remove(0).data);
    assert!(made.may_remove && made.state == InvitationState::Live);
    let remove = Intent::RemoveTicket {
        board: board.clone(),
        ticket: made.ticket,
    };
    alice.does(remove.clone()).await;
    let made = row(alice.rows(query).await.remove(0).data);
    assert_eq!(
        (made.state, made.may_remove, made.text),
        (InvitationState::Removed, false, None)
    );
    assert_eq!(alice.fails(remove).await.code, ErrorCode::NoSuchTicket);
    let bob = Person::online("Bob").await;
    bob.does(Intent::Join { ticket }).await;
    let told = crate::api::JoinProgress::Refused {
        code: ErrorCode::TicketRemoved,
    };
    bob.sees(Query::Joins, |rows| {
        rows.iter()
            .any(|row| matches!(&row.data, RowData::Join(join) if join.progress == told))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_is_left_and_the_last_steward_stays() {
    let (alice, bob, board) = alice_and_bob().await;
    let leave = Intent::LeaveBoard {
        board: board.clone(),
    };
    assert_eq!(
        alice.fails(leave.clone()).await.code,
        ErrorCode::LastSteward
    );
    bob.does(leave).await;
    assert!(bob.rows(Query::Boards).await.is_empty());
    let bob = bob.reopened().await;
    assert!(bob.rows(Query::Boards).await.is_empty());
    assert_eq!(alice.items(&board).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_coordinator_hides_for_everybody_and_shows_again() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let soup = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let bob = alice.lets_in("Bob", &board, 1).await;
    let hide = |on| Intent::HideForAll {
        board: board.clone(),
        item: soup.clone(),
        reason: crate::api::HideReason::Private,
        on,
    };
    assert_eq!(bob.fails(hide(true)).await.code, ErrorCode::NotAllowed);
    alice.does(hide(true)).await;
    bob.sees(items_query(&board), |rows| rows.is_empty()).await;
    let page = bob.page(&board, &soup).await;
    let hidden = page.row.hidden_for_all.unwrap();
    assert_eq!(
        (hidden.by.as_str(), hidden.reason),
        ("Alice", crate::api::HideReason::Private)
    );
    alice.does(hide(false)).await;
    bob.sees(items_query(&board), |rows| rows.len() == 1).await;
}
