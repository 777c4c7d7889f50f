//! Somebody with an open app: what the steps ask of it, in their words.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use app::api::{
    FieldChange, Intent, ItemRow, ItemSort, ItemsFilter, Outcome, Query, Reading, ReadingAnswer,
    RowData, SettingsChange, StatusView, Template, TicketKind, ViewUpdate, Window,
};
use app::{App, AppOptions, Subscription};

/// No wait is longer.
const DEADLINE: Duration = Duration::from_secs(600);

/// Somebody with an open app.
pub struct Person {
    app: App,
}

impl Person {
    /// Opens a data folder; the network stays on this machine.
    pub async fn open(home: &Path) -> anyhow::Result<Self> {
        let mut options = AppOptions::new(home.to_owned());
        options.loopback = true;
        options.control = false;
        options.vault = app::api::VaultEntry::plain_file();
        Ok(Self {
            app: App::open(options).await?,
        })
    }

    /// Closes it.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.app.shutdown().await?)
    }

    /// Does an intent.
    pub async fn act(&self, intent: Intent) -> anyhow::Result<Outcome> {
        Ok(self.app.dispatch(intent).await?)
    }

    /// Says who they are.
    pub async fn named(&self, name: &str) -> anyhow::Result<()> {
        self.act(Intent::SetName {
            name: name.to_owned(),
        })
        .await
        .map(drop)
    }

    /// Makes the board.
    pub async fn board(&self) -> anyhow::Result<String> {
        let name = "Riverside Mutual Aid".to_owned();
        let template = Template::Relief;
        let made = self.act(Intent::CreateBoard { name, template }).await?;
        let Outcome::Board { board } = made else {
            bail!("no board: {made:?}");
        };
        Ok(board)
    }

    /// Makes a ticket for many: what those make who come by it is not held.
    pub async fn ticket(&self, board: &str) -> anyhow::Result<String> {
        self.ticket_of(board, TicketKind::Invite, Some(1_000)).await
    }

    /// Makes a ticket for one helper.
    pub async fn helper_ticket(&self, board: &str) -> anyhow::Result<String> {
        self.ticket_of(board, TicketKind::Helper, None).await
    }

    async fn ticket_of(
        &self,
        board: &str,
        kind: TicketKind,
        uses: Option<u32>,
    ) -> anyhow::Result<String> {
        let invite = Intent::Invite {
            board: board.to_owned(),
            kind,
            role: None,
            helper_name: None,
            uses,
            expires_at: None,
        };
        let made = self.act(invite).await?;
        let Outcome::Ticket { ticket } = made else {
            bail!("no ticket: {made:?}");
        };
        Ok(ticket.text)
    }

    /// Edits a title; returns how long it took until it was on the disk.
    pub async fn retitle(&self, board: &str, item: &str, title: &str) -> anyhow::Result<Duration> {
        let started = Instant::now();
        self.act(Intent::EditItem {
            board: board.to_owned(),
            item: item.to_owned(),
            changes: vec![FieldChange {
                field: "title".into(),
                value: Some(title.to_owned()),
                base: None,
            }],
        })
        .await?;
        Ok(started.elapsed())
    }

    /// Switches the network off or on.
    pub async fn offline(&self, offline: bool) -> anyhow::Result<()> {
        let change = SettingsChange {
            work_offline: Some(offline),
            ..SettingsChange::default()
        };
        self.act(Intent::ChangeSettings { change }).await.map(drop)
    }

    /// Reads the first 200 needs, and how many there are.
    pub async fn first_rows(&self, board: &str) -> anyhow::Result<(u32, Vec<ItemRow>)> {
        let query = needs(board);
        let answer = self.app.read(Reading::View { query }).await?;
        let ReadingAnswer::View { total, rows } = answer else {
            bail!("no rows: {answer:?}");
        };
        Ok((total, items(rows)))
    }

    /// Watches the newest needs.
    pub fn watch(&self, board: &str) -> Subscription {
        self.app.subscribe(needs(board))
    }

    /// Waits until the view says so of its total.
    pub async fn until_total(&self, board: &str, n: u32) -> anyhow::Result<()> {
        let watching = self.watch(board);
        until(&watching, |update| match update {
            ViewUpdate::Snapshot { total, .. } | ViewUpdate::Patch { total, .. } => *total >= n,
            ViewUpdate::Resync | ViewUpdate::Ended => false,
        })
        .await
    }

    /// Waits until something of the board is on the screen: checked, or said to be unchecked.
    pub async fn until_screen(&self, board: &str) -> anyhow::Result<()> {
        let watching = self.app.subscribe(Query::FirstScreen {
            board: board.to_owned(),
        });
        let unchecked = until(&watching, |update| {
            let rows = match update {
                ViewUpdate::Snapshot { rows, .. } => rows,
                ViewUpdate::Patch { changed, .. } => changed,
                ViewUpdate::Resync | ViewUpdate::Ended => return false,
            };
            rows.iter().any(
                |row| matches!(&row.data, RowData::FirstScreen(screen) if !screen.rows.is_empty()),
            )
        });
        tokio::select! {
            shown = unchecked => shown,
            shown = self.until_total(board, 1) => shown,
        }
    }

    /// Waits until the board is here and everybody on it holds the same.
    pub async fn until_status(
        &self,
        board: &str,
        wanted: impl Fn(&StatusView) -> bool,
    ) -> anyhow::Result<()> {
        let watching = self.app.subscribe(Query::Status {
            board: board.to_owned(),
        });
        until(&watching, |update| {
            let rows = match update {
                ViewUpdate::Snapshot { rows, .. } => rows,
                ViewUpdate::Patch { changed, .. } => changed,
                ViewUpdate::Resync | ViewUpdate::Ended => return false,
            };
            rows.iter()
                .any(|row| matches!(&row.data, RowData::Status(status) if wanted(status)))
        })
        .await
    }

    /// Waits until the list of boards has one.
    pub async fn until_board(&self) -> anyhow::Result<()> {
        self.until_boards(1).await
    }

    /// Waits until the list of boards has so many.
    pub async fn until_boards(&self, n: u32) -> anyhow::Result<()> {
        let watching = self.app.subscribe(Query::Boards);
        until(&watching, |update| match update {
            ViewUpdate::Snapshot { total, .. } | ViewUpdate::Patch { total, .. } => *total >= n,
            ViewUpdate::Resync | ViewUpdate::Ended => false,
        })
        .await
    }
}

