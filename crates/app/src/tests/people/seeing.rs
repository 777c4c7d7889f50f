//! What somebody sees: rows that are there, and rows that are waited for.

use super::*;
use crate::api::{ItemRow, ItemView, PersonRow, Reading, ReadingAnswer, Row, StatusView};
use crate::tests::screen::Screen;

impl Person {
    pub(in crate::tests) async fn rows(&self, query: Query) -> Vec<Row> {
        match self.app.read(Reading::View { query }).await.unwrap() {
            ReadingAnswer::View { rows, .. } => rows,
            other => panic!("{other:?}"),
        }
    }

    pub(in crate::tests) async fn items(&self, board: &str) -> Vec<ItemRow> {
        rows_as_items(self.rows(items_query(board)).await)
    }

    pub(in crate::tests) async fn found(&self, board: &str, filter: ItemsFilter) -> Vec<ItemRow> {
        let query = Query::Items {
            board: board.into(),
            filter,
            sort: ItemSort::Title,
            window: Window::default(),
        };
        rows_as_items(self.rows(query).await)
    }

    pub(in crate::tests) async fn page(&self, board: &str, item: &str) -> ItemView {
        as_page(self.rows(page_query(board, item)).await)
    }

    pub(in crate::tests) async fn status(&self, board: &str) -> StatusView {
        let query = Query::Status {
            board: board.into(),
        };
        match self.rows(query).await.remove(0).data {
            RowData::Status(status) => status,
            other => panic!("{other:?}"),
        }
    }

    pub(in crate::tests) async fn people(&self, board: &str) -> Vec<PersonRow> {
        let query = Query::People {
            board: board.into(),
        };
        let rows = self.rows(query).await.into_iter();
        rows.map(|row| match row.data {
            RowData::Person(person) => person,
            other => panic!("{other:?}"),
        })
        .collect()
    }

    /// Watches a view until it shows what is expected.
    pub(in crate::tests) async fn sees(
        &self,
        query: Query,
        expected: impl Fn(&[Row]) -> bool,
    ) -> Vec<Row> {
        let view = self.app.subscribe(query.clone());
        let mut screen = Screen::default();
        let watch = async {
            loop {
                screen.apply(view.updates.recv().await.unwrap());
                if screen.begun && expected(&screen.rows) {
                    return;
                }
            }
        };
        let seen = tokio::time::timeout(PATIENCE, watch).await;
        assert!(
            seen.is_ok(),
            "{query:?} never showed it: {:#?}",
            screen.rows
        );
        screen.rows
    }

    /// Watches an item's page until it shows what is expected.
    pub(in crate::tests) async fn sees_page(
        &self,
        board: &str,
        item: &str,
        expected: impl Fn(&ItemView) -> bool,
    ) -> ItemView {
        let rows = self
            .sees(page_query(board, item), |rows| match rows {
                [row] => matches!(&row.data, RowData::ItemPage(page) if expected(page)),
                _ => false,
            })
            .await;
        as_page(rows)
    }
}

fn rows_as_items(rows: Vec<Row>) -> Vec<ItemRow> {
    rows.into_iter()
        .map(|row| match row.data {
            RowData::Item(item) => item,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn as_page(mut rows: Vec<Row>) -> ItemView {
    match rows.remove(0).data {
        RowData::ItemPage(page) => *page,
        other => panic!("{other:?}"),
    }
}
