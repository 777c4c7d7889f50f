//! What every intent and every view has at hand: the node, the index, this device's own file, the lane.
//!
//! Owns the order of an edit: write, wait until the index has it, then the next. Never knows what an
//! intent or a view means.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use node::{BoardInfo, Build, Clock, Node, Written};
use rusqlite::Connection;
use tokio::sync::{broadcast, watch};
use trust::{BoardId, PersonId, Role};

use crate::api::{AppError, ErrorCode, JoinRow};
use crate::first_screen::Unchecked;
use crate::index::{self, Index};
use crate::intents::OpenHere;
use crate::intents::doing::noted;
use crate::live::Touched;
use crate::local::{Local, Marks, Step};
use crate::parcels::UnderWay;
use crate::tasks::{Works, blocking};

/// How long a write waits for the index. The write stands either way: it is on disk.
const INDEX_PATIENCE: Duration = Duration::from_secs(10);

/// See the module.
pub(crate) struct Desk {
    pub(crate) root: PathBuf,
    pub(crate) node: Node,
    pub(crate) index: Index,
    pub(crate) local: Local,
    pub(crate) clock: Arc<dyn Clock>,
    /// Whether this process uses the network at all, whatever the settings say.
    pub(crate) network: bool,
    /// What this device is called where nobody has named it.
    pub(crate) computer: String,
    /// Held by whoever edits: the next edit begins when this one is in the index.
    pub(crate) lane: tokio::sync::Mutex<()>,
    /// Held by an import from its first look at the board to its last row.
    pub(crate) importing: tokio::sync::Mutex<()>,
    /// Held by whoever unpacks a picture.
    pub(crate) previews: tokio::sync::Mutex<()>,
    /// Up to which verdict the index is.
    pub(crate) indexed: watch::Sender<u64>,
    /// Joins that were asked for, or went on, in this run: one that the node has no more and whose board is here is done.
    pub(crate) asked: Mutex<BTreeMap<BoardId, JoinRow>>,
    /// What others told of boards whose history is not here.
    pub(crate) unchecked: Unchecked,
    /// The file for somebody that is being saved, or one that is being read.
    pub(crate) parcel: UnderWay,
    /// What is open before the person, as the window says.
    pub(crate) open: tokio::sync::Mutex<Option<OpenHere>>,
    /// Told when a look at the network is to end.
    pub(crate) stop_check: tokio::sync::Notify,
    /// What blocks now.
    pub(crate) works: Works,
    /// What changed, for the live views.
    pub(crate) news: broadcast::Sender<Arc<Touched>>,
}

/// A board as intents and views see it.
#[derive(Clone)]
pub(crate) struct At {
    pub(crate) id: BoardId,
    pub(crate) info: BoardInfo,
    /// What the reader noted about people and items, for themselves.
    pub(crate) marks: Arc<Marks>,
    /// The reader's own name, for where the signed one has not been written yet.
    pub(crate) my_name: String,
}