/// Waits for an update that is wanted.
pub async fn until(
    watching: &Subscription,
    wanted: impl Fn(&ViewUpdate) -> bool,
) -> anyhow::Result<()> {
    let waiting = async {
        while let Ok(update) = watching.updates.recv().await {
            if wanted(&update) {
                return Ok(());
            }
        }
        bail!("the view ended")
    };
    tokio::time::timeout(DEADLINE, waiting)
        .await
        .context("it did not happen in time")?
}

/// Returns whether an update shows a need of this title.
pub fn shows(update: &ViewUpdate, title: &str) -> bool {
    let rows = match update {
        ViewUpdate::Snapshot { rows, .. } => rows,
        ViewUpdate::Patch { changed, .. } => changed,
        ViewUpdate::Resync | ViewUpdate::Ended => return false,
    };
    rows.iter()
        .any(|row| matches!(&row.data, RowData::Item(item) if item.title == title))
}

fn needs(board: &str) -> Query {
    Query::Items {
        board: board.to_owned(),
        filter: ItemsFilter {
            kinds: vec![app::api::ItemKind::Need],
            ..ItemsFilter::default()
        },
        sort: ItemSort::Changed,
        window: Window {
            offset: 0,
            limit: 200,
        },
    }
}

fn items(rows: Vec<app::api::Row>) -> Vec<ItemRow> {
    rows.into_iter()
        .filter_map(|row| {
            if let RowData::Item(item) = row.data {
                Some(item)
            } else {
                None
            }
        })
        .collect()
}
