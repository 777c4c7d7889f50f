//! What a person notes for themselves: folded away here, and nowhere else.

use super::board_life::sees_head;
use super::people::{Person, items_query, meet};
use crate::api::{
    ErrorCode, Intent, ItemKind, ItemsFilter, PersonRow, PersonView, Query, RowData, TicketKind,
};

fn folded() -> ItemsFilter {
    ItemsFilter {
        folded: true,
        ..ItemsFilter::default()
    }
}

pub(super) async fn person_page(who: &Person, board: &str, person: &PersonRow) -> PersonView {
    let query = Query::Person {
        board: board.into(),
        person: person.person.clone(),
    };
    match who.rows(query).await.remove(0).data {
        RowData::PersonPage(page) => *page,
        other => panic!("{other:?}"),
    }
}

/// Returns the row of somebody by their name.
pub(super) async fn called(who: &Person, board: &str, name: &str) -> PersonRow {
    let query = Query::People {
        board: board.into(),
    };
    let there = |row: &crate::api::Row| matches!(&row.data, RowData::Person(p) if p.name == name);
    let rows = who.sees(query, |rows| rows.iter().any(there)).await;
    let row = rows.into_iter().find(there).unwrap();
    match row.data {
        RowData::Person(person) => person,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_blocked_makes_is_folded_away_for_the_reader_alone() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let soup = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let shown_at_once = Intent::SetHoldNew {
        board: board.clone(),
        on: false,
    };
    alice.does(shown_at_once).await;
    let mallory = Person::online("Mallory").await;
    mallory
        .joins(&alice.ticket_of(&board, TicketKind::Open).await, 1)
        .await;
    let spam = mallory
        .adds(&board, ItemKind::Need, &[("title", "Buy this")])
        .await;
    let comment = Intent::Comment {
        board: board.clone(),
        item: soup.clone(),
        text: "Buy this".into(),
    };
    mallory.does(comment).await;
    meet(&board, &alice, &mallory).await;
    let row = called(&alice, &board, "Mallory").await;
    assert!(row.is_new && row.may_remove && !row.blocked && !row.met);
    let block = |on| Intent::Block {
        board: board.clone(),
        person: row.person.clone(),
        on,
    };
    alice.does(block(true)).await;
    let shown = alice.items(&board).await;
    assert_eq!(shown.len(), 1);
    let away = alice.found(&board, folded()).await;
    assert_eq!((away.len(), away[0].item.as_str()), (1, spam.as_str()));
    assert!(away[0].by_blocked);
    assert_eq!(sees_head(&alice, &board, |_| true).await.needs, 1);
    assert!(alice.page(&board, &soup).await.comments[0].folded);
    assert_eq!(mallory.items(&board).await.len(), 2);
    // It outlives a restart, and is taken back.
    let alice = alice.reopened().await;
    assert_eq!(alice.items(&board).await.len(), 1);
    alice.does(block(false)).await;
    alice
        .sees(items_query(&board), |rows| rows.len() == 2)
        .await;
    let me = alice.people(&board).await.remove(0);
    let oneself = Intent::Block {
        board: board.clone(),
        person: me.person,
        on: true,
    };
    assert_eq!(alice.fails(oneself).await.code, ErrorCode::NotYourself);
}

#[tokio::test]
async fn an_item_is_hidden_for_the_reader_and_comes_back() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let soup = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let hide = |on| Intent::HideItem {
        board: board.clone(),
        item: soup.clone(),
        on,
    };
    alice.does(hide(true)).await;
    assert!(alice.items(&board).await.is_empty());
    assert!(alice.found(&board, folded()).await[0].hidden_for_me);
    assert_eq!(sees_head(&alice, &board, |_| true).await.needs, 0);
    alice.does(hide(false)).await;
    assert_eq!(alice.items(&board).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_persons_page_tells_their_devices_and_how_they_came() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 0).await;
    meet(&board, &alice, &bob).await;
    let row = called(&alice, &board, "Bob").await;
    let met = Intent::MarkMet {
        board: board.clone(),
        person: row.person.clone(),
        on: true,
    };
    alice.does(met).await;
    let page = person_page(&alice, &board, &row).await;
    assert!(page.row.met && !page.row.is_new);
    assert_eq!(page.row.admitted_by.as_deref(), Some("Alice"));
    assert_eq!(page.admitted_by_ticket.as_deref(), Some("invite"));
    assert!(page.admitted_at.is_some());
    let [device] = &page.device_list[..] else {
        panic!("{:?}", page.device_list);
    };
    assert!(!device.me && device.connected && device.may_revoke && device.since.is_some());
    let alices = bob
        .people(&board)
        .await
        .into_iter()
        .find(|row| !row.me)
        .unwrap();
    let number = page.safety.unwrap();
    let page = person_page(&bob, &board, &alices).await;
    assert_eq!(page.safety, Some(number));
    assert_eq!(page.row.admitted_by, None);
    assert_eq!(
        (page.row.met, page.device_list[0].may_revoke),
        (false, false)
    );
    assert!(page.row.may_set_role.is_empty() && !page.row.may_remove);
    let unknown = Query::Person {
        board,
        person: "00".repeat(32),
    };
    let unknown = crate::api::Reading::View { query: unknown };
    let refused = alice.app.read(unknown).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NoSuchPerson);
}