impl Desk {
    /// Returns the time, in milliseconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.clock.now_ms()
    }

    /// Returns a board of this device by the text of its id.
    pub(crate) fn at(&self, board: &str) -> Result<At, AppError> {
        let no_such =
            || AppError::new(ErrorCode::NoSuchBoard, "no such board").with("board", board);
        let id: BoardId = board.parse().map_err(|_| no_such())?;
        let info = self.node.board(id).ok_or_else(no_such)?;
        Ok(At {
            id,
            info,
            marks: Arc::new(self.local.marks(id)?),
            my_name: self.local.settings().name,
        })
    }

    /// Writes entries to a board and waits until the index has them.
    pub(crate) async fn write(
        self: &Arc<Self>,
        board: BoardId,
        build: Build,
    ) -> Result<Written, AppError> {
        let written = self.node.write(board, noted(self, build)).await?;
        self.caught_up(written.verdict_n).await;
        Ok(written)
    }

    /// Waits until the index has come to a verdict.
    pub(crate) async fn caught_up(&self, n: u64) {
        let mut indexed = self.indexed.subscribe();
        let waited =
            tokio::time::timeout(INDEX_PATIENCE, indexed.wait_for(|cursor| *cursor >= n)).await;
        if waited.is_err() {
            tracing::warn!(n, "the index is far behind");
        }
    }

    /// Tells the live views. Nobody listening is no failure.
    pub(crate) fn tell(&self, touched: Touched) {
        if !touched.is_empty() {
            let _ = self.news.send(Arc::new(touched));
        }
    }

    /// Returns whether this device carries a board as a helper.
    pub(crate) fn carries(&self, board: BoardId) -> bool {
        let carried = self.node.carried();
        let carried = carried.borrow();
        carried.iter().any(|view| view.board == board)
    }

    /// Returns the joins of this run.
    pub(crate) fn asked(&self) -> MutexGuard<'_, BTreeMap<BoardId, JoinRow>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps an undo step and lets the board's head show it; returns whether it is kept.
    ///
    /// What it takes back is on disk already: that it cannot be undone is no reason to say that it was not saved.
    pub(crate) fn can_undo(&self, at: &At, title: &str, step: &Step) -> Option<i64> {
        let kept = self.local.push_undo(&at.id.to_string(), title, step);
        self.tell(Touched::board(at.id));
        kept.inspect_err(|error| tracing::error!(%error, "an undo step is not kept"))
            .ok()
    }

    /// Runs work that blocks, with the desk, beside the tasks. Whoever closes waits until it is done.
    ///
    /// # Errors
    /// Those of the work, and `Closing`.
    pub(crate) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Arc<Self>) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let at_work = self.works.begin()?;
        let desk = Arc::clone(self);
        blocking(move || {
            let done = work(&desk);
            // Before it is said that the work has ended: the folder goes with the last who has the desk.
            drop(desk);
            drop(at_work);
            done
        })
        .await
    }

    /// Reads the index beside the tasks. The work gets the board's number there.
    pub(crate) async fn look<T: Send + 'static>(
        self: &Arc<Self>,
        board: BoardId,
        work: impl FnOnce(&Connection, i64) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        self.blocking(move |desk| {
            desk.index.read(|connection| {
                // A board whose first entries are not indexed yet has no rows.
                let number = index::board_number(connection, board)?.unwrap_or(-1);
                work(connection, number)
            })
        })
        .await
    }
}

impl At {
    /// Returns the reader on this board.
    pub(crate) fn me(&self) -> PersonId {
        self.info.me
    }

    /// Returns the reader's role; `None` for somebody who is no member any more, or not yet.
    pub(crate) fn role(&self) -> Option<Role> {
        self.info.authority.role_of(self.info.me)
    }

    /// Returns whether this device was taken off the board: what it writes counts for nobody.
    pub(crate) fn device_off(&self) -> bool {
        self.info.authority.is_revoked(self.info.device, self.me())
    }

    /// Refuses those who may not make items and statements.
    pub(crate) fn must_contribute(&self) -> Result<(), AppError> {
        self.must(self.role().is_some_and(|role| role <= Role::Contributor))
    }

    /// Refuses those who may not edit an item of that owner.
    pub(crate) fn must_edit(&self, owner: PersonId) -> Result<(), AppError> {
        self.must(self.may_edit(owner))
    }

    /// Returns whether the reader may edit an item of that owner.
    pub(crate) fn may_edit(&self, owner: PersonId) -> bool {
        match self.role() {
            Some(role) if role <= Role::Editor => true,
            Some(Role::Contributor) => owner == self.me(),
            Some(_) | None => false,
        }
    }

    /// Refuses with the reader's role.
    pub(crate) fn must(&self, may: bool) -> Result<(), AppError> {
        if may {
            return Ok(());
        }
        let role = self.role().map_or("none", role_word);
        Err(AppError::new(ErrorCode::NotAllowed, "the role does not allow it").with("role", role))
    }
}

/// Returns the word for a role in the api.
pub(crate) fn role_word(role: Role) -> &'static str {
    match role {
        Role::Steward => "steward",
        Role::Coordinator => "coordinator",
        Role::Editor => "editor",
        Role::Contributor => "contributor",
        Role::Reader => "reader",
        Role::Helper => "helper",
        Role::Reporter => "reporter",
    }
}
