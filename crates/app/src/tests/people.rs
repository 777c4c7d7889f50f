//! People with an app each, and what they say to it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use node::Judge;
use tempfile::TempDir;

use crate::api::{
    AppError, FieldChange, Intent, ItemKind, ItemSort, ItemsFilter, Outcome, Query, RowData,
    SavedState, SettingsChange, Template, TicketKind, VaultEntry, Window,
};
use crate::{App, AppOptions, SystemClock};

mod boards;
mod seeing;

pub(super) use boards::{alice_and_bob, alices_board};

/// How long something may take that has to happen by itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// A person with an app.
pub(super) struct Person {
    pub(super) app: App,
    pub(super) folder: TempDir,
    network: bool,
}

impl Person {
    /// Opens an app for somebody who never connects.
    pub(super) async fn alone(name: &str) -> Self {
        Self::start(name, false).await
    }

    /// Opens the app of a folder that somebody else's app has made.
    pub(super) async fn in_folder(folder: TempDir) -> Self {
        let app = open(&folder, true).await;
        Self {
            app,
            folder,
            network: true,
        }
    }

    /// Opens an app that connects on this machine.
    pub(super) async fn online(name: &str) -> Self {
        Self::start(name, true).await
    }

    /// The same with a judge that may be held back.
    pub(super) async fn judged_by(name: &str, judge: Arc<dyn Judge>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let opening = App::open_judged_by(options(&folder, true), judge);
        let app = opening.await.unwrap();
        Self::named(name, app, folder, true).await
    }

    async fn start(name: &str, network: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = open(&folder, network).await;
        Self::named(name, app, folder, network).await
    }

    async fn named(name: &str, app: App, folder: TempDir, network: bool) -> Self {
        let person = Self {
            app,
            folder,
            network,
        };
        person.does(Intent::SetName { name: name.into() }).await;
        person
    }

    /// Comes back on another computer, by the twelve words and a backup.
    pub(super) async fn restored(words: &str, backup: &std::path::Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let words = crate::api::Secret::new(words.to_owned());
        let entry = VaultEntry::plain_file();
        App::restore(folder.path(), entry, words, Some(backup), 1)
            .await
            .unwrap();
        let app = open(&folder, true).await;
        Self {
            app,
            folder,
            network: true,
        }
    }

    /// Closes the app and opens it again on the same folder.
    pub(super) async fn reopened(self) -> Self {
        self.reopened_after(|_| ()).await
    }

    pub(super) async fn reopened_after(self, meanwhile: impl FnOnce(&std::path::Path)) -> Self {
        let Self {
            app,
            folder,
            network,
        } = self;
        app.shutdown().await.unwrap();
        meanwhile(folder.path());
        let app = open(&folder, network).await;
        Self {
            app,
            folder,
            network,
        }
    }

    pub(super) async fn does(&self, intent: Intent) -> Outcome {
        self.app.dispatch(intent).await.unwrap()
    }

    pub(super) async fn fails(&self, intent: Intent) -> AppError {
        self.app.dispatch(intent).await.unwrap_err()
    }

    pub(super) async fn board(&self, name: &str) -> String {
        let made = self
            .does(Intent::CreateBoard {
                name: name.into(),
                template: Template::Relief,
            })
            .await;
        match made {
            Outcome::Board { board } => board,
            other => panic!("{other:?}"),
        }
    }

    pub(super) async fn adds(
        &self,
        board: &str,
        kind: ItemKind,
        fields: &[(&str, &str)],
    ) -> String {
        let fields: BTreeMap<String, String> = fields
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        let board = board.to_owned();
        match self
            .does(Intent::AddItem {
                board,
                kind,
                fields,
            })
            .await
        {
            Outcome::Item { item, .. } => item,
            other => panic!("{other:?}"),
        }
    }

    pub(super) async fn edits(&self, board: &str, item: &str, field: &str, value: &str) {
        self.does(edit(board, item, field, value)).await;
    }

    pub(super) async fn claims(&self, board: &str, item: &str, quantity: Option<u32>) {
        self.does(claim(board, item, quantity)).await;
    }

    pub(super) async fn offline(&self, on: bool) {
        let change = SettingsChange {
            work_offline: Some(on),
            ..SettingsChange::default()
        };
        self.does(Intent::ChangeSettings { change }).await;
    }

    pub(super) async fn ticket(&self, board: &str) -> String {
        self.ticket_of(board, TicketKind::Invite).await
    }

    pub(super) async fn ticket_of(&self, board: &str, kind: TicketKind) -> String {
        let made = self
            .does(Intent::Invite {
                board: board.into(),
                kind,
                uses: None,
                expires_at: None,
                role: None,
                helper_name: None,
            })
            .await;
        match made {
            Outcome::Ticket { ticket } => ticket.text,
            other => panic!("{other:?}"),
        }
    }

    /// Joins, and waits until the board is there with at least so many items.
    pub(super) async fn joins(&self, ticket: &str, items: usize) -> String {
        let joining = self
            .does(Intent::Join {
                ticket: ticket.into(),
            })
            .await;
        let Outcome::Joining { board } = joining else {
            panic!("{joining:?}");
        };
        self.sees(Query::Boards, |rows| {
            rows.iter().any(|row| row.key == board)
        })
        .await;
        self.sees(items_query(&board), |rows| rows.len() >= items)
            .await;
        board
    }
}

async fn open(folder: &TempDir, network: bool) -> App {
    App::open(options(folder, network)).await.unwrap()
}

fn options(folder: &TempDir, network: bool) -> AppOptions {
    AppOptions {
        root: folder.path().to_owned(),
        clock: Arc::new(SystemClock),
        network,
        loopback: true,
        vault: VaultEntry::plain_file(),
        control: false,
        computer: String::new(),
    }
}

pub(super) fn items_query(board: &str) -> Query {
    Query::Items {
        board: board.into(),
        filter: ItemsFilter::default(),
        sort: ItemSort::Title,
        window: Window::default(),
    }
}

pub(super) fn page_query(board: &str, item: &str) -> Query {
    Query::Item {
        board: board.into(),
        item: item.into(),
    }
}

pub(super) fn edit(board: &str, item: &str, field: &str, value: &str) -> Intent {
    Intent::EditItem {
        board: board.into(),
        item: item.into(),
        changes: vec![FieldChange {
            field: field.into(),
            value: Some(value.into()),
            base: None,
        }],
    }
}

/// Waits until both hold all that the other has.
pub(super) async fn meet(board: &str, one: &Person, other: &Person) {
    for person in [one, other] {
        let query = Query::Status {
            board: board.into(),
        };
        person
            .sees(query, |rows| match &rows[0].data {
                RowData::Status(status) => {
                    status.saved
                        == SavedState {
                            on: 2,
                            of: 2,
                            helpers: Vec::new(),
                            waits: 0,
                        }
                }
                _ => false,
            })
            .await;
    }
}

/// Waits until each of three holds all, as every other has said to them.
pub(super) async fn meet_three(board: &str, people: [&Person; 3]) {
    for person in people {
        let query = Query::Status {
            board: board.into(),
        };
        person
            .sees(query, |rows| match &rows[0].data {
                RowData::Status(status) => status.saved.on == 3,
                _ => false,
            })
            .await;
    }
}

pub(super) fn claim(board: &str, item: &str, quantity: Option<u32>) -> Intent {
    Intent::Claim {
        board: board.into(),
        item: item.into(),
        quantity,
        until: None,
        note: None,
    }
}
