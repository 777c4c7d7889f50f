//! One subscription: a task that runs its query when it may have changed and sends the difference.

use std::sync::Arc;
use std::time::Duration;

use async_channel::{Receiver, Sender};
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{broadcast, watch};

use super::Touched;
use super::shown::Shown;
use crate::api::{AppError, ErrorCode, Query, Row, ViewUpdate, Window};
use crate::tasks::Tasks;

/// How many updates may wait for a receiver before the subscription waits for it.
const UPDATES: usize = 8;
/// The shortest time between two updates: a screen shows no more.
const FRAME: Duration = Duration::from_millis(16);

/// Where rows come from: the app, or a stand-in of the tests.
pub(crate) trait Source: Clone + Send + Sync + 'static {
    /// Returns how many rows there are, and those of the window.
    fn rows(&self, query: Query) -> impl Future<Output = Result<(u32, Vec<Row>), AppError>> + Send;
}

/// A view that is kept true for as long as this lives.
pub struct Subscription {
    /// What to show, in order. Closed after [`ViewUpdate::Ended`] and when the app closes.
    pub updates: Receiver<ViewUpdate>,
    query: watch::Sender<Query>,
}

impl Subscription {
    /// Moves the window of a list; other views have none.
    pub fn set_window(&self, to: Window) {
        self.query.send_if_modified(|query| {
            let (Query::Items { window, .. }
            | Query::SetAside { window, .. }
            | Query::Inbox { window, .. }) = query
            else {
                return false;
            };
            let moved = *window != to;
            *window = to;
            moved
        });
    }

    /// Asks something else: a snapshot follows.
    pub fn set_query(&self, to: Query) {
        self.query.send_if_modified(|query| {
            let other = *query != to;
            *query = to;
            other
        });
    }
}

/// Starts a subscription in `tasks`.
pub(crate) fn subscribe<S: Source>(
    source: S,
    query: Query,
    touched: broadcast::Receiver<Arc<Touched>>,
    tasks: &Tasks,
) -> Subscription {
    let (out, updates) = async_channel::bounded(UPDATES);
    let (set, asked) = watch::channel(query);
    let live = Live {
        source,
        asked,
        touched,
        out,
        shown: Shown::default(),
    };
    tasks.start(live.run());
    Subscription {
        updates,
        query: set,
    }
}

struct Live<S> {
    source: S,
    asked: watch::Receiver<Query>,
    touched: broadcast::Receiver<Arc<Touched>>,
    out: Sender<ViewUpdate>,
    shown: Shown,
}

/// Why the query is run again.
enum Why {
    /// Something was touched.
    Touched,
    /// Touches were lost.
    Lost,
    /// Another query, or another window of the same.
    Asked,
    /// The subscriber, or the app, is gone.
    Gone,
}

impl<S: Source> Live<S> {
    async fn run(mut self) {
        let mut query = self.asked.borrow_and_update().clone();
        loop {
            match self.source.rows(query.clone()).await {
                Ok((total, rows)) => {
                    if let Some(update) = self.shown.become_now(total, rows) {
                        if self.out.send(update).await.is_err() {
                            return;
                        }
                        tokio::time::sleep(FRAME).await;
                    }
                }
                Err(error) if is_gone(error.code) => {
                    let _ = self.out.send(ViewUpdate::Ended).await;
                    return;
                }
                // What is shown stays; the next touch tries again.
                Err(error) => tracing::warn!(%error, "a view could not be read"),
            }
            match self.next(&query).await {
                Why::Gone => return,
                Why::Touched => {}
                Why::Lost => {
                    // What still waits is older than the look that follows.
                    self.touched = self.touched.resubscribe();
                    self.shown.forget();
                    if self.out.send(ViewUpdate::Resync).await.is_err() {
                        return;
                    }
                }
                Why::Asked => {
                    let now = self.asked.borrow_and_update().clone();
                    if !same_but_window(&query, &now) {
                        self.shown.forget();
                    }
                    query = now;
                }
            }
        }
    }

    /// Waits for a reason to look again. All touches that wait are taken at once.
    async fn next(&mut self, query: &Query) -> Why {
        loop {
            let heard = tokio::select! {
                asked = self.asked.changed() => {
                    return if asked.is_ok() { Why::Asked } else { Why::Gone };
                }
                heard = self.touched.recv() => heard,
            };
            let mut concerns = match heard {
                Ok(touched) => touched.concerns(query),
                Err(RecvError::Lagged(_)) => return Why::Lost,
                Err(RecvError::Closed) => return Why::Gone,
            };
            loop {
                match self.touched.try_recv() {
                    Ok(touched) => concerns |= touched.concerns(query),
                    Err(TryRecvError::Lagged(_)) => return Why::Lost,
                    Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                }
            }
            if concerns {
                return Why::Touched;
            }
        }
    }
}

fn is_gone(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::NoSuchBoard | ErrorCode::NoSuchItem | ErrorCode::AmbiguousCode
    )
}

fn same_but_window(one: &Query, other: &Query) -> bool {
    match (one, other) {
        (
            Query::Items {
                board,
                filter,
                sort,
                window: _,
            },
            Query::Items {
                board: board_b,
                filter: filter_b,
                sort: sort_b,
                window: _,
            },
        ) => board == board_b && filter == filter_b && sort == sort_b,
        (
            Query::SetAside { board, window: _ },
            Query::SetAside {
                board: board_b,
                window: _,
            },
        ) => board == board_b,
        (
            Query::Inbox {
                board,
                ticket,
                window: _,
            },
            Query::Inbox {
                board: board_b,
                ticket: ticket_b,
                window: _,
            },
        ) => board == board_b && ticket == ticket_b,
        _ => one == other,
    }
}
