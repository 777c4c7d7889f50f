//! One person, no network: everything works, is kept, and is told as it is.

use std::collections::BTreeMap;

use super::people::{Person, claim, edit};
use crate::api::{
    ActivityKind, ErrorCode, Intent, ItemKind, ItemState, ItemsFilter, Query, Reading, RowData,
    SavedState, StockAction, Template,
};
use crate::{Clock, SystemClock};

#[tokio::test]
async fn a_board_begins_with_a_name_and_nothing_works_without_one() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let rows = alice.rows(Query::Boards).await;
    let RowData::Board(row) = &rows[0].data else {
        panic!("{rows:?}");
    };
    assert_eq!(
        (row.name.as_str(), row.people, row.open_needs),
        ("Mill Road", 1, 0)
    );
    assert_eq!(
        row.saved,
        SavedState {
            on: 1,
            of: 1,
            helpers: Vec::new(),
            waits: 0,
        }
    );
    let people = alice.people(&board).await;
    assert_eq!(
        (people[0].name.as_str(), people[0].role.as_str()),
        ("Alice", "steward")
    );
    assert!(people[0].me && people[0].holds_all);

    let nameless = alice.fails(Intent::SetName { name: "  ".into() }).await;
    assert_eq!(nameless.code, ErrorCode::BadField);
    let untitled = Intent::CreateBoard {
        name: " ".into(),
        template: Template::Relief,
    };
    assert_eq!(alice.fails(untitled).await.details["field"], "name");
    assert_eq!(alice.rows(Query::Boards).await.len(), 1);
}

#[tokio::test]
async fn what_alice_does_is_there_after_closing_and_after_the_index_was_deleted() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(
            &board,
            ItemKind::Need,
            &[("title", "Blankets"), ("quantity", "10"), ("urgency", "4")],
        )
        .await;
    let hall = alice
        .adds(&board, ItemKind::Site, &[("title", "Hall")])
        .await;
    let soap = alice
        .adds(
            &board,
            ItemKind::Supply,
            &[("title", "Soap"), ("unit", "bar")],
        )
        .await;
    alice.edits(&board, &need, "title", "Warm blankets").await;
    alice.claims(&board, &need, Some(4)).await;
    let counted = Intent::CountStock {
        board: board.clone(),
        item: soap.clone(),
        site: Some(hall.clone()),
        counted: 50,
    };
    alice.does(counted).await;
    let out = Intent::MoveStock {
        board: board.clone(),
        item: soap.clone(),
        site: Some(hall.clone()),
        action: StockAction::GivenOut,
        quantity: 6,
        note: None,
    };
    alice.does(out).await;
    let says = Intent::Comment {
        board: board.clone(),
        item: need.clone(),
        text: "From the <b>church</b>".into(),
    };
    alice.does(says).await;

    let page = alice.page(&board, &need).await;
    assert_eq!(page.row.state, ItemState::PartClaimed);
    assert_eq!(page.row.remaining, Some(6));
    assert_eq!(page.row.claimed_by, ["Alice"]);
    assert_eq!(page.comments[0].text, "From the <b>church</b>");
    let what: Vec<&ActivityKind> = page.history.iter().map(|line| &line.what).collect();
    let edited = ActivityKind::Edited {
        field: "title".into(),
        value: Some("Warm blankets".into()),
    };
    let claimed = ActivityKind::Claimed { quantity: Some(4) };
    assert_eq!(
        what,
        [
            &ActivityKind::Commented,
            &claimed,
            &edited,
            &ActivityKind::Made
        ]
    );
    let soap_page = alice.page(&board, &soap).await;
    assert_eq!(soap_page.stock[0].on_hand, 44);
    assert_eq!(soap_page.stock[0].site_name.as_deref(), Some("Hall"));

    let items = alice.items(&board).await;
    assert_eq!(items.len(), 3);
    let alice = alice.reopened().await;
    assert_eq!(alice.items(&board).await, items);
    assert_eq!(alice.page(&board, &need).await, page);
    let alice = alice
        .reopened_after(|folder| {
            std::fs::remove_file(folder.join("index.db")).unwrap();
            for ending in ["index.db-wal", "index.db-shm"] {
                let _ = std::fs::remove_file(folder.join(ending));
            }
        })
        .await;
    assert_eq!(alice.items(&board).await, items);
    assert_eq!(alice.page(&board, &need).await, page);
    assert_eq!(alice.page(&board, &page.row.code).await, page);
}

#[tokio::test]
async fn drafts_and_settings_survive_reopening() {
    let alice = Person::alone("Alice").await;
    let draft = Intent::SaveDraft {
        key: "new-need".into(),
        text: "Blan".into(),
    };
    alice.does(draft).await;
    let alice = alice.reopened().await;
    let drafts = alice.rows(Query::Drafts).await;
    assert!(matches!(&drafts[0].data, RowData::Draft(draft) if draft.text == "Blan"));
    let settings = alice.rows(Query::Settings).await;
    assert!(matches!(&settings[0].data, RowData::Settings(s) if s.name == "Alice"));
}

