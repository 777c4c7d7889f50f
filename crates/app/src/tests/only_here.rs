//! Who holds what, by name and since when; and what is on Alice's computer only.

use super::people::{Person, alice_and_bob, alices_board, items_query, meet};
use crate::api::{
    HolderView, Intent, ItemKind, OnlyHereView, Query, ReceiptRow, RemoveReason, RowData,
    TicketKind, VaultWay, Window, WordsKnown,
};

fn as_only(rows: &[crate::api::Row]) -> &OnlyHereView {
    match &rows[0].data {
        RowData::OnlyHere(only) => only,
        other => panic!("{other:?}"),
    }
}

async fn only_here(person: &Person) -> OnlyHereView {
    as_only(&person.rows(Query::OnlyHere).await).clone()
}

async fn asks(person: &Person) -> bool {
    person.app.ask_before_closing().await.unwrap()
}

/// What is said of the one board of which something is only here: changes, others, on own devices.
fn line(only: &OnlyHereView) -> (u32, u32, u32) {
    let [line] = only.boards.as_slice() else {
        panic!("{only:?}");
    };
    (line.changes, line.others, line.on_own)
}

async fn holders(person: &Person, board: &str, item: &str) -> Vec<(String, bool, bool)> {
    let page = person.page(board, item).await;
    let told = |one: HolderView| (one.name, one.holds, one.since.is_some());
    page.holders.into_iter().map(told).collect()
}

