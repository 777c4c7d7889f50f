//! The tasks that keep the index and the views true, whoever wrote an entry.
//!
//! * `follow`: verdicts → index → live views. Own entries and those of others take this one way.
//! * `leases`: derives items again when a lease ends.
//! * `network`: tells the views when somebody connects or states what they hold.
//! * `names`: signs the display name on boards where it does not stand yet.
//! * `meanwhile`: does what was kept while a board was on its way, once the board is checked.

use std::sync::Arc;
use std::time::Duration;

use node::Judged;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;
use trust::BoardId;

use crate::api::{AppError, ErrorCode};
use crate::desk::Desk;
use crate::index::News;
use crate::intents::doing::do_kept;
use crate::intents::{lacks_name, sign_name};
use crate::live::Touched;
use crate::tasks::Tasks;

/// How many verdicts are read at once.
const BATCH: u32 = 500;
/// How many go into the first transaction of the index.
const FIRST: usize = 500;
/// How many go into one at most. Each transaction writes much of the index anew, so whoever is far behind (somebody was
/// removed with 20,000 changes) comes nearer in steps that grow; what is shown first does not wait for all of it.
const MOST: usize = 8_000;
/// How many bytes of bodies go into one, about.
const BYTES: usize = 4 << 20;
/// How long to wait after a failure of the disk before the next try.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// After how many failures the index is made anew.
const PATIENCE: u32 = 3;
/// The longest sleep of the leases' task: the clock may jump.
const LEASE_SLEEP: u64 = 30_000;

/// Starts all of them.
pub(crate) fn start(desk: &Arc<Desk>, tasks: &Tasks) {
    tasks.start(follow(Arc::clone(desk)));
    tasks.start(leases(Arc::clone(desk)));
    tasks.start(network(Arc::clone(desk)));
    tasks.start(names(Arc::clone(desk)));
    tasks.start(meanwhile(Arc::clone(desk)));
}

/// Catches up for the first time; an index that cannot be is broken and begins anew.
pub(crate) async fn begin(desk: &Arc<Desk>) -> Result<(), AppError> {
    match catch_up(desk).await {
        Err(error) if error.code != ErrorCode::DiskFull => {
            tracing::error!(%error, "the index begins anew");
            begin_anew(desk).await?;
            catch_up(desk).await
        }
        done => done,
    }
}

/// Takes all verdicts into the index that are there now.
async fn catch_up(desk: &Arc<Desk>) -> Result<(), AppError> {
    let mut most = FIRST;
    loop {
        let from = *desk.indexed.borrow();
        let batch = verdicts(desk, from, most).await?;
        most = most.saturating_mul(2).min(MOST);
        let Some(newest) = batch.last().map(|news| news.n) else {
            return Ok(());
        };
        let now = desk.now();
        let mut touched = desk
            .blocking(move |desk| desk.index.take(&batch, now))
            .await?;
        desk.indexed.send_replace(newest);
        touched.screens |= desk.unchecked.is_going();
        desk.tell(touched);
    }
}

async fn verdicts(desk: &Arc<Desk>, from: u64, most: usize) -> Result<Vec<News>, AppError> {
    desk.blocking(move |desk| {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        let (mut last, mut more) = (from, true);
        while more && batch.len() < most && bytes < BYTES {
            let some = desk.node.verdicts_since(last, BATCH)?;
            more = u32::try_from(some.len()).is_ok_and(|found| found == BATCH);
            last = some.last().map_or(last, |judged| judged.n);
            bytes += some
                .iter()
                .map(|judged| judged.entry.body.len())
                .sum::<usize>();
            batch.extend(some.into_iter().map(news));
        }
        Ok(batch)
    })
    .await
}

fn news(judged: Judged) -> News {
    News {
        n: judged.n,
        board: judged.board,
        person: judged.person,
        accepted: judged.verdict.is_accepted(),
        reason: judged.verdict.reason().unwrap_or_default().to_owned(),
        entry: judged.entry,
    }
}

async fn follow(desk: Arc<Desk>) {
    let mut cursor = desk.node.cursor();
    let mut failures = 0;
    loop {
        if let Err(error) = catch_up(&desk).await {
            tracing::error!(%error, "the index could not be caught up");
            failures += 1;
            // A full disk passes by itself; what is broken is made anew from the log.
            if failures % PATIENCE == 0
                && error.code != ErrorCode::DiskFull
                && let Err(error) = begin_anew(&desk).await
            {
                tracing::error!(%error, "the index could not be begun anew");
            }
            sleep(AFTER_FAILURE).await;
            continue;
        }
        failures = 0;
        if cursor.changed().await.is_err() {
            return;
        }
    }
}