#[tokio::test]
async fn refusals_have_codes_and_change_nothing() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let untitled = Intent::AddItem {
        board: board.clone(),
        kind: ItemKind::Need,
        fields: BTreeMap::new(),
    };
    let refused = alice.fails(untitled).await;
    assert_eq!(
        (refused.code, refused.details["why"].as_str()),
        (ErrorCode::BadField, "empty")
    );
    let why = async |field: &str, value: &str| {
        let refused = alice.fails(edit(&board, &need, field, value)).await;
        assert_eq!(refused.details["field"], field);
        refused.details["why"].clone()
    };
    assert_eq!(why("title", " ").await, "empty");
    assert_eq!(why("quantity", "ten").await, "notANumber");
    assert_eq!(why("urgency", "5").await, "notAChoice");
    assert_eq!(why("colour", "red").await, "unknownField");
    assert_eq!(why("site", "S-NONE").await, "notAChoice");
    assert_eq!(why("details", &"x".repeat(20_000)).await, "tooLong");

    let release = Intent::Release {
        board: board.clone(),
        item: need.clone(),
    };
    assert_eq!(alice.fails(release).await.code, ErrorCode::NothingToRelease);
    let none = alice.fails(claim(&board, "N-QQQQ", None)).await;
    assert_eq!(none.code, ErrorCode::NoSuchItem);
    let elsewhere = alice.fails(claim(&"0".repeat(64), &need, None)).await;
    assert_eq!(elsewhere.code, ErrorCode::NoSuchBoard);
    let damaged = Intent::Join {
        ticket: "mh1damaged".into(),
    };
    assert_eq!(alice.fails(damaged).await.code, ErrorCode::TicketDamaged);
    let own = alice.ticket(&board).await;
    let member = alice.fails(Intent::Join { ticket: own }).await;
    assert_eq!(member.code, ErrorCode::AlreadyMember);
    let page = alice.page(&board, &need).await;
    assert_eq!((page.row.title.as_str(), page.history.len()), ("Soup", 1));
}

#[tokio::test]
async fn archiving_hides_and_restoring_shows() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let (b, i) = (board.clone(), need.clone());
    alice.does(Intent::Archive { board: b, item: i }).await;
    assert!(alice.items(&board).await.is_empty());
    let archived = ItemsFilter {
        archived: true,
        ..ItemsFilter::default()
    };
    assert_eq!(alice.found(&board, archived.clone()).await.len(), 1);
    let (b, i) = (board.clone(), need.clone());
    alice.does(Intent::Restore { board: b, item: i }).await;
    assert_eq!(alice.items(&board).await.len(), 1);
    assert!(alice.found(&board, archived).await.is_empty());
}

#[tokio::test]
async fn a_second_app_on_the_folder_is_refused_as_in_use() {
    let alice = Person::alone("Alice").await;
    let second = crate::App::open(crate::AppOptions {
        network: false,
        control: false,
        vault: crate::api::VaultEntry::plain_file(),
        ..crate::AppOptions::new(alice.folder.path().to_owned())
    })
    .await;
    assert_eq!(second.err().unwrap().code, ErrorCode::InUse);
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_is_shown_as_saved() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    alice.app.limit_disk(Some(1)).await;
    let mut refused = None;
    for n in 0..200 {
        let fields = BTreeMap::from([
            ("title".to_owned(), format!("Need {n}")),
            ("details".to_owned(), "x".repeat(8_000)),
        ]);
        let intent = Intent::AddItem {
            board: board.clone(),
            kind: ItemKind::Need,
            fields,
        };
        if let Err(error) = alice.app.dispatch(intent).await {
            refused = Some((n, error));
            break;
        }
    }
    let (saved, error) = refused.unwrap();
    assert_eq!(error.code, ErrorCode::DiskFull);
    assert_eq!(alice.items(&board).await.len(), saved);
    assert_eq!(
        alice.status(&board).await.not_saved.as_deref(),
        Some("diskFull")
    );
    alice.app.limit_disk(None).await;
    alice
        .adds(&board, ItemKind::Need, &[("title", "Again")])
        .await;
    assert_eq!(alice.status(&board).await.not_saved, None);
    let alice = alice.reopened().await;
    assert_eq!(alice.items(&board).await.len(), saved + 1);
}

#[tokio::test]
async fn another_process_hands_its_intents_to_the_open_app() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::App::open(crate::AppOptions {
        network: false,
        vault: crate::api::VaultEntry::plain_file(),
        ..crate::AppOptions::new(folder.path().to_owned())
    })
    .await
    .unwrap();
    let mh = crate::Client::connect(folder.path()).await.unwrap();
    mh.dispatch(Intent::SetName {
        name: "Alice".into(),
    })
    .await
    .unwrap();
    let made = mh
        .dispatch(Intent::CreateBoard {
            name: "Mill Road".into(),
            template: Template::Relief,
        })
        .await
        .unwrap();
    let boards = Reading::View {
        query: Query::Boards,
    };
    let seen = mh.read(boards.clone()).await.unwrap();
    assert_eq!(seen, app.read(boards).await.unwrap());
    assert!(matches!(made, crate::api::Outcome::Board { .. }));
    app.shutdown().await.unwrap();
    assert!(mh.ping().await.is_err());
    assert_eq!(
        crate::Client::connect(folder.path())
            .await
            .err()
            .unwrap()
            .code,
        ErrorCode::InUse
    );
}

#[tokio::test]
async fn a_lease_that_ends_is_shown_without_anybody_touching_anything() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Drive Ana")])
        .await;
    let soon = SystemClock.now_ms().cast_signed() + 1_200;
    let leased = Intent::Claim {
        board: board.clone(),
        item: need.clone(),
        quantity: None,
        until: Some(soon),
        note: None,
    };
    alice.does(leased).await;
    assert_eq!(
        alice.page(&board, &need).await.row.state,
        ItemState::Claimed
    );
    alice
        .sees_page(&board, &need, |page| page.row.state == ItemState::Open)
        .await;
    let past = Intent::Claim {
        board: board.clone(),
        item: need.clone(),
        quantity: None,
        until: Some(1),
        note: None,
    };
    assert_eq!(alice.fails(past).await.details["field"], "until");
}