async fn receipts(person: &Person, board: &str) -> Vec<ReceiptRow> {
    let query = Query::Receipts {
        board: board.into(),
        window: Window::default(),
    };
    let rows = person.rows(query).await.into_iter();
    rows.map(|row| match row.data {
        RowData::Receipt(receipt) => receipt,
        other => panic!("{other:?}"),
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_of_an_item_names_who_holds_it_and_since_when_also_after_a_restart() {
    let (alice, bob, board) = alice_and_bob().await;
    let soup = alice.items(&board).await.remove(0).item;
    // His name comes a moment after he does.
    let named = |page: &crate::api::ItemView| {
        page.holders
            .iter()
            .any(|one| one.name == "Bob" && one.holds)
    };
    alice.sees_page(&board, &soup, named).await;
    meet(&board, &alice, &bob).await;
    let both = [
        ("Alice".to_owned(), true, false),
        ("Bob".to_owned(), true, true),
    ];
    assert_eq!(holders(&alice, &board, &soup).await, both);
    alice.offline(true).await;
    let bread = [("title", "Bread")];
    let bread = alice.adds(&board, ItemKind::Need, &bread).await;
    // Bob holds the one and not the other; so it stays when everything is started anew.
    let alice = alice.reopened().await;
    assert_eq!(holders(&alice, &board, &soup).await, both);
    let one = [
        ("Alice".to_owned(), true, false),
        ("Bob".to_owned(), false, false),
    ];
    assert_eq!(holders(&alice, &board, &bread).await, one);
    let page = alice.page(&board, &bread).await;
    assert_eq!((page.saved.on, page.saved.of), (1, 2));
    let listed = receipts(&alice, &board).await;
    assert_eq!(listed.len(), 2);
    for row in listed {
        let (on, holders) = if row.item == soup {
            (2, vec!["Alice", "Bob"])
        } else {
            (1, vec!["Alice"])
        };
        assert_eq!(
            (row.saved.on, row.saved.of, row.holders),
            (on, 2, holders.into_iter().map(str::to_owned).collect())
        );
    }
    let status = alice.status(&board).await;
    let bobs = status.people.iter().find(|person| !person.me).unwrap();
    assert!(!bobs.holds_all && bobs.since.is_none() && bobs.at.is_some());
    alice.offline(false).await;
    meet(&board, &alice, &bob).await;
    let page = alice
        .sees_page(&board, &bread, |page| {
            page.holders.iter().all(|one| one.holds)
        })
        .await;
    assert!(page.holders[1].since.is_some());
    let status = alice.status(&board).await;
    assert!(
        status
            .people
            .iter()
            .all(|one| one.me || one.since.is_some())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_only_here_is_listed_and_asked_about_once() {
    let (alice, bob, board) = alice_and_bob().await;
    // Somebody is connected: the last changes get a moment, and then nothing is left to ask.
    let tea = [("title", "Tea")];
    alice.adds(&board, ItemKind::Need, &tea).await;
    assert!(!asks(&alice).await);
    meet(&board, &alice, &bob).await;
    let nothing = only_here(&alice).await;
    assert!(nothing.boards.is_empty() && !nothing.ask);
    // The words were never shown, and there is no backup: that is only here too.
    assert!(!nothing.nothing && nothing.words && nothing.no_backup);
    assert_eq!(nothing.words_known, WordsKnown::NotShown);
    assert_eq!(nothing.lock, VaultWay::PlainFile);

    alice.offline(true).await;
    alice.sees(Query::OnlyHere, |rows| !as_only(rows).ask).await;
    let bread = [("title", "Bread")];
    let bread = alice.adds(&board, ItemKind::Need, &bread).await;
    let only = only_here(&alice).await;
    assert_eq!(line(&only), (1, 1, 0));
    assert!(only.ask && asks(&alice).await);
    // Asked once for the same; again for what is new, also after a restart.
    alice.does(Intent::CloseAnyway).await;
    assert!(!asks(&alice).await);
    let alice = alice.reopened().await;
    assert!(!asks(&alice).await);
    assert_eq!(line(&only_here(&alice).await), (1, 1, 0));
    alice.edits(&board, &bread, "title", "Rye bread").await;
    assert_eq!(line(&only_here(&alice).await), (2, 1, 0));
    assert!(asks(&alice).await);
    // Once Bob has it, it is on the list no more.
    alice.offline(false).await;
    meet(&board, &alice, &bob).await;
    alice
        .sees(Query::OnlyHere, |rows| as_only(rows).boards.is_empty())
        .await;
    assert!(!asks(&alice).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drafts_reports_and_joins_that_wait_are_on_the_list() {
    let (alice, board) = alices_board().await;
    let reporter = alice.ticket_of(&board, TicketKind::Reporter).await;
    let ticket = alice.ticket(&board).await;
    alice.offline(true).await;
    let rosa = Person::online("Rosa").await;
    rosa.offline(true).await;
    let only = only_here(&rosa).await;
    assert!(only.nothing, "no board, nothing begun: {only:?}");
    // What the window keeps of itself is no text of hers.
    for key in ["place:board", "safety:words-on-paper"] {
        rosa.does(Intent::SaveDraft {
            key: key.to_owned(),
            text: "yes".to_owned(),
        })
        .await;
    }
    rosa.does(Intent::SaveDraft {
        key: "welcome".into(),
        text: "not yet".into(),
    })
    .await;
    let only = only_here(&rosa).await;
    assert_eq!((only.drafts, only.nothing, only.ask), (1, false, false));
    rosa.does(Intent::Report {
        ticket: reporter,
        text: "the boiler leaks".into(),
    })
    .await;
    let only = only_here(&rosa).await;
    assert_eq!((only.reports, only.ask), (1, true));
    rosa.does(Intent::Join { ticket }).await;
    let only = only_here(&rosa).await;
    assert_eq!(only.joins, ["Mill Road"]);
    rosa.does(Intent::CloseAnyway).await;
    assert!(!asks(&rosa).await);
    assert_eq!(only_here(&rosa).await.joins, ["Mill Road"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alone_on_a_board_a_backup_is_what_saves_it() {
    let (alice, board) = alices_board().await;
    let only = only_here(&alice).await;
    let (changes, others, _) = line(&only);
    assert!(changes > 0 && others == 0 && !only.boards[0].in_backup);
    assert!(!only.ask, "a backup is asked for in its own time");
    alice.app.recovery_words(None).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("alice.backup");
    alice.app.write_backup(&file).await.unwrap();
    let only = only_here(&alice).await;
    assert!(only.boards[0].in_backup && only.nothing, "{only:?}");
    alice
        .adds(&board, ItemKind::Need, &[("title", "Tea")])
        .await;
    let only = only_here(&alice).await;
    assert!(!only.boards[0].in_backup && !only.nothing);
    assert_eq!(alice.rows(items_query(&board)).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_only_here_until_somebody_else_has_all_of_it_and_no_backup_holds_it() {
    let (alice, bob, board) = alice_and_bob().await;
    let soup = alice.items(&board).await.remove(0).item;
    meet(&board, &alice, &bob).await;
    alice.offline(true).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    std::fs::write(&path, b"blankets,200").unwrap();
    alice.app.attach(&board, &soup, &path).await.unwrap();
    let only = only_here(&alice).await;
    assert_eq!(
        (only.boards[0].files, only.nothing, only.ask),
        (1, false, true)
    );
    // A backup takes the change, and not the file.
    alice.does(Intent::CloseAnyway).await;
    assert!(!asks(&alice).await);
    let backup = folder.path().join("alice.backup");
    alice.app.write_backup(&backup).await.unwrap();
    let only = only_here(&alice).await;
    assert!(only.boards[0].in_backup && only.boards[0].files == 1 && !only.nothing);
    let alice = alice.reopened().await;
    assert_eq!(only_here(&alice).await.boards[0].files, 1);
    // Bob gets it: from then on it is elsewhere, also after another start.
    alice.offline(false).await;
    meet(&board, &alice, &bob).await;
    alice
        .sees(Query::OnlyHere, |rows| as_only(rows).boards.is_empty())
        .await;
    alice.offline(true).await;
    let alice = alice.reopened().await;
    assert!(only_here(&alice).await.boards.is_empty());
    // On his computer it came from somebody.
    assert!(only_here(&bob).await.boards.is_empty());
    // Bob is removed, and what is on his computer counts no more.
    let bobs = bob.app.desk().node.me(board.parse().unwrap()).unwrap();
    let remove = Intent::RemovePerson {
        board: board.clone(),
        person: bobs.to_string(),
        reason: RemoveReason::Mistake,
        note: None,
        keep_work: true,
        let_go: false,
        hide_let_in: false,
    };
    alice.does(remove).await;
    let files = |rows: &[crate::api::Row]| as_only(rows).boards.iter().any(|line| line.files == 1);
    alice.sees(Query::OnlyHere, files).await;
}
