//! Alice and Bob over real connections on this machine: apart, together, and the same on both screens.

use super::people::{Person, alice_and_bob, claim, edit, items_query, meet};
use crate::api::{
    ErrorCode, Intent, ItemKind, ItemRow, ItemState, Query, Reading, ReadingAnswer, RowData,
    SavedState, StockAction,
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
        SavedState {
            on: 1,
            of: 1,
            helpers: Vec::new(),
            waits: 0,
        }
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
        SavedState {
            on: 1,
            of: 2,
            helpers: Vec::new(),
            // Bob lacks what she did since.
            waits: 3,
        }
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
    let bob = alice.lets_in("Bob", &board, 1).await;
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
    let (alice, bob, board) = alice_and_bob().await;
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
