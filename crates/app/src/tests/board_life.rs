//! The life of a board: its name and its sections, by those who coordinate it.

use std::collections::BTreeMap;

use model::Scalar;

use super::people::{Person, meet};
use crate::api::{BoardView, ErrorCode, Intent, Query, RowData, Section};
use crate::intents::overwrite;
use crate::views::board_item;

fn head_query(board: &str) -> Query {
    Query::Board {
        board: board.into(),
    }
}

/// Watches a board's head until it shows what is expected.
pub(super) async fn sees_head(
    person: &Person,
    board: &str,
    expected: impl Fn(&BoardView) -> bool,
) -> BoardView {
    let mut rows = person
        .sees(head_query(board), |rows| match rows {
            [row] => matches!(&row.data, RowData::BoardHead(head) if expected(head)),
            _ => false,
        })
        .await;
    match rows.remove(0).data {
        RowData::BoardHead(head) => head,
        other => panic!("{other:?}"),
    }
}

fn rename(board: &str, name: &str) -> Intent {
    Intent::RenameBoard {
        board: board.into(),
        name: name.into(),
    }
}

#[tokio::test]
async fn a_board_gets_another_name_and_leaves_sections_out() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let head = sees_head(&alice, &board, |_| true).await;
    assert!(head.may.rename && head.may.invite && head.may.let_in);
    assert_eq!((head.stewards, head.suggest_second_steward), (1, false));
    alice.does(rename(&board, "  Mill Road kitchen ")).await;
    let hidden = vec![Section::Sites, Section::Needs, Section::Sites];
    let sections = Intent::SetSections {
        board: board.clone(),
        hidden,
    };
    alice.does(sections).await;
    let head = sees_head(&alice, &board, |_| true).await;
    assert_eq!(head.name, "Mill Road kitchen");
    assert_eq!(head.hidden_sections, [Section::Needs, Section::Sites]);
    let empty = alice.fails(rename(&board, " ")).await;
    assert_eq!(
        (empty.code, empty.details["field"].as_str()),
        (ErrorCode::BadField, "name")
    );
    let alice = alice.reopened().await;
    let head = sees_head(&alice, &board, |_| true).await;
    assert_eq!(
        (head.name.as_str(), head.hidden_sections.len()),
        ("Mill Road kitchen", 2)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_editor_renames_no_board_not_even_with_a_changed_app() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 0).await;
    meet(&board, &alice, &bob).await;
    sees_head(&alice, &board, |head| head.suggest_second_steward).await;
    let refused = bob.fails(rename(&board, "Bob's")).await;
    assert_eq!(
        (refused.code, refused.details["role"].as_str()),
        (ErrorCode::NotAllowed, "editor")
    );
    assert!(!sees_head(&bob, &board, |_| true).await.may.rename);
    // An editor may write on every item; on the board's own item it changes nothing that is shown.
    let desk = bob.app.desk();
    let at = desk.at(&board).unwrap();
    let here = at.clone();
    let own = desk.look(at.id, move |c, n| board_item(c, n, &here)).await;
    let values = BTreeMap::from([("title".to_owned(), Scalar::Text("Bob's".to_owned()))]);
    overwrite(desk, &at, own.unwrap().item.unwrap(), values)
        .await
        .unwrap();
    meet(&board, &alice, &bob).await;
    for person in [&alice, &bob] {
        assert_eq!(sees_head(person, &board, |_| true).await.name, "Mill Road");
    }
    alice.does(rename(&board, "Mill Road kitchen")).await;
    sees_head(&bob, &board, |head| head.name == "Mill Road kitchen").await;
}
