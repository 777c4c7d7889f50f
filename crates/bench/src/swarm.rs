//! Many people on one board: how long an edit takes to the last of them, and what it costs.
//!
//! What an edit between two costs in the same run is the measure: for `n` people the ideal is that, once for each of the
//! others. Bytes are those of the loopback interface, of all that runs on the machine meanwhile: keep it quiet.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use app::Subscription;
use app::api::Intent;
use tokio::runtime::{Builder, Runtime};

use crate::figures::Figures;
use crate::meeting::loopback_bytes;
use crate::person::{Person, shows, until};
use crate::steps;

/// Edits that are timed.
const EDITS: usize = 50;
/// Neighbours change for about so long after the last one came.
const CALM: Duration = Duration::from_secs(30);

/// Somebody on a machine of their own: its end is not told to anybody.
struct Machine {
    runtime: Option<Runtime>,
    person: Option<Person>,
    watching: Option<Subscription>,
}

impl Machine {
    async fn open(home: &Path) -> anyhow::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let home = home.to_owned();
        let person = runtime
            .spawn(async move { Person::open(&home).await })
            .await??;
        Ok(Self {
            runtime: Some(runtime),
            person: Some(person),
            watching: None,
        })
    }

    fn person(&self) -> anyhow::Result<&Person> {
        self.person.as_ref().context("nobody is here")
    }

    /// Ends without a word: not a packet more is sent.
    fn kill(mut self) {
        std::mem::forget(self.person.take());
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    async fn close(mut self) -> anyhow::Result<()> {
        self.watching = None;
        if let Some(person) = self.person.take() {
            person.close().await?;
        }
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
        Ok(())
    }
}

/// Runs a board of so many people in one process.
pub async fn run(figures: &mut Figures, folder: &Path, people: usize) -> anyhow::Result<()> {
    let home = folder.join("person-0");
    let board = steps::fill(figures, &home, 1).await?;
    let mut all = vec![Machine::open(&home).await?];
    all.push(join(&all, folder, &board).await?);
    let (_, pair) = edits(&mut all, &board, "Two").await?;
    while all.len() < people {
        let next = join(&all, folder, &board).await?;
        all.push(next);
    }
    tokio::time::sleep(CALM).await;
    let (times, bytes) = edits(&mut all, &board, "All").await?;
    figures.times(
        [
            "swarm: edit to the last of all, p50",
            "swarm: edit to the last of all, p95",
        ],
        times,
    );
    let others = u32::try_from(all.len() - 1)?;
    figures.add("swarm: bytes of an edit", bytes / 1e3, "kB");
    figures.add("swarm: bytes of an edit between two", pair / 1e3, "kB");
    figures.add(
        "swarm: bytes over ideal",
        bytes / (pair * f64::from(others)),
        "times",
    );

    let dead = (all.len() / 10).max(1);
    for _ in 0..dead {
        all.remove(all.len() / 2).kill();
    }
    let started = Instant::now();
    say(&mut all, &board, 0, "After the end of one in ten").await?;
    figures.time(
        "swarm: edit to all after one in ten was killed",
        started.elapsed(),
    );
    for machine in all {
        machine.close().await?;
    }
    Ok(())
}

/// One more comes, by a ticket of one of those who are there: it names that one, and some that they met.
async fn join(all: &[Machine], folder: &Path, board: &str) -> anyhow::Result<Machine> {
    let number = all.len();
    let inviter = all.get(number * 7 % number.max(1)).or_else(|| all.first());
    let ticket = inviter
        .context("nobody to invite")?
        .person()?
        .ticket(board)
        .await?;
    let machine = Machine::open(&folder.join(format!("person-{number}"))).await?;
    let person = machine.person()?;
    person.named(&format!("Person {number}")).await?;
    person.act(Intent::Join { ticket }).await?;
    person.until_board().await?;
    person.until_total(board, 1).await?;
    Ok(machine)
}

/// Returns how long each of many edits took to the last person, and the bytes of one.
async fn edits(
    all: &mut [Machine],
    board: &str,
    said: &str,
) -> anyhow::Result<(Vec<Duration>, f64)> {
    let mut times = Vec::new();
    let before = loopback_bytes()?;
    for round in 0..EDITS {
        let writer = round * 3 % all.len();
        let started = Instant::now();
        say(all, board, writer, &format!("{said} {round}")).await?;
        times.push(started.elapsed());
    }
    let edits = u32::try_from(EDITS)?;
    Ok((times, (loopback_bytes()? - before) / f64::from(edits)))
}

/// One writes; returns when everybody sees it.
async fn say(all: &mut [Machine], board: &str, writer: usize, title: &str) -> anyhow::Result<()> {
    for machine in all.iter_mut() {
        if machine.watching.is_none() {
            let watching = machine.person()?.watch(board);
            machine.watching = Some(watching);
        }
    }
    let writes = all.get(writer).context("nobody writes")?.person()?;
    let (_, rows) = writes.first_rows(board).await?;
    ensure!(!rows.is_empty(), "no rows");
    writes.retitle(board, &rows[0].item, title).await?;
    for machine in all {
        let watching = machine.watching.as_ref().context("nobody watches")?;
        until(watching, |update| shows(update, title)).await?;
    }
    Ok(())
}