async fn begin_anew(desk: &Arc<Desk>) -> Result<(), AppError> {
    desk.blocking(|desk| desk.index.restart()).await?;
    desk.indexed.send_replace(0);
    Ok(())
}

async fn leases(desk: Arc<Desk>) {
    let mut news = desk.news.subscribe();
    loop {
        let next = desk
            .blocking(|desk| desk.index.next_lease())
            .await
            .ok()
            .flatten();
        let wait = next.map_or(LEASE_SLEEP, |end| {
            end.saturating_sub(desk.now()).clamp(1, LEASE_SLEEP)
        });
        tokio::select! {
            () = sleep(Duration::from_millis(wait)) => {
                let now = desk.now();
                match desk.blocking(move |desk| desk.index.lapse(now)).await {
                    Ok(touched) => desk.tell(touched),
                    Err(error) => {
                        tracing::warn!(%error, "ended leases could not be derived");
                        sleep(AFTER_FAILURE).await;
                    }
                }
            }
            // A new claim may end sooner.
            heard = news.recv() => if matches!(heard, Err(RecvError::Closed)) { return },
        }
    }
}

async fn network(desk: Arc<Desk>) {
    let mut network = desk.node.network();
    let mut boards = desk.node.boards_changed();
    let mut disk = desk.node.disk();
    let mut joins = desk.node.joins();
    let mut carried = desk.node.carried();
    let mut reports = desk.node.reports();
    let mut seen = desk.node.seen();
    let mut bringing = desk.node.bringing();
    let mut screens = desk.node.screens();
    let mut copied = false;
    loop {
        let mut touched = Touched::default();
        let open = tokio::select! {
            changed = network.changed() => { touched.network = true; changed.is_ok() }
            changed = boards.changed() => { touched.network = true; changed.is_ok() }
            changed = disk.changed() => { touched.network = true; changed.is_ok() }
            changed = joins.changed() => { touched.joins = true; changed.is_ok() }
            changed = bringing.changed() => { touched.bringing = true; changed.is_ok() }
            changed = screens.changed() => {
                let cursor = *desk.node.cursor().borrow();
                desk.unchecked.take(&screens.borrow_and_update(), cursor);
                touched.screens = true;
                changed.is_ok()
            }
            changed = seen.changed() => { touched.presence = true; changed.is_ok() }
            changed = carried.changed() => { touched.joins = true; changed.is_ok() }
            changed = reports.changed() => {
                touched.joins = true;
                touched.notices = true;
                changed.is_ok()
            }
        };
        if !open {
            return;
        }
        if !copied && desk.node.boards().iter().any(|info| info.copied) {
            copied = true;
            let (now, path) = (desk.now().cast_signed(), desk.root.display().to_string());
            match desk.local.device_was_copied(now, &path) {
                Ok(()) => touched.notices = true,
                Err(error) => tracing::error!(%error, "that this device was copied is not kept"),
            }
        }
        desk.tell(touched);
    }
}

async fn names(desk: Arc<Desk>) {
    let mut news = desk.news.subscribe();
    loop {
        for info in desk.node.boards() {
            if let Err(error) = named(&desk, info.board).await {
                tracing::warn!(%error, "the display name could not be signed yet");
            }
        }
        loop {
            match news.recv().await {
                Ok(touched) if touched.network || touched.boards.values().any(|b| b.people) => {
                    break;
                }
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return,
            }
        }
    }
}

/// Signs the name on a board where none is shown: a board that was just joined.
async fn named(desk: &Arc<Desk>, board: BoardId) -> Result<(), AppError> {
    if lacks_name(desk, board).await? {
        let _lane = desk.lane.lock().await;
        sign_name(desk, board).await?;
    }
    Ok(())
}

async fn meanwhile(desk: Arc<Desk>) {
    let mut news = desk.news.subscribe();
    loop {
        if let Err(error) = do_kept(&desk).await {
            tracing::warn!(%error, "what was kept while a board was on its way waits on");
        }
        match news.recv().await {
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}
