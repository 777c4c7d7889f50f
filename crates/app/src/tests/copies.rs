//! A disk that was cloned: both copies' work is kept, and the person is told that two computers write as one.

use super::damage::notices;
use super::people::{Person, items_query, meet};
use crate::api::{Intent, ItemKind, NoticeCode, Query};

const NEED: ItemKind = ItemKind::Need;

#[tokio::test]
async fn that_another_computer_writes_as_this_device_is_told() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    alice.adds(&board, NEED, &[("title", "Soup")]).await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 1).await;
    meet(&board, &alice, &bob).await;

    let other = tempfile::tempdir().unwrap();
    let to = other.path().to_owned();
    let alice = alice
        .reopened_after(|from| {
            for file in std::fs::read_dir(from).unwrap() {
                let file = file.unwrap();
                if file.file_type().unwrap().is_file() {
                    std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
                }
            }
        })
        .await;
    alice.adds(&board, NEED, &[("title", "Bread")]).await;
    bob.sees(items_query(&board), |rows| rows.len() == 2).await;
    alice.offline(true).await;

    let copy = Person::in_folder(other).await;
    copy.adds(&board, NEED, &[("title", "Tea")]).await;
    bob.sees(items_query(&board), |rows| rows.len() == 3).await;
    copy.offline(true).await;
    assert!(notices(alice.rows(Query::Notices).await).is_empty());
    alice.offline(false).await;
    let told = alice.sees(Query::Notices, |rows| !rows.is_empty()).await;
    let told = notices(told);
    let [notice] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(notice.code, NoticeCode::DeviceCopied);
    alice
        .sees(items_query(&board), |rows| rows.len() == 3)
        .await;

    let notice = notice.notice.clone();
    alice.does(Intent::DismissNotice { notice }).await;
    assert!(alice.rows(Query::Notices).await.is_empty());
}
