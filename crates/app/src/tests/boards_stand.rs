//! What is wrong with one board takes none of the others out of the list.

use super::people::Person;
use crate::api::{BoardRow, ItemKind, Query, RowData};

async fn boards(person: &Person) -> Vec<BoardRow> {
    let rows = person.rows(Query::Boards).await.into_iter();
    let board = rows.map(|row| match row.data {
        RowData::Board(board) => board,
        other => panic!("{other:?}"),
    });
    board.collect()
}

#[tokio::test]
async fn a_board_whose_view_fails_stands_in_the_list_and_the_others_as_ever() {
    let alice = Person::alone("Alice").await;
    let (mill, river) = (alice.board("Mill Road").await, alice.board("River").await);
    for board in [&mill, &river] {
        alice
            .adds(board, ItemKind::Need, &[("title", "Soup")])
            .await;
    }
    let before = boards(&alice).await;
    let told: Vec<_> = before
        .iter()
        .map(|it| (&it.name[..], it.open_needs))
        .collect();
    assert_eq!(told, [("Mill Road", 1), ("River", 1)]);
    // A row about the board itself whose id is none.
    let id: trust::BoardId = mill.parse().unwrap();
    let (number, desk) = (format!("x'{id}'"), &alice.app.desk);
    desk.index.damage(&format!(
        "INSERT INTO items (board, item, code, kind, title, fields, urgency, two_versions, creation, made_by, made_at, \
         leader, changed_by, changed_at) \
         SELECT id, x'00', '', 'settings', '', '{{}}', 0, 0, x'00', x'00', 0, x'00', x'00', 0 FROM boards \
         WHERE board = {number}"
    ));
    let after = boards(&alice).await;
    assert_eq!(after.len(), 2);
    let broken = after.iter().find(|it| it.board == mill).unwrap();
    assert_eq!((broken.people, broken.open_needs), (1, 0));
    let river_before = before.iter().find(|it| it.board == river).unwrap();
    assert_eq!(
        after.iter().find(|it| it.board == river),
        Some(river_before)
    );
}
