//! Lists in and out.

use super::people::Person;
use crate::api::{
    ExportFormat, ImportRequest, ImportSource, Intent, ItemKind, ItemsFilter, Outcome, Reading,
    ReadingAnswer,
};

const SUPPLIES: &str = "Category,Item,Unit\n\
    Baby Supplies,Baby Food,bottle\n\
    Baby Supplies,Diapers,pack\n\
    Baby Supplies,diapers ,pack\n\
    Bedding,Blankets,each\n";

fn request(text: &str) -> ImportRequest {
    ImportRequest {
        source: ImportSource::Bytes {
            name: "list.csv".into(),
            base64: data_encoding::BASE64.encode(text.as_bytes()),
        },
        kind: Some(ItemKind::Supply),
        columns: None,
    }
}

async fn imported(person: &Person, board: &str, text: &str) -> (u32, u32) {
    let intent = Intent::Import {
        board: board.into(),
        request: request(text),
    };
    match person.does(intent).await {
        Outcome::Imported {
            added,
            already_there,
            ..
        } => (added, already_there),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_list_imported_twice_adds_nothing_and_is_undone_as_one() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let preview = Reading::PreviewImport {
        board: board.clone(),
        request: request(SUPPLIES),
    };
    let preview = match alice.app.read(preview).await.unwrap() {
        ReadingAnswer::PreviewImport { preview } => preview,
        other => panic!("{other:?}"),
    };
    assert_eq!((preview.new, preview.already_there), (3, 1));
    assert_eq!(imported(&alice, &board, SUPPLIES).await, (3, 1));
    assert_eq!(imported(&alice, &board, SUPPLIES).await, (0, 4));
    assert_eq!(alice.items(&board).await.len(), 3);

    alice
        .does(Intent::Undo {
            board: board.clone(),
        })
        .await;
    assert!(alice.items(&board).await.is_empty());
    // What was undone comes back, and is not made a second time.
    assert_eq!(imported(&alice, &board, SUPPLIES).await, (3, 1));
    assert_eq!(alice.items(&board).await.len(), 3);
    let archived = ItemsFilter {
        archived: true,
        ..ItemsFilter::default()
    };
    assert!(alice.found(&board, archived).await.is_empty());
}

#[tokio::test]
async fn one_list_imported_twice_at_once_is_added_once() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let (one, other) = tokio::join!(
        imported(&alice, &board, SUPPLIES),
        imported(&alice, &board, SUPPLIES)
    );
    assert_eq!(one.0 + other.0, 3);
}

#[tokio::test]
async fn a_thousand_rows_come_in_chunks_and_an_edit_gets_in_between() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let mut list = String::from("Category,Item,Unit\n");
    for n in 0..1_000 {
        list.push_str(&format!("Things,Thing number {n},each\n"));
    }
    let import = Intent::Import {
        board: board.clone(),
        request: request(&list),
    };
    let soup = [("title", "Soup")];
    let (_, item) = tokio::join!(
        alice.does(import),
        alice.adds(&board, ItemKind::Need, &soup)
    );
    assert_eq!(alice.page(&board, &item).await.row.title, "Soup");
    let thing = ItemsFilter {
        text: "number 999".into(),
        ..ItemsFilter::default()
    };
    assert_eq!(alice.found(&board, thing).await.len(), 1);
    // Of two steps that ran beside each other, each is undone by itself.
    alice
        .does(Intent::Undo {
            board: board.clone(),
        })
        .await;
    alice
        .does(Intent::Undo {
            board: board.clone(),
        })
        .await;
    assert!(alice.items(&board).await.is_empty());
}

#[tokio::test]
async fn an_export_is_defused_and_its_import_adds_nothing() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let hall = alice
        .adds(&board, ItemKind::Site, &[("title", "Hall")])
        .await;
    let fields = [
        ("title", "=1+1"),
        ("quantity", "3"),
        ("site", hall.as_str()),
    ];
    alice.adds(&board, ItemKind::Need, &fields).await;
    let export = |format, kinds| Reading::Export {
        board: board.clone(),
        format,
        kinds,
    };
    let read = async |reading| match alice.app.read(reading).await.unwrap() {
        ReadingAnswer::Export { file_name, text } => (file_name, text),
        other => panic!("{other:?}"),
    };
    let (name, text) = read(export(ExportFormat::Csv, vec![])).await;
    assert_eq!(name, "Mill-Road.csv");
    assert!(text.contains("'=1+1") && text.contains("Hall"), "{text}");
    let mut again = request(&text);
    again.kind = None;
    let board_ = board.clone();
    let outcome = alice
        .does(Intent::Import {
            board: board_,
            request: again,
        })
        .await;
    assert!(
        matches!(outcome, Outcome::Imported { added: 0, .. }),
        "{outcome:?}"
    );
    let (name, text) = read(export(ExportFormat::Json, vec![ItemKind::Need])).await;
    assert_eq!(name, "Mill-Road.json");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["items"].as_array().unwrap().len(), 1);
}
