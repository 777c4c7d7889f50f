//! Alice and Bob over real connections on this machine: apart, together, and the same on both screens.

use super::people::{Person, claim, edit, items_query};
use crate::api::{
    ErrorCode, Intent, ItemKind, ItemRow, ItemState, Query, Reading, ReadingAnswer, RowData,
    SavedState, StockAction, TicketKind,
};

fn given_out(board: &str, item: &str, quantity: u32) -> Intent {
    Intent::MoveStock {
        board: board.into(),
        item: item.into(),
        site: None,
        action: StockAction::GivenOut,
        quantity,
        note: None,
    }
}

/// Waits until both hold all that the other has.
async fn meet(board: &str, one: &Person, other: &Person) {
    for person in [one, other] {
        let query = Query::Status {
            board: board.into(),
        };
        person
            .sees(query, |rows| match &rows[0].data {
                RowData::Status(status) => status.saved == SavedState { on: 2, of: 2 },
                _ => false,
            })
            .await;
    }
}

/// What both must show in the same way: all but whose it is.
fn shared(items: Vec<ItemRow>) -> Vec<ItemRow> {
    items
        .into_iter()
        .map(|item| ItemRow {
            claimed_by_me: false,
            ..item
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alice_and_bob_work_apart_meet_and_see_the_same() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let blankets = alice
        .adds(&board, ItemKind::Supply, &[("title", "Blankets")])
        .await;
    let counted = Intent::CountStock {
        board: board.clone(),
        item: blankets.clone(),
        site: None,
        counted: 10,
    };
    alice.does(counted).await;
    assert_eq!(
        alice.status(&board).await.saved,
        SavedState { on: 1, of: 1 }
    );

    let bob = Person::online("Bob").await;
    assert_eq!(bob.joins(&alice.ticket(&board).await, 2).await, board);
    alice
        .sees(
            Query::People {
                board: board.clone(),
            },
            |rows| {
                rows.iter()
                    .any(|row| matches!(&row.data, RowData::Person(p) if p.name == "Bob"))
            },
        )
        .await;
    meet(&board, &alice, &bob).await;
    let people = bob.people(&board).await;
    let bobs = people.iter().find(|person| person.me).unwrap();
    assert_eq!(
        (bobs.role.as_str(), bobs.admitted_by.as_deref()),
        ("editor", Some("Alice"))
    );

    alice.offline(true).await;
    bob.offline(true).await;
    alice.claims(&board, &need, None).await;
    bob.claims(&board, &need, None).await;
    alice.edits(&board, &need, "title", "Hot soup").await;
    bob.edits(&board, &need, "title", "Soup for 20").await;
    alice.does(given_out(&board, &blankets, 7)).await;
    bob.does(given_out(&board, &blankets, 6)).await;
    assert_eq!(
        alice.status(&board).await.saved,
        SavedState { on: 1, of: 2 }
    );
    assert_eq!(alice.page(&board, &need).await.claims.len(), 1);
    alice.offline(false).await;
    bob.offline(false).await;

    meet(&board, &alice, &bob).await;
    for person in [&alice, &bob] {
        let page = person
            .sees_page(&board, &need, |page| page.claims.len() == 2)
            .await;
        assert_eq!(page.row.state, ItemState::Claimed);
        assert!(page.notices.contains(&"overClaimed".to_owned()));
        assert!(page.row.two_versions);
        let title = &page.fields[0];
        let mut versions: Vec<(&str, &str)> = title
            .versions
            .iter()
            .map(|version| (version.by.as_str(), version.value.as_deref().unwrap()))
            .collect();
        versions.sort_unstable();
        assert_eq!(versions, [("Alice", "Hot soup"), ("Bob", "Soup for 20")]);
        let stock = person.page(&board, &blankets).await;
        assert_eq!(stock.row.on_hand, Some(-3));
        assert!(stock.notices.contains(&"belowZero".to_owned()));
    }
    let (a, b) = (alice.items(&board).await, bob.items(&board).await);
    assert_eq!(shared(a), shared(b));

    // Bob settles the title with one write; Alice's undo of hers is refused and names him.
    let leading = bob.page(&board, &need).await.row.title;
    bob.does(edit(&board, &need, "title", &leading)).await;
    alice
        .sees_page(&board, &need, |page| !page.row.two_versions)
        .await;
    alice
        .does(Intent::Undo {
            board: board.clone(),
        })
        .await;
    let since = alice
        .fails(Intent::Undo {
            board: board.clone(),
        })
        .await;
    assert_eq!(
        (since.code, since.details["person"].as_str()),
        (ErrorCode::ChangedSince, "Bob")
    );
    alice
        .does(Intent::Undo {
            board: board.clone(),
        })
        .await;
    let page = bob
        .sees_page(&board, &need, |page| page.claims.len() == 1)
        .await;
    assert_eq!(page.claims[0].by, "Bob");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_arrive_live_and_sync_reports_equal() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 1).await;
    alice.edits(&board, &need, "title", "Hot soup").await;
    bob.sees_page(&board, &need, |page| page.row.title == "Hot soup")
        .await;
    bob.does(claim(&board, &need, None)).await;
    alice
        .sees_page(&board, &need, |page| page.row.claimed_by == ["Bob"])
        .await;
    match bob
        .app
        .read(Reading::Sync { for_seconds: 20 })
        .await
        .unwrap()
    {
        ReadingAnswer::Sync {
            equal,
            reached,
            boards,
            ..
        } => {
            assert!(equal);
            assert_eq!((reached, boards.len()), (1, 1));
            assert_eq!(boards[0].name, "Mill Road");
        }
        other => panic!("{other:?}"),
    }
    // Both come back after a restart and meet again by themselves.
    let alice = alice.reopened().await;
    let bob = bob.reopened().await;
    alice
        .adds(&board, ItemKind::Need, &[("title", "Bread")])
        .await;
    bob.sees(items_query(&board), |rows| rows.len() == 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_list_of_two_people_is_shown_once() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 1).await;
    meet(&board, &alice, &bob).await;
    alice.offline(true).await;
    bob.offline(true).await;
    let list = "Name,Address\nFEMA,1 Mill Rd\nFEMA,2 Hill St\nHall,3 Lake Ln\n";
    for person in [&alice, &bob] {
        let import = Intent::Import {
            board: board.clone(),
            request: crate::api::ImportRequest {
                source: crate::api::ImportSource::Bytes {
                    name: "sites.csv".into(),
                    base64: data_encoding::BASE64.encode(list.as_bytes()),
                },
                kind: Some(ItemKind::Site),
                columns: None,
            },
        };
        person.does(import).await;
        assert_eq!(person.items(&board).await.len(), 4);
    }
    alice.offline(false).await;
    bob.offline(false).await;
    meet(&board, &alice, &bob).await;
    for person in [&alice, &bob] {
        person
            .sees(items_query(&board), |rows| rows.len() == 4)
            .await;
    }
    assert_eq!(
        shared(alice.items(&board).await),
        shared(bob.items(&board).await)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_that_is_used_up_is_told_so() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let ticket = alice.ticket(&board).await;
    let bob = Person::online("Bob").await;
    bob.joins(&ticket, 0).await;
    let mallory = Person::online("Mallory").await;
    mallory.does(Intent::Join { ticket }).await;
    mallory
        .sees(Query::Joins, |rows| {
            rows.iter().any(|row| match &row.data {
                RowData::Join(join) => {
                    join.progress
                        == crate::api::JoinProgress::Refused {
                            code: ErrorCode::TicketUsedUp,
                        }
                }
                _ => false,
            })
        })
        .await;
    assert!(mallory.rows(Query::Boards).await.is_empty());
    mallory.does(Intent::CancelJoin { board }).await;
    assert!(mallory.rows(Query::Joins).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn roles_hold_a_reader_reads_and_a_contributor_edits_their_own() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let carol = Person::online("Carol").await;
    carol
        .joins(&alice.ticket_of(&board, TicketKind::Open).await, 1)
        .await;
    let dora = Person::online("Dora").await;
    dora.joins(&alice.ticket_of(&board, TicketKind::Reader).await, 1)
        .await;

    let refused = carol.fails(edit(&board, &need, "title", "Mine")).await;
    assert_eq!(refused.code, ErrorCode::NotAllowed);
    assert_eq!(refused.details["role"], "contributor");
    assert!(!carol.page(&board, &need).await.may_edit);
    carol.does(claim(&board, &need, None)).await;
    let own = carol
        .adds(&board, ItemKind::Offer, &[("title", "Bread")])
        .await;
    carol.edits(&board, &own, "title", "Fresh bread").await;
    let refused = dora.fails(claim(&board, &need, None)).await;
    assert_eq!(
        (refused.code, refused.details["role"].as_str()),
        (ErrorCode::NotAllowed, "reader")
    );
    dora.sees(items_query(&board), |rows| rows.len() == 2).await;
    let page = dora
        .sees_page(&board, &need, |page| page.row.claimed_by == ["Carol"])
        .await;
    assert!(!page.may_edit);
    let invited = carol.app.dispatch(Intent::Invite {
        board: board.clone(),
        kind: TicketKind::Invite,
        uses: None,
        expires_at: None,
    });
    assert_eq!(invited.await.unwrap_err().code, ErrorCode::NotAllowed);
    // A new name reaches everybody.
    alice
        .does(Intent::SetName {
            name: "Alice Moss".into(),
        })
        .await;
    dora.sees_page(&board, &need, |page| page.row.made_by == "Alice Moss")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undo_and_late_edits_never_touch_the_work_of_others() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let put_away = alice
        .adds(&board, ItemKind::Need, &[("title", "Old")])
        .await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 2).await;
    bob.edits(&board, &need, "title", "Bread").await;
    alice
        .sees_page(&board, &need, |page| page.row.title == "Bread")
        .await;
    let late = |base: &str| Intent::EditItem {
        board: board.clone(),
        item: need.clone(),
        changes: vec![crate::api::FieldChange {
            field: "title".into(),
            value: Some("Hot soup".into()),
            base: Some(base.into()),
        }],
    };
    let refused = alice.fails(late("Soup")).await;
    assert_eq!(
        (refused.code, refused.details["person"].as_str()),
        (ErrorCode::ChangedSince, "Bob")
    );
    let undo = || Intent::Undo {
        board: board.clone(),
    };
    let refused = alice.fails(undo()).await;
    assert_eq!(refused.code, ErrorCode::ChangedSince);
    assert!(!alice.page(&board, &need).await.row.archived);
    alice.does(late("Bread")).await;
    assert_eq!(alice.page(&board, &need).await.row.title, "Hot soup");

    // Both put it away, apart: Alice's undo lifts her own word only.
    meet(&board, &alice, &bob).await;
    alice.offline(true).await;
    for person in [&alice, &bob] {
        let (board, item) = (board.clone(), put_away.clone());
        person.does(Intent::Archive { board, item }).await;
    }
    alice.offline(false).await;
    meet(&board, &alice, &bob).await;
    alice.does(undo()).await;
    assert!(alice.page(&board, &put_away).await.row.archived);
    bob.does(undo()).await;
    alice
        .sees_page(&board, &put_away, |page| !page.row.archived)
        .await;
}
