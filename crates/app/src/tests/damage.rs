//! A damaged log: what can be read of it is here, and the person is told until they have read it.

use std::os::unix::fs::FileExt;
use std::path::Path;

use super::people::Person;
use crate::api::{Intent, ItemKind, NoticeCode, NoticeView, Query, Row, RowData};

/// Damages the page that each open reads and that holds nothing of a board: the index of verdicts.
fn damage(folder: &Path) {
    let path = folder.join("log.db");
    let held = node::DataFolder::open(folder).unwrap();
    let vault = node::enter_vault(&held, None, None).unwrap();
    let key = vault.database_key(node::Database::Log);
    let log = node::open_database(&path, &key, node::Access::Write).unwrap();
    let root: i64 = log
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'verdicts'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    log.pragma_update(None, "wal_checkpoint", "TRUNCATE")
        .unwrap();
    drop(log);
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    let at = u64::try_from(root - 1).unwrap() * 4096;
    file.write_all_at(&[0xff; 4096], at).unwrap();
}

pub(super) fn notices(rows: Vec<Row>) -> Vec<NoticeView> {
    let notices = rows.into_iter().map(|row| match row.data {
        RowData::Notice(notice) => notice,
        other => panic!("{other:?}"),
    });
    notices.collect()
}

#[tokio::test]
async fn that_the_log_was_damaged_is_told_until_it_was_dismissed() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    assert!(alice.rows(Query::Notices).await.is_empty());
    let items = alice.items(&board).await;
    let alice = alice.reopened_after(damage).await;
    assert_eq!(alice.items(&board).await, items);
    let told = notices(alice.rows(Query::Notices).await);
    let [notice] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!((notice.code, notice.boards), (NoticeCode::LogDamaged, 1));
    assert!(notice.entries > 3 && notice.at > 0, "{notice:?}");
    assert!(Path::new(&notice.path).is_file(), "{notice:?}");

    // It is told at each start until it was read, and then at none.
    let alice = alice.reopened().await;
    assert_eq!(notices(alice.rows(Query::Notices).await), told);
    let notice = notice.notice.clone();
    let view = alice.sees(Query::Notices, |rows| rows.is_empty());
    let (dismissed, rows) = tokio::join!(alice.does(Intent::DismissNotice { notice }), view);
    assert!(rows.is_empty(), "{dismissed:?}");
    let alice = alice.reopened().await;
    assert!(alice.rows(Query::Notices).await.is_empty());
}
