//! What a subscriber builds from updates is what a fresh look shows.

use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use tokio::sync::broadcast;

use super::shown::Shown;
use super::{Source, Touched, subscribe};
use crate::api::{AppError, DraftView, ErrorCode, Query, Row, RowData, ViewUpdate};
use crate::tasks::Tasks;

/// Does with updates what the UI's store does.
#[derive(Debug, Default)]
struct Screen {
    total: u32,
    rows: Vec<Row>,
    seq: u64,
}

impl Screen {
    fn apply(&mut self, update: ViewUpdate) {
        match update {
            ViewUpdate::Snapshot { seq, total, rows } => {
                assert_eq!(seq, 0);
                *self = Self { total, rows, seq };
            }
            ViewUpdate::Patch {
                seq,
                total,
                changed,
                removed,
                order,
            } => {
                assert_eq!(seq, self.seq + 1, "a patch was lost");
                self.seq = seq;
                self.total = total;
                self.rows.retain(|row| !removed.contains(&row.key));
                for row in changed {
                    match self.rows.iter_mut().find(|old| old.key == row.key) {
                        Some(old) => *old = row,
                        None => self.rows.push(row),
                    }
                }
                if let Some(order) = order {
                    let place = |row: &Row| order.iter().position(|key| *key == row.key);
                    self.rows.sort_by_key(place);
                }
            }
            ViewUpdate::Resync | ViewUpdate::Ended => {}
        }
    }
}

fn row(key: u8, text: u8) -> Row {
    let key = format!("{key}");
    let draft = DraftView {
        key: key.clone(),
        text: format!("{text}"),
        at: 0,
    };
    Row {
        key,
        data: RowData::Draft(draft),
    }
}

fn rows_of(list: &[(u8, u8)]) -> Vec<Row> {
    let mut seen = std::collections::BTreeSet::new();
    list.iter()
        .filter(|(key, _)| seen.insert(*key))
        .map(|(key, text)| row(*key, *text))
        .collect()
}

proptest! {
    #[test]
    fn patches_lead_to_the_same_screen_as_a_snapshot(
        steps in prop::collection::vec((prop::collection::vec((0u8..12, 0u8..3), 0..10), 0u32..40), 1..12)
    ) {
        let mut shown = Shown::default();
        let mut screen = Screen::default();
        for (list, total) in steps {
            let rows = rows_of(&list);
            if let Some(update) = shown.become_now(total, rows.clone()) {
                screen.apply(update);
            }
            prop_assert_eq!(&screen.rows, &rows);
            prop_assert_eq!(screen.total, total);
            // Nothing new is no update.
            prop_assert_eq!(shown.become_now(total, rows), None);
        }
    }
}

/// A list that the tests set by hand; `None` is gone.
#[derive(Default)]
struct List(Mutex<Option<Vec<Row>>>);

impl List {
    fn set(&self, rows: Option<Vec<Row>>) {
        *self.0.lock().unwrap() = rows;
    }
}

impl Source for Arc<List> {
    async fn rows(&self, _: Query) -> Result<(u32, Vec<Row>), AppError> {
        match &*self.0.lock().unwrap() {
            Some(rows) => Ok((u32::try_from(rows.len()).unwrap(), rows.clone())),
            None => Err(AppError::new(ErrorCode::NoSuchBoard, "gone")),
        }
    }
}

fn drafts_touched() -> Arc<Touched> {
    Arc::new(Touched {
        drafts: true,
        ..Touched::default()
    })
}

#[tokio::test]
async fn a_slow_receiver_gets_one_patch_for_many_changes_and_resync_when_news_were_lost() {
    let list = Arc::new(List::default());
    list.set(Some(vec![]));
    let (tell, hear) = broadcast::channel(4);
    let tasks = Tasks::default();
    let view = subscribe(Arc::clone(&list), Query::Drafts, hear, &tasks);
    let mut screen = Screen::default();
    screen.apply(view.updates.recv().await.unwrap());

    list.set(Some(vec![row(1, 1)]));
    tell.send(drafts_touched()).unwrap();
    screen.apply(view.updates.recv().await.unwrap());
    assert_eq!(screen.rows, vec![row(1, 1)]);
    // What does not concern the view sends nothing; far too much of anything is a resync.
    for n in 0..40 {
        list.set(Some(vec![row(n, n)]));
        tell.send(drafts_touched()).unwrap();
    }
    let mut heard = view.updates.recv().await.unwrap();
    if heard == ViewUpdate::Resync {
        heard = view.updates.recv().await.unwrap();
    }
    screen.apply(heard);
    assert_eq!(screen.rows, vec![row(39, 39)]);
    assert!(view.updates.is_empty());

    list.set(None);
    tell.send(drafts_touched()).unwrap();
    assert_eq!(view.updates.recv().await.unwrap(), ViewUpdate::Ended);
    assert!(view.updates.recv().await.is_err());
    tasks.stop().await;
}
